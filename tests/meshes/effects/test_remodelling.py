"""Processes that gave way: the quick way back is the way back, and what is kept is the shift."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.effects.changes import LEVELS, Warp
from meshes.effects.remodelling import joint_warps, spinous_warp

AMOUNT = 2.5


def warps() -> list[Warp]:
    normal = load_normal()
    found = [warp for level in LEVELS for warp in joint_warps(normal, level, AMOUNT)]
    return [*found, *spinous_warp(normal, "vertebra.L4", AMOUNT)]


@pytest.mark.parametrize("number", range(2 * len(LEVELS) + 1))
def test_the_way_back_under_a_hand_is_that_of_rest(number: int) -> None:
    warp = warps()[number]
    points = load_normal().bones[warp.bone].surface.points[::7]
    gone = warp.goes_to(points)
    for some in (gone[:200], gone):
        quick = warp.came_from(some, draft=True)
        np.testing.assert_allclose(quick, warp.came_from(some), atol=0.03)


@pytest.mark.parametrize("number", range(2 * len(LEVELS) + 1))
def test_a_pull_is_the_way_there(number: int) -> None:
    warp = warps()[number]
    assert warp.pull is not None
    points = load_normal().bones[warp.bone].surface.points[::7]
    by = warp.pull.share(points) * warp.pull.by
    np.testing.assert_allclose(points + by, warp.there(points), atol=1e-9)
