"""The angles by which pelvis and spine are related on a lateral view of a standing person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshes.surface import Points


@dataclass(frozen=True, slots=True)
class PelvicAngles:
    """Degrees. incidence: between the S1 plate's normal and the line from its centre to the hip
    axis, a constant of each adult. tilt: of that line against the vertical, positive when the hips
    lie anterior to the plate. slope: of the plate against the horizontal.
    """

    incidence: float
    tilt: float
    slope: float


def pelvic_angles(plate: Points, left_hip: Points, right_hip: Points) -> PelvicAngles:
    """Angles of a posture in the world frame; incidence is tilt plus slope by geometry alone.

    plate: 4x4 frame of the S1 plate by its corners (y anterior along it, z its normal); hips: (3,)
    centres of the femoral heads. All in the mid-sagittal plane: x is ignored.
    """
    way = (left_hip + right_hip) / 2 - plate[:3, 3]
    down, normal = way[1:] / np.linalg.norm(way[1:]), plate[1:3, 2]
    incidence = np.degrees(np.arccos(np.clip(-(down @ normal), -1.0, 1.0)))
    tilt = np.degrees(np.arctan2(down[0], -down[1]))
    slope = np.degrees(np.arctan2(-plate[2, 1], plate[1, 1]))
    return PelvicAngles(float(incidence), float(tilt), float(slope))
