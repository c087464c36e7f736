"""A 3D view in a real window, and a hand to use it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.commands import camera_acts
from viewer.picking import display
from viewer.resolve import resolve
from viewer.scene import Scene
from viewer.ui.canvas import Canvas

SIZE = (640, 480)


class Window(QMainWindow):
    """Notes the keys that reach it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.keys.append(event.key())


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def canvas(
    qtbot: QtBot, assets: Assets, catalog: Catalog, atlas: Atlas, clock: Clock
) -> Iterator[Canvas]:
    window = Window()
    made = Canvas(Scene(assets, catalog), clock=clock)
    made.set_smooth_at_rest(False)
    window.setCentralWidget(made)
    window.resize(*SIZE)
    made.show_spec(resolve(atlas.start(), catalog))
    made.fly_to(camera_acts.look_from(atlas, "left")(atlas.start()).camera, animated=False)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: made.is_settled, timeout=20_000)
    yield made
    made.release()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[arg-type]


@pytest.fixture
def settle(qtbot: QtBot, canvas: Canvas) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: canvas.is_settled, timeout=20_000)


class Hand:
    """Does to a canvas what a hand does, and sees what an eye sees."""

    window_type = Window

    def __init__(self, qtbot: QtBot, canvas: Canvas) -> None:
        self._qtbot, self._canvas = qtbot, canvas

    def on(self, id: StructureId) -> QPoint:
        """A point of the widget where a structure is struck."""
        canvas = self._canvas
        rng = np.random.default_rng(1)
        box = canvas.scene.assets.boxes[id]
        for share in rng.uniform(0.2, 0.8, (400, 3)):
            at = np.asarray(box.lower) + share * (np.asarray(box.upper) - np.asarray(box.lower))
            place = display(canvas.camera, tuple(at), canvas.width(), canvas.height())
            if place and canvas.structure_at(QPointF(round(place[0]), round(place[1]))) == id:
                return QPoint(round(place[0]), round(place[1]))
        raise AssertionError(f"{id} is not in sight")

    def pixels(self) -> npt.NDArray[np.int64]:
        """What is on the screen: (height, width, 3)."""
        image = self._canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        shape = (image.height(), image.width(), 3)
        return rows[:, : image.width() * 3].reshape(shape).astype(np.int64)

    def drag(self, button: Qt.MouseButton, by: QPoint) -> None:
        """Press, move in steps, let go."""
        begin = QPoint(200, 200)
        self._qtbot.mousePress(self._canvas, button, pos=begin)
        for share in (0.25, 0.5, 1.0):
            self.move(begin + QPoint(round(by.x() * share), round(by.y() * share)), button)
        self._qtbot.mouseRelease(self._canvas, button, pos=begin + by)

    def move(self, to: QPoint, button: Qt.MouseButton) -> None:
        """Move with a button held."""
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(to),
            QPointF(self._canvas.mapToGlobal(to)),
            Qt.MouseButton.NoButton,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._canvas, event)

    def wheel(self, at: QPoint, angle: int) -> None:
        """Turn the wheel; 120 is one step."""
        event = QWheelEvent(
            QPointF(at),
            QPointF(self._canvas.mapToGlobal(at)),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._canvas, event)


@pytest.fixture
def hand(qtbot: QtBot, canvas: Canvas) -> Hand:
    return Hand(qtbot, canvas)
