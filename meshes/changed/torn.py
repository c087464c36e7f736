"""Flava that a slip tore off the stub of a pars: trimmed once as they ship, then carried by the
arch and the bone below.

Cutting is the slow part of it, and what hung on the stub rides on the arch all but wholly.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.resting import skin
from meshes.changed.sawn_bones import fate_of, trimmed_at_rest
from meshes.changed.skin import ARCH, Moves, Skin, carried, carried_normals
from meshes.effects.changes import Changes, Hardware
from meshes.effects.saw import Cut
from meshes.effects.saw_tissue import Fate
from meshes.ids import StructureId
from meshes.store import Mesh

#: Points of a cut take what they ride on from so many points as shipped nearby.
_NEAR = 3
#: The edge of a cut rides on the arch alone, and ever less of it so far beyond, mm (chosen).
_EDGE = 6.0


def is_torn(fate: Fate, id: StructureId) -> bool:
    """Whether arches that came loose tear a structure, and nothing else is taken from it."""
    regions = fate.trimmed.get(id, ())
    return bool(regions) and all(carrier.endswith(ARCH) for carrier, _ in regions)


def torn(
    normal: Normal, changes: Changes, id: StructureId, moves: Moves, *, draft: bool = False
) -> Mesh | None:
    """What is left in the changed world of a flavum that its bones carry and nothing bends; None
    where that is nothing. draft: to the mesh's own triangles."""
    mesh = trimmed_at_rest(normal, id, changes, draft=draft)
    if mesh is None:
        return None
    loose = tuple(sorted(changes.loose))
    own = _skin(normal, id, changes.cuts, changes.hardware, loose, draft)
    if not set(own.carriers) & set(moves):
        return mesh
    return replace(
        mesh,
        points=carried(own, mesh.points, moves).astype(np.float32),
        normals=carried_normals(own, mesh.normals, moves),
    )


@lru_cache(maxsize=24)
def _skin(
    normal: Normal,
    id: StructureId,
    cuts: tuple[Cut, ...],
    hardware: tuple[Hardware, ...],
    loose: tuple[str, ...],
    draft: bool,
) -> Skin:
    """What carries a flavum that was trimmed, of what carries it as it ships."""
    from scipy.spatial import cKDTree

    changes = Changes(cuts=cuts, hardware=hardware, loose={bone: np.eye(4) for bone in loose})
    mesh = trimmed_at_rest(normal, id, changes, draft=draft)
    own, shipped = skin(normal, id), normal.assets.meshes[id].points
    if mesh is None:
        return own
    away, near = cKDTree(shipped).query(mesh.points, k=_NEAR)
    weight = 1.0 / np.maximum(away, 1e-6)
    share = (weight * own.share[near]).sum(axis=1) / weight.sum(axis=1)
    # its torn edge stays where the arch ends
    here = mesh.points.astype(np.float64)
    beyond = np.full(len(here), np.inf)
    for carrier, region in fate_of(normal, changes).trimmed[id]:
        placed = region.moved(normal.pose(carrier.removesuffix(ARCH)))
        beyond = np.minimum(beyond, placed.distance(here))
    share = 1.0 - (1.0 - share) * np.clip(beyond / _EDGE - 0.1, 0.0, 1.0)
    return Skin.between(own.carriers[0], own.carriers[1], share)
