"""A small drawing of a disc from above, in whose zones a herniation can be.

It lies as the picture of the spine does where the card leads to, from behind and from above: the
patient's left is at the left.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from viewer.ui.theme import THEMES, Theme

_WIDE, _HIGH = 132, 86
#: Where the disc lies, pixels.
_DISC = QRectF(34.0, 6.0, 64.0, 44.0)
#: Where each zone's patch lies on the patient's right (the right of the drawing); central: midline.
_ZONES: Mapping[str, tuple[float, float]] = {
    "central": (66.0, 52.0),
    "subarticular": (81.0, 50.0),
    "posterolateral": (86.0, 47.0),
    "foraminal": (97.0, 41.0),
    "extraforaminal": (106.0, 27.0),
}
_RADIUS = 7.5
#: Slices of scans are read the other way round, and so is the flat picture of a section.
SEEN = "Seen from above, back at the bottom: the patient’s left is at the left, unlike on scans"
#: Words of the drawing and where they stand, pixels.
_WORDS: Mapping[str, QRectF] = {
    "Left": QRectF(0, 0, 34, 14),
    "Right": QRectF(_WIDE - 34, 0, 34, 14),
    "from\nabove": QRectF(0, _HIGH - 28, 38, 26),
}


class ZonePicture(QWidget):
    """Shows the zones of a model and which is chosen. chosen: zone and side ("" in the midline)."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme = THEMES["light"]
        self._zones: tuple[str, ...] = ()
        self._zone, self._side = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Zones of the disc, seen from above")
        self.setToolTip(SEEN)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_zone(self, zones: tuple[str, ...], zone: str, side: str) -> None:
        """Show these zones and mark one, on a side or on both."""
        self._zones, self._zone, self._side = zones, zone, side
        self.update()

    def sizeHint(self) -> QSize:
        """Fixed: it is a drawing."""
        return QSize(_WIDE, _HIGH)

    def patches(self) -> dict[tuple[str, str], QPointF]:
        """The middle of each patch by zone and side."""
        found: dict[tuple[str, str], QPointF] = {}
        for zone in self._zones:
            if zone not in _ZONES:
                continue
            x, y = _ZONES[zone]
            if zone == "central":
                found[zone, ""] = QPointF(x, y)
            else:
                found[zone, "right"] = QPointF(x, y)
                found[zone, "left"] = QPointF(_WIDE - x, y)
        return found

    def _at(self, point: QPointF) -> tuple[str, str] | None:
        near = {key: (middle - point).manhattanLength() for key, middle in self.patches().items()}
        best = min(near, key=near.__getitem__, default=None)
        return best if best is not None and near[best] < 2 * _RADIUS else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a zone chooses it."""
        if (found := self._at(event.position())) is not None:
            self.chosen.emit(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be pressed."""
        is_over = self._at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        """The name of the zone under the pointer as a tip."""
        if event.type() == QEvent.Type.ToolTip:
            found = self._at(QPointF(event.pos()))  # type: ignore[attr-defined]
            if found is not None:
                words = " ".join(part for part in (found[1], found[0]) if part)
                QToolTip.showText(event.globalPos(), words.capitalize(), self)  # type: ignore[attr-defined]
                return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Disc, canal, arch and the patches."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        self._paint_bone(painter)
        painter.setPen(QPen(QColor(theme.edge), 1.2))
        painter.setBrush(QColor(theme.disc))
        painter.drawPath(_disc())
        for (zone, side), middle in self.patches().items():
            is_chosen = zone == self._zone and (side in ("", self._side) or self._side == "both")
            painter.setPen(QPen(QColor(theme.accent), 2.2 if is_chosen else 1.1))
            painter.setBrush(QColor(theme.accent if is_chosen else theme.surface))
            painter.drawEllipse(middle, _RADIUS - 1.5, _RADIUS - 1.5)
        painter.setPen(QColor(theme.muted))
        font = painter.font()
        font.setPointSizeF(8.0)
        painter.setFont(font)
        for words, box in _WORDS.items():
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _paint_bone(self, painter: QPainter) -> None:
        """The arch behind the canal."""
        arch = QPainterPath(QPointF(46, 58))
        arch.cubicTo(QPointF(40, 70), QPointF(58, 74), QPointF(66, 82))
        arch.cubicTo(QPointF(74, 74), QPointF(92, 70), QPointF(86, 58))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.bone_edge), 5.0))
        painter.drawPath(arch)
        painter.setPen(QPen(QColor(self._theme.bone), 3.0))
        painter.drawPath(arch)


def _disc() -> QPainterPath:
    """A disc seen from above: anterior at the top, its posterior edge a little hollow."""
    box = _DISC
    path = QPainterPath(QPointF(box.left(), box.center().y()))
    path.cubicTo(
        QPointF(box.left(), box.top()),
        QPointF(box.left() + 16, box.top()),
        QPointF(box.center().x(), box.top()),
    )
    path.cubicTo(
        QPointF(box.right() - 16, box.top()),
        QPointF(box.right(), box.top()),
        QPointF(box.right(), box.center().y()),
    )
    path.cubicTo(
        QPointF(box.right(), box.bottom()),
        QPointF(box.right() - 14, box.bottom() + 1),
        QPointF(box.center().x(), box.bottom() - 4),
    )
    path.cubicTo(
        QPointF(box.left() + 14, box.bottom() + 1),
        QPointF(box.left(), box.bottom()),
        QPointF(box.left(), box.center().y()),
    )
    return path
