"""What stands where the program's own picture is while the audience has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from viewer.presenting.keys import Act

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


class Resting:
    """Says where the picture is, and the two ways back."""

    def __init__(
        self, window: MainWindow, act: Callable[[Act], None], back: Callable[[], None]
    ) -> None:
        layout = window.canvas_place.layout()
        assert layout is not None
        self._widget = widget = QWidget(window.canvas_place)
        words = QLabel("The picture is in the audience’s window.", widget)
        words.setObjectName("muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        returning = QPushButton("Back to presenting", widget)
        ending = QPushButton("End presenting", widget)
        returning.setObjectName("primaryChip")
        ending.setObjectName("chip")
        returning.clicked.connect(lambda: back())
        ending.clicked.connect(lambda: act(Act.END))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(returning)
        row.addWidget(ending)
        row.addStretch(1)
        column = QVBoxLayout(widget)
        column.addStretch(1)
        column.addWidget(words)
        column.addLayout(row)
        column.addStretch(1)
        layout.addWidget(widget)

    def end(self) -> None:
        """The picture comes back."""
        self._widget.hide()
        self._widget.deleteLater()
