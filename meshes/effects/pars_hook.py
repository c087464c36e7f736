"""The hook of an isthmic slip: bone and callus on the stub of the pars that went forward.

It bends forward over the gap, towards the root that passes beneath the pedicle; the arch that
stays behind bears none.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.sawn_bones import marks
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, Growth, Values, bones_of
from meshes.effects.growth import fall, figures
from meshes.effects.growth_field import Kernels, free_growth_of, sampled
from meshes.effects.pars import ParsGap, pars_gap
from meshes.pose import unplaced
from meshes.surface import Points

#: The gap of an isthmic slip, 0..1, and so where the stub ends.
_GAP = 0.4
#: A hook grows in steps of so much, mm.
_STEP = 0.1
#: Growth ends so far from the lip, in widths.
_FAR = 2.6


@effect("pars-hook")
def pars_hook(normal: Normal, changes: Changes, site: Site, *, size: float) -> Changes:
    """A hook of `size` mm on the stubs of both partes of the site's bone. Made for the data of the
    isthmic slip, where it keeps clear of the bone below. Raises ValueError for a bone without a
    pars."""
    # in steps: bone that keeps its shape while a slider moves it is not cut anew
    size = round(size / _STEP) * _STEP
    if size <= 0.0:
        return changes
    bone = bones_of(site.level)[0]
    new = tuple(_hook(normal, bone, side, size) for side in ("left", "right"))
    return replace(changes, growths=(*changes.growths, *new))


@lru_cache(maxsize=64)
def _hook(normal: Normal, bone: str, side: str, size: float) -> Growth:
    kernels = hook_kernels(normal, bone, side)
    return Growth(bone, free_growth_of(kernels, (size,)), f"{bone}.pars.{side}")


@lru_cache(maxsize=16)
def hook_kernels(normal: Normal, bone: str, side: str) -> Kernels:
    """Where the stub of a pars grows its hook: 1 along its lip, nothing on the arch."""
    gap, own = pars_gap(marks(normal)[bone], _GAP), figures()["hook"]
    foot, towards = _lip(normal, bone, gap)
    along = np.eye(3)[0] - towards * towards[0]
    along *= own["half_length"] / np.linalg.norm(along)
    ahead = np.linspace(0.0, own["reach"], 4)[:, None] * towards
    beside = np.linspace(-1.0, 1.0, 5)[:, None] * along
    lip = (foot + ahead + beside[:, None]).reshape(-1, 3)
    if side == "left":
        lip = lip * [-1.0, 1.0, 1.0]
    width = float(own["width"])

    def parts(points: Points) -> Values:
        away = np.sqrt(((points[:, None] - lip) ** 2).sum(axis=2)).min(axis=1)
        before = np.maximum(gap.height(points), points[:, 1] - gap.front)
        kept = np.clip(before / float(own["fade"]) + 0.5, 0.0, 1.0)
        return np.asarray((fall(away / width) * kept * kept * (3.0 - 2.0 * kept))[None])

    reach = _FAR * width
    return sampled(parts, lip.min(axis=0) - reach, lip.max(axis=0) + reach)


def _lip(normal: Normal, bone: str, gap: ParsGap) -> tuple[Points, Points]:
    """Where a right stub just above its gap is nearest the root that leaves beneath its pedicle,
    and the direction (3,) from there to it, in the bone's body frame."""
    name = bone.removeprefix("vertebra.")
    line = unplaced(normal.pose(bone), normal.marks.roots[name].line)
    surface = normal.bones[bone].surface.points
    high = gap.height(surface) - gap.width / 2
    near = (high > 0.0) & (high < figures()["hook"]["foot"]) & (surface[:, 0] > 0.0)
    # well beyond the pedicle's medial border: what is medial of it faces the canal
    lateral = marks(normal)[bone].pedicle_medial + figures()["hook"]["lateral"]
    near &= (surface[:, 1] < gap.front) & (surface[:, 0] > lateral)
    stub = surface[near]
    away = np.linalg.norm(stub[:, None] - line[None], axis=2)
    row, station = np.unravel_index(int(away.argmin()), away.shape)
    towards = line[station] - stub[row]
    return stub[row], towards / np.linalg.norm(towards)
