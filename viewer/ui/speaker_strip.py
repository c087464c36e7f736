"""The presenter's things on the one screen there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from viewer.presenting.keys import WORDS, Act
from viewer.ui.one_line import OneLine
from viewer.ui.own_window import lie_above
from viewer.ui.speaker_parts import Tool, dressed
from viewer.ui.style_sheet import style_sheet
from viewer.ui.theme import Theme, qt_palette

#: So near to the lower edge the pointer brings the strip; how often that is looked at, ms; how many
#: heights of the strip above the edge it goes again (chosen).
_EDGE_PX, _LOOK_MS, _ABOVE = 6, 150, 4
_WIDE, _GAP = 1180, 8


class Strip(QFrame):
    """A thin strip at the lower edge of the picture, away until asked for. It has no notes, for
    everyone sees it. coming: it is about to show, or stays, and wants the time."""

    pressed = Signal(object)
    asked = Signal(str)
    coming = Signal()

    def __init__(self, over: QWidget, tools: Sequence[Tool]) -> None:
        super().__init__(over)
        self.setObjectName("card")
        self.setAccessibleName("Presenter’s strip")
        self._over, self._stays = over, False
        self.place = OneLine(self)
        self.elapsed = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(6)
        self.buttons: dict[str, QPushButton] = {}
        for act, words in ((Act.PREVIOUS, "Previous"), (Act.NEXT, "Next"), (Act.BLACK, "Black")):
            self._add(act.value, words, WORDS[act], partial(self._on_act, act))
        for tool in tools:
            self._add(tool.command, tool.words, tool.tip, partial(self._on_tool, tool.command))
            dressed(self.buttons[tool.command], tool)
        self._add(Act.WORDS.value, "Words", WORDS[Act.WORDS], partial(self._on_act, Act.WORDS))
        self._add(Act.END.value, "End", WORDS[Act.END], partial(self._on_act, Act.END))
        for key in (Act.BLACK.value, Act.WORDS.value, *(tool.command for tool in tools)):
            self.buttons[key].setCheckable(True)
        row.addWidget(self.place, 1)
        row.addWidget(self.elapsed)
        for button in self.buttons.values():
            row.addWidget(button)
        lie_above(self)
        self.hide()
        self._edge = QTimer(self)
        self._edge.setInterval(_LOOK_MS)
        self._edge.timeout.connect(self._look_at_edge)
        self._edge.start()

    def _add(self, key: str, words: str, tip: str, slot: Callable[..., None]) -> None:
        made = QPushButton(words, self)
        made.setObjectName("chip")
        made.setToolTip(tip)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(slot)
        self.buttons[key] = made

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setPalette(qt_palette(theme))
        self.setStyleSheet(
            style_sheet(theme, 1.1)
            + f"QFrame#card {{ background: {theme.surface}; border: 1px solid {theme.edge}; }}"
        )

    def check(self, key: str, is_on: bool) -> None:
        """Show whether a tool is in hand."""
        self.buttons[key].setChecked(is_on)

    def toggle(self) -> None:
        """Come and stay wherever the pointer is, or go."""
        if self.isVisible():
            self.hide()
        else:
            self.come()
            self._stays = True

    def _look_at_edge(self) -> None:
        """Come when the pointer is at the lower edge, go when it is well above."""
        at = self._over.mapFromGlobal(QCursor.pos())
        if not self._over.rect().contains(at):
            return
        above = self._over.height() - at.y()
        if self.isVisible():
            self.coming.emit()
            if above > _ABOVE * self.height() and not self._stays:
                self.hide()
        elif above <= _EDGE_PX:
            self.come()

    def come(self) -> None:
        """Lie at the lower edge."""
        self._stays = False
        self.coming.emit()
        high = self.sizeHint().height()
        wide = min(self._over.width() - 3 * _GAP, max(self.sizeHint().width(), _WIDE))
        left = (self._over.width() - wide) // 2
        self.setGeometry(left, self._over.height() - high - _GAP, wide, high)
        self.show()
        self.raise_()

    def _on_act(self, act: Act, _checked: bool = False) -> None:
        self.pressed.emit(act)

    def _on_tool(self, command: str, _checked: bool = False) -> None:
        self.asked.emit(command)
