"""Columns of paper: blocks keep their order, fill their pages, and end alike on the last."""

from __future__ import annotations

import pytest

from viewer.ui.paper_columns import columns

FIRST, ROOM, GAP = 80.0, 100.0, 10.0


def _high(column: list[int], heights: list[float]) -> float:
    return sum(heights[k] for k in column) + GAP * (len(column) - 1)


@pytest.mark.parametrize("count", [1, 2, 5, 9, 30])
def test_blocks_keep_their_order_and_their_column_holds_them(count: int) -> None:
    heights = [15.0 + (7 * k) % 23 for k in range(count)]
    found = columns(heights, FIRST, ROOM, GAP)
    assert [k for column in found for k in column] == list(range(count))
    for number, column in enumerate(found):
        assert _high(column, heights) <= (FIRST if number < 2 else ROOM)


def test_a_column_is_left_only_when_the_next_block_does_not_fit() -> None:
    heights = [30.0] * 12
    found = columns(heights, FIRST, ROOM, GAP)
    for number, column in enumerate(found[:-2]):
        following = heights[found[number + 1][0]]
        assert _high(column, heights) + GAP + following > (FIRST if number < 2 else ROOM)


def test_the_columns_of_the_last_page_are_alike() -> None:
    heights = [20.0, 20.0, 20.0, 20.0]
    assert columns(heights, ROOM, ROOM, GAP) == [[0, 1], [2, 3]]
    assert columns([20.0], ROOM, ROOM, GAP) == [[0]]


def test_what_is_higher_than_a_column_has_one_of_its_own() -> None:
    found = columns([20.0, 300.0, 20.0], FIRST, ROOM, GAP)
    assert [1] in found
