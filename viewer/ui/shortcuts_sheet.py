"""The sheet of all keys and mouse acts (F1), made from the list of commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from viewer.commands.registry import Command
from viewer.presenting.keys import WORDS, keys_of
from viewer.ui.menus import menu_names, top_menu
from viewer.ui.theme import Theme

#: What hands do in the 3D view.
MOUSE = (
    ("Turn", "drag"),
    ("Move", "Shift+drag, or drag with the middle button"),
    ("Nearer, farther", "wheel"),
    ("Select", "click"),
    ("Add to the selection", "Ctrl+click"),
    ("Let go", "click on nothing"),
    ("Fly to and turn round it", "double-click"),
    ("Move the section", "Shift+wheel, or drag its knob"),
    ("Menu of a structure", "right-click"),
)
#: What Tab does while the 3D view has the keyboard.
WALK = (
    ("Walk the structures of the lit level", "Tab, Shift+Tab"),
    ("Select the one reached, fly to it", "Enter"),
    ("Leave the walk", "Esc"),
)


def key_text(key: str) -> str:
    """A key as this machine writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def key_words(keys: Sequence[str]) -> str:
    """Keys of which each does."""
    return "  or  ".join(key_text(key) for key in keys)


def sheet_html(commands: Mapping[str, Command], theme: Theme) -> str:
    """All groups as HTML, in two columns."""
    groups = [("Mouse", list(MOUSE)), ("In the 3D view", list(WALK))]
    presenting = [(words, key_words(keys_of(act))) for act, words in WORDS.items()]
    groups.append(("While presenting", presenting))
    for menu in menu_names(commands):
        keyed = [c for c in commands.values() if top_menu(c) == menu and c.keys]
        if keyed:
            rows = [(c.title, key_words(c.keys)) for c in keyed]
            groups.append((menu, rows))
    half, columns, filled = sum(len(rows) + 2 for _, rows in groups) / 2, ["", ""], 0
    for title, rows in groups:
        columns[filled >= half] += _group_html(title, rows, theme)
        filled += len(rows) + 2
    cells = "".join(f'<td width="50%" valign="top">{column}</td>' for column in columns)
    return f'<table width="100%" cellspacing="14"><tr>{cells}</tr></table>'


def _group_html(title: str, rows: list[tuple[str, str]], theme: Theme) -> str:
    lines = "".join(
        f'<tr><td>{escape(name)}</td><td align="right" style="color:{theme.muted}">'
        f"{escape(keys)}</td></tr>"
        for name, keys in rows
    )
    return (
        f'<p style="font-weight:600; color:{theme.accent}; margin-bottom:2px">{title}</p>'
        f'<table width="100%" cellspacing="0" cellpadding="3">{lines}</table>'
    )


class ShortcutsSheet(QDialog):
    """A dialog that shows the sheet; Escape closes it."""

    def __init__(self, commands: Mapping[str, Command], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard and mouse")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(940, parent.width() - 60), min(760, parent.height() - 60))
        browser = QTextBrowser(self)
        browser.setAccessibleName("Keyboard and mouse")
        browser.setHtml(sheet_html(commands, theme))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(browser)
