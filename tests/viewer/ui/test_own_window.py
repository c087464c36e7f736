"""The 3D view's own window, what lies over it, and what is told before and after its frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.commands.acts import hide
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.overlay_card import OverlayCard
from viewer.ui.own_window import give_own_window, has_own_windows, rounded
from viewer.ui.turns import Turns

pytestmark = pytest.mark.window

Acts = list[Callable[[], None]]


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch, canvas: BlankCanvas) -> Acts:
    """What would be done after the next frame, in a view that draws one."""
    acts: Acts = []
    monkeypatch.setattr(canvas, "after_frame", acts.append)
    return acts


@pytest.mark.usefixtures("qapp")
def test_a_card_is_cut_to_its_corners() -> None:
    shape = rounded(QRect(0, 0, 80, 50), 14)
    corners = (QPoint(1, 1), QPoint(78, 1), QPoint(1, 48), QPoint(78, 48))
    assert not any(shape.contains(corner) for corner in corners)
    for inside in (QPoint(40, 25), QPoint(20, 1), QPoint(1, 25), QPoint(78, 25), QPoint(40, 49)):
        assert shape.contains(inside)


@pytest.mark.usefixtures("qapp")
def test_a_card_without_room_is_cut_to_nothing_and_nothing_is_painted() -> None:
    assert rounded(QRect(0, 0, 0, 0), 14).isEmpty()


def test_what_lies_over_the_view_has_a_window_and_the_rest_has_none(window: MainWindow) -> None:
    if not has_own_windows():
        pytest.skip("one window holds all on this platform")
    window.coach.open()
    window.start_search()
    window.search.setText("disc")
    window.search.textEdited.emit("disc")
    over = [*window.findChildren(OverlayCard), window.coach.spotlight, window.search.popup]
    for card in over:
        assert card.testAttribute(Qt.WidgetAttribute.WA_NativeWindow), card
    for shown in (window.coach, window.search.popup):
        assert not shown.mask().contains(QPoint(0, 0))
        assert shown.mask().contains(shown.rect().center())
    spot = window.coach.spotlight
    assert not spot.mask().contains(spot.rect().center())
    assert spot.mask().contains(QPoint(1, spot.height() // 2))
    for dock in window.docks.values():
        assert dock.windowHandle() is None
    window.search.clear()
    window.search.close_answers()
    window.coach.close_card()


def test_what_a_menu_lay_over_comes_back(qtbot: QtBot) -> None:
    if not has_own_windows():
        pytest.skip("one window holds all on this platform")
    window, view = QWidget(), QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(QLabel("words beside the picture"))
    row.addWidget(view)
    window.setGeometry(0, 0, 500, 300)
    give_own_window(view)
    QHBoxLayout(view).addWidget(QOpenGLWidget(view))
    window.show()
    qtbot.waitExposed(window)
    beside = QRect(0, 0, 200, 300)
    qtbot.waitUntil(lambda: on_screen(window, beside) == grabbed(window, beside))
    before = on_screen(window, beside)
    menu = QMenu(window)
    for line in range(6):
        menu.addAction(f"line {line}")
    menu.popup(window.mapToGlobal(QPoint(10, 10)))
    qtbot.waitUntil(lambda: on_screen(window, beside) != before)
    menu.close()
    qtbot.waitUntil(lambda: on_screen(window, beside) == before)


def on_screen(window: QWidget, box: QRect) -> QImage:
    """What stands on the screen at a place of a window."""
    at = window.mapToGlobal(box.topLeft())
    screen = QGuiApplication.primaryScreen()
    picture = screen.grabWindow(0, at.x(), at.y(), box.width(), box.height())
    return picture.toImage().convertToFormat(QImage.Format.Format_RGB32)


def grabbed(window: QWidget, box: QRect) -> QImage:
    """What a window would paint at a place of it."""
    return window.grab(box).toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_the_list_is_told_after_the_picture_unless_a_hand_is_in_it(
    window: MainWindow, waiting: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, before = window.structures, window.structures.model.state
    # The pointer may rest anywhere on a screen.
    monkeypatch.setattr(panel, "underMouse", lambda: False)
    window.breadcrumb.setFocus()
    panel.filter.clearFocus()
    panel.tree.clearFocus()
    window.run("select.segment.L4-L5")
    assert panel.model.state is before
    assert window.breadcrumb.text.endswith("L4–L5")
    window.run("select.segment.L2-L3")
    waiting[-1]()
    assert panel.model.state is window.store.state
    assert panel.tree.isExpanded(panel.filtered.mapFromSource(panel.model.place_index()))
    # What is no selection is told at once.
    window.presenter.apply("Hide", hide([StructureId("disc.L4-L5")]))
    assert panel.model.state is window.store.state
    # An open card is looked at, a closed one is not.
    cards = window.cards
    cards.opacity.open()
    assert not cards.opacity.can_wait
    assert cards.posture.can_wait
    cards.opacity.put_away()
    assert cards.opacity.can_wait
    panel.tree.setFocus()
    window.run("select.segment.L4-L5")
    assert panel.model.state is window.store.state


def test_a_page_is_laid_out_once_and_steps_of_the_way_stay(window: MainWindow) -> None:
    window.resize(1280, 800)
    window.run("select.segment.L4-L5")
    assert window.clinical.browser.verticalScrollBar().isVisible()
    seen = Resizes(window.clinical.browser.viewport())
    steps = window.breadcrumb.findChildren(QWidget)
    window.run("select.segment.L5-S1")
    window.run("select.segment.L1-L2")
    assert seen.count == 0
    assert window.breadcrumb.findChildren(QWidget) == steps
    assert window.breadcrumb.text.endswith("L1–L2")


def test_what_waits_for_a_frame_comes_after_it_and_without_one_after_a_while(qtbot: QtBot) -> None:
    came: list[str] = []
    parent = QObject()
    turns = Turns(parent)
    turns.after_text(lambda: came.append("first picture"))
    turns.after_text(lambda: came.append("picture"))
    turns.after_frame(lambda: came.append("list"))
    # A frame of before the picture is none of this picture.
    turns.drawn()
    qtbot.waitUntil(lambda: bool(came))
    assert came == ["picture"]
    assert turns.is_waiting
    turns.drawn()
    qtbot.waitUntil(lambda: not turns.is_waiting)
    assert came == ["picture", "list"]
    turns.after_frame(lambda: came.append("no frame"))
    qtbot.waitUntil(lambda: came[-1] == "no frame")
    turns.after_frame(lambda: came.append("stopped"))
    turns.stop()
    assert not turns.is_waiting


class Resizes(QObject):
    """Counts how often a widget gets another size."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Resize
        return False


def test_views_that_come_and_go_leave_one_watch_of_their_window(qtbot: QtBot) -> None:
    if not has_own_windows():
        pytest.skip("one window holds all on this platform")
    whole = QWidget()
    qtbot.addWidget(whole)
    for _thrice in range(3):
        view = QOpenGLWidget(whole)
        give_own_window(view)
        view.setParent(None)
        view.deleteLater()
    filters = [child for child in whole.children() if type(child).__name__ == "_Uncovered"]
    assert len(filters) == 1
