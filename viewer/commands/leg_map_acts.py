"""Acts on the leg map: open it, choose a map, paint and wipe. Pure changes of the state."""

from __future__ import annotations

from dataclasses import replace

from meshes.ids import Side
from viewer.state import Felt, LegMap, MapKind, ViewState
from viewer.store import Change


def toggle(state: ViewState) -> ViewState:
    """Bring the map up in place of a film, or put it away; what is painted stays till the window
    closes."""
    opened = not state.leg_map.is_open
    now = replace(state.leg_map, is_open=opened)
    return replace(state, leg_map=now, xray=None if opened else state.xray)


def set_kind(kind: MapKind) -> Change:
    """Draw and rank after this map."""
    return lambda state: replace(state, leg_map=replace(state.leg_map, kind=kind))


def paint(felt: Felt, cells: frozenset[int]) -> Change:
    """Add these cells to what hurts or is numb."""
    return lambda state: _with(state, felt, _of(state, felt) | cells)


def wipe(cells: frozenset[int]) -> Change:
    """Take these cells out of both."""

    def change(state: ViewState) -> ViewState:
        was = state.leg_map
        kept = replace(was, pain=was.pain - cells, numb=was.numb - cells)
        return replace(state, leg_map=kept)

    return change


def tick(felt: Felt, place: str, side: Side) -> Change:
    """Paint a named place, or wipe it where it is painted already."""
    # Imported here: no start of the window needs the figure.
    from viewer.legmap.areas import region_cells, ticked

    def change(state: ViewState) -> ViewState:
        cells, now = region_cells(place, side), _of(state, felt)
        is_on = (place, side) in ticked(now)
        return _with(state, felt, now - cells if is_on else now | cells)

    return change


def clear(state: ViewState) -> ViewState:
    """Nothing is painted any more."""
    return replace(state, leg_map=replace(state.leg_map, pain=frozenset(), numb=frozenset()))


def is_painted(state: ViewState) -> bool:
    """Whether anything is painted."""
    return bool(state.leg_map.pain or state.leg_map.numb)


def unpainted(state: ViewState) -> ViewState:
    """The state as it may be kept without being asked: what is painted is private."""
    return clear(state) if is_painted(state) else state


def _of(state: ViewState, felt: Felt) -> frozenset[int]:
    return state.leg_map.pain if felt is Felt.PAIN else state.leg_map.numb


def _with(state: ViewState, felt: Felt, cells: frozenset[int]) -> ViewState:
    was: LegMap = state.leg_map
    now = replace(was, pain=cells) if felt is Felt.PAIN else replace(was, numb=cells)
    return replace(state, leg_map=now)
