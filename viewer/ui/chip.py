"""A chip: the small round-cornered button of a command, under an everyday word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from viewer.commands.command import Command


def chip_of(
    command: Command,
    word: str,
    parent: QWidget,
    pressed: Callable[[], None],
    *,
    checkable: bool = False,
) -> QPushButton:
    """A chip that says `word`, tells the command's title, hint and key, and calls `pressed`.
    checkable: also where the command itself is never checked."""
    chip = QPushButton(word, parent)
    chip.setObjectName("chip")
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    chip.setCheckable(checkable or command.is_checked is not None)
    tip = f"{command.title}. {command.hint}" if command.hint else command.title
    chip.setToolTip(tip + (f"  ({command.keys[0]})" if command.keys else ""))
    chip.setAccessibleName(f"{word}: {command.title}")
    chip.clicked.connect(lambda _checked=False: pressed())
    return chip
