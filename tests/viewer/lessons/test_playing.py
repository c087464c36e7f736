"""Lessons are played through the one store: every step undone by undo, and left as one came."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.ids import StructureId
from viewer.keep.scene_file import SavedScene, scene_text
from viewer.lessons import editing, playing
from viewer.lessons.lesson import Lesson, Opened, Question, Step, Texts
from viewer.lessons.progress import Progress, read_progress, write_progress
from viewer.lessons.shelf import folder_of
from viewer.lessons.shown import shown
from viewer.lessons.writing import recorded
from viewer.state import Audience, ViewState
from viewer.store import Store

KEY = "/home/someone/my lesson"


@pytest.fixture
def lesson(start: ViewState) -> Lesson:
    places = ("segment.L4-L5", "segment.L5-S1", "segment.L1-L2")
    steps = tuple(
        Step(f"s{k}", f"Step {k}", recorded(replace(start, place=StructureId(place))))
        for k, place in enumerate(places)
    )
    asked = replace(steps[1], question=Question("Which?", "That."), text=Texts("plain", "learned"))
    return Lesson("Three", "", (steps[0], asked, steps[2]))


@pytest.fixture
def store(start: ViewState) -> Store:
    return Store(replace(start, audience=Audience.STUDENT, place=StructureId("region.sacrum")))


def test_steps_show_their_scenes_and_keep_the_reader(store: Store, lesson: Lesson) -> None:
    store.apply("Begin", playing.start(KEY, lesson))
    assert store.state.place == "segment.L4-L5"
    store.apply("Next", playing.step_by(lesson, 1))
    assert store.state.place == "segment.L5-S1"
    assert store.state.audience is Audience.STUDENT
    step = lesson.step("s1")
    assert step is not None
    assert playing.is_as_made(store.state, step)


def test_nothing_lies_past_either_end(store: Store, lesson: Lesson) -> None:
    store.apply("Begin", playing.start(KEY, lesson, "s2"))
    at_end = store.state
    store.apply("Next", playing.step_by(lesson, 1))
    assert store.state == at_end
    store.apply("Step", playing.go_to(lesson, "s0"))
    store.apply("Previous", playing.step_by(lesson, -1))
    assert store.state.playing is not None
    assert store.state.playing.step == "s0"


def test_every_step_is_undone_and_leaving_brings_back_what_was(
    store: Store, lesson: Lesson
) -> None:
    before = store.state
    store.apply("Begin", playing.start(KEY, lesson))
    seen = [store.state]
    for act in (playing.step_by(lesson, 1), playing.reveal, playing.step_by(lesson, 1)):
        store.apply("act", act)
        seen.append(store.state)
    store.apply("Leave", playing.leave)
    assert store.state == before
    for state in reversed(seen):
        store.undo()
        assert store.state == state
    store.undo()
    assert store.state == before


def test_a_lesson_begun_within_another_leaves_to_where_the_first_began(
    store: Store, lesson: Lesson
) -> None:
    before = store.state
    store.apply("Begin", playing.start(KEY, lesson))
    store.apply("Begin", playing.start("other", lesson, "s1"))
    store.apply("Leave", playing.leave)
    assert store.state == before


def test_answers_are_hidden_again_at_the_next_step(store: Store, lesson: Lesson) -> None:
    store.apply("Begin", playing.start(KEY, lesson, "s1"))
    store.apply("Show", playing.reveal)
    opened = Opened(folder_of(KEY), lesson)
    told = shown(store.state, opened)
    assert told is not None
    assert told.is_revealed
    store.apply("Next", playing.step_by(lesson, 1))
    store.apply("Back", playing.step_by(lesson, -1))
    told = shown(store.state, opened)
    assert told is not None
    assert not told.is_revealed


def test_the_bar_says_where_one_is_and_whether_the_scene_was_changed(
    store: Store, lesson: Lesson
) -> None:
    opened = Opened(folder_of(KEY), lesson)
    assert shown(store.state, opened) is None
    store.apply("Begin", playing.start(KEY, lesson, "s1"))
    told = shown(store.state, opened)
    assert told is not None
    assert (told.place_words, told.text, told.next_title) == ("Step 2 of 3", "learned", "Step 2")
    assert told.is_as_made
    store.apply("Pick", lambda s: replace(s, focus=(StructureId("disc.L5-S1"),)))
    told = shown(store.state, opened)
    assert told is not None
    assert not told.is_as_made
    store.apply("Again", playing.go_to(lesson, "s1"))
    assert lesson.steps[1].state.focus == store.state.focus


def test_a_lesson_without_steps_changes_nothing(store: Store) -> None:
    before = store.state
    store.apply("Begin", playing.start(KEY, Lesson("Empty")))
    assert store.state == before


def test_no_scene_file_names_the_folder_of_a_lesson(store: Store, lesson: Lesson) -> None:
    store.apply("Begin", playing.start(KEY, lesson))
    text = scene_text(SavedScene(store.state))
    assert "someone" not in text
    assert "playing" not in text


def test_readers_without_a_text_get_the_nearest(lesson: Lesson) -> None:
    assert lesson.steps[1].text.text(Audience.CLINICIAN) == "learned"
    assert Texts("", "", "c").text(Audience.PATIENT) == "c"


def test_progress_comes_back_and_rubbish_is_none(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "lessons.json"
    progress = Progress().at("a", "s1", is_last=False).at("b", "s2", is_last=True)
    progress = progress.with_own(tmp_path / "x").with_own(tmp_path / "y").with_own(tmp_path / "x")
    write_progress(file, progress)
    assert read_progress(file) == progress
    assert progress.own == (tmp_path / "x", tmp_path / "y")
    assert progress.without_own(tmp_path / "x").own == (tmp_path / "y",)
    for rubbish in ("", "[1]", '{"reached": 3, "own": [4], "done": "x"}', "\xff"):
        file.write_text(rubbish, encoding="latin-1")
        assert read_progress(file) == Progress()


def test_edits_do_what_they_say(start: ViewState, lesson: Lesson) -> None:
    added = editing.add_step("Step 1", start, "s0")(lesson)
    assert [s.name for s in added.steps] == ["s0", "step-1", "s1", "s2"]
    assert [s.name for s in editing.move("s2", -2)(lesson).steps] == ["s2", "s0", "s1"]
    assert editing.move("s2", 1)(lesson) == lesson
    assert editing.delete("s1")(lesson).step("s1") is None
    assert editing.set_question("s1", " ", "", "")(lesson).steps[1].question is None
    kept = replace(lesson.steps[1], question=Question("Why?", "So.", named=True))
    named = replace(lesson, steps=(lesson.steps[0], kept, *lesson.steps[2:]))
    assert editing.set_question("s1", "How?", "Thus.", "")(named).steps[1].question == Question(
        "How?", "Thus.", "", named=True
    )
    assert editing.retitle_step("s1", "  ")(lesson) == lesson
    texts = editing.set_text("s0", Audience.CLINICIAN, " so ")(lesson).steps[0].text
    assert texts == Texts(clinician="so")
    taken = editing.take_scene("s0", lesson.steps[2].state)(lesson)
    assert taken.steps[0].state == lesson.steps[2].state
