"""How far the canal is looked at behind a disc: up behind all of a broken body above it, and down
with it where it sank into one below."""

from __future__ import annotations

from functools import lru_cache

from meshes.changed.normal import Normal
from meshes.changed.shape import Changed
from meshes.effects.changes import bones_of
from meshes.pose import RIM_POSTERIOR, placed, unplaced


def top_at(changed: Changed, level: str, usual: float) -> float:
    """Height over a disc's middle, mm, up to which the canal of a level is looked at: `usual`, or
    the upper plate of a broken body above."""
    if not changed.changes.is_broken(bones_of(level)[0]):
        return usual
    return _upper_plate(changed.normal, level)


def sunk_below(changed: Changed, level: str) -> float:
    """How far the disc's back sank with the upper plate of a broken body below it, mm; 0 for a
    whole one."""
    bone = bones_of(level)[1]
    plate = changed.normal.bones[bone].superior
    warps = [warp for warp in changed.changes.warps if warp.bone == bone and warp.breaks]
    if plate is None or not warps:
        return 0.0
    corner = plate.rim[[RIM_POSTERIOR]]
    return max(0.0, sum(float((corner - warp.there(corner))[0, 2]) for warp in warps))


@lru_cache(maxsize=8)
def _upper_plate(normal: Normal, level: str) -> float:
    """Height of the upper plate of the bone above over a disc's middle, mm."""
    bone = bones_of(level)[0]
    plate = normal.bones[bone].superior
    if plate is None:
        raise ValueError(f"{bone} has no superior endplate")
    rim = unplaced(normal.disc_frames[level], placed(normal.pose(bone), plate.rim))
    return float(rim[:, 2].max())
