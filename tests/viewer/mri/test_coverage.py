"""Filling a cut: areas, edges, holes, and what leaves the picture."""

from __future__ import annotations

import numpy as np
import pytest

from viewer.mri.coverage import filled, holds, segments

BOX = np.array(
    [[x, y, z] for x in (-4.3, 4.3) for y in (-2.7, 2.7) for z in (-1.0, 1.0)], dtype=np.float32
)
#: Triangles of a box whose corners are numbered by x, y, z, their fronts outwards.
FACES = np.array(
    [
        *([0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1]),
        *([2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]),
    ]
)


def test_the_share_of_all_pixels_is_the_area() -> None:
    lines, triangles = segments(BOX, FACES, 0.2)
    assert set(triangles) <= set(range(len(FACES)))
    total = 0.0
    for phase in np.linspace(-0.45, 0.45, 10):
        patch = filled(lines + 20.0, 40, 40, phase)
        assert patch is not None
        total += float(patch.share.sum()) / 10.0
    assert total == pytest.approx(8.6 * 5.4, rel=0.02)


def test_a_pixel_on_the_edge_is_filled_in_part() -> None:
    patch = filled(segments(BOX, FACES, 0.0)[0] + 20.0, 40, 40)
    assert patch is not None
    row = patch.share[len(patch.share) // 2]
    # From 15.7 to 24.3: pixel 16 begins at 15.5 and is filled from 15.7 on.
    assert row[16 - patch.columns.start] == pytest.approx(0.8, abs=1e-4)
    assert row[20 - patch.columns.start] == 1.0
    assert row[24 - patch.columns.start] == pytest.approx(0.8, abs=1e-4)


def test_a_hole_stays_empty_and_what_overlaps_counts_once() -> None:
    outer = segments(BOX, FACES, 0.0)[0]
    inner = segments(BOX * 0.5, FACES[:, ::-1], 0.0)[0]
    ring = filled(np.concatenate([outer, inner]) + 20.0, 40, 40)
    twice = filled(np.concatenate([outer, outer]) + 20.0, 40, 40)
    assert ring is not None
    assert twice is not None
    middle = 20 - ring.rows.start, 20 - ring.columns.start
    assert ring.share[middle] == 0.0
    assert twice.share.max() == 1.0
    assert holds(np.concatenate([outer, inner]), 3.3, 0.1)
    assert not holds(np.concatenate([outer, inner]), 0.1, 0.1)


@pytest.mark.parametrize("shift", [(-60.0, 20.0), (20.0, 60.0)])
def test_what_lies_beside_the_picture_fills_nothing(shift: tuple[float, float]) -> None:
    assert filled(segments(BOX, FACES, 0.0)[0] + np.array(shift), 40, 40) is None


def test_what_leaves_the_picture_at_its_left_is_filled_to_its_edge() -> None:
    patch = filled(segments(BOX, FACES, 0.0)[0] + np.array([1.0, 20.0]), 40, 40)
    assert patch is not None
    assert patch.columns.start == 0
    assert patch.share[2, 0] == 1.0


def test_a_plane_that_misses_cuts_nothing() -> None:
    lines, _ = segments(BOX, FACES, 5.0)
    assert len(lines) == 0
    assert filled(lines, 40, 40) is None
