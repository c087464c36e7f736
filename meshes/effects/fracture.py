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
from meshes.effects.changes import COLUMN, LEVELS, NONE, Changes, Values, Warp, bones_of
from meshes.effects.contact import Freedom, further
from meshes.effects.steering import is_reshaped, steered_with
from meshes.effects.tables import tabulated
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
    squeeze = Squeeze(Body.of(normal, site.bone), shape, 0.01 * loss, retropulsion)
    before = changes
    changes = replace(changes, warps=(*changes.warps, _warp(site.bone, squeeze)))
    above = COLUMN.index(site.bone) - 1
    if shape == "biconcave" or above < 0:
        return changes
    own, level = figures()["above"], LEVELS[above]
    is_first = level not in changes.joints and not is_reshaped(before, level)
    given = tabulated(f"{shape}.{level}", lambda: found_clear(normal, level, shape))[0]
    given = given * loss / own["most"][shape]
    move = further(normal.disc_frames[level], given) @ _followed(normal, squeeze, level)
    if is_first:
        return changes.with_joint(level, move)
    return steered_with(normal, changes, level, move, *_freedom())[0]


def _followed(normal: Normal, squeeze: Squeeze, level: str) -> Points:
    """How the bone above a broken one follows its upper plate, wherever that takes it: 4x4."""
    own, (upper, lower) = figures()["above"], bones_of(level)
    rim, pose = squeeze.body.rim, normal.pose(lower)
    # of a wedge the disc above makes up for a part
    follows = float(figures()[squeeze.shape].get("follows", 1.0))
    # a fragment of the rim that goes into the canal takes nothing along: it only sinks
    broken = np.column_stack([rim[:, :2], squeeze.there(rim)[:, 2]])
    # by the corners in the mid-line, from which heights and wedges are read
    ends = [RIM_ANTERIOR, RIM_POSTERIOR]
    step = rigid(rim[ends], (rim + follows * (broken - rim))[ends])
    step = _unslipped(normal, upper, lower, broken, step) @ step
    sinks = own["sinks"][squeeze.shape] * 100.0 * squeeze.loss / own["most"][squeeze.shape]
    sunk = further(normal.disc_frames[level], np.array([0.0, 0.0, -sinks, 0.0, 0.0, 0.0]))
    return np.asarray(sunk @ pose @ step @ np.linalg.inv(pose))


def found_clear(normal: Normal, level: str, shape: str) -> Values:
    """What the bone above gives beyond following where the body below lost most, so that its facet
    joints keep off one another: (1, 6) shifts and turns in the disc's frame. It goes there evenly:
    kept clear anew at each step, joints would close until they touch and then gape."""
    lower = bones_of(level)[1]
    loss = 0.01 * figures()["above"]["most"][shape]
    squeeze = Squeeze(Body.of(normal, lower), shape, loss)
    changes = replace(NONE, warps=(_warp(lower, squeeze),))
    move, (freedom, _, start) = _followed(normal, squeeze, level), _freedom()
    found = steered_with(normal, changes, level, move, freedom, False, start)[0].joints[level]
    frame = normal.disc_frames[level]
    local = np.linalg.inv(frame) @ found @ np.linalg.inv(move) @ frame
    # within the median plane
    turn = float(np.degrees(np.arctan2(local[2, 1], local[1, 1])))
    return np.array([[0.0, local[1, 3], local[2, 3], turn, 0.0, 0.0]])


def prepared(normal: Normal, level: str, shape: str) -> None:
    """Work out the table of a shape of the body below a disc."""
    tabulated(f"{shape}.{level}", lambda: found_clear(normal, level, shape))


def _freedom() -> tuple[Freedom, bool, Values]:
    """What the bone above may give, that it is not known to be clear, and what it gives first."""
    own = figures()["above"]
    freedom = Freedom((0.0, 0.0, own["lift"], own["turn"], 0.0, 0.0), own["most_given"])
    return freedom, False, np.array([0.0, 0.0, *own["start"], 0.0, 0.0])


def _warp(bone: str, squeeze: Squeeze) -> Warp:
    rough, ways = replace(squeeze, exact=ROUGH), (squeeze.there, squeeze.back)
    return Warp(bone, *ways, breaks=True, roughly=rough.back, reach=squeeze.reach)


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
