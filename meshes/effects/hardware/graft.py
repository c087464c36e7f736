"""Where graft is laid: the posterolateral mass between transverse processes (or ala), and the room
between the end plates round and in a cage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from meshes.effects.hardware.cage_outline import Outline, outline_distance
from meshes.effects.hardware.disc_space import DiscSpace
from meshes.effects.hardware.figures import figure
from meshes.effects.hardware.granules import Bed, sampled_bed
from meshes.pose import placed, unplaced
from meshes.shipped import BoneMarks
from meshes.surface import Points

if TYPE_CHECKING:
    from meshes.field import SignedDistanceGrid

Values = npt.NDArray[np.float64]

# How near graft comes to bone, and keeps to metal, mm.
_ON_BONE, _OFF_METAL = 0.1, 0.25
# Where on the ala the mass comes to lie, in the sacrum's frame: x and y of its upper surface.
_ALA = np.array([37.0, -25.0])
# How far out along a transverse process it lies.
_OUT = 0.5


def mass_bed(
    bones: tuple[str, str],
    poses: Mapping[str, Points],
    marks: Mapping[str, BoneMarks],
    fields: Mapping[str, SignedDistanceGrid],
    metal: Callable[[Points], Values],
) -> Bed:
    """The bed of the right posterolateral mass, in the world: from the back of one transverse
    process to that of the next, at L5-S1 to the ala.

    metal: distance (n,) of places (n, 3) to screws and rod.
    """
    ends = [_anchor(bone, poses[bone], marks[bone], fields[bone]) for bone in bones]
    middle = 0.5 * (ends[0] + ends[1]) + np.array([1.5, 0.5, 0.0])
    line = np.stack([ends[0], middle, ends[1]])
    squeeze = np.array(
        [figure("graft", "mass", "deep") / figure("graft", "mass", "aside"), 1.0, 1.0]
    )
    radius = figure("graft", "mass", "deep")

    def room(nodes: Points) -> Values:
        p, chain = nodes * squeeze, line * squeeze
        away = np.minimum(_segment(p, chain[0], chain[1]), _segment(p, chain[1], chain[2]))
        lumps = np.sin(0.55 * nodes[:, 0]) * np.sin(0.5 * nodes[:, 1] + 1.0)
        lumps = lumps + np.sin(0.42 * nodes[:, 2] + 0.6 * nodes[:, 0])
        return np.asarray(away - radius + 0.45 * lumps, dtype=np.float64)

    def free(nodes: Points) -> Values:
        clear = metal(nodes) - _OFF_METAL
        for bone in _near(bones):
            own = fields[bone].distance(unplaced(poses[bone], nodes))
            clear = np.minimum(clear, own - _ON_BONE)
        return clear

    reach = figure("graft", "mass", "aside") + 2.0
    return sampled_bed(line.min(axis=0) - reach, line.max(axis=0) + reach, room, free)


def _near(bones: tuple[str, str]) -> list[str]:
    """The two bones and the one above, whose lower joint processes are near."""
    number = int(bones[0][-1])
    above = f"vertebra.L{number - 1}" if number > 1 else "vertebra.T12"
    return [above, *bones]


def _anchor(bone: str, pose: Points, marks: BoneMarks, field: SignedDistanceGrid) -> Points:
    """(3,) middle of the mass where it lies on a bone, in the world."""
    lift = figure("graft", "mass", "lift")
    if bone == "sacrum":
        z = np.arange(14.0, -20.0, -0.25)
        column = np.stack([np.full_like(z, _ALA[0]), np.full_like(z, _ALA[1]), z], axis=1)
        top = z[int(np.argmax(field.distance(column) < 0.0))]
        spot = np.array([_ALA[0], _ALA[1] - 0.4 * lift, top + lift])
        return np.asarray(placed(pose, spot[None])[0], dtype=np.float64)
    tip = marks.places["transverse-tip.right"]
    start = 24.0 if marks.pedicle is None else marks.pedicle["lateral"]
    x = start + _OUT * (tip[0] - start)
    y = np.arange(tip[1] - 18.0, tip[1] + 16.0, 0.25)
    row = np.stack([np.full_like(y, x), y, np.full_like(y, tip[2])], axis=1)
    back = y[int(np.argmax(field.distance(row) < 0.0))]
    spot = np.array([[x, back - lift, tip[2]]])
    return np.asarray(placed(pose, spot)[0], dtype=np.float64)


def _segment(p: Points, a: Points, b: Points) -> Values:
    run = b - a
    share = np.clip((p - a) @ run / (run @ run), 0.0, 1.0)
    return np.asarray(np.linalg.norm(p - a - share[:, None] * run, axis=1), dtype=np.float64)


def _columns(nodes: Points) -> tuple[Points, npt.NDArray[np.intp]]:
    """The different (x, y) of nodes (n, 3) of a grid, and which of them each node has."""
    key = np.round(nodes[:, :2] * 1000.0).astype(np.int64) @ np.array([1 << 24, 1])
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return nodes[first, :2], number.reshape(-1)


def interbody_bed(
    space: DiscSpace,
    outlines: Sequence[Outline],
    metal: Callable[[Points], Values],
) -> Bed:
    """The bed between the plates, in the frame of the disc space: all the room within the wall of
    the disc that stays and between both plates, in and round the cages.

    metal: distance (n,) of places (n, 3) of that frame to screws that cross it.
    """
    middles = space.rims.mean(axis=1, keepdims=True)
    shrunk = 1.0 - figure("graft", "rim") / np.abs(space.rims - middles).max()
    rims = middles + shrunk * (space.rims - middles)

    def room(nodes: Points) -> Values:
        flat, number = _columns(nodes)
        within = np.maximum(*(outline_distance(rim, flat) for rim in rims))
        return np.asarray(within[number], dtype=np.float64)

    def free(nodes: Points) -> Values:
        clear = np.minimum(metal(nodes) - _OFF_METAL, 9.0)
        flat, number = _columns(nodes)
        for outline in outlines:
            ring = np.maximum(
                outline_distance(outline.outer, flat),
                -outline_distance(outline.inset(outline.wall), flat),
            )
            clear = np.minimum(clear, ring[number] - _OFF_METAL)
            if outline.strut:
                inside = outline_distance(outline.outer, flat)[number]
                bar = np.maximum(np.abs(nodes[:, 0]) - 2.2, inside)
                clear = np.minimum(clear, bar - _OFF_METAL)
        for upper in (True, False):
            clear = np.minimum(clear, space.distance(nodes, upper) - _ON_BONE)
        return clear

    lower = np.append(space.rim.min(axis=0), -9.0)
    upper = np.append(space.rim.max(axis=0), 9.0)
    return sampled_bed(lower, upper, room, free)
