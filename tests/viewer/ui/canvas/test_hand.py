"""What is in hand over the picture: ink where the model is, turning beside it, a light to size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.state import SurfacePoint
from viewer.ui.canvas import Canvas
from viewer.ui.hand import Hand, Tip
from viewer.ui.hand_sheet import DARK, LEAST, MOST, HandSheet, Spot
from viewer.ui.mirror import Mirror

pytestmark = pytest.mark.window
LEFT = Qt.MouseButton.LeftButton


def drag(qtbot: QtBot, canvas: Canvas, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, end)
    QApplication.processEvents()
    qtbot.mouseRelease(canvas, LEFT, pos=end)


def test_a_pen_draws_on_the_model_and_a_press_beside_it_turns_the_view(
    canvas: Canvas, qtbot: QtBot
) -> None:
    hand, told, clicks = Hand(canvas), [], []
    hand.drawn.connect(told.append)
    canvas.structure_clicked.connect(lambda *given: clicks.append(given))
    hand.set_tip(Tip.PEN)
    middle = next(
        QPoint(x, canvas.height() // 2)
        for x in range(0, canvas.width(), 4)
        if canvas.surface_at(QPointF(x + 12, canvas.height() / 2)) is not None
        and canvas.surface_at(QPointF(x, canvas.height() / 2)) is not None
    )
    pose = canvas.camera
    drag(qtbot, canvas, middle, middle + QPoint(12, 0))
    assert canvas.camera == pose
    assert clicks == []
    (points,) = told
    assert len(points) >= 4
    assert all(isinstance(point, SurfacePoint) for point in points)
    assert points[0] == canvas.surface_at(QPointF(middle))
    corner = QPoint(4, 60)
    assert canvas.surface_at(QPointF(corner)) is None
    drag(qtbot, canvas, corner, corner + QPoint(40, 0))
    assert len(told) == 1
    assert canvas.camera != pose
    hand.release()
    assert canvas.hand is None


def test_the_light_follows_takes_the_wheel_and_keeps_within_bounds(canvas: Canvas) -> None:
    spot = Spot(True)
    assert spot.sized(1.0).radius > spot.radius > spot.sized(-1.0).radius
    assert (spot.sized(99.0).radius, spot.sized(-99.0).radius) == (MOST, LEAST)
    hand = Hand(canvas)
    hand.show_spot(Spot(True, at=QPointF(200.0, 100.0)))
    shot = QImage(canvas.size(), QImage.Format.Format_ARGB32)
    shot.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shot)
    hand.sheet.paint(painter)
    painter.end()
    radius = round(hand.sheet.spot.radius * canvas.height())
    inside, outside = (QPoint(200 + radius + step, 100) for step in (-3, 3))
    assert shot.pixelColor(200, 100).alpha() == shot.pixelColor(inside).alpha() == 0
    assert shot.pixelColor(outside).alpha() == shot.pixelColor(0, 0).alpha() == DARK
    mirror = Mirror(canvas.window())
    mirror.resize(320, 240)
    mirror.watch([canvas], [hand.sheet])
    found = mirror.place_of(QPointF(160.0, 120.0))
    assert found is not None
    view, at = found
    assert view is canvas
    assert abs(at.x() - canvas.width() / 2) < 2.0
    assert abs(at.y() - canvas.height() / 2) < 2.0
    mirror.stop()
    hand.release()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not canvas.findChildren(Hand)
    assert not canvas.findChildren(HandSheet)
