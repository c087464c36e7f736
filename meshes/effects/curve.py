"""Scoliosis: discs that wedge to one side, bodies that turn towards the other.

A curve is set by its Cobb angle, read as on an upright radiograph from in front: the greatest angle
between the end plates of two vertebrae.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.bone import Endplate
from meshes.changed.normal import Normal
from meshes.changed.posed import moves_of
from meshes.effects.apply import Site, effect
from meshes.effects.changes import COLUMN, LEVELS, NONE, Changes, Values
from meshes.effects.contact import Freedom, contact_of, further, settled
from meshes.effects.steering import steered
from meshes.effects.tables import tabulated
from meshes.reading import shipped_table
from meshes.surface import Points

#: Tries to make the measured Cobb angle that which was asked for, degrees of tolerance.
_TRIES, _EXACT = 4, 0.05
#: Shares of the greatest curve at which the Cobb angle is measured.
_SHARES = 33


@cache
def figures() -> dict[str, Any]:
    """The tables of curve.toml."""
    return shipped_table(Path(__file__).parent / "curve.toml")


@effect("curve")
def curve(normal: Normal, changes: Changes, site: Site, *, cobb: float) -> Changes:
    """A scoliosis with its apex at the site's disc, convex to its side (right without one), `cobb`
    degrees. Raises ValueError for a level that is no apex."""
    if site.level not in figures()["wedge"]:
        apices = ", ".join(figures()["wedge"])
        raise ValueError(f"no curve has its apex at {site.level}; there are {apices}")
    if cobb <= 0.0:
        return changes
    is_left = site.sides == ("left",)
    rows = _rows(normal, site.level, min(cobb, figures()["most_cobb"]))
    for level, amounts in zip(LEVELS, rows, strict=True):
        if is_left:
            amounts = amounts * np.array([-1.0, 1.0, 1.0, 1.0, -1.0, -1.0])
        move = further(normal.disc_frames[level], amounts)
        changes = steered(normal, changes, level, move, _freedom())
    return changes


def cobb_of(normal: Normal, changes: Changes) -> float:
    """The Cobb angle of the column, degrees: the greatest angle in the coronal plane between the
    upper plate of a vertebra and the lower plate of one below it (or the same)."""
    moves = moves_of(changes)
    tilts: list[tuple[float, float]] = []
    for bone in COLUMN[:-1]:
        own, pose = normal.bones[bone], normal.pose(bone)
        pose = moves.get(bone, np.eye(4)) @ pose
        low = own.inferior or own.superior
        high = own.superior or own.inferior
        if low is None or high is None:
            raise ValueError(f"{bone} has no plates")
        tilts.append((_coronal(pose, high), _coronal(pose, low)))
    return max(
        abs(tilts[k][0] - tilts[j][1]) for k in range(len(tilts)) for j in range(k, len(tilts))
    )


def _coronal(pose: Points, plate: Endplate) -> float:
    """How much a plate leans, seen from in front: degrees, positive with its right side up."""
    across = pose[:3, :3] @ (plate.rim[0] - plate.rim[48])
    return float(np.degrees(np.arctan2(across[2], across[0])))


def _rows(normal: Normal, apex: str, cobb: float) -> Values:
    """Shifts and turns of each level for a curve convex to the right: (6, 6)."""
    knots, table = _table(normal, apex)
    found = np.array([np.interp(cobb, knots, column) for column in table.T])
    return found.reshape(len(LEVELS), 6)


def prepared(normal: Normal, apex: str) -> None:
    """Work out the table of an apex."""
    _table(normal, apex)


def _table(normal: Normal, apex: str) -> tuple[Values, Values]:
    """Curves of growing Cobb angles, convex to the right: angles (k,), amounts (k, 36)."""
    rows = tabulated(f"curve.{apex}", lambda: _found_table(normal, apex))
    return np.arange(len(rows)) * figures()["step"], rows


def _found_table(normal: Normal, apex: str) -> Values:
    """A curve grows straight to its greatest, in which bone is kept off bone: were facets kept
    clear anew at each step, joints would close until they touch and then gape."""
    own = figures()
    knots = np.arange(0.0, own["most_cobb"] + 1e-9, own["step"])
    greatest = _greatest(normal, apex, knots)
    shares = np.linspace(0.0, 1.0, _SHARES)
    cobb = [cobb_of(normal, _as_changes(normal, share * greatest)) for share in shares]
    return np.interp(knots, cobb, shares)[:, None] * greatest.ravel()


def _greatest(normal: Normal, apex: str, knots: Values) -> Values:
    """What each level gives in the curve of the greatest Cobb angle, come to from that of one knot
    to the next: (6, 6)."""
    rows = np.zeros((len(LEVELS), 6))
    for cobb in knots[1:]:
        asked, last = float(cobb), rows
        for _ in range(_TRIES):
            rows = _settled_rows(normal, apex, asked, last)
            measured = cobb_of(normal, _as_changes(normal, rows))
            if abs(measured - cobb) < _EXACT:
                break
            asked *= float(cobb) / measured
    return rows


def _settled_rows(normal: Normal, apex: str, cobb: float, last: Values) -> Values:
    own = figures()
    rows = np.zeros((len(LEVELS), 6))
    turns = _turns(apex, cobb)
    for k, level in enumerate(LEVELS):
        wedge = own["wedge"][apex][k] * cobb
        # a column convex to the right leans over to the left above its apex
        start = np.array([0.0, 0.0, 0.0, -max(0.0, own["flatter"] * wedge), -wedge, turns[k]])
        frame, contact = normal.disc_frames[level], contact_of(normal, level)
        move, _ = settled(
            [(contact, np.eye(4))],
            further(frame, start),
            frame,
            _freedom(),
            start=last[k] * np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]),
        )
        rows[k] = _amounts(frame, move)
    return rows


def _turns(apex: str, cobb: float) -> Values:
    """Axial turn of each segment, degrees about the superior axis: from the sacrum to the apex all
    turn the bodies towards the convex (right) side, above it back, in part beyond T12."""
    row = LEVELS.index(apex)
    below, above = len(LEVELS) - row - 0.5, max(row + 0.5, figures()["fading"])
    share = np.array([1.0 if k > row else -1.0 for k in range(len(LEVELS))])
    share = np.where(share > 0.0, 1.0 / below, -1.0 / above)
    share[row] = 0.5 / below - 0.5 / above
    # turning to the right is negative about the superior axis
    return np.asarray(-figures()["rotation"] * cobb * share)


def _as_changes(normal: Normal, rows: Values) -> Changes:
    changes = NONE
    for level, amounts in zip(LEVELS, rows, strict=True):
        changes = changes.with_joint(level, further(normal.disc_frames[level], amounts))
    return changes


def _amounts(frame: Points, move: Points) -> Values:
    """Shifts along and turn about a frame's axes of a motion: (6,), as `further` takes them."""
    local = np.linalg.inv(frame) @ move @ frame
    turn = local[:3, :3]
    angle = float(np.arccos(np.clip((np.trace(turn) - 1.0) / 2.0, -1.0, 1.0)))
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    length = float(np.linalg.norm(axis))
    vector = np.zeros(3) if length < 1e-12 else np.degrees(angle) * axis / length
    return np.concatenate([local[:3, 3], vector])


def _freedom() -> Freedom:
    own = figures()
    return Freedom((*own["give"], own["give_tilt"], 0.0, 0.0), 1.5)
