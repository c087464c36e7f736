"""How a way for a needle is looked for: what is near the target, and the order of trying.

Every route is a short search: tips and directions in the order in which a textbook would try them;
the first whose whole shaft is clear of bone, nerves and dura is taken. All for the right side in
the frame of `Ground`. None: no clear way there, which can be so with a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.effects.needle_ground import Ground

Points = npt.NDArray[np.float64]
Row = Mapping[str, Any]
Range = tuple[tuple[float, ...] | list[float], float, float]

#: What a shaft cannot go through: bone, and metal that was put in.
BONES = ("vertebra", "sacrum", "coccyx", "hip-bone", "screw", "rod", "cage")
NERVES = ("root", "ganglion", "lumbosacral-trunk")
#: Half-widths (mm) of the box about the target in which a needle can lie: it comes from behind.
_BEHIND = np.array([70.0, 110.0, 85.0])
_BEFORE = np.array([70.0, 15.0, 85.0])
#: Beyond this length a shaft is in skin and muscle only.
REACH = 95.0
#: One step of preference: mm of the tip, degrees of the shaft.
STEP_MM, STEP_DEG = 1.0, 6.0
#: Ways tried before a place counts as closed; the good ones come first.
_TRIES = 2000


@dataclass(frozen=True, slots=True)
class Way:
    """Where a needle ends and which way it points: mm and a unit direction."""

    tip: Points
    ahead: Points


@dataclass(frozen=True)
class Field:
    """What is about one target. radius: of the needle as drawn, mm."""

    ground: Ground
    about: Points
    radius: float
    limits: Row

    @cached_property
    def bones(self) -> rays.Faces:
        """All bones and what metal there is."""
        return self.kinds(BONES)

    @cached_property
    def nerves(self) -> rays.Faces:
        """Roots, ganglia and the lumbosacral trunk."""
        return self.kinds(NERVES)

    @cached_property
    def sac(self) -> rays.Faces:
        """The dural sac."""
        return self.kinds(("thecal-sac",))

    @cached_property
    def joints(self) -> rays.Faces:
        """Capsules of the facet joints."""
        capsules = [id for id in self.ground.solids if ".capsule." in id]
        low, high = self.about - _BEHIND, self.about + _BEFORE
        found = [self.ground.faces(self.ground.here(id)).about(low, high) for id in capsules]
        return rays.joined(found)

    def gap(self, way: Way, what: rays.Faces) -> float:
        """Room between the needle's side and a surface, mm; negative where it goes in."""
        return rays.distance(way.tip - REACH * way.ahead, way.tip, what) - self.radius

    def is_clear(self, way: Way) -> bool:
        """Whether the shaft keeps off bone, nerves and dura."""
        return (
            self.gap(way, self.bones) >= self.limits["bone"]
            and self.gap(way, self.nerves) >= self.limits["nerve"]
            and self.gap(way, self.sac) > 0.0
        )

    def kinds(self, kinds: Iterable[str]) -> rays.Faces:
        """All solids of some kinds, by the first word of their ids."""
        return self.ground.near(kinds, self.about - _BEHIND, self.about + _BEFORE)


def direction(oblique: float, cranial: float) -> Points:
    """Unit direction of a right needle from behind, see needles.toml."""
    turn, tilt = np.radians([oblique, cranial])
    return np.array([-np.sin(turn) * np.cos(tilt), np.cos(turn) * np.cos(tilt), np.sin(tilt)])


def first_clear(aimed: Callable[..., Way | None], *ranges: Range) -> Way | None:
    """The first way that works, by growing distance from the preferred values.

    ranges: ((from, to, preferred), step of the search, unit of preference).
    """
    for values in _by_preference(ranges):
        found = aimed(*values)
        if found is not None:
            return found
    return None


def _by_preference(ranges: tuple[Range, ...]) -> Iterator[tuple[float, ...]]:
    axes, costs = [], []
    for (low, high, best), step, unit in ranges:
        values = np.concatenate(
            [np.arange(best, low - 1e-9, -step), np.arange(best + step, high + 1e-9, step)]
        )
        axes.append(values)
        costs.append(((values - best) / unit) ** 2)
    total = sum(np.meshgrid(*costs, indexing="ij"), np.zeros(1))
    order = np.argsort(total, axis=None, kind="stable")[:_TRIES]
    chosen = np.unravel_index(order, total.shape)
    rows = zip(*(axis[at] for axis, at in zip(axes, chosen, strict=True)), strict=True)
    return (tuple(float(value) for value in row) for row in rows)
