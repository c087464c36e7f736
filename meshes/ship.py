"""What lesions, measures and checks need of the built spine, as bytes to ship beside the meshes.

Three files: `fields.npz`, the bones' signed distances; `landmarks.json`, poses, plates, named
places and courses of the nerves; `measures.json`, the sizes read off the built anatomy.
`shipped.py` reads them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.bone import Bone, Endplate
from meshes.builders.nerve_set import NerveCourses
from meshes.field import SignedDistanceGrid
from meshes.landmarks import pedicle
from meshes.measures.record import Measures
from meshes.shipped import FIELD_STEP
from meshes.spine import Spine
from meshes.surface import Points

#: Spacing of the shipped grids, mm, and how far beyond the bone they reach: as far as a byte does.
SPACING = 1.0
MARGIN = 127 * FIELD_STEP + SPACING


def fields_file(bones: Mapping[str, Bone]) -> bytes:
    """Signed distances of bones in their body frames, a byte a node, as .npz.

    Each has `<id>.origin` (3,) and `<id>.values` (nx, ny, nz) int8 in steps of FIELD_STEP mm.
    """
    arrays: dict[str, npt.NDArray[Any]] = {}
    for key, bone in bones.items():
        grid = shipped_grid(bone)
        steps = np.clip(np.rint(grid.values / FIELD_STEP), -127, 127)
        arrays[f"{key}.origin"] = grid.origin
        arrays[f"{key}.values"] = steps.astype(np.int8)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def shipped_grid(bone: Bone) -> SignedDistanceGrid:
    """A bone's field on the shipped spacing; its nodes lie at whole millimetres."""
    lower = np.floor(bone.surface.points.min(axis=0) - MARGIN)
    upper = np.ceil(bone.surface.points.max(axis=0) + MARGIN)
    return SignedDistanceGrid.from_function(bone.field.distance, lower, upper, SPACING)


def landmarks_file(spine: Spine, coccyx: Bone, courses: NerveCourses) -> bytes:
    """Poses, plates, named places and root courses as JSON, mm; bones in their body frames, roots
    and sac in the world."""
    bones = {key: _bone(bone, spine.poses[key]) for key, bone in spine.bones.items()}
    bones["coccyx"] = _bone(coccyx, spine.poses["sacrum"])
    roots = {
        level: {
            "line": _rows(course.line),
            "radius": _rows(course.radius),
            "origin": round(course.origin, 3),
            "ganglion": round(course.ganglion, 3),
            "ganglion_radius": round(course.ganglion_radius, 3),
        }
        for level, course in courses.roots.items()
    }
    return _json({"bones": bones, "roots": roots})


def measures_file(measures: Measures) -> bytes:
    """Measured values by figure and place as JSON; null where not measurable."""
    table = {
        key: {place: None if v is None else round(v, 3) for place, v in row.items()}
        for key, row in measures.items()
    }
    return _json(table)


def _bone(bone: Bone, pose: Points) -> dict[str, Any]:
    found: dict[str, Any] = {
        "pose": _rows(pose, 9),
        "landmarks": {name: _rows(place) for name, place in sorted(bone.landmarks.items())},
    }
    for side, plate in (("superior", bone.superior), ("inferior", bone.inferior)):
        if plate is not None:
            found[side] = _plate(plate)
    if bone.inferior is not None and bone.superior is not None:
        isthmus = pedicle(bone)
        borders = ("medial", "lateral", "inferior", "superior", "isthmus", "wall")
        found["pedicle"] = {name: round(float(getattr(isthmus, name)), 3) for name in borders}
    return found


def _plate(plate: Endplate) -> dict[str, Any]:
    return {"frame": _rows(plate.frame, 9), "rim": _rows(plate.rim)}


def _rows(array: npt.NDArray[np.floating], digits: int = 3) -> Any:
    # Adding zero turns -0.0 into 0.0.
    return (np.round(np.asarray(array, dtype=np.float64), digits) + 0.0).tolist()


def _json(table: Mapping[str, Any]) -> bytes:
    return (json.dumps(table, sort_keys=True, separators=(",", ":")) + "\n").encode()
