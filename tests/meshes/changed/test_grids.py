"""Sheets of rows and columns: normals as numpy has them, and heights over the nearest places."""

from __future__ import annotations

import numpy as np

from meshes.changed.flavum import COLUMNS, ROWS, evened
from meshes.changed.grids import over_nearest, slopes, unit_across

_ROUNDS = 12


def test_slopes_and_normals_are_those_of_numpy() -> None:
    grid, other = np.random.default_rng(1).normal(size=(2, 7, 5, 3))
    np.testing.assert_allclose(slopes(grid), np.gradient(grid, axis=0), atol=1e-12)
    out = np.cross(grid, other)
    out /= np.linalg.norm(out, axis=2, keepdims=True)
    np.testing.assert_allclose(unit_across(grid, other), out, atol=1e-12)


def test_directions_are_evened_out_as_round_by_round() -> None:
    given = np.random.default_rng(2).normal(size=(COLUMNS, ROWS, 3))
    out = given
    for _ in range(_ROUNDS):
        wide = np.pad(out, ((1, 1), (1, 1), (0, 0)), mode="edge")
        beside = wide[2:, 1:-1] + wide[:-2, 1:-1] + wide[1:-1, 2:] + wide[1:-1, :-2]
        out = 0.2 * (out + beside)
    out /= np.linalg.norm(out, axis=2, keepdims=True)
    np.testing.assert_allclose(evened(given), out, atol=1e-9)


def test_places_are_measured_over_the_three_nearest_points() -> None:
    x, y = np.meshgrid(np.arange(6.0), np.arange(5.0), indexing="ij")
    points = np.stack([x, y, 0.0 * x], axis=-1).reshape(-1, 3)
    up = np.tile([0.0, 0.0, 1.0], (len(points), 1))
    up[-1] = [0.0, 1.0, 0.0]
    (away, at), heights = over_nearest(points, up)(np.array([[2.1, 2.0, 0.7], [5.0, 4.3, -0.4]]))
    assert away[0, 0] == np.hypot(0.1, 0.7)
    assert at[0, 0] == 2 * 5 + 2
    np.testing.assert_allclose([each[0] for each in heights], 0.7)
    np.testing.assert_allclose([each[1] for each in heights], [0.3, -0.4, -0.4])
