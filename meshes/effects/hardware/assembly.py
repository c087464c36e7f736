"""What a fusion consists of: the parts put in, the beds of its graft, and all of it at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from meshes.effects.changes import Solid
from meshes.effects.hardware.cage import CageFit
from meshes.effects.hardware.granules import Bed, knitted
from meshes.effects.hardware.timeline import Stage
from meshes.surface import Points, mirrored

Values = npt.NDArray[np.float64]

# A non-union knits no farther than this, whatever time has passed.
_STALLED = 0.34


@dataclass(frozen=True, slots=True)
class Removed:
    """Bone taken away on the way in: a box in a bone's body frame. frame: 4x4 at its middle.
    half: (3,) half-sizes, mm. what: the part, in words."""

    bone: str
    frame: Points
    half: Points
    what: str


@dataclass(frozen=True, slots=True)
class Fusion:
    """What a fusion puts in and takes away.

    solids: with the bone each rides on, "" for the world. density: 0..1 by id, how solid a graft is
    drawn. removed: bone. gone: structures no longer there. sunk: (3,) world way by which the bone
    above (and all it carries) has come down with a subsided cage; the solids are already placed for
    it. cages: how each cage fitted, by id.
    """

    solids: tuple[Solid, ...] = ()
    density: Mapping[str, float] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()
    gone: frozenset[str] = frozenset()
    sunk: Points = field(default_factory=lambda: np.zeros(3))
    cages: Mapping[str, CageFit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraftBed:
    """Where graft lies. gap: of a non-union. frame: 4x4 of the bed to the world; is_left: the bed
    is that of the mirror image."""

    id: str
    bed: Bed
    gap: Callable[[Points], Values] | None
    frame: Points | None = None
    is_left: bool = False

    def knit(self, amount: float, *, draft: bool = False) -> Solid:
        """The graft when it has knitted so far, 0..1. draft: coarsely, while a hand moves on."""
        found = knitted(self.bed.coarse if draft else self.bed, amount, self.gap, draft=draft)
        if self.frame is not None:
            found = found.moved(self.frame)
        return Solid(self.id, "", mirrored(found) if self.is_left else found)


@dataclass(frozen=True, slots=True)
class Assembly:
    """A fusion without its graft, which alone changes with time; fields as in `Fusion`."""

    solids: tuple[Solid, ...]
    beds: tuple[GraftBed, ...]
    union: bool
    removed: tuple[Removed, ...]
    gone: frozenset[str]
    sunk: Points
    cages: Mapping[str, CageFit]

    def at(self, stage: Stage, *, draft: bool = False) -> Fusion:
        """All of it at a stage, graft coarse in a draft. Nothing at all before the operation."""
        if stage.months < 0:
            return Fusion()
        amount = stage.amount if self.union else min(stage.amount, _STALLED)
        graft = tuple(bed.knit(amount, draft=draft) for bed in self.beds)
        dense = stage.opacity if self.union else min(stage.opacity, 0.75)
        density = {solid.id: dense for solid in graft}
        solids = (*self.solids, *graft)
        return Fusion(solids, density, self.removed, self.gone, self.sunk, self.cages)
