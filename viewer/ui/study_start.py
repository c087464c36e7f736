"""The page of the study panel on which an exam begins: its level, length, clock and number."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from viewer.ui.chip_choice import ChipChoice
from viewer.ui.study_pages import button, page_column, words_label

#: Items of a paper, and seconds for each, as they are offered; chosen.
COUNTS = {"6": "Short: 6", "12": "Usual: 12", "20": "Long: 20"}
TIMES = {"0": "Calm", "90": "90 s each", "60": "60 s each", "30": "30 s each"}
_SEEDS = (1, 999_999)


class StartPage(QWidget):
    """How an exam begins. begun(place, count, seconds, seed or "")."""

    begun = Signal(str, int, int, str)

    def __init__(self, places: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.places = ChipChoice(places, "Level", self)
        self.counts = ChipChoice(COUNTS, "Questions", self)
        self.times = ChipChoice(TIMES, "Time", self)
        self.seed = QLineEdit(self)
        self.seed.setValidator(QIntValidator(*_SEEDS, self))
        self.seed.setPlaceholderText("any")
        self.seed.setAccessibleName("Number of the paper; the same number gives the same paper")
        self.begin = button("Begin", "primary", self)
        self.begin.clicked.connect(self._on_begin)
        self.seed.returnPressed.connect(self._on_begin)
        self._place, self._count, self._time = next(iter(places)), "12", "0"
        self.places.chosen.connect(self._on_place)
        self.counts.chosen.connect(self._on_count)
        self.times.chosen.connect(self._on_time)
        column = page_column(self, 6)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("Level", self.places),
            ("Questions", self.counts),
            ("Time", self.times),
            ("Paper number (the same number gives the same paper)", self.seed),
        )
        for words, part in rows:
            column.addWidget(words_label(words, "caption", self))
            column.addWidget(part)
        column.addSpacing(6)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(
            words_label(
                "Names may be typed in English or Latin, with small slips. Left and right are the "
                "patient’s. Answers are shown with their reasons at the end.",
                "caption",
                self,
            )
        )
        column.addStretch(1)
        self.counts.show_choice(self._count)
        self.times.show_choice(self._time)

    def show_place(self, place: str) -> None:
        """Offer this level first."""
        self._place = place
        self.places.show_choice(place)

    def _on_place(self, place: str) -> None:
        self._place = place

    def _on_count(self, count: str) -> None:
        self._count = count

    def _on_time(self, seconds: str) -> None:
        self._time = seconds

    def _on_begin(self) -> None:
        self.begun.emit(self._place, int(self._count), int(self._time), self.seed.text())
