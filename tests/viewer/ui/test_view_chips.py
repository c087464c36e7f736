"""The chips above the 3D view: in one line, the latest ones given up first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from viewer.atlas import Atlas
from viewer.commands.registry import commands
from viewer.ui.view_chips import LAST, ViewChips


@pytest.fixture
def chips(qtbot: QtBot, atlas: Atlas) -> Iterator[ViewChips]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget(window))
    made = ViewChips(commands(atlas), window.centralWidget())
    window.show()
    # The window stays while they are asked.
    yield made
    window.close()


def test_the_last_chips_give_way_one_after_the_other_before_a_line_is_full(
    chips: ViewChips, qtbot: QtBot
) -> None:
    def stands(width: int) -> list[bool]:
        chips.resize(width, 60)
        return [not chips.chips[id].isHidden() for id in LAST]

    found = [stands(width) for width in range(200, 2000, 20)]
    assert found[0] == [False, False]
    assert found[-1] == [True, True]
    assert [True, False] in found
    assert found == sorted(found)
