"""A card over the window: calm, centred, gone with Escape. The base of palette and coach."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid

from viewer.ui.own_keys import ESCAPE, is_kept
from viewer.ui.own_window import lie_above


class OverlayCard(QFrame):
    """A child of the window that follows its size. Subclasses say where they lie."""

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.over = window
        self._had_keys: QWidget | None = None
        self.setObjectName("card")
        self.setAccessibleName(name)
        self.hide()
        lie_above(self)
        window.installEventFilter(self)

    def place(self) -> None:
        """Take the place and size that fit the window now."""
        raise NotImplementedError

    def open(self) -> None:
        """Come up."""
        self.place()
        if not self.isVisible():
            self._had_keys = QApplication.focusWidget()
        self.show()
        self.raise_()

    def close_card(self) -> None:
        """Go away and give the keyboard back to what had it before."""
        before, self._had_keys = self._had_keys, None
        self.hide()
        if before is None or not isValid(before) or not before.isVisible():
            before = self.window()
        before.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the window's size, and what in the window follows it a little later."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
            QTimer.singleShot(0, self, self._place_again)
        return False

    def _place_again(self) -> None:
        if self.isVisible():
            self.place()

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the card while the keyboard is in it."""
        return is_kept(event, ESCAPE) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes. A key that has closed the card ends here: it presses nothing else."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        elif not self.isVisible():
            event.accept()
        else:
            super().keyPressEvent(event)
