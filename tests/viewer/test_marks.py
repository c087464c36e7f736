"""Labels and outlines of real views, and what they are made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.changing import finding_for
from viewer.commands import acts, camera_acts
from viewer.commands.finding_acts import add_finding
from viewer.id_image import marked_ids
from viewer.marks import contours, edge_words, far_side, marks, scale_bar
from viewer.picking import display
from viewer.resolve import resolve
from viewer.spec import Emphasis
from viewer.state import Camera, Labels, ViewState

SIZE = (480, 360)
L5_S1 = StructureId("segment.L5-S1")
NERVE = StructureId("root.L4.left")
BONE = StructureId("vertebra.L4")


def lit(atlas: Atlas, state: ViewState, id: str) -> ViewState:
    return acts.select_any(atlas, StructureId(id))(state)


def test_id_pictures_tell_hidden_from_seen(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = lit(atlas, start, "segment.L4-L5")
    spec = resolve(state, catalog)
    studio.scene.draw(spec)
    before = studio.shot(state.camera)
    pictures = studio.pictures(state.camera)
    marked = marked_ids(spec, studio.scene)
    assert BONE not in marked
    assert NERVE in marked
    for id in marked:
        assert pictures.mask(pictures.solid, [id]).sum() <= pictures.mask_of_marked([id]).sum()
    ghosts = [id for id, look in spec.looks.items() if look.ghost]
    assert not pictures.mask(pictures.sight, ghosts).any()
    np.testing.assert_array_equal(studio.shot(state.camera), before)


@pytest.mark.parametrize("name", ["posterior-oblique", "anterior", "left", "superior"])
@pytest.mark.parametrize("labels", [Labels.SELECTION, Labels.ALL])
def test_labels_of_real_views_neither_overlap_nor_cover(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog, name: str, labels: Labels
) -> None:
    state = acts.set_labels(labels)(camera_acts.look_from(atlas, name)(lit(atlas, start, L5_S1)))
    spec = resolve(state, catalog)
    studio.scene.draw(spec)
    pictures = studio.pictures(state.camera)
    found = marks(pictures, spec, catalog, SIZE, lambda text, _s: (5.0 * len(text), 12.0))
    assert found.labels
    plates = [mark.placed.plate for mark in found.labels]
    for k, plate in enumerate(plates):
        assert not any(plate.meets(other) for other in plates[k + 1 :])
    for mark in found.labels:
        plate = mark.placed.plate
        rows = slice(int(plate.y / 2), int(plate.bottom / 2))
        columns = slice(int(plate.x / 2), int(plate.right / 2))
        parts = tuple(catalog.with_parts(mark.label.id))
        assert not pictures.mask(pictures.sight[rows, columns], parts).any()
        x, y = (int(v / 2) for v in mark.placed.anchor)
        near = np.s_[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
        assert (
            pictures.mask(pictures.sight[near], parts).any()
            or pictures.mask(pictures.solid[near], parts).any()
            or pictures.mask_of_marked(parts)[near].any()
        )


def test_a_picked_root_is_outlined_where_it_shows_and_where_it_hides(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = lit(atlas, start, "root.L4.left")
    spec = resolve(state, catalog)
    studio.scene.draw(spec)
    pictures = studio.pictures(state.camera)
    found = marks(pictures, spec, catalog, SIZE, lambda text, _s: (5.0 * len(text), 12.0))
    contour = found.contours[NERVE]
    assert contour.strong
    kinds = {stretch.in_sight for stretch in contour.stretches}
    assert kinds == {True, False}
    box = atlas.boxes[NERVE]
    corners = [
        display(state.camera, (x, y, z), *SIZE)
        for x in (box.lower[0], box.upper[0])
        for y in (box.lower[1], box.upper[1])
        for z in (box.lower[2], box.upper[2])
    ]
    points = np.vstack([s.points for s in contour.stretches])
    flat = np.asarray([c for c in corners if c is not None])
    assert (points >= flat.min(axis=0) - 4).all()
    assert (points <= flat.max(axis=0) + 4).all()
    assert spec.looks[NERVE].emphasis is Emphasis.FOCUS


def test_sides_in_words_follow_the_camera() -> None:
    for name, left, right in (
        ("anterior", "Patient’s right", "Patient’s left"),
        ("posterior", "Patient’s left", "Patient’s right"),
        ("left", "Anterior", "Posterior"),
        ("right", "Posterior", "Anterior"),
        ("inferior", "Patient’s right", "Patient’s left"),
    ):
        view = named_views()[name]
        pose = Camera(view.azimuth_deg, view.elevation_deg, 500.0, (0, 0, 0))
        assert edge_words(pose) == (left, right)


def test_scale_bars_are_round_and_true() -> None:
    pose = Camera(0.0, 0.0, 500.0, (0.0, 0.0, 0.0))
    length, words = scale_bar(pose, 800, 160.0)
    millimetres = float(words.split()[0])
    assert words.endswith(" mm")
    assert millimetres in (10, 20, 50)
    a, b = display(pose, (0, 0, 0), 1280, 800), display(pose, (-millimetres, 0, 0), 1280, 800)
    assert a is not None
    assert b is not None
    assert b[0] - a[0] == pytest.approx(length)
    assert scale_bar(replace(pose, distance=4000.0), 800, 160.0)[1].endswith(" cm")


@pytest.mark.parametrize(("view", "near"), [("left", Side.LEFT), ("right", Side.RIGHT)])
def test_from_one_side_a_pair_is_named_once(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog, view: str, near: Side
) -> None:
    state = camera_acts.look_from(atlas, view)(acts.toggle_bone(lit(atlas, start, L5_S1)))
    spec = resolve(state, catalog)
    studio.scene.draw(spec)
    pictures = studio.pictures(state.camera)

    def sides(camera: Camera | None) -> set[Side | None]:
        found = marks(
            pictures, spec, catalog, SIZE, lambda text, _s: (5.0 * len(text), 12.0), (), camera
        )
        return {mark.label.id.side for mark in found.labels}

    assert far_side(state.camera) is near.other
    assert near in sides(state.camera)
    assert near.other not in sides(state.camera)
    assert near.other in sides(None)
    assert far_side(Camera(180.0, 0.0, 100.0, (0.0, 0.0, 0.0))) is None


def test_what_came_out_of_a_disc_is_followed_under_the_root_it_presses(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    piece = StructureId("herniation.L5-S1")
    state = add_finding(atlas, finding_for("disc-extrusion", L5_S1, "left"))(start)
    spec = resolve(state, catalog)
    studio.scene.draw(spec)
    pictures = studio.pictures(state.camera)
    in_sight = pictures.mask(pictures.solid, [piece]).sum()
    assert pictures.mask_of_marked([piece]).sum() > 1.2 * in_sight > 0
    assert contours(pictures, spec, catalog)[piece].hidden


def test_what_is_reached_is_named_on_its_side_in_a_small_view_by_a_shorter_name(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    place = StructureId("segment.L4-L5")
    finding = finding_for("disc-extrusion", place, Side.LEFT, "subarticular")
    state = add_finding(atlas, replace(finding, severity=0.7))(lit(atlas, start, place))
    spec = resolve(state, catalog)
    studio.scene.draw(spec)
    pictures = studio.pictures(state.camera)
    reached = StructureId("root.L5.left")

    def named(letter: float) -> tuple[str, bool]:
        found = marks(pictures, spec, catalog, SIZE, lambda text, _s: (letter * len(text), 12.0))
        mark = next(m for m in found.labels if m.label.id == reached)
        return mark.label.text, mark.placed.on_left

    assert named(2.0) == ("Left L5 root (traversing): pressed", True)
    assert named(6.5) == ("Left L5 root: pressed", True)
