"""Rigid 4x4 matrices, and endplates moved by them."""

from __future__ import annotations

import numpy as np

from meshes.bone import Bone, Endplate
from meshes.surface import Points

# Rim rows hold 96 points from the patient's right, a quarter turn later the anterior one.
RIM_ANTERIOR, RIM_POSTERIOR = 24, 72


def placed(pose: Points, points: Points) -> Points:
    """Points (n, 3) moved by a rigid 4x4 matrix."""
    return np.asarray(points @ pose[:3, :3].T + pose[:3, 3], dtype=np.float64)


def unplaced(pose: Points, points: Points) -> Points:
    """Points (n, 3) moved by the inverse of a rigid 4x4 matrix."""
    return np.asarray((points - pose[:3, 3]) @ pose[:3, :3], dtype=np.float64)


def placed_plate(pose: Points, plate: Endplate) -> Endplate:
    """An endplate moved by a rigid 4x4 matrix."""
    return Endplate(pose @ plate.frame, placed(pose, plate.rim))


def endplate(bone: Bone, side: str) -> Endplate:
    """A bone's `superior` or `inferior` endplate. Raises ValueError where it has none."""
    found = bone.superior if side == "superior" else bone.inferior
    if found is None:
        raise ValueError(f"this bone has no {side} endplate")
    return found


def corner_frame(plate: Endplate) -> Points:
    """4x4 frame of the line between the plate's corners in the mid-line: the plane in which disc
    heights and wedges are measured on images, independent of how hollow the plate is.

    Origin midway between the corners, x right, y to the anterior corner, z superior.
    """
    posterior, anterior = plate.rim[RIM_POSTERIOR], plate.rim[RIM_ANTERIOR]
    forward = anterior - posterior
    right = plate.frame[:3, 0]
    forward = forward - right * (forward @ right)
    forward = forward / np.linalg.norm(forward)
    frame = np.eye(4)
    frame[:3, :3] = np.stack([right, forward, np.cross(right, forward)], axis=1)
    frame[:3, 3] = (posterior + anterior) / 2.0
    return frame


def tilt_deg(frame: Points) -> float:
    """Sagittal tilt of a frame in degrees; positive when its anterior side is the higher one."""
    return float(np.degrees(np.arctan2(frame[2, 1], frame[1, 1])))


def turned(angle_deg: float) -> Points:
    """4x4 rotation about x; positive raises the anterior side."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    matrix = np.eye(4)
    matrix[1:3, 1:3] = [[c, -s], [s, c]]
    return matrix
