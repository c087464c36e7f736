"""The bones as changes pose and shape them: where each stands, and how far from it a point is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.skin import ARCH, Moves
from meshes.effects.changes import COLUMN, LEVELS, Changes, Values, bones_of
from meshes.field import Distances
from meshes.pose import unplaced
from meshes.surface import Points


def moves_of(changes: Changes) -> Moves:
    """World motion of each carrier (bones, and arches under `<bone>/arch`) that does not stay:
    4x4 by carrier. Joints add up from the sacrum upward."""
    found: dict[str, Points] = {}
    below = np.eye(4) if changes.base is None else changes.base
    if changes.base is not None:
        found["sacrum"] = found["sacrum" + ARCH] = below
    for level in reversed(LEVELS):
        bone = bones_of(level)[0]
        here = below @ changes.joints[level] if level in changes.joints else below
        moved = not np.array_equal(here, np.eye(4))
        if moved:
            found[bone] = here
        loose = changes.loose.get(bone)
        if loose is not None:
            found[bone + ARCH] = below @ loose
        elif moved:
            found[bone + ARCH] = here
        below = here
    return found


@dataclass(frozen=True, eq=False)
class Posed:
    """All bones of the column in their changed places and shapes, as distances in the world."""

    normal: Normal
    changes: Changes
    moves: Moves

    @cached_property
    def _grown(self) -> Mapping[str, list[object]]:
        return {}

    def pose(self, bone: str) -> Points:
        """4x4 from a bone's body frame to the changed world."""
        pose = self.normal.pose(bone)
        move = self.moves.get(bone)
        return pose if move is None else move @ pose

    def distance_to(self, bone: str, points: Points) -> Distances:
        """Signed distance of world points (n, 3) to one bone: (n,) mm, negative inside."""
        body = unplaced(self.pose(bone), points)
        for warp in self.changes.warps:
            if warp.bone == bone:
                body = warp.back(body)
        found = self.normal.fields[bone].distance(body)
        for growth in self.changes.growths:
            if growth.bone == bone:
                found = found - growth.by(body)
        return found

    def gradient_of(self, bone: str, points: Points) -> Points:
        """Direction away from one bone at world points: (n, 3), about unit."""
        return slope(lambda p: self.distance_to(bone, p), points)


def slope(distance, points: Points, step: float = 0.6) -> Points:  # type: ignore[no-untyped-def]
    """Central differences of a distance at points (n, 3), scaled to unit length where it is steep
    enough to have a direction."""
    offsets = np.concatenate([step * np.eye(3), -step * np.eye(3)])
    probes = (points[None] + offsets[:, None]).reshape(-1, 3)
    found = distance(probes).reshape(6, len(points))
    raw = ((found[:3] - found[3:]) / (2.0 * step)).T
    length = np.linalg.norm(raw, axis=1, keepdims=True)
    return np.asarray(raw / np.maximum(length, 0.2))


__all__ = ["COLUMN", "Posed", "Values", "moves_of", "slope"]
