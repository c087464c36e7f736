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
        each = np.stack(
            [self.bones[k].field.distance(self.to_body(k, points)) for k in self._names(keys)]
        )
        return each.min(axis=0), each.argmin(axis=0)

    def _names(self, keys: Iterable[str] | None) -> list[str]:
        return list(self.bones if keys is None else keys)
