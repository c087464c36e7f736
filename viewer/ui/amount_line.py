"""How much of a condition there is: a slider between its ends, and the figure with its grade."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from annotations.models import Amount, Grade
from viewer.ui.opacity_card import Slider

TICKS = 100


class AmountLine(QWidget):
    """slid: share 0..1 and the number of the drag; steps by keys in a row count as one drag."""

    slid = Signal(float, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._drag = 0
        self._is_reading = False
        self.slider = Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, TICKS)
        self.slider.setSingleStep(2)
        self.slider.setPageStep(10)
        self.slider.setMinimumSize(90, 20)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.sliderPressed.connect(self.next_drag)
        self.slider.valueChanged.connect(self._on_value)
        self.figure = QLabel(self)
        self.figure.setObjectName("here")
        self.figure.setWordWrap(True)
        self.least, self.most = QLabel(self), QLabel(self)
        ends = QHBoxLayout()
        ends.setSpacing(6)
        for widget in (self.least, self.slider, self.most):
            ends.addWidget(widget, 1 if widget is self.slider else 0)
        for word in (self.least, self.most):
            word.setObjectName("caption")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(4)
        self._line.addLayout(ends, 1)
        self._line.addWidget(self.figure, 1)

    @property
    def share(self) -> float:
        """Where the slider stands, 0..1."""
        return self.slider.value() / TICKS

    def set_narrow(self, is_narrow: bool) -> None:
        """Whether the figure has a line of its own."""
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._line.setDirection(way)

    def set_ends(self, least: str, most: str) -> None:
        """The words at both ends."""
        self.least.setText(least)
        self.most.setText(most)

    def show_share(self, share: float) -> None:
        """Stand there, but not under a hand; nothing is emitted."""
        if not self.slider.isSliderDown():
            self._is_reading = True
            self.slider.setValue(round(share * TICKS))
            self._is_reading = False

    def show_words(self, name: str, words: str) -> None:
        """The figure in words, also for screen readers. name: of what."""
        self.figure.setText(words)
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(words)

    def next_drag(self) -> None:
        """What comes now is a step of its own in the history."""
        self._drag += 1

    def _on_value(self, _value: int) -> None:
        if not self._is_reading:
            self.slid.emit(self.share, self._drag)


def amount_words(amount: Amount, share: float, grade: Grade | None = None, *, plain: bool) -> str:
    """A figure with its name and grade: "Slip 30 % · Meyerding II". plain: everyday words."""
    figure = printed(amount.text(share))
    named = f"{amount.name} {figure}" if amount.name else figure
    word = (grade.plain if plain and grade.plain else grade.name) if grade else ""
    return " · ".join(part for part in (named, word) if part)


def printed(figure: str) -> str:
    """A figure as it is printed: a true minus sign, and its unit never on the next line."""
    return figure.replace("-", "−").replace(" ", "\N{NO-BREAK SPACE}")
