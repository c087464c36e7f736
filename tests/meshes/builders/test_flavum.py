from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.flavum import COLUMNS, HALF_WIDTH, ROWS, build_flavum
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.stacking import posture
from meshes.surface import Surface, volume

PAIR = ("vertebra.L4", "vertebra.L5")


@pytest.fixture(scope="module")
def flavum(segment: Spine) -> Surface:
    return build_flavum(segment, *PAIR)


def test_flavum_is_a_closed_slab(flavum: Surface) -> None:
    assert is_closed(flavum.triangles)
    assert volume(flavum) > 300
    assert np.all(np.isfinite(flavum.points))


def test_flavum_lies_on_the_laminae_and_not_in_them(segment: Spine, flavum: Surface) -> None:
    distance = segment.distance(flavum.points)
    assert distance.min() > -0.35
    for key in PAIR:
        assert segment.distance(flavum.points, (key,)).min() < 0.3


def test_flavum_has_its_thickness_in_the_gap(flavum: Surface) -> None:
    front, back = flavum.points.reshape(2, COLUMNS, ROWS, 3)
    thickness = np.linalg.norm(front - back, axis=2)
    assert np.percentile(thickness, 97) == pytest.approx(posture().flavum["L4-L5"], abs=0.9)
    assert thickness.min() > 0.05


def test_flavum_leaves_the_canal_open(segment: Spine, flavum: Surface) -> None:
    # Behind the disc there is room for a sac 13 mm deep, and more.
    wall = segment.plate("vertebra.L5", "superior").rim[72, 1]
    middle = np.abs(flavum.points[:, 0]) < 5.0
    assert flavum.points[middle, 1].max() < wall - 11.0


def test_flavum_is_symmetric(flavum: Surface) -> None:
    sheets = flavum.points.reshape(2, COLUMNS, ROWS, 3)
    np.testing.assert_allclose(sheets, sheets[:, ::-1] * [-1, 1, 1], atol=1e-9)
    assert np.abs(flavum.points[:, 0]).max() < HALF_WIDTH + 2.0
