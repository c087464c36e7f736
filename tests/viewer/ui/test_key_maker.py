"""Keys of a slider: made once a hand comes to it, asked while it moves, and gone with their use."""

from __future__ import annotations

import gc
from weakref import ref

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from meshes.changed.between import Between
from meshes.ids import StructureId
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window
MODEL = "disc-bulge"


@pytest.fixture
def bulged(window: MainWindow) -> MainWindow:
    """A window with a bulge at L4-L5 whose slider a hand has not come to."""
    window.select(StructureId("segment.L4-L5"))
    window.run(f"conditions.show-{MODEL}")
    return window


def come(window: MainWindow, qtbot: QtBot) -> None:
    """Give the slider the keyboard, and wait until keys stand around where it is."""
    window.conditioning.bar.amount.slider.setFocus()
    maker = window.conditioning.maker
    qtbot.waitUntil(lambda: maker.at(window.store.state) is not None, timeout=20_000)


def test_nobody_pays_for_keys_before_a_hand_comes(bulged: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(100)
    assert bulged.conditioning.maker.keys is None


def test_a_drag_shows_what_lies_between_keys_and_its_end_the_exact_shape(
    bulged: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    come(bulged, qtbot)
    conditioning, slider = bulged.conditioning, bulged.conditioning.bar.amount.slider
    at = slider.value()
    slider.setSliderDown(True)
    slider.setValue(at + 1)
    conditioning._slides.flush()
    assert canvas.spec is not None
    assert isinstance(canvas.spec.shape, Between)
    words = conditioning.box.words.toPlainText()
    slider.setSliderDown(False)
    slider.sliderReleased.emit()
    assert canvas.spec.shape is not None
    assert not canvas.spec.shape.draft
    assert conditioning.box.words.toPlainText().split(".")[0] == words.split(".")[0]


def test_a_held_key_steps_between_keys_until_it_comes_up(
    bulged: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    come(bulged, qtbot)
    slider = bulged.conditioning.bar.amount.slider
    qtbot.keyPress(slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: canvas.spec is not None and isinstance(canvas.spec.shape, Between))
    qtbot.keyRelease(slider, Qt.Key.Key_Right)
    assert canvas.spec is not None
    assert canvas.spec.shape is not None
    assert not canvas.spec.shape.draft


def test_keys_go_when_anything_else_changes(bulged: MainWindow, qtbot: QtBot) -> None:
    come(bulged, qtbot)
    old = ref(bulged.conditioning.maker.keys)
    bulged.canvas_widget.setFocus()
    bulged.run("posture.flex")
    gc.collect()
    assert old() is None


def test_keys_go_with_their_card(bulged: MainWindow, qtbot: QtBot) -> None:
    come(bulged, qtbot)
    old = ref(bulged.conditioning.maker.keys)
    bulged.conditioning.bar.put_away()
    gc.collect()
    assert old() is None
    qtbot.wait(100)
    assert bulged.conditioning.maker.keys is None


def test_the_keys_of_another_slider_take_the_place(bulged: MainWindow, qtbot: QtBot) -> None:
    come(bulged, qtbot)
    maker, old = bulged.conditioning.maker, bulged.conditioning.maker.keys
    bulged.run("window.posture")
    first = bulged.cards.posture.first()
    assert isinstance(first, QObject)
    first.setFocus()
    qtbot.waitUntil(lambda: maker.keys is not None and maker.keys is not old)
    assert maker.keys is not None
    assert maker.keys.slid.what == "flexion_deg"
