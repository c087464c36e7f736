"""Changes of a lesson by its author, each a pure function from lesson to lesson."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from viewer.lessons.lesson import LONGEST_TITLE, MOST_STEPS, Lesson, Question, Step, Texts
from viewer.lessons.writing import free_name, recorded
from viewer.state import Audience, ViewState

Edit = Callable[[Lesson], Lesson]


def add_step(title: str, state: ViewState, after: str = "") -> Edit:
    """The present scene as one more step, after the step of that name, "" for the end."""

    def edit(lesson: Lesson) -> Lesson:
        if len(lesson.steps) >= MOST_STEPS:
            return lesson
        taken = frozenset(step.name for step in lesson.steps)
        made = Step(free_name(title, taken), _title(title) or "Step", recorded(state))
        place = lesson.place_of(after) + 1 or len(lesson.steps)
        steps = (*lesson.steps[:place], made, *lesson.steps[place:])
        return replace(lesson, steps=steps)

    return edit


def take_scene(name: str, state: ViewState) -> Edit:
    """The present scene instead of the one that a step has."""
    return _with(name, lambda step: replace(step, state=recorded(state)))


def retitle(title: str) -> Edit:
    """Another title of the lesson; an empty one changes nothing."""
    return lambda lesson: replace(lesson, title=_title(title) or lesson.title)


def describe(about: str) -> Edit:
    """What the lesson is about."""
    return lambda lesson: replace(lesson, about=about.strip())


def retitle_step(name: str, title: str) -> Edit:
    """Another title of a step; its file keeps its name, so that its history stays together."""
    return _with(name, lambda step: replace(step, title=_title(title) or step.title))


def set_text(name: str, audience: Audience, text: str) -> Edit:
    """What a step says to some readers."""

    def change(step: Step) -> Step:
        texts: Texts = replace(step.text, **{audience.value: text.strip()})
        return replace(step, text=texts)

    return _with(name, change)


def set_notes(name: str, notes: str) -> Edit:
    """What whoever presents the step sees beside it."""
    return _with(name, lambda step: replace(step, notes=notes.strip()))


def set_question(name: str, ask: str, answer: str, reason: str) -> Edit:
    """The question of a step; none when nothing is asked and nothing answered."""
    parts = (ask.strip(), answer.strip(), reason.strip())

    def change(step: Step) -> Step:
        named = step.question is not None and step.question.named
        question = Question(*parts, named) if any(parts) else None
        return replace(step, question=question)

    return _with(name, change)


def move(name: str, by: int) -> Edit:
    """A step so many places later, or earlier; nothing past either end."""

    def edit(lesson: Lesson) -> Lesson:
        place = lesson.place_of(name)
        if place < 0 or not 0 <= place + by < len(lesson.steps):
            return lesson
        steps = list(lesson.steps)
        steps.insert(place + by, steps.pop(place))
        return replace(lesson, steps=tuple(steps))

    return edit


def delete(name: str) -> Edit:
    """Without a step."""
    return lambda lesson: replace(
        lesson, steps=tuple(step for step in lesson.steps if step.name != name)
    )


def _with(name: str, change: Callable[[Step], Step]) -> Edit:
    return lambda lesson: replace(
        lesson,
        steps=tuple(change(step) if step.name == name else step for step in lesson.steps),
    )


def _title(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE]
