"""The search field in the header, with its answers in a list below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from viewer.ui import icons
from viewer.ui.find import Found
from viewer.ui.own_keys import ESCAPE, is_kept
from viewer.ui.pick_list import Choice, PickList
from viewer.ui.theme import Theme


class SearchBox(QLineEdit):
    """Emits `found` with the Found the user took. seek: what finds the answers to a query."""

    found = Signal(object)

    def __init__(self, seek: Callable[[str], list[Found]], parent: QWidget) -> None:
        super().__init__(parent)
        self._seek = seek
        self._answers: list[Found] = []
        self.setPlaceholderText("Search, e.g. sciatica, L5/S1")
        self.setAccessibleName("Search structures and texts")
        self.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.popup = QFrame(parent.window())
        self.popup.setObjectName("card")
        self.popup.hide()
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(6, 6, 6, 6)
        self.list = PickList("Search results", self.popup)
        self.list.clicked.connect(self._on_clicked)
        self.nothing = QLabel(self.popup)
        self.nothing.setObjectName("muted")
        self.nothing.setMargin(8)
        self.nothing.setWordWrap(True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)  # what was typed stands in it
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        self.textEdited.connect(self._on_edited)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._glass.setIcon(icons.icon("search", theme.muted, 18))
        self.list.set_theme(theme)

    def _on_edited(self, text: str) -> None:
        self._answers = self._seek(text)
        self.list.show_choices([Choice(f.id, f.title, f.detail, f.kind) for f in self._answers])
        self.list.setVisible(bool(self._answers))
        meant = self._answers[0].meant if self._answers else ""
        self.nothing.setVisible(not self._answers or bool(meant))
        advice = f"Shown for “{meant}”:" if meant else "Try one word, or a level."
        self.nothing.setText(f"Nothing found for “{text.strip()}”. {advice}")
        self.popup.setVisible(bool(text.strip()))
        if self.popup.isVisible():
            self._place_popup()

    def _place_popup(self) -> None:
        window = self.window()
        below = self.mapTo(window, QPoint(0, self.height() + 4))
        width = max(self.width(), min(460, window.width() - 24))
        height = self.list.wanted_height() if self._answers else 0
        if self.nothing.isVisibleTo(self.popup):
            height += self.nothing.heightForWidth(width - 14) + 6
        room = window.height() - below.y() - 12
        left = min(below.x(), window.width() - width - 12)
        self.popup.setGeometry(QRect(left, below.y(), width, min(height + 14, room)))
        self.popup.raise_()

    def _on_clicked(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._answers):
            answer = self._answers[row]
            self.close_answers()
            self.clear()
            self.found.emit(answer)

    def close_answers(self) -> None:
        """Hide the list."""
        self.popup.hide()

    def event(self, event: QEvent) -> bool:
        """Escape closes the list here instead of clearing the selection."""
        return is_kept(event, ESCAPE) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move in the list, Enter takes, Escape leaves."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._answers:
            self.list.move_current(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex().row())
        elif key == Qt.Key.Key_Escape:
            self.close_answers()
            self.clear()
            self._answers = []
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field closes the list."""
        super().focusOutEvent(event)
        self.close_answers()
