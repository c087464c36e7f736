"""A chip whose words give way where it is made narrower than they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

#: Fewer letters than this say nothing: then the kept end gives way as well.
_LEAST_LETTERS = 5


class ElidingChip(QPushButton):
    """`setMaximumWidth` says how much room there is; the owner's tip should say all of it.

    kept: the end of its words that stays whole, as a level and a side; the words before it give way
    at their own end, so that their beginning can be read.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.kept = ""
        self.setObjectName("chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The chip with as much of its words as fits."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        mark = 0
        if self.menu() is not None:
            metric = QStyle.PixelMetric.PM_MenuButtonIndicator
            mark = self.style().pixelMetric(metric, option, self)
        option.text = self.words_in(inside.width() - mark)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def words_in(self, width: int) -> str:
        """As much of its words as so many pixels hold."""
        words, metrics = self.text(), self.fontMetrics()
        flags, right = Qt.TextFlag.TextShowMnemonic.value, Qt.TextElideMode.ElideRight
        if metrics.size(flags, words).width() <= width:
            return words
        kept = self.kept if words.endswith(self.kept) else ""
        left = width - metrics.horizontalAdvance(kept)
        if left < _LEAST_LETTERS * metrics.averageCharWidth():
            kept, left = "", width
        return metrics.elidedText(words.removesuffix(kept), right, left, flags) + kept
