"""Named points of a built vertebra, for labels, routes and measures: see `vertebra_landmarks`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshes.bone import Bone
from meshes.landmarks import midline_profile, pedicle
from meshes.sdf import Limb
from meshes.surface import Points, Surface, area_vectors

Mask = npt.NDArray[np.bool_]

# Rough outward directions (x > 0) to find a joint surface from: it lies near 35 degrees to the
# sagittal plane at all levels; the search then follows the bone's own faces.
SUPERIOR_FACET_FACES = (-0.82, -0.57, 0.0)
INFERIOR_FACET_FACES = (0.82, 0.57, 0.0)
FACET_LEAN_DEG = 40.0
# The posterior arch begins this far (mm) behind the back wall of the body at the mid-line.
ARCH_BEHIND_WALL = 8.0


def vertebra_landmarks(bone: Bone, superior: Limb, inferior: Limb) -> dict[str, Points]:
    """Points (3,) in the body frame, mm.

    pedicle.*: centre of the isthmus. posterior-wall: back of the body at the mid-line, at the
    body's centre. spinous-tip, transverse-tip.*: farthest points. superior-facet.*,
    inferior-facet.*: centre of the joint surface; `superior` and `inferior` are the articular
    processes that carry them. lamina-superior, lamina-inferior: edges of the arch at the mid-line,
    on the side of the canal.
    """
    points = bone.surface.points
    wall = float(midline_profile(bone.field, np.array([0.0])).wall[0])
    found: dict[str, Points] = {"posterior-wall": np.array([0.0, wall, 0.0])}
    tip = points[:, 1].argmin()
    found["spinous-tip"] = np.array([0.0, *_near(points, points[tip], 1.0, axis=1)[1:]])
    _both(found, "pedicle", pedicle(bone).centre)
    right = points[points[:, 0] > 0]
    _both(found, "transverse-tip", _near(right, right[right[:, 0].argmax()], 1.0, axis=0))
    _both(found, "superior-facet", _facet(bone.surface, superior, SUPERIOR_FACET_FACES))
    _both(found, "inferior-facet", _facet(bone.surface, inferior, INFERIOR_FACET_FACES))
    arch = points[(np.abs(points[:, 0]) < 0.5) & (points[:, 1] < wall - ARCH_BEHIND_WALL)]
    for name, direction in (("superior", (0.0, 0.6, 0.8)), ("inferior", (0.0, 0.6, -0.8))):
        edge = arch[int((arch @ np.array(direction)).argmax())]
        found[f"lamina-{name}"] = np.array([0.0, edge[1], edge[2]])
    return found


def _both(found: dict[str, Points], name: str, right: Points) -> None:
    found[f"{name}.right"] = right
    found[f"{name}.left"] = right * np.array([-1.0, 1.0, 1.0])


def _near(points: Points, tip: Points, reach: float, *, axis: int) -> Points:
    """Centre of the cap within `reach` mm of a tip along an axis, moved out to the tip."""
    cap = points[np.abs(points[:, axis] - tip[axis]) < reach]
    centre = np.asarray((cap.min(axis=0) + cap.max(axis=0)) / 2)
    centre[axis] = tip[axis]
    return centre


def _facet(surface: Surface, process: Limb, faces: tuple[float, float, float]) -> Points:
    """Centre of the joint surface of an articular process at x > 0.

    The faces of the process's free half that look the joint's way, within FACET_LEAN_DEG of their
    own mean direction; the centre is put on the surface.
    """
    corners = surface.points[surface.triangles]
    middle = corners.mean(axis=1)
    area = area_vectors(surface.points, surface.triangles)
    size = np.linalg.norm(area, axis=1)
    normal = area / size[:, None]
    near = _beside(middle, process)
    towards = np.asarray(faces)
    for _ in range(4):
        towards = towards / np.linalg.norm(towards)
        keep = near & (normal @ towards > np.cos(np.radians(FACET_LEAN_DEG)))
        towards = area[keep].sum(axis=0)
    centre = np.average(middle[keep], axis=0, weights=size[keep])
    return np.asarray(middle[keep][((middle[keep] - centre) ** 2).sum(axis=1).argmin()])


def _beside(middle: Points, process: Limb) -> Mask:
    """Faces beside a process's axis, from a quarter of its length on to beyond its tip."""
    start, end = np.asarray(process.start), np.asarray(process.end)
    axis = end - start
    length = float(np.linalg.norm(axis))
    along = (middle - start) @ (axis / length)
    aside = np.linalg.norm(middle - start - along[:, None] * (axis / length), axis=1)
    reach = max(max(process.half_width), max(process.half_thickness)) + 3.0
    return np.asarray((along > 0.25 * length) & (aside < reach) & (middle[:, 0] > 2.0))
