"""The 3D view in a real window: clicks, drags, wheel, flights, labels at rest, no keys."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commands import acts
from viewer.picking import display
from viewer.resolve import SceneSpec, resolve
from viewer.scene import Scene
from viewer.state import Camera, ViewState
from viewer.ui.canvas import Canvas
from viewer.ui.orientation_cube import faces

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(
        sys.platform.startswith("linux") and not os.environ.get("DISPLAY"), reason="needs a screen"
    ),
]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
MIDDLE = Qt.MouseButton.MiddleButton
BONE = StructureId("vertebra.L4")
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
    made.fly_to(acts.look_from(atlas, "left")(atlas.start()).camera, animated=False)
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


def on(canvas: Canvas, id: StructureId) -> QPoint:
    """A point of the widget where a structure is struck."""
    rng = np.random.default_rng(1)
    box = canvas.scene.assets.boxes[id]
    for share in rng.uniform(0.2, 0.8, (400, 3)):
        at = np.asarray(box.lower) + share * (np.asarray(box.upper) - np.asarray(box.lower))
        place = display(canvas.camera, tuple(at), canvas.width(), canvas.height())
        if place and canvas.structure_at(QPointF(round(place[0]), round(place[1]))) == id:
            return QPoint(round(place[0]), round(place[1]))
    raise AssertionError(f"{id} is not in sight")


def pixels(canvas: Canvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)


def drag(qtbot: QtBot, canvas: Canvas, button: Qt.MouseButton, by: QPoint) -> None:
    begin = QPoint(200, 200)
    qtbot.mousePress(canvas, button, pos=begin)
    for share in (0.25, 0.5, 1.0):
        step = begin + QPoint(round(by.x() * share), round(by.y() * share))
        move(canvas, step, button)
    qtbot.mouseRelease(canvas, button, pos=begin + by)


def move(canvas: Canvas, to: QPoint, button: Qt.MouseButton) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(canvas.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)


def wheel(canvas: Canvas, at: QPoint, angle: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_the_window_shows_the_spine(canvas: Canvas) -> None:
    shown = pixels(canvas)
    middle = shown[100:400, 200:440]
    assert middle.std() > 25
    assert (middle[..., 0] > middle[..., 2] + 20).mean() > 0.2, "ivory"


def test_a_click_selects_what_lies_under_it(qtbot: QtBot, canvas: Canvas) -> None:
    place = on(canvas, BONE)
    with qtbot.waitSignal(canvas.structure_clicked) as caught:
        qtbot.mouseClick(canvas, LEFT, pos=place)
    assert caught.args == [BONE, False]
    with qtbot.waitSignal(canvas.structure_clicked) as caught:
        qtbot.mouseClick(canvas, LEFT, Qt.KeyboardModifier.ControlModifier, pos=place)
    assert caught.args == [BONE, True]
    with qtbot.waitSignal(canvas.structure_clicked) as caught:
        qtbot.mouseClick(canvas, LEFT, pos=QPoint(4, 240))
    assert caught.args == ["", False]


def test_a_small_tremble_is_still_a_click_and_a_drag_is_none(qtbot: QtBot, canvas: Canvas) -> None:
    place, camera = on(canvas, BONE), canvas.camera
    with qtbot.waitSignal(canvas.structure_clicked):
        qtbot.mousePress(canvas, LEFT, pos=place)
        move(canvas, place + QPoint(1, 1), LEFT)
        qtbot.mouseRelease(canvas, LEFT, pos=place + QPoint(1, 1))
    assert canvas.camera == camera
    with (
        qtbot.assertNotEmitted(canvas.structure_clicked),
        qtbot.waitSignal(canvas.camera_moved) as caught,
    ):
        drag(qtbot, canvas, LEFT, QPoint(60, 20))
    assert caught.args == [canvas.camera]
    assert canvas.camera != camera


def test_drags_orbit_pan_and_zoom(qtbot: QtBot, canvas: Canvas) -> None:
    begun = canvas.camera
    drag(qtbot, canvas, LEFT, QPoint(50, 0))
    assert canvas.camera.azimuth_deg != begun.azimuth_deg
    assert canvas.camera.focal == begun.focal
    begun = canvas.camera
    drag(qtbot, canvas, MIDDLE, QPoint(50, 10))
    assert canvas.camera.azimuth_deg == begun.azimuth_deg
    assert canvas.camera.focal != begun.focal
    begun = canvas.camera
    drag(qtbot, canvas, RIGHT, QPoint(0, 50))
    assert canvas.camera.distance < begun.distance


def test_the_structure_under_the_hand_follows_a_pan(qtbot: QtBot, canvas: Canvas) -> None:
    point = canvas.camera.focal
    before = display(canvas.camera, point, canvas.width(), canvas.height())
    drag(qtbot, canvas, MIDDLE, QPoint(40, -30))
    after = display(canvas.camera, point, canvas.width(), canvas.height())
    assert before is not None
    assert after is not None
    assert np.subtract(after, before) == pytest.approx((40, -30), abs=1e-6)


def test_the_wheel_zooms_towards_the_cursor_and_tells_once_it_rests(
    qtbot: QtBot, canvas: Canvas
) -> None:
    begun = canvas.camera
    with qtbot.waitSignal(canvas.camera_moved, timeout=3000):
        for _ in range(4):
            wheel(canvas, QPoint(420, 120), 120)
    assert canvas.camera.distance < begun.distance
    offset = np.subtract(canvas.camera.focal, begun.focal)
    assert np.linalg.norm(offset) > 5.0


def test_a_right_click_asks_for_a_menu_but_not_after_a_drag(qtbot: QtBot, canvas: Canvas) -> None:
    place = on(canvas, BONE)
    with qtbot.waitSignal(canvas.context_requested) as caught:
        qtbot.mouseClick(canvas, RIGHT, pos=place)
    assert caught.args == [BONE, canvas.mapToGlobal(place)]
    with qtbot.assertNotEmitted(canvas.context_requested):
        drag(qtbot, canvas, RIGHT, QPoint(0, 40))
        mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, canvas.mapToGlobal(place))
        QApplication.sendEvent(canvas, mouse)
    with qtbot.waitSignal(canvas.context_requested):
        key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, canvas.mapToGlobal(place))
        QApplication.sendEvent(canvas, key)


def test_a_double_click_means_what_the_first_click_struck(
    qtbot: QtBot, canvas: Canvas, atlas: Atlas
) -> None:
    place = on(canvas, BONE)
    qtbot.mouseClick(canvas, LEFT, pos=place)
    canvas.fly_to(atlas.home(), animated=False)
    with qtbot.waitSignal(canvas.structure_double_clicked) as caught:
        qtbot.mouseDClick(canvas, LEFT, pos=place)
    assert caught.args == [BONE]


def test_hover_names_and_brightens_and_ends(qtbot: QtBot, canvas: Canvas) -> None:
    place = on(canvas, BONE)
    with qtbot.waitSignal(canvas.hovered, timeout=5000) as caught:
        qtbot.mouseMove(canvas, QPoint(3, 3))
        qtbot.mouseMove(canvas, place)
    assert caught.args == [BONE]
    with qtbot.waitSignal(canvas.hovered) as caught:
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert caught.args == [""]


def test_no_key_does_anything_here(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.setFocus()
    camera, spec, renders = canvas.camera, canvas.scene.spec, canvas.view.renders  # type: ignore[union-attr]
    for letter in "qwertyuiopasdfghjklzxcvbnm3./ ":
        qtbot.keyClicks(canvas, letter)
    assert (canvas.camera, canvas.scene.spec) == (camera, spec)
    assert canvas.isVisible()
    assert canvas.view.renders <= renders + 1  # type: ignore[union-attr]


def test_keys_go_on_to_the_window(qtbot: QtBot, canvas: Canvas) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    window = canvas.window()
    assert isinstance(window, Window)
    assert window.keys == [Qt.Key.Key_I]


def test_the_view_survives_a_move_to_another_window(qtbot: QtBot, canvas: Canvas) -> None:
    assert canvas.view is not None
    first, before = canvas.window(), pixels(canvas)
    assert isinstance(first, Window)
    second = Window()
    second.resize(*SIZE)
    qtbot.addWidget(second)
    for home in (second, first):
        renders = canvas.view.renders
        home.setCentralWidget(canvas)
        home.show()
        qtbot.waitUntil(lambda seen=renders: canvas.view.renders > seen)  # type: ignore
        assert abs(pixels(canvas) - before).mean() < 3.0


def test_a_flight_takes_its_time_by_the_clock_and_ends_exactly(
    qtbot: QtBot, canvas: Canvas, clock: Clock, atlas: Atlas
) -> None:
    begun, goal = canvas.camera, atlas.home()
    canvas.fly_to(goal)
    assert canvas.is_flying
    assert canvas.camera == begun
    clock.now = 0.175
    qtbot.waitUntil(lambda: canvas.camera != begun)
    assert canvas.camera != goal
    clock.now = 0.36
    qtbot.waitUntil(lambda: not canvas.is_flying)
    assert canvas.camera == goal


def test_a_flight_is_cancelled_by_the_wheel_and_by_a_drag(
    qtbot: QtBot, canvas: Canvas, clock: Clock, atlas: Atlas
) -> None:
    canvas.fly_to(atlas.home())
    wheel(canvas, QPoint(300, 200), 120)
    assert not canvas.is_flying
    canvas.fly_to(atlas.home())
    assert canvas.is_flying
    drag(qtbot, canvas, LEFT, QPoint(30, 0))
    assert not canvas.is_flying


def test_reduced_motion_jumps(canvas: Canvas, atlas: Atlas) -> None:
    canvas.reduced_motion = True
    canvas.fly_to(atlas.home())
    assert canvas.camera == atlas.home()
    assert not canvas.is_flying


def test_many_changes_make_one_frame(
    qtbot: QtBot, canvas: Canvas, settle: Callable[[], None]
) -> None:
    assert canvas.view is not None
    settle()
    before = canvas.view.renders
    for k in range(20):
        canvas.fly_to(Camera(10.0 * k, 5.0, 600.0, (0, 0, 60)), animated=False)
    qtbot.waitUntil(lambda: canvas.view.renders > before)  # type: ignore[union-attr]
    assert canvas.view.renders == before + 1
    settle()
    assert canvas.view.renders <= before + 2


def test_labels_and_outlines_come_at_rest_and_go_with_movement(
    canvas: Canvas, atlas: Atlas, catalog: Catalog, settle: Callable[[], None]
) -> None:
    state = acts.select_any(atlas, StructureId("segment.L4-L5"))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.fly_to(state.camera, animated=False)
    assert not canvas.overlay.marks.labels
    settle()
    named = {mark.label.id for mark in canvas.overlay.marks.labels}
    assert {"disc.L4-L5", "root.L4.left", "root.L5.right"} <= named
    assert canvas.overlay.marks.contours
    assert "L4–L5 disc" in canvas.overlay.accessibleDescription()
    wheel(canvas, QPoint(300, 200), 120)
    assert not canvas.overlay.marks.labels


def test_labels_keep_off_cube_and_legend(
    canvas: Canvas, atlas: Atlas, catalog: Catalog, settle: Callable[[], None]
) -> None:
    state = acts.select_any(atlas, StructureId("segment.L3-L4"))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.fly_to(state.camera, animated=False)
    settle()
    cube = canvas.cube.geometry()
    for mark in canvas.overlay.marks.labels:
        plate = mark.placed.plate
        assert plate.right <= cube.left() or plate.y >= cube.bottom()
        assert not any(plate.meets(card) for card in canvas.overlay.blocked())


def test_hover_keeps_the_labels(
    qtbot: QtBot, canvas: Canvas, atlas: Atlas, catalog: Catalog, settle: Callable[[], None]
) -> None:
    state = acts.select_any(atlas, StructureId("segment.L4-L5"))(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    settle()
    marks = canvas.overlay.marks
    assert marks.labels
    with qtbot.waitSignal(canvas.hovered, timeout=5000):
        qtbot.mouseMove(canvas, QPoint(3, 3))
        qtbot.mouseMove(canvas, on(canvas, BONE))
    assert canvas.overlay.marks is marks


def test_at_rest_the_picture_is_smoothed_and_dropped_on_movement(
    canvas: Canvas, settle: Callable[[], None]
) -> None:
    rough = pixels(canvas)
    canvas.set_smooth_at_rest(True)
    canvas.fly_to(Camera(91.0, 0.0, canvas.camera.distance, canvas.camera.focal), animated=False)
    settle()
    assert canvas.overlay.still is not None
    assert canvas.overlay.still.width() == round(canvas.width() * canvas.devicePixelRatioF())
    smooth = pixels(canvas)
    assert abs(smooth - rough).mean() < 12, "same scene"
    wheel(canvas, QPoint(300, 200), 120)
    assert canvas.overlay.still is None


def test_the_smoothed_picture_lies_exactly_over_the_live_one(
    canvas: Canvas, settle: Callable[[], None]
) -> None:
    rough = pixels(canvas)
    canvas.set_smooth_at_rest(True)
    place = canvas.camera
    canvas.fly_to(Camera(0.0, 0.0, 500.0, (0, 0, 0)), animated=False)
    canvas.fly_to(place, animated=False)
    settle()
    assert canvas.overlay.still is not None
    smooth = pixels(canvas)
    here = abs(smooth - rough).mean()
    for shift in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        assert here < abs(np.roll(smooth, shift, (0, 1)) - rough).mean()


def test_the_cube_turns_the_view_to_the_side_pressed(
    qtbot: QtBot, canvas: Canvas, clock: Clock
) -> None:
    pose = Camera(180.0, 0.0, 600.0, (0, 0, 60))
    canvas.fly_to(pose, animated=False)
    cube = canvas.cube
    assert cube.accessibleDescription() == "Seen from: posterior"
    canvas.fly_to(Camera(150.0, 20.0, 600.0, (0, 0, 60)), animated=False)
    left = next(f for f in faces(canvas.camera, cube.width()) if f.view == "left")
    with qtbot.waitSignal(canvas.camera_moved) as caught:
        qtbot.mouseClick(cube, LEFT, pos=left.centre.toPoint())
    goal = caught.args[0]
    assert (goal.azimuth_deg, goal.elevation_deg) == (90.0, 0.0)
    clock.now = 1.0
    qtbot.waitUntil(lambda: canvas.camera == goal)


@pytest.mark.parametrize("name", ["anterior", "posterior", "left", "right", "superior", "inferior"])
def test_the_cube_shows_the_side_one_looks_at(canvas: Canvas, name: str) -> None:
    view = named_views()[name]
    seen = faces(Camera(view.azimuth_deg, view.elevation_deg, 500.0, (0, 0, 0)), 90.0)
    face = seen[-1]
    assert face.view == name
    assert face.up.y() < 0, "letter upright"
    assert abs(face.up.x()) < 1.0
    assert face.across.x() > 0, "letter not mirrored"


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_themes_reach_view_and_overlay(
    canvas: Canvas, settle: Callable[[], None], theme: str
) -> None:
    canvas.set_theme(theme)
    canvas.set_text_scale(1.5)
    settle()
    ground = pixels(canvas)[canvas.height() // 2, 5].mean()
    assert ground < 90 if theme == "dark" else ground > 180
    assert canvas.overlay.stationery.theme.name == theme


def test_resizing_keeps_children_in_place(
    qtbot: QtBot, canvas: Canvas, settle: Callable[[], None]
) -> None:
    canvas.window().resize(800, 520)
    qtbot.waitUntil(lambda: canvas.width() == 800)
    settle()
    assert canvas.view is not None
    assert canvas.view.geometry() == canvas.rect()
    assert canvas.overlay.geometry() == canvas.rect()
    assert canvas.cube.geometry().right() <= canvas.width()


def test_names_for_screen_readers(canvas: Canvas) -> None:
    assert canvas.accessibleName() == "3D view"
    assert canvas.accessibleDescription()
    assert canvas.overlay.accessibleName()
    assert canvas.cube.accessibleName()


def test_nothing_is_accepted_by_dropping(canvas: Canvas) -> None:
    assert not canvas.acceptDrops()
    assert canvas.view is not None
    assert not canvas.view.acceptDrops()


def test_after_release_everything_is_harmless(
    qtbot: QtBot, canvas: Canvas, atlas: Atlas, catalog: Catalog
) -> None:
    canvas.release()
    canvas.release()
    state: ViewState = acts.select_any(atlas, BONE)(atlas.start())
    canvas.show_spec(resolve(state, catalog))
    canvas.show_spec(SceneSpec({}, (), ()))
    canvas.fly_to(state.camera, animated=False)
    canvas.set_theme("dark")
    canvas.repaint()
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(50, 50))


_FLAT = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv)
from meshes.catalog import load_catalog
from meshes.store import load_assets
from viewer.atlas import Atlas
from viewer.resolve import resolve
from viewer.scene import Scene
from viewer.ui.canvas import Canvas
from viewer.ui.orientation_cube import faces
assets, catalog = load_assets(), load_catalog()
state = Atlas(catalog, assets.boxes).start()
canvas = Canvas(Scene(assets, catalog))
canvas.show()
canvas.show_spec(resolve(state, catalog))
canvas.fly_to(state.camera)
canvas.set_theme("dark")
app.processEvents()
assert canvas.view is None and canvas.is_settled
assert canvas.notice.isVisible() and "3D" in canvas.notice.text()
canvas.release()
print("calm")
"""


def test_without_opengl_a_calm_message_stands_in() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FLAT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip() == "calm", done.stderr
    assert done.returncode == 0
