"""Hints come once, and undo brings back what was being read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from viewer.ui.hints import HINTS
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import SettingsFile

pytestmark = pytest.mark.window
BEGINS = {
    "section": "section.sagittal",
    "compare": "compare.levels",
    "tool": "measure.distance",
    "explode": "view.explode",
    # one that is first seen uncut: a section has a hint of its own
    "condition": "conditions.show-retrolisthesis",
}


@pytest.mark.parametrize("key", HINTS)
def test_a_hint_comes_once(window: MainWindow, key: str) -> None:
    assert window.settings.hints_seen == ()
    window.run(BEGINS[key])
    assert window.status.currentMessage() == HINTS[key][1]
    assert window.settings.hints_seen == (key,)
    window.run("window.undo")
    # What is over needs no word any more.
    assert window.status.currentMessage() == ""
    window.run(BEGINS[key])
    assert window.status.currentMessage() == ""


def test_hints_are_remembered_until_the_first_steps_are_asked_for(
    window: MainWindow, another: Callable[[], MainWindow], settings_file: SettingsFile
) -> None:
    window.run("section.sagittal")
    window.close()
    assert SettingsFile(settings_file.path).load().hints_seen == ("section",)
    later = another()
    later.run("section.axial")
    assert later.status.currentMessage() == ""
    later.run("window.coach")
    later.coach.hide()
    later.run("section.off")
    later.run("section.axial")
    assert later.status.currentMessage() == HINTS["section"][1]
    later.close()


def test_what_is_on_at_the_start_needs_no_hint(window: MainWindow) -> None:
    for hint, _ in HINTS.values():
        assert not hint(window.store.state)
    window.settings = replace(window.settings, hints_seen=tuple(HINTS))
    for command in BEGINS.values():
        window.run(command)
        assert window.status.currentMessage() == ""


def test_undo_and_redo_turn_to_what_was_read(window: MainWindow) -> None:
    window.select("segment.L4-L5")
    window.clinical.show_page("topic.numbering")
    window.run("select.segment.L5-S1")
    assert window.clinical.page == "segment.L5-S1"
    window.clinical.show_page("condition.disc-herniation")
    window.run("window.undo")
    assert (window.store.state.place, window.clinical.page) == ("segment.L4-L5", "topic.numbering")
    window.run("window.redo")
    assert window.clinical.page == "condition.disc-herniation"
    window.run("show.bone")
    window.run("window.undo")
    assert window.clinical.page == "condition.disc-herniation"
    window.run("select.segment.L5-S1")
    assert window.clinical.page == "segment.L5-S1"
