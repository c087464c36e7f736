"""From the conditions a state holds to the changed model, worked out once for each.

Pure for all who ask: the same findings give the same object, whose meshes are made when needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from annotations.fault import ContentError
from annotations.models import Model, load_models
from meshes.effects.posture import NEUTRAL, Posture
from meshes.effects.site import Site
from meshes.ids import StructureId
from meshes.reading import TableError, why
from meshes.store import AssetError
from viewer.state import MOST_FINDINGS, MOST_MEASUREMENTS, Finding, ViewState

if TYPE_CHECKING:
    # The normal model needs none of the geometry that changes it: it starts without.
    from meshes.changed.normal import Normal
    from meshes.changed.shape import Changed
    from meshes.effects.changes import Changes

_SACRUM, _SACRAL = StructureId("region.sacrum"), "S1"
#: How many shapes are kept: a slider that goes back finds what it had.
_KEPT = 8
_IS_ROUGH: ContextVar[bool] = ContextVar("is_rough", default=False)
#: Asked for a quick shape first; None where it has none.
Known: TypeAlias = "Callable[[ViewState], Changed | None]"
_KNOWN: ContextVar[Known | None] = ContextVar("known", default=None)


@contextmanager
def roughly(is_rough: bool = True, known: Known | None = None) -> Iterator[None]:
    """Within this, shapes are those worked out quickly while a hand moves a slider: all who ask get
    the same one, so that nobody works out the exact one beside it. known: what has some of them
    already (`viewer.slid`); it gives the same object for the same state."""
    token, other = _IS_ROUGH.set(is_rough), _KNOWN.set(known if is_rough else None)
    try:
        yield
    finally:
        _IS_ROUGH.reset(token)
        _KNOWN.reset(other)


def shape_of(state: ViewState) -> Changed | None:
    """The changed model of a state; None while it is the normal one. Raises AssetError."""
    if state.is_before or (not state.findings and state.posture == NEUTRAL):
        return None
    known = _KNOWN.get()
    if known is not None and (shape := known(state)) is not None:
        return shape
    findings = tuple(f for f in state.findings if f.severity > 0.0)
    return _shape(findings, state.posture, _IS_ROUGH.get())


def why_unshown(state: ViewState) -> str:
    """Why what is set on the model cannot be shown: a damaged file or too much, in a sentence that
    names it and the cure; "" when it can."""
    if len(state.findings) > MOST_FINDINGS:
        return f"The model takes {MOST_FINDINGS} conditions at a time; remove one first."
    if len(state.measurements) > MOST_MEASUREMENTS:
        return f"A scene holds {MOST_MEASUREMENTS} measurements; delete some first."
    try:
        shape_of(state)
    except (AssetError, ContentError, TableError) as problem:
        return f"This cannot be shown: {problem}."
    return ""


@lru_cache(maxsize=_KEPT)
def _shape(findings: tuple[Finding, ...], posture: Posture, is_rough: bool) -> Changed | None:
    from meshes.changed.normal import load_normal
    from meshes.changed.shape import Changed

    changes = changes_of(findings, posture)
    return None if changes.is_none else Changed(load_normal(), changes, draft=is_rough)


def changes_of(findings: Iterable[Finding], posture: Posture = NEUTRAL) -> Changes:
    """What findings and a posture change together: conditions first, those that move bones before
    those that let them grow, then what is done about them, and last how the person bends, whatever
    the order they were set in."""
    from meshes.changed.normal import load_normal
    from meshes.effects.apply import turn_of
    from meshes.effects.changes import NONE
    from meshes.effects.motion import posture_changes

    normal, changes = load_normal(), NONE

    def turn(finding: Finding) -> tuple[bool, tuple[int, int], str]:
        model = model_of(finding)
        # operations in the order they are done
        return model.is_treatment, turn_of(model.steps), "" if model.is_treatment else model.id

    for finding in sorted(findings, key=turn):
        place = site_of(finding)
        changes = applied_by(
            model_of(finding), normal, changes, place, finding.severity, finding.extra
        )
    return posture_changes(normal, changes, posture)


def applied_by(
    model: Model, normal: Normal, changes: Changes, site: Site, severity: float, extra: float
) -> Changes:
    """Changes after the effects of one model at a place. Raises ContentError naming its file when
    it asks for an effect or for figures there are none of."""
    from meshes.effects.apply import applied

    try:
        return applied(normal, changes, model.steps, site, severity, extra)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as problem:
        words = (
            f"models/{model.id}.toml: its effects cannot be used with it and the figures in "
            f"meshes/effects ({why(problem)}); mend it, or reinstall the program"
        )
        raise ContentError([words]) from problem


def place_text(finding: Finding) -> str:
    """Where a finding is, as data files name places: `L4-L5`, `L4`, or `S1` for the sacrum."""
    return finding.place.level_text or _SACRAL


def site_of(finding: Finding) -> Site:
    """Where a finding is, as effects know places."""
    return Site.of(place_text(finding), finding.side, finding.zone or model_of(finding).zone)


def made_by(state: ViewState) -> frozenset[StructureId]:
    """Structures that are there only because of what was set."""
    if state.is_before:
        return frozenset()
    return frozenset(
        id for finding in state.findings if finding.severity > 0.0 for id in _made(finding)
    )


def _made(finding: Finding) -> Iterable[StructureId]:
    return structures_made(model_of(finding), site_of(finding), place_text(finding))


def grown_by(state: ViewState) -> frozenset[StructureId]:
    """What bears spurs of bone that were set; the spurs are no structures of their own."""
    if state.is_before:
        return frozenset()
    found = (
        id
        for finding in state.findings
        if finding.severity > 0.0
        for id in _filled(model_of(finding).grows, site_of(finding), place_text(finding))
    )
    # the sacrum is what S1 is called where its bone is meant
    return frozenset(StructureId(id.replace("vertebra.S1.", "sacrum.S1.")) for id in found)


def structures_made(model: Model, site: Site, at: str) -> Iterable[StructureId]:
    """Ids of what a model brings at a place. at: the place as data files name it."""
    return _filled(model.makes, site, at)


def _filled(patterns: Iterable[str], site: Site, at: str) -> Iterator[StructureId]:
    """Ids by the patterns of a data file."""
    upper, lower = site.level.split("-")
    for pattern in patterns:
        for side in site.sides or ("",):
            text = pattern.format(
                at=at,
                level=site.level,
                upper=upper,
                lower=lower,
                bone=site.bone,
                side=side,
            )
            yield StructureId(text)


def model_of(finding: Finding) -> Model:
    """The model a finding is of. Raises KeyError for one there is none of."""
    return load_models()[finding.model]


def finding_for(
    model_id: str,
    place: StructureId,
    side: str = "",
    zone: str = "",
    severity: float | None = None,
    extra: float | None = None,
) -> Finding:
    """A finding of a model at a lit segment or vertebra, with the model's own side, zone and
    severity where none is given.

    A vertebra's own condition at a segment is that of the superior vertebra. Raises ValueError with
    a sentence that names what does not fit and what would.
    """
    model = load_models()[model_id]
    where = _where(model, place)
    if model.sides:
        side = side or model.side
        if side not in model.sides:
            raise ValueError(f"{model.name} has no side '{side}'; it can be {_or(model.sides)}")
    elif side:
        raise ValueError(f"{model.name} has no side; leave it out")
    if model.zones:
        zone = zone or model.zone
        if zone not in model.zones:
            raise ValueError(f"{model.name} has no zone '{zone}'; zones are {_or(model.zones)}")
    elif zone:
        raise ValueError(f"{model.name} has no zone; leave it out")
    if severity is None:
        severity = model.start
    if extra is None:
        extra = model.extra_start
    for name, figure in (("severity", severity), ("second figure", extra)):
        if not 0.0 <= figure <= 1.0:
            raise ValueError(f"a {name} of {figure:g} is out of range; it goes from 0 to 1")
    return Finding(model_id, where, side, zone, severity, extra)


def _where(model: Model, place: StructureId) -> StructureId:
    """The segment or vertebra of a model at a chosen place. Raises ValueError."""
    level = place.level_text
    upper = level.split("-")[0]
    if _SACRAL in model.at and (place == _SACRUM or (level == "L5-S1" and level not in model.at)):
        return _SACRUM
    if level in model.at:
        return StructureId(f"segment.{level}" if "-" in level else f"vertebra.{level}")
    if upper in model.at:
        return StructureId(f"vertebra.{upper}")
    where = "the sacrum" if place == _SACRUM else level or place
    raise ValueError(
        f"{model.name} is not shown at {where}; it can be at {_or(map(_spoken, model.at))}"
    )


def _spoken(at: str) -> str:
    return "the sacrum" if at == _SACRAL else at


def _or(words: Iterable[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last
