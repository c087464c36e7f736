"""A place pressed on the figure: right within soft edges, asked back where maps have a gap."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.legmap_data import ROOTS
from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from viewer.legmap.areas import BELONGS, GAP, weights
from viewer.legmap.grid import grids
from viewer.study.marking import Verdict
from viewer.study.pointing import (
    Spot,
    can_be_pointed_at,
    is_textbook_alone,
    point_mark,
    spot_words,
)

#: Each root has its whole area asked at so many places of each view.
PLACES = 16


def root(level: str, side: Side) -> StructureId:
    return StructureId(f"root.{level}.{side}")


def spots(level: str, side: Side, least: float) -> list[Spot]:
    """Places spread over an area of the evidence, as far as it weighs so much."""
    found = []
    way = 1.0 if side is Side.LEFT else -1.0
    for view, area in weights("evidence")[level].items():
        rows, columns = np.nonzero(area >= least)
        step = max(1, len(rows) // PLACES)
        grid = grids()[view]
        spread = zip(rows[::step], columns[::step], strict=True)
        found += [Spot(view, way * float(grid.x[c]), float(grid.y[r])) for r, c in spread]
    return found


@pytest.mark.parametrize("level", ROOTS)
def test_every_place_of_an_area_is_right_on_its_side_to_its_soft_edge(level: str) -> None:
    for side in Side:
        for spot in spots(level, side, 0.05):
            assert point_mark(spot, root(level, side)).verdict is Verdict.RIGHT, spot
            if abs(spot.x) > 20.0:
                other = point_mark(spot, root(level, side.other))
                assert other.verdict is Verdict.WRONG, spot


@pytest.mark.parametrize(
    ("level", "spot"),
    [
        ("L1", Spot("front", -120.0, 1150.0)),
        ("L3", Spot("back", -120.0, 1000.0)),
        ("L4", Spot("back", -140.0, 1010.0)),
        ("L5", Spot("front", -95.0, 330.0)),
        ("S1", Spot("front", -80.0, 570.0)),
        ("S2", Spot("front", -120.0, 1100.0)),
    ],
)
def test_the_middle_of_a_distant_area_is_wrong(level: str, spot: Spot) -> None:
    assert point_mark(spot, root(level, Side.RIGHT)).verdict is Verdict.WRONG


def test_what_only_the_textbook_has_is_right_and_told_so() -> None:
    toe = Spot("front", 88.0, 1180.0)
    for level in ("L4", "L5"):
        assert point_mark(toe, root(level, Side.LEFT)).verdict is Verdict.RIGHT
    assert is_textbook_alone(toe, root("L4", Side.LEFT))
    assert not is_textbook_alone(toe, root("L5", Side.LEFT))


def test_a_gap_of_the_map_and_the_ground_beside_it_are_asked_back() -> None:
    empty = Spot("front", 150.0, 500.0)
    assert max(weights("evidence")[r]["front"][83, 25] for r in ROOTS) < GAP
    assert point_mark(empty, root("S1", Side.LEFT)).verdict is Verdict.UNSURE
    assert point_mark(empty, root("S1", Side.RIGHT)).verdict is Verdict.WRONG
    for beside in (Spot("front", 0.0, 700.0), Spot("back", 900.0, -5.0), Spot("back", 4.0, -1.0)):
        assert point_mark(beside, root("S1", Side.LEFT)).verdict is Verdict.UNSURE
        assert spot_words(beside) == ""


def test_the_mid_line_is_of_both_sides() -> None:
    for side in Side:
        spot = Spot("saddle", 1.0, 166.0)
        assert point_mark(spot, root("S5", side)).verdict is Verdict.RIGHT


def test_roots_that_the_map_knows_can_be_asked_for(catalog: Catalog) -> None:
    asked = {id.level_text for id in catalog.structures if can_be_pointed_at(id)}
    assert asked <= set(ROOTS)
    assert {"L1", "L5", "S1", "S2"} <= asked
    assert not can_be_pointed_at(StructureId("disc.L5-S1"))
    assert not can_be_pointed_at(StructureId("root.T12.left"))


def test_a_place_is_told_with_side_and_view() -> None:
    assert spot_words(Spot("back", -140.0, 1100.0)) == "Right sole (back)"
    area = weights("evidence")["L4"]["front"] >= BELONGS
    row, column = np.argwhere(area)[len(np.argwhere(area)) // 2]
    grid = grids()["front"]
    told = spot_words(Spot("front", float(grid.x[column]), float(grid.y[row])))
    assert told == "Inner left shin (front)"
