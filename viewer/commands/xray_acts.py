"""Pure changes of the simulated X-ray beside the scene, where one thing stands at a time."""

from __future__ import annotations

from dataclasses import replace

from viewer.state import LEVELS, WINDOWS, ViewState, Xray
from viewer.store import Change


def toggle(state: ViewState) -> ViewState:
    """Put a film beside the scene, or take it away."""
    return replace(state, xray=None) if state.xray else _beside(state, Xray())


def take(view: str) -> Change:
    """A film of this view. view: a key of `film_views`."""
    return lambda state: _beside(state, replace(state.xray or Xray(), view=view))


def toggle_close(state: ViewState) -> ViewState:
    """The lit place alone, or the whole lumbar spine."""
    xray = state.xray or Xray()
    return _beside(state, replace(xray, is_close=not xray.is_close))


def toggle_inverted(state: ViewState) -> ViewState:
    """Bone dark, or bone bright."""
    xray = state.xray or Xray()
    return _beside(state, replace(xray, is_inverted=not xray.is_inverted))


def set_greys(window: float, level: float) -> Change:
    """Window and level in per cent, the nearest there is; silent without a film."""
    wide = round(max(WINDOWS[0], min(WINDOWS[1], window)), 1)
    middle = round(max(LEVELS[0], min(LEVELS[1], level)), 1)

    def change(state: ViewState) -> ViewState:
        if state.xray is None:
            return state
        return replace(state, xray=replace(state.xray, window=wide, level=middle))

    return change


def step_greys(window: float, level: float) -> Change:
    """So many per cent more of each."""

    def change(state: ViewState) -> ViewState:
        xray = state.xray
        if xray is None:
            return state
        return set_greys(xray.window + window, xray.level + level)(state)

    return change


def usual_greys(state: ViewState) -> ViewState:
    """Window and level as a film comes."""
    return set_greys(Xray().window, Xray().level)(state)


def _beside(state: ViewState, xray: Xray) -> ViewState:
    return replace(state, xray=xray, leg_map=replace(state.leg_map, is_open=False))
