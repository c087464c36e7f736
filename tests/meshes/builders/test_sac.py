"""The sac in a plain straight canal: its size where it is free, its giving way where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from meshes.builders.route import Values
from meshes.builders.sac import RAYS, SacCourse, _reach, build_sac, ring_points
from meshes.surface import Points, volume


@dataclass(frozen=True)
class Plane:
    """Everything anterior of a plane y = level is solid."""

    level: float

    def distance(self, points: Points) -> Values:
        return np.asarray(self.level - points[:, 1])

    def gradient(self, points: Points) -> Points:
        return np.tile([0.0, -1.0, 0.0], (len(points), 1))


def straight_course(wall: float = 99.0) -> SacCourse:
    """60 mm straight down behind the plane y = wall; 16 wide, 12 deep."""
    count = 40
    way = np.linspace(0.0, 60.0, count)
    centres = np.stack([np.zeros(count), np.zeros(count), -way], axis=1)
    posterior = np.tile([0.0, -1.0, 0.0], (count, 1))
    half = np.tile([8.0, 6.0], (count, 1))
    reach = _reach(centres, posterior, half, Plane(wall), 0.6)
    return SacCourse(way, centres, posterior, half, reach)


def test_a_free_sac_keeps_its_ellipse() -> None:
    course = straight_course()
    assert course.reach == pytest.approx(1.0)
    assert volume(build_sac(course)) == pytest.approx(np.pi * 8.0 * 6.0 * 60.0, rel=0.02)


def test_the_sac_gives_way_and_stays_clear() -> None:
    course = straight_course(wall=4.0)
    made = build_sac(course)
    assert made.points[:, 1].max() < 4.0 - 0.5
    assert made.points[:, 1].max() > 4.0 - 1.2
    assert made.points[:, 1].min() == pytest.approx(-6.0, abs=0.05)


def test_both_halves_are_alike() -> None:
    rings = ring_points(straight_course(wall=4.0))
    other = (RAYS // 2 - np.arange(RAYS)) % RAYS
    assert rings[:, other] * np.array([-1.0, 1.0, 1.0]) == pytest.approx(rings, abs=1e-9)


def test_places_in_the_sac_and_back() -> None:
    course = straight_course()
    place = course.at(np.array([30.0]), np.array([0.5]), np.array([-0.5]))
    assert place[0] == pytest.approx([4.0, 3.0, -30.0], abs=1e-6)
    assert course.way_of(place)[0] == pytest.approx(30.0, abs=0.1)
