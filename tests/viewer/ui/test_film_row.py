"""The films after a fusion on the screen: their words for each reader, and the way to a file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotations.library import Library
from annotations.markup import plain
from meshes.catalog import Catalog
from meshes.changed.normal import load_normal
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.export.steps import finished
from viewer.state import Audience, ViewState, Xray
from viewer.ui.film_row_sheet import FilmRowSheet
from viewer.ui.paint_film_row import FilmRow, fusion_row_steps
from viewer.xray.studio import Film, Studio
from viewer.xray.timeline import DOUBT, NOT_JOINED, NOTE, STAGES, fusion_stages

pytestmark = pytest.mark.window
SIZE = (90, 110)


@pytest.fixture
def lit(atlas: Atlas) -> ViewState:
    return ViewState(atlas.start().camera, place=StructureId("segment.L4-L5"))


@pytest.mark.parametrize("audience", [str(each) for each in Audience])
def test_each_film_has_its_words(
    qapp: QApplication, lit: ViewState, catalog: Catalog, library: Library, audience: str
) -> None:
    class Quick(Studio):
        """Films of the model without its findings."""

        def films(self, state: ViewState, xray: Xray, size: tuple[int, int]) -> tuple[Film, ...]:
            return super().films(replace(state, findings=()), xray, size)

    studio = Quick(load_normal().assets, catalog)
    stages = fusion_stages(lit, Xray())
    row = finished(fusion_row_steps(studio, library, audience, stages, SIZE))
    note = library.notes[NOTE]
    for key in (*STAGES, NOT_JOINED, DOUBT):
        assert plain(note.section(key).texts.text(audience)) in row.words
    assert "not a film of you" in row.words
    assert row.picture.width() > len(stages) * SIZE[0]


def test_the_sheet_shows_the_row_and_saves_it(qtbot: QtBot) -> None:
    parent = QWidget()
    parent.resize(800, 500)
    qtbot.addWidget(parent)
    saved: list[QImage] = []
    picture = QImage(1500, 300, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    sheet = FilmRowSheet(FilmRow(picture, "Before. Words."), saved.append, parent)
    sheet.show()
    assert sheet.width() <= parent.width()
    buttons = {button.text(): button for button in sheet.findChildren(QPushButton)}
    qtbot.mouseClick(buttons["Save…"], Qt.MouseButton.LeftButton)
    assert [image.width() for image in saved] == [1500]
    qtbot.mouseClick(buttons["Close"], Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()
