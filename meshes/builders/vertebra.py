"""Lumbar vertebrae from named numbers: `meshes/shapes/vertebra_L1.toml` .. `vertebra_L5.toml`.

A vertebra is a `Barrel` with smoothly joined limbs (pedicle, processes, lamina), less smoothly
carved ones (facet hollow, canal, notch). Its body frame: origin at the body's centre, z the mean of
both endplate normals, x to the patient's right, y anterior. Where the numbers come from stands at
the head of each file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import numpy as np

from meshes import sdf
from meshes.bone import Bone, Endplate
from meshes.builders.vertebra_landmarks import vertebra_landmarks
from meshes.builders.vertebra_parts import vertebra_parting
from meshes.field import SignedDistanceGrid
from meshes.meshing import grid_of, surface_of
from meshes.sdf import Floats
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
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in numbers.items()}
    return sdf.Limb(**plain)


def barrel_from(numbers: Mapping[str, Any]) -> sdf.Barrel:
    """A body from a TOML table with sub-tables `superior` and `inferior` for its plates."""
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in numbers.items()}
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
    bone = Bone(
        surface=surface_of(grid, TRIANGLES, vertebra_parting(shape.body, shape.joined)),
        field=grid,
        superior=endplate_of(shape, grid, superior=True),
        inferior=endplate_of(shape, grid, superior=False),
    )
    carriers = shape.joined["superior-articular"], shape.joined["inferior-articular"]
    return replace(bone, landmarks=vertebra_landmarks(bone, *carriers))


def endplate_of(shape: VertebraShape, grid: SignedDistanceGrid, *, superior: bool) -> Endplate:
    """Frame and rim of one plate.

    The frame lies on the line from the posterior to the anterior edge at the mid-line, as a
    wedge is measured on a lateral film; its origin is half-way.
    """
    rim = _rim(shape, superior=superior)
    for _ in range(3):  # on to the smoothed surface
        rim = rim - grid.distance(rim)[:, None] * grid.gradient(rim)
    rim = (rim + rim[np.arange(RIM_POINTS // 2, -RIM_POINTS // 2, -1)] * (-1.0, 1.0, 1.0)) / 2
    front, back = rim[RIM_POINTS // 4], rim[3 * RIM_POINTS // 4]
    anterior = (front - back) / np.linalg.norm(front - back)
    frame: Points = np.eye(4)
    frame[:3, 1] = anterior
    frame[:3, 2] = np.cross([1.0, 0.0, 0.0], anterior)
    frame[:3, 3] = (front + back) / 2
    return Endplate(frame, rim)


def _rim(shape: VertebraShape, *, superior: bool) -> Points:
    """Points on the edge of the bare body, less the cuts: (96, 3).

    The edge is where the rounded surface leans midway between plate and wall: in the section at
    each angle, the point that lies farthest along 45 degrees outward and upward (downward).
    """
    angles = 2.0 * np.pi * np.arange(RIM_POINTS) / RIM_POINTS
    outward = 1.0 if superior else -1.0
    rho = np.arange(10.0, 34.0, 0.15)
    x = np.outer(np.cos(angles), rho)
    y = np.outer(np.sin(angles), rho) + shape.body.centre_y
    low, high = np.zeros_like(x), np.full_like(x, 24.0)
    for _ in range(12):
        middle = (low + high) / 2
        nodes = sdf.fold(np.stack([x, y, outward * middle], axis=-1).reshape(-1, 3))
        bare = sdf.carved(shape.body.distance(nodes), list(shape.cuts.values()), nodes)
        inside = bare.reshape(x.shape) < 0
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    solid = np.logical_and.accumulate(low > 5.0, axis=1)
    farthest = np.argmax(np.where(solid, rho + low, -np.inf), axis=1)
    row = np.arange(RIM_POINTS)
    return np.stack([x[row, farthest], y[row, farthest], outward * low[row, farthest]], axis=1)
