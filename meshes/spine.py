"""The bones standing on each other: who is where, and how far from the nearest bone a point is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.bone import Bone, Endplate
from meshes.field import Distances
from meshes.pose import endplate, placed, placed_plate, unplaced
from meshes.stacking import STACK, neutral_poses
from meshes.surface import Points, Surface

__all__ = ["STACK", "Spine", "neutral_poses"]


@dataclass(frozen=True, slots=True)
class Spine:
    """Bones and where they stand.

    bones: by id (`vertebra.L1` .. `vertebra.L5`, `sacrum`), each in its own body frame.
    poses: by the same ids, rigid 4x4 matrices from body to world frame (origin at the centre of
    the S1 upper endplate, x to the patient's right, y anterior, z superior).
    """

    bones: Mapping[str, Bone]
    poses: Mapping[str, Points]

    @property
    def column(self) -> tuple[str, ...]:
        """Ids of the bones from superior to inferior; T12 is the first where there is one."""
        return tuple(key for key in ("vertebra.T12", *STACK) if key in self.bones)

    def to_world(self, key: str, points: Points) -> Points:
        """Points (n, 3) of a bone's body frame, in the world."""
        return placed(self.poses[key], points)

    def to_body(self, key: str, points: Points) -> Points:
        """World points (n, 3) in a bone's body frame."""
        return unplaced(self.poses[key], points)

    def surface(self, key: str) -> Surface:
        """A bone's surface in the world."""
        return self.bones[key].surface.moved(self.poses[key])

    def plate(self, key: str, side: str) -> Endplate:
        """The `superior` or `inferior` endplate of a bone, in the world."""
        return placed_plate(self.poses[key], endplate(self.bones[key], side))

    def distance(self, points: Points, keys: Iterable[str] | None = None) -> Distances:
        """Distance of world points (n, 3) to the nearest bone, mm, negative inside: (n,)."""
        return self.nearest(points, keys)[0]

    def gradient(self, points: Points, keys: Iterable[str] | None = None) -> Points:
        """Direction away from the nearest bone at world points: (n, 3)."""
        names = self._names(keys)
        owner = self.nearest(points, names)[1]
        slope = np.zeros_like(points, dtype=np.float64)
        for number, key in enumerate(names):
            mine = owner == number
            if mine.any():
                body = self.bones[key].field.gradient(self.to_body(key, points[mine]))
                slope[mine] = body @ self.poses[key][:3, :3].T
        return slope

    def nearest(
        self, points: Points, keys: Iterable[str] | None = None
    ) -> tuple[Distances, npt.NDArray[np.intp]]:
        """Distance to the nearest bone and its number in `keys` (default: all): (n,), (n,)."""
        names = self._names(keys)
        heights = [self._heights(key) for key in names]
        middle = float(points[:, 2].mean()) if len(points) else 0.0
        found = np.full(len(points), np.inf)
        owner = np.zeros(len(points), np.intp)
        # the likeliest first: the others are asked only where they may be nearer
        for number in sorted(range(len(names)), key=lambda k: abs(sum(heights[k]) / 2 - middle)):
            lower, upper = heights[number]
            way = np.maximum(lower - points[:, 2], points[:, 2] - upper)
            rows = np.flatnonzero(way < found)
            if len(rows) == 0:
                continue
            key = names[number]
            here = self.bones[key].field.distance(self.to_body(key, points[rows]))
            nearer = here < found[rows]
            found[rows[nearer]] = here[nearer]
            owner[rows[nearer]] = number
        return found, owner

    def _heights(self, key: str) -> tuple[float, float]:
        """Least and greatest z in the world that a bone's grid, which goes beyond it, reaches."""
        field, up = self.bones[key].field, self.poses[key][2]
        middle = float(up[:3] @ (field.origin + field.upper)) / 2 + float(up[3])
        half = float(np.abs(up[:3]) @ (field.upper - field.origin)) / 2
        return middle - half, middle + half

    def _names(self, keys: Iterable[str] | None) -> list[str]:
        return list(self.bones if keys is None else keys)
