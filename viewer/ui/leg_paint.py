"""How the leg map is drawn, in three layers: skin with areas, what is painted, lines and names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from annotations.legmap_data import load_figure
from meshes.ids import Side
from viewer.legmap.colours import layers
from viewer.legmap.grid import Mask, grids, outline, painted, smooth
from viewer.legmap.shown import ShownRoots
from viewer.state import Felt
from viewer.ui.leg_places import Place, places
from viewer.ui.leg_writing import (
    PATTERNS,
    TINT,
    Sheet,
    paint_heading,
    paint_key,
    paint_names,
)
from viewer.ui.theme import Theme

Bytes = npt.NDArray[np.uint8]
#: How much of the colour of bone the skin has, in light and in dark themes.
_SKIN = (0.42, 0.24)


def paint_sheet(painter: QPainter, box: QRectF, sheet: Sheet, ratio: float = 1.0) -> None:
    """The whole map in a box. ratio: device pixels a pixel, for what is drawn by dots."""
    paint_skin(painter, box, sheet)
    paint_painting(painter, box, sheet, ratio)
    paint_lines(painter, box, sheet)


def paint_skin(painter: QPainter, box: QRectF, sheet: Sheet) -> None:
    """The first layer: skin with the shown areas."""
    theme = sheet.theme
    for place in _begun(painter, box, sheet):
        body = _body(place)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_mixed(theme.bone, theme.surface, _SKIN[theme.name == "dark"]))
        painter.drawPath(body)
        painter.save()
        painter.setClipPath(body)
        painter.drawImage(place.box, _bands(sheet.shown, str(sheet.map.kind), place.view))
        painter.restore()


def paint_painting(painter: QPainter, box: QRectF, sheet: Sheet, ratio: float = 1.0) -> None:
    """The second layer: what is felt, and what its patterns mean."""
    found = _begun(painter, box, sheet)
    for felt, cells in ((Felt.PAIN, sheet.map.pain), (Felt.NUMB, sheet.map.numb)):
        masks = painted(cells) if cells else {}
        for place in found:
            if any((place.view, side) in masks for side in Side):
                painter.save()
                painter.setClipPath(_body(place))
                _paint_felt(painter, place, felt, masks, sheet.theme, ratio)
                painter.restore()
    paint_key(painter, found, sheet, float(painter.fontMetrics().height()))


def paint_lines(painter: QPainter, box: QRectF, sheet: Sheet) -> None:
    """The last layer: creases, outline, names of areas and the words over the views."""
    theme = sheet.theme
    for place in _begun(painter, box, sheet):
        line = float(painter.fontMetrics().height())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_mixed(theme.edge, theme.surface, 0.75), 1.0))
        for crease in load_figure()[place.view].lines:
            for side in Side:
                painter.drawPath(_path(smooth(crease, closed=False), place, side))
        painter.setPen(QPen(QColor(theme.edge), 1.3))
        painter.drawPath(_open_body(place))
        paint_names(painter, place, sheet)
        paint_heading(painter, place, sheet, line)


def _begun(painter: QPainter, box: QRectF, sheet: Sheet) -> tuple[Place, ...]:
    """The painter made ready, and where the views stand."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(sheet.font)
    return places(box, float(painter.fontMetrics().height()))


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
    tint.setAlpha(TINT)
    brush.fillRect(area, tint)
    brush.fillRect(area, QBrush(QColor(theme.text), PATTERNS[felt][1]))
    brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    brush.drawImage(area, _image(cells))
    brush.end()
    painter.drawImage(box.topLeft(), layer)


def _mixed(one: str, other: str, share: float) -> QColor:
    a, b = QColor(one), QColor(other)
    parts = (
        share * x + (1 - share) * y
        for x, y in zip(a.getRgbF()[:3], b.getRgbF()[:3], strict=True)  # type: ignore[index]
    )
    return QColor.fromRgbF(*parts)
