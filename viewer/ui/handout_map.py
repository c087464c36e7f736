"""The leg map of the one-page sheet: the areas of the roots that its picture would reach."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

from annotations.fault import ContentError
from meshes.catalog import Catalog
from viewer.legmap.felt_words import felt_words
from viewer.legmap.shown import reached_roots, shown_roots
from viewer.numbering import counting
from viewer.state import LegMap, ViewState
from viewer.ui.leg_paint import paint_sheet
from viewer.ui.leg_writing import Sheet
from viewer.ui.theme import THEMES

#: Size of the figure, pixels at 96 a inch, and how many times finer it is drawn.
_SIZE, _FINER = (420, 274), 3
_POINTS = 9.0


@dataclass(frozen=True)
class MapPart:
    """The figure, and the sentences under it."""

    picture: QImage
    words: str


def map_part(state: ViewState, catalog: Catalog) -> MapPart | None:
    """The map of what a state's conditions reach; None where they reach no root, or where the
    map's files cannot be used."""
    reached = reached_roots(state)
    if not reached:
        return None
    try:
        shown = shown_roots(replace(state, focus=()), catalog)
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(_POINTS)
        naming = counting(state)
        names = {root: naming.both(root) for root, _ in shown.roots}
        sheet = Sheet(shown, LegMap(is_open=True), THEMES["light"], font, names)
        return MapPart(drawn_map(sheet), felt_words(reached, naming))
    except ContentError:
        return None


def drawn_map(sheet: Sheet) -> QImage:
    """The figure on white paper, finer than it is printed."""
    wide, high = _SIZE
    image = QImage(wide * _FINER, high * _FINER, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_FINER, _FINER)
    paint_sheet(painter, QRectF(2, 2, wide - 4, high - 4), sheet, _FINER)
    painter.end()
    return image
