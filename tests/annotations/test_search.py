"""Search finds notes by their names, by lay words and by what they say."""

from __future__ import annotations

import pytest

from annotations.library import Library
from annotations.search import fold


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("slipped disc", "segment.L5-S1"),
        ("slipped disc", "kind.disc"),
        ("tailbone", "coccyx"),
        ("trapped nerve", "segment.L4-L5"),
        ("trapped nerve", "kind.root"),
        ("sciatica", "segment.L5-S1"),
        ("wrong level", "topic.numbering"),
        ("warning signs", "topic.red-flags"),
        ("SI joint", "region.sacrum"),
        ("os sacrum", "sacrum"),
        ("heel raise", "segment.L5-S1"),
        ("trap", "kind.root"),
    ],
)
def test_finds(query: str, expected: str, library: Library) -> None:
    assert expected in [hit.note_id for hit in library.search(query)]


@pytest.mark.parametrize("query", ["L5-S1", "L5–S1", "l5/s1", "L5 S1", "L5S1", "L5/1", "l5-1"])
def test_level_is_found_however_it_is_written(query: str, library: Library) -> None:
    assert library.search(query)[0].note_id == "segment.L5-S1"


def test_name_comes_before_mention(library: Library) -> None:
    assert library.search("tailbone")[0].note_id == "coccyx"
    assert library.search("how levels are counted")[0].note_id == "topic.numbering"


def test_every_word_must_be_there(library: Library) -> None:
    assert library.search("sacrum xylophone") == []
    assert library.search("   ") == []


def test_hit_names_its_section(library: Library) -> None:
    hits = {hit.note_id: hit for hit in library.search("heel raises", "student")}
    assert hits["segment.L5-S1"].section == "examination"
    assert "heel" in hits["segment.L5-S1"].excerpt


def test_limit(library: Library) -> None:
    assert len(library.search("the", limit=3)) == 3


def test_fold_makes_alike() -> None:
    assert fold("Früh, L4/5: Nerve’s") == fold("fruh L4–L5 nerves")
    assert fold("T12-1") == "t12-l1"
