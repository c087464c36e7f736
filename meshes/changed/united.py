"""Bones that grew together: lit as one where they meet, so that no seam is drawn between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meshes.changed.posed import Posed
from meshes.effects.growth_field import Rounded
from meshes.store import Mesh

#: So near to the other bone it is lit as that one is, the nearer the more, mm (chosen).
_REACH = 5.0
#: Medial of this the two have a joint, no union, mm.
MEDIAL = 30.5
#: Tone of both where they meet (chosen): between theirs.
_SHADE = 0.95


def united(posed: Posed, bone: str, mesh: Mesh) -> Mesh:
    """A bone's mesh in the changed world, with light and shade of the bone it has united with where
    they meet; the same mesh where it has not."""
    for growth in posed.changes.growths:
        if growth.bone == bone and isinstance(growth.by, Rounded):
            mesh = _lit_as_one(posed, mesh, growth.by.other, growth.part.endswith("left"))
    return mesh


def _lit_as_one(posed: Posed, mesh: Mesh, other: str, is_left: bool) -> Mesh:
    aside = mesh.points[:, 0] * (-1.0 if is_left else 1.0)
    rows = np.flatnonzero(aside > MEDIAL)
    points = mesh.points[rows].astype(np.float64)
    away = posed.distance_to(other, points)
    near = np.abs(away) < _REACH
    rows, points, away = rows[near], points[near], away[near]
    if len(rows) == 0:
        return mesh
    share = 1.0 - np.clip(away / _REACH, 0.0, 1.0)
    share = 0.5 * share * share * (3.0 - 2.0 * share)
    normals, shade = mesh.normals.copy(), mesh.shade.copy()
    mixed = (1.0 - share)[:, None] * normals[rows] + share[:, None] * posed.gradient_of(
        other, points
    )
    normals[rows] = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-6)
    shade[rows] += (2.0 * share * (_SHADE - shade[rows])).astype(np.float32)
    return replace(mesh, normals=normals.astype(np.float32), shade=shade)
