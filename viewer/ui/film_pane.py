"""The film itself: shown as large as it fits, its greys changed by dragging, its places pressed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontInfo,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from viewer.state import Xray
from viewer.ui.paint_film import GAP, film_image, outline_image, paint_marks
from viewer.xray.studio import Shown
from viewer.xray.views import FilmView, film_views

_CLICK_PX = 4.0
#: Per cent of window and level for each pixel of a drag.
_PER_PX = 0.5
_STEPS = {
    Qt.Key.Key_Left: "xray.harder",
    Qt.Key.Key_Right: "xray.softer",
    Qt.Key.Key_Up: "xray.brighter",
    Qt.Key.Key_Down: "xray.darker",
    Qt.Key.Key_PageDown: "xray.slice-next",
    Qt.Key.Key_PageUp: "xray.slice-last",
}
_FILM_TIP = (
    "Press a place: what lies on that ray is listed.\n"
    "Drag sideways: contrast; up or down: brightness. Press twice: usual greys."
)
_SCAN_TIP = (
    "Press a place: what lies there is named and picked out. Wheel: the next slice.\n"
    "Drag sideways: contrast; up or down: brightness. Press twice: usual greys."
)
_GROUND = QColor(8, 8, 8)


class FilmPane(QWidget):
    """See the module's text.

    pressed(film, column, row): a place in pixels of one of the films. greys(window, level): what a
    drag asks for. asked(command): keys and a double press. stepped(steps): the wheel, upwards
    positive. grown: there is room for a finer film. changed: other
    films, or other greys.
    """

    pressed = Signal(int, float, float)
    greys = Signal(float, float)
    stepped = Signal(float)
    asked = Signal(str)
    grown = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.films: tuple[Shown, ...] = ()
        self._xray = Xray()
        self._image = QImage()
        self._lines = QImage()
        self._from: tuple[QPointF, Xray] | None = None
        self._is_drag = False
        self._mark: tuple[int, float, float] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Simulated X-ray film")
        self.setToolTip(_FILM_TIP)

    @property
    def view(self) -> FilmView:
        """Which film this is."""
        return film_views()[self._xray.view]

    def sizeHint(self) -> QSize:
        """A fair share beside the 3D view."""
        return QSize(380, 470)

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(180, 150)

    def show_films(self, films: Sequence[Shown], xray: Xray) -> None:
        """Show these, one or a pair."""
        self.films = tuple(films)
        self._lines = QImage()
        self._mark = None
        self.show_greys(xray)

    def show_greys(self, xray: Xray) -> None:
        """The same films with another window and level."""
        self._xray = xray
        self._image = film_image(self.films, xray) if self.films else QImage()
        self.setToolTip(_SCAN_TIP if self.view.scan else _FILM_TIP)
        of_what = "MRI-like slice" if self.view.scan else "X-ray film"
        self.setAccessibleName(f"Simulated {of_what}")
        self.setAccessibleDescription(f"Simulated. {self.view.title}. {self.view.look_for}")
        self.update()
        self.changed.emit()

    def show_outlines(self, masks: Sequence[npt.NDArray[np.bool_]]) -> None:
        """Outline what is picked out: for each film (k, h, w), as `Film.outlined` gives it."""
        self._lines = outline_image(self.films, masks) if self.films else QImage()
        self.update()

    def show_mark(self, mark: tuple[int, float, float] | None) -> None:
        """Mark the place that was pressed: film, column, row."""
        self._mark = mark
        self.update()

    def frame(self) -> QRectF:
        """Where the picture lies in this widget, pixels."""
        if self._image.isNull():
            return QRectF()
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        wide, high = scale * self._image.width(), scale * self._image.height()
        return QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)

    def place_of(self, point: QPointF) -> tuple[int, float, float] | None:
        """Film, column and row under a point of this widget; None beside them."""
        frame = self.frame()
        if not frame.contains(point):
            return None
        scale = self._image.width() / frame.width()
        column, row = (point.x() - frame.x()) * scale - 0.5, (point.y() - frame.y()) * scale - 0.5
        for number, film in enumerate(self.films):
            wide = film.values.shape[1]
            if column < wide:
                return number, column, row
            column -= wide + GAP
        return None

    def point_of(self, place: tuple[int, float, float]) -> QPointF:
        """The point of this widget where a place of a film is shown."""
        number, column, row = place
        column += sum(film.values.shape[1] + GAP for film in self.films[:number])
        frame = self.frame()
        scale = frame.width() / max(1, self._image.width())
        return QPointF(frame.x() + (column + 0.5) * scale, frame.y() + (row + 0.5) * scale)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Greys, outlines, marks, the place that was pressed."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _GROUND)
        frame = self.frame()
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(frame, self._image)
            if not self._lines.isNull():
                painter.drawImage(frame, self._lines)
            painter.save()
            painter.translate(frame.topLeft())
            scale = frame.width() / self._image.width()
            least = min(0.9 * QFontInfo(QGuiApplication.font()).pixelSize(), frame.height() / 20)
            paint_marks(painter, self.view, self.films, self._xray, scale=scale, least=least)
            painter.restore()
            self._paint_mark(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(230, 230, 230, 150), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_mark(self, painter: QPainter) -> None:
        if self._mark is None:
            return
        point = self.point_of(self._mark)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 200), 4.0), (QColor(255, 255, 255), 1.6)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(point, 6.0, 6.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where it began, and with what greys."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._from, self._is_drag = (event.position(), self._xray), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Sideways: window; up and down: level."""
        if self._from is None:
            return
        start, xray = self._from
        way = event.position() - start
        self._is_drag = self._is_drag or way.manhattanLength() >= _CLICK_PX
        if self._is_drag:
            self.greys.emit(xray.window + _PER_PX * way.x(), xray.level + _PER_PX * way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press without a drag asks what lies there."""
        began, self._from = self._from, None
        if began is None or self._is_drag or event.button() is not Qt.MouseButton.LeftButton:
            return
        place = self.place_of(began[0])
        if place is not None:
            self.pressed.emit(*place)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """The usual greys again."""
        self._from = None
        self.asked.emit("xray.usual")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Slices by the wheel; a film has none."""
        if not self.view.scan:
            super().wheelEvent(event)
            return
        self.stepped.emit(event.angleDelta().y() / 120.0)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys change the greys, PageUp and PageDown the slice."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            self.asked.emit(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A larger film may be finer."""
        super().resizeEvent(event)
        self.grown.emit()
