"""The disc of a lumbarised S1, between it and S2, and the room that it takes of the sacrum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.contour import solid_surface
from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.asked import quickly
from meshes.effects.changes import Changes, Growth, Slot, Solid, Values
from meshes.effects.regions import Region, region
from meshes.pose import placed
from meshes.reading import shipped_table
from meshes.surface import Points

#: A disc in the sacrum is lower at its sides by this share, is asked exactly this near to itself,
#: and its place goes this far behind the bodies, into the canal; a lower one has none yet, mm.
_LID, _NEAR, _TO_CANAL, _LEAST_SLOT = 0.35, 2.0, 4.0, 0.2
#: Room kept round the disc S1-S2 when its surface is looked for, mm: more than it stands out.
_ROUND_DISC = 3.5


@effect("lumbarise")
def lumbarise(normal: Normal, changes: Changes, site: Site, *, share: float) -> Changes:
    """A lumbarised S1: its body squares and a disc between it and S2 takes shape, `share` 0..1 of
    its height."""
    if share <= 0.0:
        return changes
    place = SacralDisc.of(normal)
    row = figures()["lumbarised"]
    half = 0.5 * share * row["height"]

    def by(points: Points) -> Values:
        local = place.local(points)
        front = smooth((local[:, 1] + 4.0) / 8.0)
        near = np.exp(-((local[:, 2] - half - 4.0) ** 2) / 14.0)
        inside = 1.0 - smooth((np.abs(local[:, 0]) - 10.0) / 10.0)
        return np.asarray(share * row["square"] * front * near * inside)

    growth = Growth("sacrum", by, "sacrum.S1.body")
    disc = place.distance(normal, half, share * row["out"])
    if half <= _LEAST_SLOT:
        return replace(changes, growths=(*changes.growths, growth))
    # in its own frame its box is half as large
    size = np.array([place.half_width, place.half_depth, half]) + _ROUND_DISC
    surface = solid_surface(disc, -size, size, 0.6)
    solids = changes.solids
    if surface is not None:
        moved = surface.moved(place.frame)
        solids = (*solids, Solid("transitional-disc.S1-S2", "sacrum", moved))
    slot = Slot("sacrum", (place.opening(half),))
    return replace(
        changes,
        growths=(*changes.growths, growth),
        solids=solids,
        slots=(*changes.slots, slot),
    )


@dataclass(frozen=True, eq=False)
class SacralDisc:
    """Where the disc S1-S2 lies in the sacrum: frame (4x4, x right, y anterior, z superior, origin
    in its middle) and half its width and depth, mm. Its plane is that of the first foramina."""

    frame: Points
    half_width: float
    half_depth: float

    @staticmethod
    def of(normal: Normal) -> SacralDisc:
        """From the sacrum's foramina and its field."""
        places = normal.marks.bones["sacrum"].places
        inner, front = places["foramen-inner.S1.right"], places["foramen-anterior.S1.right"]
        ahead = np.array([0.0, *(front - inner)[1:]])
        ahead /= np.linalg.norm(ahead)
        up = np.cross([1.0, 0.0, 0.0], ahead)
        start = np.array([0.0, *(0.5 * (inner + front))[1:]])
        way = np.arange(-24.0, 24.0, 0.25)
        inside = normal.fields["sacrum"].distance(start + way[:, None] * ahead) < 0.0
        middle = int(np.argmin(np.abs(way)))
        first = middle - int(np.argmin(inside[middle::-1]))
        last = middle + int(np.argmin(inside[middle:]))
        frame = np.eye(4)
        frame[:3, 1], frame[:3, 2] = ahead, up
        frame[:3, 3] = start + 0.5 * (way[first] + way[last]) * ahead
        width = min(float(figures()["lumbarised"]["half_width"]), float(inner[0]) - 1.0)
        return SacralDisc(frame, width, 0.5 * float(way[last] - way[first]))

    def local(self, points: Points) -> Points:
        """Points of the sacrum's frame in the disc's: (n, 3)."""
        return np.asarray((points - self.frame[:3, 3]) @ self.frame[:3, :3])

    def opening(self, half: float) -> Region:
        """What the disc takes of the bone, in the sacrum's frame: from the canal to the front, as
        high as the disc; beside it S1 and S2 stay one."""
        wide, deep = self.half_width, self.half_depth
        planes = [((side * wide, 0.0, 0.0), (side, 0.0, 0.0)) for side in (1.0, -1.0)]
        planes.append(((0.0, -deep - _TO_CANAL, 0.0), (0.0, -1.0, 0.0)))
        for up in (1.0, -1.0):
            planes.append(((0.0, 0.0, up * half), (0.0, 0.0, up)))
            for side in (1.0, -1.0):
                # the tangent of the disc's lid half-way aside
                at = 0.7 * side
                lid = half * (1.0 - _LID * at**2)
                lean = 2.0 * half * _LID * at / wide
                planes.append(((at * wide, 0.0, up * lid), (lean, 0.0, up)))
        local = region(*planes)
        return local.moved(self.frame)

    def distance(self, normal: Normal, half: float, out: float) -> Callable[[Points], Values]:
        """The disc as a solid in its own frame: 2 `half` high, `out` beyond the bone in front,
        thinner towards its sides and back."""
        bone = quickly(normal.fields["sacrum"])

        def found(local: Points) -> Values:
            x, y, z = local.T
            across = np.abs(x) / self.half_width
            rear = 0.8 - self.half_depth - y
            aside = np.maximum(np.abs(x) - self.half_width, rear)
            tall = np.abs(z) - half * (1.0 - _LID * np.clip(across, 0.0, 1.0) ** 2)
            near = np.flatnonzero((aside < _NEAR) & (tall < _NEAR))
            beyond = out * (1.0 - np.clip(across[near], 0.0, 1.0) ** 4)
            in_bone = bone(placed(self.frame, local[near]))
            aside[near] = np.maximum(aside[near], in_bone - beyond)
            soft = 1.0
            a, b = np.maximum(aside + soft, 0.0), np.maximum(tall + soft, 0.0)
            inner = np.minimum(np.maximum(aside, tall), -soft)
            return np.asarray(np.where((a > 0.0) | (b > 0.0), np.hypot(a, b) - soft, inner))

        return found


def smooth(share: Values) -> Values:
    """From 0 to 1 without a kink at either end; beyond them it stays."""
    u = np.clip(share, 0.0, 1.0)
    return np.asarray(u * u * (3.0 - 2.0 * u))


@cache
def figures() -> Mapping[str, Any]:
    """The figures of transitional vertebrae."""
    return shipped_table(Path(__file__).parent / "transitional.toml")
