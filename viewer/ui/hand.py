"""What a presenter has in hand over one 3D view: spotlight, pen, eraser. Mouse in, meaning out."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QWheelEvent

from viewer.camera import millimetres_per_pixel
from viewer.ink import INK_COLOURS, INK_MM
from viewer.state import InkColour, SurfacePoint
from viewer.ui.canvas import Canvas
from viewer.ui.hand_sheet import HandSheet, Spot, Wet

#: Between two places at which the surface under a moving pen is looked for, pixels (chosen).
_STEP_PX = 3.0


class Tip(Enum):
    """What a press in the picture does."""

    NONE = "none"
    PEN = "pen"
    ERASER = "eraser"


class Hand(QObject):
    """drawn(points): a line of ink is done; a tuple of SurfacePoint, None where the model was
    left. rubbed(point): the eraser touched this point of the view. spot_changed(Spot).
    put_down: Escape. keeps_escape: whether that key is the hand's."""

    drawn = Signal(object)
    rubbed = Signal(QPointF)
    spot_changed = Signal(object)
    put_down = Signal()

    def __init__(self, view: Canvas) -> None:
        super().__init__(view)
        self._view = view
        self.sheet = HandSheet(view)
        self.tip = Tip.NONE
        self.colour = InkColour.VERMILION
        self.keeps_escape = True
        self._points: list[SurfacePoint | None] = []
        self._lines: list[list[QPointF]] = []
        self._last: QPointF | None = None
        view.hand = self.takes

    def release(self) -> None:
        """Let go of the view."""
        self._view.hand = None
        self.sheet.hide()
        self.sheet.deleteLater()
        # The view is its parent and stays: a hand for each time a pen was taken would stay with it.
        self.deleteLater()

    def set_tip(self, tip: Tip) -> None:
        """Take something else in hand; a line that is being drawn is dropped."""
        if tip is not self.tip:
            self.tip = tip
            self._drop()
            if tip is Tip.NONE:
                self._view.unsetCursor()
            else:
                self._view.setCursor(Qt.CursorShape.CrossCursor)

    def show_spot(self, spot: Spot) -> None:
        """Light or darken."""
        self.sheet.show_spot(spot)

    def takes(self, event: QEvent) -> bool:
        """Whether an event of the view is for what is in hand."""
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self.sheet.setGeometry(self._view.rect())
        if isinstance(event, QKeyEvent):
            return self._key(event)
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if not isinstance(event, QMouseEvent):
            return False
        if kind == QEvent.Type.MouseMove and self.sheet.spot.is_on:
            self._point(event.position())
        handlers: dict[QEvent.Type, Callable[[QMouseEvent], bool]] = {
            QEvent.Type.MouseButtonPress: self._press,
            QEvent.Type.MouseMove: self._move,
            QEvent.Type.MouseButtonRelease: self._lift,
            QEvent.Type.MouseButtonDblClick: self._press,
        }
        known = handlers.get(kind)
        return self.tip is not Tip.NONE and known is not None and known(event)

    def _key(self, event: QKeyEvent) -> bool:
        """Escape puts down what is in hand, where it has nothing greater to end."""
        is_busy = self.tip is not Tip.NONE or self.sheet.spot.is_on
        if event.key() != Qt.Key.Key_Escape or not (is_busy and self.keeps_escape):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.put_down.emit()
        return True

    def _point(self, at: QPointF) -> None:
        spot = self.sheet.spot
        self.spot_changed.emit(Spot(spot.is_on, spot.radius, at))

    def _wheel(self, event: QWheelEvent) -> bool:
        if not self.sheet.spot.is_on or event.modifiers():
            return False
        self.spot_changed.emit(self.sheet.spot.sized(event.angleDelta().y() / 120.0))
        event.accept()
        return True

    def _press(self, event: QMouseEvent) -> bool:
        """A press on the model draws or rubs; beside it, it turns the view as ever."""
        if event.button() is not Qt.MouseButton.LeftButton or event.modifiers():
            return False
        if self._view.surface_at(event.position()) is None:
            return False
        self._last = event.position()
        self._touch(event.position())
        return True

    def _move(self, event: QMouseEvent) -> bool:
        if self._last is None:
            # No name of what is under a pen.
            return not event.buttons()
        way = event.position() - self._last
        steps = max(1, round((way.x() ** 2 + way.y() ** 2) ** 0.5 / _STEP_PX))
        start, self._last = self._last, event.position()
        for k in range(1, steps + 1):
            self._touch(start + way * (k / steps))
        return True

    def _lift(self, event: QMouseEvent) -> bool:
        if self._last is None or event.button() is not Qt.MouseButton.LeftButton:
            return False
        points = tuple(self._points)
        self._drop()
        if self.tip is Tip.PEN and any(point is not None for point in points):
            self.drawn.emit(points)
        return True

    def _touch(self, at: QPointF) -> None:
        if self.tip is Tip.ERASER:
            self.rubbed.emit(at)
            return
        point = self._view.surface_at(at)
        self._points.append(point)
        if point is None:
            self._lines.append([])
        else:
            if not self._lines:
                self._lines.append([])
            self._lines[-1].append(QPointF(at))
        self._show_wet()

    def _show_wet(self) -> None:
        red, green, blue = INK_COLOURS[self.colour]
        width = INK_MM / millimetres_per_pixel(self._view.camera, self._view.height())
        lines = tuple(tuple(line) for line in self._lines if line)
        self.sheet.show_wet(Wet(QColor.fromRgbF(red, green, blue), width, lines))

    def _drop(self) -> None:
        self._points, self._lines, self._last = [], [], None
        self.sheet.show_wet(None)
