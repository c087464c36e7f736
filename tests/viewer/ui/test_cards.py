"""The cards of the window: opacity, measures, what is hidden. All by hand and by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotations.library import Library
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.commands.opacity_acts import TISSUE_GROUPS, group_opacity
from viewer.measuring import READY
from viewer.state import SurfacePoint, Tool
from viewer.store import Store
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.opacity_card import EXPLODE, SELECTION
from viewer.ui.settings import SettingsFile
from viewer.ui.side_card import SideCard

pytestmark = pytest.mark.window

L4, L5 = StructureId("vertebra.L4"), StructureId("vertebra.L5")
LONG = StructureId("ligamentum-flavum.L5-S1.right")


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key, *, shift: bool = False) -> None:
    with_ = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window, key, with_)


@pytest.mark.parametrize("name", ["window.opacity", "window.measures", "window.hidden"])
def test_a_card_comes_with_the_keyboard_alone_and_goes_with_escape(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    for other in ("window.opacity", "window.measures", "window.hidden"):
        window.run(other)
    window.cards.hidden.put_away()
    window.run(name)
    shown = [card for card in window.cards.all if card.isVisible()]
    assert len(shown) == 1
    assert window.actions_of.by_id[name].isChecked()
    focus = window.focusWidget()
    assert focus is not None
    assert shown[0].isAncestorOf(focus)
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert not shown[0].isVisible()
    assert not window.actions_of.by_id[name].isChecked()
    assert window.canvas_widget.hasFocus()


@pytest.mark.parametrize("group", TISSUE_GROUPS)
def test_a_slider_is_moved_by_keys_and_undone(window: MainWindow, qtbot: QtBot, group: str) -> None:
    window.run("window.opacity")
    slider = window.cards.opacity.sliders[group]
    slider.setFocus()
    for _ in range(4):
        qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert group_opacity(window.store.state, group) == pytest.approx(0.8)
    assert window.cards.opacity._values[group].text() == "80\u00a0%"
    window.run("window.undo")
    assert slider.value() == 100


def test_the_selections_slider_needs_a_selection(window: MainWindow) -> None:
    card = window.cards.opacity
    window.run("window.opacity")
    assert not card.sliders[SELECTION].isEnabled()
    window.select("disc.L5-S1")
    window.presenter.add("root.L5.left")
    card.sliders[SELECTION].setValue(40)
    assert dict(window.store.state.own_opacity) == {"disc.L5-S1": 0.4, "root.L5.left": 0.4}
    assert window.store.undo_label == "Opacity of the selection"


def test_the_explode_slider_and_key_are_one_thing(window: MainWindow, qtbot: QtBot) -> None:
    press(window, qtbot, Qt.Key.Key_E)
    assert window.store.state.explode == 1.0
    assert window.cards.opacity.sliders[EXPLODE].value() == 100
    window.cards.opacity.sliders[EXPLODE].setValue(30)
    assert window.store.state.explode == 0.3
    assert "30 %" in window.status.hidden_label.text()
    press(window, qtbot, Qt.Key.Key_E)
    assert window.store.state.explode == 0.0


def test_what_is_hidden_is_listed_and_each_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    for id in (L4, L5, StructureId("disc.L5-S1")):
        window.presenter.apply("Hide", acts.hide([id]))
    window.status.hidden_label.click()
    card = window.cards.hidden
    assert card.isVisible()
    assert card.title.text() == "3 hidden"
    # However long a name is, its button stays within the card.
    window.presenter.apply("Hide", acts.hide([LONG]))
    window.change_settings(replace(window.settings, theme="projector"))
    inside = card.content.parentWidget()
    assert inside is not None
    qtbot.waitUntil(lambda: all(stands_in(button, inside) for button in card.buttons.values()))
    card.buttons[LONG].click()
    card.buttons[L4].click()
    assert L4 not in window.store.state.hidden
    assert list(card.buttons) == [L5, "disc.L5-S1"]
    assert window.store.undo_label == "Unhide L4 vertebra"
    card.everything.click()
    assert window.store.state.hidden == frozenset()
    assert not card.buttons


def test_hide_and_unhide_stand_side_by_side_and_work_on_several(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.select("disc.L5-S1")
    window.presenter.add("disc.L4-L5")
    press(window, qtbot, Qt.Key.Key_H)
    assert window.store.state.hidden == {"disc.L5-S1", "disc.L4-L5"}
    window.select("segment.L5-S1")
    assert window.actions_of.by_id["show.unhide"].isEnabled()
    press(window, qtbot, Qt.Key.Key_U)
    assert window.store.state.hidden == {"disc.L4-L5"}
    assert not window.actions_of.by_id["show.unhide"].isEnabled()


def test_measuring_brings_the_card_and_escape_ends_it(
    window: MainWindow, canvas: BlankCanvas, qtbot: QtBot
) -> None:
    press(window, qtbot, Qt.Key.Key_M)
    assert window.cards.measures.isVisible()
    assert canvas.tool is Tool.DISTANCE
    canvas.surface_pressed.emit(SurfacePoint(L4, (0.0, 30.0, 60.0)))
    assert "One more point" in window.cards.measures.step.text()
    canvas.surface_pressed.emit(None)
    assert "Press on a surface" in window.status.currentMessage()
    canvas.surface_pressed.emit(SurfacePoint(L5, (0.0, 30.0, 20.0)))
    assert window.store.undo_label == "Measure distance"
    assert canvas.spec is not None
    assert [m.text for m in canvas.spec.measures] == ["1  40.0 mm"]
    window.canvas_widget.setFocus()
    press(window, qtbot, Qt.Key.Key_Escape)
    assert canvas.tool is Tool.NONE
    window.cards.measures.deletes[1].click()
    assert window.store.state.measurements == ()
    assert window.store.undo_label == "Delete measurement 1"


def test_end_plates_are_found_or_the_cure_is_told(window: MainWindow, canvas: BlankCanvas) -> None:
    window.run("measure.plates")
    canvas.surface_pressed.emit(SurfacePoint(StructureId("root.L5.left"), (0.0, 0.0, 0.0)))
    assert "end plate" in window.status.currentMessage()
    plates = window.presenter.sizes.plates
    for id in ("vertebra.L1.superior-endplate", "sacrum.S1.superior-endplate"):
        plate = plates[StructureId(id)]
        canvas.surface_pressed.emit(SurfacePoint(plate.bone, tuple(plate.anterior.tolist())))
    assert canvas.spec is not None
    assert canvas.spec.measures[0].text == "1  49.7°"


@pytest.mark.parametrize("place", ["segment.L1-L2", "segment.L5-S1", ""])
def test_ready_measures_stand_beside_what_is_published(
    window: MainWindow, canvas: BlankCanvas, place: str
) -> None:
    window.select(place)
    window.run("window.measures")
    for key in READY:
        window.cards.measures.ready[f"measure.ready-{key}"].click()
    names = [w.accessibleName() for w in window.cards.measures.table.children() if w.isWidgetType()]
    spoken = [name for name in names if "the published range" in name]
    assert canvas.spec is not None
    assert len(spoken) == {"segment.L1-L2": 9, "segment.L5-S1": 8, "": 32}[place]
    assert all(" inside " in name or " above " in name for name in spoken)
    assert len(canvas.spec.measures) >= 8
    window.run("measure.delete-all")
    assert window.store.state.ready_measures == frozenset()


def test_closing_the_card_puts_the_tool_away(window: MainWindow, canvas: BlankCanvas) -> None:
    window.run("measure.angle")
    window.cards.measures.cross.click()
    assert canvas.tool is Tool.NONE
    assert window.store.undo_label == "Stop measuring"


def test_a_level_without_published_sizes_says_so(window: MainWindow) -> None:
    window.select("segment.T12-L1")
    window.run("measure.ready-disc-height")
    window.run("window.measures")
    assert "T12–L1" in window.cards.measures.problem.text()
    window.select("segment.L1-L2")
    assert window.cards.measures.problem.text() == ""


def test_a_scene_kept_while_measuring_opens_with_its_tool(
    qtbot: QtBot, atlas: Atlas, library: Library, settings_file: SettingsFile
) -> None:
    state = replace(atlas.start(), tool=Tool.DISTANCE, explode=0.5)
    made = MainWindow(Store(state), atlas, library, settings_file)
    qtbot.addWidget(made)
    made.show()
    assert made.cards.measures.isVisible()
    assert made.canvas.tool is Tool.DISTANCE  # type: ignore[attr-defined]
    made.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_cards_opened_one_after_another_never_outgrow_the_window(
    window: MainWindow, qtbot: QtBot, scale: float
) -> None:
    # Wide enough that the list is not folded away for want of room.
    window.resize(1500, 840)
    window.change_settings(replace(window.settings, text_scale=scale))
    window.select("segment.L5-S1")
    for id in ("window.opacity", "window.measures", "window.hidden", "window.opacity"):
        window.run(id)
        card = next(card for card in window.cards.all if card.isVisible())

        def is_inside(card: SideCard = card) -> bool:
            low = card.mapTo(window, QPoint(0, card.height())).y()
            room = window.height() - window.status.height() + 2
            return card.content.height() > 20 and low <= room

        qtbot.waitUntil(is_inside)
        assert sum(card.isVisible() for card in window.cards.all) == 1


def test_every_slider_stands_whole_in_its_card_however_large_the_letters_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1366, 768)
    window.run("window.opacity")
    card = window.cards.opacity
    inside = card.content.parentWidget()
    assert inside is not None
    for theme, scale in (("projector", 1.5), ("light", 1.0)):
        window.change_settings(replace(window.settings, theme=theme, text_scale=scale))
        qtbot.waitUntil(lambda: all(stands_in(part, inside) for part in card._values.values()))
        for key, slider in card.sliders.items():
            name, value = card._names[key], card._values[key]
            assert slider.width() >= 44
            assert not name.geometry().intersects(slider.geometry())
            assert value.width() >= value.fontMetrics().horizontalAdvance(value.text())
            assert name.height() >= name.heightForWidth(name.width())


def stands_in(part: QWidget, outer: QWidget) -> bool:
    """Whether nothing of a widget is beyond the left and right edge of another."""
    left = part.mapTo(outer, QPoint(0, 0)).x()
    return left >= 0 and left + part.width() <= outer.width()


def test_a_card_keeps_its_height_while_the_list_is_away(window: MainWindow) -> None:
    window.resize(1400, 800)
    window.run("window.measures")
    card = window.cards.measures
    QApplication.processEvents()
    before = card.height()
    for _ in range(2):
        window.run("window.structures")
        QApplication.processEvents()
    card.fit()
    assert card.height() == before
