"""How near bones can have come to places that are known at rest, while a slider is dragged: most of
a nerve's stations are seen to be clear of a bone without asking it.

How far a place is from a bone in the normal model is kept; what grows there is a sum over nodes
(`meshes.changed.rising`), and for the rest the place has gone so far in the bone's own frame.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from meshes.changed.growing import parts_of
from meshes.changed.normal import Normal
from meshes.changed.obstacles import BEYOND, HASTE
from meshes.changed.posed import Posed
from meshes.changed.rising import Spot, grown_at
from meshes.effects.asked import quickly
from meshes.effects.changes import Values
from meshes.pose import unplaced
from meshes.surface import Points

#: Near bone that grows room is lost no quicker than so many times a way (chosen, tried at all
#: levels).
_STEEP = 1.6


def least_room(posed: Posed, bone: str, rest: Points, now: Points) -> Values | None:
    """The least distance there can be from a bone, (n,) mm, or `BEYOND` where that is less, of
    places that were at `rest` in the normal model and are at `now`, (n, 3) world. rest: an array
    that is kept, known again by its identity. None for a bone that gave way, that is in two pieces,
    or whose growth is not on a grid."""
    if posed.gap(bone) is not None or any(w.bone == bone for w in posed.changes.warps):
        return None
    spot, away = _at_rest(posed.normal, bone, _Kept(rest))
    parts = parts_of(posed.changes, bone)
    if parts:
        grown = grown_at(spot, parts)
        if grown is None:
            return None
        away = away - grown
    way = unplaced(posed.pose(bone), now) - spot.points
    gone = np.sqrt(np.einsum("ij,ij->i", way, way))
    return np.asarray(away - (_STEEP if parts else HASTE) * gone)


class _Kept:
    """An array, known again by its identity: whoever is kept by it keeps it."""

    def __init__(self, points: Points) -> None:
        self.points = points

    def __hash__(self) -> int:
        return id(self.points)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.points is self.points


@lru_cache(maxsize=64)
def _at_rest(normal: Normal, bone: str, kept: _Kept) -> tuple[Spot, Values]:
    """Places in a bone's body frame, and how far they are from it, no more than `BEYOND` mm."""
    body = unplaced(normal.pose(bone), kept.points)
    # beyond its grid a bone is at least as far as from the nearest place of that
    away = np.minimum(quickly(normal.fields[bone])(body), BEYOND)
    return Spot(body, np.zeros(body.shape)), away
