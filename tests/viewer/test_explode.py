"""The column drawn apart: order kept, bones whole, everything follows."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.commands import acts, camera_acts
from viewer.commands.explode_acts import set_explode, step_explode, toggle_explode
from viewer.explode import COLUMN, GAP_MM, spread
from viewer.picking import display, ray
from viewer.resolve import resolve
from viewer.store import Store

SHARES = (0.25, 0.5, 1.0)


@pytest.mark.parametrize("share", SHARES)
def test_nothing_changes_its_order_along_the_column(
    share: float, atlas: Atlas, catalog: Catalog, assets: Assets
) -> None:
    """Whatever lay wholly above something else of its kind still does, in every kind."""
    apart = atlas.apart
    by_kind: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for id in catalog.drawn:
        if id in assets.boxes:
            before, after = assets.boxes[id].centre, apart.box(id, share).centre
            key = (id.kind, f"{id.part}{id.side}")
            by_kind.setdefault(key, []).append((before[2], after[2]))
    for key, rows in by_kind.items():
        rows.sort()
        for (z0, a0), (z1, a1) in pairwise(rows):
            assert a1 - a0 >= 0.9 * (z1 - z0), key


@pytest.mark.parametrize("share", SHARES)
def test_bone_joint_bone_follow_each_other_as_before(share: float, atlas: Atlas) -> None:
    names = [f"vertebra.{level}" for level in COLUMN[:-1]] + ["sacrum"]
    for above, below, level in zip(names, names[1:], pairwise(COLUMN), strict=False):
        joint = "-".join(level)
        high, low = (atlas.apart.offset(StructureId(id)) for id in (above, below))
        assert np.linalg.norm(high - low) == pytest.approx(GAP_MM)
        for id in (f"disc.{joint}", f"facet.{joint}.left", f"ligamentum-flavum.{joint}"):
            between = atlas.apart.offset(StructureId(id))
            assert np.allclose(between, 0.5 * (high + low)), id
        box = {id: atlas.apart.box(StructureId(id), share) for id in (above, below)}
        disc = atlas.apart.box(StructureId(f"disc.{joint}.annulus"), share)
        assert box[above].centre[2] > disc.centre[2]
        if below != "sacrum":
            assert disc.centre[2] > box[below].centre[2]


def test_long_structures_are_stretched_and_never_folded(atlas: Atlas, assets: Assets) -> None:
    apart = atlas.apart
    for id, mesh in assets.meshes.items():
        if not apart.is_long(id):
            continue
        edges = mesh.triangles[:, [0, 1]]
        rest = mesh.points.astype(float)
        moved = apart.mesh(id, mesh, 1.0).points.astype(float)
        before = rest[edges[:, 1], 2] - rest[edges[:, 0], 2]
        after = moved[edges[:, 1], 2] - moved[edges[:, 0], 2]
        steep = np.abs(before) > 0.5
        same = np.sign(before[steep]) == np.sign(after[steep])
        assert same.mean() > 0.995, id
        lengths = [np.linalg.norm(p[edges[:, 1]] - p[edges[:, 0]], axis=1) for p in (rest, moved)]
        assert float(np.percentile(lengths[1] / np.maximum(lengths[0], 0.05), 99.5)) < 3.0, id


def test_a_root_stays_beside_the_bone_it_passes(atlas: Atlas) -> None:
    """At the middle of a bone a long structure moves as the bone does."""
    column = spread(atlas.boxes)
    assert column is not None
    moved = column.field(column.middles)
    assert np.allclose(moved, column.moves, atol=1e-6)


def test_parts_of_a_bone_go_with_it(atlas: Atlas, catalog: Catalog) -> None:
    for id in catalog.face_sets:
        bone = catalog.body_of(id)
        assert np.array_equal(atlas.apart.offset(id), atlas.apart.offset(bone)), id


def test_the_place_looked_at_stays_in_the_middle_and_comes_back(store: Store, atlas: Atlas) -> None:
    for place in atlas.catalog.segments:
        store.apply("select", acts.select_place(atlas, place.id))
        before = store.state
        disc = StructureId(f"disc.{place.id.level_text}.annulus")
        seen = display(before.camera, atlas.apart.box(disc, 0.0).centre, 800, 600)
        store.apply("apart", set_explode(atlas, 1.0))
        now = display(store.state.camera, atlas.apart.box(disc, 1.0).centre, 800, 600)
        assert seen is not None
        assert now is not None
        assert np.hypot(now[0] - seen[0], now[1] - seen[1]) < 40.0, place.id
        store.apply("together", set_explode(atlas, 0.0))
        assert np.allclose(store.state.camera.focal, before.camera.focal, atol=0.05)
        store.undo()
        store.undo()
        assert store.state == before


def test_the_whole_spine_stays_in_sight(store: Store, atlas: Atlas) -> None:
    store.apply("apart", toggle_explode(atlas))
    for id in ("vertebra.L1", "coccyx"):
        box = atlas.apart.box(StructureId(id), 1.0)
        spot = display(store.state.camera, box.centre, 800, 800)
        assert spot is not None
        assert 0 <= spot[0] <= 800
        assert 0 <= spot[1] <= 800
    store.apply("together", toggle_explode(atlas))
    assert store.state.explode == 0.0


def test_a_place_chosen_while_apart_is_framed_where_it_is(store: Store, atlas: Atlas) -> None:
    store.apply("apart", set_explode(atlas, 1.0))
    store.apply("select", acts.select_place(atlas, StructureId("segment.L5-S1")))
    disc = atlas.apart.box(StructureId("disc.L5-S1.annulus"), 1.0).centre
    assert abs(store.state.camera.focal[2] - disc[2]) < 25.0


def test_steps_stop_at_both_ends(store: Store, atlas: Atlas) -> None:
    for _ in range(14):
        store.apply("more", step_explode(atlas, 0.1))
    assert store.state.explode == 1.0
    for _ in range(14):
        store.apply("less", step_explode(atlas, -0.1))
    assert store.state.explode == 0.0


def test_the_inverse_finds_the_place_again(atlas: Atlas) -> None:
    for z in range(-60, 190, 7):
        at = (3.0, -12.0, float(z))
        moved = atlas.apart.shift(at, 1.0)
        shown = tuple(a + m for a, m in zip(at, moved, strict=True))
        back = atlas.apart.rest(shown, 1.0)  # type: ignore[arg-type]
        assert np.allclose(back, at, atol=0.01)


def test_the_picture_and_the_picks_follow(studio: Any, atlas: Atlas, catalog: Catalog) -> None:
    state = camera_acts.look_from(atlas, "left")(atlas.start())
    scene = studio.scene
    scene.draw(resolve(state, catalog))
    together = studio.shot(state.camera)
    state = set_explode(atlas, 1.0)(state)
    scene.draw(resolve(state, catalog))
    assert (studio.shot(state.camera) != together).mean() > 0.05
    wide, high = studio.size
    for id in ("vertebra.L2", "sacrum", "disc.L4-L5.annulus"):
        mesh = scene.mesh(StructureId(id))
        aim = mesh.points[mesh.triangles[len(mesh.triangles) // 2]].mean(axis=0).tolist()
        spot = display(state.camera, tuple(aim), wide, high)
        assert spot is not None
        along_ray = ray(state.camera, *spot, wide, high)
        struck = {hit for _, hit in scene.picker.hits(*along_ray)}
        assert StructureId(id) in struck, id
    pictures = studio.pictures(state.camera)
    assert {pictures.order[int(k) - 1] for k in np.unique(pictures.sight) if k} >= {"sacrum"}
    scene.draw(resolve(replace(state, explode=0.0), catalog))
    data = scene.data(StructureId("vertebra.L2"))
    assert np.allclose(data.GetBounds()[4:], [100.0, 150.0], atol=2.5)


def test_a_point_picked_apart_is_told_in_the_spines_own_frame(
    studio: Any, atlas: Atlas, catalog: Catalog
) -> None:
    state = camera_acts.look_from(atlas, "left")(atlas.start())
    state = set_explode(atlas, 1.0)(state)
    scene, (wide, high) = studio.scene, studio.size
    scene.draw(resolve(state, catalog))
    found = 0
    for x in range(40, wide, 24):
        for y in range(20, high, 24):
            along_ray = ray(state.camera, float(x), float(y), wide, high)
            point = scene.picker.surface_point(*along_ray, scene.spec.looks)
            if point is None:
                continue
            found += 1
            mesh = scene.assets.meshes[point.id]
            away = np.linalg.norm(mesh.points - np.array(point.at), axis=1).min()
            assert away < 6.0
            spot = display(
                state.camera, tuple(atlas.apart.point(point.id, point.at, 1.0)), wide, high
            )
            assert spot is not None
            assert np.hypot(spot[0] - x, spot[1] - y) < 1.5, point.id
    assert found > 8
