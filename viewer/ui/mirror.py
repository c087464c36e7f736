"""The audience's picture in the presenter's window: copied from the frames that are drawn anyway.

A frame is drawn once, for the audience; what is here is its pixels made smaller. Hands work as on
the picture itself: each event goes to the view that lies at the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.ui.canvas import Canvas
from viewer.ui.gl_view import GlView, read_pixels
from viewer.ui.hand_sheet import HandSheet

_DARKENED = QColor(0, 0, 0, 190)


class Mirror(QWidget):
    """Shows the views of another window, smaller. is_darkened: the audience sees black just now."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("What the audience sees")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._views: list[Canvas] = []
        self._sheets: list[HandSheet] = []
        self._frame: QPixmap | None = None
        self._held: Canvas | None = None
        self.is_darkened = False
        self.copies = 0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._copy)

    def watch(self, views: Sequence[Canvas], sheets: Sequence[HandSheet]) -> None:
        """Show these from now on."""
        for view in views:
            if view not in self._views:
                if view.view is not None:
                    view.view.drawn.connect(self.refresh)
                view.looked.connect(self.refresh)
                view.settled.connect(self.refresh)
        self._views, self._sheets = list(views), list(sheets)
        self.refresh()

    def refresh(self) -> None:
        """Copy once for all that changed on this turn of the event loop."""
        self._wait.start(0)

    def stop(self) -> None:
        """Copy no more."""
        self._wait.stop()
        self._views, self._sheets = [], []

    def set_darkened(self, darkened: bool) -> None:
        """Show that the audience sees black."""
        self.is_darkened = darkened
        self.update()

    def _room(self) -> QRectF:
        """What is mirrored, pixels of the other window: the views with what lies between them."""
        room = QRectF()
        for view in self._views:
            room = room.united(QRectF(view.geometry()))
        return room

    def _scale(self) -> tuple[float, QPointF]:
        """Pixels here for one there, and where the picture's corner lies here."""
        room = self._room()
        if room.isEmpty():
            return 1.0, QPointF()
        scale = min(self.width() / room.width(), self.height() / room.height())
        left = (self.width() - scale * room.width()) / 2
        top = (self.height() - scale * room.height()) / 2
        return scale, QPointF(left - scale * room.x(), top - scale * room.y())

    def _copy(self) -> None:
        if not self.isVisible() or not self._views:
            return
        ratio = self.devicePixelRatioF()
        frame = QPixmap(self.size() * ratio)
        frame.setDevicePixelRatio(ratio)
        frame.fill(Qt.GlobalColor.transparent)
        scale, corner = self._scale()
        painter = QPainter(frame)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for view in self._views:
            painter.save()
            painter.translate(corner + QPointF(view.pos()) * scale)
            painter.scale(scale, scale)
            _paint_view(painter, view, scale * ratio)
            painter.restore()
        painter.end()
        self._frame = frame
        self.copies += 1
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The copy, and the hand over it."""
        painter = QPainter(self)
        if self._frame is not None:
            painter.drawPixmap(QPointF(), self._frame)
        scale, corner = self._scale()
        for view, sheet in zip(self._views, self._sheets, strict=True):
            painter.save()
            painter.translate(corner + QPointF(view.pos()) * scale)
            painter.scale(scale, scale)
            painter.setClipRect(view.rect())
            sheet.paint(painter)
            painter.restore()
        if self.is_darkened:
            painter.fillRect(self.rect(), _DARKENED)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Hands go through to the picture."""
        if isinstance(event, QMouseEvent) and self._pass_on(event):
            return True
        if isinstance(event, QWheelEvent) and self._pass_wheel(event):
            return True
        if event.type() == QEvent.Type.Leave:
            for view, sheet in zip(self._views, self._sheets, strict=True):
                sheet.show_pointer(None)
                QCoreApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
        if event.type() == QEvent.Type.Resize:
            self.refresh()
        return super().event(event)

    def place_of(self, at: QPointF) -> tuple[Canvas, QPointF] | None:
        """The view at a point of this widget, and the point of it that lies there."""
        scale, corner = self._scale()
        there = (at - corner) / scale
        for view in self._views:
            if self._held is view or (
                self._held is None and view.geometry().contains(_whole(there))
            ):
                return view, there - QPointF(view.pos())
        return None

    def _pass_on(self, event: QMouseEvent) -> bool:
        found = self.place_of(event.position())
        if found is None:
            return False
        view, at = found
        if event.type() == QEvent.Type.MouseButtonPress:
            self._held = view
        elif event.type() == QEvent.Type.MouseButtonRelease and not event.buttons():
            self._held = None
        for other, sheet in zip(self._views, self._sheets, strict=True):
            sheet.show_pointer(at if other is view and not sheet.spot.is_on else None)
        told = QMouseEvent(
            event.type(),
            at,
            view.mapToGlobal(at),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )
        QCoreApplication.sendEvent(view, told)
        self.update()
        return True

    def _pass_wheel(self, event: QWheelEvent) -> bool:
        found = self.place_of(event.position())
        if found is None:
            return False
        view, at = found
        told = QWheelEvent(
            at,
            view.mapToGlobal(at),
            event.pixelDelta(),
            event.angleDelta(),
            event.buttons(),
            event.modifiers(),
            event.phase(),
            event.inverted(),
        )
        QCoreApplication.sendEvent(view, told)
        self.update()
        return True

    def sizeHint(self) -> QSize:
        """As large as the room allows."""
        return QSize(720, 405)


def _paint_view(painter: QPainter, view: Canvas, scale: float) -> None:
    """A view's last frame and what is written over it, in its own pixels."""
    if view.view is not None and view.overlay.still is None:
        frame = view.view.snapshot(partial(_pixels, scale=scale, view=view.view))
        if frame is not None:
            painter.drawImage(QRectF(view.rect()), frame)
    plain = QWidget.RenderFlag.DrawChildren
    view.overlay.render(painter, QPoint(), QRegion(), plain)
    if not view.cube.isHidden():
        view.cube.render(painter, view.cube.pos(), QRegion(), plain)


def _pixels(window: object, *, scale: float, view: GlView) -> QImage:
    """The frame that was drawn last, every so many pixels of it."""
    rows = read_pixels(view.window_vtk)
    step = max(1, int(view.devicePixelRatioF() / max(scale, 1e-3)))
    part = np.ascontiguousarray(rows[::-step, ::step])
    high, wide = part.shape[:2]
    return QImage(part.data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()


def _whole(at: QPointF) -> QPoint:
    return QPoint(int(at.x()), int(at.y()))
