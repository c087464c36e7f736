"""Validators of how the built structures meet, by exact triangle distances.

Each yields (id, what is wrong by which figure, and where to mend it) and repairs nothing. What the
two sides share is looked at on the right one: `unlike_sides` sees that the left one is alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyvista as pv
from scipy.spatial import cKDTree

from meshes.builders.disc_shape import ANGLES, RINGS
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
#: Motion segments: the upper bone and the lower one.
LEVELS = {
    f"{a}-{b}": (f"vertebra.{a}", "sacrum" if b == "S1" else f"vertebra.{b}")
    for a, b in pairwise(("T12", "L1", "L2", "L3", "L4", "L5", "S1"))
}
#: Bones whose two halves are mirror images.
SYMMETRIC = (*(f"vertebra.L{k}" for k in range(1, 6)), "vertebra.T12", "sacrum", "coccyx")

OVERLAP, CONTACT, MIRROR = 0.1, 0.2, 0.01
"""The greatest depth of one bone in another, gap or depth of a disc on its plate, and distance of a
point from the mirror image of the other side, all mm."""
NERVE_ROOM, CARTILAGE, SACROILIAC = 0.25, (-0.3, 0.05, 0.4), (1.0, 4.0)
"""The least room between nerve and bone or disc, mm. Depth and lift within which cartilage lies on
its bone, mm, and the least share of it that does. Width of the sacroiliac joint in adults, mm."""
NERVES = ("root", "ganglion", "thecal-sac", "lumbosacral-trunk", "conus-medullaris")
#: Farther from all points of a solid than this, nothing of it can be near, mm.
_NEAR = 4.0
#: The sacroiliac joint's face on the sacrum lies no farther off it, mm.
_FACE = 0.35
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
            what = f"runs {depth:.2f} mm into {pair[1]}, at most {OVERLAP}"
            yield pair[0], f"{what}: mend meshes/shapes or the discs of posture.toml"


def loose_discs(assets: Assets) -> Found:
    """Each disc lies on both its plates: neither a gap nor an overlap there."""
    cap = 1 + len(RINGS) * ANGLES
    for level, (upper, lower) in LEVELS.items():
        id = StructureId(f"disc.{level}")
        if any(StructureId(name) not in assets.meshes for name in (id, upper, lower)):
            continue
        disc = assets.meshes[id]
        for bone, points in ((lower, disc.points[:cap]), (upper, disc.points[-cap:])):
            away = signed_distance(assets.meshes[StructureId(bone)], points)
            if np.abs(away).max() > CONTACT:
                what = f"is {away.min():.2f} to {away.max():.2f} mm off {bone}, at most {CONTACT}"
                yield id, f"{what}: build disc and bones together"


def nerves_in_bone(assets: Assets) -> Found:
    """Nerves keep clear of bones and discs."""
    nerves = {id: m for id, m in assets.meshes.items() if id.kind in NERVES and _one_side(id)}
    room: dict[StructureId, tuple[float, str]] = dict.fromkeys(nerves, (np.inf, ""))
    for solid, mesh in assets.meshes.items():
        if not (_one_side(solid) and _is_solid(solid)):
            continue
        tree = cKDTree(mesh.points)
        for id, nerve in nerves.items():
            close = tree.query(nerve.points, distance_upper_bound=_NEAR)[0] < _NEAR
            if close.any():
                least = float(signed_distance(mesh, nerve.points[close]).min())
                room[id] = min(room[id], (least, solid))
    for id, (least, nearest) in room.items():
        if least < NERVE_ROOM:
            what = f"{least:.2f} mm off {nearest}, at least {NERVE_ROOM}"
            yield id, f"{what}: give it another way in nerves.toml"


def loose_cartilage(assets: Assets) -> Found:
    """The cartilage of a facet joint lies on its own bone and keeps off the other one."""
    for level, pair in LEVELS.items():
        for part, own, other in (("superior", *pair[::-1]), ("inferior", *pair)):
            id = StructureId(f"facet.{level}.cartilage-{part}.right")
            if any(StructureId(name) not in assets.meshes for name in (id, own, other)):
                continue
            points = assets.meshes[id].points
            away = signed_distance(assets.meshes[StructureId(own)], points)
            deep, lift, least = CARTILAGE
            share = float(((away > deep) & (away < lift)).mean())
            if share < least or away.min() < deep:
                what = f"lies on {own} with {share:.0%} of its points (at least {least:.0%})"
                what += f", {-away.min():.2f} mm deep in it (at most {-deep})"
                yield id, f"{what}: build bone and joint together"
            if signed_distance(assets.meshes[StructureId(other)], points).min() < 0.0:
                yield id, f"runs into {other}: give the joint more room in posture.toml"


def sacroiliac_space(assets: Assets) -> Found:
    """Between sacrum and hip bone, where the joint fills it, there is room as in adults."""
    for side in ("right", "left"):
        ids = ("sacrum", f"hip-bone.{side}", f"si-joint.{side}")
        if any(StructureId(id) not in assets.meshes for id in ids):
            continue
        sacrum, hip, joint = (assets.meshes[StructureId(id)] for id in ids)
        low, high = SACROILIAC
        face = signed_distance(sacrum, joint.points) < _FACE
        space = signed_distance(hip, joint.points[face]) + _FACE / 2 if face.any() else np.zeros(1)
        if space.min() < low or space.max() > high:
            what = f"is {space.min():.1f} to {space.max():.1f} mm wide, {low} to {high} in adults"
            yield ids[2], f"{what}: mend [sacroiliac] of shapes/hip_bone.toml"


def _one_side(id: StructureId) -> bool:
    """Whether a structure is of the right side or of the mid-line."""
    return not id.endswith(".left")


def _is_solid(id: StructureId) -> bool:
    """Whether a structure is a bone or a whole disc."""
    return id.kind in ("vertebra", "sacrum", "hip-bone") or (
        id.kind == "disc" and id.count(".") == 1
    )


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
            what = f"is not the mirror image of its other side, by {away:.3f} mm"
            yield id, f"{what}: build one side and mirror it"


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
    loose_cartilage,
    nerves_in_bone,
    sacroiliac_space,
    unlike_sides,
)
