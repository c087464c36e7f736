"""Acts of a consultation: open it, choose what the report says, set it on the model, leave. Pure.

Words of the report stand in the state with their places; what the two write down does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotations.consult_words import Word, load_consult
from annotations.models import load_models
from meshes.ids import Level, StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for, why_unshown
from viewer.commands import acts, finding_acts
from viewer.commands.finding_looks import best_look
from viewer.state import Audience, Beside, Compare, Consult, Finding, Said, ViewState
from viewer.store import Change

#: The level that is lit while none was chosen.
USUAL = StructureId("segment.L5-S1")
#: What is of the whole spine is shown where it is commonest, whatever level is lit.
_ANYWHERE = frozenset(["curve", "variant"])


def enter(atlas: Atlas) -> Change:
    """Begin, on a calm scene of the lit level; conditions that are set come along as words."""

    def change(state: ViewState) -> ViewState:
        if state.consult is not None:
            return state
        fresh = replace(atlas.start(), audience=Audience.PATIENT, counted=state.counted)
        fresh = acts.select_place(atlas, state.place or USUAL)(fresh)
        begun = replace(fresh, consult=Consult(state))
        for finding in state.findings:
            if (word := _word_of(finding)) is not None:
                begun = _added(atlas, begun, word, finding.place, finding)
        return begun

    return change


def leave(state: ViewState) -> ViewState:
    """What was shown before."""
    return state if state.consult is None else state.consult.before


#: A state as it may be remembered: nothing of a consultation is.
forgotten = leave


def _word_of(finding: Finding) -> Word | None:
    words = load_consult().words.values()
    return next((word for word in words if word.model == finding.model), None)


def add(
    atlas: Atlas,
    word: Word,
    place: StructureId,
    *,
    side: str = "",
    zone: str = "",
    severity: float | None = None,
) -> Change:
    """Put a word of the report at a level, show it where the model can, and talk about it."""

    def change(state: ViewState) -> ViewState:
        if state.consult is None:
            return state
        finding = finding_at(word, place, side, zone, severity)
        return _added(atlas, state, word, place, finding)

    return change


def finding_at(
    word: Word, place: StructureId, side: str = "", zone: str = "", severity: float | None = None
) -> Finding | None:
    """What shows a word at a place; None where the model has nothing for it there. A side or zone
    that it cannot have is left out."""
    model = load_models().get(word.model)
    if model is None:
        return None
    side, zone = side or word.side, zone or word.zone
    side = side if side in model.sides else ""
    zone = zone if zone in model.zones else ""
    severity = word.severity if severity is None else severity
    places = finding_acts.places_of(model)
    if place.kind == "vertebra" and place not in places:
        place = _segment_below(place)
    try:
        return finding_for(model.id, place, side, zone, severity)
    except ValueError:
        if model.group not in _ANYWHERE:
            return None
    return finding_for(model.id, finding_acts.usual_place(model), side, zone, severity)


def _segment_below(bone: StructureId) -> StructureId:
    """The segment a report means by a vertebra alone: `slip of L4` is at L4-L5."""
    level = Level[bone.level_text]
    assert level.below is not None
    return StructureId(f"segment.{level.name}-{level.below.name}")


def _added(
    atlas: Atlas, state: ViewState, word: Word, place: StructureId, finding: Finding | None
) -> ViewState:
    consult = state.consult
    assert consult is not None
    at = _segment_below(place) if place.kind == "vertebra" else place
    said = Said(word.id, at if finding is None else finding.place)
    if said in consult.said:
        return talk_about(atlas, consult.said.index(said))(state)
    listed = replace(consult, said=(*consult.said, said), at=len(consult.said))
    made = replace(state, consult=listed)
    if finding is not None:
        with_it = finding_acts.add_finding(atlas, finding)(made)
        if not why_unshown(with_it):
            made = with_it
    return talk_about(atlas, listed.at)(made)


def choose(state: ViewState) -> ViewState:
    """Choose another word."""
    return _at(state, -1)


def talk_about(atlas: Atlas, number: int) -> Change:
    """Turn to one of the words: its level is lit, and it is seen beside the normal model."""

    def change(state: ViewState) -> ViewState:
        consult = state.consult
        if consult is None or not 0 <= number < len(consult.said):
            return state
        there = replace(_at(state, number), is_before=False)
        finding = finding_of(there, number)
        if finding is not None:
            there = finding_acts.go_to(atlas, finding, best_look(finding))(there)
        elif consult.said[number].place in atlas.catalog.places:
            there = acts.select_place(atlas, consult.said[number].place)(there)
        return _beside(there)

    return change


def _at(state: ViewState, number: int) -> ViewState:
    if state.consult is None:
        return state
    return replace(state, consult=replace(state.consult, at=number))


def _beside(state: ViewState) -> ViewState:
    """Beside the normal model as soon as there is anything to compare with it."""
    if not state.findings:
        return replace(state, compare=None)
    if state.compare is not None and state.compare.kind is Beside.NORMAL:
        return state
    return replace(state, compare=Compare(Beside.NORMAL))


def finding_of(state: ViewState, number: int) -> Finding | None:
    """What shows one of the words on the model; None where nothing does."""
    if state.consult is None or not 0 <= number < len(state.consult.said):
        return None
    said = state.consult.said[number]
    model = load_consult().words[said.word].model
    return finding_acts.found(state, (model, said.place)) if model else None


def remove(atlas: Atlas, number: int) -> Change:
    """Take a word away, and what shows it, unless another word is shown by the same."""

    def change(state: ViewState) -> ViewState:
        consult = state.consult
        if consult is None or not 0 <= number < len(consult.said):
            return state
        finding = finding_of(state, number)
        said = consult.said[:number] + consult.said[number + 1 :]
        left = replace(state, consult=replace(consult, said=said, at=-1))
        shared = [finding_of(left, k) for k in range(len(said))]
        if finding is not None and finding not in shared:
            left = finding_acts.remove(atlas, finding_acts.key_of(finding))(left)
        return talk_about(atlas, len(said) - 1)(left) if said else _beside(left)

    return change


def change_finding(number: int, act: Callable[[finding_acts.Key], Change]) -> Change:
    """Do this to what shows one of the words; nothing where nothing does, or where it could not
    be shown so."""

    def change(state: ViewState) -> ViewState:
        finding = finding_of(state, number)
        if finding is None:
            return state
        return act(finding_acts.key_of(finding))(state)

    return change


def set_amount(number: int, severity: float) -> Change:
    """How much of it there is, 0..1."""
    return change_finding(number, lambda key: finding_acts.set_severity(key, severity))


def set_side(atlas: Atlas, number: int, side: str) -> Change:
    """The patient's left, right or both."""
    return change_finding(number, lambda key: finding_acts.set_side(atlas, key, side))


def set_zone(atlas: Atlas, number: int, zone: str) -> Change:
    """Where a herniation lies."""
    return change_finding(number, lambda key: finding_acts.set_zone(atlas, key, zone))


def set_place(atlas: Atlas, number: int, place: StructureId) -> Change:
    """Move a word to another level, with what shows it."""

    def change(state: ViewState) -> ViewState:
        consult, finding = state.consult, finding_of(state, number)
        if consult is None or not 0 <= number < len(consult.said):
            return state
        if finding is not None:
            key = finding_acts.key_of(finding)
            moved = finding_acts.set_place(atlas, key, place)(state)
            if moved is state:
                return state
        else:
            moved = state
        said = list(consult.said)
        said[number] = replace(said[number], place=place)
        assert moved.consult is not None
        moved = replace(moved, consult=replace(moved.consult, said=tuple(said)))
        return moved if finding is not None else talk_about(atlas, number)(moved)

    return change
