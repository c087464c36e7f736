"""Whether what bounds a room of a level is still there, read off the changed geometry: a room that
has lost a wall has no size, and a joint that was taken has no space.
"""

from __future__ import annotations

import numpy as np

from meshes.changed.shape import Changed
from meshes.changed.united import MEDIAL
from meshes.effects.changes import bones_of
from meshes.effects.growth_field import Rounded
from meshes.ids import StructureId

#: Both faces of a facet joint: without one of them there is none.
_FACES = ("cartilage-superior", "cartilage-inferior")


def has_joint(changed: Changed, level: str, side: str) -> bool:
    """Whether a level's facet joint of a side still has both of its faces."""
    return not any(f"facet.{level}.{face}.{side}" in changed.gone for face in _FACES)


def has_foramen(changed: Changed, level: str, side: str) -> bool:
    """Whether a foramen still has a wall behind, its joint, and lies between two bones: a process
    that has united with the ala makes one bone of both there."""
    return has_joint(changed, level, side) and not is_united(changed, level, side)


def is_united(changed: Changed, level: str, side: str) -> bool:
    """Whether both bones of a level have grown together beside their joint on a side."""
    upper, lower = bones_of(level)
    if not any(
        isinstance(each.by, Rounded)
        and {each.bone, each.by.other} == {upper, lower}
        and each.part.endswith(f".{side}")
        for each in changed.changes.growths
    ):
        return False
    points = changed.mesh(StructureId(upper)).points.astype(np.float64)
    frame = changed.posed.pose(upper)
    aside = (points - frame[:3, 3]) @ frame[:3, 0] * (-1.0 if side == "left" else 1.0)
    return bool((changed.posed.distance_to(lower, points[aside > MEDIAL]) < 0.0).any())
