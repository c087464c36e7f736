"""Keys come from the registry, act where they should and stay out of text boxes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from viewer.ui.main_window import MainWindow
from viewer.ui.shortcuts_sheet import key_text, sheet_html

pytestmark = pytest.mark.window

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_undo_and_redo_by_keys_name_their_steps(window: MainWindow, qtbot: QtBot) -> None:
    view = window.canvas_widget
    start = window.store.state
    qtbot.keyClick(view, "5")
    chosen = window.store.state
    undo, redo = window.actions_of.by_id["window.undo"], window.actions_of.by_id["window.redo"]
    assert undo.text() == "Undo Select L5–S1"
    qtbot.keyClick(view, "Z", CTRL)
    assert window.store.state == start
    assert redo.text() == "Redo Select L5–S1"
    assert not undo.isEnabled()
    qtbot.keyClick(view, "Z", CTRL | SHIFT)
    assert window.store.state == chosen


@pytest.mark.parametrize("field", ["search", "filter"])
def test_typing_into_a_text_box_is_only_typing(
    window: MainWindow, qtbot: QtBot, field: str
) -> None:
    box = window.search if field == "search" else window.structures.filter
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    before = window.store.state
    typed = "5 hixltf 0/?6"
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, "H", SHIFT)
    assert box.text() == typed + "H"
    qtbot.keyClick(box, Qt.Key.Key_Home)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert window.store.state == before


def test_escape_in_search_leaves_the_selection(window: MainWindow, qtbot: QtBot) -> None:
    window.select("segment.L5-S1")
    window.start_search()
    qtbot.waitUntil(window.search.hasFocus)
    qtbot.keyClicks(window.search, "disc")
    assert window.search.popup.isVisible()
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.popup.isVisible()
    # Keys that need the picture work at once.
    assert window.canvas_widget.hasFocus()
    assert window.store.state.place == "segment.L5-S1"


@pytest.mark.parametrize("where", ["picture", "strip"])
def test_up_and_down_change_the_level_at_picture_and_strip(
    window: MainWindow, qtbot: QtBot, where: str
) -> None:
    window.select("segment.L4-L5")
    strip = list(window.strip.buttons.values())
    target: QWidget = window.canvas_widget if where == "picture" else strip[0]
    target.setFocus()
    qtbot.waitUntil(target.hasFocus)
    qtbot.keyClick(target, Qt.Key.Key_Down)
    assert window.store.state.place == "segment.L5-S1"
    qtbot.keyClick(target, Qt.Key.Key_Up)
    assert window.store.state.place == "segment.L4-L5"


@pytest.mark.parametrize("where", ["tree", "text"])
def test_up_down_and_home_stay_in_tree_and_text(
    window: MainWindow, qtbot: QtBot, where: str
) -> None:
    window.select("segment.L4-L5")
    window.run("view.anterior")
    target: QWidget = window.structures.tree if where == "tree" else window.clinical.browser
    target.setFocus()
    qtbot.waitUntil(target.hasFocus)
    before = window.store.state
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(target, key)
    assert window.store.state == before


def test_slash_and_ctrl_f_go_to_the_search(window: MainWindow, qtbot: QtBot) -> None:
    for key, modifier in (("/", Qt.KeyboardModifier.NoModifier), ("F", CTRL)):
        window.canvas_widget.setFocus()
        qtbot.waitUntil(window.canvas_widget.hasFocus)
        qtbot.keyClick(window.canvas_widget, key, modifier)
        qtbot.waitUntil(window.search.hasFocus)


def test_left_and_right_walk_along_the_strip(window: MainWindow, qtbot: QtBot) -> None:
    buttons = list(window.strip.buttons.values())
    buttons[2].setFocus()
    qtbot.waitUntil(buttons[2].hasFocus)
    qtbot.keyClick(buttons[2], Qt.Key.Key_Right)
    assert window.store.state.place == buttons[3].place.id
    assert buttons[3].hasFocus()


def test_no_two_commands_share_a_key(window: MainWindow) -> None:
    keys = [key for command in window.commands.values() for key in command.keys]
    assert len(keys) == len(set(keys))


def test_the_sheet_lists_every_key(window: MainWindow, qtbot: QtBot) -> None:
    html = sheet_html(window.commands, window.theme)
    for command in window.commands.values():
        for key in command.keys:
            assert key_text(key).replace("&", "&amp;") in html
    qtbot.keyClick(window.canvas_widget, Qt.Key.Key_F1)
    sheets = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert [sheet.windowTitle() for sheet in sheets] == ["Keyboard and mouse"]
    sheets[0].close()


def test_every_act_of_the_window_is_there_and_every_command_in_a_menu(window: MainWindow) -> None:
    for command in window.commands.values():
        assert command.make is not None or command.id in window._acts
    waiting = window.menuBar().actions()
    in_menus: set[str] = set()
    while waiting:
        action = waiting.pop()
        in_menus.add(action.objectName())
        waiting += action.menu().actions() if action.menu() else []  # type: ignore[attr-defined]
    assert {c.id for c in window.commands.values() if c.menu} <= in_menus


def test_a_pressed_menu_switch_shows_the_state_not_the_press(window: MainWindow) -> None:
    action = window.actions_of.by_id["select.segment.L5-S1"]
    for _ in range(3):
        action.trigger()
        assert action.isChecked()


def test_the_palette_finds_and_runs(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.canvas_widget, "K", CTRL)
    card = window.palette_card
    qtbot.waitUntil(card.field.hasFocus)
    qtbot.keyClicks(card.field, "from the front")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert window.store.state.view == "anterior"
    assert not card.isVisible()
    window.run("window.palette")
    qtbot.keyClick(card.field, Qt.Key.Key_Escape)
    assert not card.isVisible()
