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


def pieces(masses: Sequence[Mass], bones: Sequence[Obstacle], spacing: float) -> dict[str, Surface]:
    """Surfaces of herniated pieces by id, going round bone; those of one disc as one."""
    found: dict[str, list[Surface]] = {}
    for mass in masses:
        surface = solid_surface(_carved(mass, bones), mass.lower, mass.upper, spacing)
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


def _carved(mass: Mass, bones: Sequence[Obstacle]) -> Callable[[Points], Values]:
    near = [
        bone
        for bone in bones
        if np.all(bone.lower < mass.upper) and np.all(bone.upper > mass.lower)
    ]

    def distance(points: Points) -> Values:
        found = mass.distance(points)
        rows = np.flatnonzero(found < 1.2)
        for bone in near:
            found[rows] = np.maximum(found[rows], _OFF_BONE - bone.distance(points[rows]))
        return found

    return distance
