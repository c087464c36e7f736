"""Postures: how much of a bend each lumbar segment takes, about which centre, and so where every
bone goes.

Shares are those measured in people (motion.toml). A segment turns about its published centre and
then shifts by the least that lets its facets glide past each other; tables of that are made at
first need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import COLUMN, Changes, Values, bones_of
from meshes.effects.changes import LEVELS as ALL_LEVELS
from meshes.effects.contact import Freedom, further, rotation, settled
from meshes.effects.gliding import (
    LEFT,
    LEVELS,
    amounts_of,
    as_far_as_bone_lets,
    glide_of,
    left_of,
    lordosis_ends,
    slope_ends,
)
from meshes.effects.posture import Posture
from meshes.effects.steering import (
    FAR,
    contact_of_pieces,
    figures,
    overlap_of,
    shaped,
    steered_with,
)

#: Bone stops a motion where it would enter bone deeper than this, mm, and no glide helps.
_STOPS, _ATTEMPTS = 0.28, 4
#: How far an arch that came loose may give way in a posture: mm and degrees (chosen).
_ARCH = Freedom((0.0, 1.5, 1.5, 4.0, 0.0, 0.0), 3.0)


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
    return {
        "flexion_deg": (
            -float(sum(table["extension"]["mean"])),
            float(sum(table["flexion"]["mean"])),
        ),
        "bend_deg": (-bend, bend),
        "rotation_deg": (-turn, turn),
        "lordosis_deg": lordosis_ends(normal),
        "slope_deg": slope_ends(normal),
    }


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
        "sagittal": as_far_as_bone_lets(normal, level, -turn.flexion),
        "lordosis": turn.lordosis,
        "bend": turn.bend,
        "rotation": -turn.rotation,
    }
    kinds = [kind for kind, angle in asked.items() if angle]
    frame = normal.disc_frames[level]
    share, step, found = 1.0, 0.5, changes
    for attempt in range(_ATTEMPTS):
        amounts = sum(amounts_of(normal, level, kind, share * asked[kind]) for kind in kinds)
        move = further(frame, np.asarray(amounts))
        is_sure = (
            len(kinds) == 1 and left_of(normal, level, kinds[0], share * asked[kinds[0]]) < LEFT
        )
        tried, overlap = steered_with(normal, changes, level, move, glide_of(level), is_sure)
        tried, pressed = _with_arch(normal, changes, tried, level)
        overlap = max(overlap, pressed)
        if overlap <= _STOPS:
            found = tried
            if attempt == 0:
                break
        share += step if overlap <= _STOPS else -step
        step *= 0.5
    return found


def _with_arch(
    normal: Normal, before: Changes, changes: Changes, level: str
) -> tuple[Changes, float]:
    """With an arch that has come loose of the bone above a disc moved as its body was, as far as
    the bones beside it let it, and how deep it then is in them, mm: so it bends as a whole bone
    does, and what is above finds it where it was (chosen; no motion of it is published)."""
    (bone, lower), still = bones_of(level), np.eye(4)
    if bone not in changes.loose or changes is before:
        return changes, 0.0
    way = changes.joints[level] @ np.linalg.inv(before.joints.get(level, still))
    below = contact_of_pieces(normal, bone, "arch", lower, "")
    contacts = [(shaped(normal, before, (bone, lower), below), still)]
    row = COLUMN.index(bone)
    if row:
        # bones are turned from above: the next one stands already against this one's body
        stands = changes.joints[level] @ changes.joints.get(ALL_LEVELS[row - 1], still)
        over = contact_of_pieces(normal, bone, "arch", COLUMN[row - 1], "", FAR)
        contacts.append((shaped(normal, before, (bone, COLUMN[row - 1]), over), stands))
    moved = way @ changes.loose[bone]
    moved, _ = settled(contacts, moved, normal.disc_frames[level], _ARCH)
    return replace(changes, loose={**changes.loose, bone: moved}), overlap_of(contacts, moved)
