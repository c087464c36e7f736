"""The dural sac in the changed world: carried down the canal, giving way to what enters it.

Its mesh is rings of rays; each ray keeps the share that bone, disc and new tissue leave. What lies
within (cord, strands, filum) gives way in the same measure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.obstacles import Surroundings
from meshes.changed.skin import Moves, Skin, carried
from meshes.effects.changes import Values
from meshes.ids import StructureId
from meshes.surface import Points

SAC = StructureId("thecal-sac")
WITHIN = ("cauda-equina", "conus-medullaris", "filum-terminale")
RAYS = 36
#: Room kept between the drawn sac and what enters it, mm; less than the normal model leaves.
MARGIN = 0.1
_CENTRE_ROUNDS = 6
#: The sac's middle keeps this share of its depth clear, so that rays have somewhere to start.
_CORE = 0.35
_LEAST = 0.06


@dataclass(frozen=True, slots=True)
class SacRings:
    """Rings of the sac from superior to inferior: centres (m, 3), points (m, 36, 3)."""

    centres: Points
    points: Points

    @property
    def areas(self) -> Values:
        """Area of each ring: (m,) mm2."""
        ray = self.points - self.centres[:, None]
        both = np.cross(ray, np.roll(ray, -1, axis=1)).sum(axis=1)
        return np.asarray(0.5 * np.linalg.norm(both, axis=1))


def rings_of(points: Points) -> SacRings:
    """The rings among the points of the sac's mesh."""
    rings = points[1:-1].reshape(-1, RAYS, 3)
    return SacRings(rings.mean(axis=1), rings)


def carried_rings(normal: Normal, skin: Skin, moves: Moves) -> SacRings:
    """The normal sac's rings as moved bones carry them."""
    return rings_of(carried(skin, normal.assets.meshes[SAC].points.astype(np.float64), moves))


def narrowed(rings: SacRings, around: Surroundings) -> tuple[SacRings, Values, Values]:
    """The rings after giving way, the share left of each ray (m, 36), and how deep the undisturbed
    sac is entered, (m, 36) mm."""
    shares = np.ones(rings.points.shape[:2])
    entered = np.zeros(rings.points.shape[:2])
    rows = _near(rings, around)
    if len(rows) == 0:
        return rings, shares, entered
    centres = rings.centres.copy()
    ray = rings.points[rows] - rings.centres[rows, None]
    length = np.linalg.norm(ray, axis=2)
    room = around.distance(rings.points[rows].reshape(-1, 3)).reshape(length.shape)
    entered[rows] = np.maximum(-room, 0.0)
    hit = np.flatnonzero((room < MARGIN).any(axis=1))
    if len(hit) == 0:
        return rings, shares, entered
    rows, ray, length = rows[hit], ray[hit], length[hit]
    centres[rows] = _recentred(rings.centres[rows], _CORE * length.min(axis=1), around)
    aim = rings.points[rows] - centres[rows, None]
    size = np.linalg.norm(aim, axis=2)
    share = np.full(size.shape, _LEAST)
    for _ in range(9):
        places = centres[rows, None] + share[..., None] * aim
        free = around.distance(places.reshape(-1, 3)).reshape(size.shape) - MARGIN
        share = np.clip(share + 0.9 * free / np.maximum(size, 0.2), _LEAST, 1.0)
    share = _even(share)
    points = rings.points.copy()
    points[rows] = centres[rows, None] + share[..., None] * aim
    shares[rows] = share
    return SacRings(centres, points), shares, entered


def mesh_points(points: Points, rings: SacRings) -> Points:
    """The sac's mesh points with its rings put in."""
    return np.concatenate([points[:1], rings.points.reshape(-1, 3), points[-1:]])


@dataclass(frozen=True, slots=True)
class Seat:
    """Where points within the sac sit: ring above, share of the way to the next, ray as a
    continuous number, (n,) each."""

    ring: Values
    share: Values
    ray: Values


def seats(rings: SacRings, points: Points) -> Seat:
    """Seats of points (n, 3) in the rings of the same world. Points beyond the ends sit at them."""
    heights = -rings.centres[:, 2]
    at = np.interp(-points[:, 2], heights, np.arange(len(heights)))
    for _ in range(2):
        at = _levelled(rings, points, at)
    ring = np.minimum(at.astype(int), len(heights) - 2)
    middle = rings.centres[ring] + (at - ring)[:, None] * (
        rings.centres[ring + 1] - rings.centres[ring]
    )
    first, quarter = _axes(rings, ring)
    offset = points - middle
    turn = np.arctan2(
        np.einsum("ij,ij->i", offset, quarter), np.einsum("ij,ij->i", offset, first)
    )
    return Seat(ring, at - ring, (turn % (2 * np.pi)) * RAYS / (2 * np.pi))


def followed(points: Points, seat: Seat, before: SacRings, after: SacRings, shares: Values) -> Points:
    """Points within the sac after it gave way: in the same direction, nearer its middle."""
    ring, share = seat.ring, seat.share[:, None]
    old = (1.0 - share) * before.centres[ring] + share * before.centres[ring + 1]
    new = (1.0 - share) * after.centres[ring] + share * after.centres[ring + 1]
    left = np.minimum(_at_ray(shares, ring, seat.ray), _at_ray(shares, ring + 1, seat.ray))
    moved = new + left[:, None] * (points - old)
    still = (left >= 1.0) & np.all(old == new, axis=1)
    return np.where(still[:, None], points, moved)


def _levelled(rings: SacRings, points: Points, at: Values) -> Values:
    """One step nearer to the ring plane a point lies in: rings lean."""
    ring = np.clip(np.round(at).astype(int), 1, len(rings.centres) - 2)
    along = rings.centres[ring + 1] - rings.centres[ring - 1]
    length = np.linalg.norm(along, axis=1)
    ahead = np.einsum("ij,ij->i", points - rings.centres[ring], along / length[:, None])
    return np.clip(ring + 2.0 * ahead / length, 0.0, len(rings.centres) - 1.0)


def _axes(rings: SacRings, ring: Values) -> tuple[Points, Points]:
    first = rings.points[ring, 0] - rings.centres[ring]
    quarter = rings.points[ring, RAYS // 4] - rings.centres[ring]
    unit = [v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9) for v in (first, quarter)]
    return unit[0], unit[1]


def _at_ray(shares: Values, ring: Values, ray: Values) -> Values:
    low = ray.astype(int) % RAYS
    part = ray - np.floor(ray)
    return (1.0 - part) * shares[ring, low] + part * shares[ring, (low + 1) % RAYS]


def _near(rings: SacRings, around: Surroundings) -> Values:
    low, high = rings.points.min(axis=1) - 1.0, rings.points.max(axis=1) + 1.0
    hit = np.zeros(len(low), bool)
    for solid in around.solids:
        hit |= np.all(solid.lower < high, axis=1) & np.all(solid.upper > low, axis=1)
    return np.flatnonzero(hit)


def _recentred(centres: Points, room: Values, around: Surroundings) -> Points:
    """Centres pushed until each keeps its room, as far as that goes."""
    found = centres.copy()
    for _ in range(_CENTRE_ROUNDS):
        away, owner = around.nearest(found)
        short = room - away
        rows = np.flatnonzero(short > 0.0)
        if len(rows) == 0:
            break
        step = np.minimum(0.8 * short[rows], 1.0)
        found[rows] += step[:, None] * around.gradient(found[rows], owner[rows])
    return found


def _even(share: Values) -> Values:
    """No ray sticks out between two that give way: dura is drawn smooth."""
    beside = np.minimum(np.roll(share, 1, axis=1), np.roll(share, -1, axis=1))
    eased = 0.5 * share + 0.25 * (np.roll(share, 1, axis=1) + np.roll(share, -1, axis=1))
    return np.minimum(share, np.maximum(eased, beside))
