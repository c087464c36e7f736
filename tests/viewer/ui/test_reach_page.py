"""What the box over the text says of nerves and sizes."""

from __future__ import annotations

import pytest

from meshes.changed.conflict import TOUCHED, Verdict
from meshes.changed.reach import Reach
from viewer.ui.reach_page import Size, room_words, sizes_table


@pytest.mark.parametrize(
    ("reach", "clearance", "said"),
    [
        (Reach.PRESSED, -3.94, "overlap 3.9 mm"),
        (Reach.TOUCHED, -TOUCHED, "overlap 0.3 mm"),
        (Reach.FREE, -0.2, "no room to spare"),
        (Reach.FREE, 0.44, "room 0.4 mm"),
        (Reach.FREE, 60.0, ""),
    ],
)
def test_room_agrees_with_the_answer(reach: Reach, clearance: float, said: str) -> None:
    verdict = Verdict("root.S1.left", reach, clearance, "", (0.0, 0.0, 0.0))
    assert room_words(verdict).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_size_that_reads_as_before_is_no_change() -> None:
    same = Size("Slip", 0.4, 0.0, "%")
    other = Size("Foramen, height", 14.2, 17.3, "mm")
    shown = sizes_table([same, other], str)
    assert "Slip" not in shown
    assert "14.2" in shown
    assert sizes_table([same], str) == ""


def test_a_grade_is_said_in_roman_numerals() -> None:
    shown = sizes_table([Size("Meyerding grade", 2.0, 0.0, "")], str)
    assert "none" in shown
    assert "<b>II</b>" in shown
