"""The room between two end plates as the bones now stand: what cage and graft are fitted into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from meshes.pose import placed, unplaced
from meshes.shipped import BoneMarks
from meshes.surface import Points

if TYPE_CHECKING:
    from meshes.field import SignedDistanceGrid

Values = npt.NDArray[np.float64]

# Heights above and below the middle that are searched for a plate, and the step, mm.
_REACH, _STEP = 13.0, 0.25


@dataclass(frozen=True, slots=True)
class DiscSpace:
    """Two neighbouring bones and the frame between their plates.

    frame: 4x4, to the world: origin midway between the plates, x to the right, y anterior, z mean
    normal of the plates, superior. rims: (2, 96, 2) outlines of the upper and lower plate in that
    frame, from the right over anterior. poses, fields: of the upper and the lower bone.
    """

    frame: Points
    rims: Points
    bones: tuple[str, str]
    poses: tuple[Points, Points]
    fields: tuple[SignedDistanceGrid, SignedDistanceGrid]

    @property
    def rim(self) -> Points:
        """(96, 2) mean outline of the plates."""
        return np.asarray(self.rims.mean(axis=0), dtype=np.float64)

    @property
    def front(self) -> float:
        """y of the anterior edge of what the plates have in common."""
        return float(self.rims[:, 24, 1].min())

    @property
    def back(self) -> float:
        """y of the posterior edge of what the plates have in common."""
        return float(self.rims[:, 72, 1].max())

    def world(self, local: Points) -> Points:
        """Points (n, 3) of the frame in the world."""
        return placed(self.frame, local)

    def distance(self, local: Points, upper: bool) -> Values:
        """Signed distance (n,) of points of the frame (n, 3) to one of the bones."""
        k = 0 if upper else 1
        return self.fields[k].distance(unplaced(self.poses[k], placed(self.frame, local)))

    def plate(self, flat: Points, upper: bool) -> Values:
        """Height (n,) at which a line through each place (n, 2) along z meets the bone; not a
        number where it misses the bone."""
        sign = 1.0 if upper else -1.0
        z = sign * np.arange(-0.6 * _REACH, _REACH, _STEP)
        nodes = np.concatenate(
            [np.repeat(flat, len(z), axis=0), np.tile(z, len(flat))[:, None]], axis=1
        )
        found = self.distance(nodes, upper).reshape(len(flat), len(z))
        inside = found < 0.0
        first = np.argmax(inside, axis=1)
        met = inside.any(axis=1) & (first > 0)
        k = np.maximum(first, 1)
        row = np.arange(len(flat))
        before, after = found[row, k - 1], found[row, k]
        share = before / np.where(before - after > 1e-9, before - after, 1.0)
        return np.where(met, z[k - 1] + share * (z[k] - z[k - 1]), np.nan)


def disc_space(
    bones: tuple[str, str],
    poses: Mapping[str, Points],
    marks: Mapping[str, BoneMarks],
    fields: Mapping[str, SignedDistanceGrid],
) -> DiscSpace:
    """The room between the upper and the lower of two bones as they stand.

    Raises ValueError where a bone has no plate on that side.
    """
    upper, lower = marks[bones[0]].inferior, marks[bones[1]].superior
    if upper is None or lower is None:
        raise ValueError(f"no end plates between {bones[0]} and {bones[1]}")
    pose = (poses[bones[0]], poses[bones[1]])
    rims = placed(pose[0], upper.rim), placed(pose[1], lower.rim)
    normal = pose[0][:3, :3] @ upper.frame[:3, 2] + pose[1][:3, :3] @ lower.frame[:3, 2]
    z = normal / np.linalg.norm(normal)
    ahead = pose[0][:3, 1] + pose[1][:3, 1]
    y = ahead - (ahead @ z) * z
    y /= np.linalg.norm(y)
    frame = np.eye(4)
    frame[:3, :3] = np.stack([np.cross(y, z), y, z], axis=1)
    frame[:3, 3] = 0.5 * (rims[0].mean(axis=0) + rims[1].mean(axis=0))
    flat = np.stack([unplaced(frame, rim)[:, :2] for rim in rims])
    return DiscSpace(frame, flat, bones, pose, (fields[bones[0]], fields[bones[1]]))
