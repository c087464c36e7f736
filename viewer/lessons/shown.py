"""What a lesson's bar shows in a state: words only, so that several windows can show the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from viewer.lessons.lesson import Opened, Question
from viewer.lessons.playing import is_as_made
from viewer.lessons.reading import picture_file
from viewer.state import ViewState


@dataclass(frozen=True, slots=True)
class Shown:
    """One step as it stands in the bar. number: from 1, of `count`. text: for the present reader,
    in the Markdown subset. question: None without one; its answer is to be hidden unless
    `is_revealed`. contents: name and title of each step. is_as_made: the scene is the step's, not
    changed by hand since. next_title: "" at the end."""

    lesson: str
    title: str
    name: str
    number: int
    count: int
    text: str
    notes: str
    question: Question | None
    is_revealed: bool
    sources: tuple[str, ...]
    picture: Path | None
    picture_words: str
    contents: tuple[tuple[str, str], ...]
    is_as_made: bool
    next_title: str

    @property
    def place_words(self) -> str:
        """Where in the lesson one is: `Step 2 of 7`."""
        return f"Step {self.number} of {self.count}"


def shown(state: ViewState, opened: Opened | None) -> Shown | None:
    """What the bar shows; None while no lesson is played or its step is gone."""
    if state.playing is None or opened is None:
        return None
    lesson = opened.lesson
    step, place = lesson.step(state.playing.step), lesson.place_of(state.playing.step)
    if step is None:
        return None
    after = lesson.steps[place + 1].title if place + 1 < len(lesson.steps) else ""
    return Shown(
        lesson=lesson.title,
        title=step.title,
        name=step.name,
        number=place + 1,
        count=len(lesson.steps),
        text=step.text.text(state.audience),
        notes=step.notes,
        question=step.question,
        is_revealed=state.playing.is_revealed,
        sources=step.sources,
        picture=picture_file(opened.folder, step),
        picture_words=step.picture_words,
        contents=tuple((one.name, one.title) for one in lesson.steps),
        is_as_made=is_as_made(state, step),
        next_title=after,
    )
