"""Paints the cut faces of a section flat, with letters and scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)

from meshes.ids import StructureId
from viewer.looks import SceneTheme, tint_table
from viewer.section import Facing
from viewer.spec import Colour
from viewer.ui.paint_overlay import colour_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from viewer.slicing import Face, Filling

_SCALE_BAR_MM = (5, 10, 20, 50, 100)
_GHOST = 0.22


@dataclass(frozen=True, eq=False)
class Patch:
    """One face ready to paint. path: in the plane's axes; texture: its tones, None while rough,
    and where it lies there."""

    id: StructureId
    path: QPainterPath
    colour: QColor
    ghost: bool
    strong: bool
    texture: QImage | None
    placed: QTransform


def path_of(face: Face) -> QPainterPath:
    """The outline of a face; holes stay open by the odd-even rule."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for loop in face.loops:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in loop.tolist()]))
        path.closeSubpath()
    return path


def texture_of(face: Face, filling: Filling, colour: Colour) -> tuple[QImage | None, QTransform]:
    """The tones of a fine face as a picture, and its place in the plane's axes."""
    if not filling.net or not len(filling.flat):
        return None, QTransform()
    net = filling.net
    origin = face.box[0] - 1.013 * net
    at = (filling.flat - origin) / net
    nearest = np.rint(at).astype(np.intp)
    on_net = np.all(np.abs(at - nearest) < 1e-4, axis=1)
    wide, high = nearest.max(axis=0) + 2
    tones = np.full((high, wide), -1.0)
    # Points on the outline lie between nodes: they give their tone to those outside, first.
    low = np.floor(at[~on_net]).astype(np.intp)
    for right, up in ((0, 0), (1, 0), (0, 1), (1, 1)):
        tones[low[:, 1] + up, low[:, 0] + right] = filling.tone[~on_net]
    tones[nearest[on_net, 1], nearest[on_net, 0]] = filling.tone[on_net]
    table = tint_table(colour)[:, :3]
    steps = np.clip(tones * (len(table) - 1) + 0.5, 0, len(table) - 1).astype(np.intp)
    pixels: npt.NDArray[np.uint8] = np.ascontiguousarray(table[steps])
    kind = QImage.Format.Format_RGB888
    image = QImage(pixels.tobytes(), int(wide), int(high), 3 * int(wide), kind).copy()
    x, y = (origin - net / 2).tolist()
    return image, QTransform(net, 0.0, 0.0, net, x, y)


def paint_patch(painter: QPainter, patch: Patch, to: QTransform) -> None:
    """A face with its pattern and its edge."""
    painter.setTransform(to)
    painter.setOpacity(_GHOST if patch.ghost else 1.0)
    if patch.texture is None:
        painter.fillPath(patch.path, patch.colour)
    else:
        painter.save()
        painter.setClipPath(patch.path)
        painter.setTransform(patch.placed * to)
        painter.drawImage(0, 0, patch.texture)
        painter.restore()
    pen = QPen(patch.colour.darker(165), 1.0)
    pen.setCosmetic(True)
    painter.strokePath(patch.path, pen)
    painter.setOpacity(1.0)


def paint_edge(painter: QPainter, patch: Patch, to: QTransform, theme: SceneTheme) -> None:
    """The line round a face that is picked or pointed at."""
    painter.setTransform(to)
    for colour, width in (
        (colour_of(theme.halo, 0.9), 4.5),
        (colour_of(theme.ink), 2.2 if patch.strong else 1.4),
    ):
        pen = QPen(colour, width)
        pen.setCosmetic(True)
        painter.strokePath(patch.path, pen)


def paint_letters(painter: QPainter, facing: Facing, size: QSize, theme: SceneTheme) -> None:
    """R, L, A, P, S, I at the edges."""
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(round(15 * theme.size))
    painter.setFont(font)
    painter.setPen(colour_of(theme.ink))
    left, right, top, bottom = facing.letters
    wide, high = float(size.width()), float(size.height())
    for letter, box in (
        (left, QRectF(4, high / 2 - 12, 22, 24)),
        (right, QRectF(wide - 26, high / 2 - 12, 22, 24)),
        (top, QRectF(wide / 2 - 11, 3, 22, 24)),
        (bottom, QRectF(wide / 2 - 11, high - 27, 22, 24)),
    ):
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), letter)


def paint_scale(painter: QPainter, scale: float, size: QSize, theme: SceneTheme) -> None:
    """A bar of a round length. scale: pixels for a mm."""
    most = size.width() * 0.28
    length = max((mm for mm in _SCALE_BAR_MM if mm * scale <= most), default=_SCALE_BAR_MM[0])
    x, y = 10.0, size.height() - 10.0
    painter.setPen(QPen(colour_of(theme.ink), 1.6))
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(x, y - 5),
                QPointF(x, y),
                QPointF(x + length * scale, y),
                QPointF(x + length * scale, y - 5),
            ]
        )
    )
    font = QFont(painter.font())
    font.setBold(False)
    font.setPixelSize(round(12 * theme.size))
    painter.setFont(font)
    painter.drawText(QPointF(x + 4, y - 7), f"{length} mm")
