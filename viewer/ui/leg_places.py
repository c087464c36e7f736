"""Where the views of the leg map stand in a box, and what lies under a point."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from annotations.legmap_data import VIEWS, load_figure
from meshes.ids import Side
from viewer.legmap.grid import grids, outline

_GAP = 11.0
#: The saddle may be drawn so many times as large as the legs.
_SADDLE_LARGER = 1.7
#: How wide a view stands at least, in lines of text.
_LEAST_WIDE = 5.6
#: A box of fewer lines of text than this has one line of words over its views, not two; how high
#: they stand with their gap.
_LOW, _ONE_LINE, _TWO_LINES = 15.0, 1.25, 2.3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a view stands: its mid-line and upper edge in pixels, pixels a mm, half the width that
    the words over it have, and whether these share one line."""

    view: str
    x: float
    y: float
    scale: float
    half: float
    is_low: bool = False

    @property
    def towards_left(self) -> float:
        """1 where the patient's left is at the picture's right, -1 in the view from behind."""
        return 1.0 if load_figure()[self.view].right_is == "left" else -1.0

    def to_mm(self, point: QPointF) -> tuple[float, float]:
        """x towards the patient's left, y downwards."""
        x = self.towards_left * (point.x() - self.x) / self.scale
        return x, (point.y() - self.y) / self.scale

    def to_pixels(self, x: float, y: float, side: Side) -> QPointF:
        """x outwards from the mid-line, on a side."""
        way = self.towards_left if side is Side.LEFT else -self.towards_left
        return QPointF(self.x + way * x * self.scale, self.y + y * self.scale)

    @property
    def box(self) -> QRectF:
        """All its cells."""
        grid = grids()[self.view]
        high, wide = grid.skin.shape
        half = wide * grid.cell * self.scale
        return QRectF(self.x - half, self.y, 2 * half, high * grid.cell * self.scale)


def places(box: QRectF, line: float) -> tuple[Place, ...]:
    """Where the views stand in a box: front, saddle and back side by side. line: pixels of a line
    of text; two stand over each view, one where the box is low."""
    size = {view: outline(view).max(axis=0) for view in VIEWS}
    wide, high = 2 * size["front"][0], max(size["front"][1], size["back"][1])
    saddle = 2 * size["saddle"][0]
    is_low = box.height() < _LOW * line
    over = (_ONE_LINE if is_low else _TWO_LINES) * line
    top, room = box.top() + over, box.height() - over - 4.0
    scale = max(0.05, min(room / high, (box.width() - 4 * _GAP) / (2 * wide + saddle)))
    left = box.width() - 4 * _GAP - 2 * wide * scale
    larger = max(0.05, min(_SADDLE_LARGER * scale, left / saddle))
    # Each view has room for the words over it, where there is room at all.
    least = min(_LEAST_WIDE * line, (box.width() - 2 * _GAP) / 3)
    leg, middle_wide = max(wide * scale, least), max(saddle * larger, least)
    x = box.center().x() - (2 * leg + middle_wide + 2 * _GAP) / 2
    middles = (
        x + leg / 2,
        x + 1.5 * leg + middle_wide + 2 * _GAP,
        x + leg + _GAP + middle_wide / 2,
    )
    scales, halves = (scale, scale, larger), (leg, leg, middle_wide)
    return tuple(
        Place(view, at, top, one, half / 2 + 2, is_low)
        for view, at, one, half in zip(VIEWS, middles, scales, halves, strict=True)
    )


def place_at(found: tuple[Place, ...], point: QPointF, near: float = 12.0) -> Place | None:
    """The view a point lies on, or near."""
    around = (p for p in found if p.box.adjusted(-near, -near, near, near).contains(point))
    return next(around, None)
