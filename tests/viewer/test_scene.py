"""The scene off screen: only differences are applied, and what is seen is what was asked for."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any
from weakref import ref

import numpy as np
import pytest
from vtkmodules.util.numpy_support import vtk_to_numpy

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Box
from viewer import changing
from viewer.atlas import Atlas
from viewer.camera import framed, named_views
from viewer.changing import finding_for
from viewer.commands import acts, camera_acts
from viewer.commands.finding_acts import add_finding
from viewer.looks import THEMES, SceneTheme
from viewer.picking import first_struck, ray
from viewer.resolve import resolve
from viewer.scene import EMPTY, Scene
from viewer.scene_parts import poly_data, reshape
from viewer.spec import Look, SceneSpec
from viewer.state import ViewState

SIZE = (480, 360)
L5_S1 = StructureId("segment.L5-S1")
NERVE = StructureId("root.L4.left")
BONE = StructureId("vertebra.L4")


def lit(atlas: Atlas, state: ViewState, id: str) -> ViewState:
    return acts.select_any(atlas, StructureId(id))(state)


def test_the_same_spec_twice_touches_nothing(
    studio: Any, start: ViewState, catalog: Catalog
) -> None:
    spec = resolve(start, catalog)
    assert studio.scene.draw(spec) == len(spec.looks)
    assert studio.scene.draw(spec) == 0


def test_only_what_differs_is_touched(studio: Any, start: ViewState, catalog: Catalog) -> None:
    studio.scene.draw(resolve(start, catalog))
    hidden = acts.hide([BONE])(start)
    assert studio.scene.draw(resolve(hidden, catalog)) == 1
    actor = studio.scene.actor(BONE)
    assert actor is not None
    assert not actor.GetVisibility()
    assert studio.scene.draw(resolve(start, catalog)) == 1
    assert actor.GetVisibility()


def test_actors_show_exactly_what_the_spec_says(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    states = [start, lit(atlas, start, L5_S1), acts.show_only([BONE])(start), start]
    for state in states:
        spec = resolve(state, catalog)
        studio.scene.draw(spec)
        for id in catalog.drawn:
            actor = studio.scene.actor(id)
            look = spec.looks.get(id)
            shown = actor is not None and bool(actor.GetVisibility())
            if look is None or not look.ghost:
                assert shown == (look is not None), id


def test_ghosts_within_ghosts_are_left_out(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    studio.scene.draw(resolve(lit(atlas, start, L5_S1), catalog))
    nucleus = studio.scene.actor(StructureId("disc.L1-L2.nucleus"))
    annulus = studio.scene.actor(StructureId("disc.L1-L2.annulus"))
    assert nucleus is None or not nucleus.GetVisibility()
    assert annulus is not None
    assert annulus.GetVisibility()


def test_meshes_are_shared_not_copied(studio: Any, assets: Assets) -> None:
    data = studio.scene.data(BONE)
    points = vtk_to_numpy(data.GetPoints().GetData())
    assert np.shares_memory(points, assets.meshes[BONE].points)
    normals = vtk_to_numpy(data.GetPointData().GetNormals())
    assert np.shares_memory(normals, assets.meshes[BONE].normals)


def test_colours_reach_the_picture(studio: Any, atlas: Atlas) -> None:
    camera = framed([atlas.boxes[BONE]], named_views()["anterior"])
    means = []
    for colour in ((0.9, 0.1, 0.1), (0.1, 0.1, 0.9)):
        studio.scene.draw(SceneSpec({BONE: Look(colour)}, (), ()))
        means.append(studio.shot(camera)[150:210, 200:280].mean(axis=(0, 1)))
    assert means[0][0] > 2 * means[0][2]
    assert means[1][2] > 2 * means[1][0]


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_ghosts_are_seen_but_only_just_on_every_ground(
    studio: Any, atlas: Atlas, theme: SceneTheme
) -> None:
    studio.scene.set_theme(theme)
    camera = framed([atlas.boxes[BONE]], named_views()["left"])
    studio.scene.draw(EMPTY)
    ground = studio.shot(camera).astype(float)
    studio.scene.draw(SceneSpec({BONE: Look((1, 1, 1), ghost=True)}, (), ()))
    change = abs(studio.shot(camera).astype(float) - ground).max(axis=2)
    studio.scene.draw(SceneSpec({BONE: Look((0.92, 0.87, 0.76))}, (), ()))
    solid = abs(studio.shot(camera).astype(float) - ground).max(axis=2)
    assert (change > 12).mean() > 0.02
    assert change.sum() < 0.6 * max(solid.sum(), 1.0) or theme.name == "projector"


def test_a_lit_root_is_seen_through_ghost_bone(studio: Any, atlas: Atlas) -> None:
    camera = framed([atlas.boxes[NERVE]], named_views()["posterior"])
    ghost, root = Look((1, 1, 1), ghost=True), Look((0.0, 0.45, 0.7))
    bones = {id: ghost for id in studio.scene.catalog.drawn if id.kind == "vertebra"}
    studio.scene.draw(SceneSpec(bones, (), ()))
    before = studio.shot(camera).astype(int)
    studio.scene.draw(SceneSpec({**bones, NERVE: root}, (), ()))
    assert (abs(studio.shot(camera).astype(int) - before).max(axis=2) > 40).sum() > 200


def test_a_theme_changes_the_ground_only(studio: Any, atlas: Atlas) -> None:
    camera = framed([atlas.boxes[BONE]], named_views()["anterior"])
    studio.scene.draw(SceneSpec({BONE: Look((0.8, 0.7, 0.6))}, (), ()))
    light = studio.shot(camera)
    studio.scene.set_theme(THEMES["dark"])
    dark = studio.shot(camera)
    assert light[2, 2].mean() > 150
    assert dark[2, 2].mean() < 80
    np.testing.assert_array_equal(light[170:190, 230:250], dark[170:190, 230:250])


def test_detached_scenes_leave_the_renderer_empty(studio: Any, start: ViewState) -> None:
    studio.scene.draw(resolve(start, studio.scene.catalog))
    studio.scene.detach()
    assert studio.renderer.GetActors().GetNumberOfItems() == 0
    assert studio.renderer.GetLights().GetNumberOfItems() == 0
    studio.scene.detach()


def test_a_pyvista_plotters_renderer_will_do(assets: Assets, catalog: Catalog) -> None:
    pyvista = pytest.importorskip("pyvista")
    plotter = pyvista.Plotter(off_screen=True, window_size=SIZE)
    scene = Scene(assets, catalog)
    scene.attach(plotter.renderer)
    scene.draw(SceneSpec({BONE: Look((0.9, 0.1, 0.1))}, (), ()))
    scene.set_camera(framed([assets.boxes[BONE]], named_views()["anterior"]))
    plotter.render()
    image = np.asarray(plotter.screenshot(return_img=True)).astype(int)
    plotter.close()
    assert image[180, 240, 0] > 2 * image[180, 240, 2]


def test_pick_finds_what_is_drawn_at_each_pixel(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    state = camera_acts.look_from(atlas, "left")(start)
    solid = {
        id: replace(look, opacity=1.0)
        for id, look in resolve(state, catalog).looks.items()
        if look.opacity == 1.0
    }
    studio.scene.draw(SceneSpec(solid, (), ()))
    pictures = studio.pictures(state.camera)
    rng = np.random.default_rng(3)
    agreed = tried = 0
    while tried < 150:
        row, column = rng.integers(2, SIZE[1] // 2 - 2), rng.integers(2, SIZE[0] // 2 - 2)
        patch = pictures.solid[row - 1 : row + 2, column - 1 : column + 2]
        if patch.min() != patch.max():
            continue
        number = int(patch[1, 1])
        want = pictures.order[number - 1] if number else None
        got = studio.scene.pick(*ray(state.camera, 2 * column + 1, 2 * row + 1, *SIZE))
        tried += 1
        agreed += got == want
    assert agreed >= 148


def test_hidden_structures_are_not_picked(studio: Any, atlas: Atlas) -> None:
    camera = framed([atlas.boxes[BONE]], named_views()["anterior"])
    middle = ray(camera, SIZE[0] / 2, SIZE[1] / 2, *SIZE)
    studio.scene.draw(SceneSpec({BONE: Look((1, 1, 1))}, (), ()))
    assert studio.scene.pick(*middle) == BONE
    studio.scene.draw(EMPTY)
    assert studio.scene.pick(*middle) is None


def test_a_picked_part_is_drawn_on_its_bone(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    part, scene = StructureId("vertebra.L4.lamina.left"), studio.scene
    scene.draw(resolve(start, catalog))
    bone_only = studio.shot(framed([atlas.boxes[BONE]], named_views()["posterior"]))
    assert scene.actor(part) is None
    picked = acts.select_structure(atlas, part)(start)
    assert scene.draw(resolve(picked, catalog)) == 1
    marked = studio.shot(framed([atlas.boxes[BONE]], named_views()["posterior"]))
    changed = abs(marked.astype(int) - bone_only).max(axis=2) > 20
    assert 300 < changed.sum() < 0.3 * changed.size
    assert scene.draw(resolve(start, catalog)) == 1
    assert not scene.actor(part).GetVisibility()


def test_a_ray_finds_the_part_and_a_click_means_it_only_on_a_picked_bone(
    studio: Any, start: ViewState, atlas: Atlas, assets: Assets, catalog: Catalog
) -> None:
    part, scene = StructureId("vertebra.L4.spinous-process"), studio.scene
    spec = resolve(acts.show_only([BONE])(start), catalog)
    scene.draw(spec)
    tip = assets.mesh(part).points
    tip = tip[tip[:, 1].argmin()].astype(float)
    eye = (float(tip[0]), float(tip[1]) - 200.0, float(tip[2]))
    back = (eye, (0.0, 1.0, 0.0))
    assert scene.pick(*back) == BONE
    assert scene.part_at(*back) == part
    assert scene.meant(*back) == BONE
    for picked, adding, meant in (
        ((BONE,), False, part),
        ((BONE,), True, BONE),
        ((StructureId("vertebra.L4.body"),), False, part),
        ((StructureId("vertebra.L4.body"),), True, part),
        ((NERVE,), False, BONE),
    ):
        scene.draw(resolve(replace(start, focus=picked), catalog))
        assert scene.meant(*back, adding=adding) == meant, picked
    scene.draw(EMPTY)
    assert scene.part_at(*back) is None


def test_what_a_person_means_by_a_ray(catalog: Catalog) -> None:
    foramen, sac = StructureId("foramen.L4-L5.left"), StructureId("thecal-sac")
    cauda = StructureId("cauda-equina")
    solid, veiled = Look((1, 1, 1)), Look((1, 1, 1), 0.3)
    ghost, faded = Look((1, 1, 1), ghost=True), Look((1, 1, 1), 0.22)

    def struck(hits: list[tuple[float, StructureId]], **looks: Look) -> StructureId | None:
        table = {id: looks[name] for name, id in names.items() if name in looks}
        found = first_struck(hits, table, catalog)
        return found[1] if found else None

    names = {"bone": BONE, "root": NERVE, "foramen": foramen, "sac": sac, "cauda": cauda}
    assert struck([(1, BONE), (9, NERVE)], bone=solid, root=solid) == BONE
    assert struck([(1, BONE), (9, NERVE)], bone=ghost, root=solid) == NERVE
    assert struck([(1, BONE), (9, NERVE)], bone=faded, root=solid) == NERVE
    assert struck([(1, BONE)], bone=ghost) == BONE
    assert struck([(1, foramen), (5, BONE)], foramen=veiled, bone=solid) == foramen
    assert struck([(1, foramen), (5, NERVE)], foramen=veiled, root=solid) == NERVE
    assert struck([(1, sac), (40, NERVE)], sac=veiled, root=solid) == sac
    assert struck([(1, sac), (4, cauda)], sac=veiled, cauda=solid) == cauda
    assert struck([(1, BONE)]) is None
    assert struck([]) is None


def test_an_empty_scene_draws_and_picks_nothing(
    catalog: Catalog, atlas: Atlas, start: ViewState
) -> None:
    scene = Scene(Assets({}, {}, ""), catalog)
    assert scene.draw(resolve(start, catalog)) == 0
    pose = framed([Box((0, 0, 0), (1, 1, 1))], named_views()["left"])
    scene.set_camera(pose)
    assert scene.pick(*ray(pose, 10, 10, *SIZE)) is None


def test_a_scene_that_was_let_go_holds_no_model_and_can_be_drawn_again(
    studio: Any, atlas: Atlas, start: ViewState, catalog: Catalog
) -> None:
    """Whatever an ended view showed must not stay until garbage is collected."""
    place = StructureId("segment.L4-L5")
    changed = add_finding(atlas, finding_for("disc-protrusion", place))(start)
    gc.disable()
    try:
        spec = resolve(changed, catalog)
        assert spec.shape is not None
        studio.scene.draw(spec)
        studio.scene.release()
        changing._shape.cache_clear()
        model = ref(spec.shape)
        del spec
        assert model() is None
    finally:
        gc.enable()
    assert studio.renderer.GetViewProps().GetNumberOfItems() == 0
    studio.scene.attach(studio.renderer)
    spec = resolve(start, catalog)
    assert studio.scene.draw(spec) == len(spec.looks)


def test_other_faces_and_other_shade_are_drawn_even_where_there_are_as_many(
    catalog: Catalog, assets: Assets
) -> None:
    mesh = assets.meshes[NERVE]
    tissue = catalog.structures[NERVE].tissue
    data = poly_data(mesh, tissue)
    faces, shade = data.GetPolys(), data.GetPointData().GetScalars()
    moved = replace(mesh, points=mesh.points + np.float32(1.0))
    reshape(data, moved, tissue, mesh)
    assert data.GetPolys() is faces
    assert data.GetPointData().GetScalars() is shade
    other = replace(
        moved, triangles=mesh.triangles[::-1].copy(), shade=mesh.shade * np.float32(0.5)
    )
    reshape(data, other, tissue, moved)
    drawn = vtk_to_numpy(data.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    assert np.array_equal(drawn, other.triangles)
    assert np.array_equal(vtk_to_numpy(data.GetPointData().GetScalars()), other.shade)


def test_parts_of_a_cut_bone_are_told_and_what_operations_bring_has_none(
    studio: Any, start: ViewState, atlas: Atlas, catalog: Catalog
) -> None:
    scene = studio.scene
    place = StructureId("segment.L4-L5")
    tip_part = StructureId("vertebra.L4.transverse-process.left")
    for model, seen, part in (("laminectomy", BONE, tip_part), ("fusion-plf", None, None)):
        changed = add_finding(atlas, finding_for(model, place))(start)
        spec = resolve(changed, catalog)
        shown = seen or next(id for id in spec.shape.made if id.startswith("graft."))
        scene.draw(replace(spec, looks={shown: Look((0.9, 0.9, 0.9))}))
        points = scene.mesh(shown).points
        tip = points[points[:, 0].argmin()].astype(float)
        eye = (float(tip[0]) - 100.0, float(tip[1]), float(tip[2]))
        sideways = (eye, (1.0, 0.0, 0.0))
        assert scene.pick(*sideways) == shown
        assert scene.part_at(*sideways) == part, model
