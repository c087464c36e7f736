"""Everyday questions lead to pages that are there, and a damaged file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.everyday import asked, load_everyday, unsound
from annotations.fault import ContentError
from annotations.library import Library


def test_what_is_urgent_goes_before_what_is_longer() -> None:
    row = asked(["numb", "bottom", "after", "sitting", "in", "an", "office", "chair"])
    assert row is not None
    assert row.urgent


def test_a_word_fits_its_plural_and_its_stem_alone() -> None:
    assert asked(["mattresses"]) is asked(["mattress"]) is not None
    assert asked(["sitter"]) is None
    assert asked([]) is None


def test_pages_sections_and_doubles_are_checked(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "everyday.toml"
    file.write_text(
        '[[row]]\nsays = ["a b", "b a"]\nto = ["topic.nowhere", "topic.red-flags#nothing"]\n'
    )
    found = {violation.where for violation in unsound(library, file)}
    assert found == {"topic.nowhere", "topic.red-flags#nothing", "b a"}


@pytest.mark.parametrize("text", ["[[row]]\n", "row = 3", "[[row]", "[[row]]\nsays = [1]\nto = []"])
def test_a_damaged_file_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "everyday.toml"
    file.write_text(text)
    with pytest.raises(ContentError, match=r"everyday\.toml"):
        load_everyday(file)
