"""Chips with words above the 3D view: where to look from, and what is on, with the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget

from viewer.commands.measure_acts import TOOL_WORDS
from viewer.commands.registry import Command
from viewer.state import Tool, ViewState
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.header import has_room

#: Command and the everyday word on its chip, in reading order.
CHIPS: Mapping[str, str] = {
    "view.anterior": "Front",
    "view.posterior": "Behind",
    "view.left": "Left",
    "view.right": "Right",
    "view.superior": "Above",
    "view.inferior": "Below",
    "view.home": "Home",
    "show.bone": "Through bone",
    "section.cycle": "Section",
    "window.conditions": "Conditions",
    "compare.levels": "Compare",
    "xray.toggle": "X-ray",
    "legmap.toggle": "Leg map",
}


@dataclass(frozen=True, slots=True)
class Mode:
    """Something that changes what one sees or what clicks do. words: what is on, "" while it is
    not; leave: the command that ends it, told as `way_out`."""

    words: Callable[[ViewState], str]
    leave: Callable[[ViewState], str]
    way_out: str


#: What has no chip of its own above, in reading order; each comes only while it is on.
MODES: Mapping[str, Mode] = {
    "explode": Mode(
        lambda state: f"Drawn apart {100 * state.explode:.0f}\u00a0%" if state.explode else "",
        lambda _state: "view.explode",
        "put it together again",
    ),
    "opacity": Mode(
        lambda s: "See-through" if s.tissue_opacity or s.own_opacity or s.faded else "",
        lambda _state: "show.solid",
        "make all solid again",
    ),
    "tool": Mode(
        lambda s: f"Measuring: {TOOL_WORDS[s.tool].lower()}" if s.tool is not Tool.NONE else "",
        lambda state: f"measure.{state.tool}",
        "let clicks select again",
    ),
}


#: Chips of what the window opens; where the line above has room, it has a button for it.
OF_WINDOW = frozenset(["window.conditions"])
#: Those that would rather stand in a menu at the end than begin a second line, the last one first.
LAST = ("view.inferior", "show.bone", "compare.levels", "xray.toggle", "legmap.toggle")
_MORE = "More"
_CHIP_GAP, _EDGE = 3, 10


class ViewChips(QFrame):
    """One chip for each view, and for each mode that is on; emits `asked` with the command's id."""

    asked = Signal(str)

    def __init__(self, commands: Mapping[str, Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chips")
        self.setAccessibleName("Views")
        self._commands = commands
        flow = FlowLayout(self, gap=_CHIP_GAP)
        flow.setContentsMargins(_EDGE, 8, 8, 8)
        self.chips: dict[str, QPushButton] = {}
        for id, word in CHIPS.items():
            command = commands[id]
            chip = QPushButton(word, self)
            chip.setObjectName("chip")
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.setCheckable(command.is_checked is not None or id in OF_WINDOW)
            says = command.hint or command.title
            chip.setToolTip(says + (f"  ({command.keys[0]})" if command.keys else ""))
            chip.setAccessibleName(f"{word}: {says}")
            chip.clicked.connect(lambda _checked=False, key=id: self._on_clicked(key))
            flow.addWidget(chip)
            self.chips[id] = chip
        self.more = self._more_chip()
        flow.addWidget(self.more)
        self.modes = {key: self._mode_chip(key) for key in MODES}
        for chip in self.modes.values():
            flow.addWidget(chip)
        self._state: ViewState | None = None

    def _more_chip(self) -> QPushButton:
        """The chip of the menu in which those stand that have no room."""
        chip = QPushButton(_MORE, self)
        chip.setObjectName("chip")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words = ", ".join(CHIPS[id] for id in LAST)
        chip.setToolTip(f"What has no room in this line: {words}")
        chip.setAccessibleName(f"{_MORE}: what has no room in this line")
        chip.setCheckable(True)
        menu = QMenu(chip)
        menu.aboutToShow.connect(self._fill_more)
        chip.setMenu(menu)
        return chip

    def _mark_more(self) -> None:
        """On while one of those in it is."""
        left_out = (self.chips[id] for id in LAST if self.chips[id].isHidden())
        self.more.setChecked(any(chip.isChecked() for chip in left_out))

    def _fill_more(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for id in LAST:
            if (chip := self.chips[id]).isHidden():
                action = menu.addAction(chip.text())
                action.setToolTip(chip.toolTip())
                action.setCheckable(chip.isCheckable())
                action.setChecked(chip.isChecked())
                action.triggered.connect(lambda _checked=False, key=id: self._on_clicked(key))

    def _mode_chip(self, key: str) -> QPushButton:
        chip = QPushButton(self)
        chip.setObjectName("chip")
        chip.setProperty("mode", True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(lambda: self._on_mode(key))
        chip.hide()
        return chip

    def show_state(self, state: ViewState) -> None:
        """Mark the view and the switches that are on."""
        self._state = state
        for id, chip in self.chips.items():
            if (is_checked := self._commands[id].is_checked) is not None:
                chip.setChecked(is_checked(state))
        self._mark_more()
        for key, chip in self.modes.items():
            mode = MODES[key]
            words = mode.words(state)
            chip.setVisible(bool(words))
            chip.setText(f"{words}  ×")
            chip.setToolTip(f"Press to {mode.way_out}")
            chip.setAccessibleName(f"{words}: {mode.way_out}")

    def _on_mode(self, key: str) -> None:
        if self._state is not None:
            self.asked.emit(MODES[key].leave(self._state))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What the line above the window has no room for stands here."""
        super().resizeEvent(event)
        for id in OF_WINDOW:
            self.chips[id].setVisible(not has_room(self.window()))
        stay = next((n for n in range(len(LAST), 0, -1) if self._takes_one_line(LAST[:n])), 0)
        for id in LAST:
            self.chips[id].setVisible(id in LAST[:stay])
        self.more.setVisible(stay < len(LAST))
        self._mark_more()

    def _takes_one_line(self, last: tuple[str, ...]) -> bool:
        """Whether all chips stand side by side, of the last ones these and, where they are not all
        of them, the menu of the others."""
        edges = self.contentsMargins().left() + self.contentsMargins().right() + 2 * _EDGE
        shown = [
            chip
            for id, chip in self.chips.items()
            if (id in last if id in LAST else not chip.isHidden())
        ]
        if len(last) < len(LAST):
            shown.append(self.more)
        return self.width() >= edges + sum(chip.sizeHint().width() + _CHIP_GAP for chip in shown)

    def show_open(self, id: str, is_open: bool) -> None:
        """Whether what a chip of the window opens is there."""
        self.chips[id].setChecked(is_open)

    def _on_clicked(self, id: str) -> None:
        self.asked.emit(id)
        if self._state is not None:
            self.show_state(self._state)
