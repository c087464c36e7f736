"""From the conditions a state holds to the changed model, worked out once for each.

Pure for all who ask: the same findings give the same object, whose meshes are made when needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from annotations.models import Model, load_models
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE, Changes
from meshes.effects.posture import NEUTRAL, Posture
from meshes.ids import StructureId
from viewer.state import Finding, ViewState

#: How many shapes are kept: a slider that goes back finds what it had.
_KEPT = 8


def shape_of(state: ViewState) -> Changed | None:
    """The changed model of a state; None while it is the normal one. Raises AssetError."""
    if state.is_before or (not state.findings and state.posture == NEUTRAL):
        return None
    return _shape(tuple(f for f in state.findings if f.severity > 0.0), state.posture)


@lru_cache(maxsize=_KEPT)
def _shape(findings: tuple[Finding, ...], posture: Posture) -> Changed | None:
    changes = changes_of(findings, posture)
    return None if changes == NONE else Changed(load_normal(), changes)


def changes_of(findings: Iterable[Finding], posture: Posture = NEUTRAL) -> Changes:
    """What findings and a posture change together."""
    normal, changes = load_normal(), NONE
    for finding in findings:
        model = load_models()[finding.model]
        changes = applied(normal, changes, model.steps, site_of(finding), finding.severity)
    return changes


def site_of(finding: Finding) -> Site:
    """Where a finding is, as effects know places."""
    return Site.of(finding.place.level_text, finding.side, finding.zone)


def made_by(state: ViewState) -> frozenset[StructureId]:
    """Structures that are there only because of what was set."""
    if state.is_before:
        return frozenset()
    return frozenset(
        id for finding in state.findings if finding.severity > 0.0 for id in _made(finding)
    )


def _made(finding: Finding) -> Iterable[StructureId]:
    site = site_of(finding)
    upper, lower = site.level.split("-")
    for pattern in model_of(finding).makes:
        for side in site.sides or ("",):
            text = pattern.format(
                level=site.level, upper=upper, lower=lower, bone=site.bone, side=side
            )
            yield StructureId(text)


def model_of(finding: Finding) -> Model:
    """The model a finding is of. Raises KeyError for one there is none of."""
    return load_models()[finding.model]
