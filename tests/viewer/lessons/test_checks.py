"""Every shipped step shows what it says in words its readers can read; each check can fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import textstat

from annotations import markup
from annotations.language import MAX_GRADE
from annotations.library import Library
from annotations.readability import running_text
from meshes.catalog import Catalog, load_catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.lessons.checks import check_lesson, check_step
from viewer.lessons.lesson import Lesson, Opened, Question, Step, Texts
from viewer.lessons.reading import read_lesson
from viewer.lessons.shelf import ORDER, SHIPPED_FOLDER
from viewer.lessons.sights import unseen
from viewer.lessons.writing import recorded
from viewer.named import named
from viewer.reaching import touched
from viewer.state import Audience, Cut, Section, ViewState

LESSONS = {name: read_lesson(SHIPPED_FOLDER / name, load_catalog()) for name in ORDER}


@pytest.mark.parametrize("name", ORDER)
def test_shipped_lessons_are_whole_and_show_what_they_say(
    name: str, atlas: Atlas, library: Library
) -> None:
    opened = LESSONS[name]
    assert [str(v) for v in check_lesson(opened, atlas, library)] == []
    assert 5 <= len(opened.lesson.steps) <= 9
    assert opened.lesson.about
    for step in opened.lesson.steps:
        assert all(step.text.own(audience) for audience in Audience)
        assert step.sources
        cited = markup.citations(step.text.student + step.text.clinician)
        assert set(cited) == set(step.sources)


@pytest.mark.parametrize("name", ORDER)
def test_patient_texts_of_lessons_read_at_school_level(name: str) -> None:
    prose = []
    for step in LESSONS[name].lesson.steps:
        prose.append(step.text.patient)
        if step.question is not None:
            prose += [step.question.ask, step.question.answer, step.question.reason]
    assert textstat.flesch_kincaid_grade(running_text(*prose)) <= MAX_GRADE


#: Which lesson says which root is reached, and which is not.
_REACHED = {
    ("which-nerve", "subarticular"): ("root.L5.left", "root.L4.left"),
    ("which-nerve", "foraminal"): ("root.L4.left", "root.L5.left"),
    ("which-nerve", "far-out"): ("root.L4.left", "root.L5.left"),
    ("which-nerve", "central"): ("thecal-sac", "root.L4.left"),
    ("which-nerve", "same-rule"): ("root.S1.left", "root.L5.left"),
    ("slipped-vertebra", "root"): ("root.L5.left", "root.S1.left"),
}


@pytest.mark.parametrize(("lesson", "step"), _REACHED)
def test_the_picture_reaches_the_root_that_the_text_says(lesson: str, step: str) -> None:
    shown = LESSONS[lesson].lesson.step(step)
    assert shown is not None
    reached, free = _REACHED[lesson, step]
    found = touched(shown.state)
    assert StructureId(reached) in found
    assert StructureId(free) not in found


def test_every_link_of_the_shipped_lessons_names_something(catalog: Catalog) -> None:
    for opened in LESSONS.values():
        for step in opened.lesson.steps:
            for text in (step.text.patient, step.text.student, step.text.clinician):
                for link in markup.links(text):
                    if link.kind == "structure":
                        assert named(catalog, link.target, step.state.place), link


# --- each check can fail ----------------------------------------------------------------------

ROOT = StructureId("root.L5.left")


@pytest.fixture
def step(atlas: Atlas) -> Step:
    return next(s for s in LESSONS["which-nerve"].lesson.steps if s.name == "subarticular")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda s: replace(s, state=replace(s.state, hidden=frozenset([ROOT]))), "is hidden"),
        (
            lambda s: replace(s, state=replace(s.state, place=StructureId("segment.L1-L2"))),
            "recedes",
        ),
        (
            lambda s: replace(
                s, state=replace(s.state, camera=replace(s.state.camera, focal=(0.0, 0.0, 400.0)))
            ),
            "outside the picture",
        ),
        (lambda s: replace(s, text=replace(s.text, patient="See [x](structure:disc.L9).")), "no s"),
        (lambda s: replace(s, text=replace(s.text, patient="See [x](topic:none).")), "no topic"),
        (lambda s: replace(s, text=replace(s.text, patient="Your disc is worn out.")), "age"),
        (lambda s: replace(s, text=replace(s.text, patient="word " * 30 + ".")), "split it"),
        (lambda s: replace(s, text=replace(s.text, student="**half")), "stray"),
        (lambda s: replace(s, text=replace(s.text, student="At L4-L5.")), "en dash"),
        (lambda s: replace(s, text=replace(s.text, student="So. [@nobody-1]")), "not listed"),
        (lambda s: replace(s, sources=("nobody-1",)), "no source"),
        (lambda s: replace(s, text=Texts()), "nothing is said"),
        (lambda s: replace(s, question=Question("Why?", "")), "half a question"),
        (lambda s: replace(s, picture="none.png"), "no picture"),
    ],
)
def test_a_spoilt_step_is_found(
    step: Step, atlas: Atlas, library: Library, spoil: Callable[[Step], Step], told: str
) -> None:
    assert check_step(Path(), step, atlas, library) == []
    found = "\n".join(str(v) for v in check_step(Path(), spoil(step), atlas, library))
    assert told in found


def test_what_a_section_took_away_is_not_seen(start: ViewState, atlas: Atlas) -> None:
    lit = replace(start, place=StructureId("segment.L4-L5"))
    cut = replace(lit, section=Section(Cut.CORONAL, lit.place, -22.0, flipped=False))
    assert unseen(lit, atlas, "disc.L4-L5") == ""
    assert "cut away" in unseen(cut, atlas, "disc.L4-L5")
    whole = replace(cut, section=replace(cut.section, whole_nerves=True))  # type: ignore[type-var]
    assert "cut away" not in unseen(whole, atlas, "root.L4.left")


def test_a_file_out_of_the_order_and_a_silent_step_are_told(
    tmp_path: Path, start: ViewState, atlas: Atlas, library: Library
) -> None:
    (tmp_path / "left-over.toml").write_text("")
    steps = (
        Step("a", "A", recorded(start), Texts("Plain words.")),
        Step("b", "B", recorded(start), Texts(student="Learned words.")),
    )
    found = "\n".join(
        str(v) for v in check_lesson(Opened(tmp_path, Lesson("x", "", steps)), atlas, library)
    )
    assert re.search(r"left-over.toml: not in the order", found)
    assert "b.toml, text patient: missing" in found
    assert "notes" not in found
    noted = (replace(steps[0], notes="Point at it."), steps[1])
    found = "\n".join(
        str(v) for v in check_lesson(Opened(tmp_path, Lesson("x", "", noted)), atlas, library)
    )
    assert "b.toml, notes: missing" in found
    assert "a.toml, notes" not in found
