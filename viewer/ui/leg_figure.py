"""The figure of the leg map: shows areas and what is painted, and takes brush and press."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from annotations.legmap_data import ROOTS, load_map_words
from meshes.ids import Side
from viewer.legmap.areas import GAP, region_masks, root_at, weights
from viewer.legmap.grid import dab, grids
from viewer.legmap.words import placed
from viewer.state import Felt, LegMap
from viewer.ui.leg_paint import paint_lines, paint_painting, paint_sheet, paint_skin
from viewer.ui.leg_places import Place, place_at, places
from viewer.ui.leg_writing import Sheet


class Hand(StrEnum):
    """What a press on the figure does."""

    LOOK = "look"
    PAIN = "pain"
    NUMB = "numb"
    ERASE = "erase"


class LegFigure(QWidget):
    """root_pressed: a root and side, "" for none. painted: what is felt, cells. wiped: cells."""

    root_pressed = Signal(str, str)
    painted = Signal(object, object)
    wiped = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self.hand, self.radius = Hand.LOOK, 20.0
        self._stroke: frozenset[int] = frozenset()
        self._last: QPointF | None = None
        self._on: Place | None = None
        self._pointer: QPointF | None = None
        self._layers: tuple[object, QPixmap, QPixmap] | None = None
        self.setMouseTracking(True)
        self.setAccessibleName("Leg map")

    def minimumSizeHint(self) -> QSize:
        """Still to be told apart."""
        return QSize(240, 120)

    def show_sheet(self, sheet: Sheet) -> None:
        """Draw this."""
        self._sheet = sheet
        self.update()

    def set_hand(self, hand: Hand, radius: float) -> None:
        """Take a tool in hand. radius: of the brush, mm."""
        self.hand, self.radius = hand, radius
        look = hand is Hand.LOOK
        self.setCursor(Qt.CursorShape.ArrowCursor if look else Qt.CursorShape.CrossCursor)
        self.update()

    def spots(self) -> tuple[Place, ...]:
        """Where the views stand now."""
        return places(self._box(), float(self.fontMetrics().height()))

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(2, 2, -2, -2)

    def picture(self, wide: int, high: int) -> QImage:
        """The map as a picture of its own on its ground."""
        assert self._sheet is not None
        ratio = wide / max(1, self.width())
        image = QImage(wide, high, QImage.Format.Format_RGB32)
        image.fill(QColor(self._sheet.theme.surface))
        painter = QPainter(image)
        painter.scale(ratio, ratio)
        paint_sheet(painter, QRectF(0, 0, wide / ratio, high / ratio), self._sheet, ratio)
        painter.end()
        return image

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, or press a root."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._on = place_at(self.spots(), event.position())
        if self._on is None:
            return
        if self.hand is Hand.LOOK:
            self._press_root(self._on, event.position())
            return
        self._last = event.position()
        self._add(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke; the brush follows the pointer."""
        self._pointer = event.position()
        if self._last is not None:
            self._add(event.position())
        if self.hand is not Hand.LOOK:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A stroke is one step."""
        if event.button() is not Qt.MouseButton.LeftButton or self._last is None:
            return
        cells, self._stroke, self._last, self._on = self._stroke, frozenset(), None, None
        if self.hand is Hand.ERASE:
            self.wiped.emit(cells)
        elif cells:
            self.painted.emit(Felt(self.hand.value), cells)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No brush without a pointer."""
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def _press_root(self, place: Place, point: QPointF) -> None:
        assert self._sheet is not None
        found = root_at(str(self._sheet.map.kind), place.view, place.to_mm(point))
        self.root_pressed.emit(*(found or ("", "")))

    def _add(self, point: QPointF) -> None:
        """Dabs from where the brush was to where it is, so close that they join."""
        place, start = self._on, self._last
        assert place is not None
        assert start is not None
        way = point - start
        step = max(1.0, 0.4 * self.radius * place.scale)
        count = max(1, round((way.x() ** 2 + way.y() ** 2) ** 0.5 / step))
        for k in range(count + 1):
            at = place.to_mm(start + way * (k / count))
            self._stroke |= dab(place.view, at, self.radius)
        self._last = point
        self.update()

    def event(self, event: QEvent) -> bool:
        """What lies under the pointer, as a tip."""
        if event.type() == QEvent.Type.ToolTip:
            words = self.words_at(QPointF(event.pos()))  # type: ignore[attr-defined]
            QToolTip.showText(event.globalPos(), words, self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """Side, place and roots at a point of the widget; "" beside the figure."""
        place = place_at(self.spots(), point, 0.0)
        if place is None or self._sheet is None:
            return ""
        x, y = place.to_mm(point)
        grid = grids()[place.view]
        row, column = int(y / grid.cell), int(abs(x) / grid.cell)
        high, wide = grid.skin.shape
        if not (y >= 0.0 and row < high and column < wide and grid.skin[row, column]):
            return ""
        masks = region_masks().items()
        named = [n for n, views in masks if place.view in views and views[place.view][row, column]]
        areas = weights(str(self._sheet.map.kind))
        roots = [root for root in ROOTS if areas[root][place.view][row, column] >= GAP]
        roots.sort(key=lambda root: -float(areas[root][place.view][row, column]))
        told = ", ".join(self._sheet.names.get(root, root) for root in roots)
        side = Side.LEFT if x >= 0 else Side.RIGHT
        words = placed(load_map_words().regions[named[0]], side) if named else side.capitalize()
        return f"{words}: {told or 'a gap of this map'}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The map, the stroke in hand, and the brush."""
        if self._sheet is None:
            return
        painter = QPainter(self)
        sheet = self._with_stroke()
        below, above = self._kept_layers(replace(sheet, map=LegMap(kind=sheet.map.kind)))
        painter.drawPixmap(0, 0, below)
        paint_painting(painter, self._box(), sheet, self.devicePixelRatioF())
        painter.drawPixmap(0, 0, above)
        on = self._pointer is not None and place_at(self.spots(), self._pointer)
        if on and self.hand is not Hand.LOOK:
            assert self._pointer is not None
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._sheet.theme.text), 1.2))
            painter.drawEllipse(self._pointer, self.radius * on.scale, self.radius * on.scale)
        painter.end()

    def _kept_layers(self, bare: Sheet) -> tuple[QPixmap, QPixmap]:
        """What lies below and above the painting, drawn anew only when it changes: a brush follows
        the hand."""
        shown = (frozenset(bare.shown.roots.items()), frozenset(bare.shown.roles.items()))
        key = (shown, bare.map, bare.theme.name, self.size(), self.devicePixelRatioF(),
               bare.font.key(), tuple(bare.names.items()))  # fmt: skip
        if self._layers is None or self._layers[0] != key:
            made = []
            for paint in (paint_skin, paint_lines):
                layer = QPixmap(self.size() * self.devicePixelRatioF())
                layer.setDevicePixelRatio(self.devicePixelRatioF())
                layer.fill(Qt.GlobalColor.transparent)
                painter = QPainter(layer)
                paint(painter, self._box(), bare)
                painter.end()
                made.append(layer)
            self._layers = (key, made[0], made[1])
        return self._layers[1:]

    def _with_stroke(self) -> Sheet:
        assert self._sheet is not None
        sheet, was, cells = replace(self._sheet, font=self.font()), self._sheet.map, self._stroke
        if not cells:
            return sheet
        if self.hand is Hand.ERASE:
            return replace(sheet, map=replace(was, pain=was.pain - cells, numb=was.numb - cells))
        if self.hand is Hand.PAIN:
            return replace(sheet, map=replace(was, pain=was.pain | cells))
        return replace(sheet, map=replace(was, numb=was.numb | cells))
