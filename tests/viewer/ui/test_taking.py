"""The Export menu: cards that remember, jobs that can be stopped, faults in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from viewer.commands.registry import EXPORT
from viewer.export.steps import Progress, Steps, TakeError
from viewer.ui.job_bar import JobBar
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import SettingsFile
from viewer.ui.take_card import Form, OneOf, Switch, TakeCard, Words, defaults, to_keep
from viewer.ui.take_forms import handout_form, meshes_form, picture_form

pytestmark = pytest.mark.window
FORM = Form(
    "x",
    "X",
    "An x.",
    (
        OneOf("size", "Size", {"1": "one", "2": "two"}),
        Switch("on", "On"),
        Words("name", "Name", "Ada", is_kept=False),
    ),
    {"save": "Save…"},
)


def test_choices_are_remembered_and_strange_ones_forgotten() -> None:
    assert defaults(FORM, {}) == {"size": "1", "on": "off", "name": "Ada"}
    kept = to_keep(FORM, {"size": "2", "on": "on", "name": "Bob"}, {"y.z": "1"})
    assert kept == {"y.z": "1", "x.size": "2", "x.on": "on"}
    assert defaults(FORM, kept) == {"size": "2", "on": "on", "name": "Ada"}
    assert defaults(FORM, {"x.size": "9", "x.on": "?"}) == {"size": "1", "on": "off", "name": "Ada"}


def test_what_follows_the_scene_is_not_remembered(catalog: Catalog) -> None:
    form = meshes_form(catalog, has_choice=False)
    assert defaults(form, {"meshes.what": "all", "meshes.format": "obj"})["what"] == "visible"
    assert defaults(form, {"meshes.what": "all", "meshes.format": "obj"})["format"] == "obj"
    sheet = handout_form(catalog, "segment.L2-L3", "student")
    now = defaults(sheet, {"handout.place": "region.sacrum", "handout.paper": "Letter"})
    assert now == {"place": "segment.L2-L3", "audience": "student", "paper": "Letter"}


def count(to: int, seen: list[str]) -> Steps[str]:
    try:
        for k in range(to):
            yield Progress(k / to, f"step {k}")
        seen.append("done")
    finally:
        seen.append("closed")
    return "result"


def test_a_job_runs_to_its_end_and_hands_over_its_result(qtbot: QtBot, window: MainWindow) -> None:
    jobs, seen, got = JobBar(window), [], []
    with qtbot.waitSignal(jobs.ended):
        jobs.start(count(20, seen), got.append)
        assert jobs.is_busy
    assert seen == ["done", "closed"]
    assert got == ["result"]
    assert not jobs.isVisible()


def test_a_long_job_shows_itself_and_can_be_cancelled(qtbot: QtBot, window: MainWindow) -> None:
    jobs, seen, got = JobBar(window), [], []
    jobs.start(count(10**9, seen), got.append)
    qtbot.waitUntil(jobs.isVisible)
    jobs.cancel_button.click()
    assert seen == ["closed"]
    assert not jobs.is_busy
    assert not jobs.isVisible()
    assert got == []


def test_the_window_answers_while_a_job_runs(qtbot: QtBot, window: MainWindow) -> None:
    jobs, seen = JobBar(window), []
    jobs.start(count(10**9, seen), seen.append)
    qtbot.waitUntil(jobs.isVisible)
    window.run("select.segment.L3-L4")
    assert window.store.state.place == "segment.L3-L4"
    assert jobs.is_busy
    jobs.cancel()


def test_a_second_job_waits_its_turn(window: MainWindow) -> None:
    jobs, seen, said = JobBar(window), [], []
    jobs.failed.connect(said.append)
    jobs.start(count(5, seen), seen.append)
    jobs.start(count(5, seen), seen.append)
    assert len(said) == 1
    assert "wait" in said[0]
    jobs.cancel()


def test_a_fault_is_told_and_ends_the_job(qtbot: QtBot, window: MainWindow) -> None:
    def fails() -> Steps[str]:
        yield Progress(0.0, "")
        raise TakeError("It was not written: choose another folder.")

    jobs = JobBar(window)
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.start(fails(), lambda _result: None)
    assert told.args == ["It was not written: choose another folder."]
    assert not jobs.is_busy


def test_closing_the_window_stops_its_job(window: MainWindow) -> None:
    seen: list[str] = []
    window.taking.jobs.start(count(10**9, seen), seen.append)
    window.close()
    assert not window.taking.jobs.is_busy
    assert "done" not in seen


def ask(window: MainWindow, id: str) -> TakeCard:
    window.run(id)
    assert window.taking.card.isVisible()
    return window.taking.card


def test_every_export_is_in_the_file_menu(window: MainWindow) -> None:
    wanted = {c.id for c in window.commands.values() if c.menu == EXPORT}
    assert len(wanted) == 7
    (file,) = [a.menu() for a in window.menuBar().actions() if a.text() == "&File"]
    (inner,) = [a.menu() for a in file.actions() if a.menu() and a.text() == "Export"]  # type: ignore[attr-defined]
    assert {a.objectName() for a in inner.actions() if a.objectName()} == wanted  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "id",
    ["window.save-picture", "window.copy-picture", "window.save-figure", "window.export-turntable"],
)
def test_without_a_3d_view_pictures_say_so(window: MainWindow, id: str) -> None:
    window.run(id)
    assert not window.taking.card.isVisible()
    assert "no picture to take" in window.notices.texts[-1]


def test_meshes_go_out_through_the_card(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.run("select.segment.L4-L5")
    card = ask(window, "window.export-meshes")
    card.inputs["format"].buttons["glb"].click()  # type: ignore[union-attr]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    card.buttons["save"].click()
    qtbot.waitUntil(lambda: not window.taking.jobs.is_busy, timeout=30_000)
    for name in ("L4-L5-glb-2", "L4-L5-glb-3"):
        with qtbot.waitSignal(window.taking.jobs.ended, timeout=30_000):
            ask(window, "window.export-meshes").buttons["save"].click()
        (file,) = (tmp_path / name).iterdir()
        assert file.name == "lumbosacral-spine.glb"
        assert f"1 file written to {tmp_path / name}" in window.status.currentMessage()
    assert "meshes.format=glb" in window.settings.taken


def test_a_file_nobody_agreed_to_lose_is_kept(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_text("mine")
    card = ask(window, "window.export-page")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "page"), ""))
    card.buttons["save"].click()
    assert "is there already" in window.notices.texts[-1]
    assert not window.taking.jobs.is_busy
    assert (tmp_path / "page.html").read_text() == "mine"


def test_what_was_chosen_is_there_at_the_next_start(
    window: MainWindow, settings_file: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = ask(window, "window.export-handout")
    card.inputs["paper"].buttons["Letter"].click()  # type: ignore[union-attr]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    card.buttons["save"].click()
    window.close()
    assert "handout.paper=Letter" in SettingsFile(settings_file.path).load().taken


@pytest.mark.parametrize(
    ("name", "words"),
    [("page.pdf", "end the name in .html"), ("no/page.html", "the folder does not exist")],
)
def test_a_name_that_cannot_be_is_told_in_a_sentence(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    words: str,
) -> None:
    card = ask(window, "window.export-page")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    card.buttons["save"].click()
    qtbot.waitUntil(lambda: bool(window.notices.texts))
    assert words in window.notices.texts[-1]
    assert list(tmp_path.glob("*.html")) == []


def test_the_card_closes_with_escape_and_asks_nothing(qtbot: QtBot, window: MainWindow) -> None:
    card = TakeCard(window)
    card.ask(picture_form(), {})
    assert set(card.buttons) == {"save", "copy"}
    card.close_card()
    assert not card.isVisible()
    assert card.values["scale"] == "1"


def test_enter_in_the_palette_opens_the_card_and_presses_nothing_on_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    taken: list[str] = []
    window.taking.card.taken.connect(lambda _form, button, _values: taken.append(button))
    window.palette_card.open()
    window.palette_card.field.setText("one-page")
    qtbot.keyClick(window.palette_card.field, Qt.Key.Key_Return)
    assert window.taking.card.isVisible()
    assert not taken
