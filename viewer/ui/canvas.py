"""The 3D view of the window with its hands: mouse and wheel in, what was meant out.

All input arrives here; VTK never sees an event, and no key does anything: shortcuts are the
window's. The camera moves here while a drag lasts; `camera_moved` tells the pose once the hand
lets go. Ids travel as plain strings, "" for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QWidget

from meshes.ids import StructureId
from viewer.captions import UNTOLD
from viewer.picking import ray
from viewer.scene import Scene
from viewer.spec import SceneSpec
from viewer.state import Camera, SurfacePoint, Tool
from viewer.ui.gesture import Gesture, dragged, gesture_of, wheeled
from viewer.ui.measuring_hand import Measuring
from viewer.ui.paint_overlay import colour_of
from viewer.ui.stage import Stage

#: A press that moves less than this before its release is a click.
CLICK_PX = 4
_WHEEL_QUIET_MS = 220
#: What moved under a resting hand is named once it has stood still so long.
_STILL_MS = 40
_TAG_OFFSET = QPoint(16, 18)
_KEYBOARD_FOCUS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Canvas(Stage):
    """See the module's text.

    clicked(point, modifiers): any left click. structure_clicked(id, add): add when Ctrl was held.
    structure_double_clicked(id). context_requested(id, global point). hovered(id). turned(Camera):
    at each move of a hand that has not let go yet.
    """

    clicked = Signal(QPoint, object)
    structure_clicked = Signal(str, bool)
    structure_double_clicked = Signal(str)
    context_requested = Signal(str, QPoint)
    hovered = Signal(str)
    turned = Signal(object)
    surface_pressed = Signal(object)
    section_stepped = Signal(float)

    def __init__(
        self,
        scene: Scene,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._press: QPointF | None = None
        self._last = QPointF()
        self._gesture: Gesture | None = None
        self._struck = ""
        self._hovered = ""
        self._measuring = Measuring()
        #: What takes mouse events before anything else does, as a pen in the hand.
        self.hand: Callable[[QEvent], bool] | None = None
        super().__init__(scene, parent, clock=clock)
        self._tag = QLabel(self)
        self._tag.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._tag.setTextFormat(Qt.TextFormat.PlainText)
        self._tag.setAccessibleName("Name under the cursor")
        self._tag.hide()
        self._wheel_end = self._timer(_WHEEL_QUIET_MS, self._on_let_go)
        self._hover_wait = self._timer(0, self._on_hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._restyle()

    def structure_at(self, point: QPointF) -> str:
        """The structure under a point of this widget, "" for none."""
        size = (self.width(), self.height())
        return self.scene.pick(*ray(self._camera, point.x(), point.y(), *size)) or ""

    def meant_at(self, point: QPointF, *, adding: bool = False) -> str:
        """What a click there means: the structure, or a part of the bone once that is picked."""
        size = (self.width(), self.height())
        along = ray(self._camera, point.x(), point.y(), *size)
        return self.scene.meant(*along, adding=adding) or ""

    def surface_at(self, point: QPointF) -> SurfacePoint | None:
        """The point of the visible surface under a point of this widget."""
        size = (self.width(), self.height())
        along = ray(self._camera, point.x(), point.y(), *size)
        return self.scene.picker.surface_point(*along, self.scene.spec.looks)

    def show_tool(self, tool: Tool, pending: tuple[SurfacePoint, ...]) -> None:
        """What clicks measure, and the points set so far."""
        self._measuring = Measuring(tool, pending)
        if tool is Tool.NONE:
            self.unsetCursor()
            self._overlay.show_probe(None)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)
            self._show_hovered("")

    def light(self, id: str) -> None:
        """Light what is pointed at elsewhere; "" for nothing."""
        # What is drawn through its parts is lit through them.
        ids = tuple(self.scene.catalog.with_parts(StructureId(id))) if id else ()
        if self._rest is not None:
            self._rest.point_at(ids)

    def release(self) -> None:
        """Stop all clocks and free the graphics card; the widget may then be deleted."""
        self._wheel_end.stop()
        self._hover_wait.stop()
        super().release()

    def event(self, event: QEvent) -> bool:
        """What the hand holds comes first."""
        if self.hand is not None and self.hand(event):
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag began."""
        self._press = self._last = event.position()
        self._gesture = None
        self._tag.hide()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or see what is under the cursor."""
        if self._press is None:
            self._last = event.position()
            if self._rest is not None:
                self._rest.give_way()
            self._hover_wait.start(0)
            return
        if self._gesture is None:
            if (event.position() - self._press).manhattanLength() < CLICK_PX:
                return
            self._gesture = gesture_of(event.buttons(), event.modifiers())
            self._flight.cancel()
        if self._gesture is not None:
            move = event.position() - self._last
            self._last = event.position()
            self._move_camera(dragged(self._camera, self._gesture, move, self.height()))
            self.turned.emit(self._told())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a drag, or a click."""
        press, was_drag = self._press, self._gesture is not None
        if event.buttons() == Qt.MouseButton.NoButton:
            self._press = self._gesture = None
        if press is None:
            return
        if was_drag:
            self._on_let_go()
        elif event.button() is Qt.MouseButton.LeftButton:
            self._on_click(press, event.modifiers())
        elif event.button() is Qt.MouseButton.RightButton:
            place = event.globalPosition().toPoint()
            self.context_requested.emit(self.structure_at(press), place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fly to what the first click struck: the view may have moved since."""
        self._press = None
        if self._measuring.is_on:
            return
        if event.button() is Qt.MouseButton.LeftButton and self._struck:
            self.structure_double_clicked.emit(self._struck)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom towards the cursor; with Shift, move the section's plane."""
        # Some desktops turn a wheel with Shift into a sideways one.
        angle = event.angleDelta().y() or event.angleDelta().x()
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.scene.section.cut:
            self.section_stepped.emit(angle / 120.0)
            return
        if angle:
            self._flight.cancel()
            size = (self.width(), self.height())
            self._move_camera(wheeled(self._camera, angle, event.position(), size))
            self.turned.emit(self._told())
            self._wheel_end.start()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Only the keyboard's menu key; the mouse's menu comes on release, never after a drag."""
        if event.reason() is not QContextMenuEvent.Reason.Mouse:
            self.context_requested.emit("", self.mapToGlobal(self.rect().center()))

    def show_spec(self, spec: SceneSpec) -> None:
        """Draw this from now on."""
        if spec != self.wanted_spec:
            super().show_spec(spec)
            self._look_again()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        self._hover_wait.stop()
        self._show_hovered("")
        self._overlay.show_probe(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard has come here."""
        self._overlay.set_framed(event.reason() in _KEYBOARD_FOCUS)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        self._overlay.set_framed(False)
        super().focusOutEvent(event)

    def _timer(self, after_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(slot)
        return timer

    def _on_click(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._measuring.is_on:
            self.surface_pressed.emit(self.surface_at(point))
            return
        add = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        self._struck = self.meant_at(point, adding=add)
        self.clicked.emit(point.toPoint(), modifiers)
        self.structure_clicked.emit(self._struck, add)

    def _on_let_go(self) -> None:
        self.camera_moved.emit(self._told())

    def _on_hover(self) -> None:
        if self._press is None and self._measuring.is_on:
            point, size = self.surface_at(self._last), (self.width(), self.height())
            probe = self._measuring.probe(
                point, self._camera, self.scene.apart, size, self.scene.spec.explode
            )
            self._overlay.show_probe(probe)
        elif self._press is None:
            self._show_hovered(self.meant_at(self._last))
            if self._hovered:
                self._tag.setText("\n".join(self._names_at(self._last)))
                self._tag.adjustSize()
                self._place_tag()

    def _names_at(self, point: QPointF) -> list[str]:
        """The name of what a click would pick, and of the part of it that lies there."""
        size = (self.width(), self.height())
        if self.scene.spec.veiled:
            return [UNTOLD]
        part = self.scene.part_at(*ray(self._camera, point.x(), point.y(), *size))
        ids = dict.fromkeys((StructureId(self._hovered), *([part] if part else [])))
        say = self.scene.spec.counting.both
        return [say(self.scene.catalog.structures[id].name) for id in ids]

    def _show_hovered(self, id: str) -> None:
        if id == self._hovered:
            return
        self._hovered = id
        self.light(id)
        self._tag.setVisible(bool(id))
        self.hovered.emit(id)

    def _look_again(self) -> None:
        """The scene moved under a resting hand: forget the name, find the new one when it stops."""
        if self._hovered:
            self._show_hovered("")
        if self._measuring.is_on:
            self._overlay.show_probe(None)
        if self._press is None and self.underMouse():
            self._hover_wait.start(_STILL_MS)

    def _place_tag(self) -> None:
        place = self._last.toPoint() + _TAG_OFFSET
        most_x, most_y = self.width() - self._tag.width(), self.height() - self._tag.height()
        if place.y() > most_y:
            place.setY(round(self._last.y()) - self._tag.height() - 6)
        self._tag.move(max(0, min(place.x(), most_x)), max(0, place.y()))

    def _move_camera(self, camera: Camera) -> None:
        super()._move_camera(camera)
        self._look_again()

    def _restyle(self) -> None:
        super()._restyle()
        with_ = self._overlay.stationery
        card, ink = colour_of(with_.theme.card), colour_of(with_.theme.ink)
        self._tag.setFont(with_.font())
        self._tag.setStyleSheet(
            f"background: {card.name()}; color: {ink.name()}; border: 1px solid {ink.name()};"
            " border-radius: 4px; padding: 2px 6px;"
        )
