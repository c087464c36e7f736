"""What is told of each word, and what goes home: whole, calm, with its sources, and safe."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations.consult_words import load_consult
from annotations.library import Library
from annotations.markup import figures, stray_marks
from annotations.models import load_models
from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.consult.sheet import Fullness, noted, sheet_of
from viewer.consult.telling import ASK, COMMON, HELPS, PARTS, all_told, told_of
from viewer.state import Consult, Said, ViewState

CONSULT = load_consult()
LEVEL = StructureId("segment.L4-L5")


@pytest.fixture
def talking(start: ViewState) -> ViewState:
    """Every word there is, at one level; nothing is set, so that nothing is worked out."""
    said = tuple(Said(word, LEVEL) for word in CONSULT.words)
    return replace(start, consult=Consult(start, said))


def test_every_word_is_told_in_all_parts(
    talking: ViewState, library: Library, catalog: Catalog
) -> None:
    for one in all_told(talking, library, catalog):
        assert tuple(one.parts) == PARTS
        assert one.plain
        assert one.helps
        for key in (COMMON, HELPS, ASK):
            assert one.parts[key].text, (one.title, key)
            assert stray_marks(one.parts[key].text) == ()
        if figures(one.parts[COMMON].text):
            assert one.parts[COMMON].sources[:2] == (
                "brinjikji-2015-asymptomatic",
                "brinjikji-2015-pain",
            )
        assert all(name in library.sources for p in one.parts.values() for name in p.sources)


def test_a_word_that_is_not_shown_says_why(
    talking: ViewState, library: Library, catalog: Catalog
) -> None:
    for one in all_told(talking, library, catalog):
        assert not one.is_shown
        assert one.remark
    assert told_of(talking, len(CONSULT.words), library, catalog) is None


def test_a_level_where_the_model_shows_nothing_is_told(
    start: ViewState, library: Library, catalog: Catalog
) -> None:
    high = StructureId("segment.T12-L1")
    state = replace(start, consult=Consult(start, (Said("protrusion", high),)))
    assert "T12-L1" not in load_models()["disc-protrusion"].at
    one = told_of(state, 0, library, catalog)
    assert one is not None
    assert (one.where, one.remark) == ("T12–L1", CONSULT.about.unshown_here)


@pytest.mark.parametrize("fullness", Fullness)
def test_a_sheet_holds_each_word_the_questions_the_signs_and_the_notes(
    talking: ViewState, library: Library, catalog: Catalog, fullness: Fullness
) -> None:
    sheet = sheet_of(all_told(talking, library, catalog), "One line.\nAnother.", library, fullness)
    assert len(sheet.words) == len(CONSULT.words)
    assert all("What helps" in word or "Afterwards" in word for word in sheet.words)
    assert "What can I do myself?" in sheet.ask
    assert "passing urine" in sheet.flags
    assert sheet.notes == "One line.<br/>Another."
    assert "Brinjikji" in sheet.sources
    whole = "".join([*sheet.words, sheet.ask, sheet.flags])
    assert "<a " not in whole
    assert "{figures" not in whole


def test_notes_are_words_and_nothing_else() -> None:
    typed = '<script>alert("x")</script> & **bold** [@nobody] {{title}}'
    assert noted(typed) == (
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; **bold** [@nobody] {{title}}"
    )
    assert noted(" \n ") == ""
