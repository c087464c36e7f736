"""Lines at the top of the picture: what went wrong and what helps, or a calm offer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.ui import icons
from viewer.ui.page_setting import with_kept_levels
from viewer.ui.theme import THEMES, Theme

#: A line so many letter heights wide has room for a button beside its words.
_WIDE_EM = 30


class _Line(QFrame):
    """One message; its button stands beside the words where there is room, else below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = QBoxLayout(QBoxLayout.Direction.LeftToRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words need some width before anything may stand beside them."""
        super().resizeEvent(event)
        is_wide = self.width() > _WIDE_EM * self.fontMetrics().height()
        direction = QBoxLayout.Direction
        self.words.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)


class Notices(QWidget):
    """A stack of messages, each with a button that takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = THEMES["light"]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines: list[_Line] = []

    @property
    def texts(self) -> list[str]:
        """The messages in sight."""
        labels = [line.findChild(QLabel) for line in self._lines]
        return [label.text().replace("\u2060", "") for label in labels if label is not None]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for line in self._lines:
            button = line.findChild(QToolButton)
            if button is not None:
                button.setIcon(icons.icon("close", theme.text, 16))

    def add(self, text: str) -> None:
        """Say what went wrong; the same words stand there once."""
        if text not in self.texts:
            self._line("notice", text, self._nothing)

    def offer(
        self,
        text: str,
        title: str,
        act: Callable[[], None],
        *,
        key: str = "",
        declined: Callable[[], None] | None = None,
    ) -> None:
        """Calmly offer something to do. title: of its button. key: an older offer of the same key
        goes. declined: called when the line is closed instead."""
        for old in [line for line in self._lines if key and line.property("key") == key]:
            self._remove(old)
        line = self._line("offer", text, declined or self._nothing)
        line.setProperty("key", key)
        button = QPushButton(title, line)
        button.setObjectName("link")

        def take() -> None:
            self._remove(line)
            act()

        button.clicked.connect(take)
        line.words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _line(self, look: str, text: str, closed: Callable[[], None]) -> _Line:
        line = _Line(self)
        line.setObjectName(look)
        row = QHBoxLayout(line)
        row.setContentsMargins(16, 8, 10, 8)
        label = QLabel(with_kept_levels(text), line)
        label.setTextFormat(Qt.TextFormat.PlainText)  # names of files and bookmarks stand in it
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(line)
        close.setObjectName("icon")
        close.setAccessibleName("Close this message")

        def go() -> None:
            self._remove(line)
            closed()

        close.clicked.connect(go)
        line.words.addWidget(label, 1)
        row.addLayout(line.words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.append(line)
        self._column.addWidget(line)
        self.set_theme(self._theme)
        return line

    @staticmethod
    def _nothing() -> None:
        """Closing a line that asks nothing does nothing more."""

    def _remove(self, line: _Line) -> None:
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
