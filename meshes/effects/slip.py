"""Slips: a vertebra that moved forwards or backwards on the one below.

The body slides along the upper end plate of the bone below. With a gap in both partes the arch
stays behind (isthmic); with an intact arch the facet joints give way and remodel (degenerative).
The slip is read as on a lateral radiograph: from posterior corner to posterior corner, over the
depth of the end plate below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import LEVELS, Changes, Values, bones_of
from meshes.effects.contact import Contact, Freedom, contact_between, further, settled
from meshes.effects.height import lost_height, middle_height, plates_of
from meshes.effects.remodelling import (
    joint_warps,
    spinous_warp,
    with_warps,
    worn_contact,
    worn_piece_of,
)
from meshes.effects.saw import Cut
from meshes.effects.steering import contact_of_pieces, part_of, steered
from meshes.effects.tables import tabulated
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame
from meshes.reading import shipped_table
from meshes.surface import Points

KINDS = ("isthmic", "degenerative", "retro")
#: Slips below this share keep what little the normal plates stand staggered in part.
_STAGGER = 0.05
#: Overlap that counts as clear, and how finely wear is tried, mm.
_CLEAR, _WEAR = 0.12, 0.5
#: What lies this far from an arch that stays behind may come to touch it, mm.
_FAR = 26.0


@cache
def figures() -> dict[str, Any]:
    """The tables of slip.toml."""
    return shipped_table(Path(__file__).parent / "slip.toml")


@effect("slip")
def slip(normal: Normal, changes: Changes, site: Site, *, kind: str, share: float) -> Changes:
    """The bone above a disc slipped by `share` of the depth of the end plate below.

    kind: `isthmic` (with the gap of both partes that it takes), `degenerative`, or `retro`
    (backwards). Raises ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no slip is '{kind}'; there are {', '.join(KINDS)}")
    if share <= 0.0:
        return changes
    share = min(share, most_slip(normal, site.level, kind))
    step = _course(normal, site.level, kind).at(share)
    lost = lost_height(normal, changes, site.level)
    move = _slid(normal, site.level, kind, share, step.amounts, lost)
    if kind == "isthmic":
        return _parted(normal, changes, site.level, move, step)
    level, upper = site.level, bones_of(site.level)[0]
    is_first = level not in changes.joints
    changes = with_warps(changes, joint_warps(normal, level, _given_way(kind, level, share)))
    changes = with_warps(changes, spinous_warp(normal, upper, step.spinous))
    if is_first:
        return changes.with_joint(level, move)
    return steered(normal, changes, level, move, Freedom((0.0, 0.0, 1.0, 2.0, 0.0, 0.0), 2.5))


def _parted(normal: Normal, changes: Changes, level: str, move: Points, step: SlipStep) -> Changes:
    """Changes with a body that slipped out of its arch, and what that does to the bone above."""
    upper, over = bones_of(level)[0], LEVELS[LEVELS.index(level) - 1]
    arch = further(_slide_frame(normal, level), step.arch)
    loose = {**changes.loose, upper: arch @ changes.loose.get(upper, np.eye(4))}
    cuts = tuple(cut for cut in changes.cuts if not _is_gap(cut, upper))
    gap = Cut(upper, "pars-defect", "both", figures()["isthmic"]["gap"])
    changes = replace(changes.with_joint(level, move), loose=loose, cuts=(*cuts, gap))
    changes = with_warps(changes, spinous_warp(normal, bones_of(over)[0], step.spinous))
    lift = further(normal.disc_frames[over], step.above)
    return changes.with_joint(over, lift) if step.above.any() else changes


def _is_gap(cut: object, bone: str) -> bool:
    return isinstance(cut, Cut) and cut.bone == bone and cut.kind == "pars-defect"


def most_slip(normal: Normal, level: str, kind: str) -> float:
    """The greatest slip of a kind that there is, as a share."""
    return float(_course(normal, level, kind).shares[-1])


def slip_of(normal: Normal, level: str, move: Points | None = None) -> float:
    """The slip of a level after a motion of the bone above, as a share of the depth of the end
    plate below; negative backwards."""
    below, above = plates_of(normal, level, move)
    corners = corner_frame(below)
    apart = above.rim[RIM_POSTERIOR] - below.rim[RIM_POSTERIOR]
    return float(apart @ corners[:3, 1] / _depth(normal, level))


def meyerding(share: float) -> str:
    """The grade of a slip: "" for none, I to 25 %, II to 50, III to 75, IV to 100, V beyond."""
    if share <= 0.0:
        return ""
    return ("I", "II", "III", "IV", "V")[min(4, int(np.ceil(round(share, 6) * 4.0)) - 1)]


@dataclass(frozen=True, slots=True)
class SlipStep:
    """What happens at one slip. amounts, arch, above: shifts and turns, (6,) each, of the body in
    the slide's frame (after the slide itself), of the arch, of the segment above in its disc's
    frame. spinous: mm that the spinous process above is worn: of the slipped bone itself, of the
    bone above it where the arch stays behind."""

    amounts: Values
    arch: Values
    above: Values
    spinous: float


@dataclass(frozen=True, eq=False, slots=True)
class SlipCourse:
    """The steps of a growing slip."""

    shares: Values
    rows: Values

    def at(self, share: float) -> SlipStep:
        """The step at a share."""
        return _step_of(np.array([np.interp(share, self.shares, row) for row in self.rows.T]))


def _step_of(row: Values) -> SlipStep:
    return SlipStep(row[:6], row[6:12], row[12:18], float(row[18]))


def _course(normal: Normal, level: str, kind: str) -> SlipCourse:
    """How bone keeps off bone at each slip of a kind, up to the most there is."""
    rows = tabulated(f"{kind}.{level}", lambda: _found_course(normal, level, kind))
    return SlipCourse(np.arange(len(rows)) * figures()[kind]["step"], rows)


def _found_course(normal: Normal, level: str, kind: str) -> Values:
    own = figures()[kind]
    shares = np.arange(0.0, own["most"] + 1e-9, own["step"])
    rows = [np.zeros(19)]
    for share in shares[1:]:
        find = _isthmic if kind == "isthmic" else _intact
        step = find(normal, level, kind, float(share), _step_of(rows[-1]))
        rows.append(np.concatenate([step.amounts, step.arch, step.above, [step.spinous]]))
    return np.array(rows)


def _given_way(kind: str, level: str, share: float) -> float:
    """How far the articular processes give way at a slip, mm, the mean of both."""
    joints = figures()[kind].get("joints", {})
    return float(joints.get(level, joints.get("else", 0.0)) * share)


def _intact(normal: Normal, level: str, kind: str, share: float, last: SlipStep) -> SlipStep:
    """A slip of a whole vertebra."""
    own, none = figures()[kind], np.zeros(6)
    move = _slid(normal, level, kind, share, none)
    frame = _carried_frame(normal, level, kind, share)
    freedom = Freedom((0.0, 0.0, own["give_height"], own["give_tilt"], 0.0, 0.0), 1.0)
    worn, most = last.spinous, own.get("spinous", 0.0)
    while True:
        contact = worn_contact(normal, level, _given_way(kind, level, share), worn)
        found, given = settled([(contact, np.eye(4))], move, frame, freedom, start=last.amounts)
        if worn >= most or contact.overlap(found) <= _CLEAR:
            return SlipStep(given, none, none, worn)
        worn = min(most, worn + _WEAR)


def _isthmic(normal: Normal, level: str, kind: str, share: float, last: SlipStep) -> SlipStep:
    """A slip of a body with the arch left behind, and what that does to the bone above."""
    own, (upper, lower) = figures()[kind], bones_of(level)
    frame = _carried_frame(normal, level, kind, share)
    freedom = Freedom((0.0, 0.0, own["give_height"], own["give_tilt"], 0.0, 0.0), 1.0)
    body = contact_of_pieces(normal, upper, "body", lower, "")
    move, given = settled(
        [(body, np.eye(4))],
        _slid(normal, level, kind, share, np.zeros(6)),
        frame,
        freedom,
        start=last.amounts,
    )
    worn = last.spinous
    while True:
        arch, above, left = _between(normal, level, move, worn, last)
        if left <= _CLEAR or worn >= own["spinous"]:
            return SlipStep(given, arch, above, worn)
        worn = min(own["spinous"], worn + _WEAR)


def _between(
    normal: Normal, level: str, move: Points, worn: float, last: SlipStep
) -> tuple[Values, Values, float]:
    """What the arch that stays behind gives between its neighbours, what the segment above gives,
    and how deep bone is in bone all the same, mm."""
    own, (upper, lower) = figures()["isthmic"], bones_of(level)
    over = LEVELS[LEVELS.index(level) - 1]
    frames = _slide_frame(normal, level), normal.disc_frames[over]
    below = contact_of_pieces(normal, upper, "arch", lower, "")
    beside, body = _over(normal, over, worn)
    free = [
        Freedom(
            (0.0, own[f"{name}_shift"], own[f"{name}_shift"], own[f"{name}_tilt"], 0.0, 0.0), 1.0
        )
        for name in ("arch", "above")
    ]
    arch_given, above_given = last.arch, last.above
    back = np.linalg.inv(move)
    for _ in range(2):
        over_place = move @ further(frames[1], above_given)
        against = [(below, np.eye(4)), (Contact(beside.rest, beside.mover), over_place)]
        arch, arch_given = settled(against, np.eye(4), frames[0], free[0], start=arch_given)
        rests = [(body, np.eye(4)), (beside, back @ arch)]
        lift, above_given = settled(rests, np.eye(4), frames[1], free[1], start=above_given)
    left = [
        below.overlap(arch),
        body.overlap(lift),
        beside.overlap(np.linalg.inv(arch) @ move @ lift),
    ]
    return arch_given, above_given, max(left)


@lru_cache(maxsize=64)
def _over(normal: Normal, over: str, worn: float) -> tuple[Contact, Contact]:
    """The bone above a loose arch, worn, against that arch and against the body it left."""
    above, upper = bones_of(over)
    piece = worn_piece_of(normal, above, worn)
    return (
        contact_between(piece, part_of(normal, upper, "arch"), _FAR),
        contact_between(piece, part_of(normal, upper, "body")),
    )


def _slid(
    normal: Normal, level: str, kind: str, share: float, amounts: Values, lost: float = 0.0
) -> Points:
    """The motion of the bone above for a slip, with what it gives in the slide's frame. lost: share
    of the disc's height that is gone already."""
    own, frame = figures()[kind], _carried_frame(normal, level, kind, share, lost)
    tilt = -float(np.interp(share, own["slip"], own["tilt"]))
    turn = further(frame, np.array([0.0, 0.0, 0.0, tilt, 0.0, 0.0]))
    return further(frame, amounts) @ turn @ _slide(normal, level, kind, share, lost)


def _slide(normal: Normal, level: str, kind: str, share: float, lost: float = 0.0) -> Points:
    """Forwards along the end plate and down by the height the disc loses."""
    own = figures()[kind]
    way = -share if kind == "retro" else share
    stagger = slip_of(normal, level) * min(1.0, share / _STAGGER)
    wanted = float(np.interp(share, own["slip"], own["height_lost"]))
    down = max(0.0, wanted - lost) * middle_height(normal, level)
    along = (way - stagger) * _depth(normal, level)
    shift = np.array([0.0, along, -down, 0.0, 0.0, 0.0])
    return further(_slide_frame(normal, level), shift)


def _carried_frame(
    normal: Normal, level: str, kind: str, share: float, lost: float = 0.0
) -> Points:
    """The slide's frame where the slide has taken it: turns about it leave the slip as it is."""
    return np.asarray(_slide(normal, level, kind, share, lost) @ _slide_frame(normal, level))


@lru_cache(maxsize=8)
def _slide_frame(normal: Normal, level: str) -> Points:
    """4x4 at the posterior inferior corner of the bone above, along the end plate below."""
    below, above = plates_of(normal, level)
    frame = corner_frame(below).copy()
    frame[:3, 3] = above.rim[RIM_POSTERIOR]
    return frame


def _depth(normal: Normal, level: str) -> float:
    below, _ = plates_of(normal, level)
    return float(np.linalg.norm(below.rim[RIM_ANTERIOR] - below.rim[RIM_POSTERIOR]))
