"""Presenting in the window: two windows, one state, the keys of clickers, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from meshes.store import Assets
from viewer.captions import UNTOLD
from viewer.looks import THEMES
from viewer.presenting.keys import Act
from viewer.presenting.seats import Seats
from viewer.ui.app import bring_canvas
from viewer.ui.audience_window import CAP_SHARE, letter_px
from viewer.ui.canvas import Canvas
from viewer.ui.main_window import MainWindow
from viewer.ui.overlay import Overlay
from viewer.ui.paint_overlay import halo_text
from viewer.ui.plane_grip import PlaneGrip
from viewer.ui.presenting import Presenting

pytestmark = pytest.mark.window
KEY = "shipped:which-nerve"
BESIDE = Seats((0, 0, 800, 450), (0, 450, 900, 500))


@pytest.fixture
def presenting(window: MainWindow) -> Iterator[Presenting]:
    """Two windows beside each other."""
    window.presenting.begin(BESIDE)
    yield window.presenting
    window.presenting.end()


def test_two_windows_come_and_go_and_nothing_else_changes(window: MainWindow) -> None:
    before, made = window.store.state, window.presenting
    made.begin(BESIDE)
    assert made.audience is not None
    assert made.speaker is not None
    assert made.audience.isVisible()
    assert made.speaker.isVisible()
    assert made.strip is None
    assert not window.canvas_widget.isVisible()
    assert window.actions_of.by_id["window.present"].isChecked()
    made.act(Act.END)
    assert not made.is_on
    assert window.canvas_widget.isVisible()
    assert window.store.state is before
    assert window.store.undo_label == ""
    assert not window.actions_of.by_id["window.present"].isChecked()
    # On one screen the strip waits at the edge.
    made.begin(Seats((0, 0, 800, 450)))
    strip = made.strip
    assert made.speaker is None
    assert strip is not None
    assert not strip.isVisible()
    made.act(Act.STRIP)
    assert strip.isVisible()
    made.act(Act.STRIP)
    assert not strip.isVisible()
    # The program closes while one presents.
    window.close()
    assert not made.is_on


def test_a_clicker_goes_through_a_lesson_in_either_window(
    window: MainWindow, presenting: Presenting, qtbot: QtBot
) -> None:
    window.lessoning.play(KEY)
    audience, speaker = presenting.audience, presenting.speaker
    assert audience is not None
    assert speaker is not None
    first = audience.slide.title
    for place in (audience, speaker):
        qtbot.keyClick(place, Qt.Key.Key_PageDown)
        assert audience.slide.title != first
        assert speaker.title.text() == audience.slide.title
        qtbot.keyClick(place, Qt.Key.Key_PageUp)
        assert audience.slide.title == first
    step = presenting.step(window.store.state)
    assert step is not None
    assert speaker.next_title.text() == step.next_title
    assert step.notes[:20] in speaker.notes.toPlainText()
    shown = " ".join((audience.title.text(), audience.ask.text(), audience.words.toPlainText()))
    assert step.notes[:20] not in shown


def test_without_a_lesson_it_goes_from_level_to_level(
    window: MainWindow, presenting: Presenting, qtbot: QtBot
) -> None:
    window.select("segment.L3-L4")
    assert presenting.audience is not None
    assert presenting.speaker is not None
    qtbot.keyClick(presenting.audience, Qt.Key.Key_PageDown)
    assert window.store.state.place == "segment.L4-L5"
    assert "L4–L5" in presenting.audience.slide.title
    assert "L5–S1" in presenting.speaker.next_title.text()
    qtbot.keyClick(presenting.audience, Qt.Key.Key_PageUp)
    assert window.store.state.place == "segment.L3-L4"
    # Keys of the program that are none of presenting's work as ever.
    qtbot.keyClick(presenting.audience, Qt.Key.Key_5)
    assert window.store.state.place == "segment.L5-S1"
    # The film beside the scene comes along.
    assert not presenting.audience.film.isVisible()
    window.run("xray.toggle")
    assert presenting.audience.film.isVisible()
    assert presenting.audience.film.image is not None
    window.run("xray.toggle")
    assert not presenting.audience.film.isVisible()


def test_black_and_back_and_on_and_escape_from_either_window(
    window: MainWindow, presenting: Presenting, qtbot: QtBot
) -> None:
    audience, before = presenting.audience, window.store.state
    assert audience is not None
    for key in (Qt.Key.Key_B, Qt.Key.Key_Period):
        qtbot.keyClick(audience, key)
        assert audience.is_black
        assert audience.curtain.size() == audience.size()
        qtbot.keyClick(audience, key)
        assert not audience.is_black
    # Not what these keys do in the program's window.
    assert window.store.state == before
    qtbot.keyClick(audience, Qt.Key.Key_B)
    qtbot.keyClick(audience, Qt.Key.Key_PageDown)
    assert not audience.is_black
    place = window.store.state.place
    qtbot.keyClick(audience, Qt.Key.Key_Escape)
    assert not presenting.is_on
    presenting.begin(BESIDE)
    assert presenting.speaker is not None
    qtbot.keyClick(presenting.speaker, Qt.Key.Key_Escape)
    assert not presenting.is_on
    assert window.store.state.place == place


def test_the_answer_waits_until_it_is_told(window: MainWindow, presenting: Presenting) -> None:
    window.lessoning.play(KEY)
    audience = presenting.audience
    assert audience is not None
    assert audience.slide.ask
    assert audience.answer.text() == UNTOLD
    presenting.tell()
    assert audience.slide.answer not in ("", UNTOLD)
    assert audience.slide.answer in audience.answer.text()
    window.run("window.undo")
    assert audience.answer.text() == UNTOLD
    # Without a lesson it is the names that wait.
    window.run("lesson.leave")
    window.select("segment.L4-L5")
    presenting.tell()
    assert window.store.state.veiled
    assert audience.title.text() == UNTOLD
    presenting.tell()
    assert "L4–L5" in audience.title.text()


def test_words_of_the_step_come_beside_the_picture(
    window: MainWindow, presenting: Presenting
) -> None:
    window.lessoning.play(KEY)
    audience = presenting.audience
    assert audience is not None
    assert not audience.words.isVisible()
    presenting.act(Act.WORDS)
    assert audience.words.isVisible()
    step = presenting.step(window.store.state)
    assert step is not None
    # Title and question stand above and below.
    assert step.title not in audience.words.toPlainText()
    assert step.question is not None
    assert step.question.ask not in audience.words.toPlainText()
    assert audience.ask.isVisible()
    assert audience.answer.text() == UNTOLD
    assert step.notes[:20] not in audience.words.toPlainText()
    # A step of the list is gone to.
    speaker = presenting.speaker
    assert speaker is not None
    item = speaker.stops.item(1)
    speaker.stops.itemClicked.emit(item)
    assert audience.slide.title in item.text()
    assert speaker.stops.currentItem() is item


def test_the_watch_pauses_and_starts_anew(window: MainWindow) -> None:
    now = [100.0]
    made = Presenting(window, lambda: now[0])
    made.begin(BESIDE)
    speaker = made.speaker
    assert speaker is not None
    now[0] = 165.0
    speaker.show_time()
    assert speaker.elapsed.text() == "1:05"
    speaker.pause.click()
    now[0] = 500.0
    speaker.show_time()
    assert speaker.elapsed.text() == "1:05"
    assert speaker.pause.text() == "Go on"
    speaker.reset.click()
    assert speaker.elapsed.text() == "0:00"
    made.end()


def capital(sheet: Overlay) -> int:
    """The height of capitals as they are painted with the sheet's letters, pixels."""
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    halo_text(painter, QPointF(30.0, 150.0), "LH", sheet.stationery.font(), sheet.stationery)
    painter.end()
    data = np.frombuffer(picture.constBits(), np.uint8).reshape(200, 400, 4)
    rows = np.flatnonzero((data[..., 0] < 128).any(axis=1))
    return int(rows[-1] - rows[0]) + 1


@pytest.mark.parametrize("size", [(1920, 1080), (1920, 1200), (1280, 720), (3840, 2160)])
def test_capitals_have_their_share_of_the_height_on_the_picture(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    sheet = Overlay(room)
    QApplication.sendEvent(sheet, QResizeEvent(QSize(*size), QSize()))
    sheet.resize(*size)
    assert sheet.stationery.room is not None
    sheet.set_look(THEMES["light"], 1.0, letter_px(size[1]))
    assert capital(sheet) >= size[1] * CAP_SHARE
    assert QFontMetricsF(sheet.stationery.font()).capHeight() < 1.2 * size[1] * CAP_SHARE + 2


def test_whatever_stands_beside_the_picture_letters_keep_their_size_and_controls_stay_out(
    window: MainWindow, assets: Assets
) -> None:
    bring_canvas(window, assets, "")
    window.lessoning.play("shipped:motion-segment")
    window.select("segment.L4-L5")
    window.run("section.disc")
    presenting = window.presenting
    presenting.begin(BESIDE)
    audience, views = presenting.audience, presenting.views
    assert audience is not None
    assert views is not None
    counts = []
    for act in ("xray.toggle", "words", "compare.levels"):
        if act == "words":
            presenting.act(Act.WORDS)
        else:
            window.run(act)
        counts.append(len(views.canvases))
        for canvas in views.canvases:
            assert capital(canvas.overlay) >= audience.height() * CAP_SHARE, act
            assert canvas.overlay.knob is None
            assert not any(grip.isVisibleTo(canvas) for grip in canvas.findChildren(PlaneGrip))
        has_more = audience.film.isVisible() or audience.words.isVisible()
        assert audience.beside.isVisible() is has_more
    assert counts == [1, 1, 2]
    presenting.end()
    assert isinstance(window.canvas_widget, Canvas)
    assert window.canvas_widget.overlay.knob is not None
    window.canvas_widget.release()


def test_where_a_screen_goes_presenting_goes_on(
    window: MainWindow, presenting: Presenting, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.lessoning.play(KEY)
    presenting.act(Act.NEXT)
    presenting.act(Act.WORDS)
    presenting.act(Act.BLACK)
    assert presenting.audience is not None
    was, watch = presenting.audience.slide, presenting.watch
    monkeypatch.setattr(presenting, "_seats", lambda: Seats((0, 0, 640, 360)))
    presenting.reseat()
    audience = presenting.audience
    assert audience is not None
    assert audience.slide == was
    assert audience.geometry().getRect() == (0, 0, 640, 360)
    assert audience.is_black
    assert audience.words.isVisibleTo(audience)
    assert presenting.watch == watch
    assert presenting.speaker is None
    assert presenting.strip is not None
    assert "screen has gone" in " ".join(window.notices.texts)
    presenting.act(Act.END)
    presenting.reseat()
    assert not presenting.is_on
