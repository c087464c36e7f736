"""Operations that make room: discectomy, laminotomy, laminectomy, foraminotomy.

They take away; what was done before them is theirs to take from, so they come after all conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects import saw_marks
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, Herniation, Values, bones_of
from meshes.effects.saw import Cut, Kind
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.reading import shipped_table
from meshes.surface import Points

#: Angles of a disc's contour, degrees from the right over anterior.
_ANGLES = np.arange(96) * 3.75
#: Where on it a root passes behind the disc, and where a foramen lies: degrees.
_BEHIND = {"left": 250.0, "right": 290.0}
_BESIDE = {"left": 205.0, "right": 335.0}


@cache
def figures() -> Mapping[str, Any]:
    """The figures of treatment.toml."""
    return shipped_table(Path(__file__).parent / "treatment.toml")


@effect("laminectomy")
def laminectomy(normal: Normal, changes: Changes, site: Site, *, amount: float) -> Changes:
    """The arch above a level opened on both sides, the flava and what narrows the recesses gone."""
    upper, lower = bones_of(site.level)
    own = figures()["laminectomy"]
    changes = with_cuts(
        changes,
        (upper, "laminectomy", "both", amount),
        (lower, "lamina-edge", "both", own["lower_edge"] * amount),
        (lower, "undercutting", "both", own["recess"] * amount),
    )
    return thinned(changes, site.level, ("left", "right"), amount)


@effect("laminotomy")
def laminotomy(normal: Normal, changes: Changes, site: Site, *, amount: float) -> Changes:
    """A window between two laminae on the site's sides, with the flavum in it."""
    upper, lower = bones_of(site.level)
    edge = figures()["laminotomy"]["lower_edge"]
    for side in site.sides:
        changes = with_cuts(
            changes,
            (upper, "laminotomy", side, amount),
            (lower, "lamina-edge", side, edge * amount),
        )
    return thinned(changes, site.level, site.sides, amount)


@effect("discectomy")
def discectomy(
    normal: Normal, changes: Changes, site: Site, *, window: float, removed: float
) -> Changes:
    """Herniated pieces of the site's sides taken through a small window, and what bulges there; the
    disc stays.

    window: 0..1 of the small window; removed: 0..1 of each piece.
    """
    upper, lower = bones_of(site.level)
    own = saw_marks.figures()["discectomy"]
    for side in site.sides:
        changes = with_cuts(
            changes,
            (upper, "laminotomy", side, own["upper"] * window),
            (lower, "lamina-edge", side, own["lower"] * window),
        )
        changes = less_bulge(changes, site.level, _BEHIND[side], removed)
    return without_pieces(changes, site.level, ("", *site.sides), removed)


@effect("foraminotomy")
def foraminotomy(normal: Normal, changes: Changes, site: Site, *, amount: float) -> Changes:
    """The foramen widened from within on the site's sides: the joint's tip undercut, flavum and
    bulging disc in it trimmed."""
    upper, lower = bones_of(site.level)
    own = figures()["foraminotomy"]
    for side in site.sides:
        changes = with_cuts(
            changes,
            (upper, "laminotomy", side, own["window"] * amount),
            (lower, "undercutting", side, amount),
        )
        changes = free_foramen(normal, changes, site.level, side, amount)
    return thinned(changes, site.level, site.sides, amount)


def with_cuts(changes: Changes, *rows: tuple[str, Kind, str, float]) -> Changes:
    """With bone taken away: (bone, kind, side, amount). None at the lower end of T12 is drawn."""
    cuts = tuple(
        Cut(bone, kind, side, amount)  # type: ignore[arg-type]
        for bone, kind, side, amount in rows
        if amount > 0.0
    )
    return replace(changes, cuts=changes.cuts + cuts)


def thinned(changes: Changes, level: str, sides: Iterable[str], amount: float) -> Changes:
    """With so much (0..1) of what thickened a level's flava and capsules taken away; the flava
    themselves go when most of the opening is made."""
    sides = tuple(sides)
    keys = [f"{level}.{side}" for side in sides]
    flavum, capsule = dict(changes.flavum), dict(changes.capsule)
    for table in (flavum, capsule):
        table.update({key: table[key] * (1.0 - amount) for key in keys if key in table})
    gone = changes.gone
    if amount >= figures()["flavum"]["gone_from"]:
        gone = gone | {f"ligamentum-flavum.{key}" for key in keys}
    return replace(changes, flavum=flavum, capsule=capsule, gone=gone)


def without_pieces(changes: Changes, level: str, sides: Iterable[str], removed: float) -> Changes:
    """With herniated pieces of a level and sides ("" for the middle) so much smaller, 0..1."""
    wanted = set(sides)

    def left(piece: Herniation) -> Herniation:
        if piece.level != level or piece.side not in wanted:
            return piece
        return replace(piece, size=piece.size * (1.0 - removed))

    kept = tuple(each for each in map(left, changes.herniations) if each.size > 0.0)
    return replace(changes, herniations=kept)


def free_foramen(normal: Normal, changes: Changes, level: str, side: str, amount: float) -> Changes:
    """With bulge and spurs in a foramen taken away by so much, 0..1."""
    changes = less_bulge(changes, level, _BESIDE[side], amount)
    foramen = normal.assets.meshes[StructureId(f"foramen.{level}.{side}")]
    middle = foramen.points.mean(axis=0).astype(np.float64)
    near = bones_of(level)
    growths = tuple(
        replace(each, by=_outside(each.by, tuple(unplaced(normal.pose(each.bone), middle)), amount))
        if each.bone in near
        else each
        for each in changes.growths
    )
    return replace(changes, growths=growths)


def less_bulge(changes: Changes, level: str, middle: float, amount: float) -> Changes:
    """With a disc's bulge about an angle of its contour (degrees) taken away by so much."""
    disc = changes.discs.get(level)
    if disc is None or disc.bulge is None or amount <= 0.0:
        return changes
    away = np.abs((_ANGLES - middle + 180.0) % 360.0 - 180.0)
    full, none = figures()["trimmed"]["bulge"]
    share = amount * np.clip((none - away) / (none - full), 0.0, 1.0)
    new = replace(disc, bulge=np.where(disc.bulge > 0.0, disc.bulge * (1.0 - share), disc.bulge))
    return replace(changes, discs={**changes.discs, level: new})


@lru_cache(maxsize=64)
def _outside(
    by: Callable[[Points], Values], middle: tuple[float, float, float], amount: float
) -> Callable[[Points], Values]:
    """Growth without what is near a place of the bone's body frame; the same object each time, so
    that what was built with it is found again."""
    reach, fade = np.array(figures()["trimmed"]["spur"]), figures()["trimmed"]["fade"]

    def left(points: Points) -> Values:
        away = np.linalg.norm((points - np.array(middle)) / reach, axis=1)
        share = np.clip((1.0 + fade - away) / fade, 0.0, 1.0)
        return np.asarray(by(points) * (1.0 - amount * share))

    return left
