"""Paints a simulated film: its greys, the marks of a film, and outlines of what is picked out.

The same in the window and in saved pictures; every picture says that it is simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPen

from viewer.spec import ROLE_COLOURS
from viewer.state import Xray
from viewer.xray.develop import developed
from viewer.xray.studio import Shown
from viewer.xray.views import FilmView

#: Said on every film.
SIMULATED = "Simulated"
#: Said under it to those who might take it for their own.
PLAIN = "An X-ray picture made from this model; not a film of you."
PLAIN_SCAN = (
    "Made from this model to look like an MRI scan; not a scan of you. The muscles, vessels and "
    "bowel round it are drawn."
)
#: Between the two films of a pair, pixels.
GAP = 4
#: Writing is so many times smaller than the film is high, and never below so many pixels.
_LINES, _LEAST_PX = 46.0, 10.0
#: Lengths of the scale, and how much of the film's width it may take.
_SCALES_MM, _LONGEST = (50.0, 20.0, 10.0), 0.36
#: Outlines in turn, light enough for a dark film; the second and later ones are dashed as well.
_OUTLINES = tuple(ROLE_COLOURS[role] for role in ("ligament", "foramen", "facet", "si-joint"))
#: The side's letter against the other writing.
_LETTER = 2.0


def film_image(films: Sequence[Shown], xray: Xray) -> QImage:
    """The greys of one film, or of a pair beside each other."""
    shown = [developed(film.values, xray) for film in films]
    edge = np.zeros((shown[0].shape[0], GAP), dtype=np.uint8)
    rows = [shown[0]]
    for each in shown[1:]:
        rows += [edge, each]
    greys = np.ascontiguousarray(np.concatenate(rows, axis=1))
    high, wide = greys.shape
    image = QImage(greys.data, wide, high, wide, QImage.Format.Format_Grayscale8)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def outline_image(films: Sequence[Shown], masks: Sequence[npt.NDArray[np.bool_]]) -> QImage:
    """Outlines of structures on a see-through picture as large as the films'. masks: for each film
    (k, h, w), as `Film.outlined` gives them."""
    parts = []
    for number, (film, layers) in enumerate(zip(films, masks, strict=True)):
        high, wide = film.values.shape
        if number:
            parts.append(np.zeros((high, GAP, 4), dtype=np.uint8))
        parts.append(_lines(layers, high, wide))
    pixels = np.ascontiguousarray(np.concatenate(parts, axis=1))
    high, wide = pixels.shape[:2]
    return QImage(pixels.data, wide, high, 4 * wide, QImage.Format.Format_RGBA8888).copy()


def _lines(layers: npt.NDArray[np.bool_], high: int, wide: int) -> npt.NDArray[np.uint8]:
    """Edges of masks (k, h, w) as (h, w, 4) RGBA, two pixels wide."""
    from scipy.ndimage import binary_dilation, binary_erosion

    found = np.zeros((high, wide, 4), dtype=np.uint8)
    rows, columns = np.indices((high, wide))
    for number, layer in enumerate(layers):
        edge = binary_dilation(layer) & ~binary_erosion(layer, border_value=1)
        if number:
            edge &= (rows + columns) // (4 + 2 * number) % 3 > 0
        colour = _OUTLINES[number % len(_OUTLINES)]
        found[edge] = [*(round(255 * c) for c in colour), 255]
    return found


def paint_marks(
    painter: QPainter,
    view: FilmView,
    films: Sequence[Shown],
    xray: Xray,
    *,
    scale: float = 1.0,
    least: float = _LEAST_PX,
) -> None:
    """Everything written on a film: that it is simulated, its side, its name, its scale. scale: how
    large the film is shown, its letters no smaller than `least` pixels."""
    size = max(least, films[0].values.shape[0] * scale / _LINES)
    ink = QColor(20, 20, 20) if xray.is_inverted else QColor(245, 245, 245)
    under = QColor(255, 255, 255, 150) if xray.is_inverted else QColor(0, 0, 0, 130)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left = 0.0
    for film in films:
        high, wide = (scale * side for side in film.values.shape)
        box = QRectF(left, 0.0, wide, high).adjusted(size, size, -size, -size)
        pen = _Pen(painter, size, ink, under)
        _paint_corners(pen, view, film, box, film.pitch / scale)
        left += wide + scale * GAP


@dataclass(frozen=True)
class _Pen:
    """What the marks are written with. size: of letters, pixels; under: the veil they stand on."""

    painter: QPainter
    size: float
    ink: QColor
    under: QColor

    def room(self, box: QRectF, where: Qt.AlignmentFlag, words: str, font: QFont) -> QRectF:
        """What words in a corner would take."""
        metrics = QFontMetricsF(font)
        return metrics.boundingRect(box, where | Qt.TextFlag.TextDontClip, words)

    def say(self, box: QRectF, where: Qt.AlignmentFlag, words: str, font: QFont) -> None:
        """Words in a corner, on a veil of the film's own ground."""
        metrics = QFontMetricsF(font)
        line = Qt.TextFlag.TextSingleLine if "\n" not in words else Qt.TextFlag.TextDontClip
        room = metrics.boundingRect(box, where | line, words)
        pad = 0.25 * metrics.height()
        self.painter.fillRect(room.adjusted(-pad, 0.0, pad, 0.0), self.under)
        self.painter.setFont(font)
        self.painter.setPen(self.ink)
        self.painter.drawText(box, where | line, words)


def _paint_corners(pen: _Pen, view: FilmView, film: Shown, box: QRectF, pitch: float) -> None:
    """pitch: millimetres of a pixel of the painter."""
    flag, size = Qt.AlignmentFlag, pen.size
    side = flag.AlignLeft if view.is_marker_left else flag.AlignRight
    other = flag.AlignRight if view.is_marker_left else flag.AlignLeft
    pen.say(box, flag.AlignTop | other, SIMULATED, _font(size, bold=True))
    words = film.title or view.name
    if view.scan:
        # The level is named once.
        where = film.where.removeprefix(f"{words.split(', ')[0]}, ")
        words = f"{words}\n{where}"
    else:
        pen.say(box, flag.AlignTop | side, view.marker, _font(_LETTER * size, bold=True))
    corner = flag.AlignBottom | flag.AlignLeft
    pen.say(box, corner, words, _font(size))
    taken = pen.room(box, corner, words, _font(size))
    if view.scan:
        above = pen.room(box, flag.AlignTop | flag.AlignRight, SIMULATED, _font(size, bold=True))
        _paint_letters(pen, view, box, (taken, above))
    longest = _LONGEST * box.width()
    length = next((mm for mm in _SCALES_MM if mm / pitch <= longest), None)
    # A scale that would stand in the words is left out.
    if length is None or box.right() - length / pitch < taken.right() + size:
        return
    right, foot = box.right(), box.bottom()
    above = box.adjusted(0.0, 0.0, 0.0, -0.35 * size)
    pen.say(above, flag.AlignBottom | flag.AlignRight, f"{length / 10:g} cm", _font(size))
    pen.painter.setPen(QPen(pen.ink, max(1.0, size / 10.0)))
    pen.painter.drawLine(QPointF(right - length / pitch, foot), QPointF(right, foot))


def _paint_letters(pen: _Pen, view: FilmView, box: QRectF, taken: Sequence[QRectF]) -> None:
    """The letters of the four sides, in the middle of each but where other words stand."""
    flag, font = Qt.AlignmentFlag, _font(1.4 * pen.size, bold=True)
    places = (
        flag.AlignLeft | flag.AlignVCenter,
        flag.AlignRight | flag.AlignVCenter,
        flag.AlignTop | flag.AlignHCenter,
        flag.AlignBottom | flag.AlignHCenter,
    )
    for where, letter in zip(places, view.letters, strict=True):
        if not any(pen.room(box, where, letter, font).intersects(each) for each in taken):
            pen.say(box, where, letter, font)


def _font(size: float, *, bold: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(max(1, round(size)))
    font.setBold(bold)
    return font


def film_picture(view: FilmView, films: Sequence[Shown], xray: Xray) -> QImage:
    """A film as it is saved: greys and marks."""
    image = film_image(films, xray)
    painter = QPainter(image)
    paint_marks(painter, view, films, xray)
    painter.end()
    return image
