"""Motions added to what changes make already, so that bone keeps off bone all the same.

Each effect reads its motion from its own table, which knows the normal bones alone. Where several
come together at one level, what they ask for is looked at once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import LEVELS, Changes, Growth, Values, Warp, bones_of
from meshes.effects.contact import (
    REACH,
    ROOM,
    Contact,
    Freedom,
    Piece,
    contact_between,
    contact_of,
    piece_of,
    settled,
)
from meshes.effects.pars import ParsGap, pars_gap
from meshes.effects.saw_marks import SawMarks, saw_marks
from meshes.pose import placed, unplaced
from meshes.reading import shipped_table
from meshes.surface import Points

#: Overlaps below this are left as the tables give them, mm.
_LEFT = 0.15
#: Growth below this is none, mm; points go out with it in so many rounds.
_LITTLE, _ROUNDS, _FARTHEST = 0.05, 6, 2.0
#: ... so much of the way at a time: a growth that falls off makes distances steeper than true.
_DAMPED = 0.6
#: What lies this far from an arch that came loose, its body gone, may come to touch it, mm.
FAR = 26.0
#: Width of a pars gap by which body and arch are told apart here: 0..1, see `pars_gap`.
_GAP = 0.4


@cache
def figures() -> dict[str, Any]:
    """The tables of motion.toml."""
    return shipped_table(Path(__file__).parent / "motion.toml")


def steered(
    normal: Normal, changes: Changes, level: str, move: Points, freedom: Freedom
) -> Changes:
    """As `steered_with`, for a motion that is known to be clear between normal bones."""
    return steered_with(normal, changes, level, move, freedom, True)[0]


def steered_with(
    normal: Normal,
    changes: Changes,
    level: str,
    move: Points,
    freedom: Freedom,
    is_sure: bool,
    start: Values | None = None,
) -> tuple[Changes, float]:
    """Changes with one more motion of the bone above a disc, and how much deeper bone then is in
    bone than it was and than is let pass, mm.

    freedom: what it may give in the disc's frame where bone would enter bone. is_sure: by itself,
    between normal bones, the motion is known to be clear. start: which way is tried first, (6,).
    """
    before = changes.joints.get(level)
    is_normal = before is None and not is_reshaped(changes, level)
    if is_sure and is_normal:
        return changes.with_joint(level, move), 0.0
    before = np.eye(4) if before is None else before
    contacts = contacts_now(normal, changes, level)
    allowed = _LEFT if is_normal else max(_LEFT, overlap_of(contacts, before))
    if overlap_of(contacts, move @ before) <= allowed:
        return changes.with_joint(level, move), 0.0
    # with a way to begin, as much overlap as is let pass stays: no step where contact begins
    room = ROOM if allowed <= _LEFT and start is None else -allowed
    found, _ = settled(contacts, move @ before, normal.disc_frames[level], freedom, room, start)
    left = max(0.0, overlap_of(contacts, found) - (0.0 if allowed <= _LEFT else allowed))
    return changes.with_joint(level, found @ np.linalg.inv(before)), left


def is_reshaped(changes: Changes, level: str) -> bool:
    """Whether the bones beside a disc have another shape, or come in pieces."""
    bones = set(bones_of(level))
    named = {warp.bone for warp in changes.warps} | {growth.bone for growth in changes.growths}
    return bool(bones & (named | set(changes.loose)))


def contacts_now(normal: Normal, changes: Changes, level: str) -> list[tuple[Contact, Points]]:
    """What the bone above a disc, without an arch that came loose, can touch below it: contacts and
    the motions of what they rest on, against the bone below."""
    upper, lower = bones_of(level)
    if upper not in changes.loose and lower not in changes.loose:
        contact = contact_of(normal, level)
        return [(shaped(normal, changes, (upper, lower), contact), np.eye(4))]
    mover, bones = "body" if upper in changes.loose else "", (upper, lower)
    if lower not in changes.loose:
        whole = contact_of_pieces(normal, upper, mover, lower, "")
        return [(shaped(normal, changes, bones, whole), np.eye(4))]
    below = LEVELS[LEVELS.index(level) + 1]
    arch = np.linalg.inv(changes.joints.get(below, np.eye(4))) @ changes.loose[lower]
    parts = (
        contact_of_pieces(normal, upper, mover, lower, part, reach)
        for part, reach in (("body", REACH), ("arch", FAR))
    )
    return [
        (shaped(normal, changes, bones, contact), rest)
        for contact, rest in zip(parts, (np.eye(4), arch), strict=True)
    ]


def shaped(normal: Normal, changes: Changes, bones: tuple[str, str], contact: Contact) -> Contact:
    """A contact of two bones, or pieces of them, with what grows on them, and as they gave way."""
    growths = tuple(growth for growth in changes.growths if growth.bone in bones)
    warps = tuple(warp for warp in changes.warps if warp.bone in bones)
    if not growths and not warps:
        return contact
    return _shaped_by(normal, bones, contact, growths, warps)


@lru_cache(maxsize=8)
def _shaped_by(
    normal: Normal,
    bones: tuple[str, str],
    contact: Contact,
    growths: tuple[Growth, ...],
    warps: tuple[Warp, ...],
) -> Contact:
    """The same by what of growths and warps is of either bone: asked again at each attempt."""
    found = []
    for bone, piece in zip(bones, (contact.mover, contact.rest), strict=True):
        grown = _grown(normal, [growth for growth in growths if growth.bone == bone], piece)
        found.append(_warped(normal, [warp for warp in warps if warp.bone == bone], bone, grown))
    return Contact(*found)


def _grown(normal: Normal, growths: list[Growth], piece: Piece) -> Piece:
    """A piece of a bone with what grows on it."""
    if not growths:
        return piece
    pose = normal.pose(growths[0].bone)

    def by(points: Points) -> Values:
        body = unplaced(pose, points)
        return np.asarray(sum(growth.by(body) for growth in growths))

    def distance(world: Points) -> Values:
        return piece.distance(world) - by(world)

    # a growth that ends near by is wider than the places of the bone as it was are apart
    points = np.concatenate([piece.points, piece.between[by(piece.between) > _LITTLE]])
    rows = np.flatnonzero(by(points) > _LITTLE)
    points[rows] = _grown_out(points[rows], distance, piece.gradient(points[rows]))
    return Piece(points, distance, piece.gradient)


def _grown_out(points: Points, distance: Callable[[Points], Values], outward: Points) -> Points:
    """Points (n, 3) of a surface that grows, taken outward to where it then is."""
    for _ in range(_ROUNDS):
        step = _DAMPED * np.clip(distance(points), -_FARTHEST, _FARTHEST)
        points = points - step[:, None] * outward
    return points


def _warped(normal: Normal, warps: list[Warp], bone: str, piece: Piece) -> Piece:
    """A piece of a bone, grown as it is, in the shape its warps give it."""
    if not warps:
        return piece
    pose = normal.pose(bone)

    def came_from(points: Points) -> Points:
        body = unplaced(pose, points)
        for warp in reversed(warps):
            body = warp.came_from(body)
        return placed(pose, body)

    points = unplaced(pose, piece.points)
    for warp in warps:
        points = warp.goes_to(points)
    return Piece(
        placed(pose, points),
        lambda world: piece.distance(came_from(world)),
        lambda world: piece.gradient(came_from(world)),
    )


@lru_cache(maxsize=32)
def contact_of_pieces(
    normal: Normal, upper: str, of_upper: str, lower: str, of_lower: str, reach: float = REACH
) -> Contact:
    """A contact of what of bones, or of their `body` or `arch` where a gap parts them, is no
    farther apart than `reach`, mm."""
    pieces = part_of(normal, upper, of_upper), part_of(normal, lower, of_lower)
    return contact_between(*pieces, reach)


@lru_cache(maxsize=16)
def part_of(normal: Normal, bone: str, part: str) -> Piece:
    """A bone, or its `body` or `arch` on either side of a gap of both partes."""
    whole = piece_of(normal, bone)
    if not part:
        return whole
    gap, pose = gap_of(normal, bone), normal.pose(bone)
    field, number = normal.fields[bone], ("body", "arch").index(part)

    def body_distance(points: Points) -> Points:
        return np.asarray(gap.piece_distance(field.distance, points, number))

    def distance(points: Points) -> Points:
        return body_distance(unplaced(pose, points))

    def gradient(points: Points) -> Points:
        body, step = unplaced(pose, points), 0.6
        probes = np.concatenate([body + s * step * axis for axis in np.eye(3) for s in (1, -1)])
        found = body_distance(probes).reshape(3, 2, len(points))
        slope = ((found[:, 0] - found[:, 1]) / (2.0 * step)).T
        length = np.linalg.norm(slope, axis=1, keepdims=True)
        return np.asarray((slope / np.maximum(length, 0.2)) @ pose[:3, :3].T)

    points, between = (
        places[body_distance(unplaced(pose, places)) < 0.3]
        for places in (whole.points, whole.between)
    )
    return Piece(points, distance, gradient, between)


def gap_of(normal: Normal, bone: str) -> ParsGap:
    """The gap that parts a bone's body from its arch. Raises ValueError for one without a pars."""
    return pars_gap(_marks(normal)[bone], _GAP)


@lru_cache(maxsize=2)
def _marks(normal: Normal) -> dict[str, SawMarks]:
    return saw_marks(normal.assets, normal.marks, normal.fields)


def overlap_of(contacts: Sequence[tuple[Contact, Points]], move: Points) -> float:
    """How deep a mover is in what stays, at most, mm; contacts as of `settled`."""
    return max(contact.overlap(np.linalg.inv(rest) @ move) for contact, rest in contacts)
