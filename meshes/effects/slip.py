"""Slips: a vertebra that moved forwards or backwards on the one below.

The body slides along the upper end plate of the bone below. With a gap in both partes the arch
stays behind (isthmic); with an intact arch the facet joints give way and remodel (degenerative).
The slip is read as on a lateral radiograph: from posterior corner to posterior corner, over the
depth of the end plate below.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import LEVELS, Changes, bones_of
from meshes.effects.contact import Freedom, further
from meshes.effects.height import lost_height
from meshes.effects.remodelling import joint_warps, spinous_warp, with_warps
from meshes.effects.saw import Cut
from meshes.effects.slip_course import (
    SlipStep,
    course_of,
    figures,
    given_way,
    slid,
    slide_frame,
)
from meshes.effects.steering import steered
from meshes.surface import Points

KINDS = ("isthmic", "degenerative", "retro")


@effect("slip")
def slip(normal: Normal, changes: Changes, site: Site, *, kind: str, share: float) -> Changes:
    """The bone above a disc slipped by `share` of the depth of the end plate below.

    kind: `isthmic` (with the gap of both partes that it takes), `degenerative`, or `retro`
    (backwards). Raises ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no slip is '{kind}'; there are {', '.join(KINDS)}")
    if share <= 0.0:
        return changes
    share = min(share, most_slip(normal, site.level, kind))
    step = course_of(normal, site.level, kind).at(share)
    lost = lost_height(normal, changes, site.level)
    move = slid(normal, site.level, kind, share, step.amounts, lost)
    if kind == "isthmic":
        return _parted(normal, changes, site.level, move, step)
    level, upper = site.level, bones_of(site.level)[0]
    is_first = level not in changes.joints
    changes = with_warps(changes, joint_warps(normal, level, given_way(kind, level, share)))
    changes = with_warps(changes, spinous_warp(normal, upper, step.spinous))
    if is_first:
        return changes.with_joint(level, move)
    return steered(normal, changes, level, move, Freedom((0.0, 0.0, 1.0, 2.0, 0.0, 0.0), 2.5))


def _parted(normal: Normal, changes: Changes, level: str, move: Points, step: SlipStep) -> Changes:
    """Changes with a body that slipped out of its arch, and what that does to the bone above."""
    upper, over = bones_of(level)[0], LEVELS[LEVELS.index(level) - 1]
    # one that gives nothing stands still, to the last digit: what hangs on it need not be moved
    arch = further(slide_frame(normal, level), step.arch) if step.arch.any() else np.eye(4)
    loose = {**changes.loose, upper: arch @ changes.loose.get(upper, np.eye(4))}
    cuts = tuple(cut for cut in changes.cuts if not _is_gap(cut, upper))
    gap = Cut(upper, "pars-defect", "both", figures()["isthmic"]["gap"])
    changes = replace(changes.with_joint(level, move), loose=loose, cuts=(*cuts, gap))
    return with_warps(changes, spinous_warp(normal, bones_of(over)[0], step.spinous))


def _is_gap(cut: object, bone: str) -> bool:
    return isinstance(cut, Cut) and cut.bone == bone and cut.kind == "pars-defect"


def most_slip(normal: Normal, level: str, kind: str) -> float:
    """The greatest slip of a kind that there is, as a share."""
    return float(course_of(normal, level, kind).shares[-1])


def meyerding(share: float) -> str:
    """The grade of a slip: "" for none, I to 25 %, II to 50, III to 75, IV to 100, V beyond."""
    if share <= 0.0:
        return ""
    return ("I", "II", "III", "IV", "V")[min(4, int(np.ceil(round(share, 6) * 4.0)) - 1)]
