"""Where the solid shell of a bone ends and the spongy bone within begins: its inner surface.

The inner surface is the outer one moved inwards by the shell's thickness, no deeper than to a share
of the way to the bone's middle, so that it never turns inside out in a thin plate.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshes.store import Mesh
from viewer.xray.as_long import AsLong
from viewer.xray.tissues import Shells

Reals = npt.NDArray[np.float64]

#: How far into a thin plate its shell may reach: this share of its half thickness leaves a line of
#: spongy bone between two shells, and keeps the inner surface the right way out.
_SHARE = 0.7
#: Bone is not looked through deeper than this, mm: thicker than every shell, by the share.
_DEEPEST = 2.4
_ROUNDS = 3

_DEPTHS: AsLong[npt.NDArray[np.float32]] = AsLong()


def inner_points(mesh: Mesh, shells: Shells) -> npt.NDArray[np.float32]:
    """Points (n, 3), world mm, of the surface of the spongy bone within a bone: one for each of the
    bone's own points, so that its triangles hold for both."""
    depth = shell_depth(mesh, shells)
    return np.asarray(mesh.points - depth[:, None] * mesh.normals, dtype=np.float32)


def shell_depth(mesh: Mesh, shells: Shells) -> npt.NDArray[np.float32]:
    """Thickness of the shell under each point of a bone, mm: (n,). Kept as long as its triangles
    are the same object: a bone that only moves keeps its shell."""
    known = _DEPTHS.of(mesh.triangles)
    if known is not None:
        return known
    wanted = _wanted(mesh, shells)
    found = np.minimum(wanted, _SHARE * half_thickness(mesh)).astype(np.float32)
    _DEPTHS.keep(mesh.triangles, found)
    return found


def half_thickness(mesh: Mesh) -> Reals:
    """Radius of the largest ball within a mesh that touches it at each point, no more than 2.4 mm:
    (n,). By points of the surface alone, so to a fraction of their spacing."""
    from scipy.spatial import cKDTree

    points = mesh.points.astype(np.float64)
    normals = mesh.normals.astype(np.float64)
    tree = cKDTree(points)
    radius = np.full(len(points), _DEEPEST)
    asked = np.arange(len(points))
    for _ in range(_ROUNDS):
        away, nearest = tree.query(
            points[asked] - radius[asked, None] * normals[asked], distance_upper_bound=_DEEPEST
        )
        is_within = away < radius[asked] * (1.0 - 1e-3)
        asked, nearest = asked[is_within], nearest[is_within]
        if len(asked) == 0:
            break
        way = points[nearest] - points[asked]
        inward = -np.einsum("ij,ij->i", way, normals[asked])
        squared = np.einsum("ij,ij->i", way, way)
        # A neighbour on the same side of the bone, which curves outwards there, is no wall.
        is_wall = inward > 1e-6
        asked = asked[is_wall]
        shrunk = squared[is_wall] / (2.0 * inward[is_wall])
        radius[asked] = np.minimum(radius[asked], shrunk)
    return radius


def _wanted(mesh: Mesh, shells: Shells) -> Reals:
    """The shell each point asks for by the named part it lies on, mm: (n,)."""
    table = np.array([shells.usual, *(shells.of(part.part or "") for part in mesh.part_ids)])
    found = np.full(len(mesh.points), shells.usual)
    if mesh.parts is not None:
        found[mesh.triangles.ravel()] = np.repeat(table[mesh.parts], 3)
    return found
