"""Fractures of a vertebral body: wedge, biconcave, crush, burst.

The body alone gives way, between its plates; pedicles and arch keep their shape. What stands on the
broken plate follows it: the disc by its own points, the bones above as a rigid motion. Body frame
of the bone, mm.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meshes.bone import Endplate
from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.broken_body import ROUGH, Body, Squeeze, figures
from meshes.effects.changes import COLUMN, LEVELS, Changes, Warp
from meshes.effects.contact import Freedom
from meshes.effects.steering import steered_with
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame, placed
from meshes.surface import Points

SHAPES = ("wedge", "biconcave", "crush", "burst")


@effect("compress")
def compress(
    normal: Normal,
    changes: Changes,
    site: Site,
    *,
    shape: str,
    loss: float,
    retropulsion: float = 0.0,
) -> Changes:
    """A broken body that has lost `loss` % of its height: in front (wedge), in the middle
    (biconcave) or all over (crush, burst); of a burst one the back wall `retropulsion` mm into the
    canal. The bones above follow. Raises ValueError for another shape."""
    if shape not in SHAPES:
        raise ValueError(f"'{shape}' is no shape of a fracture; shapes are {', '.join(SHAPES)}")
    body = Body.of(normal, site.bone)
    squeeze = Squeeze(body, shape, 0.01 * loss, retropulsion)
    rough = replace(squeeze, exact=ROUGH)
    ways = squeeze.there, squeeze.back
    warp = Warp(site.bone, *ways, breaks=True, roughly=rough.back, reach=squeeze.reach)
    changes = replace(changes, warps=(*changes.warps, warp))
    above = COLUMN.index(site.bone) - 1
    if shape == "biconcave" or above < 0:
        return changes
    pose = normal.pose(site.bone)
    # of a wedge the disc above makes up for a part
    follows = float(figures()[shape].get("follows", 1.0))
    # a fragment of the rim that goes into the canal takes nothing along: it only sinks
    broken = np.column_stack([body.rim[:, :2], squeeze.there(body.rim)[:, 2]])
    # by the corners in the mid-line, from which heights and wedges are read
    ends = [RIM_ANTERIOR, RIM_POSTERIOR]
    step = rigid(body.rim[ends], (body.rim + follows * (broken - body.rim))[ends])
    step = _unslipped(normal, COLUMN[above], site.bone, broken, step) @ step
    move = pose @ step @ np.linalg.inv(pose)
    row = figures()["above"]
    freedom = Freedom((0.0, 0.0, row["lift"], row["turn"], 0.0, 0.0), row["most"])
    start = np.array([0.0, 0.0, *row["start"], 0.0, 0.0])
    level = LEVELS[above]
    return steered_with(normal, changes, level, move, freedom, is_sure=False, start=start)[0]


def rigid(before: Points, after: Points) -> Points:
    """The rigid motion within the median plane that takes points (n, 3) nearest to others: 4x4."""
    a, b = before.mean(axis=0), after.mean(axis=0)
    p, q = before - a, after - b
    turn = np.arctan2(
        (p[:, 1] * q[:, 2] - p[:, 2] * q[:, 1]).sum(), (p[:, 1] * q[:, 1] + p[:, 2] * q[:, 2]).sum()
    )
    move = np.eye(4)
    cos, sin = np.cos(turn), np.sin(turn)
    move[1:3, 1:3] = [[cos, -sin], [sin, cos]]
    move[:3, 3] = b - move[:3, :3] @ a
    return move


def _unslipped(normal: Normal, upper: str, lower: str, rim: Points, step: Points) -> Points:
    """The shift along a broken upper plate, rim (96, 3), after which the bone above it, moved by
    `step`, stands no farther forward on it than on the whole one: 4x4, body frame of the lower."""
    below, above = normal.bones[lower].superior, normal.bones[upper].inferior
    if below is None or above is None:
        raise ValueError(f"there are no two plates between {upper} and {lower}")
    plates = below, Endplate(below.frame, rim)
    corner = placed(
        np.linalg.inv(normal.pose(lower)) @ normal.pose(upper), above.rim[[RIM_POSTERIOR]]
    )
    axes = [corner_frame(plate)[:3, 1] for plate in plates]
    usual, now = (
        float((place[0] - plate.rim[RIM_POSTERIOR]) @ axis)
        for place, plate, axis in zip((corner, placed(step, corner)), plates, axes, strict=True)
    )
    shift = np.eye(4)
    shift[:3, 3] = (usual - now) * axes[1]
    return shift
