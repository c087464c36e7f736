"""A list of answers under a text field, shared by search and command palette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from viewer.ui.theme import THEMES, Theme

Index = QModelIndex | QPersistentModelIndex
_MOST_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: title, a quieter detail below, a quiet word at the right."""

    key: str
    title: str
    detail: str = ""
    aside: str = ""
    is_enabled: bool = True


class _Choices(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        self.beginResetModel()
        self.choices = tuple(choices)
        self.endResetModel()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.choices)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        choice = self.choices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (choice.title, choice.detail, choice.aside) if part)
        return choice if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.choices[index.row()].is_enabled:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _ChoicePainter(QStyledItemDelegate):
    theme: Theme = THEMES["light"]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        choice = index.data(Qt.ItemDataRole.UserRole)
        line = QFontMetrics(option.font).height()
        return QSize(200, line + 14 + (line if choice and choice.detail else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice: Choice = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        near = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or near:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.accent_soft if chosen else self.theme.raised))
            painter.drawRoundedRect(option.rect.adjusted(2, 1, -2, -1), 6, 6)
        area = option.rect.adjusted(12, 6, -12, -6)
        metrics = QFontMetrics(option.font)
        aside = metrics.horizontalAdvance(choice.aside)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignRight), choice.aside)
        ink = self.theme.text if choice.is_enabled else self.theme.edge
        self._line(painter, option.font, ink, choice.title, area.adjusted(0, 0, -aside - 8, 0))
        if choice.detail:
            below = area.adjusted(0, metrics.height() + 1, 0, 0)
            self._line(painter, option.font, self.theme.muted, choice.detail, below)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, font: QFont, ink: str, text: str, area: QRect) -> None:
        painter.setFont(font)
        painter.setPen(QColor(ink))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), cut)


class PickList(QListView):
    """Shows choices; the field that owns it moves and reads the current one."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = _Choices(self)
        self.setModel(self._model)
        self._painter = _ChoicePainter(self)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What is listed."""
        return self._model.choices

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._painter.theme = theme

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """List these, the first one current."""
        self._model.show_choices(choices)
        self.setCurrentIndex(self._model.index(0))

    def wanted_height(self) -> int:
        """Height of the lines, up to nine of them."""
        shown = min(len(self.choices), _MOST_SHOWN)
        return sum(self.sizeHintForRow(row) for row in range(shown)) + 2

    def move_current(self, step: int) -> None:
        """Go up or down the list, round its ends."""
        count = len(self.choices)
        if count:
            row = (self.currentIndex().row() + step) % count
            self.setCurrentIndex(self._model.index(row))

    def current(self) -> Choice | None:
        """The choice that Enter would take."""
        index = self.currentIndex()
        return self.choices[index.row()] if index.isValid() else None


class ListField(QLineEdit):
    """A field above a list; emits `moved` for the keys that go up and down in the list."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down are the list's."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
