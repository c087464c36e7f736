"""The orientation cube: which side of the patient one looks at; a click on a face, edge or corner
looks from there.

Painted by QPainter from the camera's axes, so it costs the 3D view nothing and cannot be wrong
about sides independently of the camera. S and I have anterior at the top, as the named views do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from viewer.camera import basis, named_views
from viewer.looks import THEMES, SceneTheme
from viewer.snaps import Direction, Snap, snap
from viewer.state import Camera
from viewer.ui.paint_overlay import colour_of

#: A face whose normal is turned to the viewer by less than this (cosine) is not to be seen.
_EDGE_ON = 0.02
#: Nearer to the rim of a face than this one means its edge or corner.
_RIM = 0.56
#: Letter, named view, outward normal and the direction of the letter's top, in the patient's axes.
_FACES = (
    ("A", "anterior", (0, 1, 0), (0, 0, 1)),
    ("P", "posterior", (0, -1, 0), (0, 0, 1)),
    ("L", "left", (-1, 0, 0), (0, 0, 1)),
    ("R", "right", (1, 0, 0), (0, 0, 1)),
    ("S", "superior", (0, 0, 1), (0, 1, 0)),
    ("I", "inferior", (0, 0, -1), (0, 1, 0)),
)


@dataclass(frozen=True)
class Face:
    """A visible face: its outline, the axes of its letter on the picture, how square it stands."""

    letter: str
    view: str
    normal: Direction
    top: Direction
    corners: QPolygonF
    centre: QPointF
    across: QPointF
    up: QPointF
    facing: float


def faces(camera: Camera, size: float) -> list[Face]:
    """The faces one sees from this pose on a square of this size; the squarest comes last."""
    rightwards, upwards, toward = basis(camera)
    half = size * 0.285

    def along(way: Direction) -> QPointF:
        return QPointF(half * _dot(way, rightwards), -half * _dot(way, upwards))

    found = []
    for letter, view, out, top in _FACES:
        facing = _dot(out, toward)
        if facing <= _EDGE_ON:
            continue
        across, up = along(_cross(top, out)), along(top)
        middle = QPointF(size / 2, size / 2) + along(out)
        corners = [middle + across * a + up * b for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        shape = QPolygonF(corners)
        found.append(Face(letter, view, out, top, shape, middle, across, up, facing))
    return sorted(found, key=lambda face: face.facing)


def squarest(camera: Camera) -> str:
    """The named view whose side of the patient stands squarest to this pose."""
    toward = basis(camera)[2]
    return max(_FACES, key=lambda face: _dot(face[2], toward))[1]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def _cross(one: Direction, other: Direction) -> Direction:
    (a, b, c), (d, e, f) = one, other
    return b * f - c * e, c * d - a * f, a * e - b * d


def snap_at(camera: Camera, size: float, point: QPointF) -> Snap | None:
    """What a click at a point looks from: a face, or near its rim an edge or corner."""
    for face in reversed(faces(camera, size)):
        if face.corners.containsPoint(point, Qt.FillRule.OddEvenFill):
            return snap(_meant(face, point))
    return None


def _meant(face: Face, point: QPointF) -> Direction:
    """The face's own direction, leaning over the rims the point is near."""
    away, across, up = point - face.centre, face.across, face.up
    area = across.x() * up.y() - across.y() * up.x()
    along = (away.x() * up.y() - away.y() * up.x()) / area
    above = (across.x() * away.y() - across.y() * away.x()) / area
    lean_a, lean_b = (0 if abs(v) < _RIM else int(math.copysign(1, v)) for v in (along, above))
    side = _side(face)
    x, y, z = (
        n + lean_a * a + lean_b * t for n, a, t in zip(face.normal, side, face.top, strict=True)
    )
    return x, y, z


def _side(face: Face) -> Direction:
    """The patient's direction to the right of a face's letter."""
    return _cross(face.top, face.normal)


def _patch(face: Face, lit: Direction) -> QPolygonF | None:
    """The part of a face that means a direction; None where it means others."""
    if sum(n * d for n, d in zip(face.normal, lit, strict=True)) != 1:
        return None
    spans = []
    for axis in (_side(face), face.top):
        lean = sum(a * d for a, d in zip(axis, lit, strict=True))
        spans.append(((-1.0, -_RIM), (-_RIM, _RIM), (_RIM, 1.0))[lean + 1])
    (a, b), (c, d) = spans
    corners = ((a, c), (b, c), (b, d), (a, d))
    return QPolygonF([face.centre + face.across * u + face.up * v for u, v in corners])


def paint_cube(
    painter: QPainter, camera: Camera, size: float, theme: SceneTheme, lit: Snap | None = None
) -> None:
    """The cube in the upper left of the painter's origin. lit: what is under the cursor."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for face in faces(camera, size):
        ground = colour_of(theme.card, 0.94)
        shade = round(100 + 22 * (1 - face.facing))
        painter.setBrush(ground.darker(shade) if theme.name != "dark" else ground.lighter(shade))
        painter.setPen(QPen(colour_of(theme.ink, 0.75), 1.3))
        painter.drawPolygon(face.corners)
        if lit is not None and (patch := _patch(face, lit.direction)) is not None:
            painter.setBrush(QColor("#56B4E9"))
            painter.drawPolygon(patch)
        painter.save()
        painter.setTransform(
            QTransform(
                face.across.x(),
                face.across.y(),
                -face.up.x(),
                -face.up.y(),
                face.centre.x(),
                face.centre.y(),
            )
            * painter.transform()
        )
        font = QFont(painter.font())
        font.setPixelSize(100)
        font.setBold(True)
        painter.setFont(font)
        painter.scale(0.0125, 0.0125)
        painter.setPen(colour_of(theme.ink))
        painter.drawText(QRectF(-80, -80, 160, 160), int(Qt.AlignmentFlag.AlignCenter), face.letter)
        painter.restore()


#: Side in pixels, as a rule and at least; the share of a view's shorter side that it may take, and
#: up to which it grows with the letters. Chosen.
_SIDE, _LEAST_SIDE = 92, 44
_MOST_SHARE, _ROOMY_SHARE = 0.26, 0.16


class OrientationCube(QWidget):
    """The cube as a small button-like widget. `chosen` gives the Snap that was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0))
        self._theme = THEMES["light"]
        self._lit: Snap | None = None
        self._letters = 1.0
        self.setMouseTracking(True)
        self.setAccessibleName("Orientation cube")
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Large enough to read from the back of a room on a projector."""
        side = round(_SIDE * self._theme.size)
        return QSize(side, side)

    def fit(self, width: int, height: int) -> None:
        """Take the size that suits a view: never much of it, and with large letters larger where
        there is room."""
        usual, least = _SIDE * self._theme.size, min(width, height)
        roomy = max(usual, min(usual * self._letters, _ROOMY_SHARE * least))
        side = round(max(_LEAST_SIDE, min(roomy, _MOST_SHARE * least)))
        if side != self.width():
            self.resize(side, side)

    def set_letters(self, scale: float) -> None:
        """How large the view is written against the usual; `fit` follows it."""
        self._letters = scale

    def show_camera(self, camera: Camera) -> None:
        """Turn with the camera."""
        if camera != self._camera:
            self._camera = camera
            says = f"Seen from: {named_views()[squarest(camera)].title.lower()}"
            if says != self.accessibleDescription():
                self.setAccessibleDescription(says)
            self.update()

    def set_theme(self, theme: SceneTheme) -> None:
        """Take the view's colours."""
        self._theme = theme
        self.resize(self.sizeHint())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the visible faces."""
        painter = QPainter(self)
        paint_cube(painter, self._camera, float(self.width()), self._theme, self._lit)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what a click would look from."""
        self._light(snap_at(self._camera, float(self.width()), event.position()))

    def leaveEvent(self, _event: object) -> None:
        """Light no face."""
        self._light(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep presses on a face from turning the spine behind the cube."""
        if snap_at(self._camera, float(self.width()), event.position()) is None:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look from there."""
        view = snap_at(self._camera, float(self.width()), event.position())
        if view is not None and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(view)

    def _light(self, view: Snap | None) -> None:
        if view != self._lit:
            self._lit = view
            self.setToolTip(view.words if view else "")
            self.update()
