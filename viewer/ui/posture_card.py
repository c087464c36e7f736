"""The card of the posture: a slider for each way to stand, bend or turn, with its degrees."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from viewer.commands.posture_acts import ANGLES, degrees_words
from viewer.state import Audience, ViewState
from viewer.ui.opacity_card import Slider
from viewer.ui.side_card import SideCard

_TICKS = 2


class PostureCard(SideCard):
    """slid: field of the posture, degrees, number of the drag. asked: a command."""

    slid = Signal(str, float, int)
    asked = Signal(str)

    def __init__(self, panel: QWidget) -> None:
        super().__init__("Posture", panel)
        self.sliders: dict[str, Slider] = {}
        self._names: dict[str, QLabel] = {}
        self.values: dict[str, QLabel] = {}
        self._drag, self._last, self._is_reading = 0, "", False
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        self.body.addLayout(grid)
        for row, (key, angle) in enumerate(ANGLES.items()):
            name, value = QLabel(angle.title, self), QLabel(self)
            name.setWordWrap(True)
            slider = Slider(Qt.Orientation.Horizontal, self)
            slider.setRange(round(angle.low * _TICKS), round(angle.high * _TICKS))
            slider.setSingleStep(_TICKS)
            slider.setPageStep(5 * _TICKS)
            slider.setMinimumSize(60, 20)
            slider.setAccessibleName(f"{angle.title}: {angle.less} to {angle.more}")
            slider.setToolTip(f"{angle.plain}: {angle.less} to {angle.more}")
            slider.sliderPressed.connect(self._next_drag)
            slider.valueChanged.connect(lambda ticks, key=key: self._on_value(key, ticks))
            name.setBuddy(slider)
            grid.addWidget(name, 2 * row, 0)
            grid.addWidget(value, 2 * row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(slider, 2 * row + 1, 0, 1, 2)
            self.sliders[key], self._names[key], self.values[key] = slider, name, value
        grid.setColumnStretch(0, 1)
        self.reset = QPushButton("Stand neutral", self)
        self.reset.setObjectName("chip")
        self.reset.setAccessibleName("Reset: stand in the neutral posture")
        self.reset.clicked.connect(lambda: self.asked.emit("posture.neutral"))
        self.body.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)

    def first(self) -> QWidget:
        """The first slider."""
        return next(iter(self.sliders.values()))

    def show_state(self, state: ViewState) -> None:
        """Show the posture of this state."""
        plain = state.audience is Audience.PATIENT
        self._is_reading = True
        for key, slider in self.sliders.items():
            if not slider.isSliderDown():
                slider.setValue(round(getattr(state.posture, key) * _TICKS))
            self._names[key].setText(ANGLES[key].plain if plain else ANGLES[key].title)
            words = degrees_words(key, state.posture)
            self.values[key].setText(words)
            slider.setAccessibleDescription(words)
        self._is_reading = False
        self.reset.setEnabled(not state.posture.is_neutral)
        self.fit()

    def _next_drag(self) -> None:
        self._drag += 1

    def _on_value(self, key: str, ticks: int) -> None:
        if self._is_reading:
            return
        if key != self._last:
            self._last = key
            self._drag += 1
        self.slid.emit(key, ticks / _TICKS, self._drag)
