"""Keys of the two windows of presenting, as Qt tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from viewer.commands.present_commands import ERASER, PEN, SPOTLIGHT
from viewer.presenting.keys import KEYS, Act
from viewer.ui.menus import top_menu

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: What the two windows do by keys of their own, and what else of the program's window works there:
#: nothing that opens something over that window, which nobody sees then.
_NOT_HERE = ("select.clear", "show.veil")
_HERE = ("window.undo", "window.redo", SPOTLIGHT, PEN, ERASER)
_MENUS = ("Select", "Show", "View", "Conditions", "Measure", "Lessons", "Present")


def act_of(event: QEvent) -> Act | None:
    """What a key of presenting asks for; None for every other key. Qt is told to leave such a key
    to us rather than to the commands that have it elsewhere."""
    if not isinstance(event, QKeyEvent):
        return None
    key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
    act = KEYS.get(key)
    if act is not None and event.type() == QEvent.Type.ShortcutOverride:
        event.accept()
    return act


def give_keys(window: MainWindow, widget: QWidget) -> None:
    """Let the commands that belong to presenting be asked for by their keys in this window too."""
    for id, command in window.commands.items():
        is_plain = command.make is not None and top_menu(command) in _MENUS
        if (is_plain or id in _HERE) and id not in _NOT_HERE and command.keys:
            widget.addAction(window.actions_of.by_id[id])
