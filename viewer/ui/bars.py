"""The bars above the picture, one below the other; where they would take too much of it, a scroll
bar comes, so that every chip can be reached at any size of window and letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

#: Share of the room around that the bars may take.
_MOST = 0.42


class Bars(QScrollArea):
    """Holds the bars given to `add`; as high as they need, or as they may be."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bars")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Each chip takes the keyboard; what holds them need not.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget(self)
        self._inner.setObjectName("bars")
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setWidget(self._inner)
        self._inner.installEventFilter(self)
        self._around = parent
        parent.installEventFilter(self)

    def add(self, bar: QWidget) -> None:
        """One more bar, below the others."""
        self._column.addWidget(bar)
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bars come, go and wrap; the room around changes."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inner:
            self._fit()
        if event.type() == QEvent.Type.Resize and watched is self._around:
            self._fit()
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            # Once the new bar has its place: what was just asked for shall be in sight.
            QTimer.singleShot(0, watched, lambda: self.ensureWidgetVisible(watched, 0, 0))
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the rows elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = self._column.heightForWidth(self.width())
        if wanted < 0:
            wanted = self._column.sizeHint().height()
        most = round(_MOST * self._around.height())
        self.setFixedHeight(max(1, min(wanted, most)))
