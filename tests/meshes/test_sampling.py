"""Fields sampled coarsely and finely, and made true distances."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.redistance import redistanced
from meshes.sampling import COARSE, coarse_axes, refined, sampled
from meshes.sdf import Floats, Limb, carved, reaching, united

STEP = 2.0
FINE = STEP / COARSE


def ball(points: Floats) -> Floats:
    return np.asarray(np.linalg.norm(points, axis=1) - 10.0, np.float32)


def rod(start: tuple[float, float, float], end: tuple[float, float, float]) -> Limb:
    return Limb(start, end, (3.0, 3.0, 3.0), (2.0, 2.0, 2.0), reference=(0.0, 1.0, 0.0))


def test_nodes_start_at_the_mid_line_and_hold_the_box_with_its_margin() -> None:
    x, y, z = coarse_axes((-7.0, -9.0, 3.0), (12.0, 8.5, 5.0), STEP, 2)
    assert x[0] == 0.0
    assert x[-1] >= 12.0 + 2 * STEP
    assert (y[0], z[0]) == (-10.0 - 2 * STEP, 2.0 - 2 * STEP)


def test_field_is_exact_near_the_surface_and_linear_far_from_it() -> None:
    axes = coarse_axes((0.0, -14.0, -14.0), (14.0, 14.0, 14.0), STEP, 1)
    coarse = sampled(ball, axes)
    values = refined(ball, coarse, axes, 3.0)
    assert np.array_equal(values[::COARSE, ::COARSE, ::COARSE], coarse)
    places = [a[0] + FINE * np.arange(n) for a, n in zip(axes, values.shape, strict=True)]
    nodes = np.stack(np.meshgrid(*places, indexing="ij"), axis=-1).reshape(-1, 3)
    error = np.abs(values.ravel() - ball(nodes.astype(np.float32)))
    near = np.abs(ball(nodes.astype(np.float32))) < 1.0
    assert error[near].max() < 1e-5
    assert error.max() < 1.0


def test_distances_of_a_stretched_field_become_true() -> None:
    axes = coarse_axes((0.0, -14.0, -14.0), (14.0, 14.0, 14.0), STEP, 1)
    values = refined(lambda p: 1.7 * ball(p), sampled(lambda p: 1.7 * ball(p), axes), axes, 8.0)
    true = refined(ball, sampled(ball, axes), axes, 20.0)
    found = redistanced(values, FINE)
    error = np.abs(found - true)[np.abs(true) < 6]
    assert error.max() < 0.3
    assert error.mean() < 0.1


@pytest.mark.parametrize("join", [united, carved])
def test_limbs_out_of_reach_change_nothing_near_the_surface(join) -> None:  # type: ignore[no-untyped-def]
    limbs = [rod((-20.0, 0.0, 0.0), (-5.0, 0.0, 4.0)), rod((30.0, 0.0, -9.0), (30.0, 0.0, 9.0))]
    rng = np.random.default_rng(2)
    points = rng.uniform((-12, -8, -8), (-4, 8, 8), (4000, 3)).astype(np.float32)
    solid = ball(points)
    whole = solid
    for limb in limbs:  # one at a time and far apart, so that none is left out
        spread = np.concatenate([points, [[-200, 0, 0], [200, 0, 0]]]).astype(np.float32)
        assert reaching(limbs, spread) == limbs
        whole = join(np.append(whole, [0.0, 0.0]).astype(np.float32), [limb], spread)[:-2]
    assert reaching(limbs, points) == limbs[:1]
    found = join(solid, limbs, points)
    near = np.abs(whole) < 5.0
    assert np.array_equal(found[near], whole[near])
