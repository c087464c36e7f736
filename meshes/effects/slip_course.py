"""How bone keeps off bone as a vertebra slips: its way along the end plate below, and what it, a
loose arch and the spinous process above give at each slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import LEVELS, Values, bones_of
from meshes.effects.contact import Contact, Freedom, contact_between, further, settled
from meshes.effects.height import middle_height, plates_of
from meshes.effects.remodelling import worn_contact, worn_piece_of
from meshes.effects.steering import contact_of_pieces, part_of
from meshes.effects.tables import tabulated
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame
from meshes.reading import shipped_table
from meshes.surface import Points

#: Slips below this share keep what little the normal plates stand staggered in part.
_STAGGER = 0.05
#: Overlap that counts as clear, and how finely wear is tried, mm.
_CLEAR, _WEAR = 0.12, 0.5
#: An arch is pushed from so much of what it may give on.
_PUSHED = 1e-3
#: What lies this far from an arch that stays behind may come to touch it, mm.
_FAR = 26.0


@cache
def figures() -> dict[str, Any]:
    """The tables of slip.toml."""
    return shipped_table(Path(__file__).parent / "slip.toml")


def slip_of(normal: Normal, level: str, move: Points | None = None) -> float:
    """The slip of a level after a motion of the bone above, as a share of the depth of the end
    plate below; negative backwards."""
    below, above = plates_of(normal, level, move)
    corners = corner_frame(below)
    apart = above.rim[RIM_POSTERIOR] - below.rim[RIM_POSTERIOR]
    return float(apart @ corners[:3, 1] / _depth(normal, level))


def as_read(apart: float, stagger: float) -> float:
    """A slip as it is read, of how far a bone stands forward of where it stands in the normal model
    and how far that one stands forward of the bone below, shares of the end plate's depth: from
    corner to corner, but 0 where normal plates stand staggered. The inverse of how slips slide."""
    toward = stagger if apart > 0.0 else -stagger
    fading = abs(apart) / (1.0 - toward / _STAGGER)
    return float(
        np.copysign(min(fading, _STAGGER) + max(abs(apart) + toward - _STAGGER, 0.0), apart)
    )


@dataclass(frozen=True, slots=True)
class SlipStep:
    """What happens at one slip. amounts, arch: shifts and turns in the slide's frame, (6,) each, of
    the body (after the slide itself) and of the arch. spinous: mm that the spinous process above is
    worn: of the slipped bone itself, of the bone above it where the arch stays behind."""

    amounts: Values
    arch: Values
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
    return SlipStep(row[:6], row[6:12], float(row[12]))


def course_of(normal: Normal, level: str, kind: str) -> SlipCourse:
    """How bone keeps off bone at each slip of a kind, up to the most there is."""
    rows = tabulated(f"{kind}.{level}", lambda: found_course(normal, level, kind))
    return SlipCourse(np.arange(len(rows)) * figures()[kind]["step"], rows)


def found_course(normal: Normal, level: str, kind: str) -> Values:
    own = figures()[kind]
    shares = np.arange(0.0, own["most"] + 1e-9, own["step"])
    rows = [np.zeros(13)]
    for share in shares[1:]:
        find = _isthmic if kind == "isthmic" else _intact
        step = find(normal, level, kind, float(share), _step_of(rows[-1]))
        rows.append(_row_of(step))
    found = np.array(rows)
    return _held(normal, level, shares, found) if kind == "isthmic" else found


def _row_of(step: SlipStep) -> Values:
    return np.concatenate([step.amounts, step.arch, [step.spinous]])


def given_way(kind: str, level: str, share: float) -> float:
    """How far the articular processes give way at a slip, mm, the mean of both."""
    joints = figures()[kind].get("joints", {})
    return float(joints.get(level, joints.get("else", 0.0)) * share)


def _intact(normal: Normal, level: str, kind: str, share: float, last: SlipStep) -> SlipStep:
    """A slip of a whole vertebra."""
    own, none = figures()[kind], np.zeros(6)
    move = slid(normal, level, kind, share, none)
    frame = _carried_frame(normal, level, kind, share)
    freedom = Freedom((0.0, 0.0, own["give_height"], own["give_tilt"], 0.0, 0.0), 1.0)
    worn, most = last.spinous, own.get("spinous", 0.0)
    while True:
        contact = worn_contact(normal, level, given_way(kind, level, share), worn)
        found, given = settled([(contact, np.eye(4))], move, frame, freedom, start=last.amounts)
        if worn >= most or contact.overlap(found) <= _CLEAR:
            return SlipStep(given, none, worn)
        worn = min(most, worn + _WEAR)


def _isthmic(normal: Normal, level: str, kind: str, share: float, last: SlipStep) -> SlipStep:
    """A slip of a body with the arch left behind, which wears the spinous process above. The bone
    above rides on the body that slips: their disc stays as it is."""
    own, (upper, lower) = figures()[kind], bones_of(level)
    frame = _carried_frame(normal, level, kind, share)
    freedom = Freedom((0.0, 0.0, own["give_height"], own["give_tilt"], 0.0, 0.0), 1.0)
    body = contact_of_pieces(normal, upper, "body", lower, "")
    move, given = settled(
        [(body, np.eye(4))],
        slid(normal, level, kind, share, np.zeros(6)),
        frame,
        freedom,
        start=last.amounts,
    )
    worn = last.spinous
    while True:
        arch, left = _between(normal, level, move, worn, last.arch)
        if left <= _CLEAR or worn >= own["spinous"]:
            return SlipStep(given, arch, worn)
        worn = min(own["spinous"], worn + _WEAR)


def _held(normal: Normal, level: str, shares: Values, rows: Values) -> Values:
    """Steps of an isthmic slip in which the loose arch, once it is pushed, stays there: nothing
    takes it back. It goes one way, to where the bone that passes over it pushes it farthest, and
    the spinous process above is worn anew."""
    own = figures()["isthmic"]
    full = np.array([1.0, own["arch_shift"], own["arch_shift"], own["arch_tilt"], 1.0, 1.0])
    pushed = np.linalg.norm(rows[:, 6:12] / full, axis=1)
    if pushed.max() < _PUSHED:
        return rows
    first, end = int(np.argmax(pushed > _PUSHED)) - 1, int(np.argmax(pushed))
    found = rows.copy()
    for k in range(first + 1, len(rows)):
        worn = float(found[k - 1, 12])
        arch = rows[end, 6:12] * min(1.0, (k - first) / (end - first))
        move = slid(normal, level, "isthmic", float(shares[k]), rows[k, :6])
        place = further(slide_frame(normal, level), arch)
        while worn < own["spinous"] and _pressed(normal, level, move, place, worn) > _CLEAR:
            worn = min(own["spinous"], worn + _WEAR)
        found[k] = _row_of(SlipStep(rows[k, :6], arch, worn))
    return found


def _pressed(normal: Normal, level: str, move: Points, arch: Points, worn: float) -> float:
    """How deep the bone above a slip, worn, is in the arch that stays behind, mm."""
    return _over(normal, level, worn).overlap(np.linalg.inv(arch) @ move)


def _between(
    normal: Normal, level: str, move: Points, worn: float, last: Values
) -> tuple[Values, float]:
    """What the arch that stays behind gives between its neighbours, and how deep bone is in bone
    all the same, mm. last: what it gave the step before, (6,)."""
    own, (upper, lower) = figures()["isthmic"], bones_of(level)
    below = contact_of_pieces(normal, upper, "arch", lower, "")
    over, shift = _over(normal, level, worn), own["arch_shift"]
    freedom = Freedom((0.0, shift, shift, own["arch_tilt"], 0.0, 0.0), 1.0)
    against = [(below, np.eye(4)), (Contact(over.rest, over.mover), move)]
    frame = slide_frame(normal, level)
    arch, given = settled(against, np.eye(4), frame, freedom, start=last)
    return given, max(below.overlap(arch), _pressed(normal, level, move, arch, worn))


@lru_cache(maxsize=64)
def _over(normal: Normal, level: str, worn: float) -> Contact:
    """The bone above that which slips, worn, against the arch that stays behind."""
    above, upper = bones_of(LEVELS[LEVELS.index(level) - 1])
    piece = worn_piece_of(normal, above, worn)
    return contact_between(piece, part_of(normal, upper, "arch"), _FAR)


def slid(
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
    return further(slide_frame(normal, level), shift)


def _carried_frame(
    normal: Normal, level: str, kind: str, share: float, lost: float = 0.0
) -> Points:
    """The slide's frame where the slide has taken it: turns about it leave the slip as it is."""
    return np.asarray(_slide(normal, level, kind, share, lost) @ slide_frame(normal, level))


@lru_cache(maxsize=8)
def slide_frame(normal: Normal, level: str) -> Points:
    """4x4 at the posterior inferior corner of the bone above, along the end plate below."""
    below, above = plates_of(normal, level)
    frame = corner_frame(below).copy()
    frame[:3, 3] = above.rim[RIM_POSTERIOR]
    return frame


def _depth(normal: Normal, level: str) -> float:
    below, _ = plates_of(normal, level)
    return float(np.linalg.norm(below.rim[RIM_ANTERIOR] - below.rim[RIM_POSTERIOR]))
