"""The words of the leg map: names of areas, which side is which, and the key of the patterns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen

from annotations.legmap_data import load_figure
from meshes.ids import Side
from viewer.legmap.areas import middle
from viewer.legmap.grid import grids
from viewer.legmap.shown import ShownRoots
from viewer.state import Felt, LegMap
from viewer.ui.leg_places import Place
from viewer.ui.theme import Theme

_SIDE_WORDS = {Side.RIGHT: "Right", Side.LEFT: "Left"}
#: The patterns of pain and numbness, beside their words in the key.
PATTERNS: Mapping[Felt, tuple[str, Qt.BrushStyle]] = {
    Felt.PAIN: ("Pain", Qt.BrushStyle.BDiagPattern),
    Felt.NUMB: ("Numbness", Qt.BrushStyle.Dense6Pattern),
}
#: How strongly painted skin is tinted below its pattern, of 255.
TINT = 46
#: Names on the areas have so much of the letters around them.
_NAME_SHARE = 0.92
#: An area with less room around the name than this, in lines of text, goes without.
_LEAST_ROOM = 0.17


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn: the shown areas after a map, the painting over them, and with what."""

    shown: ShownRoots
    map: LegMap
    theme: Theme
    font: QFont
    names: Mapping[str, str]


def paint_names(painter: QPainter, place: Place, sheet: Sheet) -> None:
    """The name of each shown root within its area."""
    font = QFont(sheet.font)
    font.setPointSizeF(sheet.font.pointSizeF() * _NAME_SHARE)
    font.setBold(True)
    painter.setFont(font)
    metrics, roots = painter.fontMetrics(), sheet.shown.roots
    taken: list[QRectF] = []
    for root, side in roots:
        at = middle(str(sheet.map.kind), root, place.view)
        if at is None or at[2] * place.scale < _LEAST_ROOM * metrics.height():
            continue
        words = sheet.names.get(root, root)
        width = metrics.horizontalAdvance(words)
        x = at[0]
        # Only on skin: legs stand apart.
        meets = x - at[2] < 2 * grids()[place.view].cell
        if meets and (root, side.other) in roots and x * place.scale < width / 2 + 3:
            # Two would run into each other: one on the mid-line is for both.
            x = 0.0
            if side is Side.LEFT:
                continue
        spot = place.to_pixels(x, at[1], side)
        box = QRectF(0, 0, width, 0.7 * metrics.height())
        box.moveCenter(spot)
        if not any(box.intersects(other) for other in taken):
            taken.append(box)
            _paint_name(painter, QPointF(box.left(), spot.y()), words, sheet.theme)
    painter.setFont(sheet.font)


def _paint_name(painter: QPainter, at: QPointF, words: str, theme: Theme) -> None:
    """A name with a halo. at: its left end, in the middle of its height."""
    letters = QPainterPath()
    base = QPointF(at.x(), at.y() + painter.fontMetrics().ascent() * 0.4)
    letters.addText(base, painter.font(), words)
    halo = QColor(theme.surface)
    halo.setAlpha(215)
    painter.strokePath(letters, QPen(halo, 3.2, j=Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(letters, QColor(theme.text))


def paint_heading(painter: QPainter, place: Place, sheet: Sheet, line: float) -> None:
    """The title of a view, and below it which side is which."""
    box = place.box
    half = place.half
    over = 1.25 if place.is_low else 2.3
    top = box.top() - over * line
    painter.setPen(QColor(sheet.theme.text))
    title = load_figure()[place.view].title
    row = QRectF(place.x - half - 20, top, 2 * half + 40, line)
    words = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(row.width()))
    painter.drawText(row, int(Qt.AlignmentFlag.AlignHCenter), words)
    below = 0.0 if place.is_low else line
    _paint_sides(painter, place, sheet, QRectF(place.x - half, top + below, 2 * half, line))


def _paint_sides(painter: QPainter, place: Place, sheet: Sheet, row: QRectF) -> None:
    """Which side is which, in a row over the view; and front and back of the saddle."""
    painter.setPen(QColor(sheet.theme.muted))
    at_right = Side.LEFT if place.towards_left > 0 else Side.RIGHT
    metrics, line = painter.fontMetrics(), row.height()
    left, right = _SIDE_WORDS[at_right.other], _SIDE_WORDS[at_right]
    taken = metrics.horizontalAdvance(left) + metrics.horizontalAdvance(right)
    if place.is_low or row.width() < taken + line / 2:
        left, right = left[0], right[0]
    painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft), left)
    painter.drawText(row, int(Qt.AlignmentFlag.AlignRight), right)
    if place.view == "saddle":
        if not place.is_low and row.width() > taken + metrics.horizontalAdvance("front") + 2 * line:
            painter.drawText(row, int(Qt.AlignmentFlag.AlignHCenter), "front")
        row.moveTop(place.box.bottom() + 2.0)
        painter.drawText(row, int(Qt.AlignmentFlag.AlignHCenter), "back")


def paint_key(painter: QPainter, found: tuple[Place, ...], sheet: Sheet, line: float) -> None:
    """What the patterns mean, below the saddle, where they are in use."""
    saddle = next(place for place in found if place.view == "saddle")
    y = saddle.box.bottom() + 1.8 * line
    painter.setFont(sheet.font)
    for felt, cells in ((Felt.PAIN, sheet.map.pain), (Felt.NUMB, sheet.map.numb)):
        if not cells:
            continue
        words, pattern = PATTERNS[felt]
        wide = painter.fontMetrics().horizontalAdvance(words) + 1.9 * line
        square = QRectF(saddle.x - wide / 2, y, 1.4 * line, line)
        tint = QColor(sheet.theme.text)
        tint.setAlpha(TINT)
        painter.fillRect(square, tint)
        painter.fillRect(square, QBrush(QColor(sheet.theme.text), pattern))
        painter.setPen(QColor(sheet.theme.text))
        row = QRectF(square.right() + 0.5 * line, y, wide, line)
        painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft), words)
        y += 1.5 * line
