"""The level strip under the 3D view: a little lying spine, one button for each place."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from meshes.catalog import Catalog, Place
from meshes.ids import Level, StructureId
from viewer.numbering import USUAL, Counting, counting
from viewer.state import ViewState
from viewer.ui.kept_picture import KeptPieces
from viewer.ui.strip_spine import DISC_SHARE, LEAD, TOP, StripPainter, StripSpine
from viewer.ui.style_sheet import BODY_POINTS
from viewer.ui.theme import THEMES, Theme

_GAP, _BOTTOM = 5.0, 10.0
#: Slots that the sacrum takes.
_REGION = 1.4
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class LevelButton(QAbstractButton):
    """One place of the strip: its part of the spine and its name below."""

    def __init__(self, place: Place, strip: LevelStrip) -> None:
        super().__init__(strip)
        self.place = place
        self._strip = strip
        self.setCheckable(True)
        self.show_names(place, USUAL)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_names(self, usual: Place, count: Counting) -> None:
        """Call the place as levels are called now: the leading name, and the other one below."""
        name = count.full(usual.name)
        self.setText(count.both(usual.short).replace(" (", "\n("))
        self.setAccessibleName(f"Select {name}")
        key = f"  ({usual.number})" if usual.number else ""
        self.setToolTip(f"{name}{key}\nWith Shift: beside the lit level")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name and focus; the strip draws the spine behind."""
        painter = QPainter(self)
        self._strip.paint_name(painter, self)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go to the neighbouring place, Enter presses."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._strip.choose(self, beside=bool(event.modifiers() & _SHIFT))
        elif event.key() in steps:
            self._strip.go(self, steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class LevelStrip(QFrame):
    """All places in a row; emits `chosen` with the id of the one pressed, with Shift
    `second_chosen`: the level to stand beside the lit one."""

    chosen = Signal(str)
    second_chosen = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = THEMES["light"]
        self._lit: StructureId | None = None
        self._second: StructureId | None = None
        self._count = USUAL
        self.setAccessibleName("Levels")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.buttons: dict[StructureId, LevelButton] = {}
        for place in catalog.places.values():
            button = LevelButton(place, self)
            button.clicked.connect(lambda _checked=False, to=button: self._on_clicked(to))
            self.buttons[place.id] = button
        regions = sum(place.id.kind == "region" for place in catalog.places.values())
        #: Width of the row in slots; a region with a long name takes more than one.
        self._slots = len(self.buttons) + LEAD + regions * (_REGION - 1)
        self._fitted: tuple[object, float, float] = (None, 0.0, 0.0)
        self._pieces = KeptPieces()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_state(self, state: ViewState) -> None:
        """Light the chosen place."""
        self._lit = state.place
        self._show_count(counting(state))
        for id, button in self.buttons.items():
            button.setChecked(id == state.place)
        self.update()

    def _show_count(self, count: Counting) -> None:
        if count == self._count:
            return
        self._count = count
        for button in self.buttons.values():
            button.show_names(button.place, count)
        self._name_second()
        self.updateGeometry()

    def go(self, button: LevelButton, step: int) -> None:
        """Choose the neighbour of a button and give it the keyboard."""
        order = list(self.buttons.values())
        target = order.index(button) + step
        if 0 <= target < len(order):
            order[target].setFocus(Qt.FocusReason.TabFocusReason)
            order[target].click()

    def show_second(self, id: StructureId | None) -> None:
        """Mark the level of the second view, None without one."""
        if id != self._second:
            self._second = id
            self._name_second()
            self.update()

    def _name_second(self) -> None:
        for key, button in self.buttons.items():
            words = ", in the second view" if key == self._second else ""
            name = self._count.full(button.place.name)
            button.setAccessibleName(f"Select {name}{words}")

    def _on_clicked(self, button: LevelButton) -> None:
        keys = QGuiApplication.keyboardModifiers()
        self.choose(button, beside=bool(keys & _SHIFT))

    def choose(self, button: LevelButton, *, beside: bool = False) -> None:
        """Ask for a level, or for it beside the lit one."""
        (self.second_chosen if beside else self.chosen).emit(button.place.id)
        for key, button in self.buttons.items():
            button.setChecked(key == self._lit)

    def _spine(self) -> StripSpine:
        letters = self.font().pointSizeF() / BODY_POINTS
        return StripSpine(self.width(), self._slots, letters)

    def _name_height(self) -> float:
        return self._fit()[1]

    def _name_points(self) -> float:
        """The letter size at which every name fits, the same for all of them."""
        return self._fit()[0]

    def _fit(self) -> tuple[float, float]:
        """Letter size and height of the names; asked for each name at each paint, so kept."""
        key = (self.width(), self.font().key(), *(b.text() for b in self.buttons.values()))
        if self._fitted[0] != key:
            points = self._most_points()
            self._fitted = (key, points, self._height_at(points))
        return self._fitted[1:]

    def _height_at(self, points: float) -> float:
        font, flags = _bold(self.font()), int(Qt.TextFlag.TextWordWrap)
        font.setPointSizeF(points)
        metrics = QFontMetricsF(font)
        heights = [
            metrics.boundingRect(QRectF(0, 0, self._room(b), 1000), flags, b.text()).height()
            for b in self.buttons.values()
        ]
        return max(heights) + 9

    def _room(self, button: LevelButton) -> float:
        return self._spine().slot * _share(button) - 12

    def sizeHint(self) -> QSize:
        """Room for spine and names."""
        height = TOP + self._spine().height + _GAP + self._name_height() + _BOTTOM
        return QSize(60 * len(self.buttons), math.ceil(height))

    def minimumSizeHint(self) -> QSize:
        """May get narrow; names then shrink to fit."""
        return QSize(40 * len(self.buttons), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the buttons side by side."""
        super().resizeEvent(event)
        spine = self._spine()
        for number, button in enumerate(self.buttons.values()):
            left = round(spine.left(number))
            right = round(spine.left(number) + spine.slot * _share(button))
            button.setGeometry(QRect(left, 2, right - left, self.height() - 4))
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """A new letter size needs a new height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the spine: bodies at the borders of the slots, discs in their middles."""
        super().paintEvent(event)
        painter, spine = QPainter(self), self._spine()
        draws = StripPainter(spine, self._theme, self.font())
        for number, button in enumerate(self.buttons.values()):
            lit, left, slot = button.isChecked(), spine.left(number), spine.slot
            is_segment = button.place.id.kind == "segment"
            upper = button.place.id.levels[0] if is_segment else Level.S1
            touched = self._is_touched(upper)
            name = self._count.lead(upper.name if is_segment else "S1–S5")
            if is_segment:
                disc = partial(draws.disc, number=number, lit=lit)
                wide = slot * DISC_SHARE / 2 + 6
                self._keep(painter, ("disc", number, lit), left + slot / 2, wide, disc)
                body = partial(draws.body, number=number, name=name, touched=touched)
                self._keep(painter, ("body", number, touched), left, slot / 2, body)
            else:
                look = ("sacrum", number, lit, touched)
                bone = partial(draws.sacrum, number=number, name=name, lit=lit, touched=touched)
                self._keep(painter, look, left, 2 * slot, bone)
        painter.end()

    def _keep(
        self,
        painter: QPainter,
        look: tuple[str, int, *tuple[bool, ...]],
        middle: float,
        wide: float,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Paint a piece of the spine. look: which one, and how it looks now. middle, wide: where
        it stands, and how far it reaches to either side."""
        left, right = math.floor(middle - wide), math.ceil(middle + wide)
        box = QRect(left, 0, right - left, math.ceil(TOP + self._spine().height + _GAP))
        self._pieces.paint(painter, look, self._setting(), box, draw)

    def _setting(self) -> object:
        """What every piece depends on."""
        return (self._theme, self._count, self.width(), self.height(), self.font().key())

    def _is_touched(self, level: Level) -> bool:
        return self._lit is not None and level in self._lit.levels

    def paint_name(self, painter: QPainter, button: LevelButton) -> None:
        """Draw the name of one place in its button's own coordinates."""
        look = (button.isChecked(), button.underMouse(), button.hasFocus())
        name = ("name", button.place.id, button.place.id == self._second, *look)
        draw = partial(self._paint_name, button)
        self._pieces.paint(painter, name, self._setting(), button.rect(), draw)

    def _paint_name(self, button: LevelButton, painter: QPainter) -> None:
        theme, rect = self._theme, QRectF(button.rect())
        height = self._name_height()
        area = QRectF(3, TOP + self._spine().height + _GAP - 2, rect.width() - 6, height)
        if button.isChecked() or button.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent if button.isChecked() else theme.accent_soft))
            painter.drawRoundedRect(area, 8, 8)
        if button.place.id == self._second:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2.0, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
        self._paint_words(painter, button, area.adjusted(3, 0, -3, 0))
        if button.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.drawRoundedRect(area.adjusted(-1.5, -1.5, 1.5, 1.5), 9, 9)

    def _most_points(self) -> float:
        font = _bold(self.font())
        words = [(word, self._room(b)) for b in self.buttons.values() for word in b.text().split()]
        while font.pointSizeF() > 6:
            metrics = QFontMetricsF(font)
            if all(metrics.horizontalAdvance(word) <= room for word, room in words):
                break
            font.setPointSizeF(font.pointSizeF() - 0.5)
        return font.pointSizeF()

    def _paint_words(self, painter: QPainter, button: LevelButton, area: QRectF) -> None:
        font = _bold(self.font()) if button.isChecked() else QFont(self.font())
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        font.setPointSizeF(self._name_points())
        painter.setFont(font)
        ink = self._theme.on_accent if button.isChecked() else self._theme.text
        painter.setPen(QColor(ink))
        painter.drawText(area, flags, button.text())


def _share(button: LevelButton) -> float:
    return _REGION if button.place.id.kind == "region" else 1.0


def _bold(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong
