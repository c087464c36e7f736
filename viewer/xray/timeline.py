"""The follow-up of a fusion as a row of films: before it, at set times after it, and not joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from meshes.ids import StructureId
from viewer.changing import finding_for
from viewer.state import Finding, ViewState, Xray

#: The note whose sections tell of the films, by their keys.
NOTE = "topic.fusion-timeline"
#: Section of that note for each film, and the severity of a fusion's model that is that time: their
#: amounts are weeks, 0, 0, 6, 13, 26, 52 at these shares.
STAGES: Mapping[str, float] = {
    "before": 0.0,
    "day-0": 0.2,
    "weeks-6": 0.4,
    "months-3": 0.6,
    "months-6": 0.8,
    "months-12": 1.0,
}
NOT_JOINED, DOUBT = "not-joined", "film-accuracy"
_FUSIONS = ("fusion-plf", "fusion-plif", "fusion-tlif", "fusion-alif")
_NON_UNION, _USUAL = "fusion-non-union", "fusion-plf"
#: Graft at the side of the spine is seen from in front, a cage from the side.
_FROM_IN_FRONT = (_USUAL, _NON_UNION)


@dataclass(frozen=True, slots=True)
class Stage:
    """One film of the row. key: the section of the note that tells of it. state: what it is of."""

    key: str
    state: ViewState
    xray: Xray


def fusion_stages(state: ViewState, xray: Xray) -> tuple[Stage, ...]:
    """The films of the fusion that a state holds last, or of a posterolateral one at its place;
    all else that is set stays. xray: its greys. Raises ValueError for a state without a place, or
    with one where no fusion is made."""
    set_now = [each for each in state.findings if each.model in (*_FUSIONS, _NON_UNION)]
    if set_now:
        fusion = set_now[-1]
    elif state.place is not None:
        fusion = finding_for(_USUAL, state.place)
    else:
        raise ValueError("the row of films needs a level")
    model = _USUAL if fusion.model == _NON_UNION else fusion.model
    found = [
        _stage(state, key, replace(fusion, model=model, severity=severity), xray)
        for key, severity in STAGES.items()
    ]
    # What does not join is shown as a posterolateral fusion, the only one there is a model of.
    apart = replace(fusion, model=_NON_UNION, severity=1.0)
    return (*found, _stage(state, NOT_JOINED, apart, xray))


def _stage(state: ViewState, key: str, fusion: Finding, xray: Xray) -> Stage:
    others = tuple(f for f in state.findings if f.model not in (*_FUSIONS, _NON_UNION))
    view = "ap" if fusion.model in _FROM_IN_FRONT else "lateral"
    shown = replace(
        state, findings=(*others, fusion), place=StructureId(fusion.place), is_before=False
    )
    return Stage(key, shown, replace(xray, view=view, is_close=True))
