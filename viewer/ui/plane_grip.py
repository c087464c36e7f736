"""The frame of the section's plane over the 3D view, and the knob by which a hand moves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from viewer.camera import Vector
from viewer.labels import Rect
from viewer.looks import THEMES, SceneTheme
from viewer.picking import display
from viewer.scene_section import SceneSection
from viewer.state import Camera
from viewer.ui.overlay import Overlay
from viewer.ui.paint_corners import foot_height
from viewer.ui.paint_overlay import colour_of

_MARGIN_MM = 7.0
_SIDE = 30
#: Where the plane is seen from its edge or square on, a hand moves it by this share of a pixel.
_LEAST_PULL, _KEPT_IN = 0.25, 20.0
#: A corner where the knob would cover words counts as so many pixels farther away.
_COVERS = 300.0
_COLOUR, _ON_DARK = QColor("#0072B2"), QColor("#56B4E9")

Corners = tuple[Vector, Vector, Vector, Vector]


@dataclass(frozen=True, slots=True)
class Pull:
    """What pulling the knob does. way: pixels on the picture for a millimetre along the plane's
    way; offset: where the plane is when the pull begins."""

    way: tuple[float, float]
    offset: float

    def after(self, right: float, down: float) -> float:
        """The offset once the hand has moved so many pixels."""
        length = self.way[0] * self.way[0] + self.way[1] * self.way[1]
        return self.offset + (right * self.way[0] + down * self.way[1]) / length


def corners(section: SceneSection) -> Corners | None:
    """The corners of a frame round all cut faces, world mm; None where nothing is cut."""
    if section.slice is None or not section.slice.faces:
        return None
    lower = np.min([face.box[0] for face in section.slice.faces], axis=0) - _MARGIN_MM
    upper = np.max([face.box[1] for face in section.slice.faces], axis=0) + _MARGIN_MM
    first, second, _ = section.slice.plane.axes()
    origin = np.asarray(section.slice.plane.origin)
    found = [
        origin + a * first + b * second
        for a, b in ((lower[0], lower[1]), (upper[0], lower[1]), (upper[0], upper[1]))
    ]
    found.append(origin + lower[0] * first + upper[1] * second)
    a, b, c, d = ((float(p[0]), float(p[1]), float(p[2])) for p in found)
    return (a, b, c, d)


def pull_at(
    point: Vector, along: Vector, offset: float, camera: Camera, size: tuple[int, int]
) -> Pull:
    """How a pull at a world point moves the plane; up and down where the way points at the eye."""
    here = display(camera, point, *size)
    far = (point[0] + along[0], point[1] + along[1], point[2] + along[2])
    there = display(camera, far, *size)
    if here is None or there is None:
        return Pull((0.0, -1.0), offset)
    way = (there[0] - here[0], there[1] - here[1])
    length = (way[0] ** 2 + way[1] ** 2) ** 0.5
    scale = 400.0 / camera.distance
    return Pull(way if length > _LEAST_PULL * scale else (0.0, -2.0 * scale), offset)


class PlaneFrame:
    """The frame; the sheet over the view paints it below its names, which it must not cross out."""

    def __init__(self, repaint: Callable[[], None]) -> None:
        self.outline = QPolygonF()
        self.colour = _COLOUR
        self._repaint = repaint

    def isVisible(self) -> bool:
        """Whether there is one."""
        return not self.outline.isEmpty()

    def show_outline(self, outline: QPolygonF) -> None:
        """Draw this line; an empty one for none."""
        if outline != self.outline:
            self.outline = outline
            self._repaint()

    def paint(self, painter: QPainter) -> None:
        """A light line in a dark one reads on bone and on any ground."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(255, 255, 255, 110), 3.0), (self.colour, 1.4)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(self.outline)


class PlaneGrip(QWidget):
    """The knob. `pulled` tells the new offset in mm while a hand pulls it."""

    pulled = Signal(float)

    def __init__(self, overlay: Overlay, parent: QWidget) -> None:
        super().__init__(parent)
        self._view, self._overlay = parent, overlay
        self.frame = PlaneFrame(overlay.update)
        overlay.below = self.frame.paint
        self._theme = THEMES["light"]
        self._pull: Pull | None = None
        self._start = QPointF()
        self._corners: Corners | None = None
        self._section: SceneSection | None = None
        self._camera: Camera | None = None
        self._corner = 0
        self.is_wanted = self.has_knob = True
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag to move the section; Shift+wheel or [ and ] also do")
        self.setAccessibleName("Handle of the section plane")
        self.resize(self.sizeHint())
        self.hide()
        self.raise_()

    def sizeHint(self) -> QSize:
        """Large enough to catch."""
        side = round(_SIDE * self._theme.size)
        return QSize(side, side)

    def set_theme(self, theme: SceneTheme) -> None:
        """Take the view's colours."""
        self._theme = theme
        self.frame.colour = _ON_DARK if theme.name == "dark" else _COLOUR
        self.resize(self.sizeHint())
        self.update()

    def follow(self, section: SceneSection, camera: Camera) -> None:
        """Stand at the plane's frame as it is seen now."""
        if section.cut is None and self._section is None:
            return
        self._section, self._camera = section if section.cut is not None else None, camera
        self._corners = corners(section) if self.is_wanted else None
        self._place()

    def _place(self) -> None:
        view, camera = self._view, self._camera
        self._overlay.knob = None
        if self._corners is None or camera is None:
            self.hide()
            self.frame.show_outline(QPolygonF())
            return
        size = (view.width(), view.height())
        seen = [display(camera, corner, *size) for corner in self._corners]
        points = [QPointF(*point) for point in seen if point is not None]
        if len(points) < 4:
            self.hide()
            self.frame.show_outline(QPolygonF())
            return
        self.frame.show_outline(QPolygonF(points))
        if self._pull is None:
            # The knob keeps to the upper corner that is well within the view.
            self._corner = min(range(4), key=lambda k: self._cost(points[k], size))
        at = points[self._corner]
        if not self.has_knob:
            self.hide()
            return
        x, y = self._kept_in(at, size)
        half = self.width() / 2
        self._overlay.knob = Rect(x - half, y - half, 2 * half, 2 * half)
        self.move(round(x - self.width() / 2), round(y - self.height() / 2))
        self.show()

    def _kept_in(self, at: QPointF, size: tuple[int, int]) -> tuple[float, float]:
        """Within the view, above the words of its lower edge."""
        low = size[1] - _KEPT_IN - foot_height(self._overlay.stationery)
        x = max(_KEPT_IN, min(size[0] - _KEPT_IN, at.x()))
        return x, max(_KEPT_IN, min(low, at.y()))

    def _cost(self, point: QPointF, size: tuple[int, int]) -> float:
        out = max(0.0, -point.x(), -point.y(), point.x() - size[0], point.y() - size[1])
        x, y = self._kept_in(point, size)
        half = self.width() / 2
        knob = Rect(x - half, y - half, 2 * half, 2 * half)
        covers = any(knob.meets(box) for box in self._overlay.corner_boxes())
        # The cube has the upper right corner.
        return out * 10.0 + (_COVERS if covers else 0.0) + point.y() + 0.3 * point.x()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the plane."""
        if event.button() is not Qt.MouseButton.LeftButton or self._section is None:
            return
        view, camera = self._view, self._camera
        if self._corners is None or camera is None:
            return
        self._start = event.globalPosition()
        size = (view.width(), view.height())
        point = self._corners[self._corner]
        self._pull = pull_at(point, self._section.along, self._section.offset, camera, size)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the plane with the hand."""
        if self._pull is not None:
            moved = event.globalPosition() - self._start
            self.pulled.emit(round(self._pull.after(moved.x(), moved.y()), 1))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._pull = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A round knob with two arrows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QPointF(self.width() / 2, self.height() / 2), self.width() * 0.36
        painter.setPen(QPen(self.frame.colour, 2.0))
        painter.setBrush(colour_of(self._theme.card))
        painter.drawEllipse(middle, radius, radius)
        painter.setBrush(self.frame.colour)
        painter.setPen(Qt.PenStyle.NoPen)
        small = radius * 0.36
        for sign in (-1.0, 1.0):
            tip = middle + QPointF(0.0, sign * radius * 0.72)
            base = middle + QPointF(0.0, sign * radius * 0.20)
            painter.drawPolygon(
                QPolygonF([tip, base + QPointF(small, 0.0), base - QPointF(small, 0.0)])
            )
        painter.end()
