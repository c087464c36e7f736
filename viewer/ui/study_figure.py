"""The figure of the leg map as a question: bare skin, and the one place that was pressed on it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from viewer.legmap.shown import ShownRoots, Why
from viewer.state import LegMap
from viewer.study.pointing import Spot, spot_words
from viewer.ui.leg_figure import LegFigure
from viewer.ui.leg_places import place_at
from viewer.ui.leg_writing import Sheet
from viewer.ui.theme import Theme

#: The ring round the pressed place, pixels, and one step of an arrow key, mm.
_RING, _STEP_MM = 7.0, 12.0
_LEAST = QSize(280, 300)
_WAYS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


class PointFigure(LegFigure):
    """pressed: a place was pressed, or moved by the arrow keys; see `spot`."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.spot: Spot | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Figure of pelvis and legs; press a place, or move it by arrow keys")
        self.setCursor(Qt.CursorShape.CrossCursor)

    def minimumSizeHint(self) -> QSize:
        """Large enough for a place to be met."""
        return _LEAST

    def sizeHint(self) -> QSize:
        """The same: more where there is room."""
        return _LEAST

    def ask(self, theme: Theme, font: QFont) -> None:
        """Bare skin, and no place yet."""
        self.spot = None
        self.show_sheet(Sheet(ShownRoots({}, Why.ALL, {}), LegMap(is_open=True), theme, font, {}))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme; the place stays."""
        if self._sheet is not None:
            self.show_sheet(replace(self._sheet, theme=theme))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """This is the place."""
        place = place_at(self.spots(), event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self.point_at(Spot(place.view, *place.to_mm(event.position())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A press may be dragged to its place."""
        place = place_at(self.spots(), event.position())
        if event.buttons() & Qt.MouseButton.LeftButton and place is not None:
            self.point_at(Spot(place.view, *place.to_mm(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is painted here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move the place; it begins on the left thigh seen from the front."""
        way = _WAYS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        spot = self.spot or Spot("front", 90.0, 400.0)
        place = next(each for each in self.spots() if each.view == spot.view)
        x = spot.x + way[0] * _STEP_MM * place.towards_left
        self.point_at(Spot(spot.view, x, spot.y + way[1] * _STEP_MM))

    def point_at(self, spot: Spot) -> None:
        """This is the place now."""
        self.spot = spot
        self.setAccessibleDescription(spot_words(spot))
        self.update()
        self.pressed.emit()

    def event(self, event: QEvent) -> bool:
        """No tip tells what lies under the pointer."""
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The skin, and a ring with a point on the pressed place."""
        super().paintEvent(event)
        if self.spot is None or self._sheet is None:
            return
        place = next(each for each in self.spots() if each.view == self.spot.view)
        x = place.x + place.towards_left * self.spot.x * place.scale
        at = QPointF(x, place.y + self.spot.y * place.scale)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((self._sheet.theme.surface, 5.0), (self._sheet.theme.accent, 2.5)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(at, _RING, _RING)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._sheet.theme.accent))
        painter.drawEllipse(at, 2.0, 2.0)
        painter.end()
