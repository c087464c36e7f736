"""Walking along rays through a distance field until bone is met."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from meshes.field import Distances
from meshes.surface import Points

DistanceOf = Callable[[Points], Distances]

# Trilinear fields over-estimate a little near edges: shorter steps than the distance allows.
_CAUTION = 0.85
_ROUNDS = 48
_CLOSE = 2e-3


def march(
    distance: DistanceOf, starts: Points, directions: Points, reach: float, level: float = 0.0
) -> tuple[Points, npt.NDArray[np.bool_]]:
    """Where rays first meet the surface `distance == level`: points (n, 3) and whether they did.

    starts: (n, 3), outside the level (a ray that starts inside walks the other way to leave it).
    directions: (n, 3) or (3,) unit. reach: mm after which a ray gives up; it then stays there.
    """
    directions = np.broadcast_to(directions, starts.shape)
    travelled = np.zeros(len(starts))
    points = np.array(starts, dtype=np.float64)
    off = np.full(len(starts), np.inf)
    for _ in range(_ROUNDS):
        open_ = (np.abs(off) > _CLOSE) & (np.abs(travelled) < reach)
        if not open_.any():
            break
        off[open_] = distance(points[open_]) - level
        travelled[open_] = np.clip(travelled[open_] + _CAUTION * off[open_], -reach, reach)
        points[open_] = starts[open_] + travelled[open_, None] * directions[open_]
    return points, np.abs(off) < 0.05
