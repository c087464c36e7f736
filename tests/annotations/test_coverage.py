"""Every matter that the texts must hold is held."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.coverage import Row, read_rows, uncovered
from annotations.library import load_library

#: How many matters each of the five subjects and the list of corrections has.
ROWS = {"000": 72, "001": 16, "002": 34, "003": 14, "004": 18, "E": 38}


def test_every_matter_is_held_by_a_text() -> None:
    assert [str(violation) for violation in uncovered(load_library())] == []


def test_no_matter_has_been_dropped_from_the_map() -> None:
    counted = dict.fromkeys(ROWS, 0)
    for row in read_rows():
        counted[row.id.partition("-")[0]] += 1
    assert counted == ROWS


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row("000-01", "x"), "no text carries it"),
        (Row("000-01", "x", ("kind.disc#definition",)), "say by `holds`"),
        (Row("000-01", "x", ("kind.disc#where",), "disc"), "no section"),
        (Row("000-01", "x", ("kind.spleen#where",), "disc"), "no section"),
        (Row("000-01", "x", ("kind.disc#definition",), "spleen"), "does not hold 'spleen'"),
        (Row("000-01", "x", ("kind.disc#definition",), "disc", "off"), "left out and yet"),
    ],
)
def test_gap_in_the_map_is_found(folder: Path, row: Row, fault: str) -> None:
    found = [str(violation) for violation in uncovered(load_library(folder), (row,))]
    assert len(found) == 1
    assert fault in found[0]


def test_a_matter_held_or_left_out_with_a_reason_passes(folder: Path) -> None:
    rows = (
        Row("000-01", "x", ("kind.disc#definition", "kind.disc#summary"), "disc|pad"),
        Row("000-02", "y", left_out="advertisement"),
    )
    assert uncovered(load_library(folder), rows) == []
    assert "stands twice" in str(uncovered(load_library(folder), (rows[0], rows[0]))[0])
