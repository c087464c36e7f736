"""Tabs of what is set: whole names in two rows before shortened ones, one row where two are few."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.ui.condition_tabs import ConditionTabs
from viewer.ui.eliding_chip import ElidingChip

NAME = "Slip with a gap in the bone"


@pytest.mark.parametrize(("count", "whole"), [(2, True), (3, False), (4, True), (9, False)])
def test_four_tabs_say_all_they_can_in_two_rows(qtbot: QtBot, count: int, whole: bool) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    tabs = ConditionTabs(owner)
    names = {(f"model-{k}", StructureId("segment.L4-L5")): NAME for k in range(count)}
    tabs.show_tabs(names, None, names)
    natural = next(iter(tabs.tabs.values())).sizeHint().width()
    tabs.fit(round(2.5 * natural))
    assert all((tab.maximumWidth() >= natural) is whole for tab in tabs.tabs.values())


def test_a_shortened_tab_keeps_where_it_is_and_how_its_name_begins(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    chip, where = ElidingChip(owner), " L5–S1, left"
    chip.setText(NAME + where)
    whole = chip.fontMetrics().horizontalAdvance(NAME + where)
    assert chip.words_in(whole + 1) == NAME + where
    for kept in (where, ""):
        chip.kept = kept
        shown = chip.words_in(whole - 40)
        head, _dots, end = shown.partition("…")
        assert end == kept
        assert len(head) > 5
        assert NAME.startswith(head.rstrip()) or not kept
        assert chip.fontMetrics().horizontalAdvance(shown) <= whole - 40
    chip.kept = where
    tiny = chip.words_in(chip.fontMetrics().horizontalAdvance(where))
    assert tiny.startswith("Sl")
    assert tiny.endswith("…")
