"""Plates off what they name, leaders that do not cross: the last touch to placed names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from viewer.label_plates import Placed, Rect, Sheet


def cross(a: Placed, b: Placed) -> bool:
    def turn(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return (
        turn(a.port, a.anchor, b.port) * turn(a.port, a.anchor, b.anchor) < 0
        and turn(b.port, b.anchor, a.port) * turn(b.port, b.anchor, a.anchor) < 0
    )


def first_crossing(placed: list[Placed]) -> int | None:
    """The upper of the first two neighbours whose leaders cross."""
    return next((k for k, (a, b) in enumerate(pairwise(placed)) if cross(a, b)), None)


def uncovering(placed: list[Placed], sheet: Sheet) -> list[Placed]:
    """Move plates sideways off what they name, or up or down where nothing stands, else leave them
    out."""
    kept = []
    for label in placed:
        others = [other.plate for other in placed if other is not label]
        for plate in (*_elsewhere(label, sheet), *_above_or_below(label, sheet, others)):
            if not sheet.covers(label.id, plate):
                kept.append(replace(label, plate=plate))
                break
    return kept


def _elsewhere(label: Placed, sheet: Sheet) -> Iterable[Rect]:
    plate = label.plate
    yield plate
    outward = sheet.margin if label.on_left else sheet.size[0] - sheet.margin - plate.width
    for share in (0.35, 0.7, 1.0):
        moved = replace(plate, x=plate.x + share * (outward - plate.x))
        if not any(moved.meets(b) for b in sheet.blocked):
            yield moved


def _above_or_below(label: Placed, sheet: Sheet, others: Sequence[Rect]) -> Iterable[Rect]:
    """Plates in the column off a thing that stands in it: the hub of a needle, a wide root."""
    for share in (-1.3, 1.3, -2.6, 2.6, -3.9, 3.9, -5.2, 5.2):
        moved = replace(label.plate, y=label.plate.y + share * label.plate.height)
        if not any(moved.meets(other) for other in (*others, *sheet.blocked)):
            yield moved


def uncrossed(placed: list[Placed]) -> list[Placed]:
    """Leave out what still crosses an earlier leader (plates moved sideways may do so)."""
    kept: list[Placed] = []
    for label in placed:
        if not any(cross(label, other) for other in kept):
            kept.append(label)
    return kept


def out_of_the_way(placed: list[Placed], sheet: Sheet) -> list[Placed]:
    """What says left or right stays where it is; what says neither goes up or down until its
    leader crosses none, or is left out."""
    kept: list[Placed] = []
    for label in sorted(placed, key=lambda p: p.id.side is None):
        others = [other.plate for other in placed if other is not label]
        others += [other.plate for other in kept]
        moved = [] if label.id.side else list(_above_or_below(label, sheet, others))
        for plate in (label.plate, *moved):
            tried = replace(label, plate=plate)
            if plate != label.plate and sheet.covers(label.id, plate):
                continue
            if not any(cross(tried, other) for other in kept):
                kept.append(tried)
                break
    return kept
