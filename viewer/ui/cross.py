"""The cross that closes a card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QToolButton, QWidget

from viewer.ui import icons
from viewer.ui.theme import Theme


class Cross(QToolButton):
    """As large as the letters about it, so that who needs large ones finds it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("icon")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setIcon(icons.icon("close", theme.muted))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Other letters, another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        side = self.fontMetrics().height()
        if self.iconSize().width() != side:
            self.setIconSize(QSize(side, side))
