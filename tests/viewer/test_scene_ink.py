"""Ink lies on its surface wherever that goes, and is gone where its ground is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from meshes.catalog import Catalog
from meshes.changed.shape import Changed
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.changing import finding_for, shape_of
from viewer.commands import acts, camera_acts
from viewer.commands.finding_acts import add_finding
from viewer.commands.ink_acts import add_stroke
from viewer.commands.posture_acts import set_angle
from viewer.ink import INK_COLOURS, runs_of, stretches
from viewer.ink_laying import at_rest, bind, laid
from viewer.picking import display
from viewer.resolve import resolve
from viewer.scene_ink import DrawnInk, nearest_stroke
from viewer.state import InkColour, InkRun, SurfacePoint, ViewState

L4, L5 = StructureId("vertebra.L4"), StructureId("vertebra.L5")


def some_points(assets: Assets, id: StructureId, count: int = 4) -> InkRun:
    points = assets.meshes[id].points
    chosen = points[:: max(1, len(points) // count)][:count].astype(float)
    return InkRun(id, tuple((x, y, z) for x, y, z in chosen.tolist()))


def changed(state: ViewState) -> Changed:
    shape = shape_of(state)
    assert shape is not None
    return shape


def with_finding(atlas: Atlas, start: ViewState, model: str, place: str, **how: Any) -> ViewState:
    made = finding_for(model, StructureId(place), **how)
    return add_finding(atlas, made)(start)


def test_a_line_ends_where_the_structure_or_the_model_does_and_where_the_surface_leaps() -> None:
    def at(id: StructureId, x: float) -> SurfacePoint:
        return SurfacePoint(id, (x, 0.0, 0.0))

    runs = runs_of([at(L4, 0), at(L4, 0.1), at(L4, 1), None, at(L4, 2), at(L5, 3), at(L5, 30)])
    assert [(run.id, [x for x, _, _ in run.points]) for run in runs] == [
        (L4, [0, 1]),
        (L4, [2]),
        (L5, [3]),
        (L5, [30]),
    ]
    assert runs_of([None, None]) == ()


def test_stretches_of_what_is_kept() -> None:
    assert stretches([True, True, False, True]) == [slice(0, 2), slice(3, 4)]
    assert stretches([False]) == []


def test_on_the_normal_model_ink_of_every_structure_lies_where_it_was_drawn(
    assets: Assets, catalog: Catalog
) -> None:
    for id in catalog.drawn:
        if id in assets.meshes:
            run = some_points(assets, id)
            lies = laid(run, assets, None)
            assert lies is not None
            assert lies.kept.all()
            np.testing.assert_allclose(lies.points, run.points, atol=1e-3)


@pytest.mark.parametrize("id", ["vertebra.L2", "disc.L4-L5", "thecal-sac"])
def test_ink_rides_with_a_posture_and_comes_back(assets: Assets, start: ViewState, id: str) -> None:
    state = set_angle("flexion_deg", 30.0)(start)
    run, shape = some_points(assets, StructureId(id)), changed(state)
    lies = laid(run, assets, shape)
    assert lies is not None
    assert lies.kept.all()
    assert np.linalg.norm(lies.points - np.array(run.points), axis=1).max() > 1.0
    away = bind(shape.mesh(run.id), lies.points).away
    assert away.max() < 1e-3
    drawn_now = replace(run, points=tuple(map(tuple, lies.points.tolist())))
    back = at_rest(drawn_now, assets, shape)
    np.testing.assert_allclose(back.points, run.points, atol=0.02)


def lamina(assets: Assets, level: str) -> npt.NDArray[np.floating]:
    part = assets.mesh(StructureId(f"vertebra.{level}.lamina.left"))
    return part.points[:: max(1, len(part.points) // 12)]


def test_what_a_saw_took_away_takes_its_ink_along_and_the_rest_keeps_it(
    assets: Assets, start: ViewState, atlas: Atlas
) -> None:
    shape = changed(with_finding(atlas, start, "laminectomy", "segment.L4-L5", severity=1.0))
    on_lamina = InkRun(L4, tuple(map(tuple, lamina(assets, "L4").tolist())))
    lies = laid(on_lamina, assets, shape)
    assert lies is not None
    assert (~lies.kept).sum() > len(on_lamina.points) // 3
    front = assets.meshes[L4].points
    front = front[np.argsort(front[:, 1])[-6:]].astype(float)
    on_body = laid(InkRun(L4, tuple(map(tuple, front.tolist()))), assets, shape)
    assert on_body is not None
    assert on_body.kept.all()
    np.testing.assert_allclose(on_body.points, front, atol=0.05)


def test_ink_on_what_only_a_condition_brings_goes_with_it(
    assets: Assets, start: ViewState, atlas: Atlas
) -> None:
    state = with_finding(
        atlas,
        start,
        "disc-extrusion",
        "segment.L4-L5",
        side="left",
        zone="subarticular",
        severity=0.8,
    )
    shape = changed(state)
    id, mesh = next((id, mesh) for id, mesh in shape.made.items() if id.kind == "herniation")
    run = InkRun(id, tuple(map(tuple, mesh.points[:3].astype(float).tolist())))
    lies = laid(run, assets, shape)
    assert lies is not None
    assert lies.kept.all()
    assert laid(run, assets, None) is None


def ink_on(scene_assets: Assets, state: ViewState, id: StructureId = L4) -> ViewState:
    """A line along what the eye sees from behind: the hindmost points of a bone."""
    points = scene_assets.meshes[id].points
    line = points[np.argsort(points[:, 1])[:40]]
    line = line[np.argsort(line[:, 2])].astype(float)
    return add_stroke(InkColour.BLUE, [InkRun(id, tuple(map(tuple, line.tolist())))])(state)


def blue(picture: npt.NDArray[np.uint8]) -> int:
    """How many pixels are ink's blue and not bone's ivory."""
    red, blue = picture[..., 0].astype(int), picture[..., 2].astype(int)
    return int(((blue - red) > 70).sum())


def test_ink_is_seen_on_the_bone_and_goes_out_of_sight_with_it(
    studio: Any, start: ViewState, catalog: Catalog, assets: Assets, atlas: Atlas
) -> None:
    state = camera_acts.look_from(atlas, "posterior")(ink_on(assets, start))
    seen = []
    for one in (start, state, acts.hide([L4])(state), replace(state, explode=0.6)):
        studio.scene.draw(resolve(one, catalog))
        seen.append(blue(studio.shot(state.camera)))
    assert seen[0] == 0
    assert seen[2] == 0
    assert seen[1] > 30
    assert seen[3] > 30
    # The same again, and none: nothing is left behind.
    studio.scene.draw(resolve(start, catalog))
    assert studio.scene.ink == ()


def test_an_eraser_finds_what_it_passes_and_leaves_what_lies_behind(start: ViewState) -> None:
    camera = replace(start.camera, azimuth_deg=180.0, elevation_deg=0.0, focal=(0.0, 0.0, 0.0))
    near, far = np.array([[0.0, -20.0, 0.0]]), np.array([[0.0, 40.0, 0.0]])
    lines = [DrawnInk(1, InkColour.BLUE, far), DrawnInk(2, InkColour.BLUE, near)]

    def project(point: tuple[float, float, float]) -> tuple[float, float] | None:
        return display(camera, point, 800, 600)

    ground = SurfacePoint(L4, (0.0, -20.0, 0.0))
    assert nearest_stroke(lines, project, (400, 300), 14.0, ground, 6.0) == 2
    assert nearest_stroke(lines[:1], project, (400, 300), 14.0, ground, 6.0) is None
    assert nearest_stroke(lines, project, (500, 300), 14.0, ground, 6.0) is None


def test_every_colour_of_the_pen_is_far_from_every_other() -> None:
    assert set(INK_COLOURS) == set(InkColour)
    hues = np.array(list(INK_COLOURS.values()))
    apart = np.linalg.norm(hues[:, None] - hues[None], axis=-1)
    assert apart[~np.eye(len(hues), dtype=bool)].min() > 0.4
