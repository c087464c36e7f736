"""Growth that is limited only where it comes near another bone is what a limit everywhere gives."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.effects.changes import bones_of
from meshes.effects.growth import joint_kernels
from meshes.effects.growth_field import free_growth_of, growth_of, room, sampled, within
from meshes.pose import turned


@pytest.mark.parametrize("down", [0.0, 1.4, 3.0])
@pytest.mark.parametrize("level", ["L2-L3", "L5-S1"])
def test_growth_gives_way_wherever_there_is_too_little_room(level: str, down: float) -> None:
    normal, (upper, lower) = load_normal(), bones_of(level)
    kernels = joint_kernels(normal, level, "left", "superior", (1.0, 1.0, 1.0))
    move = turned(-0.8 * down)
    move[2, 3] = -down
    across = np.linalg.inv(move @ normal.pose(upper)) @ normal.pose(lower)
    amounts = (5.0, 1.2, 0.0)
    by = growth_of(normal, lower, upper, across, kernels, amounts, 0.2)
    wanted = np.asarray(amounts) @ kernels.parts
    nodes = kernels.nodes
    own = normal.fields[lower].distance(nodes)
    rows = np.flatnonzero((own > -4.0) & (own < 6.3) & (wanted > 0.05))
    limit = room(normal, lower, upper, across, nodes[rows], 0.2)
    told = within(wanted[rows], limit)
    assert (told < wanted[rows] - 0.5).sum() > 100
    found = by.grid.values.reshape(-1)[rows]
    np.testing.assert_allclose(found, told, atol=1e-4)
    assert by.most == pytest.approx(by.grid.values.max(), abs=1e-5)


def test_growth_on_one_side_is_the_mirror_image_of_the_other() -> None:
    """Of a box that is no whole number of steps wide."""
    centre, reach = np.array([11.3, -4.2, 7.7]), 6.3
    flip = np.array([-1.0, 1.0, 1.0])
    found = []
    for side in (np.ones(3), flip):
        ends = np.sort([side * (centre - reach), side * (centre + reach)], axis=0)
        middle = side * centre

        def bump(points: np.ndarray, middle: np.ndarray = middle) -> np.ndarray:
            away = np.linalg.norm(points - middle, axis=1)
            return np.asarray(np.clip(1.0 - away / 5.0, 0.0, 1.0)[None])

        found.append(free_growth_of(sampled(bump, *ends), (3.0,)))
    places = np.random.default_rng(0).uniform(centre - reach, centre + reach, (400, 3))
    right, left = found
    assert right(places).max() > 1.5
    assert np.abs(right(places) - left(places * flip)).max() < 1e-5
