"""The search field in the header, with its answers in a list below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from viewer.ui import icons
from viewer.ui.find import Found
from viewer.ui.own_keys import ESCAPE, is_kept
from viewer.ui.own_window import lie_above
from viewer.ui.theme import THEMES, Theme

if TYPE_CHECKING:
    from viewer.ui.pick_list import PickList

#: Said where nothing fits: the last of it always leads somewhere.
_ADVICE = "Try another word or a level, or look through all texts: Ctrl+T."


def nothing_said(typed: str, answers: Sequence[Found]) -> str:
    """What stands over the answers where nothing fits what was typed; "" where something does."""
    if not answers:
        return f"Nothing found for “{typed.strip()}”. {_ADVICE}"
    first = answers[0]
    if first.nothing:
        return f"The texts say nothing about {first.nothing}. These are the nearest:"
    if first.meant:
        return f"Nothing found for “{typed.strip()}”. Shown for “{first.meant}”:"
    return ""


class SearchBox(QLineEdit):
    """Emits `found` with the Found the user took, `left` when Escape was pressed.

    seek: what finds the answers to a query.
    """

    found = Signal(object)
    left = Signal()

    def __init__(self, seek: Callable[[str], Sequence[Found]], parent: QWidget) -> None:
        super().__init__(parent)
        self._seek = seek
        self._answers: Sequence[Found] = ()
        self.setPlaceholderText("Search, e.g. sciatica, L5/S1")
        self.setAccessibleName("Search structures and texts")
        self.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._theme = THEMES["light"]
        self.textEdited.connect(self._on_edited)

    @cached_property
    def popup(self) -> QFrame:
        """Where answers stand. Made with what is in it when it is first asked for, as are the list
        and the words beside it: a start has no use for them."""
        popup = QFrame(self.window())
        popup.setObjectName("card")
        popup.hide()
        lie_above(popup)
        column = QVBoxLayout(popup)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        return popup

    @cached_property
    def list(self) -> PickList:
        """The answers."""
        from viewer.ui.pick_list import PickList

        made = PickList("Search results", self)
        made.clicked.connect(self._on_clicked)
        made.set_theme(self._theme)
        return made

    @cached_property
    def nothing(self) -> QLabel:
        """What is said where there are none."""
        made = QLabel(self)
        made.setObjectName("muted")
        made.setMargin(8)
        made.setWordWrap(True)
        made.setTextFormat(Qt.TextFormat.PlainText)  # what was typed stands in it
        return made

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._glass.setIcon(icons.icon("search", theme.muted, 18))
        self._theme = theme
        if "list" in self.__dict__:
            self.list.set_theme(theme)

    def _on_edited(self, text: str) -> None:
        from viewer.ui.pick_list import Choice

        popup = self.popup
        self._answers = self._seek(text)
        self.list.show_choices([Choice(f.id, f.title, f.detail, f.kind) for f in self._answers])
        self.list.setVisible(bool(self._answers))
        words = nothing_said(text, self._answers)
        self.nothing.setVisible(bool(words))
        self.nothing.setText(words)
        popup.setVisible(bool(text.strip()))
        if popup.isVisible():
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
        if "popup" in self.__dict__:
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
            self._answers = ()
            self.clearFocus()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field closes the list."""
        super().focusOutEvent(event)
        self.close_answers()
