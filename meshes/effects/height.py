"""Loss of disc height: the column above comes down along the disc's axis.

A pure drop drives the inferior articular processes into the bone below from about half the height
on. Joints that lose height tilt forward as they come down, and do not slip; the least tilt that
keeps bone off bone is looked for once per level, along the whole way down, and read off a table
from then on.
"""

from __future__ import annotations

import numpy as np

from meshes.bone import Endplate
from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, DiscChange, Values, bones_of
from meshes.effects.contact import Freedom, contact_of, further
from meshes.effects.steering import figures, steered
from meshes.effects.tables import tabulated
from meshes.pose import RIM_POSTERIOR, corner_frame, placed_plate
from meshes.surface import Points

#: Shares of the height at which the way down is looked at.
_SHARES = np.concatenate([[0.0, 0.2], np.arange(0.3, 0.86, 0.05)])
#: Deepest overlap with which a height still counts as reached, mm; steps of the tilt that is tried,
#: degrees, and the greatest; rounds in which shifts are found.
_TOLERATED, _TILT_STEP, _MOST_TILT, _ROUNDS = 0.2, 0.5, 8.0, 4
#: Up to the first share of the height a disc comes down level, from there to the second, which
#: conditions take, it tilts evenly.
_LEVEL, _USUAL = 0.2, 0.56
#: Of the way forward that goes with coming down along the disc's axis, not at right angles to the
#: plate below, so much is made: none of it and the facet joint would gape. Chosen; under 0.5 mm.
_ALONG = 0.5
#: Ligamenta flava that hang slack between nearer laminae buckle forward, mm at full loss. Chosen.
_BUCKLE = 1.5
#: Beside, where the exiting root lies against it, a disc that comes down stands out less by this
#: share, so many degrees off its front, so wide. Chosen so that one that is merely worn (Pfirrmann
#: IV) reaches no root; no source gives the bulge by angle.
_BESIDE_LESS, _BESIDE, _BESIDE_WIDE = 0.7, 108.0, 36.0


@effect("lower")
def lower(normal: Normal, changes: Changes, site: Site, *, share: float) -> Changes:
    """A disc that has lost `share` (0..1) of its normal height in its middle, and bulges by that,
    as the ligamenta flava behind it do.

    What it lost already for another reason counts. Bone stands on bone before nothing is left: more
    than `most_lost` is not given.
    """
    level = site.level
    lost = lost_height(normal, changes, level)
    share = min(share, most_lost(normal, level))
    if share <= 0.0:
        return changes
    bulge = DiscChange(bulge=figures()["lower"]["bulge"] * share * standing_out())
    for side in ("left", "right"):
        changes = changes.with_flavum(level, side, _BUCKLE * share)
    if share <= lost:
        return changes.with_disc(level, bulge)
    row = _way_down(normal, level)
    ends = [
        np.array([np.interp(at, _SHARES[: len(row)], column) for column in row.T])
        for at in (lost, share)
    ]
    move = further(normal.disc_frames[level], ends[1] - ends[0])
    return steered(normal, changes, level, move, _given(1.0)).with_disc(level, bulge)


def standing_out() -> Values:
    """How a worn disc stands out round its contour, least before the exiting roots: (96,) 0..1."""
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
    tilts: list[float] = []
    for share in _SHARES[1:]:
        wanted = _tilt_for(normal, level, float(share))
        if wanted is None:
            break
        tilts.append(wanted)
    shares = _SHARES[1 : len(tilts) + 1]
    # a joint that tilts does so early and evenly: else its space narrows and then gapes again
    rate = max(
        tilt / (share - _LEVEL)
        for tilt, share in zip(tilts, shares, strict=True)
        if _LEVEL < share <= _USUAL
    )
    rows = [
        _amounts(normal, level, float(share), max(tilt, rate * (float(share) - _LEVEL)))
        for tilt, share in zip(tilts, shares, strict=True)
    ]
    return np.array([np.zeros(6), *rows])


def _tilt_for(normal: Normal, level: str, share: float) -> float | None:
    """The least forward tilt, degrees, with which a share of the height can go; None where bone
    enters bone all the same."""
    contact, frame = contact_of(normal, level), normal.disc_frames[level]
    for tilt in np.arange(0.0, _MOST_TILT + 0.1, _TILT_STEP):
        move = further(frame, _amounts(normal, level, share, float(tilt)))
        if contact.overlap(move) <= _TOLERATED:
            return float(tilt)
    return None


def _amounts(normal: Normal, level: str, share: float, tilt: float) -> Values:
    """Shifts (mm) and turns (degrees) in the disc's frame with which a share of its height is gone,
    tilted forward so many degrees: (6,). The bone above does not slip on the one below."""
    frame, height = normal.disc_frames[level], middle_height(normal, level)
    found = np.array([0.0, 0.0, -share * height, -tilt, 0.0, 0.0])
    straight = _slip(normal, level, further(frame, found * [1, 1, 1, 0, 0, 0]))
    for _ in range(_ROUNDS):
        move = further(frame, found)
        found[1] += _ALONG * straight - _slip(normal, level, move)
        found[2] += (1.0 - share) * height - middle_height(normal, level, move)
    return found


def _slip(normal: Normal, level: str, move: Points) -> float:
    """How far a motion of the bone above shifts its posterior corner forward on the plate below,
    mm."""
    below, above = plates_of(normal, level, move)
    usual = plates_of(normal, level)[1]
    step = above.rim[RIM_POSTERIOR] - usual.rim[RIM_POSTERIOR]
    return float(step @ corner_frame(below)[:3, 1])


def _given(most: float) -> Freedom:
    given = figures()["lower"]
    return Freedom((0.0, given["shift"], 0.0, given["tilt"], 0.0, 0.0), most)
