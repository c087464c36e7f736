"""Tubes: closed, outward, of the radius asked for, without twist."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshes.builders.tube import (
    arc_length,
    frames,
    resampled,
    skin_triangles,
    tube,
    tubes,
    turn_radius,
)
from meshes.surface import Points, Surface, mirrored, volume


def helix(turns: float = 1.0, radius: float = 10.0, pitch: float = 30.0, n: int = 60) -> Points:
    t = np.linspace(0.0, 2.0 * np.pi * turns, n)
    return np.stack([radius * np.cos(t), radius * np.sin(t), -pitch * t / (2.0 * np.pi)], axis=1)


def is_closed(surface: Surface) -> bool:
    """Each edge is used once in either direction."""
    t = surface.triangles
    edges = np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
    there = set(map(tuple, edges.tolist()))
    return len(there) == len(edges) and {(b, a) for a, b in there} == there


def test_straight_tube_has_the_volume_of_a_rod_with_round_ends() -> None:
    line = np.stack([np.zeros(30), np.zeros(30), np.linspace(0.0, -40.0, 30)], axis=1)
    rod = tube(line, np.full(30, 2.0), sides=48, cap_rings=12)
    assert volume(rod) == pytest.approx(np.pi * 4.0 * 40.0 + 4.0 / 3.0 * np.pi * 8.0, rel=0.01)


def test_ellipse_keeps_its_axes() -> None:
    line = np.stack([np.zeros(20), np.zeros(20), np.linspace(0.0, -40.0, 20)], axis=1)
    oval = tube(line, np.tile([5.0, 3.0], (20, 1)), sides=32, caps=(0.1, 0.1))
    assert np.ptp(oval.points[:, 0]) == pytest.approx(10.0, abs=0.01)
    assert np.ptp(oval.points[:, 1]) == pytest.approx(6.0, abs=0.01)


@given(st.floats(0.1, 2.0), st.floats(0.5, 4.0), st.integers(6, 16), st.integers(1, 4))
def test_tubes_are_closed_and_face_outward(
    turns: float, radius: float, sides: int, cap_rings: int
) -> None:
    made = tube(helix(turns), np.full(60, radius), sides, cap_rings)
    assert is_closed(made)
    assert volume(made) > 0.0
    assert np.linalg.norm(made.normals, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_every_ring_point_lies_at_the_radius() -> None:
    line, radius = helix(), np.linspace(1.0, 3.0, 60)
    made = tube(line, radius, sides=8, cap_rings=1)
    rings = made.points[1:-1].reshape(60, 8, 3)
    away = np.linalg.norm(rings - line[:, None], axis=2)
    assert away == pytest.approx(np.repeat(radius[:, None], 8, axis=1))


def test_frames_are_square_and_do_not_twist_in_a_plane() -> None:
    arc = helix(0.5, pitch=0.0)
    found = frames(arc[None], reference=(0.0, 0.0, 1.0))
    assert found.first[0] == pytest.approx(np.tile([0.0, 0.0, 1.0], (60, 1)), abs=1e-6)
    square = np.einsum("kni,kni->kn", found.tangent, found.second)
    assert square == pytest.approx(0.0, abs=1e-9)


def test_frames_refuse_a_reference_along_the_line() -> None:
    line = np.stack([np.linspace(0.0, 9.0, 10), np.zeros(10), np.zeros(10)], axis=1)
    with pytest.raises(ValueError, match="along a line"):
        frames(line[None])


def test_radius_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        tube(helix(), np.zeros(60))


def test_a_batch_equals_its_members() -> None:
    lines = np.stack([helix(), helix(0.5)])
    both = tubes(lines, np.ones((2, 60)))
    assert np.array_equal(both[1].points, tube(lines[1], np.ones(60)).points)


def test_the_mirror_image_faces_outward() -> None:
    right = tube(helix() + np.array([30.0, 0.0, 0.0]), np.ones(60))
    left = mirrored(right)
    assert volume(left) == pytest.approx(volume(right))
    assert np.array_equal(left.points[:, 0], -right.points[:, 0])
    across = left.normals * np.array([-1.0, 1.0, 1.0], dtype=np.float32)
    assert np.array_equal(across, right.normals)


def test_turn_radius_of_a_circle_and_of_a_straight_line() -> None:
    assert turn_radius(helix(0.5, pitch=0.0)) == pytest.approx(10.0, rel=1e-6)
    straight = np.stack([np.arange(5.0), np.arange(5.0), np.zeros(5)], axis=1)
    assert np.isinf(turn_radius(straight)).all()


def test_resampled_keeps_the_ends_and_evens_the_steps() -> None:
    line = helix()[np.r_[0:10, 10:60:5, 59]]
    even = resampled(line, 40)
    assert even[[0, -1]] == pytest.approx(line[[0, -1]])
    steps = np.diff(arc_length(even))
    assert np.ptp(steps) < 0.02 * steps.mean()


def test_skin_triangle_count() -> None:
    assert len(skin_triangles(10, 8)) == 2 * 8 * 9 + 2 * 8
