"""A bar below the clinical text that finds words on the page shown."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QWidget,
)

from viewer.ui import icons
from viewer.ui.own_keys import ESCAPE, is_kept
from viewer.ui.page_setting import with_kept_levels
from viewer.ui.theme import Theme

_MOST_MARKED = 500
#: `l5-s1` or `L5/S1`, as people type a level.
_TYPED_LEVEL = re.compile(r"\b([TLS]\d{1,2})[-/]([TLS]\d)", re.IGNORECASE)


class FindBar(QWidget):
    """Marks what it finds in `browser` and walks through it; emits `closed`."""

    closed = Signal()

    def __init__(self, browser: QTextBrowser, parent: QWidget) -> None:
        super().__init__(parent)
        self._browser = browser
        self._places: list[QTextCursor] = []
        self._at = 0
        self._wash = QColor("yellow")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Find on this page")
        self.field.setAccessibleName("Find on this page")
        self.field.textChanged.connect(lambda: self.search())
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        self.buttons = {
            "open": self._button("open", "Next place", lambda: self.step(1)),
            "back": self._button("back", "Place before", lambda: self.step(-1)),
            "close": self._button("close", "Close", self.close_bar),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 8)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for name in ("back", "open", "close"):
            row.addWidget(self.buttons[name])
        self.hide()

    def _button(self, drawing: str, name: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("icon")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(act)
        return button

    def set_theme(self, theme: Theme, side: int) -> None:
        """Take a theme's colours; side: of an icon, in pixels."""
        self._wash = QColor(theme.accent_soft)
        for drawing, button in self.buttons.items():
            button.setIcon(icons.icon(drawing, theme.text, side))

    def open_bar(self) -> None:
        """Show the bar with the keyboard in it."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.search()

    def close_bar(self) -> None:
        """Hide the bar and its marks, and give the keyboard to the page."""
        self._browser.setFocus()
        self.hide()
        self._browser.setExtraSelections([])
        self.closed.emit()

    def search(self) -> None:
        """Find every place anew, as after the page has changed."""
        self._places, self._at = [], 0
        typed = self.field.text()
        words = with_kept_levels(_TYPED_LEVEL.sub(lambda m: f"{m[1]}–{m[2]}".upper(), typed))
        place = QTextCursor(self._browser.document())
        while words and len(self._places) < _MOST_MARKED:
            place = self._browser.document().find(words, place, QTextDocument.FindFlag(0))
            if place.isNull():
                break
            self._places.append(QTextCursor(place))
        self._show()

    def step(self, by: int) -> None:
        """Go to the next place, or the one before, round and round."""
        if self._places:
            self._at = (self._at + by) % len(self._places)
            self._show()

    def _show(self) -> None:
        marks = []
        for number, place in enumerate(self._places):
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(self._wash)
            look.setFontUnderline(number == self._at)
            mark.cursor, mark.format = place, look
            marks.append(mark)
        self._browser.setExtraSelections(marks)
        if self._places:
            here = QTextCursor(self._places[self._at])
            here.clearSelection()
            self._browser.setTextCursor(here)
            self._browser.ensureCursorVisible()
            self.count.setText(f"{self._at + 1} of {len(self._places)}")
        else:
            self.count.setText("Not on this page" if self.field.text() else "")

    def event(self, event: QEvent) -> bool:
        """Escape closes the bar instead of clearing the selection."""
        return is_kept(event, ESCAPE) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter back, Escape closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if is_back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)
