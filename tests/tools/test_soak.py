"""The soak itself, briefly: nothing piles up, nothing is said; and a leak would be noticed."""

from __future__ import annotations

import gc
import random
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QToolButton

from tools.soak.controls import Controls
from tools.soak.luck import Luck
from tools.soak.run import Soak, verdict

pytestmark = pytest.mark.window


@pytest.fixture(scope="module")
def soak(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Soak]:
    # What other tests left behind is there before and after: no count looks through it.
    gc.freeze()
    made = Soak(random.Random(5), tmp_path_factory.mktemp("soak"), light=True)
    yield made
    made.end()


def test_a_seeded_hand_leaves_nothing_behind_and_hears_nothing(soak: Soak) -> None:
    usual = QFileDialog.getSaveFileName
    counts = soak.run(60, 30, 1000)
    told = verdict(counts, soak)
    assert not told.failed, "\n".join(told.lines)
    assert QFileDialog.getSaveFileName is usual


def test_what_piles_up_what_is_said_and_what_fails_is_noticed(
    soak: Soak, monkeypatch: pytest.MonkeyPatch
) -> None:
    piled: list[Any] = []

    def act() -> str:
        piled.append(QMenu("piled up", soak.window))
        warnings.warn("not quiet", stacklevel=1)
        if len(piled) == 1:
            raise ValueError("the first")
        return "leak"

    monkeypatch.setattr(soak.hands, "act", act)
    told = verdict(soak.run(2, 1, 1000), soak)
    assert "windows: " in told.failed[0]
    assert "3 messages" in told.failed[-1]
    assert any("piled up" in line for line in told.lines)
    assert any("UserWarning at action 1: not quiet" in line for line in told.lines)
    assert any("ValueError: the first" in line for line in told.lines)


def test_a_menu_that_waits_for_a_choice_does_not_hold_the_hand(
    soak: Soak, monkeypatch: pytest.MonkeyPatch
) -> None:
    button = QToolButton(soak.window)
    menu = QMenu(button)
    menu.addAction("One")
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setText("Waits")
    button.show()
    controls = Controls(soak.window, Luck(random.Random(1)))
    monkeypatch.setattr(controls, "_seen", lambda _kind: button)
    try:
        assert controls.press() == "Waits"
        assert not menu.isVisible()
    finally:
        button.deleteLater()
