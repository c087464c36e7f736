"""The sacrum from named numbers: `meshes/shapes/sacrum.toml`.

Five fused vertebrae: the S1 body is a `Barrel`, the rest limbs smoothly joined to it; then the
canal, its hiatus and four pairs of foramina, open on both faces, are carved out of the whole.
Body frame: origin at the centre of the S1 upper endplate, z along that plate's normal (superior),
y anterior, x to the patient's right; millimetres. Sources stand at the head of the file of numbers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from meshes.bone import Bone, Endplate
from meshes.builders.sacrum_parts import sacrum_parting
from meshes.builders.vertebra import barrel_from, limb_from
from meshes.field import SignedDistanceGrid
from meshes.meshing import grid_of, surface_of
from meshes.sdf import Barrel, Floats, Limb, Point, carved, chebyshev, fold, smooth_maximum, united
from meshes.surface import Points

TRIANGLES = 17_000
RIM_POINTS = 96
LOWER = (0.0, -62.0, -132.0)
UPPER = (70.0, 26.0, 16.0)
"""A box (mm, body frame) that holds the sacrum."""

LEVELS = ("S1", "S2", "S3", "S4")
SIDES = (("left", -1.0), ("right", 1.0))

_STEP = 0.25
"""How finely (mm) a way through the field is walked."""
_REACH = 14.0
"""No wall before or behind the canal lies farther (mm) from its axis than this."""
_CANAL_ROWS = 40
_WIDEST = 15.5
"""Half the transverse width of the canal at S1 (about 31 mm): wider, it is the L5-S1 foramen."""


@dataclass(frozen=True, slots=True)
class End:
    """A flat face that ends a bone towards its neighbour.

    point, normal: a point on the face and its outward unit normal. blend: width (mm) of the
    rounded edge.
    """

    point: Point
    normal: Point
    blend: float

    def distance(self, points: Floats) -> Floats:
        """Signed distance (mm) of points (n, 3), negative on the bone's side: (n,)."""
        beyond = points - np.asarray(self.point, np.float32)
        return np.asarray(beyond @ np.asarray(self.normal, np.float32), np.float32)


@dataclass(frozen=True, slots=True)
class FusedShape:
    """The numbers of a bone of fused segments: limbs joined to a body, then limbs cut from all.

    body: the S1 body, or None for a bone of limbs alone. Limbs are those of the half at x > 0 (mm),
    by name, such as 'foramen-anterior.S1'; the other half is their mirror image.
    end: the face towards the neighbour across the sacrococcygeal disc.
    """

    body: Barrel | None
    joined: Mapping[str, Limb]
    cuts: Mapping[str, Limb]
    end: End

    def distance(self, points: Floats) -> Floats:
        """Signed distance (n,) of points (n, 3) on either half, negative inside."""
        folded = fold(points)
        limbs = list(self.joined.values())
        if self.body is None:
            first, limbs = limbs[0].distance(folded), limbs[1:]
        else:
            first = self.body.distance(folded)
        bone = carved(united(first, limbs, folded), list(self.cuts.values()), folded)
        return smooth_maximum(bone, self.end.distance(folded), self.end.blend)


def fused_shape(name: str) -> FusedShape:
    """The numbers of 'sacrum' or 'coccyx'. Raises FileNotFoundError for another name."""
    file = resources.files("meshes") / "shapes" / f"{name}.toml"
    return fused_shape_from(tomllib.loads(file.read_text("utf-8")))


def fused_shape_from(table: Mapping[str, Any]) -> FusedShape:
    """A shape from a parsed file: tables [body], [joined.<name>], [cuts.<name>], [end].

    Raises KeyError for a missing table, TypeError for an unknown number.
    """
    end = table["end"]
    return FusedShape(
        barrel_from(table["body"]) if "body" in table else None,
        {name: limb_from(numbers) for name, numbers in table["joined"].items()},
        {name: limb_from(numbers) for name, numbers in table.get("cuts", {}).items()},
        End(tuple(end["point"]), tuple(end["normal"]), float(end["blend"])),
    )


def build_sacrum(triangles: int = TRIANGLES) -> Bone:
    """The sacrum with its distance field, S1 endplate and landmarks, in its body frame.

    triangles: about how many faces the surface gets.
    """
    shape = fused_shape("sacrum")
    grid = grid_of(shape.distance, LOWER, UPPER)
    if shape.body is None:
        raise ValueError("the sacrum has a body")
    parting = sacrum_parting(shape.body, shape.joined, shape.cuts, _promontory(grid))
    surface = surface_of(grid, triangles, parting)
    return Bone(surface, grid, superior=upper_plate(shape, grid), landmarks=landmarks(shape, grid))


def upper_plate(shape: FusedShape, grid: SignedDistanceGrid) -> Endplate:
    """The S1 endplate; its frame is the body frame itself. Raises ValueError without a body.

    The rim is where plate and wall of the body would meet were the edge not rounded, moved in by
    the rounding; where the wing covers it, it is lifted on to the bone.
    """
    body = shape.body
    if body is None:
        raise ValueError("only a shape with a body has an endplate")
    angles = np.arange(RIM_POINTS) * (2 * np.pi / RIM_POINTS)
    radius = chebyshev(body.rim_superior, np.sin(angles).astype(np.float32)) - body.edge / 6
    x, y = radius * np.cos(angles), radius * np.sin(angles) + body.centre_y
    rim = np.stack([x, y, body.superior.z(x, y, 1.0) - body.edge / 6], axis=1).astype(np.float64)
    rim[:, 2] += np.maximum(-grid.distance(rim), 0.0)
    return Endplate(np.eye(4), rim)


def landmarks(shape: FusedShape, grid: SignedDistanceGrid) -> dict[str, Points]:
    """Named points (3,) and rows (k, 3) that neighbours need, in the body frame (mm).

    'foramen-inner.S1.left' (where its tunnel leaves the canal), 'foramen-anterior.S1.left',
    'foramen-posterior.S1.left', 'foramen-fork.S1.left' (where the way to the posterior one leaves
    the tunnel) and so on to S4, both sides; 'canal' (k, 3), the centre-line from
    the S1 plate to the hiatus, and 'canal-radius' (k, 3): half depth, half width, 0; 'hiatus',
    'apex', 'promontory'; 'superior-facet.<side>', 'auricular.<side>': centres on the surface.
    """
    found: dict[str, Points] = {}
    for level in LEVELS:
        tunnel, rear = (shape.cuts[f"foramen-{face}.{level}"] for face in ("anterior", "posterior"))
        found |= _both(f"foramen-inner.{level}", np.array(tunnel.start))
        found |= _both(f"foramen-anterior.{level}", np.array(tunnel.end))
        found |= _both(f"foramen-fork.{level}", np.array(rear.start))
        found |= _both(f"foramen-posterior.{level}", np.array(rear.end))
    hollow = _middle(shape.cuts["facet.S1"])
    along = _middle(shape.joined["articular-process.tip"]) - hollow
    along /= np.linalg.norm(along)
    facet = hollow + along * _way(grid, hollow, along)
    wing = np.array(shape.joined["auricular.superior"].end)
    found |= _both("superior-facet", facet)
    found |= _both("auricular", _surface_towards(grid, wing, np.array([1.0, 0.0, 0.0])))
    found["canal"], found["canal-radius"] = canal(shape, grid)
    found["hiatus"] = found["canal"][-1]
    found["apex"] = np.array(shape.end.point)
    found["promontory"] = _promontory(grid)
    return found


def canal(shape: FusedShape, grid: SignedDistanceGrid) -> tuple[Points, Points]:
    """Centre-line of the sacral canal, from the S1 plate's level to where its roof ends at the
    hiatus, with half depth, half width and 0 at each of its points: (k, 3) twice.

    Superior to the S1 lamina, where there is no roof, the canal keeps the depth it has below it.
    """
    limbs = [shape.cuts[f"canal.{level}"] for level in ("S1", "S2", "S3")]
    corners = np.array([limbs[0].start, *(limb.end for limb in limbs)], np.float64)
    heights = np.linspace(0.0, corners[-1, 2], _CANAL_ROWS)
    depths = np.interp(heights, corners[::-1, 2], corners[::-1, 1])
    line = np.stack([np.zeros(_CANAL_ROWS), depths, heights], axis=1)
    rear = np.cross([1.0, 0.0, 0.0], np.gradient(line, axis=0))
    rear /= -np.linalg.norm(rear, axis=1, keepdims=True) * np.sign(rear[:, 1:2])
    before = np.array([_way(grid, p, -r) for p, r in zip(line, rear, strict=True)])
    behind = np.array([_way(grid, p, r) for p, r in zip(line, rear, strict=True)])
    roofed = behind < _REACH
    first = int(np.argmax(roofed))
    stop = len(line) if roofed[first:].all() else first + int(np.argmin(roofed[first:]))
    behind[:first] = before[first] + behind[first] - before[:first]
    rows = (line + rear * ((behind - before) / 2)[:, None])[:stop]
    lateral = np.array([1.0, 0.0, 0.0])
    across = np.array([_way(grid, row, lateral, _WIDEST) for row in rows])
    half = (before + behind)[:stop] / 2
    return rows, np.stack([half, across, np.zeros(stop)], axis=1)


def _both(name: str, right: Points) -> dict[str, Points]:
    """A point at x > 0 and its mirror image, under the names of their sides."""
    return {f"{name}.{side}": right * np.array([sign, 1.0, 1.0]) for side, sign in SIDES}


def _middle(limb: Limb) -> Points:
    return np.asarray(np.add(limb.start, limb.end) / 2, dtype=np.float64)


def _way(grid: SignedDistanceGrid, start: Points, along: Points, reach: float = _REACH) -> float:
    """How far (mm) one gets from a free point along a direction before bone; at most reach."""
    steps = np.arange(0.0, reach, _STEP)
    blocked = grid.distance(start + steps[:, None] * along) < 0
    return float(steps[np.argmax(blocked)]) if blocked.any() else reach


def _surface_towards(grid: SignedDistanceGrid, inside: Points, along: Points) -> Points:
    """Where a ray from a point in the bone first comes out of it."""
    steps = np.arange(0.0, 3 * _REACH, _STEP)
    path = inside + steps[:, None] * along / np.linalg.norm(along)
    values = grid.distance(path)
    within = np.argmax(values < 0)
    return np.asarray(path[within + np.argmax(values[within:] >= 0)], dtype=np.float64)


def _promontory(grid: SignedDistanceGrid) -> Points:
    """The most anterior point of the S1 body in the mid-line."""
    depths, heights = np.arange(0.0, 30.0, _STEP), np.arange(-14.0, 3.0, _STEP)
    y, z = (a.ravel() for a in np.meshgrid(depths, heights, indexing="ij"))
    points = np.stack([np.zeros_like(y), y, z], axis=1)
    bone = points[grid.distance(points) < 0]
    return np.asarray(bone[np.argmax(bone[:, 1])], dtype=np.float64)
