"""Distances asked in one call, and points in a box: the same answers, only sooner."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import Normal, load_normal
from meshes.effects.asked import quickly, within_grid
from meshes.effects.boxes import rows_in
from meshes.effects.changes import COLUMN
from meshes.field import SignedDistanceGrid


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


@pytest.mark.parametrize("bone", COLUMN)
def test_a_bone_is_as_far_as_its_field_says(normal: Normal, bone: str) -> None:
    field = normal.fields[bone]
    points = np.random.default_rng(3).uniform(field.origin, field.upper, (2000, 3))
    told = field.distance(points)
    assert told.min() < -2.0
    np.testing.assert_allclose(quickly(field)(points), told, atol=1e-5)


@pytest.mark.parametrize("bone", COLUMN)
def test_beyond_its_field_a_bone_is_farther_than_any_nerve_is_asked_for(
    normal: Normal, bone: str
) -> None:
    field = normal.fields[bone]
    out = np.concatenate([field.origin - 3.0 - np.eye(3), field.upper + 3.0 + np.eye(3)])
    found = quickly(field)(out)
    assert found.min() > 5.0
    assert (found <= field.distance(out)).all()


def test_what_lies_on_a_grid_alone_is_nothing_beyond_it() -> None:
    values = np.zeros((4, 5, 6), np.float32)
    values[1:-1, 1:-1, 1:-1] = 2.0
    grid = SignedDistanceGrid(np.array([1.0, -2.0, 0.5]), 0.7, values)
    inside = np.random.default_rng(5).uniform(grid.origin, grid.upper, (200, 3))
    np.testing.assert_allclose(within_grid(grid, inside), grid.distance(inside), atol=1e-5)
    assert not within_grid(grid, np.array([grid.origin - 0.4, grid.upper + 9.0])).any()


def test_rows_in_a_box_are_those_strictly_within_in_order() -> None:
    points = np.random.default_rng(7).normal(size=(500, 3))
    points[3] = (0.1, 0.5, 0.2)
    low, high = np.array([-0.4, -0.9, -np.inf]), np.array([1.2, 0.5, 0.8])
    told = np.flatnonzero(((points > low) & (points < high)).all(axis=1))
    assert len(told) > 20
    np.testing.assert_array_equal(rows_in(points, low, high), told)
