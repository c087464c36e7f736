"""Cards that are there for one choice go when something else is done; others keep the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window

ELSEWHERE: dict[str, Callable[[MainWindow], None]] = {
    "another page": lambda window: window.clinical.show_page("topic.red-flags"),
    "a command": lambda window: window.run("view.left"),
    "another card": lambda window: window.run("window.settings"),
    "the keyboard": lambda window: window.structures.tree.setFocus(),
}


def test_the_notes_go_when_one_turns_to_something_else_and_with_their_cross(
    window: MainWindow, qtbot: QtBot
) -> None:
    card = window.keeping.notes_card
    for way, turn in ELSEWHERE.items():
        window.run("window.notes")
        qtbot.keyClicks(card.field, "disc")
        assert card.isVisible()
        turn(window)
        QApplication.processEvents()
        assert not card.isVisible(), way
    window.run("window.notes")
    card.cross.click()
    assert not card.isVisible()


def test_a_card_that_goes_gives_the_keyboard_back(window: MainWindow, qtbot: QtBot) -> None:
    cards = ("window.settings", "window.notes", "window.palette")
    for had, command in product((window.canvas_widget, window.structures.tree), cards):
        had.setFocus()
        window.run(command)
        focus = window.focusWidget()
        assert focus is not None
        assert focus is not had
        qtbot.keyClick(focus, Qt.Key.Key_Escape)
        assert had.hasFocus()
