"""What a screen reader is told: the 3D view describes itself, each change is spoken once."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from viewer.commands import acts
from viewer.telling import scene_sentence
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow


def test_the_view_always_describes_the_scene(window: MainWindow, canvas: BlankCanvas) -> None:
    for id in ("select.segment.L5-S1", "view.posterior", "show.cycle-labels", "window.undo"):
        window.run(id)
        told = canvas.accessibleDescription()
        assert told == scene_sentence(window.store.state, window.atlas.catalog)
    assert told.startswith("Posterior view. L5–S1 motion segment selected.")


def test_each_change_is_spoken_once_and_only_what_is_new(window: MainWindow, qtbot: QtBot) -> None:
    said: list[str] = []
    window.teller.speak = said.append
    window.select("disc.L5-S1")
    qtbot.waitUntil(lambda: len(said) == 1)
    assert "L5–S1 disc selected." in said[0]
    window.run("view.posterior")
    window.run("view.anterior")
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1] == "Anterior view."


def test_what_goes_away_is_told_by_the_whole(window: MainWindow, qtbot: QtBot) -> None:
    said: list[str] = []
    window.teller.speak = said.append
    window.run("show.labels-off")
    qtbot.waitUntil(lambda: said == ["Labels off."])
    window.presenter.apply("Labels", acts.cycle_labels)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1] == window.teller.text


def test_a_change_taken_back_at_once_is_not_spoken(window: MainWindow, qtbot: QtBot) -> None:
    said: list[str] = []
    window.teller.speak = said.append
    window.run("show.labels-off")
    window.run("window.undo")
    window.run("show.labels-all")
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["All labels shown."]
