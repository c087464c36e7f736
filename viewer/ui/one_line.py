"""A label of one line that says as much as there is room for; its tip says the rest."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyle, QStyleOption, QWidget

_LEAST_LETTERS = 8


class OneLine(QLabel):
    """Never wraps and never pushes others aside."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        metrics = self.fontMetrics()
        return QSize(_LEAST_LETTERS * metrics.averageCharWidth(), super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The text, its end left out where it does not fit."""
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        inside = self.contentsRect()
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inside.width()
        )
        self.setToolTip("" if words == self.text() else self.text())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        style = self.style()
        role = self.foregroundRole()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        style.drawItemText(painter, inside, flags, self.palette(), True, words, role)
        painter.end()
