"""Two views beside each other, each act a pure change of the state."""

from __future__ import annotations

from dataclasses import replace

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.comparing import brought_back, other_side
from viewer.state import Beside, Compare, ViewState
from viewer.store import Change

#: What is compared while no level is lit: the level most people ask about, and the one above it.
FIRST, SECOND = StructureId("segment.L5-S1"), StructureId("segment.L4-L5")


def with_level(atlas: Atlas, second: StructureId) -> Change:
    """Show this level beside the lit one; with none lit, beside L5–S1."""

    def change(state: ViewState) -> ViewState:
        if state.place is None:
            state = acts.select_place(atlas, FIRST if second != FIRST else SECOND)(state)
        if state.place == second:
            return state
        now = state.compare
        if now is not None and now.kind is Beside.LEVEL and now.place == second:
            return state
        return replace(state, compare=Compare(Beside.LEVEL, second))

    return change


def toggle_levels(atlas: Atlas) -> Change:
    """Show the level above beside the lit one, or below the first; asked again, end it."""

    def change(state: ViewState) -> ViewState:
        if state.compare is not None:
            return end(state)
        order = list(atlas.catalog.places)
        first = order.index(state.place or FIRST)
        return with_level(atlas, order[first - 1 if first else 1])(state)

    return change


def toggle_untouched(state: ViewState) -> ViewState:
    """Show the same beside it with nothing done to it; asked again, end it."""
    if is_kind(state, Beside.UNTOUCHED):
        return end(state)
    return replace(state, compare=Compare(Beside.UNTOUCHED))


def toggle_normal(state: ViewState) -> ViewState:
    """Show the normal model beside the changed one; asked again, end it."""
    if is_kind(state, Beside.NORMAL):
        return end(state)
    return replace(state, compare=Compare(Beside.NORMAL), is_before=False)


def step_second(atlas: Atlas, by: int) -> Change:
    """The level below (1) or above (-1) that of the second view, passing over the first's."""

    def change(state: ViewState) -> ViewState:
        compare = state.compare
        if compare is None or compare.place is None:
            return state
        order = [id for id in atlas.catalog.places if id != state.place]
        if compare.place in order:
            target = order.index(compare.place) + by
        else:
            every = list(atlas.catalog.places)
            target = every.index(compare.place) + min(by, 0)
        if not 0 <= target < len(order):
            return state
        return with_level(atlas, order[target])(state)

    return change


def swap(atlas: Atlas) -> Change:
    """What is on the left goes to the right, and the reverse, each with its pose."""

    def change(state: ViewState) -> ViewState:
        compare = state.compare
        if compare is None or compare.place is None or state.place is None:
            return state
        other = other_side(state, atlas)
        own = None if compare.camera is None else state.camera
        beside = Compare(
            Beside.LEVEL, state.place, own, picked=state.focus, picked_with=other.focus
        )
        return replace(other, compare=beside, view="")

    return change


def toggle_link(atlas: Atlas) -> Change:
    """Let each view turn by itself, staying where it is; or let the second follow the first."""

    def change(state: ViewState) -> ViewState:
        compare = state.compare
        if compare is None:
            return state
        own = other_side(state, atlas).camera if compare.camera is None else None
        return replace(state, compare=replace(compare, camera=own))

    return change


def end(state: ViewState) -> ViewState:
    """One view again: the first, as it is."""
    return replace(state, compare=None)


def there(atlas: Atlas, change: Change) -> Change:
    """What a hand does in the second view, done to the whole state."""
    return lambda state: brought_back(state, change(other_side(state, atlas)), atlas)


def here(change: Change) -> Change:
    """What a hand picks in the first view: the second picks what corresponds."""

    def act(state: ViewState) -> ViewState:
        new = change(state)
        if new.compare is None:
            return new
        return replace(new, compare=replace(new.compare, picked=(), picked_with=()))

    return act


def is_kind(state: ViewState, kind: Beside) -> bool:
    """Whether the second view shows a thing of this kind."""
    return state.compare is not None and state.compare.kind is kind
