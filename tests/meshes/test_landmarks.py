"""Landmarks found in the field of a bone of known shape."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.bone import Bone
from meshes.field import SignedDistanceGrid
from meshes.landmarks import WIDEST_PEDICLE, Pedicle, midline_profile, pedicle, tunnel
from meshes.surface import Points, Surface


def _box(points: Points, centre: tuple[float, ...], half: tuple[float, ...]) -> np.ndarray:
    away = np.abs(points - np.array(centre)) - np.array(half)
    return np.linalg.norm(np.maximum(away, 0.0), axis=1) + np.minimum(away.max(axis=1), 0.0)


def _model(points: Points) -> np.ndarray:
    """Body up to y = -16, pedicles x 10..18, z -4..12, an arch from y = -34 to -40."""
    folded = np.abs(points) * np.array([1.0, 0.0, 0.0]) + points * np.array([0.0, 1.0, 1.0])
    return np.minimum.reduce(
        [
            _box(folded, (0.0, 0.0, 0.0), (24.0, 16.0, 14.0)),
            _box(folded, (14.0, -25.0, 4.0), (4.0, 12.0, 8.0)),
            _box(folded, (0.0, -37.0, 0.0), (20.0, 3.0, 10.0)),
        ]
    )


@pytest.fixture(scope="module")
def field() -> SignedDistanceGrid:
    lower, upper = np.array([-34.0, -48.0, -24.0]), np.array([34.0, 26.0, 28.0])
    return SignedDistanceGrid.from_function(_model, lower, upper, 0.5)


@pytest.fixture(scope="module")
def bone(field: SignedDistanceGrid) -> Bone:
    nothing = np.zeros((0, 3))
    empty = np.zeros(0, dtype=np.float32)
    surface = Surface(nothing, nothing.astype(np.int32), nothing.astype(np.float32), empty)
    return Bone(surface, field)


def test_midline_profile_finds_body_and_arch(field: SignedDistanceGrid) -> None:
    profile = midline_profile(field, np.array([-6.0, 0.0, 6.0]))
    assert profile.anterior == pytest.approx(16.0, abs=0.1)
    assert profile.wall == pytest.approx(-16.0, abs=0.1)
    assert profile.dorsal == pytest.approx(-34.0, abs=0.1)


def test_midline_profile_marks_an_open_canal_as_not_a_number(field: SignedDistanceGrid) -> None:
    assert np.isnan(midline_profile(field, np.array([12.5])).dorsal).all()


def test_midline_profile_refuses_a_height_without_bone(field: SignedDistanceGrid) -> None:
    with pytest.raises(ValueError, match="no bone"):
        midline_profile(field, np.array([25.0]))


def test_pedicle_isthmus(bone: Bone) -> None:
    found = pedicle(bone)
    assert found.medial == pytest.approx(10.0, abs=0.3)
    assert found.lateral == pytest.approx(18.0, abs=0.3)
    assert found.inferior == pytest.approx(-4.0, abs=0.3)
    assert found.superior == pytest.approx(12.0, abs=0.3)
    assert found.wall == pytest.approx(-16.0, abs=0.1)
    assert found.area == pytest.approx(8.0 * 16.0, rel=0.05)
    assert found.centre == pytest.approx([14.0, found.isthmus, 4.0], abs=0.3)


def test_pedicle_width_is_capped() -> None:
    assert Pedicle(10.0, 10.0 + WIDEST_PEDICLE, -4.0, 12.0, -20.0, 100.0, -16.0).centre[0] == 16.0


def test_tunnel_finds_the_way_between_the_pedicle_and_the_floor(field: SignedDistanceGrid) -> None:
    start, goal = np.array([4.0, -24.0, 0.0]), np.array([26.0, -26.0, -8.0])
    path = tunnel(field, start, goal, np.array([2.0, -33.0, -16.0]), np.array([30.0, -17.0, 10.0]))
    assert np.linalg.norm(path[0] - start) < 1.0
    assert np.linalg.norm(path[-1] - goal) < 1.0
    assert field.distance(path).min() > 1.0
    under = path[np.abs(path[:, 0] - 14.0) < 3.0]
    assert (under[:, 2] < -4.0).all()


def test_tunnel_says_when_there_is_no_way(field: SignedDistanceGrid) -> None:
    with pytest.raises(ValueError, match="no way"):
        tunnel(
            field,
            np.array([4.0, -24.0, 4.0]),
            np.array([22.0, -24.0, 4.0]),
            np.array([2.0, -26.0, -2.0]),
            np.array([26.0, -20.0, 10.0]),
        )
