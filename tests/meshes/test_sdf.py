"""Shapes, their unions, and the surface made from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshes import sdf
from meshes.field import SignedDistanceGrid
from meshes.meshing import grid_of, is_closed, surface_of
from meshes.occlusion import openness
from meshes.sdf import Floats
from meshes.surface import Surface, area_vectors, volume

RADIUS = 12.0
distances = st.floats(-20, 20, width=32)


def ball(points: Floats) -> Floats:
    return np.asarray(np.linalg.norm(points, axis=1) - RADIUS, np.float32)


@pytest.fixture(scope="module")
def ball_grid() -> SignedDistanceGrid:
    return grid_of(ball, (0, -20, -20), (20, 20, 20))


@pytest.fixture(scope="module")
def ball_surface(ball_grid: SignedDistanceGrid) -> Surface:
    return surface_of(ball_grid, 2000)


def rod(**changes: object) -> sdf.Limb:
    numbers: dict[str, object] = {
        "start": (0.0, 0.0, 0.0),
        "end": (20.0, 0.0, 0.0),
        "half_width": (4.0, 4.0, 4.0),
        "half_thickness": (2.0, 2.0, 2.0),
        "cap": 3.0,
    }
    return sdf.Limb(**{**numbers, **changes})  # type: ignore[arg-type]


def at(*points: tuple[float, float, float]) -> Floats:
    return np.array(points, np.float32)


@given(distances, distances, st.floats(0.5, 10))
def test_union_is_symmetric_and_never_smaller_than_its_parts(
    a: float, b: float, blend: float
) -> None:
    first, second = np.array([a], np.float32), np.array([b], np.float32)
    joined = sdf.smooth_minimum(first, second, blend)
    assert joined == pytest.approx(sdf.smooth_minimum(second, first, blend))
    assert min(a, b) - blend / 6 - 1e-4 <= joined[0] <= min(a, b) + 1e-4
    if abs(a - b) >= blend:
        assert joined[0] == pytest.approx(min(a, b))


def test_union_has_continuous_second_derivatives() -> None:
    step = 0.01
    a = np.arange(-6, 6, step)
    # float64 on purpose: a second difference of float32 is mostly rounding
    joined = sdf.smooth_minimum(a, np.zeros_like(a), 4.0).astype(np.float64)  # type: ignore[arg-type]
    smooth = np.convolve(joined, np.ones(40) / 40, "valid")
    bend = np.diff(smooth, 2) / step**2
    assert np.abs(np.diff(bend)).max() < 0.3


def test_subtraction_takes_the_cut_away() -> None:
    solid, cut = np.array([-5.0, -5.0], np.float32), np.array([-3.0, 9.0], np.float32)
    assert sdf.smooth_subtraction(solid, cut, 2.0) == pytest.approx([3.0, -5.0])


def test_fold_is_even_and_leaves_the_side_alone() -> None:
    folded = sdf.fold(at((-20, 1, 2), (20, 1, 2), (0, 1, 2)))
    assert folded[0] == pytest.approx(folded[1])
    assert folded[0, 0] == pytest.approx(20, abs=0.05)
    assert folded[2, 0] == pytest.approx(sdf.FOLD_SOFTNESS)


def test_limb_has_the_stated_sizes() -> None:
    limb = rod()
    on_it = at((10, 0, 4), (10, 2, 0), (-3, 0, 0), (23, 0, 0))
    assert limb.distance(on_it) == pytest.approx(0, abs=1e-3)
    assert limb.distance(at((10, 5, 0)))[0] == pytest.approx(3, abs=0.5)
    assert limb.distance(at((10, 0, 0)))[0] == pytest.approx(-2, abs=0.2)


def test_limb_bends_and_rolls() -> None:
    assert rod(bend=(3.0, 0.0)).distance(at((10, 0, 7), (10, 0, -1))) == pytest.approx(0, abs=1e-3)
    assert rod(roll_deg=90.0).distance(at((10, 4, 0)))[0] == pytest.approx(0, abs=1e-3)


def test_profile_passes_its_values_and_is_flat_at_the_ends() -> None:
    t = np.linspace(0, 1, 201).astype(np.float32)
    profile = sdf.eased((3.0, 5.0, 2.0), t)
    assert profile[[0, 100, 200]] == pytest.approx([3, 5, 2])
    assert abs(profile[1] - profile[0]) < 5e-3
    assert abs(profile[-1] - profile[-2]) < 5e-3


@pytest.mark.parametrize("end", [(0.0, 0.0, 20.0), (0.0, 0.0, 0.0)])
def test_limb_along_its_reference_or_without_length_is_refused(
    end: tuple[float, float, float],
) -> None:
    with pytest.raises(ValueError, match="limb"):
        rod(end=end).axes()


def test_chebyshev_agrees_with_numpy() -> None:
    x = np.linspace(-1, 1, 21).astype(np.float32)
    series = (3.0, -1.0, 0.5, 0.25, -2.0)
    expected = np.polynomial.chebyshev.chebval(x, series)
    assert sdf.chebyshev(series, x) == pytest.approx(expected, abs=1e-5)


def test_grid_holds_true_distances(ball_grid: SignedDistanceGrid) -> None:
    points = np.random.default_rng(3).uniform(-18, 18, (2000, 3))
    true = np.linalg.norm(points, axis=1) - RADIUS
    error = ball_grid.distance(points) - true
    shell = np.abs(true) < 6
    assert np.abs(error[shell]).max() < 0.3
    # the smoothing takes sigma^2 / radius off a ball
    assert abs(np.median(error[shell])) < 0.1


def test_grid_is_mirrored_and_padded(ball_grid: SignedDistanceGrid) -> None:
    assert np.array_equal(ball_grid.values, ball_grid.values[::-1])
    assert ball_grid.origin[1] <= -RADIUS - 9.0
    assert (ball_grid.upper >= RADIUS + 9.0).all()


def test_grid_is_of_a_limb_that_is_no_true_distance() -> None:
    limb = rod(start=(0.0, -20.0, 0.0), end=(0.0, 20.0, 0.0), half_width=(9.0, 7.0, 5.0))
    grid = grid_of(lambda p: limb.distance(sdf.fold(p)), (0, -30, -30), (30, 30, 30))
    slope = np.linalg.norm(np.stack(np.gradient(grid.values, grid.spacing)), axis=0)
    assert np.median(slope) == pytest.approx(1, abs=0.02)


def test_empty_field_is_refused() -> None:
    with pytest.raises(ValueError, match="no solid"):
        grid_of(lambda p: np.full(len(p), 5.0, np.float32), (0, -9, -9), (9, 9, 9))


def test_surface_is_a_closed_mirrored_ball(ball_surface: Surface) -> None:
    assert is_closed(ball_surface.triangles)
    assert len(ball_surface.points) - len(ball_surface.triangles) // 2 == 2
    assert volume(ball_surface) == pytest.approx(4 / 3 * np.pi * RADIUS**3, rel=0.03)
    assert len(ball_surface.triangles) == pytest.approx(2000, rel=0.05)
    mirrored = ball_surface.points * (-1, 1, 1)
    rows = {tuple(p) for p in np.round(ball_surface.points, 6).tolist()}
    assert {tuple(p) for p in np.round(mirrored + 0.0, 6).tolist()} == rows


def test_surface_normals_point_outward(ball_surface: Surface) -> None:
    outward = ball_surface.points / np.linalg.norm(ball_surface.points, axis=1, keepdims=True)
    assert (np.einsum("ij,ij->i", outward, ball_surface.normals) > 0.995).all()
    middle = ball_surface.points[ball_surface.triangles].mean(axis=1)
    assert (
        np.einsum("ij,ij->i", middle, area_vectors(ball_surface.points, ball_surface.triangles)) > 0
    ).all()


def test_surface_is_the_same_every_time(ball_grid: SignedDistanceGrid) -> None:
    first, second = (surface_of(ball_grid, 1500) for _ in range(2))
    assert np.array_equal(first.points, second.points)
    assert np.array_equal(first.triangles, second.triangles)
    assert np.array_equal(first.shade, second.shade)


def test_open_surface_is_not_closed(ball_surface: Surface) -> None:
    assert not is_closed(ball_surface.triangles[1:])


def test_ball_is_open_to_the_sky(ball_surface: Surface) -> None:
    assert ball_surface.shade.min() > 0.9


def test_the_floor_of_a_pit_is_darker_than_its_rim() -> None:
    """A slot 4 mm wide between two balls."""

    class Slot:
        def distance(self, points: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
            left = np.linalg.norm(points - (-12, 0, 0), axis=1)
            right = np.linalg.norm(points - (12, 0, 0), axis=1)
            return np.asarray(np.minimum(left, right) - 10)

    points = np.array([[2.0, 0.0, 0.0], [22.0, 0.0, 0.0]])
    normals = np.array([[-1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    buried, free = openness(Slot(), points, normals)
    assert buried < 0.6 < 0.9 < free
