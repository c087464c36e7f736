"""Loss of disc height: the column above comes down along the disc's axis.

A pure drop drives the inferior articular processes into the bone below from about half the height
on. Joints that lose height tilt and shift as they come down; the least that keeps bone off bone is
looked for once per level, along the whole way down, and read off a table from then on.
"""

from __future__ import annotations

import numpy as np

from meshes.bone import Endplate
from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, DiscChange, Values, bones_of
from meshes.effects.contact import Freedom, contact_of, further, settled
from meshes.effects.steering import figures, steered
from meshes.effects.tables import tabulated
from meshes.pose import corner_frame, placed_plate
from meshes.surface import Points

#: Shares of the height at which the way down is looked at.
_SHARES = np.concatenate([[0.0, 0.2], np.arange(0.3, 0.86, 0.05)])
#: Deepest overlap with which a height still counts as reached, and with which nothing more is
#: tried, mm.
_TOLERATED, _CLEAR = 0.25, 0.1
#: Beside, where the exiting root lies against it, a disc that comes down stands out less by this
#: share, so many degrees off its front, so wide. Chosen so that one that is merely worn (Pfirrmann
#: IV) reaches no root; no source gives the bulge by angle.
_BESIDE_LESS, _BESIDE, _BESIDE_WIDE = 0.7, 108.0, 36.0


@effect("lower")
def lower(normal: Normal, changes: Changes, site: Site, *, share: float) -> Changes:
    """A disc that has lost `share` (0..1) of its normal height in its middle, and bulges by that.

    What it lost already for another reason counts. Bone stands on bone before nothing is left: more
    than `most_lost` is not given.
    """
    level = site.level
    lost = lost_height(normal, changes, level)
    share = min(share, most_lost(normal, level))
    if share <= 0.0:
        return changes
    bulge = DiscChange(bulge=figures()["lower"]["bulge"] * share * _round())
    if share <= lost:
        return changes.with_disc(level, bulge)
    row = _way_down(normal, level)
    ends = [
        np.array([np.interp(at, _SHARES[: len(row)], column) for column in row.T])
        for at in (lost, share)
    ]
    move = further(normal.disc_frames[level], ends[1] - ends[0])
    return steered(normal, changes, level, move, _given(1.0)).with_disc(level, bulge)


def _round() -> Values:
    """How a disc that comes down stands out round its contour: (96,) 0..1."""
    off_front = np.abs((np.arange(96) * 3.75 - 90.0 + 180.0) % 360.0 - 180.0)
    dip = np.exp(-(((off_front - _BESIDE) / _BESIDE_WIDE) ** 2))
    return np.asarray(1.0 - _BESIDE_LESS * dip)


def lost_height(normal: Normal, changes: Changes, level: str) -> float:
    """Share of a disc's middle height that changes have taken already, 0 for none."""
    if level not in changes.joints:
        return 0.0
    left = middle_height(normal, level, changes.joints[level]) / middle_height(normal, level)
    return max(0.0, 1.0 - left)


def middle_height(normal: Normal, level: str, move: Points | None = None) -> float:
    """Height of a disc between the middles of its plates' corner lines along its axis, mm, after a
    motion of the bone above."""
    low, high = plates_of(normal, level, move)
    apart = corner_frame(high)[:3, 3] - corner_frame(low)[:3, 3]
    return float(apart @ normal.disc_frames[level][:3, 2])


def plates_of(normal: Normal, level: str, move: Points | None = None) -> tuple[Endplate, Endplate]:
    """The plate below and the plate above a disc, in the normal world; the latter after a motion of
    its bone. Raises ValueError for a bone without them."""
    upper, lower_bone = bones_of(level)
    below, above = normal.bones[lower_bone].superior, normal.bones[upper].inferior
    if below is None or above is None:
        raise ValueError(f"{level} has no plates")
    pose = normal.pose(upper) if move is None else move @ normal.pose(upper)
    return placed_plate(normal.pose(lower_bone), below), placed_plate(pose, above)


def most_lost(normal: Normal, level: str) -> float:
    """The greatest share of a disc's height that can go before bone enters bone."""
    return float(_SHARES[len(_way_down(normal, level)) - 1])


def _way_down(normal: Normal, level: str) -> Values:
    """Shifts and turns in the disc's frame for each of _SHARES that can be reached: (k, 6)."""
    return tabulated(f"lower.{level}", lambda: _found_way_down(normal, level))


def _found_way_down(normal: Normal, level: str) -> Values:
    contact, frame = contact_of(normal, level), normal.disc_frames[level]
    height = middle_height(normal, level)
    rows, given = [np.zeros(6)], np.zeros(6)
    for share in _SHARES[1:]:
        drop = further(frame, np.array([0.0, 0.0, -share * height, 0.0, 0.0, 0.0]))
        for most in (1.0, 2.5):
            still = [(contact, np.eye(4))]
            move, found = settled(still, drop, frame, _given(most), start=given)
            if contact.overlap(move) <= _CLEAR:
                break
        if contact.overlap(move) > _TOLERATED:
            break
        given = found
        rows.append(sagittal_amounts(frame, move))
    return np.array(rows)


def _given(most: float) -> Freedom:
    given = figures()["lower"]
    return Freedom((0.0, given["shift"], 0.0, given["tilt"], 0.0, 0.0), most)


def sagittal_amounts(frame: Points, move: Points) -> Values:
    """Shifts along and the turn about a frame's lateral axis of a sagittal motion: (6,)."""
    local = np.linalg.inv(frame) @ move @ frame
    turn = np.degrees(np.arctan2(local[2, 1], local[1, 1]))
    return np.array([0.0, local[1, 3], local[2, 3], turn, 0.0, 0.0])
