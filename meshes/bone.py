"""A bone in its own body frame: surface, distance field and what its neighbours need of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from meshes.field import SignedDistanceGrid
from meshes.surface import Points, Surface


@dataclass(frozen=True, slots=True)
class Endplate:
    """The face of a body that a disc rests on, in the bone's body frame.

    frame: 4x4, origin at the plate's centre, columns x right, y anterior, z superior (for the lower
    plate too, so both plates of a disc space share their sense of direction).
    rim: (96, 3) points on the edge, anticlockwise seen from above, starting at the patient's right
    (angle 0 = +x, 90 degrees = anterior).
    """

    frame: Points
    rim: Points


@dataclass(frozen=True, slots=True)
class Bone:
    """One bone. Frame: origin at the body's centre (sacrum: centre of the S1 upper endplate),
    x to the patient's right, y anterior, z along the body axis (mean endplate normal, superior).

    landmarks: named points (3,) or point rows (k, 3) in the same frame, mm.
    """

    surface: Surface
    field: SignedDistanceGrid
    superior: Endplate | None = None
    inferior: Endplate | None = None
    landmarks: Mapping[str, Points] = dataclasses.field(default_factory=dict)
