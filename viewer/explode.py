"""The spine drawn apart along its own axis: how far each structure goes, and points within it.

Bones move as they are. What joins two bones (disc, facet joint, foramen, ligament between two
levels) stays in the middle between them. What runs along several levels (sac, roots, longitudinal
ligaments) is stretched evenly from the middle of one bone to the middle of the next, so that it
stays beside the bone it lies beside, and nothing changes its order. Pure; needs only the boxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Box, Mesh

if TYPE_CHECKING:
    import numpy.typing as npt

Points: TypeAlias = "npt.NDArray[np.float64]"

#: How much wider each gap between two bones becomes when wholly apart, mm.
GAP_MM = 26.0
#: The bones of the column from superior to inferior, and what joins them.
COLUMN = ("T12", "L1", "L2", "L3", "L4", "L5", "S1")
_STILL = COLUMN.index("L3")
#: Kinds that run along several levels.
_LONG = frozenset(
    {
        *("thecal-sac", "cauda-equina", "conus-medullaris", "filum-terminale", "root"),
        *("anterior-longitudinal-ligament", "posterior-longitudinal-ligament"),
        *("supraspinous-ligament", "lumbosacral-trunk"),
    }
)


@dataclass(frozen=True)
class Spread:
    """How the column comes apart. middles, axes: (7, 3) of the bones of COLUMN, world mm;
    moves: (7, 3) where each goes when wholly apart."""

    middles: Points
    axes: Points
    moves: Points

    def of_bone(self, level: str) -> Points:
        """(3,) where a bone goes when wholly apart; below S1 all is sacrum."""
        return np.asarray(self.moves[COLUMN.index(level) if level in COLUMN else -1])

    def field(self, points: Points) -> Points:
        """(n, 3) where points of long structures go when wholly apart: each bone's own move at its
        middle, and in even steps between."""
        heights = np.einsum("nkj,kj->nk", points[:, None, :] - self.middles[None], self.axes)
        above, below = heights[:, :-1], heights[:, 1:]
        share = np.clip(-above / np.maximum(below - above, 1e-6), 0.0, 1.0)
        steps = np.diff(self.moves, axis=0)
        return np.asarray(self.moves[0] + share @ steps)


def spread(boxes: Mapping[StructureId, Box]) -> Spread | None:
    """The spread of a column whose discs lie in these boxes; None without all its discs."""
    names = [f"disc.{a}-{b}.annulus" for a, b in pairwise(COLUMN)]
    if any(StructureId(name) not in boxes for name in names):
        return None
    discs = np.array([boxes[StructureId(name)].centre for name in names])
    bodies = 0.5 * (discs[:-1] + discs[1:])
    lean = [_lean(a - b) for a, b in pairwise(discs)]
    # At a disc the mean of both neighbours; beyond the last bone its bend goes on.
    joints = np.array(
        [1.5 * lean[0] - 0.5 * lean[1]]
        + [0.5 * (a + b) for a, b in pairwise(lean)]
        + [1.5 * lean[-1] - 0.5 * lean[-2]]
    )
    ends = [2 * discs[0] - bodies[0], 2 * discs[-1] - bodies[-1]]
    middles = np.vstack([ends[:1], bodies, ends[1:]])
    turns = np.array([2 * joints[0] - lean[0], *lean, 2 * joints[-1] - lean[-1]])
    moves = np.zeros((len(COLUMN), 3))
    moves[:-1] = np.cumsum((GAP_MM * _axes(joints))[::-1], axis=0)[::-1]
    return Spread(middles, _axes(turns), moves - moves[_STILL])


def _lean(upward: Points) -> float:
    """Angle of a direction from superior towards anterior."""
    return float(np.arctan2(upward[1], upward[2]))


def _axes(lean: npt.ArrayLike) -> Points:
    lean = np.asarray(lean)
    return np.stack([np.zeros_like(lean), np.sin(lean), np.cos(lean)], axis=1)


@dataclass(frozen=True)
class Apart:
    """Where everything lies when the column is drawn apart by a share 0..1."""

    catalog: Catalog
    boxes: Mapping[StructureId, Box]

    @cached_property
    def _spread(self) -> Spread | None:
        return spread(self.boxes)

    def is_long(self, id: StructureId) -> bool:
        """Whether a structure is stretched, not moved as it is."""
        return self.catalog.body_of(id).kind in _LONG

    def away(self, id: StructureId, points: npt.NDArray[np.floating]) -> Points:
        """How far points (n, 3) of a structure go when wholly apart: (3,) for all, or (n, 3)."""
        if self._spread is None:
            return np.zeros(3)
        if self.is_long(id):
            return self._spread.field(np.asarray(points, dtype=np.float64))
        return self.offset(id)

    def offset(self, id: StructureId) -> Points:
        """(3,) how far a structure goes when wholly apart; a long one by its middle."""
        id = self.catalog.body_of(id)
        if id not in self._offsets:
            self._offsets[id] = self._offset(id)
        return self._offsets[id]

    @cached_property
    def _offsets(self) -> dict[StructureId, Points]:
        return {}

    def _offset(self, id: StructureId) -> Points:
        if self._spread is None:
            return np.zeros(3)
        if id.kind in _LONG or id.kind == "ganglion":
            box = self.boxes.get(id)
            return self._spread.field(np.array([box.centre]))[0] if box else np.zeros(3)
        if id.kind == "iliolumbar-ligament":
            return 0.5 * (self._spread.of_bone("L5") + self._spread.of_bone("S1"))
        levels = [self._spread.of_bone(level.name) for level in id.levels]
        return np.asarray(np.mean(levels or [self._spread.moves[-1]], axis=0))

    def point(self, id: StructureId, at: tuple[float, float, float], share: float) -> Points:
        """Where a point of a structure is shown: (3,)."""
        place = np.asarray(at, dtype=np.float64)
        return np.asarray(place + share * np.reshape(self.away(id, place[None]), (3,)))

    def box(self, id: StructureId, share: float, box: Box | None = None) -> Box:
        """Where a structure's box is shown. box: another one than its usual."""
        box = box or self.boxes[id]
        if not share:
            return box
        ends = np.array([box.lower, box.upper])
        ends = ends + share * self.away(id, ends)
        low, high = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
        return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))

    def shift(self, at: tuple[float, float, float], share: float) -> tuple[float, float, float]:
        """How far what lies about a place in the column is moved."""
        if self._spread is None:
            return (0.0, 0.0, 0.0)
        x, y, z = (share * self._spread.field(np.array([at]))[0]).tolist()
        return (x, y, z)

    def mesh(self, id: StructureId, mesh: Mesh, share: float) -> Mesh:
        """A structure's mesh where it is shown; its normals stay."""
        if not share:
            return mesh
        points = mesh.points + share * self.away(id, mesh.points)
        return replace(mesh, points=points.astype(np.float32))

    def rest(self, at: tuple[float, float, float], share: float) -> tuple[float, float, float]:
        """The place in the column together that is shown here: the inverse of `shift`."""
        place = at
        for _ in range(60):
            moved = self.shift(place, share)
            x, y, z = (a - m for a, m in zip(at, moved, strict=True))
            place = (x, y, z)
        return place
