"""The sheet over a 3D view on which a presenter's hand shows: spotlight, pointer, wet ink.

It lets the mouse through and repaints without a new 3D frame, and only what a hand touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

#: How dark it is outside the circle, 0..255, and the circle's radius against the view's height:
#: usual, least, most, and by how much a step of the wheel changes it (all chosen).
DARK = 205
RADIUS, LEAST, MOST, STEP = 0.17, 0.05, 0.45, 1.12
_RING_PX, _RING = 13.0, QColor(213, 94, 0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A light that follows the pointer. radius: against the height of the view. at: pixels of the
    view, None while the pointer is elsewhere."""

    is_on: bool = False
    radius: float = RADIUS
    at: QPointF | None = None

    def sized(self, steps: float) -> Spot:
        """Larger by so many steps of the wheel, smaller by negative ones."""
        return replace(self, radius=max(LEAST, min(MOST, self.radius * STEP**steps)))


@dataclass(frozen=True)
class Wet:
    """Ink while it is drawn. lines: points in pixels of the view. width: in pixels."""

    colour: QColor
    width: float
    lines: tuple[tuple[QPointF, ...], ...]


class HandSheet(QWidget):
    """spot: the light. is_pointer: a ring stands where the hand points, as from another window."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.spot = Spot()
        self.pointer: QPointF | None = None
        self.wet: Wet | None = None
        self.setGeometry(view.rect())
        self.show()

    def show_spot(self, spot: Spot) -> None:
        """Light this from now on."""
        if spot == self.spot:
            return
        was, self.spot = self.spot, spot
        if was.is_on and spot.is_on and was.at is not None and spot.at is not None:
            # All else stays as dark as it was.
            self.update(self._round(was).united(self._round(spot)))
        else:
            self.update()

    def show_pointer(self, at: QPointF | None) -> None:
        """A ring where a hand in another window points; None for none."""
        for place in (self.pointer, at):
            if place is not None:
                self.update(_box(place, _RING_PX + 4.0))
        self.pointer = at

    def show_wet(self, wet: Wet | None) -> None:
        """Ink that is being drawn."""
        if wet is not self.wet:
            was, self.wet = self.wet, wet
            for one in (was, wet):
                if one is not None:
                    self.update(_wet_box(one))

    def _round(self, spot: Spot) -> QRect:
        return _box(spot.at or QPointF(), spot.radius * self.height() + 3.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What changed of it."""
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        self.paint(painter)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """All of it, in pixels of the view."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.wet is not None:
            paint_wet(painter, self.wet)
        if self.spot.is_on:
            paint_dark(painter, QRectF(self.rect()), self.spot)
        if self.pointer is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((QColor(255, 255, 255, 230), 6.0), (_RING, 3.0)):
                painter.setPen(QPen(colour, width))
                painter.drawEllipse(self.pointer, _RING_PX, _RING_PX)


def paint_dark(painter: QPainter, room: QRectF, spot: Spot) -> None:
    """Darkness but for the circle; all of it while the pointer is elsewhere."""
    dark = QPainterPath()
    dark.addRect(room)
    if spot.at is not None:
        round_ = QPainterPath()
        radius = spot.radius * room.height()
        round_.addEllipse(spot.at, radius, radius)
        dark = dark.subtracted(round_)
    painter.fillPath(dark, QColor(0, 0, 0, DARK))


def paint_wet(painter: QPainter, wet: Wet) -> None:
    """Ink as it will look, before it lies on the surface."""
    pen = QPen(wet.colour, wet.width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in wet.lines:
        if len(line) > 1:
            painter.drawPolyline(QPolygonF(list(line)))
        else:
            painter.drawPoints(QPolygonF(list(line)))


def _wet_box(wet: Wet) -> QRect:
    points: Sequence[QPointF] = [point for line in wet.lines for point in line]
    return QPolygonF(list(points)).boundingRect().toAlignedRect().adjusted(-9, -9, 9, 9)


def _box(at: QPointF, reach: float) -> QRect:
    return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect()
