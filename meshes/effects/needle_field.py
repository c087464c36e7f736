"""How a way for a needle is looked for: what is near the target, and the order of trying.

Every route is a short search: tips and directions in the order in which a textbook would try them;
the first whose whole shaft is clear of bone, nerves and dura is taken. All for the right side in
the frame of `Ground`. None: no clear way there, which can be so with a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.effects.needle_ground import Ground

Points = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
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
#: How far about a place that bars a way points of it are remembered, mm.
_ABOUT = 6.0
#: Into so many parts the edges of a triangle are cut where points are spread over it, and the
#: shares of its corners in them.
_PARTS = 4
_SHARES = np.array(
    [(i, j, _PARTS - i - j) for i in range(_PARTS + 1) for j in range(_PARTS + 1 - i)]
) / float(_PARTS)
#: Ways tried before a place counts as closed; the good ones come first.
_TRIES = 2000
#: How many are looked through together at first.
_FIRST = 16


@dataclass(frozen=True, slots=True)
class Way:
    """Where a needle ends and which way it points: mm and a unit direction."""

    tip: Points
    ahead: Points


@dataclass
class Wall:
    """A surface that ways keep off. It remembers where it barred one: most that are tried next to
    it are barred there too, which a few points tell without asking the whole surface again."""

    faces: rays.Faces
    _met: Points = field(default_factory=lambda: np.zeros((0, 3)))

    def bars(self, way: Way, room: float) -> bool:
        """Whether the middle of the shaft comes nearer than so many mm."""
        if not len(self.faces.corners):
            return False
        if len(self._met):
            off = self._met - way.tip
            along = np.clip(off @ way.ahead, -REACH, 0.0)
            off -= along[:, None] * way.ahead
            if np.einsum("ij,ij->i", off, off).min() < room * room:
                return True
        found = rays.met(way.tip - REACH * way.ahead, way.tip, self.faces, room, _ABOUT)
        if not len(found):
            return False
        self._met = np.concatenate([self._met, found])
        return True


class Cloud:
    """Points spread over a surface within `reach` mm of a place: tells of many points at once
    about how far from it they lie."""

    def __init__(self, faces: rays.Faces, about: Points, reach: float) -> None:
        from scipy.spatial import cKDTree

        corners = faces.about(about - reach, about + reach).corners
        edges = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
        # Of the small triangles between its points none is wider than this about a corner.
        self._slack = float(edges.max(initial=0.0)) / (_PARTS * np.sqrt(3.0))
        self._tree = cKDTree(np.einsum("kc,mcd->mkd", _SHARES, corners).reshape(-1, 3))

    def between(self, points: Points) -> tuple[Points, Points]:
        """How far the surface is away at least and at most, for points of any shape (..., 3)."""
        most = np.asarray(self._tree.query(points)[0])
        return most - self._slack, most


@dataclass(frozen=True)
class Field:
    """What is about one target. radius: of the needle as drawn, mm."""

    ground: Ground
    about: Points
    radius: float
    limits: Row

    @cached_property
    def bones(self) -> Wall:
        """All bones and what metal there is."""
        return self.kinds(BONES)

    @cached_property
    def nerves(self) -> Wall:
        """Roots, ganglia and the lumbosacral trunk."""
        return self.kinds(NERVES)

    @cached_property
    def sac(self) -> Wall:
        """The dural sac."""
        return self.kinds(("thecal-sac",))

    @cached_property
    def joints(self) -> Wall:
        """Capsules of the facet joints."""
        capsules = [id for id in self.ground.solids if ".capsule." in id]
        low, high = self.about - _BEHIND, self.about + _BEFORE
        found = [self.ground.faces(self.ground.here(id)).about(low, high) for id in capsules]
        return Wall(rays.joined(found))

    def gap(self, way: Way, what: Wall) -> float:
        """Room between the needle's side and a surface, mm; negative where it goes in."""
        return rays.distance(way.tip - REACH * way.ahead, way.tip, what.faces) - self.radius

    def clears(self, way: Way, what: Wall, least: float = 0.0) -> bool:
        """Whether that gap is so many mm at least; much quicker."""
        return not what.bars(way, self.radius + least)

    def is_clear(self, way: Way) -> bool:
        """Whether the shaft keeps off bone, nerves and dura."""
        return (
            self.clears(way, self.bones, self.limits["bone"])
            and self.clears(way, self.nerves, self.limits["nerve"])
            and self.clears(way, self.sac)
        )

    def kinds(self, kinds: Iterable[str]) -> Wall:
        """All solids of some kinds, by the first word of their ids."""
        return Wall(self.ground.near(kinds, self.about - _BEHIND, self.about + _BEFORE))


def direction(oblique: float, cranial: float) -> Points:
    """Unit direction of a right needle from behind, see needles.toml."""
    return np.asarray(directions(np.array(oblique), np.array(cranial)))


def directions(oblique: Points, cranial: Points) -> Points:
    """The same of many, (n,) and (n,): (n, 3)."""
    turn, tilt = np.radians(oblique), np.radians(cranial)
    flat = np.cos(tilt)
    return np.stack([-np.sin(turn) * flat, np.cos(turn) * flat, np.sin(tilt)], axis=-1)


def first_clear(
    aimed: Callable[..., Way | None], *ranges: Range, may: Callable[[Points], Flags] | None = None
) -> Way | None:
    """The first way that works, by growing distance from the preferred values.

    ranges: ((from, to, preferred), step of the search, unit of preference). may: which of many,
    (n, k) rows of values, can work at all; asked of ever more at a time, so that many that cannot
    cost little and a first that works costs no more.
    """
    rows, done, many = _by_preference(ranges), 0, _FIRST
    while done < len(rows):
        some = rows[done : done + many]
        for values in some if may is None else some[may(some)]:
            found = aimed(*(float(value) for value in values))
            if found is not None:
                return found
        done, many = done + many, 4 * many
    return None


def one_way(
    values: Points, turned: tuple[float, float] = (0.0, 0.0)
) -> Iterator[tuple[Points, Points]]:
    """Rows of values whose last two, oblique and cranial, are the same, with their direction: what
    lies on lines of one direction is found together (`rays.parallel`). turned: degrees more."""
    for angles in np.unique(values[:, -2:], axis=0):
        yield values[(values[:, -2:] == angles).all(axis=1)], direction(*(angles + turned))


def _by_preference(ranges: tuple[Range, ...]) -> Points:
    """Values in the order of trying, (n, k)."""
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
    return np.stack([axis[at] for axis, at in zip(axes, chosen, strict=True)], axis=1)
