"""A card that is there for one choice, and goes when something else is done instead."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from viewer.ui.overlay_card import OverlayCard


class PassingCard(OverlayCard):
    """Never stands over what was turned to since: `pass_by` lets it go, and so does the keyboard
    when it goes elsewhere in the window. What another window asks, as for a file, leaves it."""

    def open(self) -> None:
        """Come up, and watch who has the keyboard."""
        for part in self.findChildren(QWidget):
            part.installEventFilter(self)
        super().open()

    def pass_by(self) -> None:
        """Go, and leave the keyboard where it is, unless it is here."""
        if not self.isVisible():
            return
        if self._holds(QApplication.focusWidget()):
            self.close_card()
        else:
            self.hide()

    def _holds(self, widget: QWidget | None) -> bool:
        return widget is not None and (widget is self or self.isAncestorOf(widget))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard has left a part of it: see where it has gone, once it is there."""
        if watched is self.over:
            return super().eventFilter(watched, event)
        # Not by QApplication.focusChanged: what it hands over may be on its way out.
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._look)
        return False

    def _look(self) -> None:
        now = QApplication.focusWidget()
        is_here = now is None or self._holds(now) or now.window() is not self.window()
        if self.isVisible() and not is_here:
            self.hide()
