"""Fields whose words go nowhere by themselves: not to the clipboard, not by dragging, not into what
an input method learns. What is pasted in is welcome."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

_TAKING = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)


def _takes_away(event: QKeyEvent) -> bool:
    return any(event.matches(key) for key in _TAKING)


class UntoldLine(QLineEdit):
    """One line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All but copying and cutting."""
        if _takes_away(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """On X11 Qt would lend out what was marked."""
        if self.hasSelectedText():
            event.accept()
            return
        super().mouseReleaseEvent(event)


class UntoldText(QPlainTextEdit):
    """Several lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.setTabChangesFocus(True)

    def forget(self) -> None:
        """Empty it, and what it could undo."""
        self.clear()
        self.document().clearUndoRedoStacks()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Nothing to lend out, to drag or to copy."""
        return QMimeData()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All but copying and cutting: what lies on the clipboard stays there."""
        if _takes_away(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the words here."""
        menu = QMenu(self)
        history = self.document()
        menu.addAction("Undo", self.undo).setEnabled(history.isUndoAvailable())
        menu.addAction("Redo", self.redo).setEnabled(history.isRedoAvailable())
        menu.addAction("Paste", self.paste).setEnabled(self.canPaste())
        menu.addAction("Select all", self.selectAll)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
