from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from meshes.field import SignedDistanceGrid, triangle_distance
from meshes.surface import Surface, smooth_normals

RADIUS = 12.0


def sphere() -> Surface:
    mesh = pv.Sphere(radius=RADIUS, theta_resolution=64, phi_resolution=64).triangulate()
    points = np.asarray(mesh.points, dtype=np.float64)
    triangles = mesh.regular_faces.astype(np.int32)
    shade = np.ones(len(points), dtype=np.float32)
    return Surface(points, triangles, smooth_normals(points, triangles), shade)


def ball() -> SignedDistanceGrid:
    low = np.full(3, -20.0)
    return SignedDistanceGrid.from_function(
        lambda p: np.linalg.norm(p, axis=1) - RADIUS, low, -low, 0.7
    )


def probes(count: int = 400, reach: float = 18.0) -> np.ndarray:
    return np.random.default_rng(7).uniform(-reach, reach, (count, 3)) / np.sqrt(3)


def test_field_of_a_function_is_that_function_between_the_nodes() -> None:
    points = probes()
    points = points[np.linalg.norm(points, axis=1) > 2]
    expected = np.linalg.norm(points, axis=1) - RADIUS
    np.testing.assert_allclose(ball().distance(points), expected, atol=0.07)


def test_a_linear_field_is_read_exactly() -> None:
    grid = SignedDistanceGrid.from_function(
        lambda p: 0.2 * p[:, 0] - 0.5 * p[:, 1] + 0.3 * p[:, 2], np.zeros(3), np.full(3, 5.0), 1.0
    )
    points = np.random.default_rng(1).uniform(0, 5, (50, 3))
    np.testing.assert_allclose(grid.distance(points), points @ [0.2, -0.5, 0.3], atol=1e-5)


def test_gradient_is_the_unit_way_out() -> None:
    points = probes()
    radius = np.linalg.norm(points, axis=1)
    points = points[radius > 4]
    outward = points / np.linalg.norm(points, axis=1, keepdims=True)
    assert float(np.einsum("ij,ij->i", ball().gradient(points), outward).min()) > 0.995


def test_gradient_does_not_blow_up_where_the_field_is_flat() -> None:
    assert np.linalg.norm(ball().gradient(np.zeros((1, 3)))) <= 1.0


def test_outside_the_grid_the_distance_is_never_too_small() -> None:
    points = np.array([[100.0, 0.0, 0.0], [30.0, -40.0, 50.0]])
    found = ball().distance(points)
    assert np.all(found >= np.linalg.norm(points, axis=1) - RADIUS - 1e-6)
    assert found[0] == pytest.approx(88.0, abs=0.1)


def test_field_of_a_surface_is_exact_near_it_and_negative_inside() -> None:
    surface = sphere()
    grid = SignedDistanceGrid.from_surface(surface, spacing=0.8, pad=5.0)
    mesh = pv.PolyData.from_regular_faces(surface.points, surface.triangles)
    points = probes(300, 22.0)
    exact = triangle_distance(mesh, points)
    near = np.abs(exact) < 1.5
    np.testing.assert_allclose(grid.distance(points)[near], exact[near], atol=0.06)
    np.testing.assert_allclose(grid.distance(points), exact, atol=0.5)
    assert grid.distance(np.zeros((1, 3)))[0] < -10


def test_a_grid_needs_two_nodes_each_way_and_a_positive_spacing() -> None:
    values = np.zeros((1, 3, 3), dtype=np.float32)
    with pytest.raises(ValueError, match="two nodes"):
        SignedDistanceGrid(np.zeros(3), 1.0, values)
    with pytest.raises(ValueError, match="positive"):
        SignedDistanceGrid(np.zeros(3), 0.0, np.zeros((2, 2, 2), dtype=np.float32))


def test_within_the_grid_the_quick_distance_is_the_distance() -> None:
    values = np.random.default_rng(3).normal(size=(5, 6, 7)).astype(np.float32)
    grid = SignedDistanceGrid(np.array([-1.0, 2.0, 0.5]), 0.7, values)
    points = np.random.default_rng(4).uniform(grid.origin, grid.upper, (200, 3))
    np.testing.assert_array_equal(grid.distance_inside(points), grid.distance(points))
