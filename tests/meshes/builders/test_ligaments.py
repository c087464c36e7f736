"""The ligaments of the shipped build: closed, on bone and not in it, clear of nerves, in size."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
import pyvista as pv
from scipy.spatial import cKDTree

from meshes.builders.sheet import both_halves, slab, slab_triangles
from meshes.builders.span import Span, stretched
from meshes.field import triangle_distance
from meshes.ids import Side, StructureId
from meshes.ligaments import ligament_figures
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.store import Mesh, load_assets
from meshes.surface import volume

ALONG = ("anterior-longitudinal-ligament", "posterior-longitudinal-ligament")
MIDLINE = (*ALONG, "supraspinous-ligament")
KINDS = (
    *MIDLINE,
    "interspinous-ligament",
    "intertransverse-ligament",
    "iliolumbar-ligament",
    "ligamentum-flavum",
)
# What is attached is sunk 0.15, and 0.1 more is allowed; nerves are kept clear of.
DEEPEST, CLEAR = 0.3, 0.3


@pytest.fixture(scope="module")
def meshes() -> Mapping[StructureId, Mesh]:
    return load_assets().meshes


def _ligaments(meshes: Mapping[StructureId, Mesh]) -> dict[StructureId, Mesh]:
    return {id: mesh for id, mesh in meshes.items() if id.kind in KINDS}


def _solid(mesh: Mesh) -> pv.PolyData:
    return pv.PolyData.from_regular_faces(np.asarray(mesh.points, float), mesh.triangles)


def _near(points: np.ndarray, mesh: Mesh, reach: float = 2.0) -> np.ndarray:
    lower, upper = mesh.points.min(axis=0) - reach, mesh.points.max(axis=0) + reach
    return points[np.all((points > lower) & (points < upper), axis=1)]


def test_all_of_them_are_there(meshes: Mapping[StructureId, Mesh]) -> None:
    found = _ligaments(meshes)
    count = {kind: sum(id.kind == kind for id in found) for kind in KINDS}
    assert count == dict(zip(KINDS, (1, 1, 1, 5, 8, 2, 15), strict=True))


def test_each_is_closed_and_of_modest_size(meshes: Mapping[StructureId, Mesh]) -> None:
    for id, mesh in _ligaments(meshes).items():
        assert is_closed(mesh.triangles), id
        assert len(mesh.triangles) < 8000, id


def test_none_cuts_into_bone(meshes: Mapping[StructureId, Mesh]) -> None:
    bones = {id: mesh for id, mesh in meshes.items() if id.kind in ("vertebra", "sacrum")}
    for id, mesh in _ligaments(meshes).items():
        if id.side is Side.LEFT:
            continue
        points = np.asarray(mesh.points, float)
        points = np.concatenate([points, points[mesh.triangles].mean(axis=1)])
        for bone, body in bones.items():
            near = _near(points[points[:, 0] > -0.1], body, 0.0)
            if len(near):
                assert triangle_distance(_solid(body), near).min() > -DEEPEST, (id, bone)


def test_none_comes_near_a_nerve(meshes: Mapping[StructureId, Mesh]) -> None:
    nerves = {k: m for k, m in meshes.items() if k.kind in ("root", "ganglion", "thecal-sac")}
    for id, mesh in _ligaments(meshes).items():
        points = np.asarray(mesh.points, float)
        for nerve, body in nerves.items():
            near = _near(points[points[:, 0] > -0.1], body, 1.0)
            if len(near):
                assert triangle_distance(_solid(body), near).min() > CLEAR - 0.02, (id, nerve)


def test_sides_mirror_each_other(meshes: Mapping[StructureId, Mesh]) -> None:
    flip = np.array([-1.0, 1.0, 1.0])
    for id, mesh in _ligaments(meshes).items():
        swap = {Side.LEFT: (".left", ".right"), Side.RIGHT: (".right", ".left")}
        other = StructureId(id.replace(*swap[id.side])) if id.side else id
        away, _ = cKDTree(meshes[other].points).query(mesh.points * flip)
        assert away.max() < 0.01, id


def test_the_posterior_band_is_an_hour_glass_on_the_wall(
    meshes: Mapping[StructureId, Mesh],
) -> None:
    band = np.asarray(meshes[StructureId(ALONG[1])].points)
    figures = ligament_figures().posterior
    width = 2.0 * band[:, 0].max()
    assert width == pytest.approx(max(figures.width_disc), abs=0.6)
    # Behind L5 it is as narrow as the figure says; below the rim of S1 it ends at once.
    wall = np.asarray(meshes[StructureId("vertebra.L5")].points).mean(axis=0)[2]
    waist = band[np.abs(band[:, 2] - wall) < 4.0]
    assert 2.0 * waist[:, 0].max() < 1.8 * figures.width_body[-1]
    assert band[:, 2].min() > 0.0


def test_the_anterior_band_is_20_to_25_wide_and_thin(meshes: Mapping[StructureId, Mesh]) -> None:
    mesh = meshes[StructureId(ALONG[0])]
    half = len(mesh.points) // 2
    thick = np.linalg.norm(mesh.points[:half] - mesh.points[half:], axis=1)
    assert 1.3 <= np.median(thick) <= 2.5
    assert 20.0 <= 2.0 * mesh.points[:, 0].max() <= 27.0


def test_the_supraspinous_cord_ends_between_l4_and_l5(meshes: Mapping[StructureId, Mesh]) -> None:
    low = meshes[StructureId("supraspinous-ligament")].points[:, 2].min()
    tips = {k: meshes[StructureId(f"vertebra.{k}")].points for k in ("L4", "L5")}
    tip = {k: float(p[p[:, 1].argmin(), 2]) for k, p in tips.items()}
    assert tip["L5"] < low < tip["L4"]


def test_a_slab_is_closed_and_looks_outward() -> None:
    x, y = np.meshgrid(np.linspace(0, 4, 5), np.linspace(0, 6, 7), indexing="ij")
    right = np.stack([x, y, 0 * x], axis=-1)
    sheet = both_halves(right)
    surface = slab(sheet + np.array([0.0, 0.0, 1.0]), sheet)
    assert is_closed(surface.triangles)
    assert volume(surface) == pytest.approx(8 * 6 * 1.0)
    assert len(slab_triangles(9, 7)) == len(surface.triangles)


def test_a_stretched_sheet_ends_in_both_bones(segment: Spine) -> None:
    upper, lower = "vertebra.L4", "vertebra.L5"
    tips = [
        segment.to_world(key, segment.bones[key].landmarks["transverse-tip.right"][None])[0]
        for key in (upper, lower)
    ]
    x = np.linspace(34.0, min(t[0] for t in tips) - 3.0, 5)
    middle = np.repeat(0.5 * (tips[0] + tips[1])[None], 5, axis=0)
    middle[:, 0] = x
    rise = (tips[0] - tips[1]) * [0.0, 1.0, 1.0]
    rise = np.repeat((rise / np.linalg.norm(rise))[None], 5, axis=0)
    across = np.cross([1.0, 0.0, 0.0], rise[0])
    span = Span(upper, lower, middle, rise, across, np.full((5, 6), 0.4), np.full(5, 0.8))
    front, back = stretched(segment, span)
    for face in (front, back):
        assert segment.distance(face[:, 0], (lower,)).max() < 0.5
        assert segment.distance(face[:, -1], (upper,)).max() < 0.5
    between = ((front - back) @ across)[:, 4:-4]
    np.testing.assert_allclose(between, 0.8, atol=1e-6)


def test_the_iliolumbar_band_joins_l5_to_the_iliac_crest(
    meshes: Mapping[StructureId, Mesh],
) -> None:
    band = np.asarray(meshes[StructureId("iliolumbar-ligament.right")].points, float)
    ends = []
    for bone in ("vertebra.L5", "hip-bone.right"):
        away = triangle_distance(_solid(meshes[StructureId(bone)]), band)
        assert -DEEPEST < away.min() < 0.1, bone
        ends.append(band[away < 0.2].mean(axis=0))
    length = float(np.linalg.norm(ends[0] - ends[1]))
    assert length == pytest.approx(ligament_figures().iliolumbar.length, abs=5.0)
