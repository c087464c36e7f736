"""Narrow windows: the picture comes first, and nothing closed for it is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from viewer.ui.main_window import MainWindow


@pytest.mark.parametrize("width", [760, 800, 1024, 1280])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_picture_keeps_its_room(
    window: MainWindow, qtbot: QtBot, width: int, scale: float
) -> None:
    window.change_settings(replace(window.settings, text_scale=scale))
    window.resize(width, 600)
    qtbot.waitUntil(lambda: window.canvas_widget.width() >= 280 and window.width() == width)
    qtbot.waitUntil(lambda: window.docks["clinical"].geometry().right() < width)


def test_the_way_is_shortened_not_cut(window: MainWindow, qtbot: QtBot) -> None:
    window.change_settings(replace(window.settings, text_scale=2.0))
    window.select("region.sacrum")
    window.resize(760, 600)
    crumb = window.breadcrumb
    qtbot.waitUntil(lambda: window.width() == 760)
    qtbot.waitUntil(lambda: crumb.layout().sizeHint().width() <= crumb.width())  # type: ignore[union-attr]
    assert crumb.text == "Lumbosacral spine › Sacrum & SI joints"
    window.change_settings(replace(window.settings, text_scale=1.0))
    window.resize(1400, 600)
    qtbot.waitUntil(lambda: [b.text() for b in crumb.findChildren(QPushButton)][-1] != "…")


def test_the_list_folds_in_a_narrow_window_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    dock = window.docks["structures"]
    window.resize(1300, 700)
    qtbot.waitUntil(dock.isVisible)
    window.resize(900, 700)
    qtbot.waitUntil(lambda: not dock.isVisible())
    window.resize(1300, 700)
    qtbot.waitUntil(dock.isVisible)


def test_a_list_opened_or_closed_by_hand_stays_so(window: MainWindow, qtbot: QtBot) -> None:
    dock = window.docks["structures"]
    window.resize(900, 700)
    qtbot.waitUntil(lambda: not dock.isVisible())
    window.run("window.structures")
    window.resize(880, 700)
    qtbot.waitUntil(lambda: window.width() == 880)
    assert dock.isVisible()
    window.run("window.structures")
    window.resize(1400, 700)
    qtbot.waitUntil(lambda: window.width() == 1400)
    assert not dock.isVisible()


def test_folded_for_want_of_room_is_not_remembered_as_closed(
    window: MainWindow, qtbot: QtBot
) -> None:
    dock = window.docks["structures"]
    window.resize(1300, 700)
    qtbot.waitUntil(dock.isVisible)
    window.resize(900, 700)
    qtbot.waitUntil(lambda: not dock.isVisible())
    window.close()
    assert dock.isVisibleTo(window)


def test_panels_that_gave_way_get_their_room_back(window: MainWindow, qtbot: QtBot) -> None:
    def widths() -> tuple[int, int]:
        QApplication.processEvents()
        return window.docks["structures"].width(), window.docks["clinical"].width()

    window.resize(1280, 800)
    usual = widths()
    for size in ((1900, 1000), (800, 600), (1280, 800)):
        window.resize(*size)
        seen = widths()
    assert seen == usual
    window.resize(1900, 1000)
    assert all(wide > small for wide, small in zip(widths(), usual, strict=True))


def test_a_width_drawn_by_hand_outlasts_the_window(
    window: MainWindow, qtbot: QtBot, another: Callable[[], MainWindow]
) -> None:
    window.resize(1400, 800)
    QApplication.processEvents()
    usual, dock = window.docks["clinical"].width(), window.docks["clinical"]
    start = QPoint(dock.geometry().left() - 2, 400)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window, left, none, start)
    for step in range(0, 90, 10):
        QTest.mouseMove(window, start - QPoint(step, 0))
        QApplication.processEvents()
    QTest.mouseRelease(window, left, none, start - QPoint(80, 0))
    qtbot.waitUntil(lambda: dock.width() > usual + 50)
    drawn = dock.width()
    window.resize(1500, 800)
    QApplication.processEvents()
    assert dock.width() == drawn
    window.close()
    later = another()
    QApplication.processEvents()
    assert later.docks["clinical"].width() == drawn
