"""Lines at the top of the picture that say what went wrong and what helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from viewer.ui import icons
from viewer.ui.theme import THEMES, Theme


class Notices(QWidget):
    """A stack of messages, each with a button that takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = THEMES["light"]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines: list[QFrame] = []

    @property
    def texts(self) -> list[str]:
        """The messages in sight."""
        labels = [line.findChild(QLabel) for line in self._lines]
        return [label.text() for label in labels if label is not None]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for line in self._lines:
            button = line.findChild(QToolButton)
            if button is not None:
                button.setIcon(icons.icon("close", theme.text, 16))

    def add(self, text: str) -> None:
        """Show one more message."""
        line = QFrame(self)
        line.setObjectName("notice")
        row = QHBoxLayout(line)
        row.setContentsMargins(16, 8, 10, 8)
        label = QLabel(text, line)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(line)
        close.setObjectName("icon")
        close.setAccessibleName("Close this message")
        close.clicked.connect(lambda: self._remove(line))
        row.addWidget(label, 1)
        row.addWidget(close)
        self._lines.append(line)
        self._column.addWidget(line)
        self.set_theme(self._theme)

    def _remove(self, line: QFrame) -> None:
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
