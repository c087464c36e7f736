"""Paints what lies over the 3D picture with QPainter: the same in the window and in saved pictures.

Sizes are in view pixels; Pen carries the theme, the font and how large writing is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from viewer.looks import SceneTheme
from viewer.spec import ROLE_SHAPES, Colour

if TYPE_CHECKING:
    import numpy.typing as npt

    # Not while running: the window appears before VTK is there.
    from viewer.marks import Contour, Mark, Marks
    from viewer.outline import Stretch

_TEXT_PX = 13.0
_SIXTHS = [math.tau * k / 6 for k in range(6)]
_STAR = [(n * math.pi / 5, 1.3 if n % 2 == 0 else 0.55) for n in range(10)]
#: A view is at least so many letter heights wide and high, unless letters would become too small.
_COLUMNS, _ROWS = 40.0, 26.0
_LEAST_PX = 11.0
#: Nor are they smaller than this share of what is wished, as far as the patient's two sides still
#: stand beside each other: who sets large letters needs them, and fewer names stand there instead.
_LEAST_SHARE, _SIDES_WIDE = 0.65, 26.0
#: Width and height from which on writing grows with a view on the screen: that in a window of
#: 2560 x 1440, above which systems mostly scale pixels themselves (chosen).
_LARGE = (1900.0, 1150.0)
_SHIMMER, _SHIMMER_STRONG = 0.32, 0.45
#: Under dashes: what hides a marked structure is nearly always bone, whatever the theme.
_OVER_BONE = QColor(255, 255, 255, 150)


def colour_of(colour: Colour, alpha: float = 1.0) -> QColor:
    """A Qt colour from shares of red, green and blue."""
    return QColor.fromRgbF(*colour, alpha)


def growth(room: tuple[float, float]) -> float:
    """How much larger than usual writing on a view of this size is, 1 for most: who sees all of a
    wall of pixels sits too far away for letters of a desk."""
    return max(1.0, min(room[0] / _LARGE[0], room[1] / _LARGE[1]))


@dataclass(frozen=True)
class Stationery:
    """What to write with. scale: size of writing and lines against the usual.

    room: width and height of the view. However large the writing is wished, it stays small
    against the picture it explains. least: pixels below which it never goes, whatever the room.
    """

    theme: SceneTheme
    scale: float = 1.0
    room: tuple[float, float] | None = None
    least: float = 0.0

    @property
    def size(self) -> float:
        """Text height in pixels."""
        wished = _TEXT_PX * self.theme.size * self.scale
        if self.room is None:
            return max(wished, self.least)
        width, height = self.room
        least = max(_LEAST_PX, min(_LEAST_SHARE * wished, width / _SIDES_WIDE))
        fitting = min(wished, max(least, min(width / _COLUMNS, height / _ROWS)))
        return max(fitting, self.least)

    def font(self, *, bold: bool = False) -> QFont:
        """The font of all writing on the picture."""
        font = QFont(QGuiApplication.font())
        font.setPixelSize(round(self.size))
        font.setBold(bold)
        return font

    def plate_size(self, text: str, strong: bool) -> tuple[float, float]:
        """Width and height of a label's plate, its marker and all its lines included."""
        metrics, lines = QFontMetricsF(self.font(bold=strong)), text.split("\n")
        high = metrics.height() + (len(lines) - 1) * metrics.lineSpacing()
        return max(map(metrics.horizontalAdvance, lines)) + 2.2 * self.size, high + 4.0

    def line(self, width: float) -> float:
        """A line width at this size."""
        return width * self.size / _TEXT_PX


def paint_marks(painter: QPainter, marks: Marks, with_: Stationery) -> None:
    """Outlines, then leaders, then plates, so that writing is never crossed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for contour in marks.contours.values():
        _paint_hidden(painter, contour)
    for contour in sorted(marks.contours.values(), key=lambda c: c.strong):
        _paint_contour(painter, contour, with_)
    for mark in marks.labels:
        _paint_leader(painter, mark, with_)
    for mark in marks.labels:
        _paint_plate(painter, mark, with_)


def _paint_contour(painter: QPainter, contour: Contour, with_: Stationery) -> None:
    halo = colour_of(with_.theme.halo, 0.9 if contour.strong else 0.7)
    colour = colour_of(contour.colour)
    width = with_.line(3.0 if contour.strong else 1.7)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stretch in contour.stretches:
        path = _path([stretch.points])
        if stretch.in_sight:
            if contour.strong:
                stroke(painter, path, colour_of(with_.theme.ink), width + with_.line(4.8))
            stroke(painter, path, halo, width + with_.line(2.4))
            stroke(painter, path, colour, width)
        else:
            thin = width * 0.7
            stroke(painter, path, _OVER_BONE, thin + with_.line(1.4))
            stroke(painter, path, colour, thin, dashes=(4.5, 3.5))


def paint_hovered(painter: QPainter, stretches: Sequence[Stretch], with_: Stationery) -> None:
    """A quiet outline of what is under the cursor."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = _path([stretch.points for stretch in stretches])
    stroke(painter, path, colour_of(with_.theme.ink, 0.55), with_.line(4.0))
    stroke(painter, path, QColor(255, 255, 255), with_.line(2.0))


def _paint_hidden(painter: QPainter, contour: Contour) -> None:
    """What bone hides shimmers through it."""
    share = _SHIMMER_STRONG if contour.strong else _SHIMMER
    painter.fillPath(_path(contour.hidden), colour_of(contour.colour, share))


def _path(lines: Sequence[npt.NDArray[np.float64]]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
    return path


def stroke(
    painter: QPainter,
    path: QPainterPath,
    colour: QColor,
    width: float,
    dashes: Sequence[float] = (),
) -> None:
    """Draw a line of one colour; dashes in multiples of its width."""
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        pen.setDashPattern(list(dashes))
    painter.setPen(pen)
    painter.drawPath(path)


def _paint_leader(painter: QPainter, mark: Mark, with_: Stationery) -> None:
    placed, theme = mark.placed, with_.theme
    path = QPainterPath(QPointF(*placed.port))
    path.lineTo(QPointF(*placed.anchor))
    dashes = (3.0, 3.0) if placed.hidden else ()
    stroke(painter, path, colour_of(theme.halo, 0.8), with_.line(3.2))
    stroke(painter, path, colour_of(theme.ink), with_.line(1.2), dashes)
    painter.setPen(QPen(colour_of(theme.halo), with_.line(1.4)))
    painter.setBrush(colour_of(theme.halo) if placed.hidden else colour_of(theme.ink))
    painter.drawEllipse(QPointF(*placed.anchor), with_.line(3.2), with_.line(3.2))
    if placed.hidden:
        painter.setPen(QPen(colour_of(theme.ink), with_.line(1.2)))
        painter.drawEllipse(QPointF(*placed.anchor), with_.line(2.6), with_.line(2.6))


def _paint_plate(painter: QPainter, mark: Mark, with_: Stationery) -> None:
    theme, plate = with_.theme, mark.placed.plate
    box = QRectF(plate.x, plate.y, plate.width, plate.height)
    edge = colour_of(theme.ink, 0.85 if mark.strong else 0.22)
    painter.setPen(QPen(edge, with_.line(1.6 if mark.strong else 1.0)))
    painter.setBrush(colour_of(theme.card, 0.90))
    painter.drawRoundedRect(box, 4.0, 4.0)
    indent = with_.size * 0.6
    if mark.colour is not None:
        centre = QPointF(box.x() + with_.size * 0.85, box.center().y())
        paint_marker(painter, mark.label.role, centre, with_.size * 0.36, mark.colour, theme)
        indent = with_.size * 1.55
    painter.setPen(colour_of(theme.ink))
    painter.setFont(with_.font(bold=mark.strong))
    text_box = box.adjusted(indent, 0.0, 0.0, 0.0)
    if mark.colour is None:
        text_box = box
    align = Qt.AlignmentFlag.AlignVCenter | (
        Qt.AlignmentFlag.AlignHCenter if mark.colour is None else Qt.AlignmentFlag.AlignLeft
    )
    painter.drawText(text_box, int(align), mark.label.text)


def paint_marker(
    painter: QPainter,
    role: str,
    centre: QPointF,
    radius: float,
    colour: Colour,
    theme: SceneTheme,
) -> None:
    """The shape and colour of a role."""
    shape = ROLE_SHAPES.get(role, "circle")
    x, y, r = centre.x(), centre.y(), radius
    path = QPainterPath()
    if shape in ("circle", "ring"):
        path.addEllipse(centre, r, r)
    elif shape == "square":
        path.addRect(QRectF(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r))
    elif shape == "bar":
        path.addRect(QRectF(x - 1.2 * r, y - 0.5 * r, 2.4 * r, r))
    else:
        corners = {
            "diamond": [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)],
            "triangle": [(0, -1.15), (1.15, 0.9), (-1.15, 0.9)],
            "hexagon": [(1.1 * math.cos(k), 1.1 * math.sin(k)) for k in _SIXTHS],
            "star": [(r * math.sin(k), -r * math.cos(k)) for k, r in _STAR],
        }[shape]
        path.addPolygon(QPolygonF([QPointF(x + a * r, y + b * r) for a, b in corners]))
        path.closeSubpath()
    if shape == "ring":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour_of(colour), r * 0.7))
    else:
        painter.setBrush(QBrush(colour_of(colour)))
        painter.setPen(QPen(colour_of(theme.ink, 0.55), 1.0))
    painter.drawPath(path)


def halo_text(painter: QPainter, base: QPointF, text: str, font: QFont, with_: Stationery) -> None:
    """Writing with a surround, so that it reads on bone and background alike."""
    path = QPainterPath()
    path.addText(base, font, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    stroke(painter, path, colour_of(with_.theme.halo, 0.9), with_.line(3.0))
    painter.fillPath(path, colour_of(with_.theme.ink))
