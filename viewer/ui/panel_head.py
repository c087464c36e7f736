"""Head of the clinical panel: the way back and forward, all texts, warning signs, the reader."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from viewer.state import Audience
from viewer.ui import icons
from viewer.ui.segmented import Segmented
from viewer.ui.theme import Theme

_SIDE, _MOST_GROWTH = 20, 1.6


def icon_side(theme: Theme, scale: float) -> int:
    """Side of an icon in pixels: it grows with the letters."""
    return round(_SIDE * min(_MOST_GROWTH, theme.growth * scale))


class PanelHead(QWidget):
    """Only widgets; what they do is the panel's. acts: of the buttons, in reading order: back,
    forward, contents, red flags."""

    def __init__(self, acts: tuple[Callable[[], None], ...], parent: QWidget) -> None:
        super().__init__(parent)
        back, forward, contents, red_flags = acts
        self.back = self._tool("back", "Back", "Back  (Alt+Left)", back)
        self.forward = self._tool("forward", "Forward", "Forward  (Alt+Right)", forward)
        words = "Contents: all texts"
        self.contents = self._tool("text", words, words, contents)
        self.red_flags = QPushButton("Red flags", self)
        self.red_flags.setObjectName("redFlags")
        self.red_flags.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.red_flags.setAccessibleName("Red flags: when to get help fast")
        self.red_flags.setToolTip("When to get help fast  (Ctrl+R)")
        self.red_flags.clicked.connect(red_flags)
        readers = {str(audience): str(audience).capitalize() for audience in Audience}
        self.audience = Segmented(readers, "Text for", self)
        self._arrange()

    def _tool(self, drawing: str, name: str, tip: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("icon")
        button.setProperty("drawing", drawing)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.clicked.connect(act)
        return button

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 10, 14, 6)
        bar.setSpacing(2)
        for button in (self.back, self.forward, self.contents):
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.red_flags)
        column.addLayout(bar)
        reader = QHBoxLayout()
        reader.setContentsMargins(16, 4, 16, 8)
        reader.addWidget(self.audience)
        column.addLayout(reader)

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        side = icon_side(theme, scale)
        for button in (self.back, self.forward, self.contents):
            button.setIcon(icons.icon(str(button.property("drawing")), theme.text, side))
            button.setIconSize(QSize(side, side))
        self.red_flags.setIcon(icons.icon("flag", theme.danger, side))
        self.red_flags.setIconSize(QSize(side - 3, side - 3))
