"""The leg map of the one-page sheet: the areas of the roots that its picture would reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

from annotations.fault import ContentError
from annotations.legmap_data import SADDLE
from meshes.catalog import Catalog
from meshes.ids import Side
from viewer.legmap.shown import Root, reached_roots, shown_roots
from viewer.numbering import Counting, counting
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
        return MapPart(_drawn(sheet), _words(reached, naming))
    except ContentError:
        return None


def _drawn(sheet: Sheet) -> QImage:
    wide, high = _SIZE
    image = QImage(wide * _FINER, high * _FINER, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_FINER, _FINER)
    paint_sheet(painter, QRectF(2, 2, wide - 4, high - 4), sheet, _FINER)
    painter.end()
    return image


def _words(reached: Iterable[Root], naming: Counting) -> str:
    """Whose areas these are, and that pain need not keep to them."""
    sides: dict[str, list[Side]] = {}
    for root, side in reached:
        sides.setdefault("" if root in SADDLE else root, []).append(side)
    own = [_named(naming.both(root), on) if root else "roots of the saddle" for root, on in
           sorted(sides.items(), key=lambda each: each[0] == "")]  # fmt: skip
    listed = own[0] if len(own) == 1 else f"{', '.join(own[:-1])} and the {own[-1]}"
    whose = "the area" if len(own) == 1 and len(sides) == 1 else "the areas"
    where = f"Where it may be felt: {whose} of the {listed}, after Lee and others 2008."
    return f"{where} Pain often does not keep to such maps."


def _named(root: str, sides: Sequence[Side]) -> str:
    return f"{root} roots" if len(set(sides)) == len(Side) else f"{sides[0]} {root} root"
