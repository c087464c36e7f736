"""Lumbar vertebrae L1-L5 from named numbers: `meshes/shapes/vertebra_L1.toml` .. `vertebra_L5.toml`.

A vertebra is a `Barrel` with smoothly joined limbs (pedicle, processes, lamina), less smoothly
carved ones (facet hollow, canal, notch). Its body frame: origin at the body's centre, z the mean of
both endplate normals, x to the patient's right, y anterior. Where the numbers come from stands at
the head of each file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from meshes import sdf
from meshes.bone import Bone, Endplate
from meshes.builders.vertebra_landmarks import vertebra_landmarks
from meshes.meshing import Floats, grid_of, surface_of
from meshes.surface import Points

LEVELS = ("L1", "L2", "L3", "L4", "L5")
TRIANGLES = 10_000
RIM_POINTS = 96
LOWER = (0.0, -90.0, -48.0)
UPPER = (64.0, 34.0, 42.0)
"""A box (mm, body frame) that holds every lumbar vertebra."""


@dataclass(frozen=True, slots=True)
class VertebraShape:
    """The numbers of one vertebra: body, limbs joined to it and limbs cut from it, by name.

    Limbs are those of the half at x > 0 (mm); the other half is their mirror image.
    """

    body: sdf.Barrel
    joined: Mapping[str, sdf.Limb]
    cuts: Mapping[str, sdf.Limb]

    def distance(self, points: Floats) -> Floats:
        """Signed distance (n,) of points (n, 3) on either half, negative inside."""
        folded = sdf.fold(points)
        solid = self.body.distance(folded)
        solid = sdf.united(solid, list(self.joined.values()), folded)
        return sdf.carved(solid, list(self.cuts.values()), folded)


def limb_from(numbers: Mapping[str, Any]) -> sdf.Limb:
    """A limb from a TOML table; lists become tuples. Raises TypeError for an unknown name."""
    return sdf.Limb(**{k: tuple(v) if isinstance(v, list) else v for k, v in numbers.items()})


def barrel_from(numbers: Mapping[str, Any]) -> sdf.Barrel:
    """A body from a TOML table with sub-tables `superior` and `inferior` for its plates."""
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in numbers.items()}
    for side in ("superior", "inferior"):
        plain[side] = sdf.Plate(**plain[side])
    return sdf.Barrel(**plain)


def shape_from(table: Mapping[str, Any]) -> VertebraShape:
    """A vertebra from a parsed shape file: tables [body], [joined.<name>], [cuts.<name>]."""
    return VertebraShape(
        barrel_from(table["body"]),
        {name: limb_from(numbers) for name, numbers in table["joined"].items()},
        {name: limb_from(numbers) for name, numbers in table["cuts"].items()},
    )


def vertebra_shape(level: str) -> VertebraShape:
    """The numbers of a level 'L1'..'L5'. Raises ValueError for any other level."""
    if level not in LEVELS:
        raise ValueError(f"no vertebra {level!r}; levels are {', '.join(LEVELS)}")
    file = resources.files("meshes") / "shapes" / f"vertebra_{level}.toml"
    return shape_from(tomllib.loads(file.read_text("utf-8")))


def build_vertebra(level: str) -> Bone:
    """A vertebra 'L1'..'L5' in its body frame: surface, distance grid, endplates and landmarks.

    Closed, one piece, mirror-symmetric about x = 0. Raises ValueError for an unknown level.
    """
    shape = vertebra_shape(level)
    grid = grid_of(shape.distance, LOWER, UPPER)
    return Bone(
        surface=surface_of(grid, TRIANGLES),
        field=grid,
        superior=endplate_of(shape.body, superior=True),
        inferior=endplate_of(shape.body, superior=False),
        landmarks=vertebra_landmarks(shape, grid),
    )


def endplate_of(body: sdf.Barrel, *, superior: bool) -> Endplate:
    """Frame and rim of one plate, from the body's own numbers.

    The plate's plane is the best fit to its rim; its origin the mid-point of the rim, on the
    plate's floor where the hollow is.
    """
    angles = 2.0 * np.pi * np.arange(RIM_POINTS) / RIM_POINTS
    rim = body.rim(superior, angles)
    slope, level = np.polyfit(rim[:, 1], rim[:, 2], 1)
    centre_y = float((rim[:, 1].max() + rim[:, 1].min()) / 2)
    normal = np.array([0.0, -slope, 1.0]) / np.hypot(1.0, slope)
    frame: Points = np.eye(4)
    frame[:3, 1] = np.cross(normal, [1.0, 0.0, 0.0])
    frame[:3, 2] = normal
    frame[:3, 3] = (0.0, centre_y, level + slope * centre_y)
    return Endplate(frame, rim)
