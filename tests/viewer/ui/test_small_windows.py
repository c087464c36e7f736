"""Windows from 320 x 240 on: one thing at a time, and all back in a larger one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window


def resized(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    QApplication.processEvents()


def test_the_smallest_window_shows_the_picture_or_the_text(window: MainWindow) -> None:
    resized(window, 1280, 800)
    resized(window, 320, 240)
    assert window.size() == QSize(320, 240)
    canvas = window.canvas_widget
    assert canvas.isVisible()
    assert canvas.width() >= 300
    assert canvas.height() >= 80
    assert not window.clinical.isVisible()
    window.run("window.clinical")
    assert window.clinical.isVisible()
    assert not canvas.isVisible()
    assert window.clinical.mapTo(window, window.clinical.rect().topLeft()).x() >= 0
    window.run("window.clinical")
    assert canvas.isVisible()


def test_in_a_larger_window_all_is_back(window: MainWindow) -> None:
    resized(window, 1280, 800)
    parts = (window.clinical, window.structures, window.strip, window.bars, window.status)
    before = [part.isVisible() for part in parts]
    heights = window.strip.height()
    for size in ((320, 240), (640, 480), (500, 900), (1280, 800)):
        resized(window, *size)
    assert [part.isVisible() for part in parts] == before
    assert window.strip.height() == heights


def test_text_put_away_by_hand_stays_away(window: MainWindow) -> None:
    resized(window, 1280, 800)
    window.run("window.clinical")
    resized(window, 320, 240)
    resized(window, 1280, 800)
    assert not window.clinical.isVisible()
    assert window.canvas_widget.isVisible()


def test_a_very_large_window_is_filled(window: MainWindow) -> None:
    resized(window, 5120, 2880)
    assert window.canvas_widget.width() > 2400
    assert window.canvas_widget.height() > 2000
