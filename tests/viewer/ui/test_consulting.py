"""A consultation in the window: by keys alone, asked once, undone, and gone without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolBar
from pytestqt.qtbot import QtBot

from annotations.library import Library
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands.consult_commands import LEAVE, OPEN
from viewer.consult.telling import COMMON
from viewer.state import ViewState
from viewer.store import Store
from viewer.ui import consult_taking
from viewer.ui.consult_panel import ConsultPanel
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile

pytestmark = pytest.mark.window
NOTE, WORD = "Quetzalcoatl walks daily", "Zyzzyva"
LEVEL = StructureId("segment.L4-L5")


@pytest.fixture(scope="module")
def shared(
    qapp: QApplication, atlas: Atlas, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    """One window for all: what a consultation leaves behind would be seen by the next."""
    QApplication.setStyle("Fusion")
    file = SettingsFile(tmp_path_factory.mktemp("consulting") / "settings.json")
    file.save(Settings(theme="light", coach_seen=True, reduced_motion=True))
    made = MainWindow(Store(atlas.start()), atlas, library, file)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    yield made
    made.close()
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(shared: MainWindow) -> Iterator[MainWindow]:
    yield shared
    shared.consulting.leave()


@pytest.fixture
def before(window: MainWindow) -> ViewState:
    window.run("select.segment.L3-L4")
    window.run("text.clinician")
    return window.store.state


@pytest.fixture
def panel(window: MainWindow, before: ViewState) -> ConsultPanel:
    assert before.consult is None
    window.run(OPEN)
    made = window.consulting.panel
    assert made is not None
    assert made.isVisible()
    return made


def say(panel: ConsultPanel, words: str) -> None:
    """Type a word of the report, and Enter."""
    if panel.page is not panel.choose:
        panel.chips[-1].click()
    QTest.keyClicks(panel.choose.line, words)
    QTest.keyClick(panel.choose.line, Qt.Key.Key_Return)


def write(panel: ConsultPanel, words: str = NOTE) -> None:
    if panel.page is not panel.notes:
        panel.notes_button.click()
    QTest.keyClicks(panel.notes.box, words)


def escape(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def read(panel: ConsultPanel) -> str:
    text = panel.talk.browser.toPlainText() + panel.read.browser.toPlainText()
    return text.replace("\u2060", "").replace("\u00a0", " ")


def holders(folder: Path, *words: str) -> list[str]:
    """Files below a folder that hold one of the words, however its letters are written."""
    wanted = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(each in path.read_bytes() for each in wanted)]


def test_all_else_makes_room_and_comes_back(window: MainWindow, before: ViewState) -> None:
    QApplication.processEvents()
    wide = window.docks["clinical"].width()
    window.run(OPEN)
    panel = window.consulting.panel
    assert panel is not None
    around = [window.menuBar(), window.strip, window.bars, *window.docks.values()]
    around += window.findChildren(QToolBar)
    assert not any(part.isVisible() and part.height() for part in around)
    assert panel.choose.line.hasFocus()
    window.run(LEAVE)
    QApplication.processEvents()
    assert window.docks["clinical"].width() == wide
    assert window.store.state == before
    assert not panel.isVisible()
    assert window.menuBar().isVisible()
    assert window.docks["clinical"].isVisible()
    assert window.strip.isVisible()


def test_a_word_is_typed_shown_beside_the_usual_model_explained_and_matched(
    window: MainWindow, panel: ConsultPanel
) -> None:
    say(panel, "L4/5 protrusion left")
    state = window.store.state
    assert [(f.model, f.place, f.side) for f in state.findings] == [
        ("disc-protrusion", LEVEL, "left")
    ]
    assert window.comparing.canvas is not None
    assert "wide base" in read(panel)
    assert "expected to reach the left L5 nerve" in read(panel)
    panel.talk.parts.buttons[COMMON].click()
    assert "Brinjikji" in read(panel)
    assert "without back pain" in read(panel)
    assert list(panel.talk.rows) == ["place", "side", "zone", "amount"]
    for high, is_read in ((300, False), (900, True)):
        panel.talk.match.setChecked(True)
        panel.talk.resize(320, high)
        assert not panel.talk.choices.isHidden()
        assert panel.talk.browser.isHidden() is not is_read, "a low page has room for one of both"
    panel.talk.match.setChecked(False)
    panel.talk.resize(320, 300)
    assert not panel.talk.browser.isHidden()
    panel.talk.rows["side"].buttons["right"].click()
    panel.talk.rows["place"].buttons["segment.L2-L3"].click()
    panel.talk.rows["amount"].buttons["0.35"].click()
    finding = window.store.state.findings[0]
    assert (finding.side, finding.place, finding.severity) == ("right", "segment.L2-L3", 0.35)
    assert "L2" in panel.talk.heading.text()


def test_several_words_and_what_cannot_be_shown(window: MainWindow, panel: ConsultPanel) -> None:
    say(panel, "L4/5 black disc")
    say(panel, "L5/S1 Modic")
    assert len(window.store.state.findings) == 1
    assert "The model cannot show this" in read(panel)
    assert [chip.text() for chip in panel.chips] == [
        "Black disc L4–L5",
        "Modic changes L5–S1",
        "+ Another word",
    ]
    panel.talk.rows["place"].buttons["segment.L3-L4"].click()
    assert "L3" in panel.talk.heading.text()
    panel.talk.drop.click()
    assert "holds less water" in read(panel)


def test_undo_goes_back_step_by_step_and_then_out(
    window: MainWindow, panel: ConsultPanel, before: ViewState
) -> None:
    say(panel, "L4/5 protrusion left")
    window.run("window.undo")
    assert window.store.state.consult is not None
    assert window.store.state.findings == ()
    window.run("window.undo")
    assert window.store.state == before
    window.run("window.redo")
    assert window.store.state == before


def test_signs_to_get_help_fast_are_one_press_away_from_every_page(
    window: MainWindow, panel: ConsultPanel, qtbot: QtBot
) -> None:
    say(panel, "L4/5 protrusion left")
    write(panel)
    window.consulting.ask_to_leave()
    for page in (panel.ask, panel.notes, panel.talk, panel.choose):
        panel.show_page(page)
        assert panel.flags.isVisible()
        panel.flags.click()
        assert "passing urine" in read(panel)
    window.run("window.red-flags")
    assert panel.page is panel.read
    escape(window, qtbot)
    assert panel.page is panel.talk


def test_only_what_serves_a_talk_is_at_hand(window: MainWindow, panel: ConsultPanel) -> None:
    state = window.store.state
    for id in ("window.save-scene", "window.add-bookmark", "window.note", "select.whole",
               "window.study-exam", "window.lessons", "window.palette"):  # fmt: skip
        window.run(id)
        assert not window.actions_of.by_id[id].isEnabled(), id
    assert window.store.state == state
    assert window.actions_of.by_id["window.text-larger"].isEnabled()


def test_escape_leaves_at_once_while_nothing_is_written(
    window: MainWindow, panel: ConsultPanel, before: ViewState, qtbot: QtBot
) -> None:
    say(panel, "L4/5 protrusion left")
    escape(window, qtbot)
    assert window.store.state == before
    assert window.store.undo_label == "Text for clinicians"


def test_notes_that_are_on_no_sheet_are_asked_about_once(
    window: MainWindow, panel: ConsultPanel, qtbot: QtBot
) -> None:
    write(panel)
    escape(window, qtbot)
    escape(window, qtbot)
    assert panel.page is panel.ask
    assert panel.ask.stay.hasFocus()
    escape(window, qtbot)
    assert panel.page is panel.notes
    assert panel.notes.text == NOTE
    window.run(LEAVE)
    panel.ask.leave.click()
    assert window.store.state.consult is None
    assert panel.notes.text == ""
    assert not panel.notes.box.document().isUndoAvailable()
    window.run(OPEN)
    assert panel.notes.text == ""


def test_saved_notes_are_not_asked_about_and_stand_on_both_sheets(
    window: MainWindow, panel: ConsultPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_picture(*_args: object, **_more: object):  # type: ignore[no-untyped-def]
        from PySide6.QtGui import QImage

        yield from ()
        picture = QImage(760, 250, QImage.Format.Format_RGB32)
        picture.fill(0xFFFFFF)
        return picture

    monkeypatch.setattr("viewer.ui.consult_paper.pair_steps", no_picture)
    say(panel, "L4/5 protrusion left")
    write(panel, "First <line>.")
    consult_taking.save(window, window.consulting, "pdf", tmp_path / "home.pdf")
    while window.taking.jobs.is_busy:
        QApplication.processEvents()
    assert (tmp_path / "home.pdf").read_bytes().startswith(b"%PDF")
    assert "home.pdf" in panel.notes.said.text()
    assert not panel.notes.is_unsaved
    write(panel, " More.")
    assert panel.notes.is_unsaved
    talk = consult_taking.Talk(window.store.state, window.consulting.told, panel.notes.text)
    words = consult_taking.page_words(talk, window, next_value(no_picture()))
    html = words.beside
    assert not words.leg_map, "the card of the map would hide what does not fit it"
    assert html.index("<article>") < html.index('class="legs"'), "plain words come first"
    assert "area of the left L5 nerve" in html
    assert "First &lt;line&gt;. More." in html
    assert "<a " not in html
    window.run(LEAVE)
    assert panel.page is panel.ask


def next_value(job):  # type: ignore[no-untyped-def]
    """What a job without steps ends with."""
    try:
        next(job)
    except StopIteration as end:
        return end.value
    raise AssertionError("a step")


def test_typed_words_go_to_no_clipboard(panel: ConsultPanel) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("kept")
    write(panel)
    for field in (panel.notes.box, panel.choose.line):
        field.setFocus()
        field.selectAll()
        for key in (Qt.Key.Key_C, Qt.Key.Key_X):
            QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "kept"
    assert panel.notes.text == NOTE
    lent: QMimeData = panel.notes.box.createMimeDataFromSelection()
    assert lent.formats() == []


def test_nothing_typed_is_on_the_disc_after_closing(
    qtbot: QtBot, atlas: Atlas, library: Library, tmp_path: Path
) -> None:
    window = MainWindow(
        Store(atlas.start()), atlas, library, SettingsFile(tmp_path / "settings.json")
    )
    qtbot.addWidget(window)
    window.show()
    window.run(OPEN)
    panel = window.consulting.panel
    assert panel is not None
    QTest.keyClicks(panel.choose.line, WORD)
    panel.choose.line.clear()
    say(panel, "L4/5 protrusion left")
    write(panel)
    window.keeping.session.keep()
    assert holders(tmp_path, NOTE, WORD, "disc-protrusion") == []
    window.close()
    assert window.isVisible()
    assert panel.page is panel.ask
    panel.ask.leave.click()
    assert not window.isVisible()
    assert any(tmp_path.rglob("settings.json"))
    assert holders(tmp_path, NOTE, WORD, "disc-protrusion") == []


_KILLED = """
    import os, sys
    from pathlib import Path
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication
    from annotations.library import read_library
    from meshes.catalog import load_catalog
    from meshes.store import load_assets
    from viewer.atlas import Atlas
    from viewer.keep.places import Places
    from viewer.store import Store
    from viewer.ui.main_window import MainWindow
    from viewer.ui.settings import Settings, SettingsFile
    app, home = QApplication([]), Path(sys.argv[1])
    settings = SettingsFile(home / "config" / "settings.json")
    settings.save(Settings(theme="light", coach_seen=True))
    atlas = Atlas(load_catalog(), load_assets().boxes)
    library, _ = read_library(only=("care-ladder.toml", "red-flags.toml", "glossary.toml"))
    places = Places(home / "data")
    window = MainWindow(Store(atlas.start()), atlas, library, settings, places=places)
    window.show()
    window.run("select.segment.L3-L4")
    window.run("window.consult")
    panel = window.consulting.panel
    QTest.keyClicks(panel.choose.line, sys.argv[3])
    panel.notes_button.click()
    QTest.keyClicks(panel.notes.box, sys.argv[2])
    assert panel.notes.text == sys.argv[2]
    window.keeping.session.keep()
    import resource
    print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_nothing_typed_is_on_the_disc_after_a_kill(tmp_path: Path) -> None:
    for name in ("config", "data", "cache", "tmp", "run"):
        (tmp_path / name).mkdir()
    own = {f"XDG_{name.upper()}_HOME": str(tmp_path / name) for name in ("config", "data", "cache")}
    env = os.environ | own | {"HOME": str(tmp_path), "TMPDIR": str(tmp_path / "tmp")}
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED), str(tmp_path), NOTE, WORD],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert ended.stdout.split() == ["0"]
    kept = list((tmp_path / "data").rglob("*.lumbo.json"))
    assert kept, "the scene that was there before is kept for the case of a crash"
    assert "L3-L4" in kept[0].read_text(encoding="utf-8")
    assert holders(tmp_path, NOTE, WORD) == []
