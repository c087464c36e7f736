"""The sacrum as the rest of the program relies on it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from meshes.bone import Bone
from meshes.builders.sacrum import End, build_sacrum, fused_shape, fused_shape_from
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.surface import Points, Surface, volume

MIRROR = np.array([-1.0, 1.0, 1.0])
LEVELS = ("S1", "S2", "S3", "S4")
SIDES = ("left", "right")


@pytest.fixture(scope="module")
def sacrum(spine: Spine) -> Bone:
    return spine.bones["sacrum"]


def pieces(surface: Surface) -> int:
    """How many components the triangles fall into."""
    a, b = surface.triangles[:, :2].T
    c = surface.triangles[:, 2]
    ones, count = np.ones(2 * len(a)), len(surface.points)
    graph = coo_matrix((ones, (np.r_[a, b], np.r_[b, c])), shape=(count, count))
    return int(connected_components(graph, directed=False)[0])


def way(start: Points, end: Points) -> Points:
    """Points on the straight line between two others."""
    return start + np.linspace(0.0, 1.0, 40)[:, None] * (end - start)


def test_surface_is_closed_outward_and_in_one_piece(sacrum: Bone) -> None:
    surface = sacrum.surface
    assert is_closed(surface.triangles)
    assert volume(surface) > 0
    assert pieces(surface) == 1
    assert 12_000 <= len(surface.triangles) <= 18_000


def test_it_has_the_tunnels_of_eight_foramina_on_each_face(sacrum: Bone) -> None:
    # canal open at both ends and sixteen foramina: eighteen mouths of one hollow, genus 17
    surface = sacrum.surface
    euler = len(surface.points) - len(surface.triangles) // 2
    assert (2 - euler) // 2 == 17


def test_surface_is_mirror_symmetric(sacrum: Bone) -> None:
    points = sacrum.surface.points
    gaps = cKDTree(points).query(points * MIRROR)[0]
    assert gaps.max() < 1e-6


def test_normals_and_shade_are_sound(sacrum: Bone) -> None:
    surface = sacrum.surface
    np.testing.assert_allclose(np.linalg.norm(surface.normals, axis=1), 1.0, atol=1e-3)
    assert surface.shade.min() >= 0
    assert surface.shade.max() <= 1
    assert np.abs(sacrum.field.distance(surface.points)).max() < 0.4


def test_upper_plate_is_the_body_frame_and_of_normal_size(sacrum: Bone) -> None:
    plate = sacrum.superior
    assert plate is not None
    np.testing.assert_array_equal(plate.frame, np.eye(4))
    assert plate.rim.shape == (96, 3)
    width, depth, _ = np.ptp(plate.rim, axis=0)
    assert 50 <= width <= 55  # L5's lower plate is 55 mm wide
    assert 29 <= depth <= 35
    assert plate.rim[0, 0] == plate.rim[:, 0].max()
    assert plate.rim[24, 1] == plate.rim[:, 1].max()
    assert np.abs(sacrum.field.distance(plate.rim)).max() < 1.0


def test_it_is_as_large_as_an_average_adults(sacrum: Bone) -> None:
    # 30 dry sacra: 103.6 (6.8) wide, 106.7 (10.2) high; the plate is as large as L5's
    width = float(np.ptp(sacrum.surface.points[:, 0]))
    height = float(np.linalg.norm(sacrum.landmarks["promontory"] - sacrum.landmarks["apex"]))
    assert abs(width - 103.6) < 2 * 6.8
    assert abs(height - 106.7) < 2 * 10.2


def clearance(sacrum: Bone, level: str, face: str, side: str = "right") -> float:
    """Least room (mm) on the way from the canal's wall through a foramen."""
    stops = ["inner", "anterior"] if face == "anterior" else ["inner", "fork", "posterior"]
    marks = [sacrum.landmarks[f"foramen-{stop}.{level}.{side}"] for stop in stops]
    ways = [way(a, b) for a, b in pairwise(marks)]
    return float(sacrum.field.distance(np.concatenate(ways)).min())


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("level", LEVELS)
def test_foramina_are_open_from_the_canal_to_both_faces(
    sacrum: Bone, level: str, side: str
) -> None:
    inner = sacrum.landmarks[f"foramen-inner.{level}.{side}"]
    assert (inner[0] < 0) == (side == "left")
    for face in ("anterior", "posterior"):
        assert clearance(sacrum, level, face, side) > 1.7
    rooms = [sacrum.field.distance(way(inner, row)).min() for row in sacrum.landmarks["canal"]]
    assert max(rooms) > 1.5


@pytest.mark.parametrize("face", ["anterior", "posterior"])
def test_foramina_shrink_downward(sacrum: Bone, face: str) -> None:
    sizes = [clearance(sacrum, level, face) for level in LEVELS]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("level", LEVELS)
def test_anterior_foramina_are_the_wider_ones(sacrum: Bone, level: str) -> None:
    assert clearance(sacrum, level, "anterior") > clearance(sacrum, level, "posterior")


def test_canal_is_free_from_the_plate_to_the_hiatus(sacrum: Bone) -> None:
    line, radius = sacrum.landmarks["canal"], sacrum.landmarks["canal-radius"]
    assert line.shape == radius.shape
    assert sacrum.field.distance(line).min() > 2.0
    assert np.all(np.diff(line[:, 2]) < 0)
    assert 12 <= 2 * radius[0, 0] <= 16  # 12-16 mm deep and 28-33 mm wide at S1
    assert 28 <= 2 * radius[0, 1] <= 33
    assert np.array_equal(line[-1], sacrum.landmarks["hiatus"])


def test_landmarks_lie_where_they_should(sacrum: Bone) -> None:
    marks, field = sacrum.landmarks, sacrum.field
    names = ("superior-facet.right", "auricular.right", "promontory")
    on_bone = np.array([marks[name] for name in names])
    assert np.abs(field.distance(on_bone)).max() < 0.4
    assert marks["promontory"][1] > 12
    assert marks["auricular.right"][0] > 50
    np.testing.assert_allclose(marks["auricular.left"], marks["auricular.right"] * MIRROR)
    facing = field.gradient(marks["superior-facet.right"][None])[0]
    assert facing[0] < -0.3  # medial
    assert facing[1] < -0.3  # posterior


def test_build_is_deterministic(sacrum: Bone) -> None:
    again = build_sacrum()
    np.testing.assert_array_equal(again.surface.points, sacrum.surface.points)
    np.testing.assert_array_equal(again.surface.triangles, sacrum.surface.triangles)


def test_field_is_symmetric_before_sampling() -> None:
    shape = fused_shape("sacrum")
    points = np.random.default_rng(3).uniform(-60, 20, (500, 3)).astype(np.float32)
    mirrored = points * MIRROR.astype(np.float32)
    np.testing.assert_array_equal(shape.distance(points), shape.distance(mirrored))


def test_end_is_negative_on_the_bones_side() -> None:
    end = End((0.0, 0.0, -10.0), (0.0, 0.0, -1.0), 2.0)
    found = end.distance(np.array([[0, 0, 0], [0, 0, -13]], np.float32))
    np.testing.assert_allclose(found, [-10.0, 3.0])


def test_a_shape_without_its_tables_is_refused() -> None:
    with pytest.raises(KeyError):
        fused_shape_from({"joined": {}})
