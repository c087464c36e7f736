"""A list in a card that is worked by keys: it keeps those that move in it, and Enter chooses."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QWidget

from viewer.ui.own_keys import is_kept

MOVES = frozenset([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End])
PAGES = frozenset([Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyedList(QListWidget):
    """keys: those that are the list's while it has the keyboard, whatever they do elsewhere.
    plain: only without Shift, Ctrl or Alt."""

    def __init__(
        self, parent: QWidget, keys: frozenset[Qt.Key] = MOVES, *, plain: bool = False
    ) -> None:
        super().__init__(parent)
        self._keys, self._plain = keys, plain
        self.setObjectName("bookmarks")
        self.setWordWrap(True)
        self.setSpacing(1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def event(self, event: QEvent) -> bool:
        """Keep the list's keys for the list."""
        return is_kept(event, self._keys, plain=self._plain) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        if event.key() in _ENTER and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)
