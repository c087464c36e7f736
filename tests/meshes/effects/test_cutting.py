"""Convex pieces taken out of closed meshes: closed, outward, and as much as the region holds."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from meshes.effects.cutting import carve, without_crumbs
from meshes.effects.filling import _by_ears, fill
from meshes.effects.pieces import components, volumes
from meshes.effects.regions import Region, region
from meshes.ids import StructureId
from meshes.meshing import is_closed
from meshes.shipped import load_fields, load_landmarks
from meshes.store import Mesh, load_assets
from meshes.surface import area_vectors, smooth_normals


def size(mesh: Mesh) -> float:
    return float(volumes(mesh, np.zeros(len(mesh.triangles), np.int64))[0])


def cube(half: float = 10.0) -> Mesh:
    """A cube of 12 triangles about the origin, its parts its six sides."""
    points = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * half
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([f for a, b, c, d in quads for f in ((a, b, c), (a, c, d))], np.int32)
    ids = (*(StructureId(f"vertebra.L{k}") for k in range(1, 6)), StructureId("sacrum"))
    return Mesh(
        points.astype(np.float32),
        smooth_normals(points, faces),
        np.linspace(0.2, 0.9, 8).astype(np.float32),
        faces,
        np.repeat(np.arange(1, 7), 2).astype(np.uint8),
        ids,
    )


BOX = (
    ((4.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    ((-3.0, 0.0, 0.0), (-1.0, 0.0, 0.0)),
    ((0.0, 2.0, 0.0), (0.0, 1.0, 0.0)),
    ((0.0, -5.0, 0.0), (0.0, -1.0, 0.0)),
)
ABOVE = ((0.0, 0.0, 6.0), (0.0, 0.0, -1.0))


@pytest.mark.parametrize(
    ("planes", "gone"),
    [
        ((ABOVE,), 400.0 * 4.0),
        (BOX, 49.0 * 20.0),
        ((*BOX, ABOVE), 49.0 * 4.0),
        ((*BOX[1:], ABOVE), 13.0 * 7.0 * 4.0),
        # At x + y + z = 24: a pyramid with three edges of 6.
        ((((10.0, 10.0, 4.0), (-1.0, -1.0, -1.0)),), 6.0**3 / 6.0),
    ],
    ids=["slice", "hole", "pit", "notch", "corner"],
)
def test_a_cube_loses_what_the_region_holds(
    planes: tuple[tuple[tuple[float, float, float], tuple[float, float, float]], ...], gone: float
) -> None:
    whole = cube()
    carved = carve(whole, (region(*planes),))
    assert is_closed(carved.mesh.triangles)
    assert size(carved.mesh) == pytest.approx(8000.0 - gone, rel=1e-4)
    assert np.isfinite(carved.mesh.normals).all()
    assert np.allclose(np.linalg.norm(carved.mesh.normals, axis=1), 1.0, atol=1e-5)


def test_cut_faces_are_flat_with_crisp_edges_and_named_as_their_neighbours() -> None:
    carved = carve(cube(), (region(ABOVE),))
    own = carved.mesh.triangles[carved.cut]
    assert np.allclose(carved.mesh.normals[own], (0.0, 0.0, 1.0), atol=1e-6)
    assert np.allclose(carved.mesh.points[own][..., 2], 6.0, atol=2e-4)
    beside = carved.mesh.points[:, 2] < 5.9
    assert set(own.ravel()).isdisjoint(np.flatnonzero(beside))
    assert carved.mesh.parts is not None
    assert set(carved.mesh.parts[carved.cut]) <= set(range(1, 7)) - {6}


def test_a_hole_within_and_a_miss() -> None:
    whole = cube()
    beside = region(((0.0, 0.0, 11.0), (0.0, 0.0, -1.0)))
    assert carve(whole, (beside,)).mesh is whole
    corner = region(((9.0, 0.0, 0.0), (-1.0, 0.0, 0.0)), ((0.0, 12.0, 0.0), (0.0, -1.0, 0.0)))
    assert carve(whole, (corner,)).mesh is whole
    with pytest.raises(ValueError, match="nothing"):
        carve(whole, (region(((0.0, 0.0, -11.0), (0.0, 0.0, -1.0))),))


def test_crumbs_go_and_the_largest_piece_stays() -> None:
    split = region(((0.0, 0.0, 9.0), (0.0, 0.0, 1.0)), ((0.0, 0.0, 8.0), (0.0, 0.0, -1.0)))
    carved = carve(cube(), (split,))
    assert components(carved.mesh).max() == 1
    alone = without_crumbs(carved, 500.0)
    assert components(alone.mesh).max() == 0
    assert size(alone.mesh) == pytest.approx(7200.0, rel=1e-3)
    assert len(alone.cut) == len(alone.mesh.triangles)


def test_a_region_far_within_a_face_is_cut_with_whole_sides() -> None:
    """A pit whose floor no surface passes: the floor is made of the region's own corners."""
    carved = carve(cube(), (region(*BOX, ABOVE),))
    floor = np.isclose(carved.mesh.points[:, 2], 6.0, atol=1e-3)
    assert floor.sum() >= 4
    assert size(carved.mesh) == pytest.approx(8000.0 - 196.0, rel=1e-4)


@cache
def anatomy():  # type: ignore[no-untyped-def]
    return load_assets(), load_landmarks(), load_fields()


@pytest.mark.parametrize("bone", ["vertebra.L1", "vertebra.L4", "vertebra.L5", "sacrum"])
def test_bones_cut_at_random_close_and_lose_what_the_field_says(bone: str) -> None:
    assets, landmarks, fields = anatomy()
    mesh, field, pose = assets.meshes[bone], fields[bone], landmarks.bones[bone].pose
    random = np.random.default_rng(5)
    back = np.linalg.inv(pose)
    box = field.upper - field.origin
    probes = random.uniform(field.origin, field.upper, (40_000, 3))
    solid = probes[field.distance(probes) < 0.0]
    each = float(np.prod(box)) / len(probes)
    for _ in range(12):
        middle = mesh.points[random.integers(len(mesh.points))] + random.normal(0.0, 4.0, 3)
        normals = random.normal(size=(random.integers(2, 9), 3))
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        reach = Region(normals, normals @ middle + random.uniform(2.0, 12.0, len(normals)))
        carved = carve(mesh, (reach,))
        held = (reach.moved(back).distance(solid) < 0.0).sum()
        assert is_closed(carved.mesh.triangles)
        # a point in no triangle would still count where bones are asked whether they touch
        assert len(np.unique(carved.mesh.triangles)) == len(carved.mesh.points)
        lost = size(mesh) - size(carved.mesh)
        assert lost == pytest.approx(
            held * each, abs=4.5 * each * max(held, 4) ** 0.5 + 0.02 * lost
        )


def test_no_surface_triangle_is_turned_over() -> None:
    """What is left of the surface looks the way the surface did."""
    assets, *_ = anatomy()
    mesh = assets.meshes["vertebra.L4"]
    middle = mesh.points.mean(axis=0) + np.array([0.0, -20.0, 0.0])
    tilted = region((tuple(middle), (0.2, 1.0, 0.1)), (tuple(middle), (-1.0, 0.1, 0.3)))
    carved = carve(mesh, (tilted,))
    areas = area_vectors(carved.mesh.points.astype(np.float64), carved.mesh.triangles)
    normals = carved.mesh.normals[carved.mesh.triangles].mean(axis=1)
    plain = ~carved.cut & (np.linalg.norm(areas, axis=1) > 1e-3)
    # The surface's own triangles agree with their point normals to better than a right angle.
    assert (np.einsum("ij,ij->i", areas, normals)[plain] > 0.0).mean() > 0.999


def test_lines_are_filled_by_either_way_alike() -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    flat = np.concatenate([5.0 * ring, 2.0 * ring[::-1]])
    turn = np.arange(40)
    rim = np.concatenate(
        [
            np.column_stack([turn, np.roll(turn, -1)]),
            np.column_stack([turn, np.roll(turn, -1)]) + 40,
        ]
    )
    for found in (fill(flat, rim), _by_ears(flat, rim)):
        a, b, c = (flat[found[:, k]] for k in range(3))
        areas = 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
        assert (areas > -1e-12).all()
        assert areas.sum() == pytest.approx(0.5 * 40 * np.sin(2 * np.pi / 40) * (25.0 - 4.0))
        assert len(found) == 80
