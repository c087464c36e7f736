"""What surrounds the nerves at the levels that changed, as obstacles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial

import numpy as np

from meshes.changed.clear import least_room
from meshes.changed.discs import Wall, wall_distance
from meshes.changed.flavum import Sheet, flavum_sheet, halves, sheet_distance
from meshes.changed.obstacles import Distance, Solid
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
    posed: Posed,
    walls: Mapping[str, Wall],
    gone: frozenset[str] = frozenset(),
    *,
    joined: bool = False,
) -> list[Solid]:
    """Walls of discs that are there. gone: structures taken away. joined: those that are new as one
    solid, which is asked more quickly; the others seldom are."""
    there = {level: wall for level, wall in walls.items() if f"disc.{level}" not in gone}
    news = {
        level: bool(posed.moves) or level in posed.changes.discs or bool(posed.changes.warps)
        for level in there
    }
    new = [there[level] for level in there if news[level]] if joined else []
    alone = [level for level in there if not (joined and news[level])]
    found = [_of_walls("disc", new, True)] if new else []
    return [*found, *(_of_walls(f"disc.{lv}", [there[lv]], news[lv]) for lv in alone)]


def _of_walls(id: str, walls: Sequence[Wall], is_new: bool) -> Solid:
    flat = np.concatenate([wall.points.reshape(-1, 3) for wall in walls])
    box = flat.min(axis=0) - REACH, flat.max(axis=0) + REACH
    return Solid(id, _lazily(partial(wall_distance, *walls)), *box, is_new)


def flavum_sheets(
    posed: Posed,
    levels: Sequence[str],
    points: Callable[[StructureId], Points],
    gone: frozenset[str] = frozenset(),
    *,
    draft: bool = False,
) -> list[Sheet]:
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
            found.append(flavum_sheet(posed.normal, changes, id, points(id), turned))
    return found


def flavum_solids(sheets: Sequence[Sheet], *, joined: bool = False) -> list[Solid]:
    """Flava as obstacles. joined: as one, which is asked more quickly."""
    if joined:
        return [_of_sheets("ligamentum-flavum", sheets)] if sheets else []
    return [_of_sheets(sheet.id, [sheet]) for sheet in sheets]


def _of_sheets(id: str, sheets: Sequence[Sheet]) -> Solid:
    flat = np.concatenate([sheet.points for sheet in sheets])
    box = flat.min(axis=0) - REACH, flat.max(axis=0) + REACH
    return Solid(id, _lazily(partial(sheet_distance, *sheets)), *box)


def _lazily(make: Callable[[], Distance]) -> Distance:
    """A distance that is made ready when it is first asked: many solids never are."""
    made = cache(make)
    return lambda points: made()(points)


def _turned_front(posed: Posed, id: StructureId, directions: Points) -> Points:
    """Directions (n, 3) off the first n points of a structure, where its bones carry it."""
    own, count = skin(posed.normal, id), len(directions)
    front = Skin(own.lower[:count], own.upper[:count], own.share[:count], own.carriers)
    return carried_normals(front, directions, posed.moves).astype(np.float64)


def pushed_roots(
    courses: RootCourses, shift: Points, beside: Values, *, joined: bool = False
) -> list[Solid]:
    """Roots that were pushed aside, which push the sac in turn. beside: (14, 96) how much of their
    thickness lies beside the sac in the normal model: what is within it pushes nothing. joined: all
    as one solid, which is asked more quickly."""
    found = {}
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
        if outside.any():
            found[courses.names[number]] = places[outside], radius[outside]
    if joined and found:
        every = zip(*found.values(), strict=True)
        places, radius = (np.concatenate(each) for each in every)
        found = {"root": (places, radius)}
    return [_of_beads(id, *each) for id, each in found.items()]


def _of_beads(id: str, places: Points, radius: Values) -> Solid:
    from scipy.spatial import cKDTree

    tree = cKDTree(places)

    def distance(points: Points) -> Values:
        away, nearest = tree.query(points)
        return np.asarray(away - radius[nearest])

    return Solid(id, distance, places.min(axis=0) - REACH, places.max(axis=0) + REACH)


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
                least=partial(least_room, posed, key),
            )
        )
    return found


def _is_gone(id: StructureId, gone: frozenset[str]) -> bool:
    """Whether a ligament is taken away, on this side or on both."""
    return bool({str(id), f"{id.kind}.{id.level_text}"} & gone)
