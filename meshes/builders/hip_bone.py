"""The hip bones from named numbers: `meshes/shapes/hip_bone.toml`.

Limbs smoothly joined: wing and crest of the ilium, the stout part round the socket, ischium and
pubis; then the socket (acetabulum) is carved out, a flat face cut towards the symphysis, and the
joint space towards the sacrum, so that the two auricular surfaces are congruent. The right bone is
built, the left one is its mirror image. Frame: the body frame of the sacrum (origin at the centre
of the S1 upper endplate, z its normal, y anterior, x to the patient's right), millimetres.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from meshes.bone import Bone
from meshes.builders.sacrum import SIDES, End
from meshes.builders.vertebra import limb_from
from meshes.field import SignedDistanceGrid
from meshes.meshing import grid_of, side_of
from meshes.sdf import Floats, Limb, carved, smooth_maximum, united
from meshes.stacking import posture
from meshes.surface import Points, Surface

TRIANGLES = 12_000
SPACING = 1.25
PAD = 6.0
LOWER = (0.0, -75.0, -150.0)
UPPER = (148.0, 130.0, 42.0)
"""A box (mm) that holds the right hip bone."""

_NEAR = 11.0
"""The joint space is looked for within this distance (mm) of the bone."""
_FAR = 30.0
"""What the field says beyond every limb's reach (mm); the grid makes true distances of it."""


@dataclass(frozen=True, slots=True)
class HipBoneShape:
    """The numbers of the right hip bone, millimetres.

    joined, cuts: limbs by name, such as 'ischium'. symphysis: the face towards the other hip bone.
    joint_space: gap to the sacrum across the sacroiliac joint; joint_edge: rounding of its margin.
    """

    joined: Mapping[str, Limb]
    cuts: Mapping[str, Limb]
    symphysis: End
    joint_space: float
    joint_edge: float

    def distance(self, points: Floats) -> Floats:
        """Signed distance (n,) of points (n, 3), x > 0, as if there were no sacrum."""
        bone = np.full(len(points), _FAR, np.float32)
        bone = united(bone, list(self.joined.values()), points)
        bone = carved(bone, list(self.cuts.values()), points)
        return smooth_maximum(bone, self.symphysis.distance(points), self.symphysis.blend)


def hip_bone_shape() -> HipBoneShape:
    """The numbers of the right hip bone. Raises KeyError when a table is missing."""
    file = resources.files("meshes") / "shapes" / "hip_bone.toml"
    return hip_bone_shape_from(tomllib.loads(file.read_text("utf-8")))


def hip_bone_shape_from(table: Mapping[str, Any]) -> HipBoneShape:
    """A shape from a parsed file: tables [joined.<name>], [cuts.<name>], [end], [sacroiliac]."""
    end = table["end"]
    return HipBoneShape(
        {name: limb_from(numbers) for name, numbers in table["joined"].items()},
        {name: limb_from(numbers) for name, numbers in table["cuts"].items()},
        End(tuple(end["point"]), tuple(end["normal"]), float(end["blend"])),
        float(table["sacroiliac"]["gap"]),
        float(table["sacroiliac"]["blend"]),
    )


def build_hip_bones(sacrum: Bone, triangles: int = TRIANGLES) -> dict[str, Bone]:
    """`hip-bone.left` and `hip-bone.right`, in the body frame of the sacrum they fit.

    triangles: about how many faces each gets. Both share one field, that of both bones.
    """
    shape = hip_bone_shape()
    grid = hip_field(shape, sacrum.field)
    right = side_of(grid, triangles)
    marks = landmarks(shape, right)
    bones = {}
    for side, sign in SIDES:
        turn = np.array([sign, 1.0, 1.0])
        surface = right if sign > 0 else reflected(right)
        placed = {f"{name}.{side}": point * turn for name, point in marks.items()}
        bones[f"hip-bone.{side}"] = Bone(surface, grid, landmarks=placed)
    return bones


def hip_field(shape: HipBoneShape, sacrum: SignedDistanceGrid) -> SignedDistanceGrid:
    """The distance to the nearer hip bone, both with the joint space towards the sacrum."""

    def field(points: Floats) -> Floats:
        bone = shape.distance(points)
        inner = np.all((points > sacrum.origin) & (points < sacrum.upper), axis=1)
        rows = np.flatnonzero(inner & (bone < _NEAR))
        if len(rows):
            gap = sacrum.distance(points[rows].astype(np.float64)).astype(np.float32)
            space = np.float32(shape.joint_space) - gap
            bone[rows] = smooth_maximum(bone[rows], space, shape.joint_edge)
        return bone

    return grid_of(field, LOWER, UPPER, spacing=SPACING, pad=PAD)


def landmarks(shape: HipBoneShape, right: Surface) -> dict[str, Points]:
    """Named points (3,) of the right hip bone, in the body frame of the sacrum.

    'hip-centre' (of the femoral head), 'iliac-crest' (its highest point in the neutral posture),
    'anterior-superior-iliac-spine', 'posterior-superior-iliac-spine', 'ischial-spine',
    'ischial-tuberosity' (its lowest point), 'pubic-symphysis' (middle of the face).
    """
    socket = shape.cuts["acetabulum"]
    points = right.points
    slope = np.radians(posture().sacral_slope_deg)
    superior = np.array([0.0, -np.sin(slope), np.cos(slope)])
    anterior = np.array([0.0, np.cos(slope), np.sin(slope)])
    height = points @ superior

    def near(name: str) -> Points:
        tip = np.array(shape.joined[name].end)
        nearest = np.argmin(np.linalg.norm(points - tip, axis=1))
        return np.asarray(points[nearest], dtype=np.float64)

    face = points[points[:, 0] < shape.symphysis.point[0] + 0.4]
    return {
        "hip-centre": np.add(socket.start, socket.end) / 2,
        "iliac-crest": points[np.argmax(height)],
        "anterior-superior-iliac-spine": near("spine.anterior-superior"),
        "posterior-superior-iliac-spine": points[np.argmin(points @ anterior)],
        "ischial-spine": near("spine.ischial"),
        "ischial-tuberosity": points[np.argmin(height)],
        "pubic-symphysis": face.mean(axis=0),
    }


def reflected(surface: Surface) -> Surface:
    """The mirror image across the mid-line, faces outward again."""
    turn = np.array([-1.0, 1.0, 1.0])
    return Surface(
        surface.points * turn,
        np.ascontiguousarray(surface.triangles[:, ::-1]),
        (surface.normals * turn).astype(np.float32),
        surface.shade,
    )
