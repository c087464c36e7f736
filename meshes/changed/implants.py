"""Fusions in the changed model: built from the bones where they end, so that rods and cages fit
after a slip, a loss of height or a curve.

A fused level is rigid: what is built is kept by how its two bones stand to each other and by the
time since the operation, and moved along with the lower bone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.posed import Posed
from meshes.effects.changes import COLUMN, LEVELS, Hardware, Solid, bones_of
from meshes.effects.hardware.fusion import Assembly, Fusion, Kind, assembled
from meshes.effects.hardware.plan import ScrewPlan, plan_screw
from meshes.effects.hardware.timeline import stage_at

#: Weeks of a month: the time line counts in months.
_WEEKS = 52.0 / 12.0
#: Opacity of the seam round a loose screw (chosen).
_SEAM = 0.35
#: Digits (mm) to which two bones stand alike.
_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Built:
    """A fusion as it fits. fusion: None where something does not go in; why: the sentence then."""

    hardware: Hardware
    fusion: Fusion | None
    why: str = ""


def built(
    normal: Normal, posed: Posed, hardware: Sequence[Hardware], *, draft: bool = False
) -> tuple[Built, ...]:
    """The fusions in the world as it is now. draft: with coarse graft."""
    return tuple(_one(normal, posed, each, _joined(each, hardware), draft) for each in hardware)


def drawn_solids(found: Iterable[Built]) -> tuple[Solid, ...]:
    """What is put in by all fusions; a screw that two share once."""
    solids: dict[str, Solid] = {}
    for each in found:
        if each.fusion is not None:
            solids |= {solid.id: solid for solid in each.fusion.solids if solid.id not in solids}
    return tuple(solids.values())


def opacities(found: Iterable[Built]) -> dict[str, float]:
    """How solid what is put in is drawn where it is not solid, 0..1 by id: graft by its age, and
    the seams round loose screws, so that the screws are seen in them."""
    shares: dict[str, float] = {}
    for each in found:
        if each.fusion is not None:
            shares |= each.fusion.density
            halos = (solid.id for solid in each.fusion.solids if solid.id.startswith("halo."))
            shares |= dict.fromkeys(halos, _SEAM)
    return shares


def _joined(own: Hardware, every: Sequence[Hardware]) -> tuple[bool, bool]:
    """Whether the level above and the level below have rods that this one's go on in."""
    k = LEVELS.index(own.level)
    with_rods = {each.level for each in every if each.kind != "alif"}
    above = k > 0 and LEVELS[k - 1] in with_rods
    return above, k + 1 < len(LEVELS) and LEVELS[k + 1] in with_rods


def _one(
    normal: Normal, posed: Posed, own: Hardware, joined: tuple[bool, bool], draft: bool
) -> Built:
    upper, lower = bones_of(own.level)
    apart = np.linalg.inv(posed.pose(lower)) @ posed.pose(upper)
    try:
        found = _fitted(normal, own, joined, np.round(apart, _ALIKE).tobytes(), draft)
    except ValueError as problem:
        return Built(own, None, f"This fusion does not fit at {own.level}: {problem}.")
    move = posed.moves.get(lower)
    if move is None:
        return Built(own, found)
    solids = tuple(
        solid if solid.frame else replace(solid, surface=solid.surface.moved(move))
        for solid in found.solids
    )
    return Built(own, replace(found, solids=solids))


@lru_cache(maxsize=24)
def _fitted(
    normal: Normal, own: Hardware, joined: tuple[bool, bool], apart: bytes, draft: bool
) -> Fusion:
    """A fusion with its lower bone where it stands in the normal world. apart: the pose of the
    upper bone in the lower one's frame."""
    made = _assembled(normal, replace(own, weeks=0.0), joined, apart)
    return made.at(stage_at(own.weeks / _WEEKS), draft=draft)


@lru_cache(maxsize=8)
def _assembled(normal: Normal, own: Hardware, joined: tuple[bool, bool], apart: bytes) -> Assembly:
    upper, lower = bones_of(own.level)
    poses = {lower: normal.pose(lower)}
    poses[upper] = poses[lower] @ np.frombuffer(apart).reshape(4, 4)
    # the bone above rides along unbent: it only keeps the graft off its joint processes
    carried = poses[upper] @ np.linalg.inv(normal.pose(upper))
    above = COLUMN[COLUMN.index(upper) - 1]
    poses[above] = carried @ normal.pose(above)
    kind: Kind = own.kind  # type: ignore[assignment]
    names = own.level.split("-") if kind != "alif" else []
    return assembled(
        kind,
        own.level,
        poses,
        normal.marks.bones,
        normal.fields,
        side=own.side or "right",
        union=own.union,
        joined=joined,
        plans={name: _plan(normal, name) for name in names},
    )


@lru_cache(maxsize=12)
def _plan(normal: Normal, name: str) -> ScrewPlan:
    return plan_screw(name, "right", normal.marks.bones, normal.fields)
