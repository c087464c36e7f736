"""What the audience reads: never a note, never an answer before it is revealed."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from meshes.catalog import Catalog
from viewer.atlas import Atlas
from viewer.captions import UNTOLD
from viewer.commands import acts
from viewer.commands.ink_acts import toggle_veil
from viewer.lessons import playing
from viewer.lessons.lesson import Opened
from viewer.lessons.shelf import Shelf, shipped
from viewer.lessons.shown import Shown, shown
from viewer.lessons.writing import recorded
from viewer.presenting.keys import KEYS, WORDS, Act, keys_of
from viewer.presenting.slide import WHOLE, is_open_question, slide
from viewer.resolve import is_veiled, resolve
from viewer.state import ViewState


@pytest.fixture(scope="module")
def lessons(catalog: Catalog) -> list[Opened]:
    shelf = Shelf(catalog)
    return [shelf.opened(key) for key in shipped()]


def steps(lessons: list[Opened], start: ViewState) -> list[tuple[ViewState, Shown]]:
    """Each step of each shipped lesson, played."""
    found = []
    for opened in lessons:
        for step in opened.lesson.steps:
            state = playing.start("x", opened.lesson, step.name)(start)
            told = shown(state, opened)
            assert told is not None
            found.append((state, told))
    return found


def words_of(state: ViewState, step: Shown | None, catalog: Catalog) -> str:
    made = slide(state, step, catalog)
    return " ".join(getattr(made, one.name) for one in fields(made))


def test_no_slide_of_any_lesson_has_notes_or_an_answer_that_waits(
    lessons: list[Opened], start: ViewState, catalog: Catalog
) -> None:
    asked = 0
    for state, step in steps(lessons, start):
        words = words_of(state, step, catalog)
        assert step.title in words
        assert not step.notes or step.notes not in words
        if step.question is not None:
            asked += 1
            assert step.question.ask in words
            assert UNTOLD in words
            assert step.question.answer not in words
            revealed = replace(step, is_revealed=True)
            assert step.question.answer in words_of(state, revealed, catalog)
            assert is_open_question(step)
        else:
            assert UNTOLD not in slide(state, step, catalog).answer
    assert asked > 5


def test_without_a_lesson_the_title_is_the_place_unless_names_wait(
    atlas: Atlas, start: ViewState, catalog: Catalog
) -> None:
    assert slide(start, None, catalog).title == WHOLE
    for place in catalog.places.values():
        state = acts.select_place(atlas, place.id)(start)
        assert slide(state, None, catalog).title == place.name
        assert slide(toggle_veil(state), None, catalog).title == UNTOLD


def test_names_that_wait_stand_nowhere_in_the_picture(
    atlas: Atlas, start: ViewState, catalog: Catalog
) -> None:
    for place in catalog.places.values():
        state = acts.select_place(atlas, place.id)(start)
        plain, hidden = resolve(state, catalog), resolve(toggle_veil(state), catalog)
        assert [label.id for label in plain.labels] == [label.id for label in hidden.labels]
        assert all(UNTOLD in label.text and not label.role for label in hidden.labels)
        assert len({label.text for label in hidden.labels}) == len(hidden.labels)
        assert hidden.legend == ()
        assert hidden.veiled
        assert resolve(toggle_veil(toggle_veil(state)), catalog) == plain


def test_an_answer_that_is_shown_tells_the_names_too(
    lessons: list[Opened], start: ViewState, catalog: Catalog
) -> None:
    state, _ = steps(lessons, start)[0]
    hidden = toggle_veil(state)
    assert resolve(hidden, catalog).veiled
    assert not resolve(playing.reveal(hidden), catalog).veiled


def test_an_open_question_hides_the_names_of_its_picture_unless_they_do_not_tell_it(
    lessons: list[Opened], start: ViewState, catalog: Catalog
) -> None:
    waiting = 0
    for opened in lessons:
        for step in opened.lesson.steps:
            state = playing.start("x", opened.lesson, step.name)(start)
            waits = step.question is not None and not step.question.named
            assert is_veiled(state) is (waits or step.state.veiled), step.name
            if not waits:
                continue
            waiting += 1
            if not state.findings:
                spec = resolve(state, catalog)
                assert all(UNTOLD in label.text for label in spec.labels)
                assert spec.legend == ()
            assert not is_veiled(playing.reveal(state))
            # Whoever asks for the names gets them, and not the answer with them.
            asked = toggle_veil(state)
            assert not is_veiled(asked)
            assert asked.playing is not None
            assert not asked.playing.is_revealed
            assert is_veiled(toggle_veil(asked))
            # What is recorded from it is the scene, not the waiting.
            assert recorded(state) == recorded(step.state)
    assert waiting >= 5


def test_every_act_has_words_and_a_key_that_only_it_has() -> None:
    assert set(WORDS) == set(Act) == set(KEYS.values())
    assert all(keys_of(act) for act in Act)
