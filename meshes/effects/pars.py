"""The gap of spondylolysis: a broken plane through the pars, with body before and arch behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.effects.regions import Region
from meshes.effects.saw_marks import SawMarks, figures

Reals = npt.NDArray[np.float64]

# Strips of the gap overlap by this much (mm), so that no film of bone is left between them.
_OVERLAP = 0.15
# The gap ends this far from the mid-line.
_MEDIAL = 1.5


@dataclass(frozen=True, slots=True)
class ParsGap:
    """The gap of a right pars. normal: (3,) unit, towards the body; offset: of its mid-plane;
    width: mm. knots, off: (k,) x, ascending, and how far along the normal the mid-plane is there.
    front: y before which there is none."""

    normal: Reals
    offset: float
    width: float
    knots: Reals
    off: Reals
    front: float

    def height(self, points: Reals) -> Reals:
        """How far points (n, 3) lie on the body's side of the gap's middle, either side: (n,)."""
        folded = np.abs(points[:, 0])
        plane = folded * self.normal[0] + points[:, 1:] @ self.normal[1:] - self.offset
        return np.asarray(plane - np.interp(folded, self.knots, self.off))

    def regions(self) -> tuple[Region, ...]:
        """The gap as convex strips side by side, in the bone's body frame."""
        return self._strips(is_open=False)

    def beyond(self) -> tuple[Region, ...]:
        """The gap and all on the body's side of it, in front of it too, as strips likewise."""
        return self._strips(is_open=True)

    def _strips(self, *, is_open: bool) -> tuple[Region, ...]:
        ends = np.concatenate([[_MEDIAL], self.knots, [np.inf]])
        levels = np.concatenate([self.off[:1], self.off, self.off[-1:]])
        strips = []
        for low, high, start, end in zip(ends[:-1], ends[1:], levels[:-1], levels[1:], strict=True):
            slope = (end - start) / (high - low) if np.isfinite(high) else 0.0
            along = self.normal - slope * np.eye(3)[0]
            level = self.offset + start - slope * low
            steep = float(np.linalg.norm(along))
            rows = (
                []
                if is_open
                else [
                    (np.array([0.0, 1.0, 0.0]), self.front),
                    (along / steep, (level + self.width / 2) / steep),
                ]
            )
            rows += [
                (-along / steep, (self.width / 2 - level) / steep),
                (np.array([-1.0, 0.0, 0.0]), _OVERLAP - low),
            ]
            if np.isfinite(high):
                rows.append((np.array([1.0, 0.0, 0.0]), high + _OVERLAP))
            strips.append(Region(np.array([n for n, _ in rows]), np.array([d for _, d in rows])))
        return tuple(strips)

    def piece_distance(
        self, distance: Callable[[Reals], Reals], points: Reals, piece: int
    ) -> Reals:
        """Signed distance to one piece of a bone parted on both sides: (n, 3) body frame -> (n,).

        piece: 0 body, 1 arch, so that each can be asked where it has gone to.
        """
        return np.maximum(distance(points), self._to_part(points, piece))

    def parted_distance(
        self, distance: Callable[[Reals], Reals], bodies: Reals, arches: Reals
    ) -> Reals:
        """Signed distance to a bone whose pieces stand apart: (n,) mm. bodies, arches: the points
        (n, 3) as body and arch see them, each in the bone's body frame. What is nearer one piece
        than the other's side of the gap is not asked of that one."""
        least = self._to_part(bodies, 0), self._to_part(arches, 1)
        first = least[0] <= least[1]
        found = distance(np.where(first[:, None], bodies, arches))
        found = np.maximum(found, np.minimum(*least))
        other = np.maximum(*least)
        rows = np.flatnonzero(other < found)
        if len(rows):
            again = np.where(first[rows, None], arches[rows], bodies[rows])
            found[rows] = np.minimum(found[rows], np.maximum(distance(again), other[rows]))
        return found

    def _to_part(self, points: Reals, piece: int) -> Reals:
        """Signed distance to all on one side of the gap: (n,) mm. piece: 0 body, 1 arch."""
        height, behind = self.height(points), points[:, 1] - self.front
        if piece == 1:
            return np.maximum(height + self.width / 2, behind)
        return np.asarray(-np.maximum(height - self.width / 2, behind))


def pars_gap(marks: SawMarks, amount: float) -> ParsGap:
    """The gap of a vertebra's right pars. amount: 0..1, 1 to 5 mm wide.

    Raises ValueError for a bone without a pars.
    """
    if marks.isthmus is None:
        raise ValueError(f"{marks.bone} has no pars")
    own, level = figures()["pars"], marks.bone.rpartition(".")[2]
    border, height = marks.isthmus
    normal = np.array(own["normal"][level])
    normal /= np.linalg.norm(normal)
    through = np.array([border - own["inward"], own["back"], height + own["up"][level]])
    least, most = own["gap"]
    return ParsGap(
        normal,
        float(normal @ through),
        float(least + amount * (most - least)),
        border - np.array(own["at"]),
        np.array(own["off"]),
        marks.wall - own["front"][level],
    )
