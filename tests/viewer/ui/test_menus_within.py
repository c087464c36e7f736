"""The menus of the condition card are filled anew each time, and leave nothing behind."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu

from annotations.models import GROUPS
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window


def test_filling_a_menu_again_makes_no_more_menus(window: MainWindow) -> None:
    choices = window.conditioning.bar.choices
    choices.show_finding(None, window.store.state)
    menu = choices.add.menu()
    counts, entries = [], []
    for _ in range(4):
        menu.aboutToShow.emit()
        counts.append(len(window.findChildren(QMenu)))
        inner = [action.menu() for action in menu.actions()]
        entries.append(sum(len(each.actions()) for each in inner if isinstance(each, QMenu)))
    assert counts == [counts[0]] * 4
    assert entries == [entries[0]] * 4
    assert entries[0] > len(GROUPS)
