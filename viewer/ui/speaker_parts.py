"""What the presenter's window is told and made of: what to read, tools in the hand, its style."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QPushButton

from viewer.ui.style_sheet import points
from viewer.ui.theme import Theme

#: Letters here against those of the program: one stands, and glances at them.
SCALE = 1.25


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the presenter reads. place: `Step 2 of 7`. notes: HTML. stops:
    key and title of all steps or levels; here: the key of the present one."""

    title: str
    place: str
    notes: str
    next_title: str
    stops: tuple[tuple[str, str], ...]
    here: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A command that takes something in hand. colour: of a pen's ink, which is shown in place of
    words."""

    command: str
    words: str
    tip: str
    colour: tuple[float, float, float] | None = None


def dressed(button: QPushButton, tool: Tool) -> QPushButton:
    """A button that shows a pen's ink, where the tool is one."""
    if tool.colour is not None:
        dot = QPixmap(36, 36)
        dot.fill(Qt.GlobalColor.transparent)
        painter = QPainter(dot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor.fromRgbF(*tool.colour))
        painter.setPen(QPen(QColor(255, 255, 255), 3.0))
        painter.drawEllipse(3, 3, 30, 30)
        painter.end()
        button.setIcon(QIcon(dot))
    button.setAccessibleName(tool.words or tool.tip)
    return button


def own_sheet(theme: Theme) -> str:
    """What is larger here than elsewhere."""
    large, huge, text = (points(theme, SCALE, share) for share in (1.35, 3.0, 1.2))
    return f"""
QLabel#elapsed {{ font-size: {huge}pt; font-weight: 600; }}
QLabel#heading {{ font-size: {large}pt; font-weight: 600; }}
QLabel#muted {{ color: {theme.muted}; }}
QTextBrowser {{ background: {theme.window}; font-size: {text}pt; }}
QListWidget {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: 8px; }}
QListWidget::item {{ padding: 6px 8px; }}
QListWidget::item:selected {{ background: {theme.accent_soft}; color: {theme.text}; }}
"""
