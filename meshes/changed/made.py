"""Meshes of what only changes bring: herniated pieces, and things put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from meshes.changed.contour import solid_surface
from meshes.changed.obstacles import Solid as Obstacle
from meshes.changed.posed import Posed
from meshes.effects.changes import Solid, Values
from meshes.effects.herniation import Mass
from meshes.ids import StructureId
from meshes.store import Mesh
from meshes.surface import Points, Surface, merged

#: Spacing of the grid a piece's surface is found on, mm: at rest, and while a slider is dragged.
SPACING, DRAFT = 0.5, 0.8
#: A piece as drawn keeps so far off bone, mm.
_OFF_BONE = 0.2
#: It begins so deep in the disc's wall, which is looked at this near to where it comes from, mm.
_SUNK, _ROUND_DISC = 0.15, 2.0


def pieces(masses: Sequence[Mass], firm: Sequence[Obstacle], spacing: float) -> dict[str, Surface]:
    """Surfaces of herniated pieces by id, going round bones and discs; those of one disc as one."""
    found: dict[str, list[Surface]] = {}
    for mass in masses:
        surface = solid_surface(_carved(mass, firm), mass.lower, mass.upper, spacing)
        if surface is not None:
            found.setdefault(mass.id, []).append(surface)
    return {id: merged(parts) for id, parts in found.items()}


def put_in(solids: Sequence[Solid], posed: Posed) -> dict[str, Surface]:
    """Things put in, where the bones they ride on stand now."""
    found: dict[str, list[Surface]] = {}
    for solid in solids:
        surface = solid.surface
        if solid.frame:
            surface = surface.moved(posed.pose(solid.frame))
        found.setdefault(solid.id, []).append(surface)
    return {id: merged(parts) for id, parts in found.items()}


def as_meshes(surfaces: Mapping[str, Surface]) -> dict[StructureId, Mesh]:
    """Surfaces as meshes by structure."""
    return {
        StructureId(id): Mesh(
            each.points.astype(np.float32), each.normals, each.shade, each.triangles
        )
        for id, each in surfaces.items()
    }


def _carved(mass: Mass, firm: Sequence[Obstacle]) -> Callable[[Points], Values]:
    near = [s for s in firm if np.all(s.lower < mass.upper) and np.all(s.upper > mass.lower)]

    def distance(points: Points) -> Values:
        found = mass.distance(points)
        ahead = (points - mass.seat) @ mass.out
        # what is still inside the disc is not drawn: a section shows each tissue once
        found[ahead < -_ROUND_DISC] = np.maximum(found, 1.0)[ahead < -_ROUND_DISC]
        rows = np.flatnonzero(found < 1.2)
        beside = rows[ahead[rows] < _ROUND_DISC]
        for solid in near:
            is_disc = solid.id.startswith("disc")
            at, room = (beside, -_SUNK) if is_disc else (rows, _OFF_BONE)
            found[at] = np.maximum(found[at], room - solid.distance(points[at]))
        return found

    return distance
