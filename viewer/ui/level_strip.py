"""The level strip under the 3D view: a little spine lying on its front, one button for each place."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from meshes.catalog import Catalog, Place
from meshes.ids import Level, StructureId
from viewer.state import ViewState
from viewer.ui.theme import THEMES, Theme

_SPINE_HEIGHT, _MARGIN, _LABEL_PAD = 46.0, 10, 7
#: Share of a slot that its disc takes; the vertebral bodies fill the rest.
_DISC_SHARE = 0.22
#: How far the little spine bends (lordosis), in pixels.
_BEND = 5.0


class LevelButton(QAbstractButton):
    """One place of the strip. Painted as a disc (or the sacrum) with its name below."""

    def __init__(self, place: Place, parent: LevelStrip) -> None:
        super().__init__(parent)
        self.place = place
        self._strip = parent
        self.setCheckable(True)
        self.setText(place.short)
        self.setAccessibleName(f"Select {place.name}")
        key = f"  ({place.number})" if place.number else ""
        self.setToolTip(f"{place.name}{key}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Wide enough for its words on two lines."""
        metrics = QFontMetricsF(self.font())
        widest = max(metrics.horizontalAdvance(word) for word in self.text().split(" "))
        return QSize(math.ceil(widest) + 2 * _LABEL_PAD + 6, self._strip.wanted_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the place and its name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._strip.paint_place(painter, self)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go to the neighbouring place, Enter presses."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in steps:
            self._strip.go(self, steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()


class LevelStrip(QFrame):
    """All places in a row; emits `chosen` with the id of the one pressed."""

    chosen = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = THEMES["light"]
        self._lit: StructureId | None = None
        self.setAccessibleName("Levels")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.buttons: dict[StructureId, LevelButton] = {}
        for place in catalog.places.values():
            button = LevelButton(place, self)
            button.clicked.connect(lambda _checked=False, id=place.id: self._on_clicked(id))
            self.buttons[place.id] = button

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_state(self, state: ViewState) -> None:
        """Light the chosen place."""
        self._lit = state.place
        for id, button in self.buttons.items():
            button.setChecked(id == state.place)
        self.update()

    def go(self, button: LevelButton, step: int) -> None:
        """Choose the neighbour of a button and give it the keyboard."""
        order = list(self.buttons.values())
        target = order.index(button) + step
        if 0 <= target < len(order):
            order[target].setFocus(Qt.FocusReason.TabFocusReason)
            order[target].click()

    def _on_clicked(self, id: StructureId) -> None:
        self.chosen.emit(id)
        for key, button in self.buttons.items():
            button.setChecked(key == self._lit)

    def wanted_height(self) -> int:
        """Height of spine and names."""
        lines = 2 if self._wraps() else 1
        label = QFontMetricsF(self.font()).height() * lines
        return math.ceil(_MARGIN + _SPINE_HEIGHT + 6 + label + 6 + 6)

    def _wraps(self) -> bool:
        metrics = QFontMetricsF(_bold(self.font()))
        room = self._slot() - 2 * _LABEL_PAD
        return any(metrics.horizontalAdvance(b.text()) > room for b in self.buttons.values())

    def _slot(self) -> float:
        return max(1.0, (self.width() - 2 * _MARGIN) / max(1, len(self.buttons)))

    def sizeHint(self) -> QSize:
        """Room for every name."""
        widest = max((b.sizeHint().width() for b in self.buttons.values()), default=40)
        return QSize(widest * len(self.buttons), self.wanted_height())

    def minimumSizeHint(self) -> QSize:
        """May get narrow; names then shrink to fit."""
        return QSize(40 * len(self.buttons), self.wanted_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the buttons side by side."""
        super().resizeEvent(event)
        slot = self._slot()
        for number, button in enumerate(self.buttons.values()):
            left, right = _MARGIN + number * slot, _MARGIN + (number + 1) * slot
            button.setGeometry(QRect(round(left), 0, round(right) - round(left), self.height()))
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """A new letter size needs a new height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the vertebral bodies; the discs are drawn by their buttons."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slot, segments = self._slot(), self._segments()
        painter.setClipRect(QRectF(_MARGIN, 0, self.width() - 2 * _MARGIN, self.height()))
        for number in range(len(segments)):
            self._paint_body(painter, number, slot, segments[number].place)
        painter.end()

    def _segments(self) -> list[LevelButton]:
        return [b for b in self.buttons.values() if b.place.id.kind == "segment"]

    def _paint_body(self, painter: QPainter, number: int, slot: float, below: Place) -> None:
        upper = below.id.levels[0]
        lit = self._lit is not None and upper in self._lit.levels
        width = slot * (1 - _DISC_SHARE) - 4
        centre = QPointF(_MARGIN + number * slot, self._line(number * slot))
        painter.save()
        painter.translate(centre)
        painter.rotate(self._lean(number * slot))
        painter.setPen(QPen(QColor(self._theme.bone_edge), 2.0 if lit else 1.1))
        painter.setBrush(QColor(self._theme.bone))
        painter.setOpacity(1.0 if lit or self._lit is None else 0.55)
        painter.drawPath(_body(width, _SPINE_HEIGHT * 0.72))
        painter.setPen(QColor("#2B2415"))
        painter.setFont(_sized(self.font(), 0.85))
        shift = slot / 4 if number == 0 else 0.0  # only the half of the first body is in sight
        painter.setOpacity(1.0)
        area = QRectF(-width / 2 + shift, -16, width, 32)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, upper.name)
        painter.restore()

    def _line(self, x: float) -> float:
        """Height of the spine's middle line at x, with a lumbar lordosis."""
        length = max(1.0, self.width() - 2.0 * _MARGIN)
        return _MARGIN + _SPINE_HEIGHT / 2 - _BEND * math.sin(math.pi * x / length * 1.15)

    def _lean(self, x: float) -> float:
        return math.degrees(math.atan2(self._line(x + 8) - self._line(x - 8), 16.0))

    def paint_place(self, painter: QPainter, button: LevelButton) -> None:
        """Draw one place in its button's own coordinates."""
        theme, rect = self._theme, QRectF(button.rect())
        lit, near = button.isChecked(), button.underMouse()
        label = QRectF(
            2, _MARGIN + _SPINE_HEIGHT + 4, rect.width() - 4, rect.height() - _MARGIN - 50 - 4
        )
        if lit or near:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent if lit else theme.accent_soft))
            painter.drawRoundedRect(label, 8, 8)
        painter.setPen(QPen(QColor(theme.accent if lit else theme.bone_edge), 1.4))
        painter.setBrush(QColor(theme.accent if lit else theme.edge))
        if button.place.id.kind == "segment":
            x = button.x() - _MARGIN + rect.width() / 2
            painter.save()
            painter.translate(rect.width() / 2, self._line(x))
            painter.rotate(self._lean(x))
            painter.drawPath(_disc(rect.width() * _DISC_SHARE, _SPINE_HEIGHT * 0.74))
            painter.restore()
        else:
            self._paint_sacrum(painter, rect, lit)
        self._paint_label(painter, button, label.adjusted(2, 0, -2, 0))
        if button.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text if lit else theme.accent), 2))
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 9, 9)

    def _paint_sacrum(self, painter: QPainter, rect: QRectF, lit: bool) -> None:
        top = _MARGIN + _SPINE_HEIGHT / 2 + 1
        painter.setBrush(QColor(self._theme.accent if lit else self._theme.bone))
        touched = self._lit is not None and Level.S1 in self._lit.levels
        painter.setPen(QPen(QColor(self._theme.bone_edge), 2.0 if touched else 1.1))
        painter.drawPath(_sacrum(rect.width(), top))
        painter.setPen(QColor(self._theme.on_accent if lit else "#2B2415"))
        painter.setFont(_sized(self.font(), 0.85))
        area = QRectF(6, top - 14, rect.width() * 0.5, 32)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "S1–S5")

    def _paint_label(self, painter: QPainter, button: LevelButton, area: QRectF) -> None:
        font = _bold(self.font()) if button.isChecked() else QFont(self.font())
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        widest = max(button.text().split(" "), key=len)
        while font.pointSizeF() > 6 and (
            QFontMetricsF(font).horizontalAdvance(widest) > area.width()
            or QFontMetricsF(font).boundingRect(area, flags, button.text()).height()
            > area.height() + 1
        ):
            font.setPointSizeF(font.pointSizeF() - 0.5)
        painter.setFont(font)
        ink = self._theme.on_accent if button.isChecked() else self._theme.text
        painter.setPen(QColor(ink))
        painter.drawText(area, flags, button.text())


def _bold(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _sized(font: QFont, factor: float) -> QFont:
    other = QFont(font)
    other.setPointSizeF(max(6.0, min(12.0, font.pointSizeF() * factor)))
    return other


def _body(width: float, height: float) -> QPainterPath:
    """A vertebral body from the side: waisted, with rims, about its centre."""
    w, h, waist = width / 2, height / 2, height * 0.07
    path = QPainterPath(QPointF(-w + 3, -h))
    path.quadTo(0, -h + 2 * waist, w - 3, -h)
    path.quadTo(w, -h, w, -h + 3)
    path.lineTo(w, h - 3)
    path.quadTo(w, h, w - 3, h)
    path.quadTo(0, h - 2 * waist, -w + 3, h)
    path.quadTo(-w, h, -w, h - 3)
    path.lineTo(-w, -h + 3)
    path.quadTo(-w, -h, -w + 3, -h)
    return path


def _disc(width: float, height: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(-width / 2, -height / 2, width, height), width / 2, width / 2)
    return path


def _sacrum(width: float, middle: float) -> QPainterPath:
    """The sacrum from the side: thick at the promontory, thin and curved towards the coccyx."""
    h = _SPINE_HEIGHT * 0.36
    end = width - 6
    path = QPainterPath(QPointF(2, middle - h - 1))
    path.cubicTo(width * 0.4, middle - h - 2, width * 0.75, middle - 2, end, middle + h * 0.75)
    path.quadTo(end + 2, middle + h, end - 4, middle + h)
    path.cubicTo(width * 0.6, middle + h * 0.9, width * 0.3, middle + h + 3, 2, middle + h + 1)
    path.quadTo(-1, middle, 2, middle - h - 1)
    return path
