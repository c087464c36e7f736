"""Sections in the drawn scene: what is gone is gone, and faces are structures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import towards_viewer
from viewer.changing import finding_for
from viewer.commands import acts, section_acts
from viewer.picking import display, ray
from viewer.resolve import resolve
from viewer.section import plane
from viewer.state import Camera, Cut, Section, ViewState

SIZE = (480, 360)
L4 = StructureId("segment.L4-L5")
NUCLEUS = StructureId("disc.L4-L5.nucleus")
ANNULUS = StructureId("disc.L4-L5.annulus")


def opened(atlas: Atlas, state: ViewState, cut: Cut = Cut.DISC) -> ViewState:
    return section_acts.face_on(atlas)(section_acts.cut(atlas, cut, L4)(state))


def point_on(scene: Any, id: StructureId, camera: Camera) -> tuple[float, float]:
    """A pixel where a structure's face is on top; well within it where it is large enough."""
    fallback = None
    filling = scene.section.fillings[id]
    for corner in filling.points[filling.triangles].mean(axis=1)[::7]:
        place = display(camera, tuple(corner), *SIZE)
        assert place is not None
        x, y = place
        around = ((x, y), (x - 3, y - 3), (x + 3, y - 3), (x - 3, y + 3), (x + 3, y + 3))
        struck = [scene.section.struck(*ray(camera, *at, *SIZE)) for at in around]
        hits = [face is not None and face[1] == id for face in struck]
        if all(hits):
            return place
        fallback = place if hits[0] else fallback
    assert fallback is not None, f"{id} has no face in sight"
    return fallback


@pytest.mark.parametrize("cut", Cut)
def test_a_press_on_a_face_means_its_structure(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog, cut: Cut
) -> None:
    state = opened(atlas, start, cut)
    studio.scene.draw(resolve(state, catalog))
    assert studio.scene.section.slice is not None
    tried = 0
    for face in studio.scene.section.slice.faces:
        if face.area < 30.0 or face.id == "cauda-equina":
            continue
        place = point_on(studio.scene, face.id, state.camera)
        assert studio.scene.pick(*ray(state.camera, *place, *SIZE)) == face.id
        tried += 1
    assert tried >= 4


def test_a_press_on_the_face_of_a_picked_bone_means_the_bone(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    bone = StructureId("vertebra.L4")
    state = replace(opened(atlas, start, Cut.SAGITTAL), focus=(bone,))
    studio.scene.draw(resolve(state, catalog))
    place = point_on(studio.scene, bone, state.camera)
    assert studio.scene.meant(*ray(state.camera, *place, *SIZE)) == bone


def test_nothing_that_was_taken_away_is_struck_or_seen(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = opened(atlas, start)
    assert state.section is not None
    studio.scene.draw(resolve(state, catalog))
    cut = plane(state.section, atlas)
    rng = np.random.default_rng(3)
    struck = 0
    for x, y in rng.uniform((60, 40), (420, 320), (200, 2)):
        origin, way = ray(state.camera, float(x), float(y), *SIZE)
        for distance, _id in studio.scene.picker.hits(origin, way):
            place = np.asarray(origin) + distance * np.asarray(way)
            assert (place - np.asarray(cut.origin)) @ np.asarray(cut.normal) <= 1e-3
            struck += 1
    assert struck > 50
    taken = "sacrum" if cut.normal[2] < 0 else "vertebra.L1"
    actor = studio.scene.actor(StructureId(taken))
    assert actor is not None
    assert not actor.GetVisibility()


def test_flipping_keeps_what_was_gone_and_takes_what_was_kept(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = opened(atlas, start)
    shown = []
    for one in (state, section_acts.flip(atlas)(state)):
        studio.scene.draw(resolve(one, catalog))
        names = (StructureId("sacrum"), StructureId("vertebra.L1"))
        shown.append([bool(studio.scene.actor(id).GetVisibility()) for id in names])
    assert shown[0] == shown[1][::-1]
    assert sorted(shown[0]) == [False, True]


def test_the_faces_reach_the_picture_and_are_patterned_at_rest(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = opened(atlas, start)
    studio.scene.draw(resolve(state, catalog))
    rough = studio.shot(state.camera).astype(int)
    steps = 0
    while studio.scene.refine():
        steps += 1
    assert studio.scene.section.slice is not None
    assert steps == len(studio.scene.section.slice.faces)
    fine = studio.shot(state.camera).astype(int)
    assert (abs(fine - rough).max(axis=2) > 6).mean() > 0.01
    x, y = point_on(studio.scene, NUCLEUS, state.camera)
    p, q = point_on(studio.scene, ANNULUS, state.camera)
    inner, outer = fine[round(y), round(x)], fine[round(q), round(p)]
    assert abs(inner - outer).max() > 15


def test_without_a_section_nothing_of_it_is_left(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    studio.scene.draw(resolve(start, catalog))
    before, ids = studio.shot(start.camera), studio.pictures(start.camera)
    for cut in Cut:
        studio.scene.draw(resolve(opened(atlas, start, cut), catalog))
        assert (studio.shot(start.camera) != before).any()
        studio.pictures(start.camera)
    studio.scene.draw(resolve(start, catalog))
    assert studio.scene.section.slice is None
    assert not studio.scene.section.slicer._cut, "no mesh is kept for it"
    np.testing.assert_array_equal(studio.shot(start.camera), before)
    np.testing.assert_array_equal(studio.pictures(start.camera).sight, ids.sight)


def test_what_is_hidden_has_no_face(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = acts.hide([StructureId("vertebra.L4")])(opened(atlas, start, Cut.SAGITTAL))
    studio.scene.draw(resolve(state, catalog))
    assert StructureId("vertebra.L4") not in studio.scene.section.fillings
    assert StructureId("vertebra.L5") in studio.scene.section.fillings


def test_whole_nerves_stay_whole(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = section_acts.toggle_nerves(opened(atlas, start))
    studio.scene.draw(resolve(state, catalog))
    fillings = studio.scene.section.fillings
    assert not any(catalog.structures[id].tissue == "nerve" for id in fillings)
    assert all(
        studio.scene.actor(id).GetVisibility()
        for id in catalog.drawn
        if id.kind == "root" and studio.scene.actor(id) is not None
    )


def test_labels_and_outlines_know_the_faces(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = replace(opened(atlas, start), focus=(NUCLEUS,))
    studio.scene.draw(resolve(state, catalog))
    pictures = studio.pictures(state.camera)
    x, y = point_on(studio.scene, NUCLEUS, state.camera)
    for picture in (pictures.solid, pictures.sight, pictures.marked):
        mask = pictures.mask(picture, [NUCLEUS])
        assert mask[round(y / 2), round(x / 2)]


def test_the_same_section_again_cuts_nothing_anew(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = opened(atlas, start)
    studio.scene.draw(resolve(state, catalog))
    made = studio.scene.section.slice
    studio.scene.draw(resolve(replace(state, focus=(NUCLEUS,)), catalog))
    assert studio.scene.section.slice is made
    studio.scene.draw(resolve(section_acts.step(atlas, 1.0)(state), catalog))
    assert studio.scene.section.slice is not made


def test_a_column_drawn_apart_is_cut_where_it_is_drawn(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    together = replace(start, section=Section(Cut.DISC, L4))
    apart = replace(together, explode=1.0)
    areas = []
    for state in (together, apart):
        studio.scene.draw(resolve(state, catalog))
        made = studio.scene.section.slice
        assert made is not None
        areas.append({f.id: f.area for f in made.faces if f.id.kind == "disc"})
    assert areas[0].keys() == areas[1].keys() == {ANNULUS, NUCLEUS}
    assert areas[1][ANNULUS] == pytest.approx(areas[0][ANNULUS], rel=1e-3)


def test_from_behind_the_plane_no_face_is_struck(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = opened(atlas, start)
    studio.scene.draw(resolve(state, catalog))
    assert state.section is not None
    cut = plane(state.section, atlas)
    away = tuple(o - 300.0 * n for o, n in zip(cut.origin, cut.normal, strict=True))
    assert studio.scene.section.struck(away, cut.normal) is None
    assert towards_viewer(0.0, 0.0) == pytest.approx((0.0, 1.0, 0.0))


def test_a_slider_cuts_only_what_it_changes_anew(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = opened(atlas, start, Cut.SAGITTAL)
    found = finding_for("disc-extrusion", L4, "", "central", 0.5)
    scene, faces = studio.scene, []
    for severity in (0.5, 0.6):
        step = replace(state, findings=(replace(found, severity=severity),))
        scene.draw(resolve(step, catalog))
        faces.append({face.id: (face, scene.section.fillings[face.id]) for face in _faces(scene)})
    before, after = faces
    same = {id for id in before.keys() & after.keys() if before[id] == after[id]}
    shape = scene.meshes.shape
    assert {"vertebra.L3", "sacrum", "disc.L5-S1.annulus"} <= same
    assert not same & {"herniation.L4-L5", "thecal-sac"}
    assert [id for id in same if shape.mesh(id) is not shape.normal.assets.meshes[id]] == []


def _faces(scene: Any) -> Any:
    return scene.section.slice.faces
