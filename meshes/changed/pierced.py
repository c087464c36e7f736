"""What a straight needle goes through, in order: exact to the triangles of the scene as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.ids import StructureId

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pierced:
    """One passage through one structure.

    id: the structure. entry_mm, exit_mm: along the line from its start; the exit is the line's end
    where the needle stops inside. part: the named part of a bone at which it goes in, if any.
    """

    id: StructureId
    entry_mm: float
    exit_mm: float
    part: StructureId | None = None


def pierced(start: Points, stop: Points, solids: Mapping[str, rays.Solid]) -> tuple[Pierced, ...]:
    """All solids the straight line from start to stop goes through, nearest first.

    solids: closed surfaces in the world by id, mm; a structure crossed twice is told twice. Where
    a whole and its parts are both given, the parts are told (`finest`).
    """
    start, stop = np.asarray(start, dtype=np.float64), np.asarray(stop, dtype=np.float64)
    lower, upper = np.minimum(start, stop), np.maximum(start, stop)
    found = []
    for id in finest(solids):
        solid = solids[id]
        if not _boxes_meet(solid, lower, upper):
            continue
        for inside in rays.stretches(start, stop, rays.Faces.of_solid(solid)):
            part = _part_at(solid, inside.first) if inside.first >= 0 else None
            found.append(Pierced(StructureId(id), inside.start, inside.stop, part))
    return tuple(sorted(found, key=lambda p: (p.entry_mm, p.exit_mm, p.id)))


def finest(ids: Iterable[str]) -> tuple[StructureId, ...]:
    """The ids without wholes of which parts are among them: of a disc its annulus and nucleus, of a
    ligamentum flavum its halves."""
    known = [StructureId(id) for id in ids]
    by_place: dict[tuple[str, str], list[StructureId]] = {}
    for id in known:
        by_place.setdefault((id.kind, id.level_text), []).append(id)
    return tuple(
        id for id in known if not any(_is_whole(id, o) for o in by_place[id.kind, id.level_text])
    )


def _is_whole(one: StructureId, other: StructureId) -> bool:
    """Whether `other` names a part of `one`."""
    if one == other or one.part or one.side not in (None, other.side):
        return False
    return bool(other.part) or (one.side is None and other.side is not None)


def _boxes_meet(solid: rays.Solid, lower: Points, upper: Points) -> bool:
    points = np.asarray(solid.points)
    # Axis by axis: much quicker than a reduction over rows of three.
    return bool(len(points)) and all(
        points[:, k].max() >= lower[k] and points[:, k].min() <= upper[k] for k in range(3)
    )


def _part_at(solid: rays.Solid, triangle: int) -> StructureId | None:
    parts = getattr(solid, "parts", None)
    if parts is None:
        return None
    names: Sequence[str] = getattr(solid, "part_ids", ()) or getattr(solid, "part_names", ())
    number = int(parts[triangle])
    return StructureId(names[number - 1]) if number else None
