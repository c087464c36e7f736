"""Acts of studying on the scene: pin what a question is about, colour by mastery. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from meshes.ids import StructureId
from viewer.state import Labels, ViewState
from viewer.store import Change


def show_scene(scene: ViewState) -> Change:
    """The scene of a question, for the reader of the state."""
    return lambda state: replace(scene, audience=state.audience)


def pin(ids: Iterable[StructureId]) -> Change:
    """Light these without a name, and no others."""
    wanted = tuple(ids)
    return lambda state: replace(state, study=replace(state.study, pinned=wanted))


def reveal(id: StructureId | None, *, on_skin: bool = False) -> Change:
    """The answer: what was asked for is picked out and named. on_skin: with the leg map beside it,
    which shows where a root is felt."""

    def change(state: ViewState) -> ViewState:
        focus = () if id is None else (id,)
        study = replace(state.study, pinned=(), asks=False)
        shown = replace(state, focus=focus, study=study, labels=Labels.SELECTION)
        if on_skin:
            shown = replace(shown, leg_map=replace(shown.leg_map, is_open=True), xray=None)
        return shown

    return change


def unasked(state: ViewState) -> ViewState:
    """The state without the question that may be open in it."""
    if not (state.study.asks or state.study.pinned):
        return state
    return replace(state, study=replace(state.study, pinned=(), asks=False))


def show_mastery(mastery: Iterable[tuple[StructureId, float]] | None) -> Change:
    """Colour the scene by how well each structure is known; None: its usual colours."""
    wanted = None if mastery is None else tuple(sorted(mastery))
    return lambda state: replace(state, study=replace(state.study, mastery=wanted))
