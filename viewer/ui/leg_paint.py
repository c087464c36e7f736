"""How the leg map is drawn: figure, areas with their names, and what is painted on the skin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPainterPath, QPen

from annotations.legmap_data import VIEWS, load_figure
from meshes.ids import Side
from viewer.legmap.areas import middle
from viewer.legmap.colours import layers
from viewer.legmap.grid import Mask, grids, outline, painted, smooth
from viewer.legmap.shown import ShownRoots
from viewer.state import Felt, LegMap
from viewer.ui.theme import Theme

Bytes = npt.NDArray[np.uint8]
_GAP, _SIDE_WORDS = 11.0, {Side.RIGHT: "Right", Side.LEFT: "Left"}
#: The saddle may be drawn so many times as large as the legs.
_SADDLE_LARGER = 1.7
#: The patterns of pain and numbness, beside their words in the key.
PATTERNS: Mapping[Felt, tuple[str, Qt.BrushStyle]] = {
    Felt.PAIN: ("Pain", Qt.BrushStyle.BDiagPattern),
    Felt.NUMB: ("Numbness", Qt.BrushStyle.Dense6Pattern),
}
_TINT = 46
#: How wide a view stands at least, in lines of text.
_LEAST_WIDE = 5.6
#: How much of the colour of bone the skin has, in light and in dark themes.
_SKIN = (0.42, 0.24)
#: Names on the areas have so much of the letters around them.
_NAME_SHARE = 0.92
#: An area with less room around the name than this, in lines of text, goes without.
_LEAST_ROOM = 0.17


@dataclass(frozen=True, slots=True)
class Place:
    """Where a view stands: its mid-line and upper edge in pixels, and pixels a mm."""

    view: str
    x: float
    y: float
    scale: float

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn: the shown areas after a map, the painting over them, and with what."""

    shown: ShownRoots
    map: LegMap
    theme: Theme
    font: QFont
    names: Mapping[str, str]


def places(box: QRectF, line: float) -> tuple[Place, ...]:
    """Where the views stand in a box: front, saddle and back side by side. line: pixels of a line
    of text; two stand over each view."""
    size = {view: outline(view).max(axis=0) for view in VIEWS}
    wide, high = 2 * size["front"][0], max(size["front"][1], size["back"][1])
    saddle = 2 * size["saddle"][0]
    top, room = box.top() + 2.3 * line, box.height() - 2.3 * line - 4.0
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
    scales = (scale, scale, larger)
    return tuple(
        Place(view, at, top, one) for view, at, one in zip(VIEWS, middles, scales, strict=True)
    )


def place_at(found: tuple[Place, ...], point: QPointF, near: float = 12.0) -> Place | None:
    """The view a point lies on, or near."""
    around = (p for p in found if p.box.adjusted(-near, -near, near, near).contains(point))
    return next(around, None)


def paint_sheet(painter: QPainter, box: QRectF, sheet: Sheet, ratio: float = 1.0) -> None:
    """The whole map in a box. ratio: device pixels a pixel, for what is drawn by dots."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(sheet.font)
    line = float(painter.fontMetrics().height())
    found = places(box, line)
    for place in found:
        _paint_view(painter, place, sheet, ratio)
        _paint_heading(painter, place, sheet, line)
    _paint_key(painter, found, sheet, line)


def _paint_view(painter: QPainter, place: Place, sheet: Sheet, ratio: float) -> None:
    theme, body = sheet.theme, _body(place)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_mixed(theme.bone, theme.surface, _SKIN[theme.name == "dark"]))
    painter.drawPath(body)
    painter.save()
    painter.setClipPath(body)
    painter.drawImage(place.box, _bands(sheet.shown, str(sheet.map.kind), place.view))
    for felt, cells in ((Felt.PAIN, sheet.map.pain), (Felt.NUMB, sheet.map.numb)):
        if cells:
            _paint_felt(painter, place, felt, painted(cells), sheet.theme, ratio)
    painter.setPen(QPen(_mixed(theme.edge, theme.surface, 0.75), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for crease in load_figure()[place.view].lines:
        for side in Side:
            painter.drawPath(_path(smooth(crease, closed=False), place, side))
    painter.restore()
    painter.setPen(QPen(QColor(theme.edge), 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_open_body(place))
    _paint_names(painter, place, sheet)


def _body(place: Place) -> QPainterPath:
    whole = _path(outline(place.view), place, Side.LEFT)
    other = _path(outline(place.view)[::-1], place, Side.RIGHT)
    whole.connectPath(other)
    whole.closeSubpath()
    return whole


def _open_body(place: Place) -> QPainterPath:
    """The outline as it is drawn: legs end at the waist without a line, the saddle is closed."""
    if place.view == "saddle":
        return _body(place)
    found = QPainterPath()
    edge = outline(place.view)
    first = int(np.argmax(edge[:, 1] > 0.5))
    for side in Side:
        found.addPath(_path(edge[first:], place, side))
    return found


def _path(points: npt.NDArray[np.float64], place: Place, side: Side) -> QPainterPath:
    spots = [place.to_pixels(float(x), float(y), side) for x, y in points]
    path = QPainterPath(spots[0])
    for spot in spots[1:]:
        path.lineTo(spot)
    return path


#: Pictures of the areas by what is shown; few are asked for at a time.
_KEPT: dict[object, QImage] = {}
_MOST_KEPT = 24


def _bands(shown: ShownRoots, kind: str, view: str) -> QImage:
    key = (frozenset(shown.roots.items()), frozenset(shown.roles.items()), kind, view)
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        both = {side: layers(shown, kind)[view, side] for side in Side}
        _KEPT[key] = _image(np.round(_whole(both, view) * 255).astype(np.uint8))
    return _KEPT[key]


def _whole(halves: Mapping[Side, npt.NDArray[np.float64]], view: str) -> npt.NDArray[np.float64]:
    """Both halves as one picture, each on its side of it."""
    at_right = Side.LEFT if load_figure()[view].right_is == "left" else Side.RIGHT
    return np.concatenate([halves[at_right.other][:, ::-1], halves[at_right]], axis=1)


def _image(rows: Bytes) -> QImage:
    high, wide = rows.shape[:2]
    data = np.ascontiguousarray(rows)
    image = QImage(data.data, wide, high, 4 * wide, QImage.Format.Format_RGBA8888)
    return image.copy()


def _paint_felt(
    painter: QPainter,
    place: Place,
    felt: Felt,
    masks: Mapping[tuple[str, Side], Mask],
    theme: Theme,
    ratio: float,
) -> None:
    """The pattern of what is felt, with soft edges, where it is painted."""
    grid = grids()[place.view]
    halves = {
        side: masks.get((place.view, side), np.zeros(grid.skin.shape, dtype=bool)) for side in Side
    }
    if not any(mask.any() for mask in halves.values()):
        return
    whole = _whole({side: mask.astype(float) for side, mask in halves.items()}, place.view)
    cells = np.zeros((*whole.shape, 4), dtype=np.uint8)
    cells[..., 3] = np.round(255 * whole)
    box = place.box
    layer = QImage(
        max(1, round(box.width() * ratio)),
        max(1, round(box.height() * ratio)),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    layer.setDevicePixelRatio(ratio)
    layer.fill(Qt.GlobalColor.transparent)
    brush = QPainter(layer)
    area = QRectF(0, 0, box.width(), box.height())
    tint = QColor(theme.text)
    tint.setAlpha(_TINT)
    brush.fillRect(area, tint)
    brush.fillRect(area, QBrush(QColor(theme.text), PATTERNS[felt][1]))
    brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    brush.drawImage(area, _image(cells))
    brush.end()
    painter.drawImage(box.topLeft(), layer)


def _paint_names(painter: QPainter, place: Place, sheet: Sheet) -> None:
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
        if (root, side.other) in roots and x * place.scale < width / 2 + 1:
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


def _paint_heading(painter: QPainter, place: Place, sheet: Sheet, line: float) -> None:
    """The title of a view, and below it which side is which."""
    box = place.box
    half = max(box.width() / 2, 2.6 * line)
    top = box.top() - 2.3 * line
    painter.setPen(QColor(sheet.theme.text))
    title = load_figure()[place.view].title
    row = QRectF(place.x - half - 20, top, 2 * half + 40, line)
    words = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(row.width()))
    painter.drawText(row, int(Qt.AlignmentFlag.AlignHCenter), words)
    painter.setPen(QColor(sheet.theme.muted))
    row = QRectF(place.x - half, top + line, 2 * half, line)
    at_right = Side.LEFT if place.towards_left > 0 else Side.RIGHT
    painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft), _SIDE_WORDS[at_right.other])
    painter.drawText(row, int(Qt.AlignmentFlag.AlignRight), _SIDE_WORDS[at_right])
    taken = sum(
        painter.fontMetrics().horizontalAdvance(w) for w in (*_SIDE_WORDS.values(), "front")
    )
    if place.view == "saddle" and row.width() > taken + 16:
        painter.drawText(row, int(Qt.AlignmentFlag.AlignHCenter), "front")
        row.moveTop(box.bottom() + 2.0)
        painter.drawText(row, int(Qt.AlignmentFlag.AlignHCenter), "back")


def _paint_key(painter: QPainter, found: tuple[Place, ...], sheet: Sheet, line: float) -> None:
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
        tint.setAlpha(_TINT)
        painter.fillRect(square, tint)
        painter.fillRect(square, QBrush(QColor(sheet.theme.text), pattern))
        painter.setPen(QColor(sheet.theme.text))
        row = QRectF(square.right() + 0.5 * line, y, wide, line)
        painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft), words)
        y += 1.5 * line


def _mixed(one: str, other: str, share: float) -> QColor:
    a, b = QColor(one), QColor(other)
    parts = (
        share * x + (1 - share) * y
        for x, y in zip(a.getRgbF()[:3], b.getRgbF()[:3], strict=True)  # type: ignore[index]
    )
    return QColor.fromRgbF(*parts)
