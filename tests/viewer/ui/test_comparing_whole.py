"""Two real 3D views beside each other, used by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.camera import is_same_pose, nearer
from viewer.commands import acts, compare_acts
from viewer.comparing import other_side
from viewer.export.steps import finished
from viewer.picking import display
from viewer.ui.app import bring_canvas
from viewer.ui.canvas import Canvas
from viewer.ui.gl_view import GlView
from viewer.ui.main_window import MainWindow
from viewer.ui.pair import GAP
from viewer.ui.picture import draw_picture, pixels_of
from viewer.ui.take_card import defaults
from viewer.ui.take_forms import picture_form
from viewer.ui.take_jobs import drawn

pytestmark = pytest.mark.window
Pair = tuple[Canvas, Canvas]


def settle(qtbot: QtBot, *views: Canvas) -> None:
    qtbot.waitUntil(lambda: all(view.is_settled for view in views), timeout=40_000)


@pytest.fixture
def pair(qtbot: QtBot, window: MainWindow, assets: Assets) -> Pair:
    """L4-L5 beside L5-S1, at rest."""
    window.resize(1100, 700)
    bring_canvas(window, assets, "")
    first = window.canvas_widget
    window.select("segment.L4-L5")
    window.run("compare.with-segment.L5-S1")
    second = window.comparing.widget
    assert isinstance(first, Canvas)
    assert isinstance(second, Canvas)
    for view in (first, second):
        view.set_smooth_at_rest(False)
    settle(qtbot, first, second)
    return first, second


def shown(view: Canvas) -> object:
    return nearer(view.camera, view.width(), view.height())


def struck(view: Canvas, assets: Assets, id: StructureId) -> QPointF:
    for point in assets.meshes[id].points[::50]:
        at = display(view.camera, tuple(map(float, point)), view.width(), view.height())
        if at is not None and view.rect().contains(QPointF(*at[:2]).toPoint()):
            spot = QPointF(round(at[0]), round(at[1]))
            if view.structure_at(spot) == id:
                return spot
    raise AssertionError(f"{id} is not in sight")


def test_hands_in_two_views(
    qtbot: QtBot, window: MainWindow, pair: Pair, assets: Assets, catalog: Catalog
) -> None:
    first, second = pair
    assert abs(first.width() - second.width()) <= 1
    assert first.height() == second.height()
    # A press in the second picks its disc there, and the disc of the first level here.
    disc = StructureId("disc.L5-S1.annulus")
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=struck(second, assets, disc).toPoint())
    assert window.store.state.focus == ("disc.L4-L5",)
    assert second.scene.spec.looks[disc].emphasis == "focus"
    settle(qtbot, first, second)
    # A drag in the second turns both; each frames its own level.
    _drag(qtbot, second)
    state = window.store.state
    assert is_same_pose(shown(first), state.camera)  # type: ignore[arg-type]
    assert is_same_pose(shown(second), other_side(state, window.atlas).camera)  # type: ignore[arg-type]
    assert first.camera.azimuth_deg == second.camera.azimuth_deg != 126.0
    # Unlinked, nothing moves; a drag then turns one alone.
    before = first.camera, second.camera
    window.run("compare.link")
    assert (first.camera, second.camera) == before
    assert not second.is_flying
    _drag(qtbot, first)
    assert second.camera == before[1]
    assert first.camera != before[0]
    # Undone, the first goes back.
    window.run("window.undo")
    assert is_same_pose(first.camera, before[0])


def _drag(qtbot: QtBot, view: Canvas) -> None:
    spot = QPointF(20.0, view.height() / 2)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=spot.toPoint())
    for step in (10.0, 30.0, 60.0):
        at = spot + QPointF(step, 0.0)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            QPointF(view.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QCoreApplication.sendEvent(view, event)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=(spot + QPointF(60.0, 0.0)).toPoint())


def test_ending_frees_the_second_view_and_gives_the_first_its_room(
    qtbot: QtBot, window: MainWindow, pair: Pair
) -> None:
    first, second = pair
    view = second.view
    assert view is not None
    assert view.is_ready
    pose = window.store.state.camera
    window.run("compare.end")
    assert not view.is_ready
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert window.findChildren(GlView) == [first.view]
    assert first.camera == pose
    qtbot.waitUntil(lambda: first.width() == window.comparing.split.width())


def test_a_picture_holds_both_views_as_they_are_on_screen(qtbot: QtBot, pair: Pair) -> None:
    first, second = pair
    settle(qtbot, first, second)
    taken = pixels_of(finished(drawn(pair, defaults(picture_form(), {}))))
    one, other = (_pixels(view) for view in pair)
    assert taken.shape[1] == one.shape[1] + GAP + other.shape[1]
    for half, seen in ((taken[:, : one.shape[1]], one), (taken[:, -other.shape[1] :], other)):
        assert np.abs(half[..., :3].astype(int) - seen).mean() < 2.5


def _pixels(view: Canvas) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    shape = (image.height(), image.width(), 3)
    return rows[:, : image.width() * 3].reshape(shape).astype(np.int64)


def test_a_picture_without_a_window_holds_both_views(
    window: MainWindow, assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    lit = acts.select_place(window.atlas, StructureId("segment.L4-L5"))(window.store.state)
    state = compare_acts.with_level(window.atlas, StructureId("segment.L2-L3"))(lit)
    drawn_both = draw_picture(assets, catalog, state, (600, 300), labels=False)
    assert drawn_both.shape == (300, (600 - GAP) // 2 * 2 + GAP, 4)
    half = drawn_both.shape[1] // 2
    assert np.abs(drawn_both[:, : half - 2].astype(int) - drawn_both[:, -(half - 2) :]).mean() > 1.0
