"""The bar of a comparison: what stands beside, whether both turn together, and the way out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QWidget

from viewer.atlas import Atlas
from viewer.commands.registry import Command
from viewer.comparing import titles
from viewer.state import ViewState
from viewer.ui.chip import chip_of
from viewer.ui.flow_layout import FlowLayout

#: Command and the everyday word on its chip, in reading order.
CHIPS: Mapping[str, str] = {
    "compare.link": "Turn together",
    "compare.swap": "Swap",
    "compare.end": "One view",
}


class CompareBar(QFrame):
    """Shown while two views stand beside each other. asked(id): a command."""

    asked = Signal(str)

    def __init__(self, atlas: Atlas, commands: Mapping[str, Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chips")
        self.setAccessibleName("Comparison")
        self._catalog, self._commands = atlas.catalog, commands
        self._state: ViewState | None = None
        flow = FlowLayout(self, gap=5)
        flow.setContentsMargins(12, 0, 12, 6)
        self.first = QLabel(self)
        self.first.setObjectName("here")
        flow.addWidget(self.first)
        self.second = QPushButton(self)
        self.second.setObjectName("chip")
        self.second.setToolTip("What stands beside it  (Alt+Up, Alt+Down; Shift on the strip)")
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.second.setMenu(self.menu)
        flow.addWidget(self.second)
        self.chips: dict[str, QPushButton] = {}
        for id, word in CHIPS.items():
            flow.addWidget(self._chip(id, word))
        self.hide()

    def _chip(self, id: str, word: str) -> QPushButton:
        command = self._commands[id]
        self.chips[id] = chip_of(command, word, self, lambda: self._on_chip(id))
        return self.chips[id]

    def show_state(self, state: ViewState) -> None:
        """Show the comparison of this state, or nothing."""
        self._state = state
        self.setVisible(state.compare is not None)
        if state.compare is None:
            return
        first, second = titles(state, self._catalog)
        self.first.setText(f"{first} beside")
        words = second if state.compare.place else "The untouched model"
        self.second.setText(words.replace("&", "&&"))
        self.second.setAccessibleName(f"Second view: {second}")
        for id, chip in self.chips.items():
            command = self._commands[id]
            chip.setEnabled(command.is_enabled(state))
            if command.is_checked is not None:
                chip.setChecked(command.is_checked(state))

    def _fill(self) -> None:
        """The levels there are, and the untouched model, as the menu bar has them."""
        self.menu.clear()
        if self._state is None:
            return
        ids = [f"compare.with-{place}" for place in self._catalog.places]
        for id in (*ids, "compare.untouched"):
            command = self._commands[id]
            words = command.title.removeprefix("Compare with ")
            action = self.menu.addAction((words[:1].upper() + words[1:]).replace("&", "&&"))
            action.setEnabled(command.is_enabled(self._state))
            action.setCheckable(True)
            assert command.is_checked is not None
            action.setChecked(command.is_checked(self._state))
            action.triggered.connect(lambda _checked=False, key=id: self._on_kind(key))

    def _on_kind(self, id: str) -> None:
        """What is chosen already is not taken away by choosing it again."""
        is_checked = self._commands[id].is_checked
        if self._state is not None and not (is_checked and is_checked(self._state)):
            self.asked.emit(id)

    def _on_chip(self, id: str) -> None:
        self.asked.emit(id)
        if self._state is not None:
            self.show_state(self._state)
