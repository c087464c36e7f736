"""What surrounds the nerves at the levels that changed, as obstacles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np

from meshes.changed.discs import Wall, wall_distance
from meshes.changed.flavum import flavum_solid, halves
from meshes.changed.obstacles import Solid
from meshes.changed.posed import Posed
from meshes.changed.resting import bone_box, skin
from meshes.changed.roots import RootCourses
from meshes.changed.sawn_bones import is_reshaped, reshaped_bones
from meshes.changed.skin import Skin, carried_normals
from meshes.effects.changes import COLUMN, LEVELS, Changes, Values, bones_of
from meshes.effects.herniation import Mass
from meshes.ids import StructureId
from meshes.pose import placed
from meshes.surface import Points

#: Solids are asked for this far from their boxes, mm: the thickest nerve and some room.
REACH = 5.0
#: A root displaced by more than this moves the sac as well, mm.
_FELT = 0.1


def touched_levels(changes: Changes) -> tuple[str, ...]:
    """Disc levels whose geometry differs from the normal one."""
    named = {h.level for h in changes.herniations} | set(changes.discs) | set(changes.joints)
    named |= {key.rsplit(".", 1)[0] for key in changes.flavum}
    named |= {key.rsplit(".", 1)[0] for key in changes.capsule}
    bones = reshaped_bones(changes) | set(changes.loose)
    named |= {level for level in LEVELS if set(bones_of(level)) & bones}
    return tuple(level for level in LEVELS if level in named)


def mass_solids(masses: Iterable[Mass], *, pushing: bool = False) -> list[Solid]:
    """Herniated pieces; pushing: as what they push aside meets them."""
    return [
        Solid(
            m.id,
            m.pushing if pushing else m.distance,
            m.lower - REACH,
            m.upper + REACH,
            way=m.way if pushing else None,
        )
        for m in masses
    ]


def disc_solids(
    posed: Posed, walls: Mapping[str, Wall], gone: frozenset[str] = frozenset()
) -> list[Solid]:
    """Walls of discs that are there. gone: structures taken away."""
    found = []
    for level, wall in walls.items():
        if f"disc.{level}" in gone:
            continue
        flat = wall.points.reshape(-1, 3)
        low, high = flat.min(axis=0) - REACH, flat.max(axis=0) + REACH
        is_new = bool(posed.moves) or level in posed.changes.discs or bool(posed.changes.warps)
        found.append(Solid(f"disc.{level}", wall_distance(wall), low, high, is_new))
    return found


def flavum_solids(
    posed: Posed,
    levels: Sequence[str],
    points: Callable[[StructureId], Points],
    gone: frozenset[str] = frozenset(),
    *,
    draft: bool = False,
) -> list[Solid]:
    """Flava of these levels, where they are thicker or carried elsewhere. points: of one side of a
    flavum in the changed world. draft: sheets that nothing lifts turn with their bones."""
    changes = posed.changes
    is_quick = draft and not changes.growths
    found = []
    for level in levels:
        for id in halves(level):
            if id not in posed.normal.assets.meshes or _is_gone(id, gone):
                continue
            if level not in changes.joints and f"{level}.{id.side}" not in changes.flavum:
                continue
            turned = partial(_turned_front, posed, id) if is_quick else None
            found.append(flavum_solid(posed.normal, changes, id, points(id), REACH, turned))
    return found


def _turned_front(posed: Posed, id: StructureId, directions: Points) -> Points:
    """Directions (n, 3) off the first n points of a structure, where its bones carry it."""
    own, count = skin(posed.normal, id), len(directions)
    front = Skin(own.lower[:count], own.upper[:count], own.share[:count], own.carriers)
    return carried_normals(front, directions, posed.moves).astype(np.float64)


def pushed_roots(courses: RootCourses, shift: Points, beside: Values) -> list[Solid]:
    """Roots that were pushed aside, which push the sac in turn. beside: (14, 96) how much of their
    thickness lies beside the sac in the normal model: what is within it pushes nothing."""
    from scipy.spatial import cKDTree

    found = []
    for number in np.flatnonzero(np.abs(shift).max(axis=(1, 2)) > _FELT):
        rows = np.flatnonzero(np.linalg.norm(shift[number], axis=1) > _FELT)
        # twice as many places as stations: a tube, not beads
        at = np.arange(rows[0], rows[-1] + 0.5, 0.5)
        low = np.floor(at).astype(int)
        part = (at - low)[:, None]
        line = courses.lines[number] + shift[number]
        high = np.minimum(low + 1, len(line) - 1)
        places = (1.0 - part) * line[low] + part * line[high]
        radius = (1.0 - part[:, 0]) * beside[number][low] + part[:, 0] * beside[number][high]
        outside = radius > 0.0
        if not outside.any():
            continue
        places, radius = places[outside], radius[outside]
        tree = cKDTree(places)

        def distance(points: Points, tree=tree, radius=radius) -> Values:  # type: ignore[no-untyped-def]
            away, nearest = tree.query(points)
            return np.asarray(away - radius[nearest])

        low_, high_ = places.min(axis=0) - REACH, places.max(axis=0) + REACH
        found.append(Solid(courses.names[number], distance, low_, high_))
    return found


def bone_solids(posed: Posed, levels: Sequence[str]) -> list[Solid]:
    """Bones of these levels."""
    keys = {key for level in levels for key in bones_of(level)}
    found = []
    for key in (key for key in COLUMN if key in keys):
        low, high = bone_box(posed.normal, key)
        corners = np.array(
            [
                [x, y, z]
                for x in (low[0], high[0])
                for y in (low[1], high[1])
                for z in (low[2], high[2])
            ]
        )
        world = np.concatenate([placed(pose, corners) for pose in posed.poses(key)])
        found.append(
            Solid(
                key,
                lambda p, key=key: posed.distance_to(key, p),  # type: ignore[misc]
                world.min(axis=0) - REACH,
                world.max(axis=0) + REACH,
                bool(posed.moves) or is_reshaped(posed.changes, key),
            )
        )
    return found


def _is_gone(id: StructureId, gone: frozenset[str]) -> bool:
    """Whether a ligament is taken away, on this side or on both."""
    return bool({str(id), f"{id.kind}.{id.level_text}"} & gone)
