"""How a row of the structure tree is painted: name, colour of its role, and its three switches."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from viewer.state import ViewState
from viewer.ui import icons
from viewer.ui.role_marks import has_mark, mark
from viewer.ui.structure_model import ROW_ROLE, Index
from viewer.ui.structure_rows import Row, is_chosen, is_faded, is_only
from viewer.ui.theme import THEMES, Theme

#: The switches from right to left, and what each does.
SWITCHES = {"eye": "Show or hide", "only": "Show only this", "fade": "See-through"}
_GAP, _DOT_SHARE = 7, 0.42
#: The dot behind the name of what has a note, against the height of letters.
_NOTE_SHARE = 0.36
_EYES = {
    Qt.CheckState.Checked: "eye",
    Qt.CheckState.PartiallyChecked: "eye-partly",
    Qt.CheckState.Unchecked: "eye-closed",
}


def switch_rects(rect: QRect) -> dict[str, QRect]:
    """Where the switches of a row lie, given the row's rectangle."""
    side = _side(rect)
    top, step = rect.center().y() - side // 2, side + _GAP
    return {
        name: QRect(rect.right() - step * (number + 1), top, side, side)
        for number, name in enumerate(SWITCHES)
    }


def _side(rect: QRect) -> int:
    """Side of a switch: it grows with the letters."""
    return max(16, min(30, round(rect.height() * 0.64)))


def switch_at(rect: QRect, point: QPoint) -> str:
    """The switch under a point, "" for none; a little larger than it looks."""
    near = (
        name for name, r in switch_rects(rect).items() if r.adjusted(-3, -6, 3, 6).contains(point)
    )
    return next(near, "")


class RowDelegate(QStyledItemDelegate):
    """Paints rows from the state, not from Qt's selection."""

    def __init__(self, state: ViewState, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        self.noted: frozenset[str] = frozenset()
        self.theme: Theme = THEMES["light"]

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Roomy rows."""
        return QSize(120, max(28, QFontMetrics(option.font).height() + 12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row: Row = index.data(ROW_ROLE)
        chosen = is_chosen(row, self.state)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option.rect, chosen, hover, focus)
        check = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        left = self._paint_switches(painter, option.rect, row, check, hover or focus or chosen)
        dim = check == Qt.CheckState.Unchecked
        self._paint_text(painter, option, row, QRect(option.rect).adjusted(6, 0, 0, 0), left, dim)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, chosen: bool, hover: bool, focus: bool
    ) -> None:
        area = QRectF(rect).adjusted(0.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(QColor(self.theme.accent), 2) if focus else Qt.PenStyle.NoPen)
        ground = self.theme.accent_soft if chosen else self.theme.raised if hover else None
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 6, 6)
        if chosen:  # a bar as well, so that it is not told by colour alone
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.accent))
            painter.drawRoundedRect(QRectF(area.left(), area.top() + 4, 3, area.height() - 8), 1, 1)

    def _paint_switches(
        self, painter: QPainter, rect: QRect, row: Row, check: Qt.CheckState, near: bool
    ) -> int:
        """Draw the switches that are on, and all when the row is near; the leftmost edge."""
        on = {
            "eye": check != Qt.CheckState.Checked,
            "only": is_only(row, self.state),
            "fade": is_faded(row, self.state),
        }
        left = rect.right()
        ratio = painter.device().devicePixelRatioF()
        for name, place in switch_rects(rect).items():
            if near or on[name]:
                colour = self.theme.accent if on[name] else self.theme.edge
                drawing = _EYES[check] if name == "eye" else name
                painter.drawPixmap(
                    place.topLeft(), icons.pixmap(drawing, colour, place.width(), ratio)
                )
                left = min(left, place.left() - 4)
        return left

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: Row,
        area: QRect,
        right: int,
        dim: bool,
    ) -> None:
        x = area.left()
        role = row.place.role_of(row.id) if row.place and row.id else None
        if role and has_mark(role) and row.place is not None and row.place.id == self.state.place:
            dot = round(area.height() * _DOT_SHARE)
            drawing = mark(role, dot, painter.device().devicePixelRatioF())
            painter.drawPixmap(x, area.center().y() - dot // 2 + 1, drawing)
            x += dot + 7
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if row.is_heading else font.weight())
        painter.setFont(font)
        metrics = QFontMetrics(font)
        painter.setPen(QColor(self.theme.muted if dim else self.theme.text))
        spot = max(6, round(metrics.height() * _NOTE_SHARE)) if row.id in self.noted else 0
        text = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, right - x)
        place = QRect(x, area.top(), right - x, area.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        x += metrics.horizontalAdvance(text) + 8
        if spot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.accent))
            # Where the name leaves no room, above its end: the name comes first.
            fits = x + spot <= right
            top = area.center().y() + 1 - spot / 2 if fits else area.top() + 1.0
            painter.drawEllipse(QRectF(min(x, right - spot), top, spot, spot))
            x += spot + _GAP
        if row.note and x + metrics.horizontalAdvance(row.note) <= right:
            painter.setPen(QColor(self.theme.muted))
            place = QRect(x, area.top(), right - x, area.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), row.note)
