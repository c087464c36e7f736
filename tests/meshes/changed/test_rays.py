"""The sac's rays: found quickly from both ends, they end where they end step by step."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.obstacles import Solid, Surroundings, Watch
from meshes.changed.rays import MARGIN, free_shares, rough_shares
from meshes.surface import Points

RAYS = 36


def ball(centre: tuple[float, float, float], radius: float) -> Surroundings:
    """One ball as an obstacle."""
    middle = np.array(centre)
    box = middle - radius - 5.0, middle + radius + 5.0
    return Surroundings(
        (Solid("ball", lambda points: np.linalg.norm(points - middle, axis=1) - radius, *box),)
    )


def ring(radius: float) -> tuple[Points, Points]:
    """Ends (1, rays, 3) of rays about the origin, and their middle."""
    turn = np.arange(RAYS) * 2.0 * np.pi / RAYS
    ends = np.stack([np.cos(turn), np.sin(turn), 0.0 * turn], axis=1) * radius
    return ends[None], np.zeros((1, 3))


@pytest.mark.parametrize(
    ("centre", "radius"),
    [
        ((9.0, 0.0, 0.0), 4.0),
        ((4.5, 0.0, 0.0), 1.2),
        ((0.0, -7.0, 1.0), 3.0),
        ((0.0, 0.5, 0.0), 2.0),
    ],
    ids=["at the ends", "half-way, the ends free", "from behind", "over the middle"],
)
def test_rays_end_where_they_are_met(centre: tuple[float, float, float], radius: float) -> None:
    (ends, middle), around = ring(8.0), ball(centre, radius)
    every = np.arange(RAYS)
    exact = free_shares(ends, middle, every, Watch.over(around, RAYS))
    room = around.distance(ends[0]) - MARGIN
    quick = rough_shares(ends, middle, every, Watch.over(around, RAYS), room)
    assert exact.min() < 0.9
    assert np.abs(quick - exact).max() < 0.1


def test_rays_that_nothing_meets_stay_whole() -> None:
    ends, middle = ring(8.0)
    around = ball((30.0, 0.0, 0.0), 3.0)
    room = around.distance(ends[0]) - MARGIN
    every = np.arange(RAYS)
    found = rough_shares(ends, middle, every, Watch.over(around, RAYS), room)
    assert (found == 1.0).all()
