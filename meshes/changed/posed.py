"""The bones as changes pose and shape them: where each stands, and how far from it a point is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.sawn_bones import Distance, bone_distance, gap_of, is_gap
from meshes.changed.skin import ARCH, Moves
from meshes.effects.changes import COLUMN, LEVELS, Changes, Values, bones_of
from meshes.effects.pars import ParsGap
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
    moved = not np.array_equal(below, np.eye(4))
    for level in reversed(LEVELS):
        bone, here = bones_of(level)[0], below
        if level in changes.joints:
            here = below @ changes.joints[level]
            moved = not np.array_equal(here, np.eye(4))
        if moved:
            found[bone] = here
        loose = changes.loose.get(bone)
        if loose is not None:
            arch = below @ loose
            if not np.array_equal(arch, np.eye(4)):
                found[bone + ARCH] = arch
        elif moved:
            found[bone + ARCH] = here
        below = here
    return found


@dataclass(frozen=True, eq=False)
class Posed:
    """All bones of the column in their changed places and shapes, as distances in the world. draft:
    to some hundredths of a millimetre, while a slider is dragged."""

    normal: Normal
    changes: Changes
    moves: Moves
    draft: bool = False

    @cached_property
    def _shapes(self) -> dict[str, Distance]:
        return {}

    @cached_property
    def _gaps(self) -> dict[str, ParsGap | None]:
        return {}

    def pose(self, bone: str) -> Points:
        """4x4 from a bone's body frame to the changed world."""
        return self._moved(bone, bone)

    def carrier(self, carrier: str) -> Points:
        """The same of what carries soft parts: a bone, or its arch under `<bone>/arch`."""
        return self._moved(carrier.removesuffix(ARCH), carrier)

    def poses(self, bone: str) -> tuple[Points, ...]:
        """Where each piece of a bone is: the body, and an arch that has come loose."""
        if self.gap(bone) is None:
            return (self.pose(bone),)
        return self.pose(bone), self._moved(bone, bone + ARCH)

    def gap(self, bone: str) -> ParsGap | None:
        """The gap a bone's arch has come loose at; None for a bone in one piece."""
        if bone not in self._gaps:
            self._gaps[bone] = gap_of(self.normal, self.changes, bone)
        return self._gaps[bone]

    def distance_to(self, bone: str, points: Points) -> Distances:
        """Signed distance of world points (n, 3) to one bone: (n,) mm, negative inside."""
        if bone not in self._shapes:
            whole = self.changes
            if self.gap(bone) is not None:
                # its pieces end where the gap begins: it need not be taken from either
                whole = replace(whole, cuts=tuple(c for c in whole.cuts if not is_gap(c, bone)))
            self._shapes[bone] = bone_distance(self.normal, whole, bone, draft=self.draft)
        shape, gap = self._shapes[bone], self.gap(bone)
        if gap is None:
            return shape(unplaced(self.pose(bone), points))
        return gap.parted_distance(shape, *(unplaced(pose, points) for pose in self.poses(bone)))

    def gradient_of(self, bone: str, points: Points) -> Points:
        """Direction away from one bone at world points: (n, 3), about unit."""
        return slope(lambda p: self.distance_to(bone, p), points)

    def _moved(self, bone: str, carrier: str) -> Points:
        pose = self.normal.pose(bone)
        move = self.moves.get(carrier)
        return pose if move is None else move @ pose


_PROBES = np.concatenate([np.eye(3), -np.eye(3)])


def slope(distance: Distance, points: Points, step: float = 0.35) -> Points:
    """Central differences of a distance at points (n, 3), the same for both sides of the body,
    scaled to unit length where it is steep enough to have a direction."""
    probes = (points[None] + step * _PROBES[:, None]).reshape(-1, 3)
    found = distance(probes).reshape(6, len(points))
    raw = ((found[:3] - found[3:]) / (2.0 * step)).T
    length = np.linalg.norm(raw, axis=1, keepdims=True)
    return np.asarray(raw / np.maximum(length, 0.2))


def rough_slope(distance: Distance, points: Points, here: Values, step: float = 0.35) -> Points:
    """The same from differences to the distance that is known at the points already, `here` (n,):
    half the work, and as good as half a step on."""
    probes = (points[None] + step * _PROBES[:3, None]).reshape(-1, 3)
    raw = ((distance(probes).reshape(3, len(points)) - here) / step).T
    length = np.sqrt(np.einsum("ij,ij->i", raw, raw))
    return np.asarray(raw / np.maximum(length, 0.2)[:, None])


__all__ = ["COLUMN", "Posed", "Values", "moves_of", "rough_slope", "slope"]
