"""Tabs of what is set: whole names in two rows before shortened ones, one row where two are few."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from meshes.ids import StructureId
from viewer.ui.condition_tabs import ConditionTabs

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
