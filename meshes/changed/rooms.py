"""Rooms of a level as they are now: canal, recesses, foramina, facet joints.

Slower than a slider step; for a model at rest. What cannot be measured is None, never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import cast

import numpy as np
import numpy.typing as npt

from meshes.bone import Bone
from meshes.builders.foramen import ForamenSize, Section, foramen_sections, size_of
from meshes.changed.around import REACH
from meshes.changed.flavum import flavum_solid, halves
from meshes.changed.normal import Normal
from meshes.changed.obstacles import Solid, Surroundings
from meshes.changed.resting import skin
from meshes.changed.sawn_bones import marks
from meshes.changed.shape import Changed
from meshes.effects.changes import NONE, Values, bones_of
from meshes.field import Distances, SignedDistanceGrid
from meshes.ids import StructureId
from meshes.measures.joints import facet_sizes
from meshes.pose import placed, unplaced
from meshes.spine import Spine
from meshes.surface import Points, Surface, merged, mirrored

_FLIP = np.array([-1.0, 1.0, 1.0])
_MIRROR = np.diag([-1.0, 1.0, 1.0, 1.0])
#: A recess is looked at this far medial of the pedicle, mm, at the pedicle's upper border; a slit
#: narrower than twice the second figure does not count as room.
_RECESS = (1.5, 2.0, 2.5)
_SLIT = 0.4
_STEP = 0.1
#: Farther than this from wall to lamina the canal is open behind, mm.
_OPEN = 26.0


@dataclass(frozen=True, slots=True)
class _Field:
    """A changed bone asked like a grid in its body frame."""

    grid: SignedDistanceGrid
    asked: Callable[[Points], Values]

    @property
    def origin(self) -> Points:
        """(3,) lower corner of the grid."""
        return self.grid.origin

    @property
    def upper(self) -> Points:
        """(3,) upper corner of the grid."""
        return self.grid.upper

    @property
    def spacing(self) -> float:
        """Between nodes, mm."""
        return self.grid.spacing

    def distance(self, points: Points) -> Distances:
        """Signed distance of body-frame points (n, 3): (n,) mm."""
        return self.asked(np.asarray(points, dtype=np.float64))

    def gradient(self, points: Points) -> Points:
        """Direction away from the bone: (n, 3)."""
        from meshes.changed.posed import slope

        return slope(self.distance, np.asarray(points, dtype=np.float64))


def foramen_now(changed: Changed, level: str, side: str) -> ForamenSize | None:
    """Size of a foramen, soft parts included: the area where it is narrowest now, height and width
    in the section that is narrowest in the normal model, so that they can be compared."""
    sections = _sections(changed, level, side)
    if sections is None:
        return None
    usual = _narrowest(changed.normal, level)
    fixed = size_of([sections[usual]])
    return ForamenSize(fixed.height, fixed.width, size_of(sections).area)


@lru_cache(maxsize=8)
def _narrowest(normal: Normal, level: str) -> int:
    """Number of the narrowest section of a normal foramen; both sides are alike."""
    sections = _sections(Changed(normal, NONE), level, "right")
    if sections is None:
        raise ValueError(f"{level} has no foramen")
    return int(np.argmin([np.sum(section.free**2) for section in sections]))


def _sections(changed: Changed, level: str, side: str) -> list[Section] | None:
    upper, lower = bones_of(level)
    soft = {}
    for name in (f"disc.{level}", f"facet.{level}.capsule", f"ligamentum-flavum.{level}"):
        own = name if name.startswith("disc") else f"{name}.{side}"
        id = StructureId(own)
        if id in changed.normal.assets.meshes and own not in changed.gone:
            key = name if name.startswith("disc") else f"{name}.right"
            soft[key] = _surface(changed, id, side)
    piece = StructureId(f"herniation.{level}")
    if piece in changed.made:
        disc = soft.get(f"disc.{level}")
        both = [_surface(changed, piece, side), *([] if disc is None else [disc])]
        soft[f"disc.{level}"] = merged(both)
    try:
        return foramen_sections(_spine(changed, level, side), upper, lower, soft)
    except ValueError:
        return None


def facet_gap(changed: Changed, level: str, side: str) -> float | None:
    """Mean width of a facet joint's space between bone and bone, mm."""
    try:
        return facet_sizes(_spine(changed, level, side), *bones_of(level))["facet-gap"]
    except ValueError:
        return None


def canal_depth(changed: Changed, level: str) -> float | None:
    """Narrowest depth of the bony canal in the mid-line at a disc, from bodies and disc to the
    arches, mm; None where it is open behind all along."""
    frame = _frame(changed, level)
    heights = np.arange(-8.0, 8.01, 1.0)
    ways = np.arange(0.0, _OPEN + 10.0, _STEP)
    found = []
    around = Surroundings(tuple(s for s in _solids(changed, level) if not _is_soft(s)))
    for height in heights:
        # from within the bodies backwards
        start = frame[:3, 3] + height * frame[:3, 2] - 8.0 * frame[:3, 1]
        free = around.distance(start - ways[:, None] * frame[:3, 1]) > 0.0
        run = _longest(free, closed=True)
        if run is not None:
            found.append(run * _STEP)
    return min(found) if found else None


def recess_depth(changed: Changed, level: str, side: str) -> float | None:
    """Depth left in the lateral recess at the upper border of the lower bone's pedicle, from the
    wall to the superior articular process, soft parts taken off, mm."""
    lower = bones_of(level)[1]
    own = marks(changed.normal)[lower]
    sign = -1.0 if side == "left" else 1.0
    ways = np.arange(-4.0, 18.0, _STEP)
    around = Surroundings(tuple(_solids(changed, level)))
    found = []
    for medial in _RECESS:
        line = np.column_stack(
            [
                np.full(len(ways), sign * (own.pedicle_medial - medial)),
                own.wall - ways,
                np.full(len(ways), own.pedicle_superior),
            ]
        )
        free = around.distance(placed(changed.posed.pose(lower), line)) > _SLIT
        run = _longest(free, closed=True)
        if run is not None:
            found.append(run * _STEP + 2.0 * _SLIT)
    return min(found) if found else None


def _longest(free: npt.NDArray[np.bool_], *, closed: bool) -> int | None:
    """Length of the longest run of free samples; closed: with something at both of its ends."""
    best = None
    edges = np.flatnonzero(np.diff(free.astype(np.int8)))
    bounds = [0, *(edges + 1), len(free)]
    for start, stop in pairwise(bounds):
        if not free[start] or (closed and (start == 0 or stop == len(free))):
            continue
        best = max(best or 0, int(stop - start))
    return best


def _frame(changed: Changed, level: str) -> Points:
    """The disc's mid-plane frame, carried by the bone below."""
    move = changed.moves.get(bones_of(level)[1])
    frame = changed.normal.disc_frames[level]
    return frame if move is None else move @ frame


def _solids(changed: Changed, level: str) -> list[Solid]:
    """All that bounds the rooms of a level: bones, disc, flava as they are, herniated pieces."""
    from meshes.changed.around import bone_solids, disc_solids, mass_solids
    from meshes.changed.discs import disc_points, disc_wall

    disc = StructureId(f"disc.{level}")
    own = skin(changed.normal, disc)
    wall = disc_wall(disc_points(changed.normal, changed.changes, changed.moves, own, disc))
    found = [
        *mass_solids(changed.masses),
        *disc_solids(changed.posed, {level: wall}, changed.gone),
        *bone_solids(changed.posed, (level,)),
    ]
    for id in halves(level):
        if id in changed.normal.assets.meshes and id not in changed.gone:
            both = changed.flavum(id)
            found.append(flavum_solid(changed.normal, changed.changes, id, both, REACH))
    return found


def _is_soft(solid: Solid) -> bool:
    return solid.id.startswith(("ligamentum", "herniation"))


def _spine(changed: Changed, level: str, side: str) -> Spine:
    """The two bones of a level where they stand; of the left side as its mirror image."""
    bones, poses = {}, {}
    for key in bones_of(level):
        pose = changed.posed.pose(key)
        bones[key] = _bone(changed, key, pose, side)
        poses[key] = pose if side == "right" else _MIRROR @ pose @ _MIRROR
    return Spine(bones, poses)


def _bone(changed: Changed, key: str, pose: Points, side: str) -> Bone:
    normal = changed.normal.bones[key]
    flip = _FLIP if side == "left" else np.ones(3)

    def asked(points: Points) -> Values:
        return changed.posed.distance_to(key, placed(pose, points * flip))

    mesh = changed.mesh(StructureId(key))
    body = Surface(
        unplaced(pose, mesh.points.astype(np.float64)),
        mesh.triangles,
        (mesh.normals @ pose[:3, :3]).astype(np.float32),
        mesh.shade,
    )
    field = cast(SignedDistanceGrid, _Field(normal.field, asked))
    return Bone(
        mirrored(body) if side == "left" else body,
        field,
        normal.superior,
        normal.inferior,
        normal.landmarks,
    )


def _surface(changed: Changed, id: StructureId, side: str) -> Surface:
    mesh = changed.mesh(id)
    surface = Surface(mesh.points.astype(np.float64), mesh.triangles, mesh.normals, mesh.shade)
    return mirrored(surface) if side == "left" else surface
