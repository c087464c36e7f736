"""Many lines at once and lines that keep off: the same answers as one by one, exactly."""

from __future__ import annotations

import numpy as np
import pytest

from meshes import rays
from meshes.store import load_assets

BONE = rays.Faces.of_solid(load_assets().meshes["vertebra.L4"])  # type: ignore[index]
LOW, HIGH = BONE.corners.min(axis=(0, 1)), BONE.corners.max(axis=(0, 1))
SEED = 3


def _lines(many: int) -> tuple[np.ndarray, np.ndarray]:
    """Starts behind the bone and ends about it, (n, 3) each."""
    chance = np.random.default_rng(SEED)
    ends = chance.uniform(LOW - 6.0, HIGH + 6.0, (many, 3))
    return ends - [0.0, 80.0, 0.0] + chance.uniform(-30.0, 30.0, (many, 3)), ends


def test_parallel_lines_lie_inside_where_each_alone_does() -> None:
    ahead = np.array([0.2, 0.95, -0.1]) / np.linalg.norm([0.2, 0.95, -0.1])
    starts = _lines(60)[1] - 60.0 * ahead
    together = rays.parallel(starts, ahead, 120.0, BONE)
    alone = [rays.stretches(start, start + 120.0 * ahead, BONE) for start in starts]
    assert [len(each) for each in together] == [len(each) for each in alone]
    assert sum(map(len, together)) > 20
    for one, other in zip(together, alone, strict=True):
        for found, wanted in zip(one, other, strict=True):
            assert (found.first, found.last) == (wanted.first, wanted.last)
            ends = [wanted.start, wanted.stop]
            assert [found.start, found.stop] == pytest.approx(ends, abs=1e-6)
    assert rays.parallel(np.zeros((0, 3)), ahead, 1.0, BONE) == []


@pytest.mark.parametrize("than", [0.6, 3.0])
def test_a_line_meets_a_surface_just_where_its_distance_is_less(than: float) -> None:
    met = []
    for start, stop in zip(*_lines(80), strict=True):
        found = rays.met(start, stop, BONE, than, 2.0)
        met.append(len(found) > 0)
        assert met[-1] is (rays.distance(start, stop, BONE) < than)
    assert 10 < sum(met) < 75


def test_the_distance_is_that_to_the_nearest_of_many_points_of_the_surface() -> None:
    shares = np.random.default_rng(SEED).dirichlet(np.ones(3), 40)
    cloud = np.einsum("kc,mcd->mkd", shares, BONE.corners).reshape(-1, 3)
    for start, stop in zip(*_lines(25), strict=True):
        way = stop - start
        share = np.clip((cloud - start) @ way / (way @ way), 0.0, 1.0)
        nearest = np.linalg.norm(cloud - start - share[:, None] * way, axis=1).min()
        found = rays.distance(start, stop, BONE)
        assert found <= nearest + 1e-9
        assert nearest - found < 0.5
