"""The command palette: every command by its words (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QRect, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotations.search import fold
from viewer.commands.registry import Command
from viewer.state import ViewState
from viewer.ui.passing_card import PassingCard
from viewer.ui.pick_list import Choice, ListField, PickList
from viewer.ui.theme import Theme

_WIDTH, _TOP = 540, 90
_SELF = "window.palette"


class Palette(PassingCard):
    """Emits `asked` with the id of the command taken."""

    asked = Signal(str)

    def __init__(
        self, commands: Mapping[str, Command], state: Callable[[], ViewState], window: QWidget
    ) -> None:
        super().__init__(window, "Command palette")
        self._commands, self._state = commands, state
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        self.field = ListField(self)
        self.field.setPlaceholderText("What would you like to do?")
        self.field.setAccessibleName("Command")
        self.list = PickList("Commands", self)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.field.textChanged.connect(self._on_text)
        self.field.moved.connect(self.list.move_current)
        self.field.returnPressed.connect(self._take)
        self.list.clicked.connect(self._on_clicked)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)

    def open(self) -> None:
        """Come up empty, ready to type."""
        self.field.clear()
        self._on_text("")
        super().open()
        self.field.setFocus()

    def place(self) -> None:
        """Near the top, in the middle."""
        window = self.over
        width = min(_WIDTH, window.width() - 40)
        height = self.list.wanted_height() + self.field.sizeHint().height() + 30
        height = min(height, window.height() - _TOP - 20)
        self.setGeometry(QRect((window.width() - width) // 2, _TOP, width, height))

    def _on_text(self, text: str) -> None:
        words, state = fold(text).split(), self._state()
        fits = [c for c in self._commands.values() if c.id != _SELF and _fits(c, words)]
        self.list.show_choices(
            [
                Choice(
                    c.id,
                    c.title_in(state),
                    "",
                    "  ".join((c.menu, *c.keys[:1])),
                    c.is_enabled(state),
                )
                for c in fits
            ]
        )
        self.place()

    def _on_clicked(self, _index: QModelIndex) -> None:
        self._take()

    def _take(self) -> None:
        choice = self.list.current()
        if choice is not None and choice.is_enabled:
            self.close_card()
            self.asked.emit(choice.key)


def _fits(command: Command, words: list[str]) -> bool:
    text = f" {fold(f'{command.title} {command.menu} {command.hint}')}"
    return all(f" {word}" in text for word in words)
