"""What graft keeps clear of: the metal, and the cleft of a fusion that does not knit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from meshes.effects.hardware.figures import figure
from meshes.effects.hardware.front_screw import FrontScrew
from meshes.effects.hardware.plan import ScrewPlan
from meshes.effects.hardware.rod import RodCourse
from meshes.surface import Points

Values = npt.NDArray[np.float64]


def posterior_metal(
    plans: Sequence[ScrewPlan], course: RodCourse, poses: Mapping[str, Points]
) -> Callable[[Points], Values]:
    """Distance (n,) of places (n, 3) of the world to rod, heads and shanks of one side."""
    last = len(course.line) - 1
    pieces = [
        (a, b, 0.5 * figure("rod", "diameter"))
        for a, b in pairwise(course.line[[0, last // 4, last // 2, 3 * last // 4, last]])
    ]
    for plan, facing in zip(plans, course.facing, strict=True):
        pose = poses[plan.bone]
        joint, entry = (
            pose[:3, :3] @ place + pose[:3, 3] for place in (plan.joint, plan.at(plan.entry))
        )
        radius = figure("head", "radius")
        pieces.append((joint, joint + figure("head", "height") * facing, radius))
        pieces.append((joint, entry, 0.5 * plan.diameter))

    def distance(nodes: Points) -> Values:
        found = np.full(len(nodes), np.inf)
        for a, b, radius in pieces:
            run = b - a
            share = np.clip((nodes - a) @ run / (run @ run), 0.0, 1.0)
            away = np.linalg.norm(nodes - a - share[:, None] * run, axis=1) - radius
            found = np.minimum(found, away)
        return found

    return distance


def front_metal(screws: Sequence[FrontScrew]) -> Callable[[Points], Values]:
    """Distance to the screws of an anterior cage, in the frame of its space."""

    def distance(nodes: Points) -> Values:
        found = np.full(len(nodes), np.inf)
        for screw in screws:
            way = np.clip((nodes - screw.start) @ screw.axis, 0.0, screw.length)
            away = np.linalg.norm(nodes - screw.start - way[:, None] * screw.axis, axis=1)
            found = np.minimum(found, away - 0.5 * figure("front_screw", "diameter"))
        return found

    return distance


def cleft(middle: Points, normal: Points | None = None) -> Callable[[Points], Values]:
    """Signed distance to the wavy gap of a non-union through a place, across z."""
    across = np.array([0.0, 0.0, 1.0]) if normal is None else normal

    def distance(nodes: Points) -> Values:
        off = nodes - middle
        wave = 0.7 * np.sin(0.5 * off[:, 0] + 0.8) + 0.5 * np.sin(0.45 * off[:, 1])
        return np.asarray(np.abs(off @ across + wave) - 0.5 * figure("graft", "gap"))

    return distance
