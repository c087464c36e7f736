"""Paints what was measured over the 3D picture: lines with a halo, ends, and the values on plates.

First where each value finds room, then the painting; sizes in view pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from viewer.labels import Rect
from viewer.measuring import DrawnMeasure
from viewer.picking import display
from viewer.state import Camera
from viewer.ui.paint_overlay import Stationery, colour_of, stroke

#: Measured by hand: vermilion; ready-made: bluish green; both of the set of Okabe and Ito, on a
#: dark line within a light one, so that they are told on bone and background alike.
_HAND, _READY = QColor(190, 70, 0), QColor(0, 106, 90)
_ASIDE, _EVERY = 10.0, 6.0
#: The sides of its line a value may stand on, best first.
_WAYS = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (1.0, -1.0),
    (1.0, 1.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (-1.0, -1.0),
    (-1.0, 1.0),
)
Spot = tuple[float, float]


@dataclass(frozen=True)
class Value:
    """A measure with its lines in view pixels. plate: where its words stand, None without any."""

    measure: DrawnMeasure
    lines: tuple[tuple[tuple[Spot, ...], bool], ...]
    dots: tuple[Spot, ...]
    at: Spot
    plate: Rect | None


def placed_values(
    measures: Sequence[DrawnMeasure],
    camera: Camera,
    size: tuple[float, float],
    with_: Stationery,
    blocked: Sequence[Rect] = (),
) -> tuple[Value, ...]:
    """All measures on the picture; values never overlap each other or what is blocked."""
    wide, high = max(1, round(size[0])), max(1, round(size[1]))
    found: list[tuple[DrawnMeasure, list[tuple[tuple[Spot, ...], bool]], list[Spot], Spot]] = []
    for measure in measures:
        spots = [
            (tuple(display(camera, point, wide, high) for point in line), dashed)
            for line, dashed in measure.lines
        ]
        dots = [display(camera, point, wide, high) for point in measure.dots]
        at = display(camera, measure.at, wide, high)
        if at is None or None in dots or any(None in line for line, _ in spots):
            continue
        found.append((measure, spots, dots, at))  # type: ignore[arg-type]
    drawn = _along([line for _, lines, _, _ in found for line, _ in lines])
    taken = list(blocked)
    values = []
    for measure, lines, ends, at in found:
        plate = _plate(measure.text, at, taken, drawn, size, with_) if measure.text else None
        if plate is not None:
            taken.append(plate)
        values.append(Value(measure, tuple(lines), tuple(ends), at, plate))
    return tuple(values)


def _along(lines: Sequence[Sequence[Spot]]) -> npt.NDArray[np.float64]:
    """Spots every few pixels along all lines: (n, 2)."""
    rows = [np.zeros((0, 2))]
    for line in lines:
        for a, b in pairwise(line):
            count = min(200, max(2, int(math.dist(a, b) / _EVERY)))
            rows.append(np.linspace(a, b, count))
    return np.concatenate(rows)


def _plate(
    text: str,
    at: Spot,
    taken: list[Rect],
    drawn: npt.NDArray[np.float64],
    size: tuple[float, float],
    with_: Stationery,
) -> Rect | None:
    """Where it hides least of all lines, as near as that allows; None when what it names lies
    outside the view or there is no room."""
    metrics = QFontMetricsF(with_.font(bold=True))
    wide, high = metrics.horizontalAdvance(text) + with_.size, metrics.height() + 4.0
    if not (0 <= at[0] <= size[0] and 0 <= at[1] <= size[1]):
        return None
    best: tuple[float, Rect] | None = None
    for step, (across, down) in product(range(5), _WAYS):
        reach = _ASIDE + 26.0 * step
        x = at[0] - wide / 2 + across * (wide / 2 + reach)
        y = at[1] - high / 2 + down * (high / 2 + reach)
        box = Rect(x, y, wide, high)
        outside = x < 4.0 or y < 4.0 or box.right > size[0] - 4.0 or box.bottom > size[1] - 4.0
        if outside or any(box.meets(other) for other in taken):
            continue
        inside = (drawn[:, 0] > x - 3) & (drawn[:, 0] < box.right + 3)
        inside &= (drawn[:, 1] > y - 3) & (drawn[:, 1] < box.bottom + 3)
        cost = 3.0 * float(inside.sum()) + 2.0 * step
        if best is None or cost < best[0]:
            best = (cost, box)
    return None if best is None else best[1]


def paint_values(painter: QPainter, values: Sequence[Value], with_: Stationery) -> None:
    """Lines first, then values, so that writing is never crossed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for value in values:
        _paint_lines(painter, value, with_)
    for value in values:
        if value.plate is not None:
            _paint_plate(painter, value, value.plate, with_)


def _colour(value: Value) -> QColor:
    return _READY if value.measure.ready else _HAND


def _paint_lines(painter: QPainter, value: Value, with_: Stationery) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line, dashed in value.lines:
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(*spot) for spot in line]))
        stroke(painter, path, QColor(255, 255, 255, 225), with_.line(4.4))
        stroke(painter, path, _colour(value), with_.line(2.0), (3.0, 2.5) if dashed else ())
    for dot in value.dots:
        painter.setPen(QPen(QColor(255, 255, 255), with_.line(1.6)))
        painter.setBrush(_colour(value))
        painter.drawEllipse(QPointF(*dot), with_.line(4.0), with_.line(4.0))


def _paint_plate(painter: QPainter, value: Value, plate: Rect, with_: Stationery) -> None:
    box = QRectF(plate.x, plate.y, plate.width, plate.height)
    near = (
        min(max(value.at[0], plate.x), plate.right),
        min(max(value.at[1], plate.y), plate.bottom),
    )
    if math.dist(near, value.at) > 1.5 * _ASIDE:
        leader = QPainterPath(QPointF(*value.at))
        leader.lineTo(QPointF(*near))
        stroke(painter, leader, colour_of(with_.theme.halo, 0.8), with_.line(2.6))
        stroke(painter, leader, colour_of(with_.theme.ink), with_.line(1.0))
    painter.setPen(QPen(_colour(value), with_.line(1.4)))
    painter.setBrush(colour_of(with_.theme.card, 0.94))
    painter.drawRoundedRect(box, 4.0, 4.0)
    painter.setPen(colour_of(with_.theme.ink))
    painter.setFont(with_.font(bold=True))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), value.measure.text)


@dataclass(frozen=True)
class Probe:
    """What the next click would set: where, from which point set before, and the value so far."""

    at: Spot
    start: Spot | None = None
    text: str = ""


def paint_probe(painter: QPainter, probe: Probe, with_: Stationery) -> None:
    """A small cross on the surface under the pointer."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    (x, y), arm = probe.at, with_.line(8.0)
    if probe.start is not None:
        line = QPainterPath(QPointF(*probe.start))
        line.lineTo(QPointF(x, y))
        stroke(painter, line, QColor(255, 255, 255, 200), with_.line(3.6))
        stroke(painter, line, _HAND, with_.line(1.6), (4.0, 3.0))
    cross = QPainterPath()
    cross.addEllipse(QPointF(x, y), arm * 0.6, arm * 0.6)
    for dx, dy in ((arm, 0.0), (0.0, arm)):
        cross.moveTo(x - dx, y - dy)
        cross.lineTo(x + dx, y + dy)
    stroke(painter, cross, QColor(255, 255, 255, 225), with_.line(3.6))
    stroke(painter, cross, _HAND, with_.line(1.4))
    if probe.text:
        box = QRectF(x + arm + 6, y - arm - 1.6 * with_.size, 5.2 * with_.size, 1.7 * with_.size)
        painter.setPen(QPen(_HAND, 1.0))
        painter.setBrush(colour_of(with_.theme.card, 0.94))
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.setPen(colour_of(with_.theme.ink))
        painter.setFont(with_.font(bold=True))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), probe.text)
