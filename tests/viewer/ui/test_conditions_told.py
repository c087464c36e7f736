"""What the window tells of a condition: what it reaches, its pages, what it brings into lists."""

from __future__ import annotations

import gc
from collections.abc import Callable
from weakref import ref

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QUrl
from pytestqt.qtbot import QtBot

from annotations.models import load_models
from meshes.ids import StructureId
from viewer.changing import _shape, shape_of
from viewer.resolve import resolve
from viewer.ui.context_menu import entries
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window

L5S1 = StructureId("segment.L5-S1")


def tops(model: QAbstractItemModel) -> list[QModelIndex]:
    return [model.index(k, 0) for k in range(model.rowCount())]


def test_the_box_says_which_roots_are_reached_and_what_may_be_felt(
    extruded: MainWindow, choose_zone: Callable[[str], None]
) -> None:
    box = extruded.conditioning.box
    words = box.words.toPlainText()
    assert box.isVisible()
    assert "would be expected to reach the left S1 root" in words
    assert "●" in words
    assert "pressed by L5–S1 herniation" in words
    assert "Right S1 root" in words
    assert "free" in words
    assert "the ankle jerk" in words
    assert words.count("Pain often does not follow the picture") == 1
    assert "Red flags" not in words
    choose_zone("foraminal")
    assert "reach the left L5 root" in box.words.toPlainText()
    assert "the outer shin" in box.words.toPlainText()


def test_links_of_the_box_go_to_root_and_text(extruded: MainWindow) -> None:
    box = extruded.conditioning.box
    box.words.anchorClicked.emit(QUrl("structure:root.S1.left"))
    assert extruded.store.state.focus == ("root.S1.left",)
    assert extruded.clinical.page == "root.S1.left"
    box.words.anchorClicked.emit(QUrl("topic:asymptomatic"))
    assert extruded.clinical.page == "topic.asymptomatic"


def test_a_very_narrow_sac_puts_the_red_flags_first(
    extruded: MainWindow, choose_zone: Callable[[str], None], qtbot: QtBot
) -> None:
    bar, box = extruded.conditioning.bar, extruded.conditioning.box
    choose_zone("central")
    bar.amount.slider.setValue(100)
    qtbot.waitUntil(lambda: extruded.store.state.findings[0].severity == 1.0)
    assert box.words.toPlainText().index("Red flags") < box.words.toPlainText().index("expected")
    box.words.anchorClicked.emit(QUrl("topic:red-flags"))
    assert extruded.clinical.page == "topic.red-flags"


def test_the_box_folds_and_keeps_to_its_share(extruded: MainWindow) -> None:
    box = extruded.conditioning.box
    assert box.height() <= 0.6 * extruded.clinical.height()
    box.head.click()
    assert not box.words.isVisible()
    box.head.click()
    assert box.words.isVisible()


def test_pages_of_conditions_show_theirs_on_the_model(window: MainWindow) -> None:
    for page in sorted({model.text for model in load_models().values()}):
        window.clinical.show_page(page)
        models = [model for model in load_models().values() if model.text == page]
        shown = window.clinical.browser.toHtml()
        assert all(f'"show:{model.id}"' in shown for model in models)
        window.run("conditions.remove-all")
        window.clinical.show_page(page)
        window.clinical.browser.anchorClicked.emit(QUrl(f"show:{models[0].id}"))
        assert window.store.state.findings[-1].model == models[0].id
        assert window.clinical.page == page


def test_a_shape_that_was_measured_goes_with_the_last_condition(
    extruded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    conditioning = extruded.conditioning
    monkeypatch.setattr(conditioning._later, "ask", lambda _work: None)
    conditioning._measure()
    shape = shape_of(extruded.store.state)
    assert shape is not None
    held = ref(shape)
    extruded.run("conditions.remove-all")
    del shape
    _shape.cache_clear()
    gc.collect()
    assert held() is None


def test_what_a_condition_brings_is_listed_found_and_hidden_while_it_is_there(
    extruded: MainWindow,
) -> None:
    piece = StructureId("herniation.L5-S1")

    def listed() -> list[str]:
        model = extruded.structures.model
        return [row.id for top in map(model.row_at, tops(model)) if top for row in top.walk()]

    assert piece in listed()
    assert piece in {found.id for found in extruded.header.search._seek("herniation L5-S1")}
    extruded.select(piece)
    assert extruded.store.state.place == L5S1
    assert extruded.clinical.page == piece
    offered = [entry for entry in entries(extruded.atlas, extruded.store.state, piece) if entry]
    hide = next(entry for entry in offered if entry.title == "Hide")
    assert hide.is_enabled
    assert hide.change is not None
    extruded.presenter.apply(hide.label, hide.change)
    assert piece not in resolve(extruded.store.state, extruded.atlas.catalog).looks
    assert piece in listed()
    extruded.run("conditions.before")
    assert piece not in listed()
    extruded.run("conditions.remove-all")
    assert piece not in listed()
    assert piece not in {found.id for found in extruded.header.search._seek("herniation L5-S1")}
