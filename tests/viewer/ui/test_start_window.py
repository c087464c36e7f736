"""The real window as it starts: text first, then one frame, complete, and one upload a mesh."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from meshes.store import Assets
from viewer.ui.app import after_first_paint, bring_canvas, bring_first_page
from viewer.ui.canvas import Canvas
from viewer.ui.clinical_page import DISCLAIMER, RED_FLAGS
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window


@pytest.fixture
def brought(window: MainWindow, assets: Assets) -> Iterator[Canvas]:
    """The 3D view just put into a window, nothing drawn yet."""
    window.resize(1280, 800)
    bring_canvas(window, assets, "")
    canvas = window.canvas_widget
    assert isinstance(canvas, Canvas)
    yield canvas
    canvas.release()


def test_one_frame_is_drawn_until_the_picture_is_complete(qtbot: QtBot, brought: Canvas) -> None:
    view = brought.view
    assert view is not None
    qtbot.waitUntil(lambda: view.renders > 0, timeout=30_000)
    assert view.renders == 1
    # All that is in sight was in that one frame, at the size the view has.
    shown = [id for id, look in brought.scene.drawn_looks().items() if look is not None]
    assert len(shown) > 80
    assert view.window_vtk.GetSize() == view.pixel_size()


def test_each_mesh_becomes_data_of_the_graphics_card_once(qtbot: QtBot, brought: Canvas) -> None:
    view, scene = brought.view, brought.scene
    assert view is not None
    qtbot.waitUntil(lambda: view.renders > 0, timeout=30_000)
    made = {id: scene.data(id).GetMTime() for id in scene.drawn_looks()}
    qtbot.waitUntil(lambda: brought.is_settled, timeout=30_000)
    assert {id: scene.data(id).GetMTime() for id in made} == made


def test_a_new_size_is_drawn_once(qtbot: QtBot, window: MainWindow, brought: Canvas) -> None:
    view = brought.view
    assert view is not None
    qtbot.waitUntil(lambda: brought.is_settled, timeout=30_000)
    before = view.renders
    with qtbot.waitSignal(view.drawn, timeout=30_000):
        for width in (1180, 1120, 1060):
            window.resize(width, 760)
    assert view.renders == before + 1
    assert view.window_vtk.GetSize() == view.pixel_size()


def test_the_opening_page_says_all_it_has_to_say_before_the_window_appears(
    window: MainWindow,
) -> None:
    whole = window.clinical.browser.toHtml()
    bring_first_page(window)
    assert window.library is not None
    assert set(window.library.notes) == {RED_FLAGS, DISCLAIMER}
    assert window.clinical.browser.toHtml() == whole


def test_what_follows_the_first_paint_comes_once(qtbot: QtBot, window: MainWindow) -> None:
    came: list[int] = []
    after_first_paint(window, lambda: came.append(1))
    assert came == []
    window.repaint()
    qtbot.waitUntil(lambda: came == [1])
    window.repaint()
    qtbot.wait(20)
    assert came == [1]
