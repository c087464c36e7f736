"""A painting and the roots that fit it: all of them, in order, and how little that settles."""

from __future__ import annotations

import pytest

from annotations.legmap_data import MAPS, ROOTS, VIEWS
from meshes.ids import Side
from viewer.legmap.areas import BELONGS, region_cells, weights
from viewer.legmap.grid import dab, grids, numbers
from viewer.legmap.ranking import LITTLE, rank
from viewer.legmap.words import NOTHING, painted_words, share_words

NONE: frozenset[int] = frozenset()


def area(root: str, side: Side, kind: str = "evidence") -> frozenset[int]:
    found: frozenset[int] = frozenset()
    for view in VIEWS:
        found |= numbers(view, side, weights(kind)[root][view] >= BELONGS)
    return found


@pytest.mark.parametrize("kind", MAPS)
@pytest.mark.parametrize("root", ROOTS)
def test_a_painted_area_finds_its_root_first(root: str, kind: str) -> None:
    for side in Side:
        ranking = rank(NONE, area(root, side, kind), kind)
        assert list(ranking.fits) == [side]
        first = ranking.fits[side][0]
        assert (first.root, first.word) == (root, "well")
        assert first.own > 0.5


def test_neighbours_stay_in_the_list() -> None:
    found = rank(region_cells("outer-foot", Side.LEFT), NONE, "evidence").fits[Side.LEFT]
    assert [fit.root for fit in found] == ["S1", "L5"]
    assert found[0].share > found[1].share >= LITTLE


def test_two_whole_areas_are_told_to_be_alike() -> None:
    side = Side.RIGHT
    ranking = rank(NONE, area("L5", side) | area("S1", side), "evidence")
    assert {fit.root for fit in ranking.fits[side][:2]} == {"L5", "S1"}
    assert ranking.sure[side] == "alike"
    assert rank(NONE, area("L5", side), "evidence").sure[side] == "leads"


def test_a_whole_leg_lets_no_root_stand_out() -> None:
    leg: frozenset[int] = frozenset()
    for view in ("front", "back"):
        leg |= numbers(view, Side.LEFT, grids()[view].skin)
    ranking = rank(leg, NONE, "evidence")
    assert ranking.sure[Side.LEFT] == "spread"
    # Each of them has its whole area painted, so each is kept.
    assert {fit.root for fit in ranking.fits[Side.LEFT]} >= {"L1", "L2", "L3", "L4", "L5", "S1"}


def test_gaps_are_told_as_gaps() -> None:
    ranking = rank(region_cells("low-back", Side.LEFT), NONE, "evidence")
    assert ranking.sure[Side.LEFT] == "gaps"
    assert ranking.fits[Side.LEFT] == ()
    assert ranking.gap > 0.9
    assert rank(region_cells("low-back", Side.LEFT), NONE, "textbook").gap < 0.2


def test_numbness_counts_more_than_pain() -> None:
    side = Side.LEFT
    inner, outer = region_cells("inner-shin", side), region_cells("outer-shin", side)
    assert rank(inner, outer, "evidence").fits[side][0].root == "L5"
    assert rank(outer, inner, "evidence").fits[side][0].root == "L4"


def test_both_legs_and_the_saddle_are_noticed() -> None:
    calves = region_cells("calf", Side.LEFT) | region_cells("calf", Side.RIGHT)
    assert rank(calves, NONE, "evidence").is_both
    assert not rank(region_cells("calf", Side.LEFT), NONE, "evidence").is_both
    slip = region_cells("calf", Side.LEFT) | dab("front", (-100.0, 700.0), 8.0)
    assert not rank(slip, NONE, "evidence").is_both
    assert rank(NONE, dab("saddle", (0.0, 166.0), 20.0), "evidence").is_saddle
    assert not rank(NONE, dab("saddle", (0.0, 166.0), 20.0), "evidence").is_both


def test_sides_never_mix() -> None:
    ranking = rank(region_cells("inner-shin", Side.LEFT), area("S1", Side.RIGHT), "evidence")
    assert ranking.fits[Side.LEFT][0].root == "L4"
    assert ranking.fits[Side.RIGHT][0].root == "S1"


def test_nothing_painted_is_nothing_ranked() -> None:
    empty = rank(NONE, NONE, "evidence")
    assert not empty.fits
    assert not (empty.is_saddle)
    assert not (empty.is_both)
    assert painted_words(NONE, NONE) == NOTHING


def test_what_is_painted_is_told_in_words() -> None:
    heels = region_cells("heel", Side.LEFT) | region_cells("heel", Side.RIGHT)
    told = painted_words(region_cells("front-knee", Side.RIGHT), heels)
    assert told == "Pain: front of the right knee. Numbness: heel on both sides."
    assert [share_words(s) for s in (0.2, 0.33, 0.5, 0.66, 0.75, 0.95)] == [
        "a quarter",
        "a third",
        "half",
        "two thirds",
        "three quarters",
        "all",
    ]
