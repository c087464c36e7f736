"""Counting of sentences and syllables."""

from __future__ import annotations

import pytest

from annotations.readability import measure, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("disc", 1), ("nerve", 1), ("helps", 1), ("leaves", 1), ("raised", 1), ("toes", 1)],
        *[("sacrum", 2), ("muscles", 2), ("staying", 2), ("lifted", 2), ("changes", 2)],
        *[("area", 3), ("injection", 3), ("various", 3), ("usual", 3), ("positions", 3)],
        *[("herniation", 4), ("usually", 4), ("posterior", 4), ("L5", 2), ("MRI", 3), ("5", 1)],
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_list_items_and_sentences_count_and_marks_do_not() -> None:
    found = measure("One two. **Three** [four](structure:sacrum) five. [@x-1]\n\n- six\n- seven")
    assert (found.sentences, found.words) == (4, 7)


def test_grade_is_the_published_formula() -> None:
    found = measure("The cat sat on the mat.")
    assert found.grade == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
