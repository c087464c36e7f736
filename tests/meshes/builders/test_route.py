"""Relaxation: clear of obstacles, smooth, steady."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from meshes.builders.route import Obstacles, Values, Wall, relaxed
from meshes.builders.tube import turn_radius
from meshes.surface import Points


@dataclass(frozen=True)
class Ball:
    """An exact obstacle."""

    centre: Points
    radius: float

    def distance(self, points: Points) -> Values:
        return np.asarray(np.linalg.norm(points - self.centre, axis=1) - self.radius)

    def gradient(self, points: Points) -> Points:
        offset = points - self.centre
        return np.asarray(offset / np.linalg.norm(offset, axis=1, keepdims=True))


def circle(radius: float, z: float) -> Points:
    angle = 2.0 * np.pi * np.arange(96) / 96
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), np.full(96, z)], axis=1)


def straight(y: float, n: int = 48) -> Points:
    return np.stack([np.zeros(n), np.full(n, y), np.linspace(40.0, -40.0, n)], axis=1)[None]


BALL = Ball(np.array([0.0, 0.0, 0.0]), 8.0)


def test_a_line_gives_way_to_a_ball() -> None:
    line = straight(6.0)
    radii = np.full((1, 48), 2.0)
    first = relaxed(line, line, radii, BALL, 0.5, 150)
    # The pull back to the way-points costs some room; the second run's targets are clear already.
    settled = relaxed(first, first, radii, BALL, 0.5, 100)
    assert BALL.distance(settled[0]).min() > 2.3
    assert settled[0, -1] == pytest.approx(line[0, -1])
    assert turn_radius(settled[0]).min() > 5.0


def test_looking_again_only_where_needed_changes_nothing() -> None:
    line = straight(6.0)
    once = relaxed(line, line, np.full((1, 48), 2.0), BALL, 0.5, 80)
    copies = np.repeat(line, 3, axis=0)
    together = relaxed(copies, copies, np.full((3, 48), 2.0), BALL, 0.5, 80)
    assert together[1] == pytest.approx(once[0], abs=1e-12)


def test_a_free_line_stays() -> None:
    line = straight(40.0)
    assert relaxed(line, line, np.ones((1, 48)), BALL, 0.5, 50) == pytest.approx(line, abs=1e-9)


def test_wall_between_two_rims() -> None:
    wall = Wall.between(circle(20.0, -5.0), circle(20.0, 5.0), bulge=0.0)
    out = np.array([[0.0, -23.0, 0.0], [0.0, -18.0, 1.0], [14.0, -20.0, -3.0]])
    expected = np.hypot(out[:, 0], out[:, 1]) - 20.0
    assert wall.distance(out) == pytest.approx(expected, abs=0.1)
    assert wall.gradient(out)[0] == pytest.approx([0.0, -1.0, 0.0], abs=0.05)


def test_a_wall_is_not_felt_as_solid_beyond_its_edge() -> None:
    wall = Wall.between(circle(20.0, -5.0), circle(20.0, 5.0))
    beyond = np.array([[0.0, -15.0, 12.0], [0.0, -15.0, -40.0]])
    assert (wall.distance(beyond) > 5.0).all()


def test_of_several_obstacles_the_nearest_counts() -> None:
    far = Ball(np.array([0.0, 60.0, 0.0]), 8.0)
    both = Obstacles((BALL, far))
    points = np.array([[0.0, 12.0, 0.0], [0.0, 50.0, 0.0]])
    assert both.distance(points) == pytest.approx([4.0, 2.0])
    assert both.gradient(points) == pytest.approx(np.array([[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]]))
