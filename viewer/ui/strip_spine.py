"""The little lying spine of the level strip: where its pieces stand, and how they are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from viewer.ui.spine_shapes import body_shape, disc_shape, sacrum_shape
from viewer.ui.theme import Theme

#: White above the spine and beside the row, in pixels.
TOP, SIDE = 8.0, 10.0
#: How high the spine is under places of `WIDEST` and less; wider than that a place looks stretched.
_SPINE, WIDEST = 46.0, 112.0
#: Share of a slot that its disc takes, and the half of a vertebra before the first slot.
DISC_SHARE, LEAD = 0.21, 0.42
#: How far the little spine bends (lordosis), in pixels, at its usual height.
_BEND = 5.0
_BODY_INK = "#2B2415"
#: Letters on the bones, in points: no larger than this on a spine of the usual height, no smaller.
_LARGEST_NAME, _SMALLEST_NAME = 12.0, 6.0


@dataclass(frozen=True, slots=True)
class StripSpine:
    """Where the spine lies in a strip of a width that holds so many slots, all in pixels.

    letters: size of the window's letters against the usual; places may be that much wider, and the
    spine grows with them.
    """

    width: float
    slots: float
    letters: float = 1.0

    @property
    def slot(self) -> float:
        """Width of one place; the row begins with half a vertebra."""
        widest = WIDEST * max(1.0, self.letters)
        return max(1.0, min(widest, (self.width - 2 * SIDE) / self.slots))

    @property
    def growth(self) -> float:
        """The spine's size against its usual one."""
        return max(1.0, self.slot / WIDEST)

    @property
    def height(self) -> float:
        """How high the spine is."""
        return _SPINE * self.growth

    @property
    def start(self) -> float:
        """Where the spine begins; it stands in the middle of a wide window."""
        return (self.width - self.slots * self.slot) / 2

    def left(self, number: int) -> float:
        """Left edge of a place, counted from 0."""
        return self.start + (number + LEAD) * self.slot

    def line(self, x: float) -> float:
        """Height of the spine's middle line at x, with a lumbar lordosis."""
        share = (x - self.start) / max(1.0, self.width - 2 * self.start)
        bend = _BEND * self.growth * math.sin(math.pi * share)
        return TOP + self.height / 2 + 2 - bend

    def lean(self, x: float) -> float:
        """How far the line slopes at x, in degrees."""
        return math.degrees(math.atan2(self.line(x + 8) - self.line(x - 8), 16.0))


class StripPainter:
    """Draws one piece at a time. lit: chosen; touched: a bone of the chosen place."""

    def __init__(self, spine: StripSpine, theme: Theme, font: QFont) -> None:
        self._spine, self._theme, self._font = spine, theme, font

    def disc(self, painter: QPainter, number: int, *, lit: bool) -> None:
        """The disc in the middle of a place."""
        spine, theme = self._spine, self._theme
        self._stand(painter, spine.left(number) + spine.slot / 2)
        painter.setPen(QPen(QColor(theme.accent if lit else theme.edge), 1.2))
        painter.setBrush(QColor(theme.accent if lit else theme.disc))
        painter.drawPath(
            disc_shape(spine.slot * DISC_SHARE, spine.height * (0.86 if lit else 0.74))
        )
        painter.restore()

    def body(self, painter: QPainter, number: int, name: str, *, touched: bool) -> None:
        """The vertebra at the upper border of a place."""
        spine = self._spine
        width = spine.slot * (1 - DISC_SHARE) - 3
        self._stand(painter, spine.left(number))
        self._bone(painter, touched=touched)
        painter.drawPath(body_shape(width, spine.height * 0.72))
        self._name(painter, name, QPointF(0, 0), width)
        painter.restore()

    def sacrum(
        self, painter: QPainter, number: int, name: str, *, lit: bool, touched: bool
    ) -> None:
        """The sacrum, to the end of the row."""
        spine, theme = self._spine, self._theme
        start = spine.left(number) - spine.slot * (1 - DISC_SHARE) / 2 + 2
        width = spine.width - spine.start - start
        painter.save()
        painter.translate(start, spine.line(start))
        self._bone(painter, touched=touched)
        if lit:
            painter.setBrush(QColor(theme.accent_soft))
            painter.setPen(QPen(QColor(theme.accent), 2.2))
        painter.drawPath(sacrum_shape(width, spine.height * 0.72))
        ink = theme.text if lit else _BODY_INK
        self._name(painter, name, QPointF(width * 0.28, 2), width * 0.5, ink)
        painter.restore()

    def _stand(self, painter: QPainter, x: float) -> None:
        painter.save()
        painter.translate(x, self._spine.line(x))
        painter.rotate(self._spine.lean(x))

    def _bone(self, painter: QPainter, *, touched: bool) -> None:
        edge = self._theme.accent if touched else self._theme.bone_edge
        painter.setPen(QPen(QColor(edge), 2.2 if touched else 1.2))
        painter.setBrush(QColor(self._theme.bone))

    def _name(
        self, painter: QPainter, text: str, at: QPointF, room: float, ink: str = _BODY_INK
    ) -> None:
        font = QFont(self._font)
        font.setPointSizeF(min(_LARGEST_NAME * self._spine.growth, font.pointSizeF() * 0.85))
        while (
            font.pointSizeF() > _SMALLEST_NAME
            and QFontMetricsF(font).horizontalAdvance(text) > room - 6
        ):
            font.setPointSizeF(font.pointSizeF() - 0.5)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        high = 32 * self._spine.growth
        area = QRectF(at.x() - room / 2, at.y() - high / 2, room, high)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
