"""Disc material beyond the disc: protrusion, extrusion, sequestration as solids in the canal.

Shapes after Fardon 2014: the base of a protrusion is wider than its dome, the dome of an extrusion
wider than its neck, a sequestration has lost its neck. Zones come from the pedicles, not from
millimetres (Wiltse 1997): central, subarticular, foraminal, extraforaminal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from meshes.changed.discs import Wall
from meshes.changed.normal import Normal
from meshes.effects.changes import Herniation, Values, bones_of
from meshes.surface import Points

ZONES = ("central", "subarticular", "foraminal", "extraforaminal")
#: Where a piece lies by itself, mm superior of the disc's middle: into the recess the traversing
#: root runs in, or up to the exiting root, which keeps 2 mm away at the height of the disc.
MIGRATION = {"central": 0.0, "subarticular": -3.0, "foraminal": 5.0, "extraforaminal": 5.0}
#: Share of the medial pedicle border at which the subarticular zone has its middle.
_SUBARTICULAR = 0.72
_WIDEST_PEDICLE = 11.0
_ROUND = 1.5


@dataclass(frozen=True, slots=True)
class Mass:
    """Tissue that was not there, as a signed distance in the changed world.

    id: the structure it is drawn as. centre, reach: a ball (mm) that holds it. distance: (n, 3) ->
    (n,) mm, negative inside.
    """

    id: str
    centre: Points
    reach: float
    distance: Callable[[Points], Values]


def zone_across(normal: Normal, level: str, zone: str) -> float:
    """Distance of a zone's middle from the mid-line, mm. Raises ValueError for an unknown zone."""
    borders = [normal.marks.bones[key].pedicle for key in bones_of(level)]
    found = [b for b in borders if b is not None]
    medial = float(np.mean([b["medial"] for b in found]))
    lateral = float(np.mean([b["lateral"] for b in found]))
    lateral = min(lateral, medial + _WIDEST_PEDICLE)
    places = {
        "central": 0.0,
        "subarticular": _SUBARTICULAR * medial,
        "foraminal": 0.5 * (medial + lateral),
        "extraforaminal": lateral + 0.5,
    }
    if zone not in places:
        raise ValueError(f"'{zone}' is not a zone; zones are {', '.join(ZONES)}")
    return places[zone]


def herniated(normal: Normal, wall: Wall, herniation: Herniation) -> Mass:
    """The herniated piece as a solid in the world of the wall."""
    level = herniation.level
    sign = -1.0 if herniation.side == "left" else 1.0
    base, out, up = _seat(wall, sign * zone_across(normal, level, herniation.zone))
    lift = herniation.migration + MIGRATION[herniation.zone]
    across = np.cross(up, out)
    axes = np.stack([out, across, up], axis=1)
    parts = _parts(herniation, lift)
    name = f"herniation.{level}"

    def distance(points: Points) -> Values:
        local = (points - base) @ axes
        found = parts[0](local)
        for part in parts[1:]:
            found = _joined(found, part(local))
        return found

    reach = herniation.size + abs(lift) + 8.0
    return Mass(name, base, reach, distance)


def _seat(wall: Wall, x: float) -> tuple[Points, Points, Points]:
    """Point of the posterior half of the wall's middle contour at x, outward and up there."""
    contour, normals = wall.middle
    rows = np.arange(48, 97) % 96  # from the patient's left over posterior to the right
    at = contour[rows, 0]
    order = np.argsort(at)
    low, high = at[order[0]], at[order[-1]]
    rest = max(abs(x) - max(abs(low), abs(high)), 0.0)
    x = float(np.clip(x, low, high))
    base = np.array([np.interp(x, at[order], contour[rows][order, k]) for k in range(3)])
    out = np.array([np.interp(x, at[order], normals[rows][order, k]) for k in range(3)])
    up = wall.up
    out = out - up * (out @ up)
    out /= np.linalg.norm(out)
    return base + rest * out, out, up


def _parts(herniation: Herniation, lift: float):  # type: ignore[no-untyped-def]
    """The solids a shape is made of, each local points (out, across, up) -> distance."""
    size = herniation.size
    narrow = herniation.zone in ("foraminal", "extraforaminal")
    if herniation.shape == "protrusion":
        # the base stays wider than the dome; in the foramen a wide one would reach both roots
        wide = size if narrow else 1.5 * size + 1.5
        tall = min(0.75 * size + 1.2, 5.0)
        return [_ellipsoid((-0.4, 0.0, 0.6 * lift), (size + 0.4, wide, tall + 0.25 * abs(lift)))]
    head = float(np.clip(0.5 * size, 1.0, 4.0))
    centre = (size - head, 0.0, lift)
    bulb = _ellipsoid(centre, (head, 1.15 * head, 1.35 * head))
    if herniation.shape == "sequestration":
        return [bulb]
    if herniation.shape != "extrusion":
        raise ValueError(f"'{herniation.shape}' is not a shape of herniation")
    return [bulb, _capsule((-1.5, 0.0, 0.0), centre, 0.55 * head)]


def _ellipsoid(centre: tuple[float, float, float], radii: tuple[float, float, float]):  # type: ignore[no-untyped-def]
    middle, size = np.array(centre), np.array(radii)

    def distance(points: Points) -> Values:
        share = (points - middle) / size
        outer = np.linalg.norm(share, axis=1)
        inner = np.linalg.norm(share / size, axis=1)
        core = inner < 1e-9
        return np.where(
            core, -size.min(), outer * (outer - 1.0) / np.where(core, 1.0, inner)
        )

    return distance


def _capsule(start: tuple[float, float, float], end: tuple[float, float, float], radius: float):  # type: ignore[no-untyped-def]
    a, b = np.array(start), np.array(end)
    along = b - a
    square = max(float(along @ along), 1e-9)

    def distance(points: Points) -> Values:
        share = np.clip((points - a) @ along / square, 0.0, 1.0)
        return np.asarray(np.linalg.norm(points - a - share[:, None] * along, axis=1) - radius)

    return distance


def _joined(a: Values, b: Values) -> Values:
    """Union with a rounded neck."""
    h = np.clip(0.5 + 0.5 * (b - a) / _ROUND, 0.0, 1.0)
    return b + (a - b) * h - _ROUND * h * (1.0 - h)
