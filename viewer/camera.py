"""The guided camera: a turntable whose superior stays up. Pure arithmetic, no VTK."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from meshes.reading import shipped_table
from meshes.store import Box
from viewer.state import Camera

#: Vertical opening of the camera in degrees.
VIEW_ANGLE_DEG = 24.0
HOME_VIEW = "posterior-oblique"
SEGMENT_VIEW = "segment"
#: Framing reckons with a picture of this width to height; narrower ones need `widened`.
FRAMED_ASPECT = 1.12
_STEEPEST_DEG = 89.9
_NEAREST, _FARTHEST = 25.0, 4000.0
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class NamedView:
    """A direction to look from. title: the clinical word; plain: for everyone; keys: shortcut.

    at: other angles (azimuth, elevation) for the places that need them, by place id.
    """

    name: str
    title: str
    plain: str
    azimuth_deg: float
    elevation_deg: float
    keys: str
    at: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def for_place(self, place: str) -> NamedView:
        """The view as it is for one place."""
        if place not in self.at:
            return self
        azimuth, elevation = self.at[place]
        return replace(self, azimuth_deg=azimuth, elevation_deg=elevation)


@cache
def named_views() -> Mapping[str, NamedView]:
    """The named views of views.toml, in the order of the file."""
    table = shipped_table(Path(__file__).parent / "views.toml")
    return {
        name: NamedView(
            name,
            row["title"],
            row["plain"],
            float(row["azimuth"]),
            float(row["elevation"]),
            row["keys"],
            {
                place: (float(angles["azimuth"]), float(angles["elevation"]))
                for place, angles in row.get("at", {}).items()
            },
        )
        for name, row in table.items()
    }


def towards_viewer(azimuth_deg: float, elevation_deg: float) -> Vector:
    """Unit vector from the focal point to the viewer."""
    azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
    flat = math.cos(elevation)
    return (-math.sin(azimuth) * flat, math.cos(azimuth) * flat, math.sin(elevation))


def position(camera: Camera) -> Vector:
    """Where the viewer's eye is, world mm."""
    way = towards_viewer(camera.azimuth_deg, camera.elevation_deg)
    return tuple(f + camera.distance * w for f, w in zip(camera.focal, way, strict=True))  # type: ignore[return-value]


def basis(camera: Camera) -> tuple[Vector, Vector, Vector]:
    """Unit vectors of the picture in the world: rightwards, upwards, towards the viewer."""
    azimuth, elevation = math.radians(camera.azimuth_deg), math.radians(camera.elevation_deg)
    rightwards = (-math.cos(azimuth), -math.sin(azimuth), 0.0)
    toward = towards_viewer(camera.azimuth_deg, camera.elevation_deg)
    lift = math.sin(elevation)
    upwards = (math.sin(azimuth) * lift, -math.cos(azimuth) * lift, math.cos(elevation))
    return rightwards, upwards, toward


def turned(camera: Camera, right_deg: float, down_deg: float) -> Camera:
    """Orbit: the picture follows the hand; superior stays up, never past the poles.

    right_deg, down_deg: how far the hand moved rightwards and downwards on the picture.
    """
    steep = max(-_STEEPEST_DEG, min(_STEEPEST_DEG, camera.elevation_deg + down_deg))
    return replace(
        camera, azimuth_deg=(camera.azimuth_deg - right_deg) % 360.0, elevation_deg=steep
    )


def panned(camera: Camera, right: float, up: float) -> Camera:
    """Move the picture by so many millimetres at the focal plane."""
    rightwards, upwards, _ = basis(camera)
    x, y, z = (
        f - right * r - up * u for f, r, u in zip(camera.focal, rightwards, upwards, strict=True)
    )
    return replace(camera, focal=(x, y, z))


def zoomed(camera: Camera, factor: float, right: float = 0.0, up: float = 0.0) -> Camera:
    """Come nearer (factor < 1) or go away, keeping the point under the cursor in place.

    right, up: the cursor's offset from the picture's centre, mm at the focal plane.
    """
    distance = max(_NEAREST, min(_FARTHEST, camera.distance * factor))
    kept = 1.0 - distance / camera.distance
    nearer = panned(camera, -right * kept, -up * kept)
    return replace(nearer, distance=distance)


def millimetres_per_pixel(camera: Camera, height_px: int) -> float:
    """Size of a pixel at the focal point."""
    return 2.0 * camera.distance * math.tan(math.radians(VIEW_ANGLE_DEG) / 2) / max(1, height_px)


def framed(boxes: Iterable[Box], view: NamedView, fill: float = 0.86) -> Camera:
    """The pose that shows all of these boxes from a named view.

    fill: share of the picture's height, or of its width if FRAMED_ASPECT, that they take.
    """
    boxes = list(boxes)
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    camera = Camera(view.azimuth_deg, view.elevation_deg, 1.0, whole.centre)
    rightwards, upwards, toward = basis(camera)
    spans = [_span(boxes, whole.centre, axis) for axis in (rightwards, upwards, toward)]
    focal = list(whole.centre)
    for (low, high), axis in zip(spans[:2], (rightwards, upwards), strict=True):
        for k in range(3):
            focal[k] += (low + high) / 2 * axis[k]
    half = max((spans[1][1] - spans[1][0]) / 2, (spans[0][1] - spans[0][0]) / 2 / FRAMED_ASPECT)
    distance = half / fill / math.tan(math.radians(VIEW_ANGLE_DEG) / 2) + spans[2][1] * 0.5
    return replace(camera, distance=distance, focal=(focal[0], focal[1], focal[2]))


def widened(camera: Camera, width: int, height: int, aspect: float = FRAMED_ASPECT) -> Camera:
    """The same pose from so far away that a narrow picture still holds what was framed. aspect:
    width to height that a picture needs; more than it was framed for leaves room for names."""
    narrow = aspect * height / max(1, width)
    return replace(camera, distance=camera.distance * max(1.0, narrow))


def nearer(camera: Camera, width: int, height: int, aspect: float = FRAMED_ASPECT) -> Camera:
    """What `widened` made of a pose, taken back."""
    narrow = aspect * height / max(1, width)
    return replace(camera, distance=camera.distance / max(1.0, narrow))


def is_same_pose(one: Camera, other: Camera) -> bool:
    """Whether two poses differ by no more than rounding."""
    near = math.dist(one.focal, other.focal) < 1e-6
    alike = near and math.isclose(one.distance, other.distance, rel_tol=1e-9)
    return alike and replace(one, distance=other.distance, focal=other.focal) == other


def _span(boxes: Iterable[Box], origin: Vector, axis: Vector) -> tuple[float, float]:
    """From where to where boxes reach along an axis, seen from the origin."""
    (ox, oy, oz), (ax, ay, az) = origin, axis
    nearest, farthest = math.inf, -math.inf
    # Written out: it is asked for dozens of boxes whenever a level is chosen.
    for box in boxes:
        (x0, y0, z0), (x1, y1, z1) = box.lower, box.upper
        if ax < 0:
            x0, x1 = x1, x0
        if ay < 0:
            y0, y1 = y1, y0
        if az < 0:
            z0, z1 = z1, z0
        nearest = min(nearest, (x0 - ox) * ax + (y0 - oy) * ay + (z0 - oz) * az)
        farthest = max(farthest, (x1 - ox) * ax + (y1 - oy) * ay + (z1 - oz) * az)
    return nearest, farthest


def between(start: Camera, end: Camera, share: float) -> Camera:
    """A pose on the way: smooth start and stop, the short way round, even in log distance."""
    if share >= 1.0:
        return end
    s = max(0.0, share)
    s = s * s * (3 - 2 * s)
    turn = (end.azimuth_deg - start.azimuth_deg + 180.0) % 360.0 - 180.0
    return Camera(
        (start.azimuth_deg + s * turn) % 360.0,
        start.elevation_deg + s * (end.elevation_deg - start.elevation_deg),
        math.exp(
            math.log(start.distance) + s * (math.log(end.distance) - math.log(start.distance))
        ),
        tuple(a + s * (b - a) for a, b in zip(start.focal, end.focal, strict=True)),  # type: ignore[arg-type]
    )
