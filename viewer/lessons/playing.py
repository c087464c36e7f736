"""Playing a lesson: start, go from step to step, show an answer, leave; pure changes of the state.

Whom the text is for stays the reader's choice; everything else is as the step has it.
"""

from __future__ import annotations

from dataclasses import replace

from viewer.lessons.lesson import Lesson, Step
from viewer.state import Playing, ViewState
from viewer.store import Change


def start(key: str, lesson: Lesson, step: str = "") -> Change:
    """Begin a lesson at a step, "" or one that is gone for the first. A lesson without steps
    changes nothing. key: what the shelf calls the lesson."""

    def change(state: ViewState) -> ViewState:
        first = lesson.step(step) or next(iter(lesson.steps), None)
        if first is None:
            return state
        before = replace(state, playing=None) if state.playing is None else state.playing.before
        return _at(state, Playing(key, first.name, before), first)

    return change


def go_to(lesson: Lesson, name: str) -> Change:
    """Show a step as it was made, also when it is the present one and the scene was changed."""

    def change(state: ViewState) -> ViewState:
        step = lesson.step(name)
        if state.playing is None or step is None:
            return state
        is_same = state.playing.step == name
        revealed = state.playing.is_revealed and is_same
        return _at(state, replace(state.playing, step=name, is_revealed=revealed), step)

    return change


def step_by(lesson: Lesson, by: int) -> Change:
    """So many steps on, or back; nothing past either end."""

    def change(state: ViewState) -> ViewState:
        if state.playing is None:
            return state
        place = lesson.place_of(state.playing.step) + by
        if not 0 <= place < len(lesson.steps):
            return state
        return go_to(lesson, lesson.steps[place].name)(state)

    return change


def reveal(state: ViewState) -> ViewState:
    """Show the answer to the step's question, or hide it again."""
    now = state.playing
    if now is None:
        return state
    return replace(state, playing=replace(now, is_revealed=not now.is_revealed))


def leave(state: ViewState) -> ViewState:
    """Back to what was shown before the lesson."""
    if state.playing is None:
        return state
    return replace(state.playing.before, audience=state.audience)


def is_playing(state: ViewState) -> bool:
    """Whether a lesson is played."""
    return state.playing is not None


def is_as_made(state: ViewState, step: Step) -> bool:
    """Whether the scene is still the step's."""
    return replace(state, playing=None, audience=step.state.audience) == step.state


def _at(state: ViewState, playing: Playing, step: Step) -> ViewState:
    asked = step.question
    asks = asked is not None and bool(asked.ask) and not asked.named
    playing = replace(playing, is_asking=asks)
    return replace(step.state, audience=state.audience, playing=playing)
