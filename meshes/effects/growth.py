"""Bone that grows: osteophytes and thick processes of a facet joint, spurs of an end plate's rim.

Every growth is a smooth field of mm in its bone's body frame. It never takes more than half of what
is left between two bones, so both may grow and still not meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.posed import moves_of
from meshes.changed.skin import ARCH
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, Growth, Values, bones_of
from meshes.effects.growth_field import By, Kernels, growth_of, room, sampled, within
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.reading import shipped_table
from meshes.surface import Points

#: Points of one ring of a joint's cartilage, and the ring that is its margin.
_ANGLES, _MARGIN = 48, 8
#: How sharply a point belongs to the nearest place of a margin, mm.
_MIX = 2.0
#: Where a rim faces the foramina and the recesses, left and right, degrees.
_BEHIND = (222.0, 318.0, 243.0, 297.0)
#: Spacing of the grid of a rim's spurs, which are wider than those of a joint, mm.
_RIM_SPACING = 1.7
#: Growth ends so far from the margin it comes from, in widths.
_FAR = 2.6


Lean = tuple[float, float, float]
_EVENLY: Lean = (1.0, 1.0, 1.0)


@effect("facet-growth")
def facet_growth(
    normal: Normal,
    changes: Changes,
    site: Site,
    *,
    osteophyte: float,
    process: float,
    capsule: float = 0.0,
    medial: float = 1.0,
    tip: float = 1.0,
    foot: float = 1.0,
    inferior: float = 1.0,
    outer: float = 0.0,
) -> Changes:
    """A worn facet joint on the site's sides, or both: osteophytes on its margins and thicker
    processes, mm, which narrow the joint; a thicker capsule. medial, tip, foot: how much more these
    parts of the superior process's margin grow; inferior: how much more the inferior process does;
    outer: how much more the processes thicken away from canal and foramen, mm.
    """
    new = []
    swollen = dict(changes.capsule)
    for side in site.sides or ("left", "right"):
        new += joint_growths(
            *(normal, changes, site.level, side, (osteophyte, process, outer)),
            *((medial, tip, foot), inferior),
        )
        key = f"{site.level}.{side}"
        swollen[key] = max(capsule, swollen.get(key, 0.0))
    return replace(changes, growths=changes.growths + tuple(new), capsule=swollen)


@effect("osteophytes")
def osteophytes(
    normal: Normal,
    changes: Changes,
    site: Site,
    *,
    front: float = 0.0,
    back: float = 0.0,
    beside: float = 0.0,
    recess: float = 0.0,
) -> Changes:
    """Spurs of the rims that face a disc, mm: anterior and lateral; behind towards the canal; and
    towards the foramina or the lateral recesses, on the site's sides or both."""
    sides = site.sides or ("left", "right")
    new = []
    for bone, plate in zip(bones_of(site.level), ("inferior", "superior"), strict=True):
        kernels = rim_kernels(normal, bone, plate)
        other = next(b for b in bones_of(site.level) if b != bone)
        amounts: tuple[float, ...] = (front, back)
        for size in (beside, recess):
            amounts += tuple(size if side in sides else 0.0 for side in ("left", "right"))
        if kernels is not None and max(amounts) > 0.0:
            part = bone if bone == "sacrum" else f"{bone}.{plate}-endplate"
            by = _growth(normal, changes, bone, other, part, kernels, amounts)
            new.append(Growth(bone, by, part))
    return replace(changes, growths=changes.growths + tuple(new))


@dataclass(frozen=True, slots=True)
class JointMargin:
    """The margin of one bone's face of a facet joint in its body frame.

    points (48, 3); weight (48,): how much grows there; centre (3,): of the face."""

    points: Points
    weight: Values
    centre: Points


def joint_growths(
    normal: Normal,
    changes: Changes,
    level: str,
    side: str,
    amounts: tuple[float, float, float],
    lean: Lean = _EVENLY,
    inferior: float = 1.0,
) -> list[Growth]:
    """The growths of both processes of a joint. amounts: of its osteophytes, of the whole
    process and of its outer side, mm. lean: more growth of the superior process at its medial
    margin, tip and foot; inferior: more of the inferior process."""
    upper, lower = bones_of(level)
    found = []
    kinds = (("superior", lower, upper, lean, 1.0), ("inferior", upper, lower, _EVENLY, inferior))
    for kind, bone, other, own, more in kinds:
        kernels = joint_kernels(normal, level, side, kind, own)
        sizes = tuple(more * amount for amount in amounts)
        part = f"{bone}.{kind}-articular-process.{side}"
        by = _growth(normal, changes, bone, other, part, kernels, sizes, arches=True)
        found.append(Growth(bone, by, part))
    return found


@lru_cache(maxsize=64)
def joint_kernels(normal: Normal, level: str, side: str, kind: str, lean: Lean) -> Kernels:
    """Where a process of a joint grows: osteophytes of its margin, the whole of it, and its outer
    side alone."""
    margin = joint_margin(normal, level, side, kind, lean)
    row = figures()["facet"]
    width, size = float(row["width"]), float(row["process"])
    outward = np.array(row["outer"]) * [-1.0 if side == "left" else 1.0, 1.0, 1.0]

    def parts(points: Points) -> Values:
        away, weight = _nearest(points, margin.points, margin.weight[None])
        aside = points - margin.centre
        whole = np.exp(-((np.linalg.norm(aside, axis=1) / size) ** 4))
        beyond = np.clip(aside @ outward / float(row["outer_from"]), 0.0, 1.0)
        outer = whole * beyond * beyond * (3.0 - 2.0 * beyond)
        return np.stack([weight[0] * fall(away / width), whole, outer])

    reach = max(1.45 * size, float(np.ptp(margin.points, axis=0).max()) / 2.0 + _FAR * width)
    return sampled(parts, margin.centre - reach, margin.centre + reach)


@lru_cache(maxsize=16)
def rim_kernels(normal: Normal, bone: str, plate: str) -> Kernels | None:
    """Where the rim of a plate grows spurs: in front, behind, towards foramina and recesses; None
    for a bone without the plate."""
    marks = normal.marks.bones[bone]
    found = marks.superior if plate == "superior" else marks.inferior
    if found is None:
        return None
    row = figures()["rim"]
    rim, width, long = found.rim, float(row["width"]), float(row["beak"])
    weights = _rim_weights(row, sum(map(ord, bone + plate)))
    # spurs in front are beaks: they go on from the rim, as wide at their tip as at their foot
    out = rim - rim.mean(axis=0)
    out[:, 2] = 0.0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    beaks = np.concatenate([rim + reach * out for reach in (0.0, 0.5 * long, long)])

    def parts(points: Points) -> Values:
        away, here = _nearest(points, rim, weights[1:])
        ahead, front = _nearest(points, beaks, np.tile(weights[:1], 3))
        front = front * fall(ahead / float(row["beak_width"]))
        return np.concatenate([front, here * fall(away / width)])

    reach = long + _FAR * width
    return sampled(parts, rim.min(axis=0) - reach, rim.max(axis=0) + reach, _RIM_SPACING)


def joint_margin(
    normal: Normal, level: str, side: str, kind: str, lean: Lean = _EVENLY
) -> JointMargin:
    """Margin of the face on the superior process of the bone below or the inferior one of the bone
    above."""
    id = StructureId(f"facet.{level}.cartilage-{kind}.{side}")
    upper, lower = bones_of(level)
    start = 1 + _ANGLES * _MARGIN
    mesh = normal.assets.meshes[id].points.astype(np.float64)
    bone = lower if kind == "superior" else upper
    points = unplaced(normal.pose(bone), mesh[start : start + _ANGLES])
    centre = points.mean(axis=0)
    sign = -1.0 if side == "left" else 1.0
    away = points - centre
    rise = away[:, 2] / np.abs(away[:, 2]).max()
    # medial on the face is anteromedial: faces look backwards and inwards
    inward = -sign * away[:, 0] + 0.6 * away[:, 1]
    inward = inward / np.abs(inward).max()
    share = figures()["facet"][kind]
    towards_tip = rise if kind == "superior" else -rise
    weight = (
        share["medial"] * lean[0] * np.clip(inward, 0.0, 1.0)
        + share["lateral"] * np.clip(-inward, 0.0, 1.0)
        + share["tip"] * lean[1] * np.clip(towards_tip, 0.0, 1.0) ** 2
        + share["foot"] * lean[2] * np.clip(-towards_tip, 0.0, 1.0) ** 2
    )
    seed = sum(ord(c) for c in level) % 7
    lobes = _lobes(_ANGLES, (4, 7), seed, float(figures()["facet"]["lobes"]))
    outer = away / np.linalg.norm(away, axis=1, keepdims=True)
    points = points + float(figures()["facet"]["outside"]) * outer
    return JointMargin(points, np.clip(weight, 0.0, 1.3) * lobes, centre)


def _rim_weights(row: Mapping[str, Any], seed: int) -> Values:
    """Heights of the spurs along a rim, 0..1: front, back, towards the foramina left and right,
    towards the recesses left and right, (6, 96)."""
    angle: Values = np.asarray(np.arange(96) * 3.75, np.float64)
    front = _arc(angle, *row["front"]) * _lobes(96, (4, 7), seed % 5, float(row["lobes"]))
    sides = [np.exp(-(((angle - middle) / 17.0) ** 2)) for middle in _BEHIND]
    return np.stack([front, _arc(angle, *row["back"]), *sides])


def _arc(angle: Values, start: float, end: float) -> Values:
    """1 along an arc, fading over 25 degrees at either end."""
    inside = np.minimum(angle - start, end - angle)
    share = np.clip(inside / 25.0 + 0.5, 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share))


def _lobes(count: int, waves: tuple[int, int], seed: int, depth: float) -> Values:
    """Heights 1 - depth .. 1 along a closed margin, the same every time."""
    turn = np.arange(count) * 2.0 * np.pi / count
    wave = np.sin(waves[0] * turn + 0.9 * seed) + 0.7 * np.sin(waves[1] * turn + 1.7 * seed)
    return np.asarray(1.0 - depth * (0.5 - 0.5 * wave / 1.7))


def _nearest(points: Points, margin: Points, weights: Values) -> tuple[Values, Values]:
    """Distance to a margin, (n,), and weights (k, m) there, (k, n), mixed where several places are
    as near."""
    square = (
        np.einsum("ij,ij->i", points, points)[:, None]
        + np.einsum("ij,ij->i", margin, margin)
        - 2.0 * points @ margin.T
    )
    least = square.min(axis=1)
    share = np.exp(-(square - least[:, None]) / (2.0 * _MIX**2))
    share /= share.sum(axis=1, keepdims=True)
    return np.sqrt(np.maximum(least, 0.0)), np.asarray(weights @ share.T)


def fall(share: Values) -> Values:
    """From 1 to 0 over a few widths, flat at the start and zero at the end."""
    part = np.clip(1.0 - (share / _FAR) ** 2, 0.0, 1.0)
    return np.asarray(part**4)


def limited(normal: Normal, changes: Changes, bone: str, other: str, raw: By) -> By:
    """A growth that leaves the other bone its half of the space between them."""
    least = float(figures()["joint"]["least"])
    across = _across(normal, changes, bone, other)

    def by(points: Points) -> Values:
        found = raw(points)
        rows = np.flatnonzero(found > 0.0)
        if len(rows):
            limit = room(normal, bone, other, across, points[rows], least)
            found[rows] = within(found[rows], limit)
        return found

    return by


def _growth(
    normal: Normal,
    changes: Changes,
    bone: str,
    other: str,
    part: str,
    kernels: Kernels,
    amounts: tuple[float, ...],
    *,
    arches: bool = False,
) -> By:
    """Growth of a part of a bone, so many mm of each kernel, that leaves another bone its half of
    the room: one that comes on top of another condition's takes what that one left. arches: of
    arches, which may have come loose of their bodies."""
    least = float(figures()["joint"]["least"])
    across = _across(normal, changes, bone, other, arches=arches)
    before = [each.by for each in changes.growths if (each.bone, each.part) == (bone, part)]
    bent = [warp for warp in changes.warps if warp.bone in (bone, other)]
    return growth_of(normal, bone, other, across, kernels, amounts, least, before, bent)


def _across(
    normal: Normal, changes: Changes, bone: str, other: str, *, arches: bool = False
) -> Points:
    """4x4 from one bone's body frame to another's as they stand. arches: from arch to arch, where
    one of them has come loose."""
    moves, stand = moves_of(changes), []
    for key in (bone, other):
        carrier = key + ARCH if arches and key in changes.loose else key
        stand.append(moves.get(carrier, np.eye(4)) @ normal.pose(key))
    here, there = stand
    return np.asarray(np.linalg.inv(there) @ here)


@cache
def figures() -> Mapping[str, Any]:
    """The tables of growth.toml."""
    return shipped_table(Path(__file__).parent / "growth.toml")
