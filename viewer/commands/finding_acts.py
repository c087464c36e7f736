"""Setting conditions and treatments on the model, each a pure change of the state.

A finding is known by its model and its place: there is never more than one of a model at a place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from annotations.models import Model, load_models
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for, model_of
from viewer.commands import acts
from viewer.commands.finding_looks import (
    SACRUM,
    Look,
    best_look,
    is_look_at,
    is_opened,
    lit_place,
    look_at,
)
from viewer.state import Finding, ViewState
from viewer.store import Change

#: Model and place of a finding.
Key = tuple[str, StructureId]


#: The sacrum as data files write it.
_SACRAL = "S1"


def key_of(finding: Finding) -> Key:
    """What a finding is known by."""
    return finding.model, finding.place


def found(state: ViewState, key: Key | None) -> Finding | None:
    """The finding of that key, if it is still set."""
    return next((f for f in state.findings if key_of(f) == key), None)


@cache
def place_at(at: str) -> StructureId:
    """The id of a place as data files write it: `L4-L5`, `L4`, or `S1` for the sacrum."""
    if at == _SACRAL:
        return SACRUM
    return StructureId(f"segment.{at}" if "-" in at else f"vertebra.{at}")


@cache
def _places_at(at: tuple[str, ...]) -> tuple[StructureId, ...]:
    return tuple(place_at(one) for one in at)


def places_of(model: Model) -> tuple[StructureId, ...]:
    """Where a model can be, from superior to inferior."""
    return _places_at(tuple(model.at))


def usual_place(model: Model) -> StructureId:
    """Where a model is set while no level is lit: the lowest level when its file names none."""
    above = [at for at in model.at if at != _SACRAL]
    return place_at(model.usual or (above or model.at)[-1])


def place_for(model: Model, state: ViewState, atlas: Atlas) -> StructureId | None:
    """Where a model would be set now; None where the lit level has no place for it.

    A picked vertebra comes first; else the lit segment, or its superior or inferior vertebra. A lit
    region has only what can be at one place, and that beside it.
    """
    places = places_of(model)
    picked = [atlas.catalog.body_of(id) for id in reversed(state.focus)]
    for id in picked:
        if id in places and id.kind == "vertebra":
            return id
    if state.place is None:
        return usual_place(model)
    level = state.place.level_text
    if not level:
        alone = places[0] if len(places) == 1 else None
        return state.place if state.place in places else alone
    wanted = [state.place, *(place_at(name) for name in level.split("-"))]
    # of two neighbours a vertebra's own condition is that of the superior one
    return next((id for id in wanted if id in places), None)


def is_possible(atlas: Atlas, model_id: str) -> Callable[[ViewState], bool]:
    """Whether a model can be set at what is lit."""
    return lambda state: place_for(load_models()[model_id], state, atlas) is not None


def add_model(atlas: Atlas, model_id: str) -> Change:
    """Set a model at what is lit, or where it is commonest, with its own side, zone and amount.

    Its segment is lit and the first one is gone to see. A second of a model at a place is none.
    """

    def change(state: ViewState) -> ViewState:
        place = place_for(load_models()[model_id], state, atlas)
        return state if place is None else add_finding(atlas, finding_for(model_id, place))(state)

    return change


def add_finding(atlas: Atlas, finding: Finding) -> Change:
    """Set this; where there is one of its model at its place, that stays as it is."""

    def change(state: ViewState) -> ViewState:
        if found(state, key_of(finding)) is not None:
            return state if state.is_before is False else replace(state, is_before=False)
        is_first = not state.findings
        was_lit = state.place
        lit = _lit(atlas, state, finding)
        made = replace(lit, findings=(*lit.findings, finding), is_before=False)
        if is_first or made.place != was_lit or _is_hidden(atlas, state, finding):
            return look_at(atlas, finding, best_look(finding))(made)
        return made

    return change


def _is_hidden(atlas: Atlas, state: ViewState, finding: Finding) -> bool:
    """Whether the view stands as it was opened for others that are seen otherwise, or is cut for
    others at other levels. One that was turned by hand since, or cut by the user, stays."""
    others = [(other, best_look(other)) for other in state.findings]
    is_as_opened = any(look_at(atlas, *other)(state) == state for other in others)
    is_cut_elsewhere = is_opened(atlas, state) and all(
        lit_place(other) != lit_place(finding) for other in state.findings
    )
    return is_cut_elsewhere or (
        is_as_opened and best_look(finding) not in {look for _, look in others}
    )


def _lit(atlas: Atlas, state: ViewState, finding: Finding) -> ViewState:
    """The state with the segment lit that a finding belongs to; nothing else is left picked out."""
    lit = atlas.catalog.places.get(state.place) if state.place else None
    is_there = lit is not None and (
        lit.id == lit_place(finding)
        or (finding.place.kind == "vertebra" and finding.place.level_text in _bones(lit.id))
    )
    if is_there:
        return replace(state, focus=())
    return acts.select_place(atlas, lit_place(finding))(state)


def _bones(place: StructureId) -> list[str]:
    return place.level_text.split("-")


def _with(state: ViewState, key: Key, **changed: object) -> ViewState:
    """The state with one finding changed, shown as it is now and not as before."""
    new = tuple(
        replace(f, **changed) if key_of(f) == key else f  # type: ignore[arg-type]
        for f in state.findings
    )
    return state if new == state.findings else replace(state, findings=new, is_before=False)


def set_severity(key: Key, severity: float) -> Change:
    """How much of it there is, 0..1; beyond that the nearest."""
    kept = round(max(0.0, min(1.0, severity)), 3)
    return lambda state: _with(state, key, severity=kept)


def set_extra(key: Key, share: float) -> Change:
    """The model's second figure, 0..1; beyond that the nearest. Nothing where it has none."""
    kept = round(max(0.0, min(1.0, share)), 3)

    def change(state: ViewState) -> ViewState:
        finding = found(state, key)
        has_one = finding is not None and model_of(finding).extra is not None
        return _with(state, key, extra=kept) if has_one else state

    return change


def sides_of(model: Model) -> tuple[str, ...]:
    """The sides that can be chosen: both only where that makes sense, as it does not of a fusion
    that is done from one side."""
    return model.sides


def set_side(atlas: Atlas, key: Key, side: str) -> Change:
    """The patient's left, right or both. What a model cannot have changes nothing. An opened
    scene keeps being opened where the lesion is."""

    def change(state: ViewState) -> ViewState:
        finding = found(state, key)
        if finding is None or side not in sides_of(model_of(finding)):
            return state
        return _followed(atlas, state, finding, _with(state, key, side=side))

    return change


def set_zone(atlas: Atlas, key: Key, zone: str) -> Change:
    """The zone of a herniation. What a model cannot have changes nothing."""

    def change(state: ViewState) -> ViewState:
        finding = found(state, key)
        if finding is None or zone not in model_of(finding).zones:
            return state
        return _followed(atlas, state, finding, _with(state, key, zone=zone))

    return change


def set_place(atlas: Atlas, key: Key, place: StructureId) -> Change:
    """Move a finding to another level, which is lit. Nothing where there is one of its model."""

    def change(state: ViewState) -> ViewState:
        finding = found(state, key)
        if finding is None or place not in places_of(model_of(finding)):
            return state
        if place == finding.place or found(state, (finding.model, place)) is not None:
            return state
        moved = replace(finding, place=place)
        there = _lit(atlas, _with(state, key, place=place), moved)
        seen = next((look for look in Look if is_look_at(atlas, finding, look)(state)), None)
        return look_at(atlas, moved, seen or best_look(moved))(there)

    return change


def set_model(atlas: Atlas, key: Key, model_id: str) -> Change:
    """Show another model instead of this one, at the same place where it can be there."""

    def change(state: ViewState) -> ViewState:
        finding = found(state, key)
        if finding is None or finding.model == model_id:
            return state
        model = load_models()[model_id]
        rest = replace(
            state,
            findings=tuple(f for f in state.findings if f is not finding),
        )
        place = place_for(model, replace(rest, focus=(), place=lit_place(finding)), atlas)
        if place is None or found(rest, (model_id, place)) is not None:
            return state
        side = finding.side if finding.side in sides_of(model) else ""
        zone = finding.zone if finding.zone in model.zones else ""
        made = finding_for(model_id, place, side, zone)
        new = tuple(made if f is finding else f for f in state.findings)
        there = _lit(atlas, replace(state, findings=new, is_before=False), made)
        return look_at(atlas, made, best_look(made))(there)

    return change


def _followed(atlas: Atlas, old: ViewState, was: Finding, new: ViewState) -> ViewState:
    """A look that was on a finding stays on it when it changes sides or zones."""
    now = found(new, key_of(was))
    seen = [look for look in Look if is_look_at(atlas, was, look)(old)]
    return look_at(atlas, now, seen[0])(new) if now is not None and seen else new


def remove(atlas: Atlas, key: Key) -> Change:
    """Take one away. With the last one goes the section that was opened to see it."""

    def change(state: ViewState) -> ViewState:
        gone = found(state, key)
        if gone is None:
            return state
        left = tuple(f for f in state.findings if f is not gone)
        kept = replace(state, findings=left, is_before=state.is_before and bool(left))
        return kept if left else _closed(atlas, state, kept, (gone,))

    return change


def remove_all(atlas: Atlas) -> Change:
    """The model without conditions; the posture stays."""

    def change(state: ViewState) -> ViewState:
        kept = replace(state, findings=(), is_before=False)
        return _closed(atlas, state, kept, state.findings)

    return change


def _closed(atlas: Atlas, old: ViewState, new: ViewState, gone: tuple[Finding, ...]) -> ViewState:
    """Without the section or the glassy bone that a look at one of these opened."""
    looks = [look for f in gone for look in Look if is_look_at(atlas, f, look)(old)]
    if not looks:
        return new
    return replace(new, section=None, see_through_bone=False)


def is_changed(state: ViewState) -> bool:
    """Whether anything is set on the model."""
    return bool(state.findings) or not state.posture.is_neutral


def toggle_before(state: ViewState) -> ViewState:
    """The model as it was before, or with all that is set again."""
    return replace(state, is_before=not state.is_before) if is_changed(state) else state


def go_to(atlas: Atlas, finding: Finding, look: Look) -> Change:
    """Light a finding's segment and look at it so."""
    return lambda state: look_at(atlas, finding, look)(_lit(atlas, state, finding))
