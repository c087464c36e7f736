"""A chip whose words give way in their middle where it is made narrower than they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget


class ElidingChip(QPushButton):
    """`setMaximumWidth` says how much room there is; the owner's tip should say all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
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
        option.text = self.fontMetrics().elidedText(
            self.text(),
            Qt.TextElideMode.ElideMiddle,
            inside.width() - mark,
            Qt.TextFlag.TextShowMnemonic.value,
        )
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()
