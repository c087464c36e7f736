"""Validators of how the built structures meet, by exact triangle distances.

Each yields (id, what is wrong) and repairs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pyvista as pv
from scipy.spatial import cKDTree

from meshes.builders.disc import ANGLES, RINGS
from meshes.field import Distances, triangle_distance
from meshes.ids import StructureId
from meshes.store import Assets, Mesh

Found = Iterator[tuple[str, str]]

#: Bones that lie beside each other.
NEIGHBOURS = (
    ("vertebra.T12", "vertebra.L1"),
    ("vertebra.L1", "vertebra.L2"),
    ("vertebra.L2", "vertebra.L3"),
    ("vertebra.L3", "vertebra.L4"),
    ("vertebra.L4", "vertebra.L5"),
    ("vertebra.L5", "sacrum"),
    ("sacrum", "coccyx"),
    ("sacrum", "hip-bone.left"),
    ("sacrum", "hip-bone.right"),
)
#: Discs between built bones, the upper one and the lower one.
DISCS = {
    f"disc.{a}-{b}": (f"vertebra.{a}", "sacrum" if b == "S1" else f"vertebra.{b}")
    for a, b in (("L1", "L2"), ("L2", "L3"), ("L3", "L4"), ("L4", "L5"), ("L5", "S1"))
}
#: Bones whose two halves are mirror images.
SYMMETRIC = (*(f"vertebra.L{k}" for k in range(1, 6)), "vertebra.T12", "sacrum", "coccyx")

OVERLAP, CONTACT, MIRROR = 0.1, 0.2, 0.01
"""The greatest depth of one bone in another, gap or depth of a disc on its plate, and distance of a
point from the mirror image of the other side, all mm."""
_MIRROR = np.array([-1.0, 1.0, 1.0])


def check_anatomy(assets: Assets) -> list[tuple[str, str]]:
    """Everything these validators find in the built meshes."""
    return [found for validator in VALIDATORS for found in validator(assets)]


def overlapping_bones(assets: Assets) -> Found:
    """Neighbouring bones do not run into each other in the neutral posture."""
    for pair in NEIGHBOURS:
        if not all(id in assets.meshes for id in pair):
            continue
        a, b = (assets.meshes[StructureId(id)] for id in pair)
        depth = max(deepest(a, b), deepest(b, a))
        if depth > OVERLAP:
            yield pair[0], f"runs {depth:.2f} mm into {pair[1]}"


def loose_discs(assets: Assets) -> Found:
    """Each disc lies on both its plates: neither a gap nor an overlap there."""
    cap = 1 + len(RINGS) * ANGLES
    for id, (upper, lower) in DISCS.items():
        if any(StructureId(name) not in assets.meshes for name in (id, upper, lower)):
            continue
        disc = assets.meshes[StructureId(id)]
        for bone, points in ((lower, disc.points[:cap]), (upper, disc.points[-cap:])):
            away = signed_distance(assets.meshes[StructureId(bone)], points)
            if np.abs(away).max() > CONTACT:
                yield id, f"is {away.min():.2f} to {away.max():.2f} mm off {bone}"


def unlike_sides(assets: Assets) -> Found:
    """Left and right are mirror images, and so are the halves of the bones of the mid-line."""
    for id, mesh in assets.meshes.items():
        if id in SYMMETRIC:
            other = mesh
        elif id.endswith(".left"):
            twin = StructureId(f"{id.removesuffix('.left')}.right")
            if twin not in assets.meshes:
                yield id, f"has no {twin}"
                continue
            other = assets.meshes[twin]
        else:
            continue
        mirrored = mesh.points * _MIRROR
        away = cKDTree(other.points).query(mirrored)[0].max()
        if len(mesh.points) != len(other.points) or away > MIRROR:
            yield id, f"is not the mirror image of its other side (by {away:.3f} mm)"


def deepest(inner: Mesh, outer: Mesh) -> float:
    """How deep the points and the middles of the faces of one mesh lie in another, mm."""
    middles = inner.points[inner.triangles].mean(axis=1)
    points = np.concatenate([inner.points, middles]).astype(np.float64)
    low, high = outer.points.min(axis=0), outer.points.max(axis=0)
    points = points[np.all((points > low) & (points < high), axis=1)]
    return max(0.0, -float(signed_distance(outer, points).min())) if len(points) else 0.0


def signed_distance(mesh: Mesh, points: npt.NDArray[np.floating]) -> Distances:
    """Exact distance of points (n, 3) to the triangles of a mesh, mm, negative inside: (n,)."""
    surface = pv.PolyData.from_regular_faces(
        np.array(mesh.points, dtype=np.float64), np.array(mesh.triangles)
    )
    return triangle_distance(surface, np.asarray(points, dtype=np.float64))


VALIDATORS: tuple[Callable[[Assets], Found], ...] = (
    overlapping_bones,
    loose_discs,
    unlike_sides,
)
