"""What hand movements do to the camera: pure arithmetic on poses and pixels."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, Qt

from viewer.camera import millimetres_per_pixel, panned, turned, zoomed
from viewer.state import Camera

_TURN_DEG_PER_PX = 0.35
_ZOOM_PER_STEP = 0.88
_ZOOM_PER_PX = 0.994
_WHEEL_STEP = 120.0


class Gesture(Enum):
    """What a drag does."""

    ORBIT = "orbit"
    PAN = "pan"
    ZOOM = "zoom"


def gesture_of(buttons: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> Gesture | None:
    """Left: orbit; middle or Shift+left: pan; right: zoom."""
    if buttons & Qt.MouseButton.MiddleButton:
        return Gesture.PAN
    if buttons & Qt.MouseButton.LeftButton:
        shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        return Gesture.PAN if shifted else Gesture.ORBIT
    if buttons & Qt.MouseButton.RightButton:
        return Gesture.ZOOM
    return None


def dragged(camera: Camera, gesture: Gesture, move: QPointF, height_px: int) -> Camera:
    """The pose after the hand moved by so many pixels."""
    if gesture is Gesture.ORBIT:
        return turned(camera, move.x() * _TURN_DEG_PER_PX, move.y() * _TURN_DEG_PER_PX)
    if gesture is Gesture.PAN:
        size = millimetres_per_pixel(camera, height_px)
        return panned(camera, move.x() * size, -move.y() * size)
    return zoomed(camera, _ZOOM_PER_PX ** move.y())


def wheeled(camera: Camera, angle: float, cursor: QPointF, size_px: tuple[int, int]) -> Camera:
    """The pose after a turn of the wheel (120 = one step), towards the cursor."""
    size = millimetres_per_pixel(camera, size_px[1])
    right = (cursor.x() - size_px[0] / 2) * size
    up = (size_px[1] / 2 - cursor.y()) * size
    return zoomed(camera, _ZOOM_PER_STEP ** (angle / _WHEEL_STEP), right, up)
