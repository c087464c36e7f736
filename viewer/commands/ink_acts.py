"""Ink on the model, and names that wait to be told: pure changes of the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from viewer.resolve import is_veiled
from viewer.state import MOST_INK, MOST_STROKES, InkColour, InkRun, Stroke, ViewState
from viewer.store import Change

#: Ink is kept to a hundredth of a millimetre, finer than it is drawn.
_DIGITS = 2


def add_stroke(colour: InkColour, runs: Sequence[InkRun]) -> Change:
    """One more line of ink. Nothing where there is no point of it, or no room for more."""
    kept = tuple(_rounded(run) for run in runs if run.points)

    def change(state: ViewState) -> ViewState:
        if not kept or not has_room(state, sum(len(run.points) for run in kept)):
            return state
        number = 1 + max((stroke.number for stroke in state.ink), default=0)
        return replace(state, ink=(*state.ink, Stroke(number, colour, kept)))

    return change


def erase(number: int) -> Change:
    """Take one line of ink away; the others keep their numbers."""

    def change(state: ViewState) -> ViewState:
        left = tuple(stroke for stroke in state.ink if stroke.number != number)
        return replace(state, ink=left)

    return change


def clear(state: ViewState) -> ViewState:
    """Take all ink away."""
    return replace(state, ink=())


def toggle_veil(state: ViewState) -> ViewState:
    """Hide all names, or tell them, also those that wait for a lesson's answer."""
    now = state.playing
    if now is None or not (now.is_asking and is_veiled(state)):
        return replace(state, veiled=not state.veiled)
    return replace(state, veiled=False, playing=replace(now, is_asking=False))


def points_of(state: ViewState) -> int:
    """How many points all ink has."""
    return sum(len(run.points) for stroke in state.ink for run in stroke.runs)


def has_room(state: ViewState, points: int = 1) -> bool:
    """Whether so many points more may be drawn."""
    return len(state.ink) < MOST_STROKES and points_of(state) + points <= MOST_INK


def _rounded(run: InkRun) -> InkRun:
    return replace(run, points=tuple(_at(point) for point in run.points))


def _at(point: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = (round(float(value), _DIGITS) for value in point)
    return x, y, z
