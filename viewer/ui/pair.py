"""Two pictures as one, as two views stand beside each other."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

#: Between two views that stand beside each other, view pixels.
GAP = 3
_LINE = QColor(128, 128, 128)


def side_by_side(one: QImage, other: QImage, gap: int) -> QImage:
    """Two pictures of the same height beside each other, `gap` pixels apart."""
    size = QSize(one.width() + gap + other.width(), max(one.height(), other.height()))
    both = QImage(size, QImage.Format.Format_RGBA8888_Premultiplied)
    both.fill(Qt.GlobalColor.transparent)
    painter = QPainter(both)
    painter.fillRect(one.width(), 0, gap, size.height(), _LINE)
    painter.drawImage(0, 0, one)
    painter.drawImage(one.width() + gap, 0, other)
    painter.end()
    return both
