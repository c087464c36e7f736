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

Distance = Callable[[Points], Values]

ZONES = ("central", "subarticular", "foraminal", "extraforaminal")
SHAPES = ("protrusion", "extrusion", "sequestration")
#: Where a piece lies by itself, mm superior of the disc's middle: into the recess the traversing
#: root runs in, or up to the exiting root, which keeps 2 mm away at the height of the disc.
MIGRATION = {"central": 0.0, "subarticular": -4.0, "extraforaminal": 5.0}
#: A foraminal piece has its middle so far inferior of the exiting root's axis, mm.
_BENEATH = 3.0
#: Between the pedicles there is room for so much: higher or lower a piece would lie in bone.
_LIFT_LATERAL = (-3.0, 8.0)
#: The subarticular zone has its middle at this share of the medial pedicle border. A piece there
#: aims between it and the traversing root, which runs more medially at the superior discs.
_SUBARTICULAR = 0.72
_TO_ROOT = 0.6
_WIDEST_PEDICLE = 11.0
#: Within the canal a piece goes backwards, whatever way the rim faces: this share of the rim's own
#: direction stays.
_RIM_LEAN = {"central": 0.0, "subarticular": 0.0, "foraminal": 1.0, "extraforaminal": 1.0}
#: Half-axes of an extrusion's head in its depth: in the recess it spreads along the root.
_HEAD = {
    "central": (1.0, 1.2, 1.35),
    "subarticular": (1.0, 1.3, 1.2),
    "foraminal": (1.0, 1.15, 1.35),
    "extraforaminal": (1.0, 1.15, 1.35),
}
#: Half the base of a protrusion: a share of its size, and mm.
_BASE = {
    "central": (1.1, 1.0),
    "subarticular": (0.9, 1.0),
    "foraminal": (0.9, 0.0),
    "extraforaminal": (0.9, 0.0),
}
#: A head touches the disc's wall up to this size, mm; a larger one leaves it and has a longer neck.
_TOUCHING = 9.2
#: Radius of a neck in the depth of the head that touches the wall.
_NECK = 0.6
_ROUND = 1.5
#: Directions in which a piece pushes a nerve: out, across, up. Within the canal a root is lifted
#: off the disc, in the foramen it is pressed up against the pedicle.
_WAY = {
    "central": (1.0, 0.0, 0.0),
    "subarticular": (1.0, 0.0, 0.0),
    "foraminal": (0.6, 0.0, 0.8),
    "extraforaminal": (0.8, 0.0, 0.6),
}
#: A piece that left the height of the disc lies on the bone behind it, this deep in its own depth.
_SEATED = 0.8
#: Heights over the disc's middle between which it comes to lie on bone, mm.
_AWAY = (3.0, 8.0)


@dataclass(frozen=True, slots=True)
class Mass:
    """Tissue that was not there, as a signed distance in the changed world.

    id: the structure it is drawn as. lower, upper: a box (mm) that holds it. distance: (n, 3) ->
    (n,) mm, negative inside. pushing: the same with the room between head and disc filled: a nerve
    is pushed aside, it does not slip in beneath. seat, out: the place on the disc's wall it comes
    from and the direction it goes, (3,) each. way: the direction in which it pushes a nerve, (3,).
    """

    id: str
    lower: Points
    upper: Points
    distance: Distance
    pushing: Distance
    seat: Points
    out: Points
    way: Points


@dataclass(frozen=True, slots=True)
class _Ball:
    """An ellipsoid: middle and half-axes (out, across, up), mm."""

    middle: Points
    half: Points

    def distance(self, points: Points) -> Values:
        """Signed distance of local points, exact to a few hundredths near the surface."""
        share = (points - self.middle) / self.half
        outer = np.sqrt(np.einsum("ij,ij->i", share, share))
        share /= self.half
        inner = np.sqrt(np.einsum("ij,ij->i", share, share))
        core = inner < 1e-9
        found = outer * (outer - 1.0) / np.where(core, 1.0, inner)
        return np.asarray(np.where(core, -self.half.min(), found))


@dataclass(frozen=True, slots=True)
class _Neck:
    """A rounded cylinder between two places, mm."""

    start: Points
    end: Points
    radius: float

    def distance(self, points: Points) -> Values:
        """Signed distance of local points."""
        along = self.end - self.start
        square = max(float(along @ along), 1e-9)
        share = np.clip((points - self.start) @ along / square, 0.0, 1.0)
        off = points - self.start - share[:, None] * along
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", off, off)) - self.radius)


def zone_across(normal: Normal, level: str, zone: str) -> float:
    """Distance of a zone's middle from the mid-line, mm. Raises ValueError for an unknown zone."""
    borders = [normal.marks.bones[key].pedicle for key in bones_of(level)]
    found = [b for b in borders if b is not None]
    medial = float(np.mean([b["medial"] for b in found]))
    lateral = float(np.mean([b["lateral"] for b in found]))
    lateral = min(lateral, medial + _WIDEST_PEDICLE)
    places = {
        "central": 0.0,
        "subarticular": (1.0 - _TO_ROOT) * _SUBARTICULAR * medial
        + _TO_ROOT * _traversing(normal, level),
        "foraminal": 0.5 * (medial + lateral),
        "extraforaminal": lateral + 0.5,
    }
    if zone not in places:
        raise ValueError(f"'{zone}' is not a zone; zones are {', '.join(ZONES)}")
    return places[zone]


def _own_lift(normal: Normal, herniation: Herniation) -> float:
    """Where a piece of this zone lies by itself, mm superior of the disc's middle: a foraminal one
    just beneath the exiting root, which runs lower at L5-S1 than above."""
    if herniation.zone != "foraminal":
        return MIGRATION[herniation.zone]
    aside, height = _course(normal, herniation.level, 0)
    place = zone_across(normal, herniation.level, "foraminal")
    return float(np.interp(place, aside, height)) - _BENEATH


def _traversing(normal: Normal, level: str) -> float:
    """How far lateral the traversing root is at the height of a subarticular piece, mm."""
    aside, height = _course(normal, level, 1)
    falling = height.argsort()
    return float(np.interp(MIGRATION["subarticular"], height[falling], aside[falling]))


def _course(normal: Normal, level: str, which: int) -> tuple[Values, Values]:
    """How far lateral of the mid-line and superior of the disc's middle the right exiting (0) or
    traversing (1) root runs, (n,) mm each."""
    name = bones_of(level)[which].removeprefix("vertebra.").replace("sacrum", "S1")
    line, frame = normal.marks.roots[name].line, normal.disc_frames[level]
    return line[:, 0], (line - frame[:3, 3]) @ frame[:3, 2]


def lift_of(normal: Normal, herniation: Herniation) -> float:
    """How far superior of the disc's middle the piece lies, mm, as far as there is room. A piece
    that has come loose lies where it migrated to."""
    loose = herniation.shape == "sequestration" and herniation.zone in ("central", "subarticular")
    lift = herniation.migration + (0.0 if loose else _own_lift(normal, herniation))
    if herniation.zone in ("foraminal", "extraforaminal"):
        return float(np.clip(lift, *_LIFT_LATERAL))
    return lift


def herniated(
    normal: Normal, wall: Wall, herniation: Herniation, bone: Distance | None = None
) -> Mass:
    """The herniated piece as a solid in the world of the wall.

    bone: distance to the bones there as they stand; a piece that migrated lies against them.
    Raises ValueError for an unknown zone or shape.
    """
    level = herniation.level
    if herniation.shape not in SHAPES:
        raise ValueError(f"'{herniation.shape}' is not a shape; shapes are {', '.join(SHAPES)}")
    sign = -1.0 if herniation.side == "left" else 1.0
    across = zone_across(normal, level, herniation.zone) + herniation.aside
    base, axes = _seat(wall, sign * across, _RIM_LEAN[herniation.zone])
    parts = _parts(herniation, lift_of(normal, herniation), base, axes, bone)

    def distance(points: Points) -> Values:
        return _together(parts, (points - base) @ axes)

    filled = _filled(parts[0])

    def pushing(points: Points) -> Values:
        return np.minimum(distance(points), filled.distance((points - base) @ axes))

    lower, upper = _box([*parts, filled], base, axes)
    way = axes @ np.array(_WAY[herniation.zone])
    way /= np.linalg.norm(way)
    return Mass(f"herniation.{level}", lower, upper, distance, pushing, base, axes[:, 0], way)


def _filled(head: _Ball | _Neck) -> _Ball | _Neck:
    """A head drawn out to the wall it lies before."""
    if isinstance(head, _Neck) or head.middle[0] <= 0.0:
        return head
    deep = 0.5 * (head.middle[0] + head.half[0])
    side = np.array([deep, 0.0, head.middle[2]])
    return _Ball(side, np.array([deep, 0.9 * head.half[1], 0.9 * head.half[2]]))


def _seat(wall: Wall, x: float, lean: float) -> tuple[Points, Points]:
    """Point of the posterior half of the wall's middle contour at x, and the piece's axes there as
    columns: out, across, up."""
    contour, normals = wall.middle
    rows = np.arange(48, 97) % 96  # from the patient's left over posterior to the right
    at = contour[rows, 0]
    order = np.argsort(at)
    low, high = at[order[0]], at[order[-1]]
    rest = max(abs(x) - max(abs(low), abs(high)), 0.0)
    x = float(np.clip(x, low, high))
    base = np.array([np.interp(x, at[order], contour[rows][order, k]) for k in range(3)])
    rim = np.array([np.interp(x, at[order], normals[rows][order, k]) for k in range(3)])
    up = wall.up
    back = normals[72] - up * (normals[72] @ up)
    out = rim - up * (rim @ up)
    out = lean * out / np.linalg.norm(out) + (1.0 - lean) * back / np.linalg.norm(back)
    out /= np.linalg.norm(out)
    return base + rest * out, np.stack([out, np.cross(up, out), up], axis=1)


def _parts(
    herniation: Herniation, lift: float, base: Points, axes: Points, bone: Distance | None
) -> list[_Ball | _Neck]:
    """The solids a shape is made of."""
    size = herniation.size
    if herniation.shape == "protrusion":
        return [_dome(herniation, size, lift)]
    if herniation.shape == "sequestration":
        # 8-15 mm long, 6-8 mm wide: its size is its length
        half = np.array([min(0.24 * size, 3.2), min(0.3 * size, 4.0), 0.5 * size])
        return [_head(herniation, half[0], half, lift, base, axes, bone)]
    # one that leaves the wall gives none of the room back that it took when it touched it
    heads = []
    for reached in (size, _TOUCHING)[: 1 + (size > _TOUCHING)]:
        thick = max(0.5 * min(reached, _TOUCHING) + 0.25 * max(reached - _TOUCHING, 0.0), 0.5)
        half = thick * np.array(_HEAD[herniation.zone])
        heads.append(_head(herniation, reached - thick, half, lift, base, axes, bone))
    head, first = heads[0], heads[-1]
    root = np.array([-1.5, 0.0, 0.25 * lift])
    return [*heads, _Neck(root, head.middle, float(_NECK * first.half[0]))]


def _head(
    herniation: Herniation,
    out: float,
    half: Values,
    lift: float,
    base: Points,
    axes: Points,
    bone: Distance | None,
) -> _Ball:
    """A head of half-axes (3,), its middle so far out of the wall, or on bone where it leaves the
    disc."""
    if herniation.zone in ("central", "subarticular"):
        # between the pedicles there is bone on all sides, and no wall to lie on
        out = _seated(out, _SEATED * half[0], lift, base, axes, bone)
    return _Ball(np.array([out, 0.0, lift]), half)


def _dome(herniation: Herniation, size: float, lift: float) -> _Ball:
    """A protrusion: half an ellipsoid on the wall. Its base stays wider than its dome; in the
    foramen a wide one would reach both roots."""
    share, more = _BASE[herniation.zone]
    wide = share * size + more
    tall = min(0.75 * size + 1.2, 5.0) + 0.25 * abs(lift)
    return _Ball(np.array([-0.4, 0.0, 0.6 * lift]), np.array([size + 0.4, wide, tall]))


def _seated(
    out: float, deep: float, lift: float, base: Points, axes: Points, bone: Distance | None
) -> float:
    """How far out a head's middle lies: where the disc leaves it, or, above and below the disc, on
    the bone, which falls back from the disc's edge or comes out of it."""
    start, end = _AWAY
    share = float(np.clip((abs(lift) - start) / (end - start), 0.0, 1.0))
    if bone is None or share <= 0.0:
        return out
    ways = np.arange(out + 4.0, out - 10.0, -0.25)
    places = base + ways[:, None] * axes[:, 0] + lift * axes[:, 2]
    room = bone(places) - deep
    # from where there is most room forwards: a piece lies on the body, not on the arch behind it
    widest = int(room[:-1].argmax())
    blocked = np.flatnonzero(room[widest:] < 0.0)
    resting = out
    if len(blocked):
        k = widest + max(int(blocked[0]), 1)
        resting = float(np.interp(0.0, room[[k, k - 1]], ways[[k, k - 1]]))
    return (1.0 - share) * out + share * resting


def _box(parts: list[_Ball | _Neck], base: Points, axes: Points) -> tuple[Points, Points]:
    """Corners of a box in the world that holds all parts and what their union adds."""
    ends = []
    for part in parts:
        if isinstance(part, _Ball):
            reach = np.linalg.norm(axes * part.half, axis=1)
            middle = base + axes @ part.middle
            ends += [middle - reach, middle + reach]
        else:
            for end in (part.start, part.end):
                middle = base + axes @ end
                ends += [middle - part.radius, middle + part.radius]
    room = 0.25 * _ROUND + 0.2
    return np.min(ends, axis=0) - room, np.max(ends, axis=0) + room


def _together(parts: list[_Ball | _Neck], points: Points) -> Values:
    """Signed distance of local points to all parts: heads as they are, a neck rounded off."""
    found = parts[0].distance(points)
    for part in parts[1:]:
        other = part.distance(points)
        found = _joined(found, other) if isinstance(part, _Neck) else np.minimum(found, other)
    return found


def _joined(a: Values, b: Values) -> Values:
    """Union with a rounded neck."""
    h = np.clip(0.5 + 0.5 * (b - a) / _ROUND, 0.0, 1.0)
    return np.asarray(b + (a - b) * h - _ROUND * h * (1.0 - h))
