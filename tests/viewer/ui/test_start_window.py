"""The real window as it starts: text first, then one frame, complete, and one upload a mesh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QSurface
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.resolve import resolve
from viewer.store import Store
from viewer.ui.app import after_first_paint, bring_canvas, bring_first_page
from viewer.ui.canvas import Canvas
from viewer.ui.late_parts import LATE
from viewer.ui.main_window import MainWindow
from viewer.ui.own_window import has_own_windows
from viewer.ui.page_setting import DISCLAIMER, RED_FLAGS
from viewer.ui.settings import SettingsFile

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


def test_one_frame_is_drawn_until_the_picture_is_complete(
    qtbot: QtBot, window: MainWindow, brought: Canvas
) -> None:
    view = brought.view
    assert view is not None
    if has_own_windows():
        # Words beside the view need no OpenGL to reach the screen.
        assert window.windowHandle().surfaceType() == QSurface.SurfaceType.RasterSurface
        assert brought.windowHandle().surfaceType() == QSurface.SurfaceType.OpenGLSurface
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


def test_a_part_that_nobody_asks_for_is_not_made_before_the_texts_are_there(
    qtbot: QtBot, store: Store, atlas: Atlas, settings_file: SettingsFile
) -> None:
    starting = MainWindow(store, atlas, None, settings_file)
    qtbot.addWidget(starting)
    starting.show()
    assert not [name for name in LATE if starting.is_made(name)]
    starting.change_settings(replace(starting.settings, theme="dark"))
    starting.run("posture.flex")
    assert not [name for name in LATE if starting.is_made(name)]
    # What is set on the model brings the card that tells of it, in the theme of the window.
    starting.run("conditions.show-disc-extrusion")
    assert starting.is_made("conditioning")
    assert starting.conditioning.bar.finding is not None
    assert not starting.is_made("cards")
    starting.run("measure.distance")
    assert starting.cards.measures.theme.name == "dark"
    missing = [name for name in LATE if not starting.is_made(name)]
    assert len(list(starting.make_all())) == len(missing) > 0
    assert all(starting.is_made(name) for name in LATE)
    # All stand where they do when they are there from the first.
    column = starting.centre.layout()
    assert column is not None
    assert column.indexOf(starting.conditioning.bar) == column.indexOf(starting.strip) - 1


def test_the_text_of_a_level_is_painted_before_a_frame_is_drawn(
    qtbot: QtBot, window: MainWindow, brought: Canvas
) -> None:
    view = brought.view
    assert view is not None
    qtbot.waitUntil(lambda: brought.is_settled, timeout=30_000)
    came: list[str] = []
    painted = Painted(window.clinical.browser.viewport(), lambda: came.append("text"))
    view.drawn.connect(lambda: came.append("frame"))
    before = view.renders
    window.run("select.segment.L4-L5")
    assert not brought.is_settled
    qtbot.waitUntil(lambda: "frame" in came, timeout=30_000)
    assert came[0] == "text"
    assert view.renders == before + 1
    assert brought.scene.spec == resolve(window.store.state, window.atlas.catalog)
    # Two choices before the loop comes round are drawn as the last of them.
    window.run("select.segment.L2-L3")
    window.run("select.segment.L3-L4")
    qtbot.waitUntil(lambda: view.renders == before + 2, timeout=30_000)
    assert brought.scene.spec == resolve(window.store.state, window.atlas.catalog)
    assert painted.parent() is not None


class Painted(QObject):
    """Calls for each paint of a widget."""

    def __init__(self, widget: QWidget, act: Callable[[], None]) -> None:
        super().__init__(widget)
        self._act = act
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self._act()
        return False
