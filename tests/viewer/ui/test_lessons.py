"""Lessons in the window: by keys and by hand, undone by undo; made, and never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from viewer.commands.acts import set_audience
from viewer.lessons.reading import HEAD, read_lesson
from viewer.lessons.shelf import shipped
from viewer.state import Audience
from viewer.ui.lesson_editor import LessonEditor
from viewer.ui.main_window import MainWindow

pytestmark = pytest.mark.window
KEY = "shipped:which-nerve"


@pytest.fixture
def playing(window: MainWindow) -> MainWindow:
    assert window.lessoning.play(KEY)
    return window


@pytest.fixture
def editor(window: MainWindow, tmp_path: Path) -> LessonEditor:
    """A new lesson of one step, with its editor open."""
    assert window.lessoning.made().begin(tmp_path / "My class")
    made = window.lessoning.made().editor
    assert made.isVisible()
    return made


def words(window: MainWindow) -> str:
    return window.lessoning.panel.words.toPlainText().replace("\u2060", "")


def step_of(window: MainWindow) -> str:
    assert window.store.state.playing is not None
    return window.store.state.playing.step


def on_disc(tmp_path: Path, catalog: Catalog) -> list[str]:
    return [s.title for s in read_lesson(tmp_path / "My class", catalog).lesson.steps]


def test_page_keys_go_through_the_lesson_wherever_the_keyboard_is(
    playing: MainWindow, qtbot: QtBot
) -> None:
    panel = playing.lessoning.panel
    assert panel.isVisible()
    assert "Two roots pass every disc" in words(playing)
    for widget in (playing.canvas_widget, panel.words, playing.clinical.browser):
        widget.setFocus()
        here = step_of(playing)
        qtbot.keyClick(widget, Qt.Key.Key_PageDown)
        assert step_of(playing) != here
        qtbot.keyClick(widget, Qt.Key.Key_PageUp)
        assert step_of(playing) == here


def test_steps_are_undone_and_leaving_brings_back_what_was(playing: MainWindow) -> None:
    playing.run("window.lesson-next")
    assert playing.lessoning.panel.place.text() == "2 of 7"
    playing.run("window.undo")
    assert playing.lessoning.panel.place.text() == "1 of 7"
    playing.run("lesson.leave")
    assert playing.store.state.place is None
    assert not playing.lessoning.panel.isVisible()
    playing.run("window.undo")
    assert playing.lessoning.panel.isVisible()


def test_answer_and_notes_wait_until_asked_for_and_text_follows_the_reader(
    playing: MainWindow,
) -> None:
    assert "Which root turns out" in words(playing)
    assert "under the pedicle" not in words(playing)
    playing.lessoning.panel.answer.click()
    assert "under the pedicle" in words(playing)

    playing.presenter.apply("Read", set_audience(Audience.STUDENT))
    assert "traversing" in words(playing)
    assert "Let people find" not in words(playing)
    playing.lessoning.panel.notes.click()
    assert "Let people find" in words(playing)


def test_a_changed_scene_can_be_set_back(playing: MainWindow) -> None:
    panel = playing.lessoning.panel
    assert not panel.again.isVisible()
    playing.select("disc.L4-L5")
    assert panel.again.isVisible()
    panel.again.click()
    assert playing.store.state.focus == ()
    assert not panel.again.isVisible()


def test_a_lesson_goes_on_where_it_was_left(playing: MainWindow) -> None:
    playing.run("window.lesson-next")
    playing.run("lesson.leave")
    card = playing.lessoning.card
    card.open()
    assert [row.key for row in card.shown] == list(shipped())
    card.list.setCurrentRow([row.key for row in card.shown].index(KEY))
    assert card.begin.text() == "Go on"
    card.begin.click()
    assert step_of(playing) == "from-above"

    # The list of its steps leads to any of them.
    actions = playing.lessoning.panel.contents.menu().actions()
    assert [a.isChecked() for a in actions] == [False, True] + [False] * 5
    actions[5].trigger()
    assert step_of(playing) == "central"


def test_damage_is_told_and_the_rest_plays(
    window: MainWindow, tmp_path: Path, editor: LessonEditor
) -> None:
    window.run("lesson.leave")
    folder = tmp_path / "My class"
    (folder / HEAD).write_text("title = [", encoding="utf-8")
    assert window.lessoning.open_folder(folder)
    assert window.lessoning.panel.isVisible()
    assert any(str(folder / HEAD) in text for text in window.notices.texts)
    assert not window.lessoning.open_folder(tmp_path)
    assert any("choose the folder of a lesson" in text for text in window.notices.texts)


def test_what_is_typed_is_written_and_can_be_taken_back(
    window: MainWindow, editor: LessonEditor, tmp_path: Path, catalog: Catalog, qtbot: QtBot
) -> None:
    editor.title.setFocus()
    editor.title.selectAll()
    qtbot.keyClicks(editor.title, "Seen from here ")
    assert editor.title.text() == "Seen from here "
    qtbot.waitUntil(lambda: on_disc(tmp_path, catalog) == ["Seen from here"])
    editor.text.setPlainText("Look **here**.")
    window.lessoning.close()
    step = read_lesson(tmp_path / "My class", catalog).lesson.steps[0]
    assert step.text.patient == "Look **here**."
    editor.undo.click()
    assert editor.text.toPlainText() == ""
    editor.undo.click()
    assert on_disc(tmp_path, catalog) != ["Seen from here"]
    assert not editor.undo.isEnabled()


def test_steps_are_added_moved_deleted_and_brought_back(
    window: MainWindow, editor: LessonEditor, tmp_path: Path, catalog: Catalog
) -> None:
    first = on_disc(tmp_path, catalog)[0]
    window.select("segment.L5-S1")
    # The present scene instead of the step's, and then as one more.
    editor.scene_asked.emit()
    step = read_lesson(tmp_path / "My class", catalog).lesson.steps[0]
    assert step.state.place == "segment.L5-S1"
    window.run("window.lesson-add-step")
    titles = on_disc(tmp_path, catalog)
    assert len(titles) == 2
    assert titles[1].startswith("L5–S1")
    editor.move_asked.emit(-1)
    assert on_disc(tmp_path, catalog) == [titles[1], first]
    editor.delete_asked.emit()
    assert on_disc(tmp_path, catalog) == [first]
    editor.delete_asked.emit()
    assert on_disc(tmp_path, catalog) == [first]
    editor.undo.click()
    assert on_disc(tmp_path, catalog) == [titles[1], first]
    assert window.store.state.place == "segment.L5-S1"


def test_what_cannot_be_written_is_kept_in_the_program_s_own_folder(
    window: MainWindow, editor: LessonEditor, tmp_path: Path, catalog: Catalog
) -> None:
    # A folder with something in it is left alone.
    assert not window.lessoning.made().begin(tmp_path)
    assert any("is not empty" in text for text in window.notices.texts)
    folder = tmp_path / "My class"
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_text("a file now")
    editor.title.textEdited.emit("Not lost")
    window.lessoning.close()
    kept = window.places.unsaved_lessons / "my-class"
    assert [s.title for s in read_lesson(kept, catalog).lesson.steps] == ["Not lost"]
    assert any("Lesson not saved" in text for text in window.notices.texts)
    assert any(str(kept) in text for text in window.notices.texts)


def test_shipped_lessons_stay_as_they_are(playing: MainWindow) -> None:
    playing.run("window.lesson-edit")
    playing.run("window.lesson-add-step")
    assert not playing.lessoning.is_editing
    assert any("stays as it is" in text for text in playing.notices.texts)
