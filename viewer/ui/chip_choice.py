"""One choice among many: words as chips that wrap where the row is full."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from viewer.ui.flow_layout import FlowLayout


class ChipChoice(QWidget):
    """Shows choices {key: words}; emits `chosen` with the key when the user picks one."""

    chosen = Signal(str)

    def __init__(self, choices: Mapping[str, str], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        flow = FlowLayout(self, gap=5)
        flow.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, QPushButton] = {}
        for key, words in choices.items():
            button = QPushButton(words.replace("&", "&&"), self)
            button.setObjectName("chip")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{name}: {words}")
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self.buttons[key] = button
            flow.addWidget(button)

    def show_choice(self, key: str) -> None:
        """Mark one choice; nothing is emitted."""
        self.buttons[key].setChecked(True)
