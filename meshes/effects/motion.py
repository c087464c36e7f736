"""Postures: how much of a bend each lumbar segment takes, about which centre, and so where every
bone goes.

Shares are those measured in people (motion.toml). A segment turns about its published centre and
then shifts by the least that lets its facets glide past each other; tables of that are made at
first need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import COLUMN, Changes, Values, bones_of
from meshes.effects.changes import LEVELS as ALL_LEVELS
from meshes.effects.contact import Freedom, contact_of, further, rotation, settled
from meshes.effects.height import plates_of
from meshes.effects.posture import Posture
from meshes.effects.steering import contact_of_pieces, figures, steered_with
from meshes.effects.tables import tabulated
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame, placed_plate, tilt_deg
from meshes.surface import Points

#: Levels that are known to move; T12-L1 rests.
LEVELS: tuple[str, ...] = tuple(figures()["levels"])
#: Turns at which tables know what a segment shifts by, degrees: about the lateral axis (negative =
#: flexion), the anterior axis (to the right), the vertical axis (to the right is negative).
_KNOTS: Mapping[str, Values] = {
    "sagittal": np.array([-26.0, -20.0, -15.0, -10.0, -5.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]),
    "lordosis": np.array([-12.0, -8.0, -4.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
    "bend": np.array([0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]),
    "rotation": np.array([-4.0, -3.0, -2.0, -1.0, 0.0]),
}
#: What tables leave of overlap counts as clear below this, mm.
_LEFT = 0.15
#: Bone stops a motion where it would enter bone deeper than this, mm, and no glide helps.
_STOPS, _ATTEMPTS = 0.28, 4
#: How far an arch that came loose may give way in a posture: mm and degrees (chosen).
_ARCH = Freedom((0.0, 1.5, 1.5, 4.0, 0.0, 0.0), 3.0)
_AXIS = {"sagittal": 3, "lordosis": 3, "bend": 4, "rotation": 5}


@dataclass(frozen=True, slots=True)
class SegmentTurn:
    """What one segment takes of a posture, degrees, as in `Posture`."""

    flexion: float = 0.0
    bend: float = 0.0
    rotation: float = 0.0
    lordosis: float = 0.0


def posture_changes(
    normal: Normal, changes: Changes, posture: Posture, fixed: frozenset[str] = frozenset()
) -> Changes:
    """Changes with the column in a posture. fixed: levels that are fused, besides those the changes
    name; see `shares_of`."""
    if posture.is_neutral:
        return changes
    for level, turn in shares_of(posture, fixed | changes.fixed).items():
        if turn != SegmentTurn():
            changes = _turned(normal, changes, level, turn)
    if posture.slope_deg:
        # more slope: the sacral plate's anterior side goes down, the pelvis with it
        base = np.eye(4)
        base[:3, :3] = rotation(np.array([-posture.slope_deg, 0.0, 0.0]))
        before = np.eye(4) if changes.base is None else changes.base
        changes = replace(changes, base=base @ before)
    return changes


def shares_of(posture: Posture, fixed: frozenset[str] = frozenset()) -> Mapping[str, SegmentTurn]:
    """What each lumbar segment takes of a posture, by level.

    Bending is shared out as measured in people; what fused levels would take goes to the others in
    proportion to their own shares, up to limits of ranges in health, and what is beyond those is
    not reached (`reached`). Lordosis is a person's shape, shared out by how much segments differ
    between people; a fused segment keeps its own, and nothing makes up for it.
    """
    table, limit = figures(), figures()["limit"]
    way = table["flexion" if posture.flexion_deg >= 0.0 else "extension"]
    forward = np.array(way["mean"], np.float64)
    free = np.array([level not in fixed for level in LEVELS], dtype=np.float64)
    turns = [
        _shared(posture.flexion_deg, forward, free, forward + 2.0 * np.array(way["sd"])),
        _shared(posture.bend_deg, _both("bend"), free, np.array(limit["bend"])),
        _shared(posture.rotation_deg, _both("rotation"), free, np.array(limit["rotation"])),
    ]
    spread = np.array(table["lordosis"]["sd"])
    shape = posture.lordosis_deg * spread / spread.sum() * free
    columns = [column.tolist() for column in (*turns, shape)]
    return {
        level: SegmentTurn(*row)
        for level, row in zip(LEVELS, zip(*columns, strict=True), strict=True)
    }


def reached(posture: Posture, fixed: frozenset[str] = frozenset()) -> Posture:
    """The posture that comes about where fused levels leave less motion than is asked for."""
    turns = shares_of(posture, fixed).values()
    return Posture(
        sum(t.flexion for t in turns),
        sum(t.bend for t in turns),
        sum(t.rotation for t in turns),
        sum(t.lordosis for t in turns),
        posture.slope_deg,
    )


def ranges(normal: Normal) -> Mapping[str, tuple[float, float]]:
    """Least and greatest angle of each figure of a Posture, degrees: whole ranges of healthy
    people; lordosis and slope as departures from the model's own."""
    table = figures()
    bend, turn = float(_both("bend").sum()), float(_both("rotation").sum())
    plates = [normal.bones["vertebra.L1"].superior, normal.bones["sacrum"].superior]
    tilts = [
        tilt_deg(corner_frame(placed_plate(normal.pose(bone), plate)))
        for bone, plate in zip(("vertebra.L1", "sacrum"), plates, strict=True)
        if plate is not None
    ]
    return {
        "flexion_deg": (
            -float(sum(table["extension"]["mean"])),
            float(sum(table["flexion"]["mean"])),
        ),
        "bend_deg": (-bend, bend),
        "rotation_deg": (-turn, turn),
        "lordosis_deg": _about(table["lordosis"]["range"], tilts[0] - tilts[1]),
        "slope_deg": _about(table["slope"]["range"], -tilts[1]),
    }


def _about(limits: list[float], own: float) -> tuple[float, float]:
    return limits[0] - own, limits[1] - own


def _both(name: str) -> Values:
    """The mean of both sides of a measured row."""
    row = figures()[name]
    return 0.5 * (np.array(row["left"], np.float64) + np.array(row["right"], np.float64))


def _shared(angle: float, share: Values, free: Values, limit: Values) -> Values:
    """An angle shared out among free segments, none beyond its limit: (5,) degrees."""
    normal_part = abs(angle) * share / share.sum()
    found = normal_part * free
    most = np.maximum(limit, normal_part)
    for _ in range(len(found)):
        left = abs(angle) - float(found.sum())
        room = free * (found < most - 1e-9) * share
        if left < 1e-9 or not room.any():
            break
        found = np.minimum(found + left * room / room.sum(), most)
    return np.asarray(np.sign(angle) * found)


def _turned(normal: Normal, changes: Changes, level: str, turn: SegmentTurn) -> Changes:
    """Changes with one segment turned, as far as bone lets it."""
    asked = {
        "sagittal": -turn.flexion,
        "lordosis": turn.lordosis,
        "bend": turn.bend,
        "rotation": -turn.rotation,
    }
    kinds = [kind for kind, angle in asked.items() if angle]
    frame = normal.disc_frames[level]
    share, step, found = 1.0, 0.5, changes
    for attempt in range(_ATTEMPTS):
        amounts = sum(_amounts(normal, level, kind, share * asked[kind]) for kind in kinds)
        move = further(frame, np.asarray(amounts))
        is_sure = (
            len(kinds) == 1 and _left(normal, level, kinds[0], share * asked[kinds[0]]) < _LEFT
        )
        tried, overlap = steered_with(normal, changes, level, move, _glide(level), is_sure)
        if overlap <= _STOPS:
            found = tried
            if attempt == 0:
                break
        share += step if overlap <= _STOPS else -step
        step *= 0.5
    return _with_arch(normal, changes, found, level)


def _with_arch(normal: Normal, before: Changes, changes: Changes, level: str) -> Changes:
    """With an arch that has come loose of the bone above a disc moved as its body was, as far as
    the bone below lets it: so it bends as a whole bone does, and what is above finds it where it
    was (chosen; no motion of it is published)."""
    (bone, lower), still = bones_of(level), np.eye(4)
    if bone not in changes.loose or changes is before:
        return changes
    way = changes.joints[level] @ np.linalg.inv(before.joints.get(level, still))
    contacts = [(contact_of_pieces(normal, bone, "arch", lower, ""), still)]
    row = COLUMN.index(bone)
    if row:
        # bones are turned from above: the next one stands already against this one's body
        stands = changes.joints[level] @ changes.joints.get(ALL_LEVELS[row - 1], still)
        contacts.append((contact_of_pieces(normal, bone, "arch", COLUMN[row - 1], ""), stands))
    moved = way @ changes.loose[bone]
    moved, _ = settled(contacts, moved, normal.disc_frames[level], _ARCH)
    return replace(changes, loose={**changes.loose, bone: moved})


def _amounts(normal: Normal, level: str, kind: str, angle: float) -> Values:
    """Shifts (mm) and turns (degrees) in the disc's frame for a segment's turn about one axis."""
    wanted = _folded(kind, angle)
    mirrored = wanted != angle
    arc = _arc(normal, level, kind)(wanted)
    table = _glides(normal, level, kind)
    arc[:3] += [np.interp(wanted, _KNOTS[kind], table[:, k]) for k in range(3)]
    if mirrored:
        arc[[0, 4, 5]] *= -1.0
    return arc


def _folded(kind: str, angle: float) -> float:
    """An angle on the side that the table of its kind is for: segments are symmetric."""
    other_side = kind in ("bend", "rotation") and angle * _KNOTS[kind].sum() < 0.0
    return -angle if other_side else angle


def _left(normal: Normal, level: str, kind: str, angle: float) -> float:
    """Overlap that a table leaves, mm."""
    table = _glides(normal, level, kind)
    return float(np.interp(_folded(kind, angle), _KNOTS[kind], table[:, 3]))


def prepared(normal: Normal, level: str) -> None:
    """Work out all tables of a level."""
    for kind in _KNOTS:
        _glides(normal, level, kind)


def _glides(normal: Normal, level: str, kind: str) -> Points:
    """How far a segment shifts at each knot so that its facets keep clear, and what overlap is
    left all the same: (k, 4) mm."""
    return tabulated(f"{kind}.{level}", lambda: _found_glides(normal, level, kind))


def _found_glides(normal: Normal, level: str, kind: str) -> Points:
    contact, frame = contact_of(normal, level), normal.disc_frames[level]
    arc = _arc(normal, level, kind)
    knots = _KNOTS[kind]
    found = np.zeros((len(knots), 4))
    order = np.argsort(np.abs(knots), kind="stable")
    for k in order[1:]:
        start = further(frame, arc(float(knots[k])))
        move, given = settled([(contact, np.eye(4))], start, frame, _glide(level))
        found[k] = [*given[:3], contact.overlap(move)]
    return found


def _arc(normal: Normal, level: str, kind: str) -> Callable[[float], Values]:
    """The motion about a segment's centre: angle -> shifts of the disc's middle and turn, (6,)."""
    axis = _AXIS[kind]
    centre = _centre(normal, level, kind)

    def amounts(angle: float) -> Values:
        found = np.zeros(6)
        found[axis] = angle
        found[:3] = centre - rotation(found[3:]) @ centre
        return found

    return amounts


@lru_cache(maxsize=32)
def _centre(normal: Normal, level: str, kind: str) -> Values:
    """Centre a segment turns about, in its disc's frame: (3,) mm. Of side bending the middle of the
    disc, for want of a better one; of lordosis the disc's posterior edge: people with more of it
    have discs that are higher in front."""
    if kind == "bend":
        return np.zeros(3)
    table, row = figures()["centre"], LEVELS.index(level)
    below, _ = plates_of(normal, level)
    corners = corner_frame(below)
    depth = float(np.linalg.norm(below.rim[RIM_ANTERIOR] - below.rim[RIM_POSTERIOR]))
    down = table["below"][row] if kind == "sagittal" else 0.0
    shares = {
        "sagittal": table["depth"][row],
        "rotation": table["rotation_depth"],
        "lordosis": 0.0,
    }
    share = shares[kind]
    place = corners @ np.array([0.0, (share - 0.5) * depth, -down, 1.0])
    return np.asarray((np.linalg.inv(normal.disc_frames[level]) @ place)[:3])


def _glide(level: str) -> Freedom:
    """How far a level may shift without turning."""
    table = figures()["translation"]
    depth = 34.0
    most = max(table["least"], table["depth_share"][LEVELS.index(level)] * depth)
    return Freedom((0.7 * most, most, most, 0.0, 0.0, 0.0), 1.0)
