"""A little spine in a corner of the 3D view that shows which part of it one is looking at.

Where its discs lie and how the column bends is read off the boxes of the model. It is painted over
the picture, so it costs no 3D frame, and stays away while the whole spine is in view.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Box
from viewer.camera import VIEW_ANGLE_DEG, basis
from viewer.labels import Rect
from viewer.looks import SceneTheme
from viewer.spec import Emphasis, SceneSpec
from viewer.state import Camera
from viewer.ui.paint_overlay import Stationery, colour_of
from viewer.ui.spine_shapes import body_shape, disc_shape, sacrum_shape

#: The inset's width and height in letter heights, and the smallest view that has room for it.
_WIDE, _HIGH, _LEAST = 4.6, 9.6, (420.0, 300.0)
#: Seen so much of the column, one sees the whole.
_WHOLE = 0.9
_MARGIN, _PAD = 8.0, 6.0
#: Of a body or disc, from front to back, mm.
_DEPTH_MM = 34.0
_BONE, _BONE_EDGE = QColor("#E9DDC3"), QColor("#8A7B5D")
_DISC, _LIT = QColor("#8DB9B4"), QColor("#009E73")
Flat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """The column from the patient's left: the middles of the discs, the upper end of the first
    body and the lower end of the sacrum, each (mm anterior, mm superior)."""

    discs: tuple[tuple[StructureId, Flat], ...]
    top: Flat
    tail: Flat


@dataclass(frozen=True, slots=True)
class Inset:
    """What to paint. seen: the lowest and highest mm in view; lit: discs of the lit place."""

    column: Column
    box: Rect
    seen: tuple[float, float]
    lit: frozenset[StructureId] = frozenset()


def column_of(catalog: Catalog, boxes: Mapping[StructureId, Box]) -> Column | None:
    """The little spine of a model; None where discs or sacrum are missing."""
    discs = []
    for place in catalog.segments:
        parts = [
            boxes[part]
            for member in place.members
            if member.role == "disc"
            for part in catalog.with_parts(member.id)
            if part in boxes
        ]
        if not parts:
            return None
        _, y, z = parts[0].centre
        discs.append((place.id, (y, z)))
    bones = [boxes[id] for id in (StructureId("sacrum"), StructureId("coccyx")) if id in boxes]
    if len(discs) < 2 or not bones:
        return None
    (_, first), (_, second) = discs[0], discs[1]
    low = min(bones, key=lambda box: box.lower[2])
    tail = (low.centre[1], low.lower[2])
    return Column(tuple(discs), (2 * first[0] - second[0], 2 * first[1] - second[1]), tail)


def lit_discs(spec: SceneSpec, catalog: Catalog) -> frozenset[StructureId]:
    """The segments whose disc is lit or picked out."""
    lit = {id for id, look in spec.looks.items() if look.emphasis is not Emphasis.NONE}
    return frozenset(
        place.id
        for place in catalog.segments
        for member in place.members
        if member.role == "disc" and lit & set(catalog.with_parts(member.id))
    )


def seen_span(camera: Camera) -> tuple[float, float]:
    """From how far down to how far up one sees at the focal point, mm; seen from above or below,
    the height of the focal point."""
    half = camera.distance * math.tan(math.radians(VIEW_ANGLE_DEG) / 2)
    reach = max(4.0, half * abs(basis(camera)[1][2]))
    return camera.focal[2] - reach, camera.focal[2] + reach


def inset(
    column: Column | None,
    camera: Camera | None,
    size: tuple[float, float],
    with_: Stationery,
    below: Rect | None,
    lit: frozenset[StructureId] = frozenset(),
) -> Inset | None:
    """The inset under the orientation cube; None while the whole is seen or room is short."""
    if column is None or camera is None or size[0] < _LEAST[0] or size[1] < _LEAST[1]:
        return None
    low, high = seen_span(camera)
    bottom, top = column.tail[1], column.top[1]
    if min(high, top) - max(low, bottom) >= _WHOLE * (top - bottom):
        return None
    wide, tall = _WIDE * with_.size, _HIGH * with_.size
    y = _MARGIN if below is None else below.bottom + 4.0
    if y + tall > 0.6 * size[1]:
        return None
    return Inset(column, Rect(size[0] - wide - _MARGIN, y, wide, tall), (low, high), lit)


def paint_inset(painter: QPainter, what: Inset, theme: SceneTheme) -> None:
    """The card, the little spine, and a frame around what is in view."""
    box, column = what.box, what.column
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour_of(theme.ink, 0.22), 1.0))
    painter.setBrush(colour_of(theme.card, 0.90))
    card = QRectF(box.x, box.y, box.width, box.height)
    painter.drawRoundedRect(card, 6.0, 6.0)
    painter.setClipRect(card)
    scale = (box.height - 2 * _PAD) / (column.top[1] - column.tail[1])
    points = [column.top, *(at for _, at in column.discs), column.tail]
    middle = (min(p[0] for p in points) + max(p[0] for p in points)) / 2

    def flat(at: Flat) -> QPointF:
        # Seen from the patient's left: anterior is on the left of the picture.
        x = box.x + box.width / 2 - (at[0] - middle) * scale
        return QPointF(x, box.y + _PAD + (column.top[1] - at[1]) * scale)

    depth = _DEPTH_MM * scale
    joints = [column.top, *(at for _, at in column.discs)]
    for above, under in pairwise(joints):
        _paint_body(painter, flat(above), flat(under), depth)
    _paint_sacrum(painter, flat(joints[-1]), flat(column.tail), depth)
    for k, (id, at) in enumerate(column.discs):
        _paint_disc(painter, flat(joints[k]), flat(at), depth, id in what.lit)
    _paint_frame(painter, what, theme, flat)
    painter.restore()


def _turned(painter: QPainter, at: QPointF, along: QPointF) -> None:
    painter.translate(at)
    painter.rotate(math.degrees(math.atan2(along.y(), along.x())))


def _paint_body(painter: QPainter, above: QPointF, under: QPointF, depth: float) -> None:
    along = under - above
    painter.save()
    _turned(painter, (above + under) / 2, along)
    painter.setPen(QPen(_BONE_EDGE, 1.0))
    painter.setBrush(_BONE)
    painter.drawPath(body_shape(0.72 * math.hypot(along.x(), along.y()), depth))
    painter.restore()


def _paint_disc(painter: QPainter, above: QPointF, at: QPointF, depth: float, is_lit: bool) -> None:
    along = at - above
    painter.save()
    _turned(painter, at, along)
    painter.setPen(QPen(_LIT.darker(130) if is_lit else _BONE_EDGE, 1.0))
    painter.setBrush(_LIT if is_lit else _DISC)
    wide = 0.24 * math.hypot(along.x(), along.y())
    painter.drawPath(
        disc_shape(wide * (1.3 if is_lit else 1.0), depth * (1.15 if is_lit else 0.95))
    )
    painter.restore()


def _paint_sacrum(painter: QPainter, top: QPointF, tail: QPointF, depth: float) -> None:
    along = tail - top
    painter.save()
    _turned(painter, top, along)
    painter.translate(3.0, 0.0)
    painter.scale(1.0, -1.0)
    painter.setPen(QPen(_BONE_EDGE, 1.0))
    painter.setBrush(_BONE)
    painter.drawPath(sacrum_shape(math.hypot(along.x(), along.y()) - 3.0, depth))
    painter.restore()


def _paint_frame(
    painter: QPainter, what: Inset, theme: SceneTheme, flat: Callable[[Flat], QPointF]
) -> None:
    low, high = what.seen
    top = max(what.box.y + 2.0, flat((0.0, high)).y())
    bottom = min(what.box.bottom - 2.0, flat((0.0, low)).y())
    top, bottom = min(top, what.box.bottom - 8.0), max(bottom, what.box.y + 8.0)
    frame = QRectF(what.box.x + 2.5, top, what.box.width - 5.0, max(5.0, bottom - top))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour_of(theme.halo), 3.6))
    painter.drawRoundedRect(frame, 3.0, 3.0)
    painter.setPen(QPen(colour_of(theme.ink), 1.8))
    painter.drawRoundedRect(frame, 3.0, 3.0)
