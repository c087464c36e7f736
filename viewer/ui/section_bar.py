"""The bar of the section: which way it goes, at which level, and where it lies in words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from meshes.ids import on_screen
from viewer.atlas import Atlas
from viewer.commands.registry import Command
from viewer.numbering import counting
from viewer.section import limits, place_words, sentence
from viewer.state import Cut, ViewState
from viewer.ui.chip import chip_of
from viewer.ui.flow_layout import FlowLayout
from viewer.ui.one_line import OneLine

#: Command and the everyday word on its chip, in reading order.
CHIPS: Mapping[str, str] = {
    "section.sagittal": "Sagittal",
    "section.coronal": "Coronal",
    "section.axial": "Axial",
    "section.disc": "Along the disc",
    "section.flip": "Other half",
    "section.face": "Straight on",
    "section.nerves": "Nerves whole",
    "window.slice": "Flat picture",
    "section.off": "Off",
}
_TICKS_PER_MM = 2


class SectionBar(QFrame):
    """Shown while a section is on. asked(id): a command. moved(mm): the slider. level_asked(id):
    another level for the same kind of section."""

    asked = Signal(str)
    moved = Signal(float)
    level_asked = Signal(str)

    def __init__(self, atlas: Atlas, commands: Mapping[str, Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chips")
        self.setAccessibleName("Section")
        self._atlas, self._commands = atlas, commands
        self._state: ViewState | None = None
        self._gives_way = False
        self.words = OneLine(self)
        self.words.setObjectName("here")
        self.level = QPushButton(self)
        self.level.setObjectName("chip")
        self.level.setToolTip("The level whose disc the section is counted from")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.back = self._stepper("section.back", "−")
        self.forward = self._stepper("section.forward", "+")
        self.chips: dict[str, QPushButton] = {}
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        row = QWidget(self)
        flow = FlowLayout(row, gap=5)
        flow.setContentsMargins(12, 0, 12, 6)
        for id, word in CHIPS.items():
            flow.addWidget(self._chip(id, word))
            if id == "section.disc":
                flow.addWidget(self.level)
        self.level.setMenu(self._levels())
        column.addWidget(row)
        line = QHBoxLayout()
        line.setContentsMargins(12, 0, 12, 0)
        line.addWidget(self.back)
        line.addWidget(self.slider, 1)
        line.addWidget(self.forward)
        line.addWidget(self.words, 1)
        column.addLayout(line)
        self.slider.setAccessibleName("Place of the section")
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.setMinimumWidth(80)
        # What the program sets is not a wish; only hands and keys on the slider are.
        self.slider.sliderMoved.connect(self._on_slid)
        self.slider.actionTriggered.connect(
            lambda _act: self._on_slid(self.slider.sliderPosition())
        )

    def _chip(self, id: str, word: str) -> QPushButton:
        command = self._commands[id]
        self.chips[id] = chip_of(
            command, word, self, lambda: self._on_chip(id), checkable=id == "window.slice"
        )
        return self.chips[id]

    def _stepper(self, id: str, sign: str) -> QPushButton:
        command = self._commands[id]
        button = QPushButton(sign, self)
        button.setObjectName("chip")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoRepeat(True)
        button.setToolTip(f"{command.title}, {command.hint}  ({command.keys[0]})")
        button.setAccessibleName(command.title)
        button.clicked.connect(lambda: self.asked.emit(id))
        return button

    def _levels(self) -> QMenu:
        menu = QMenu(self)
        for place in self._atlas.catalog.segments:
            action = menu.addAction(place.short)
            action.triggered.connect(
                lambda _checked=False, key=place.id: self.level_asked.emit(key)
            )
        return menu

    def show_state(self, state: ViewState, *, gives_way: bool = False) -> None:
        """Show the section of this state, or nothing. gives_way: something else tells of it."""
        self._state, section = state, state.section
        self._gives_way = gives_way
        self.setVisible(section is not None and not gives_way)
        if section is None:
            return
        for id, chip in self.chips.items():
            if (is_checked := self._commands[id].is_checked) is not None:
                chip.setChecked(is_checked(state))
        say = counting(state).both
        level = say(on_screen(section.level.level_text)) if section.level else "all discs"
        self.level.setText(f"Level: {level}")
        self.level.setAccessibleName(f"Level of the section: {level}")
        self.level.setVisible(section.cut is not Cut.SAGITTAL)
        # Two views beside each other leave it no room.
        self.chips["window.slice"].setVisible(state.compare is None)
        low, high = limits(section, self._atlas, state.explode)
        self.slider.setRange(round(low * _TICKS_PER_MM), round(high * _TICKS_PER_MM))
        self.slider.setSingleStep(_TICKS_PER_MM)
        self.slider.setPageStep(5 * _TICKS_PER_MM)
        if not self.slider.isSliderDown():
            self.slider.setValue(round(section.offset * _TICKS_PER_MM))
        words = say(place_words(section, self._atlas, state.explode))
        self.words.setText(words[0].upper() + words[1:])
        self.slider.setAccessibleDescription(words)
        self.setAccessibleDescription(say(sentence(section, self._atlas, state.explode)))

    def show_panel(self, is_open: bool) -> None:
        """Whether the flat picture is there."""
        self.chips["window.slice"].setChecked(is_open)

    def _on_slid(self, position: int) -> None:
        self.moved.emit(position / _TICKS_PER_MM)

    def _on_chip(self, id: str) -> None:
        self.asked.emit(id)
        if self._state is not None:
            self.show_state(self._state, gives_way=self._gives_way)
