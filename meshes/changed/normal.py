"""The normal model in the form changes are computed from: shipped meshes, fields and landmarks.

Loaded once, on the first condition; nothing here depends on what is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from meshes.bone import Bone, Endplate
from meshes.effects.changes import COLUMN, LEVELS, bones_of
from meshes.field import SignedDistanceGrid
from meshes.ids import StructureId
from meshes.pose import corner_frame, placed_plate, unplaced
from meshes.shipped import BoneMarks, Landmarks, load_fields, load_landmarks
from meshes.store import Assets, load_assets
from meshes.surface import Points, Surface


@dataclass(frozen=True, eq=False)
class Normal:
    """Shipped meshes (world), fields (body frames) and landmarks of a spine without conditions."""

    assets: Assets
    fields: Mapping[str, SignedDistanceGrid]
    marks: Landmarks

    def pose(self, bone: str) -> Points:
        """4x4 from a bone's body frame to the world."""
        return self.marks.bones[bone].pose

    def bone(self, key: str) -> Bone:
        """A bone of the column as builders and measures know it, in its body frame."""
        return self.bones[key]

    @cached_property
    def bones(self) -> Mapping[str, Bone]:
        """All bones of the column, in their body frames."""
        return {key: _bone(self, key) for key in COLUMN}

    @cached_property
    def disc_frames(self) -> Mapping[str, Points]:
        """4x4 frame of each disc's mid-plane in the world: origin in the middle, x right, y
        anterior, z superior."""
        return {level: _mid_frame(self, level) for level in LEVELS}


@cache
def load_normal() -> Normal:
    """The shipped model. Raises AssetError when a file is missing or damaged."""
    return Normal(load_assets(), load_fields(), load_landmarks())


def _bone(normal: Normal, key: str) -> Bone:
    marks, mesh = normal.marks.bones[key], normal.assets.meshes[StructureId(key)]
    surface = Surface(
        unplaced(marks.pose, mesh.points.astype(np.float64)),
        mesh.triangles,
        (mesh.normals @ marks.pose[:3, :3].astype(np.float32)).astype(np.float32),
        mesh.shade,
    )
    plates = _plate(marks, "superior"), _plate(marks, "inferior")
    return Bone(surface, normal.fields[key], plates[0], plates[1], marks.places)


def _plate(marks: BoneMarks, side: str) -> Endplate | None:
    found = marks.superior if side == "superior" else marks.inferior
    return None if found is None else Endplate(found.frame, found.rim)


def _mid_frame(normal: Normal, level: str) -> Points:
    upper, lower = bones_of(level)
    ends = []
    for key, side in ((lower, "superior"), (upper, "inferior")):
        plate = _plate(normal.marks.bones[key], side)
        if plate is None:
            raise ValueError(f"{key} has no {side} endplate")
        ends.append(corner_frame(placed_plate(normal.pose(key), plate)))
    frame = np.eye(4)
    up = ends[0][:3, 2] + ends[1][:3, 2]
    up = up / np.linalg.norm(up)
    right = np.array([1.0, 0.0, 0.0])
    forward = np.cross(up, right)
    forward /= np.linalg.norm(forward)
    frame[:3, :3] = np.stack([np.cross(forward, up), forward, up], axis=1)
    frame[:3, 3] = 0.5 * (ends[0][:3, 3] + ends[1][:3, 3])
    return frame
