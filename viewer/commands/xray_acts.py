"""Pure changes of the simulated X-ray beside the scene, where one thing stands at a time."""

from __future__ import annotations

from dataclasses import replace

from viewer.atlas import Atlas
from viewer.commands import section_acts
from viewer.mri.place import followed, level_of
from viewer.state import LEVELS, SLICES, WINDOWS, Cut, Section, ViewState, Xray
from viewer.store import Change
from viewer.xray.views import film_views

#: Between one MRI-like slice and the next, mm.
SLICE_MM = 2.0


def toggle(state: ViewState) -> ViewState:
    """Put a film beside the scene, or take it away."""
    return replace(state, xray=None) if state.xray else _beside(state, Xray())


def take(view: str) -> Change:
    """A film or slice of this view. view: a key of `film_views`."""
    bright = {"is_inverted": False} if film_views()[view].scan else {}
    return lambda state: _beside(state, replace(state.xray or Xray(), view=view, **bright))


def cycle_scan(state: ViewState) -> ViewState:
    """An MRI-like sagittal slice, an axial one, nothing, and round again."""
    order = [key for key, view in film_views().items() if view.scan]
    now = state.xray.view if state.xray is not None else ""
    if now == order[-1]:
        return replace(state, xray=None)
    return take(order[order.index(now) + 1] if now in order else order[0])(state)


def step_slice(atlas: Atlas, by: float) -> Change:
    """The MRI-like slice so many mm further: the scene's section with it, where it goes along one.
    Silent without a slice."""

    def change(state: ViewState) -> ViewState:
        xray = state.xray
        if xray is None or not film_views()[xray.view].scan:
            return state
        if followed(state, film_views()[xray.view]) is not None:
            return section_acts.step(atlas, by)(state)
        at = round(max(SLICES[0], min(SLICES[1], xray.slice + by)), 2)
        return replace(state, xray=replace(xray, slice=at))

    return change


def cut_here(atlas: Atlas) -> Change:
    """Cut the scene open where the MRI-like slice lies, or close it; they go together then."""

    def change(state: ViewState) -> ViewState:
        xray = state.xray
        if xray is None or not film_views()[xray.view].scan:
            return state
        now = followed(state, film_views()[xray.view])
        if now is not None:
            return section_acts.close(replace(state, xray=replace(xray, slice=_held(now.offset))))
        if film_views()[xray.view].scan == "sagittal":
            return section_acts.cut_as(atlas, Section(Cut.SAGITTAL, None, xray.slice))(state)
        opened = section_acts.cut(atlas, Cut.DISC, level_of(state))(state)
        return section_acts.move_to(atlas, xray.slice)(opened)

    return change


def _held(offset: float) -> float:
    return max(SLICES[0], min(SLICES[1], offset))


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
