"""Closed surfaces cut by a sagittal plane: how far points of the plane are from them, within it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.field import Distances
from meshes.surface import Points, Surface

FAR = 100.0
"""What is said where the plane meets nothing (mm)."""


@dataclass(frozen=True, slots=True)
class PlaneCut:
    """Outlines in a plane across x: segments (s, 2) from `start` to `end` in (y, z), mm, solid
    always on the same side."""

    start: Points
    end: Points

    @staticmethod
    def of(surfaces: Iterable[Surface], x: float) -> PlaneCut:
        """Where closed surfaces meet the plane at x."""
        pieces = [_segments(surface, x) for surface in surfaces]
        both = np.concatenate([np.zeros((0, 2, 2)), *pieces])
        return PlaneCut(both[:, 0], both[:, 1])

    def distance(self, points: Points) -> Distances:
        """Distance within the plane, negative inside any of them: (n, 3) -> (n,) mm. x is not
        looked at."""
        if len(self.start) == 0:
            return np.full(len(points), FAR)
        here = points[:, None, 1:] - self.start
        way = self.end - self.start
        long = np.maximum(np.einsum("ij,ij->i", way, way), 1e-12)
        share = np.minimum(np.maximum(np.einsum("ijk,jk->ij", here, way) / long, 0.0), 1.0)
        away = here - share[..., None] * way
        nearest = np.sqrt(np.einsum("ijk,ijk->ij", away, away).min(axis=1))
        return np.asarray(np.where(self._inside(here, way), -nearest, nearest))

    def _inside(self, here: Points, way: Points) -> npt.NDArray[np.bool_]:
        """Whether outlines wind round points; here: (n, s, 2) from the segments' starts."""
        above_start, above_end = here[..., 1] >= 0.0, here[..., 1] >= way[:, 1]
        turn = way[:, 0] * here[..., 1] - way[:, 1] * here[..., 0]
        up = above_start & ~above_end & (turn > 0.0)
        down = ~above_start & above_end & (turn < 0.0)
        return np.asarray(up.sum(axis=1) != down.sum(axis=1))


def _segments(surface: Surface, x: float) -> Points:
    """Where the triangles of a surface cross the plane: (s, 2, 2), (start, end) in (y, z)."""
    beyond = surface.points[:, 0] - x
    beyond[beyond == 0.0] = 1e-9  # a point on the plane counts as beyond it
    side = beyond[surface.triangles] > 0.0
    crossed = side.any(axis=1) & ~side.all(axis=1)
    corners, side = surface.triangles[crossed], side[crossed]
    found = np.zeros((len(corners), 2, 2))
    for k in range(3):
        a, b = corners[:, k], corners[:, (k + 1) % 3]
        share = beyond[a] / np.where(beyond[a] == beyond[b], 1.0, beyond[a] - beyond[b])
        place = surface.points[a] + share[:, None] * (surface.points[b] - surface.points[a])
        for end, passing in enumerate(
            (side[:, k] & ~side[:, (k + 1) % 3], ~side[:, k] & side[:, (k + 1) % 3])
        ):
            found[passing, end] = place[passing, 1:]
    return found
