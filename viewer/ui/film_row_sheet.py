"""The films after a fusion in a window of their own: a row with words, to be saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.paint_film_row import FilmRow

TITLE = "Simulated films after a fusion"
#: Share of the window's width the sheet may take, and room for its buttons and edges, pixels.
_SHARE, _EDGES = 0.95, 90


class FilmRowSheet(QDialog):
    """save: what to do when the row shall become a file."""

    def __init__(self, row: FilmRow, save: Callable[[QImage], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(TITLE)
        self.row = row
        picture = QLabel(self)
        picture.setPixmap(QPixmap.fromImage(row.picture))
        picture.setAccessibleName(TITLE)
        picture.setAccessibleDescription(row.words)
        scroll = QScrollArea(self)
        scroll.setWidget(picture)
        scroll.setAccessibleName(TITLE)
        save_button, close = QPushButton("Save…", self), QPushButton("Close", self)
        save_button.clicked.connect(lambda: save(self.row.picture))
        close.clicked.connect(self.close)
        close.setDefault(True)
        for button in (save_button, close):
            button.setObjectName("chip")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(save_button)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        wanted = row.picture.size() + QSize(40, _EDGES)
        self.resize(wanted.boundedTo(parent.size() * _SHARE))
