"""Bone that grows: osteophytes and thick processes of a facet joint, spurs of an end plate's rim.

Every growth is a smooth field of mm in its bone's body frame. It never takes more than half of what
is left between two bones, so both may grow and still not meet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.posed import moves_of
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, Growth, Values, bones_of
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points

By = Callable[[Points], Values]

#: Points of one ring of a joint's cartilage, and the ring that is its margin.
_ANGLES, _MARGIN = 48, 8
#: How sharply a point belongs to the nearest place of a margin, mm.
_MIX = 2.0
#: Growth ends so far from the margin it comes from, in widths.
_FAR = 2.6
#: Width over which a growth gives way to its limit, mm.
_SOFT = 0.5
#: Where a field says no more than "far", a neighbour limits nothing: from the first figure on
#: less, from the second not at all, mm.
_CLEAR = (4.5, 6.0)


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
) -> Changes:
    """A worn facet joint on the site's sides, or both: osteophytes on its margins and thicker
    processes, mm, which narrow the joint; a thicker capsule. medial, tip: how much more the medial
    margin and the tip of the superior process grow."""
    new = []
    swollen = dict(changes.capsule)
    for side in site.sides or ("left", "right"):
        new += joint_growths(
            normal, changes, site.level, side, osteophyte, process, (medial, tip)
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
) -> Changes:
    """Spurs of the rims that face a disc, mm: anterior and lateral; behind towards the canal; and
    beside it towards the foramina, on the site's sides or both."""
    new = []
    for bone, plate in zip(bones_of(site.level), ("inferior", "superior"), strict=True):
        raw = _rim_spurs(normal, bone, plate, (front, back, beside), site.sides)
        if raw is not None:
            other = next(b for b in bones_of(site.level) if b != bone)
            by = limited(normal, changes, bone, other, raw)
            part = bone if bone == "sacrum" else f"{bone}.{plate}-endplate"
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
    osteophyte: float,
    process: float,
    lean: tuple[float, float] = (1.0, 1.0),
) -> list[Growth]:
    """The growths of both processes of a joint. lean: more growth of the superior process at its
    medial margin and its tip."""
    upper, lower = bones_of(level)
    found = []
    for kind, bone, other in (("superior", lower, upper), ("inferior", upper, lower)):
        margin = joint_margin(normal, level, side, kind, lean if kind == "superior" else (1.0, 1.0))
        raw = _margin_growth(margin, osteophyte, process)
        part = f"{bone}.{kind}-articular-process.{side}"
        found.append(Growth(bone, limited(normal, changes, bone, other, raw), part))
    return found


def joint_margin(
    normal: Normal, level: str, side: str, kind: str, lean: tuple[float, float] = (1.0, 1.0)
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
    share = _figures()["facet"][kind]
    towards_tip = rise if kind == "superior" else -rise
    weight = (
        share["medial"] * lean[0] * np.clip(inward, 0.0, 1.0)
        + share["lateral"] * np.clip(-inward, 0.0, 1.0)
        + share["tip"] * lean[1] * np.clip(towards_tip, 0.0, 1.0) ** 2
        + share["foot"] * np.clip(-towards_tip, 0.0, 1.0) ** 2
    )
    seed = sum(ord(c) for c in level) % 7
    lobes = _lobes(_ANGLES, (4, 7), seed, float(_figures()["facet"]["lobes"]))
    outer = away / np.linalg.norm(away, axis=1, keepdims=True)
    points = points + float(_figures()["facet"]["outside"]) * outer
    return JointMargin(points, np.clip(weight, 0.0, 1.3) * lobes, centre)


def _margin_growth(margin: JointMargin, osteophyte: float, process: float) -> By:
    row = _figures()["facet"]
    width, size = float(row["width"]), float(row["process"])

    def by(points: Points) -> Values:
        found = np.zeros(len(points))
        aside = np.linalg.norm(points - margin.centre, axis=1)
        rows = np.flatnonzero(aside < 2.2 * size)
        if len(rows) == 0:
            return found
        away, weight = _nearest(points[rows], margin.points, margin.weight)
        found[rows] = osteophyte * weight * _fall(away / width)
        found[rows] += process * np.exp(-((aside[rows] / size) ** 4))
        return found

    return by


def _rim_spurs(
    normal: Normal,
    bone: str,
    plate: str,
    sizes: tuple[float, float, float],
    sides: tuple[str, ...],
) -> By | None:
    marks = normal.marks.bones[bone]
    found = marks.superior if plate == "superior" else marks.inferior
    if found is None or max(sizes) <= 0.0:
        return None
    row = _figures()["rim"]
    rim, weight = found.rim, _rim_weight(row, sizes, sides, sum(map(ord, bone + plate)))
    width = float(row["width"])
    low, high = rim.min(axis=0) - _FAR * width, rim.max(axis=0) + _FAR * width

    def by(points: Points) -> Values:
        grown = np.zeros(len(points))
        rows = np.flatnonzero(np.all((points > low) & (points < high), axis=1))
        if len(rows):
            away, here = _nearest(points[rows], rim, weight)
            grown[rows] = here * _fall(away / width)
        return grown

    return by


def _rim_weight(
    row: Mapping[str, Any], sizes: tuple[float, float, float], sides: tuple[str, ...], seed: int
) -> Values:
    """Height of the spurs along a rim, (96,) mm."""
    angle = np.arange(96) * 3.75
    front, back, beside = sizes
    found = front * _arc(angle, *row["front"]) * _lobes(96, (4, 7), seed % 5, float(row["lobes"]))
    found = found + back * _arc(angle, *row["back"])
    for side, middle in (("right", 318.0), ("left", 222.0)):
        if not sides or side in sides:
            found = found + beside * np.exp(-(((angle - middle) / 17.0) ** 2))
    return np.asarray(found)


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


def _nearest(points: Points, margin: Points, weight: Values) -> tuple[Values, Values]:
    """Distance to a margin and the weight there, mixed where several places are as near."""
    square = (
        np.einsum("ij,ij->i", points, points)[:, None]
        + np.einsum("ij,ij->i", margin, margin)
        - 2.0 * points @ margin.T
    )
    least = square.min(axis=1)
    share = np.exp(-(square - least[:, None]) / (2.0 * _MIX**2))
    return np.sqrt(np.maximum(least, 0.0)), share @ weight / share.sum(axis=1)


def _fall(share: Values) -> Values:
    """From 1 to 0 over a few widths, flat at the start and zero at the end."""
    part = np.clip(1.0 - (share / _FAR) ** 2, 0.0, 1.0)
    return np.asarray(part**4)


def limited(normal: Normal, changes: Changes, bone: str, other: str, raw: By) -> By:
    """A growth that leaves the other bone its half of the space between them."""
    least = float(_figures()["joint"]["least"])
    moves = moves_of(changes)
    poses = [moves.get(key, np.eye(4)) @ normal.pose(key) for key in (bone, other)]
    across = np.linalg.inv(poses[1]) @ poses[0]
    own, field = normal.fields[bone], normal.fields[other]

    def by(points: Points) -> Values:
        found = raw(points)
        rows = np.flatnonzero(found > 0.0)
        if len(rows) == 0:
            return found
        here = points[rows]
        beyond = field.distance(here @ across[:3, :3].T + across[:3, 3])
        limit = 0.5 * (own.distance(here) + beyond) - least
        free = np.clip((beyond - _CLEAR[0]) / (_CLEAR[1] - _CLEAR[0]), 0.0, 1.0)
        limit = limit + 6.0 * free * free
        near = np.maximum(_SOFT - np.abs(found[rows] - limit), 0.0)
        found[rows] = np.maximum(np.minimum(found[rows], limit) - near**2 / (4.0 * _SOFT), 0.0)
        return found

    return by


@cache
def _figures() -> Mapping[str, Any]:
    file = resources.files("meshes") / "effects" / "growth.toml"
    return tomllib.loads(file.read_text("utf-8"))
