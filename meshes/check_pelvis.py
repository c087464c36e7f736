"""Validator of how the pelvis stands: its angles, read off shipped surfaces and landmarks.

Pelvic incidence is pelvic tilt plus sacral slope. Here each of the three comes from another place,
so that sacrum, hip bones, landmarks and measures of different builds do not pass together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.spatial import cKDTree

from meshes.bone import Endplate
from meshes.ids import StructureId
from meshes.measures.figures import WHOLE
from meshes.pelvis import pelvic_angles
from meshes.pose import corner_frame, placed, unplaced
from meshes.shipped import Landmarks
from meshes.store import Assets, Mesh
from meshes.surface import Points

ANGLES, PLATE = 0.5, 2.0
"""What incidence may differ from tilt plus slope, degrees, and the middle of the S1 plate on the
mesh from that of the landmarks, mm."""
#: 95 of 100 adults (Mac-Thiong 2011, n = 709), degrees.
USUAL = {"incidence": (32.0, 74.0), "tilt": (0.0, 27.0), "slope": (24.0, 55.0)}
# Radii of femoral heads with their cartilage that are tried, mm.
_RADII = np.arange(20.0, 34.5, 1.0)
# Normals that meet this near to each other, and points this near to the sphere, belong to it, mm.
_MEETING, _ON = 1.5, 1.0


def pelvic_balance(
    assets: Assets, marks: Landmarks, measures: Mapping[str, Mapping[str, float | None]]
) -> Iterator[tuple[str, str]]:
    """Incidence by landmarks in the sacrum's own frame is tilt by the surfaces plus the measured
    slope, and all are within what adults have."""
    sides = [StructureId(f"hip-bone.{side}") for side in ("left", "right")]
    bone, place = assets.meshes.get(StructureId("sacrum")), marks.bones.get("sacrum")
    slope = measures.get("sacral-slope", {}).get(WHOLE)
    if bone is None or place is None or place.superior is None or slope is None:
        return
    if any(side not in assets.meshes for side in sides):
        return
    plate = corner_frame(Endplate(place.superior.frame, place.superior.rim))
    middle, marked = plate_middle(bone), placed(place.pose, plate[:3, 3][None])[0]
    if (off := float(np.linalg.norm(middle - marked))) > PLATE:
        what = f"the middle of its plate is {off:.1f} mm off that of landmarks.json"
        yield "sacrum", f"{what}, at most {PLATE}: build both together"
    heads = np.array([head_centre(assets.meshes[side]) for side in sides])
    way = heads.mean(axis=0) - middle
    tilt = float(np.degrees(np.arctan2(way[1], -way[2])))
    incidence = pelvic_angles(plate, *unplaced(place.pose, heads)).incidence
    for name, value in (("incidence", incidence), ("tilt", tilt), ("slope", slope)):
        low, high = USUAL[name]
        if not low <= value <= high:
            what = f"pelvic {name} {value:.1f} deg, {low:.0f} to {high:.0f} in adults"
            yield "sacrum", f"{what}: mend posture.toml or shapes/hip_bone.toml"
    if abs(incidence - tilt - slope) > ANGLES:
        what = f"pelvic incidence {incidence:.1f} deg is not tilt {tilt:.1f} plus slope {slope:.1f}"
        yield "sacrum", f"{what}, to {ANGLES}: build bones, landmarks and measures together"


def head_centre(mesh: Mesh) -> Points:
    """Centre of the femoral head that a hip bone's socket holds, (3,) mm: where most normals of
    the surface meet, then by least squares."""
    points, normals = mesh.points.astype(np.float64), mesh.normals.astype(np.float64)
    votes = []
    for radius in _RADII:
        ends = points + radius * normals
        count = cKDTree(ends).query_ball_point(ends, _MEETING, return_length=True)
        best = int(count.argmax())
        votes.append((int(count[best]), float(radius), ends[best]))
    _, radius, centre = max(votes, key=lambda vote: vote[0])
    for _ in range(6):
        away = centre - points
        on = np.abs(np.linalg.norm(away, axis=1) - radius) < _ON
        on &= np.einsum("ij,ij->i", away, normals) > 0.9 * radius
        if on.sum() < 4:
            break
        rows = np.column_stack([2.0 * points[on], np.ones(int(on.sum()))])
        found = np.linalg.lstsq(rows, (points[on] ** 2).sum(axis=1), rcond=None)[0]
        centre, radius = found[:3], float(np.sqrt(found[3] + found[:3] @ found[:3]))
    return np.asarray(centre)


def plate_middle(sacrum: Mesh) -> Points:
    """Midway between the anterior and the posterior end of the S1 plate in the mid-line, (3,)."""
    plate = sacrum.part(StructureId("sacrum.S1.superior-endplate")).points.astype(np.float64)
    line = plate[np.abs(plate[:, 0]) < 2.0]
    ends = np.array([line[line[:, 1].argmax()], line[line[:, 1].argmin()]])
    return np.asarray(ends.mean(axis=0) * [0.0, 1.0, 1.0])
