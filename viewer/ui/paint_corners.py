"""What stands along the edges of the 3D picture: the legend, the patient's sides, the scale.

First where each finds room, then how it is painted; sizes in view pixels. Used by the window and
by saved pictures alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from viewer.captions import NOTE_ROLE
from viewer.id_image import IdPictures
from viewer.labels import Rect
from viewer.marks import edge_words, scale_bar
from viewer.spec import LegendEntry
from viewer.state import Camera
from viewer.ui.paint_overlay import Stationery, colour_of, halo_text, paint_marker, stroke

_MARGIN = 10.0
#: A legend that takes more of the view than this says less than it hides.
_LARGEST_LEGEND = 0.15
_LONGEST_BAR = 160.0
#: A view lower than so many letters has no room for the scale, which would lie over the picture.
_ROWS_FOR_BAR = 18.0

Cost = Callable[[Rect], float]


def legend_size(entries: Sequence[LegendEntry], with_: Stationery) -> tuple[float, float]:
    """Width and height of the legend's card."""
    metrics = QFontMetricsF(with_.font())
    width = max(metrics.horizontalAdvance(entry.text) for entry in entries) + 3.2 * with_.size
    return width, metrics.height() * 1.25 * len(entries) + 0.9 * with_.size


def foot_height(with_: Stationery) -> float:
    """What the words along the lower edge take."""
    return 2.6 * with_.size


def place_legend(
    entries: Sequence[LegendEntry],
    size: tuple[float, float],
    with_: Stationery,
    blocked: Sequence[Rect] = (),
    cost: Cost = lambda _box: 0.0,
    now: Rect | None = None,
) -> Rect | None:
    """The corner where the legend hides least; None without entries or in too small a view.

    cost: what a box would hide, 0 for nothing that matters. now: where it stands; it moves only
    for a better place.
    """
    if not entries:
        return None
    (wide, high), (across, down) = legend_size(entries, with_), size
    if wide * high > _LARGEST_LEGEND * across * down:
        return None
    right, low = across - wide - _MARGIN, down - foot_height(with_) - high - 4.0
    under = max((b.bottom for b in blocked if b.x < across <= b.right + _MARGIN), default=_MARGIN)
    over = max((b.bottom + 4.0 for b in blocked if b.x <= _MARGIN >= b.y), default=_MARGIN)
    corners = [(_MARGIN, over), (_MARGIN, low), (right, low), (right, under)]
    if now is not None:
        corners.sort(key=lambda corner: corner != (now.x, now.y))
    boxes = [Rect(x, y, wide, high) for x, y in corners]
    # Under a handle that stands low there is no corner left.
    free = [box for box in boxes if box.y <= low and not any(box.meets(b) for b in blocked)]
    return min(free, key=cost, default=None)


def hides(pictures: IdPictures) -> Cost:
    """What a box would hide of this picture: first of all what is lit, then what is in sight."""
    lit, sight, step = (
        (pictures.marked > 0) | (pictures.veils > 0),
        pictures.sight > 0,
        pictures.step,
    )

    def cost(box: Rect) -> float:
        rows = slice(max(0, int(box.y / step)), max(0, math.ceil(box.bottom / step)))
        columns = slice(max(0, int(box.x / step)), max(0, math.ceil(box.right / step)))
        # A few pixels of bone under a card's edge are no reason to move it.
        bone = int(sight[rows, columns].sum()) * step**2 / (box.width * box.height)
        return float(1000 * int(lit[rows, columns].sum()) + (bone if bone > 0.1 else 0.0))

    return cost


def paint_legend(
    painter: QPainter, entries: Sequence[LegendEntry], box: Rect | None, with_: Stationery
) -> None:
    """What the colours and shapes of the highlight mean."""
    if box is None or not entries:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour_of(with_.theme.ink, 0.22), 1.0))
    painter.setBrush(colour_of(with_.theme.card, 0.90))
    painter.drawRoundedRect(QRectF(box.x, box.y, box.width, box.height), 6.0, 6.0)
    row = (box.height - 0.9 * with_.size) / len(entries)
    for k, entry in enumerate(entries):
        middle = box.y + 0.45 * with_.size + (k + 0.5) * row
        centre = QPointF(box.x + 1.2 * with_.size, middle)
        if entry.role != NOTE_ROLE:
            paint_marker(painter, entry.role, centre, with_.size * 0.42, entry.colour, with_.theme)
        painter.setPen(colour_of(with_.theme.ink))
        painter.setFont(with_.font())
        indent = 0.8 if entry.role == NOTE_ROLE else 2.2
        text_box = QRectF(box.x + indent * with_.size, middle - row / 2, box.width, row)
        painter.drawText(text_box, int(Qt.AlignmentFlag.AlignVCenter), entry.text)


def title_box(words: str, size: tuple[float, float], with_: Stationery) -> Rect | None:
    """The card of a view's title, at the upper left; None without words."""
    if not words:
        return None
    metrics = QFontMetricsF(with_.font(bold=True))
    room = size[0] - 2 * _MARGIN
    wide = min(room, metrics.horizontalAdvance(words) + 1.6 * with_.size)
    return Rect(_MARGIN, _MARGIN, wide, metrics.height() + 0.6 * with_.size)


def paint_title(
    painter: QPainter, words: str, size: tuple[float, float], with_: Stationery
) -> None:
    """What this view shows, where another stands beside it."""
    box = title_box(words, size, with_)
    if box is None:
        return
    card = QRectF(box.x, box.y, box.width, box.height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour_of(with_.theme.ink, 0.22), 1.0))
    painter.setBrush(colour_of(with_.theme.card, 0.90))
    painter.drawRoundedRect(card, 6.0, 6.0)
    painter.setPen(colour_of(with_.theme.ink))
    painter.setFont(with_.font(bold=True))
    room = box.width - 1.6 * with_.size
    shown = QFontMetricsF(with_.font(bold=True)).elidedText(
        words, Qt.TextElideMode.ElideRight, room + 1.0
    )
    painter.drawText(card, int(Qt.AlignmentFlag.AlignCenter), shown)


def paint_unnamed(
    painter: QPainter,
    count: int,
    size: tuple[float, float],
    with_: Stationery,
    taken: Sequence[Rect],
) -> None:
    """That so many names more belong here than there was room for; left out where not even these
    words find any. taken: plates and all that is blocked."""
    if not count:
        return
    metrics = QFontMetricsF(with_.font())
    high = metrics.height()
    low = size[1] - foot_height(with_) - high
    for words in (f"and {count} more {'name' if count == 1 else 'names'}", f"+{count}"):
        wide = metrics.horizontalAdvance(words)
        across = (size[0] - _MARGIN - wide, _MARGIN, (size[0] - wide) / 2)
        boxes = [Rect(x, y, wide, high - 1.0) for y in (low, _MARGIN) for x in across]
        free = (box for box in boxes if not any(box.meets(other) for other in taken))
        if (box := next(free, None)) is not None:
            base = QPointF(box.x, box.y + metrics.ascent())
            halo_text(painter, base, words, with_.font(), with_)
            return


@dataclass(frozen=True, slots=True)
class Foot:
    """The words at the lower corners, and the scale's length and words, None where no room is."""

    left: str
    right: str
    bar: tuple[float, str] | None


def foot(size: tuple[float, float], camera: Camera, with_: Stationery) -> Foot:
    """What finds room along the lower edge without touching: words grow shorter, then the scale
    goes, as it does in a low view; the words never go."""
    width, height = size
    longest = min(max(_LONGEST_BAR, with_.line(_LONGEST_BAR)), width * 0.18)
    bar = scale_bar(camera, max(1, round(height)), longest)
    bold, plain = (QFontMetricsF(with_.font(bold=b)) for b in (True, False))
    gap = 2 * _MARGIN
    half_bar = max(bar[0], plain.horizontalAdvance(bar[1])) / 2 + gap
    choices = []
    for brief in (False, True):
        left, right = edge_words(camera, brief=brief)
        left, right = f"◂ {left}", f"{right} ▸"
        spans = [_MARGIN + bold.horizontalAdvance(words) for words in (left, right)]
        if max(spans) <= width / 2 - half_bar and height >= _ROWS_FOR_BAR * with_.size:
            return Foot(left, right, bar)
        choices.append((sum(spans) + gap <= width, Foot(left, right, None)))
    return next((found for fits, found in choices if fits), _bare(camera))


def _bare(camera: Camera) -> Foot:
    """Where not even one direction finds room with whose side it is: words that touch would be read
    as one."""
    left, right = (
        words.removeprefix("Patient’s ").capitalize() for words in edge_words(camera, brief=True)
    )
    return Foot(f"◂ {left}", f"{right} ▸", None)


def paint_foot(
    painter: QPainter, size: tuple[float, float], camera: Camera, with_: Stationery
) -> None:
    """The patient's sides at the lower corners, following the camera, and the scale between."""
    found = foot(size, camera, with_)
    width, height = size
    font = with_.font(bold=True)
    metrics = QFontMetricsF(font)
    base = height - _MARGIN - metrics.height() * 0.3
    halo_text(painter, QPointF(_MARGIN, base), found.left, font, with_)
    span = metrics.horizontalAdvance(found.right)
    halo_text(painter, QPointF(width - _MARGIN - span, base), found.right, font, with_)
    if found.bar is not None:
        _paint_bar(painter, size, found.bar, with_)


def _paint_bar(
    painter: QPainter, size: tuple[float, float], bar: tuple[float, str], with_: Stationery
) -> None:
    """A bar of a round length at the lower edge's middle."""
    (width, height), (length, words) = size, bar
    y = height - _MARGIN - with_.line(2.0)
    x = (width - length) / 2
    tick = with_.line(4.0)
    path = QPainterPath(QPointF(x, y - tick))
    path.lineTo(x, y)
    path.lineTo(x + length, y)
    path.lineTo(x + length, y - tick)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    stroke(painter, path, colour_of(with_.theme.halo, 0.85), with_.line(4.0))
    stroke(painter, path, colour_of(with_.theme.ink), with_.line(1.6))
    font = with_.font()
    span = QFontMetricsF(font).horizontalAdvance(words)
    halo_text(painter, QPointF((width - span) / 2, y - tick - with_.line(3.0)), words, font, with_)


def paint_scale(
    painter: QPainter,
    camera: Camera,
    height: float,
    end: tuple[float, float],
    with_: Stationery,
    ink: QColor,
) -> None:
    """A scale bar beside a picture: its right end and its line at `end`, words before it."""
    length, words = scale_bar(camera, max(1, round(height)), _LONGEST_BAR)
    (x, y), tick = end, with_.line(4.0)
    path = QPainterPath(QPointF(x - length, y - tick))
    path.lineTo(x - length, y)
    path.lineTo(x, y)
    path.lineTo(x, y - tick)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    stroke(painter, path, ink, with_.line(1.6))
    font = with_.font()
    span = QFontMetricsF(font).horizontalAdvance(words)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QPointF(x - (length + span) / 2, y - tick - with_.line(3.0)), words)
