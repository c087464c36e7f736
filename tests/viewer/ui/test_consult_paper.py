"""The page a person takes home: one page, in letters that can be read, with every word and note."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPdfWriter

from annotations.consult_words import load_consult
from annotations.library import Library
from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.consult.telling import all_told
from viewer.export.steps import TakeError
from viewer.state import Beside, Compare, Consult, Said, ViewState
from viewer.ui.consult_paper import Talk, fitted, pdf_of
from viewer.ui.handout import prepare
from viewer.ui.handout_map import MapPart

pytestmark = pytest.mark.usefixtures("qapp")
LINE = "We talked about walking, the stairs at home & <swimming>, and when to look again.\n"


def talk_of(start: ViewState, library: Library, catalog: Catalog, words: int, notes: str) -> Talk:
    """The longest words there are, at L4-L5; nothing is set on the model."""
    level = StructureId("segment.L4-L5")
    every = [word for word in load_consult().words.values() if word.text.startswith("condition.")]
    said = tuple(Said(word.id, level) for word in every[:words])
    state = replace(start, consult=Consult(start, said), compare=Compare(Beside.NORMAL))
    return Talk(state, all_told(state, library, catalog), notes)


def blank() -> QImage:
    picture = QImage(766, 250, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    return picture


@pytest.mark.parametrize(
    ("words", "lines", "most"), [(1, 0, 1), (1, 4, 1), (1, 30, 2), (4, 4, 2), (6, 6, 2)]
)
def test_all_words_notes_and_signs_fit_in_letters_that_can_be_read(
    start: ViewState, library: Library, catalog: Catalog, words: int, lines: int, most: int
) -> None:
    leg_map = MapPart(blank(), "Where it may be felt: the area of the left L5 root.")
    talk = talk_of(start, library, catalog, words, LINE * lines)
    for paper in ("A4", "Letter")[: 1 if words > 1 else 2]:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        prepare(writer, paper, "Consultation")
        made = fitted(writer, talk, library, blank(), leg_map)
        room = writer.pageLayout().paintRectPixels(writer.resolution())
        assert made.points >= 9.0
        assert len(made.pages) <= most
        for page in made.pages:
            assert page.size().height() <= room.height()
            assert page.size().width() <= room.width() + 1
        first, *others = [page.toPlainText().replace("\u2060", "") for page in made.pages]
        text = "".join([first, *others])
        assert all(one.title in first and one.plain in first for one in talk.told)
        assert text.count("& <swimming>") == lines
        assert ("second page" in first) == (bool(others) and lines > 0)
        assert "new trouble passing urine" in first
        assert "the left L5 nerve" in first
        assert "What can I do myself?" in text


def test_what_fits_no_page_is_told_and_nothing_is_cut(
    start: ViewState, library: Library, catalog: Catalog
) -> None:
    talk = talk_of(start, library, catalog, 2, LINE * 140)
    with pytest.raises(TakeError, match="shorten the notes"):
        pdf_of(talk, library, blank())


def test_the_file_tells_nothing_of_who_and_when(
    start: ViewState, library: Library, catalog: Catalog
) -> None:
    data, _pages = pdf_of(talk_of(start, library, catalog, 1, "x"), library, blank())
    assert data.startswith(b"%PDF")
    for trace in (b"/Author", b"/CreationDate", b"/ModDate", b"/Producer"):
        assert trace not in data
