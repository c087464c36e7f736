"""The chips above the 3D view: in one line, the latest ones given up first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from viewer.atlas import Atlas
from viewer.commands.registry import commands
from viewer.ui.view_chips import CHIPS, LAST, ViewChips


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


def test_the_last_chips_go_into_a_menu_one_after_the_other_before_a_line_is_full(
    chips: ViewChips,
) -> None:
    def stands(width: int) -> list[bool]:
        chips.resize(width, 60)
        return [not chips.chips[id].isHidden() for id in LAST]

    found = [stands(width) for width in range(200, 2000, 20)]
    assert found[0] == [False] * len(LAST)
    assert found[-1] == [True] * len(LAST)
    assert len({tuple(each) for each in found}) > 2
    assert found == sorted(found)


@pytest.mark.parametrize("width", [200, 2000])
def test_what_has_no_room_is_in_the_menu_at_the_end_and_works_from_there(
    chips: ViewChips, qtbot: QtBot, width: int
) -> None:
    chips.resize(width, 60)
    chips.more.menu().aboutToShow.emit()
    left_out = [id for id in LAST if chips.chips[id].isHidden()]
    actions = chips.more.menu().actions()
    assert [action.text() for action in actions] == [CHIPS[id] for id in left_out]
    assert chips.more.isHidden() == (not left_out)
    for id, action in zip(left_out, actions, strict=True):
        with qtbot.waitSignal(chips.asked) as asked:
            action.trigger()
        assert asked.args == [id]
