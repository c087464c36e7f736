"""Signed-distance shapes that the bones are made of: negative inside, millimetres, float32.

A bone is the smooth union of one `Barrel` (the body) and a few `Limb`s (its processes), less the
smooth subtraction of other limbs (canal, notch, joint hollow). Points are (n, 3) arrays, distances
(n,). The distances are first-order exact: right near the surface, a fair guess far from it.

Only one half of a bone is modelled: `fold` maps both halves on to x > 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Point = tuple[float, float, float]
Triple = tuple[float, float, float]

FOLD_SOFTNESS = 0.8
"""How far (mm) from the mid-line the fold is felt; without it the mid-line shows as a crease."""

STEEPEST_REFERENCE = 0.97
"""Cosine above which a limb counts as parallel to its reference direction."""

REACH = 7.0
"""How far (mm) from a limb, and its blend, it still counts: more than the band about the
surface that is sampled finely. Farther off, a field says no more than inside or outside."""

SMALLEST_RADIUS = 0.3
"""A limb's profile never gets thinner than this (mm), whatever its three numbers say."""


def smooth_minimum(a: Floats, b: Floats, blend: float) -> Floats:
    """Union of two solids with a fillet about `blend` mm wide.

    Cubic, so second derivatives are continuous too: the quadratic form shows as bands in a
    highlight.
    """
    if blend <= 0:
        return np.minimum(a, b)
    h = np.maximum(np.float32(blend) - np.abs(a - b), np.float32(0)) * np.float32(1 / blend)
    return np.asarray(np.minimum(a, b) - h * h * h * np.float32(blend / 6), np.float32)


def smooth_maximum(a: Floats, b: Floats, blend: float) -> Floats:
    """Intersection of two solids with an edge rounded over about `blend` mm."""
    return -smooth_minimum(-a, -b, blend)


def smooth_subtraction(solid: Floats, cut: Floats, blend: float) -> Floats:
    """What is left of `solid` once `cut` is carved out of it, with a rounded edge."""
    return smooth_maximum(solid, -cut, blend)


def fold(points: npt.NDArray[np.floating], softness: float = FOLD_SOFTNESS) -> Floats:
    """Both halves on to x > 0 as float32: x -> sqrt(x^2 + softness^2), smooth at the mid-line."""
    folded = np.array(points, np.float32)
    folded[:, 0] = np.sqrt(folded[:, 0] ** 2 + np.float32(softness**2))
    return folded


def eased(values: Triple, t: Floats) -> Floats:
    """Profile through three values at t = 0, 1/2, 1, flat at both ends (no crease at the caps)."""
    start, middle, end = values
    if start == middle == end:
        return np.full_like(t, start)
    s = t * t * (np.float32(3) - np.float32(2) * t)
    # quadratic in s through the three values
    linear = np.float32(4 * middle - 3 * start - end)
    square = np.float32(2 * start + 2 * end - 4 * middle)
    return np.asarray(np.float32(start) + s * (linear + square * s), np.float32)


def ellipse_distance(
    lengths: Sequence[Floats], radii: Sequence[Floats | float], thinnest: float
) -> Floats:
    """First-order distance to an ellipse or ellipsoid from offsets along its axes.

    thinnest: about the least radius (mm).
    """
    # the small start keeps the quotient finite, and right in sign, on the axis itself
    level = np.full_like(lengths[0], 1e-4)
    slope = np.full_like(level, 1e-4 / (thinnest * thinnest))
    for length, radius in zip(lengths, radii, strict=True):
        q = length / radius
        level += q * q
        q /= radius
        slope += q * q
    level = np.sqrt(level)
    return np.asarray(level * (level - np.float32(1)) / np.sqrt(slope), np.float32)


@dataclass(frozen=True, slots=True)
class Limb:
    """A bent, tapering rod of elliptical section with rounded ends.

    start, end: ends of the axis (mm); the caps reach `cap` mm beyond them.
    half_width: at start, middle and end, along the reference direction turned by roll.
    half_thickness: the same, across it.
    bend: (along width, along thickness) bulge of the centre line at half length (mm).
    roll_deg: turn of the section about the axis, from `reference`.
    blend: width (mm) of the fillet to what the limb is joined to, or cut from.
    reference: rough direction of the width; must not be parallel to the axis.
    """

    start: Point
    end: Point
    half_width: Triple
    half_thickness: Triple
    bend: tuple[float, float] = (0.0, 0.0)
    roll_deg: float = 0.0
    cap: float = 3.0
    blend: float = 4.0
    reference: Point = (0.0, 0.0, 1.0)

    def axes(self) -> tuple[Floats, float]:
        """Rows: along the axis, along the width, along the thickness; and the axis's length.

        Raises ValueError when the axis is parallel to the reference or has no length.
        """
        return _axes(self)

    def distance(self, points: Floats) -> Floats:
        """Signed distance of (n, 3) points (already folded), about first-order exact."""
        axes, length = self.axes()
        along, across, through = axes @ (points - np.asarray(self.start, np.float32)).T
        t = np.clip(along * np.float32(1 / length), np.float32(0), np.float32(1))
        beyond = along - t * np.float32(length)
        if self.bend != (0.0, 0.0):
            arch = eased((0.0, 1.0, 0.0), t)
            across = across - np.float32(self.bend[0]) * arch
            through = through - np.float32(self.bend[1]) * arch
        floor = np.float32(SMALLEST_RADIUS)
        width = np.maximum(eased(self.half_width, t), floor)
        thickness = np.maximum(eased(self.half_thickness, t), floor)
        cap = max(self.cap, SMALLEST_RADIUS)
        thinnest = max(min(*self.half_width, *self.half_thickness, cap), SMALLEST_RADIUS)
        return ellipse_distance((across, through, beyond), (width, thickness, cap), thinnest)


@cache
def _axes(limb: Limb) -> tuple[Floats, float]:
    axis = np.subtract(limb.end, limb.start, dtype=np.float64)
    length = float(np.linalg.norm(axis))
    if length < 1e-6:
        raise ValueError(f"limb without length at {limb.start}")
    axis /= length
    reference = np.asarray(limb.reference, np.float64)
    reference = reference / np.linalg.norm(reference)
    if abs(float(axis @ reference)) > STEEPEST_REFERENCE:
        raise ValueError(f"limb {limb.start} -> {limb.end} is parallel to its reference")
    width = reference - (reference @ axis) * axis
    width /= np.linalg.norm(width)
    thickness = np.cross(axis, width)
    roll = np.radians(limb.roll_deg)
    turned = np.cos(roll) * width + np.sin(roll) * thickness
    return np.array([axis, turned, np.cross(axis, turned)], np.float32), length


@cache
def _spread(limb: Limb) -> tuple[Point, Point, float]:
    """Start of a limb, its axis, and how far (mm) from it the limb still counts."""
    widest = max(*limb.half_width, *limb.half_thickness, limb.cap) + math.hypot(*limb.bend)
    ax, ay, az = (b - a for a, b in zip(limb.start, limb.end, strict=True))
    return limb.start, (ax, ay, az), widest + limb.blend + REACH


def reaching(limbs: Sequence[Limb], points: Floats) -> list[Limb]:
    """Those limbs that come within REACH of the box round the points (n, 3).

    The others change nothing near the surface of what they are joined to or cut from.
    """
    if len(points) == 0:
        return []
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    cx, cy, cz = ((a + b) / 2 for a, b in zip(low, high, strict=True))
    round_it = math.dist(low, high) / 2
    found = []
    for limb in limbs:
        (sx, sy, sz), (ax, ay, az), reach = _spread(limb)
        dx, dy, dz = cx - sx, cy - sy, cz - sz
        share = (dx * ax + dy * ay + dz * az) / max(ax * ax + ay * ay + az * az, 1e-9)
        share = min(max(share, 0.0), 1.0)
        away = math.hypot(dx - share * ax, dy - share * ay, dz - share * az)
        if away < reach + round_it:
            found.append(limb)
    return found


def united(solid: Floats, limbs: Sequence[Limb], points: Floats) -> Floats:
    """`solid` with limbs joined to it one after the other, each by its own blend.

    Limbs out of reach of all points are left out.
    """
    for limb in reaching(limbs, points):
        solid = smooth_minimum(solid, limb.distance(points), limb.blend)
    return solid


def carved(solid: Floats, limbs: Sequence[Limb], points: Floats) -> Floats:
    """`solid` with limbs cut out of it one after the other, each by its own blend.

    Limbs out of reach of all points are left out.
    """
    for limb in reaching(limbs, points):
        solid = smooth_subtraction(solid, limb.distance(points), limb.blend)
    return solid


def chebyshev(coefficients: Sequence[float], x: Floats) -> Floats:
    """Chebyshev series of the first kind at x in -1..1 (Clenshaw)."""
    twice = x + x
    b1 = np.zeros_like(x)
    b2 = np.zeros_like(x)
    for c in reversed(coefficients[1:]):
        b1, b2 = np.float32(c) + twice * b1 - b2, b1
    return np.float32(coefficients[0]) + x * b1 - b2


@dataclass(frozen=True, slots=True)
class Plate:
    """An endplate as a height: z = height + tilt y + curve_x x^2 + curve_y y^2 -/+ dish.

    height: z over the origin. tilt: slope dz/dy. curve_*: mm per mm^2.
    dish: depth of the hollow (mm, into the bone), `dish_x`, `dish_y` its half-widths and
    `dish_centre` the y of its deepest point; the hollow is flat-floored (fourth power).
    """

    height: float
    tilt: float
    curve_x: float
    curve_y: float
    dish: float
    dish_centre: float
    dish_x: float
    dish_y: float

    def flat(self, y: Floats) -> Floats:
        """The plate without its curvature: what the body's height is measured by."""
        return np.float32(self.height) + np.float32(self.tilt) * y

    def z(self, x: Floats, y: Floats, outward: float) -> Floats:
        """Height of the plate; outward is +1 for an upper plate, -1 for a lower one."""
        radius = (x / np.float32(self.dish_x)) ** 2
        radius = radius + ((y - np.float32(self.dish_centre)) / np.float32(self.dish_y)) ** 2
        hollow = np.float32(outward * self.dish) * np.exp(-radius * radius)
        curve = np.float32(self.curve_x) * x * x + np.float32(self.curve_y) * y * y
        return self.flat(y) + curve - hollow


@dataclass(frozen=True, slots=True)
class Barrel:
    """A vertebral body: a waisted, kidney-shaped drum between two hollow plates.

    rim_superior, waist, rim_inferior: radius about (0, centre_y) as Chebyshev series in
    cos(angle from anterior): +1 = anterior, 0 = lateral, -1 = posterior.
    flare_*: power with which the waist widens to each rim (1.7-2.5).
    edge: width (mm) over which the rims are rounded.
    """

    centre_y: float
    rim_superior: tuple[float, ...]
    waist: tuple[float, ...]
    rim_inferior: tuple[float, ...]
    flare_superior: float
    flare_inferior: float
    superior: Plate
    inferior: Plate
    edge: float

    def radius(self, cosine: Floats, height: Floats) -> Floats:
        """Radius of the wall at a direction and a height, -1 (lower rim) .. 1 (upper rim)."""
        up = np.clip(height, np.float32(0), np.float32(1.3)) ** np.float32(self.flare_superior)
        down = np.clip(-height, np.float32(0), np.float32(1.3)) ** np.float32(self.flare_inferior)
        waist = chebyshev(self.waist, cosine)
        radius = waist + (chebyshev(self.rim_superior, cosine) - waist) * up
        return radius + (chebyshev(self.rim_inferior, cosine) - waist) * down

    def faces(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Signed distances to wall, upper and lower plate, each as if it went on for ever."""
        x, y, z = points[:, 0], points[:, 1], points[:, 2]
        ahead = y - np.float32(self.centre_y)
        rho = np.sqrt(x * x + ahead * ahead)
        top, bottom = self.superior.flat(y), self.inferior.flat(y)
        half = np.maximum((top - bottom) / np.float32(2), np.float32(1))
        height = (z - (top + bottom) / np.float32(2)) / half
        wall = rho - self.radius(ahead / np.maximum(rho, np.float32(1e-3)), height)
        upper = z - self.superior.z(x, y, 1.0)
        lower = self.inferior.z(x, y, -1.0) - z
        return wall, upper, lower

    def distance(self, points: Floats) -> Floats:
        """Signed distance of (n, 3) points (already folded), about first-order exact."""
        wall, upper, lower = self.faces(points)
        return smooth_maximum(smooth_maximum(wall, upper, self.edge), lower, self.edge)
