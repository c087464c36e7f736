"""Chips for ways to see a condition: from where, as it was before, with the normal model beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from viewer.atlas import Atlas
from viewer.commands.command import Command
from viewer.commands.finding_looks import LOOKS, is_seen_from
from viewer.state import Finding, ViewState
from viewer.ui.condition_choices import chip

#: Command and the everyday word on its chip, in reading order.
KEPT: Mapping[str, str] = {"conditions.before": "Before", "compare.normal": "Normal beside"}


class ConditionSights(QObject):
    """Makes the chips and keeps them in step; where they stand is up to the card.

    looks: by look; kept: by command. asked: a command. look_asked: a look, as its word.
    """

    asked = Signal(str)
    look_asked = Signal(str)

    def __init__(self, atlas: Atlas, commands: Mapping[str, Command], parent: QWidget) -> None:
        super().__init__(parent)
        self._atlas, self._commands, self._over = atlas, commands, parent
        self._finding: Finding | None = None
        self._state: ViewState | None = None
        self.looks = {
            look: self._switch(word, title, partial(self.look_asked.emit, str(look)))
            for look, (title, word) in LOOKS.items()
        }
        self.kept = {
            id: self._switch(word, command_tip(commands[id]), partial(self.asked.emit, id))
            for id, word in KEPT.items()
        }

    @property
    def before(self) -> QPushButton:
        """The chip that shows the model as it was before."""
        return self.kept["conditions.before"]

    def _switch(self, word: str, tip: str, act: Callable[[], None]) -> QPushButton:
        """A chip that shows the state, not the press."""
        made = chip(word, tip, self._over, checkable=True)

        def press() -> None:
            act()
            if self._state is not None:
                self.show_state(self._finding, self._state)

        made.clicked.connect(lambda _checked=False: press())
        return made

    def show_state(self, finding: Finding | None, state: ViewState) -> None:
        """Show from where the finding of the card is seen, if there is one."""
        self._finding, self._state = finding, state
        for id, made in self.kept.items():
            command = self._commands[id]
            made.setVisible(command.is_enabled(state))
            made.setChecked(command.is_checked is not None and command.is_checked(state))
        if finding is not None:
            for look, made in self.looks.items():
                made.setChecked(is_seen_from(self._atlas, finding, look, state))


def command_tip(command: Command) -> str:
    """What a command does, with its key."""
    return command.hint + (f"  ({command.keys[0]})" if command.keys else "")
