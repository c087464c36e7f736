"""The flat picture of a section: the cut faces of the 3D view, painted as scans are read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.looks import THEMES, SceneTheme, face_colour, tint_table
from viewer.section import Facing
from viewer.spec import Emphasis, Look
from viewer.ui.paint_overlay import colour_of
from viewer.ui.paint_slice import (
    Patch,
    paint_edge,
    paint_letters,
    paint_patch,
    paint_scale,
    path_of,
    texture_of,
)

if TYPE_CHECKING:
    # Not while running: the window appears before VTK and scipy are there.
    from viewer.scene_section import SceneSection
    from viewer.slicing import Face

_MARGIN, _CLICK_PX = 30.0, 4
#: The picture keeps its size while the plane moves, unless the cut grows out of it or becomes so
#: small in it.
_SMALL_SHARE = 0.5
_STEPS = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Right: 1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_Left: -1.0}
Box = tuple[float, float, float, float]


class SliceView(QWidget):
    """See the module's text.

    hovered(id), clicked(id, add), stepped(steps): the wheel or the arrow keys.
    """

    hovered = Signal(str)
    clicked = Signal(str, bool)
    stepped = Signal(float)

    def __init__(self, catalog: Catalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._theme = THEMES["light"]
        self._section: SceneSection | None = None
        self._facing: Facing | None = None
        self._kind: object = None
        self._paths: dict[StructureId, tuple[Face, QPainterPath]] = {}
        self.patches: tuple[Patch, ...] = ()
        self._flat_to_panel = QTransform()
        self._field: Box | None = None
        self._lit = ""
        self._under = ""
        self._press: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Flat picture of the section")

    def sizeHint(self) -> QSize:
        """A fair share beside the 3D view."""
        return QSize(380, 480)

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(150, 60)

    def set_theme(self, theme: SceneTheme) -> None:
        """Take the view's colours."""
        self._theme = theme
        self.update()

    def show_section(
        self, section: SceneSection | None, facing: Facing | None, kind: object
    ) -> None:
        """Show what is cut. kind: what must be the same for the picture to keep its size."""
        self._section, self._facing = section, facing
        if section is None or section.slice is None or facing is None:
            self.patches, self._field = (), None
            self.update()
            return
        if kind != self._kind:
            self._kind, self._field = kind, None
        self._flat_to_panel = _turned(section, facing)
        self.patches = tuple(self._patch(face, section) for face in section.slice.faces)
        self._paths = {face.id: self._paths[face.id] for face in section.slice.faces}
        self._fit()
        names = [self._catalog.structures[patch.id].name for patch in reversed(self.patches)]
        self.setAccessibleDescription(f"{facing.words}. Cut: {', '.join(names) or 'nothing'}")
        self.update()

    def _patch(self, face: Face, section: SceneSection) -> Patch:
        known = self._paths.get(face.id)
        if known is None or known[0] is not face:
            known = self._paths[face.id] = (face, path_of(face))
        look: Look = section.looks[face.id]
        colour = face_colour(look, self._catalog.structures[face.id].tissue)
        filling = section.fillings[face.id]
        tone = float(filling.tone.mean()) if len(filling.tone) else 0.9
        even = tint_table(colour)[min(63, round(63 * tone)), :3].tolist()
        image, placed = texture_of(face, filling, colour)
        strong = look.emphasis is Emphasis.FOCUS
        return Patch(face.id, known[1], QColor(*even), look.ghost, strong, image, placed)

    def _fit(self) -> None:
        """Choose the field of view: as it was while the cut still fits and fills it."""
        boxes = [self._flat_to_panel.mapRect(p.path.boundingRect()) for p in self.patches]
        if not boxes:
            return
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.united(box)
        now = self._field
        found = (whole.left(), whole.top(), whole.right(), whole.bottom())
        if now is not None:
            fits = (
                found[0] >= now[0]
                and found[1] >= now[1]
                and found[2] <= now[2]
                and found[3] <= now[3]
            )
            # A cut that only grazes has no width, and its field none to have a share of.
            wide, high = now[2] - now[0], now[3] - now[1]
            fills = whole.width() >= _SMALL_SHARE * wide or whole.height() >= _SMALL_SHARE * high
            if fits and fills:
                return
        self._field = found

    def transform(self) -> QTransform:
        """From the plane's axes to pixels of this widget."""
        if self._field is None:
            return QTransform()
        left, top, right, bottom = self._field
        room = (max(20.0, self.width() - 2 * _MARGIN), max(20.0, self.height() - 2 * _MARGIN))
        scale = min(room[0] / max(right - left, 1.0), room[1] / max(bottom - top, 1.0))
        middle = QPointF((left + right) / 2, (top + bottom) / 2)
        to_pixels = QTransform()
        to_pixels.translate(self.width() / 2, self.height() / 2)
        to_pixels.scale(scale, scale)
        to_pixels.translate(-middle.x(), -middle.y())
        return self._flat_to_panel * to_pixels

    def structure_at(self, point: QPointF) -> str:
        """The structure whose face lies under a point of this widget, "" for none."""
        if self._section is None or self._section.slice is None or self._field is None:
            return ""
        inverse, can = self.transform().inverted()
        if not can:
            return ""
        flat = inverse.map(point)
        face = self._section.slice.face_at(np.array([flat.x(), flat.y()]))
        return face.id if face is not None else ""

    def point_on(self, id: str) -> QPointF | None:
        """A point of this widget that lies on a structure's face, for hands and tests."""
        to = self.transform()
        for patch in self.patches:
            if patch.id != id or self._section is None:
                continue
            filling = self._section.fillings[patch.id]
            centres = filling.flat[filling.triangles].mean(axis=1)
            for x, y in centres[:: max(1, len(centres) // 200)].tolist():
                point = to.map(QPointF(x, y))
                if self.structure_at(point) == id:
                    return point
        return None

    def light(self, id: str) -> None:
        """Mark what is pointed at elsewhere; "" for nothing."""
        if id != self._lit:
            self._lit = id
            self.update()

    def is_lit(self, patch: Patch) -> bool:
        """Whether a face is pointed at, here or elsewhere."""
        lit = self._lit or self._under
        if not lit:
            return False
        known = StructureId(lit)
        body = self._catalog.body_of(known) if known in self._catalog.structures else known
        return body in set(self._catalog.chain(patch.id))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Faces in their order, then letters and scale."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour_of(self._theme.card))
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        to = self.transform()
        for patch in self.patches:
            paint_patch(painter, patch, to)
        for patch in self.patches:
            if patch.strong or self.is_lit(patch):
                paint_edge(painter, patch, to, self._theme)
        painter.resetTransform()
        if self.patches and self._facing is not None:
            paint_letters(painter, self._facing, self.size(), self._theme)
            scale = math.hypot(to.m11(), to.m12())
            paint_scale(painter, scale, self.size(), self._theme)
        if self.hasFocus():
            painter.setPen(QPen(colour_of(self._theme.ink, 0.6), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the cursor."""
        self._point_at(self.structure_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        self._point_at("")

    def _point_at(self, id: str) -> None:
        if id != self._under:
            self._under = id
            self.hovered.emit(id)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        self._press = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click selects; with Ctrl it adds."""
        press, self._press = self._press, None
        if press is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if (event.position() - press).manhattanLength() < _CLICK_PX:
            add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.clicked.emit(self.structure_at(press), add)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step the plane."""
        event.accept()
        if angle := event.angleDelta().y() or event.angleDelta().x():
            self.stepped.emit(angle / 120.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys step the plane."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


def _turned(section: SceneSection, facing: Facing) -> QTransform:
    """From the plane's axes to the picture's, y downwards, in mm."""
    assert section.slice is not None
    first, second, _ = section.slice.plane.axes()
    right, up = np.asarray(facing.right), np.asarray(facing.up)
    return QTransform(
        float(right @ first),
        -float(up @ first),
        float(right @ second),
        -float(up @ second),
        0.0,
        0.0,
    )
