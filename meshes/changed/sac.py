"""The dural sac in the changed world: carried down the canal, giving way to what enters it.

Its mesh is rings of rays; each ray keeps the share that bone, disc and new tissue leave. What lies
within (cord, strands, filum) gives way in the same measure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.changed.eased import tangents
from meshes.changed.obstacles import HASTE, Surroundings, Watch
from meshes.changed.rays import LEAST, MARGIN, SHORTEST, between, free_shares, rough_shares
from meshes.effects.changes import Values
from meshes.ids import StructureId
from meshes.surface import Points

SAC = StructureId("thecal-sac")
WITHIN = ("cauda-equina", "conus-medullaris", "filum-terminale")
RAYS = 36
_CENTRE_ROUNDS, _DRAFT_CENTRE_ROUNDS = 6, 3
#: The sac's middle keeps this share of its depth clear, so that rays have somewhere to start.
_CORE = 0.6
#: It is moved by no more than this in a round, mm.
_FARTHEST = 2.0
#: What pushes it along the sac more than aside pushes it the less, from this share on.
_ASIDE = 0.5
#: While a slider is dragged every second ray is looked along.
_DRAFT_RAYS = 2
#: ... and what enters the sac is looked for at every so many rings first.
_DRAFT_RINGS, _BESIDE = 3, 2
#: Rings above and below that a push is felt in, and rounds of spanning.
_FELT = 8
_SPANS = 4
_TAPER = 10


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


@dataclass(frozen=True, slots=True)
class SacShape:
    """The sac's rings before and after giving way, and the share left of each ray, (m, 36)."""

    before: SacRings
    after: SacRings
    shares: Values

    @property
    def is_narrowed(self) -> bool:
        """Whether anything made it give way."""
        return self.after is not self.before


def lost_of(areas: Values, usual: Values) -> Values:
    """Share of their usual area that rings have lost, each where it is: (n,), (n,) mm2 -> 0..1."""
    return np.asarray(np.maximum(1.0 - areas / usual, 0.0))


def rings_of(points: Points) -> SacRings:
    """The rings among the points of the sac's mesh."""
    rings = points[1:-1].reshape(-1, RAYS, 3)
    return SacRings(rings.mean(axis=1), rings)


def draft_ends(rings: SacRings) -> Points:
    """Ends of the rays that are looked along while a slider is dragged, ray by ray, (n, 3)."""
    return np.ascontiguousarray(_draft_lines(rings).reshape(-1, 3))


def _draft_lines(rings: SacRings) -> Points:
    """The same from ring to ring along each ray, as along a nerve: (r, m, 3)."""
    return np.swapaxes(rings.points[:, ::_DRAFT_RAYS], 0, 1)


def narrowed(
    rings: SacRings, around: Surroundings, *, draft: bool = False, rest: Points | None = None
) -> SacShape:
    """The sac after giving way to what enters it. draft: from every second ray. rest: their ends in
    the normal model (`draft_ends`), for solids that can tell from them who has room."""
    every = _DRAFT_RAYS if draft else 1
    shares = np.ones(rings.points.shape[:2])
    room, ends = _rooms(rings, around, every, rest, draft=draft)
    hit = np.flatnonzero((room < MARGIN).any(axis=1))
    if len(hit) == 0:
        return SacShape(rings, rings, shares)
    # a push is felt some rings above and below, so that the dura has no step
    rows = np.unique(np.clip(hit[:, None] + np.arange(-_FELT, _FELT + 1), 0, len(shares) - 1))
    length = np.linalg.norm(rings.points[rows] - rings.centres[rows, None], axis=2)
    centres = rings.centres.copy()
    middles = Watch.over(around, len(rows))
    core = _CORE * length.min(axis=1)
    course = tangents(rings.centres)[rows]
    centres[rows] = _recentred(rings.centres[rows], course, core, around, middles, draft=draft)
    looked = rings.points[rows, ::every]
    if ends is None:
        whole = np.arange(looked.shape[0] * looked.shape[1])
        share = free_shares(looked, centres[rows], whole, Watch.over(around, len(whole)))
    else:
        # quickly: away from rings that something enters, a ray whose end is free is free all along
        beside = np.abs(rows[:, None] - hit).min(axis=1) <= _BESIDE
        pressed = np.flatnonzero(beside[:, None] | (room[rows] < MARGIN))
        watch = _from_both_ends(looked, centres[rows], middles, ends[:, rows])
        free = room[rows].ravel()[pressed] - MARGIN
        share = rough_shares(looked, centres[rows], pressed, watch.of(pressed), free)
    share = _even(between(share) if draft else share)
    points = rings.points.copy()
    points[rows] = centres[rows, None] + share[..., None] * (points[rows] - centres[rows, None])
    shares[rows] = share
    return SacShape(rings, SacRings(centres, points), shares)


def _rooms(
    rings: SacRings, around: Surroundings, every: int, rest: Points | None, *, draft: bool
) -> tuple[Values, Values | None]:
    """Room at the ends of every so many rays, (m, r) mm; at least so much where nothing is near.
    draft: exact only where it is less than MARGIN; and the least room there can be to each solid,
    (solids, m, r), None otherwise."""
    looked = rings.points[:, ::every]
    found = np.full(looked.shape[:2], np.inf)
    if draft:
        lines = _draft_lines(rings)
        watch = Watch.along(around, lines, _DRAFT_RINGS, rest)
        flat = lines.reshape(-1, 3)
        near = watch.nearest(flat, np.full(len(flat), MARGIN), quick=True)[0]
        room = near.reshape(lines.shape[:2]).T
        each = watch.least.reshape(-1, *lines.shape[:2])
        return np.asarray(room), np.swapaxes(each, 1, 2)
    rows = _near(rings, around)
    if len(rows):
        places = looked[rows]
        found[rows] = around.distance(places.reshape(-1, 3)).reshape(places.shape[:2])
    return found, None


def _from_both_ends(points: Points, centres: Points, middles: Watch, ends: Values) -> Watch:
    """What rays (k, r, 3) from their middles (k, 3) can meet where they are first looked at.
    middles: of these; ends: the least room at their ends to each solid, (solids, k, r).

    A solid farther from both ends together than a ray is long does not reach it.
    """
    size = np.maximum(np.linalg.norm(points - centres[:, None], axis=2), SHORTEST)
    start = middles.least[:, :, None] - LEAST * size
    clear = start + ends > HASTE * size + 2.0 * MARGIN
    each = np.where(clear, np.inf, start)
    return Watch(middles.solids, each.reshape(len(middles.solids), -1))


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
    turn = np.arctan2(np.einsum("ij,ij->i", offset, quarter), np.einsum("ij,ij->i", offset, first))
    return Seat(ring, at - ring, (turn % (2 * np.pi)) * RAYS / (2 * np.pi))


def followed(points: Points, seat: Seat, sac: SacShape) -> Points:
    """Points within the sac after it gave way: in the same direction, nearer its middle."""
    before, after = sac.before.centres, sac.after.centres
    gave = (sac.shares < 1.0).any(axis=1) | np.any(before != after, axis=1)
    rows = np.flatnonzero(gave[seat.ring] | gave[seat.ring + 1])
    if len(rows) == 0:
        return points
    ring, share = seat.ring[rows], seat.share[rows, None]
    old = (1.0 - share) * before[ring] + share * before[ring + 1]
    new = (1.0 - share) * after[ring] + share * after[ring + 1]
    high, low = (_at_ray(sac.shares, at, seat.ray[rows]) for at in (ring, ring + 1))
    left = (1.0 - share[:, 0]) * high + share[:, 0] * low
    found = points.copy()
    found[rows] = new + left[:, None] * (points[rows] - old)
    return found


def _levelled(rings: SacRings, points: Points, at: Values) -> Values:
    """One step nearer to the ring plane a point lies in: rings lean."""
    ring = np.clip(np.round(at).astype(int), 1, len(rings.centres) - 2)
    along = rings.centres[ring + 1] - rings.centres[ring - 1]
    length = np.linalg.norm(along, axis=1)
    ahead = np.einsum("ij,ij->i", points - rings.centres[ring], along / length[:, None])
    return np.asarray(np.clip(ring + 2.0 * ahead / length, 0.0, len(rings.centres) - 1.0))


def _axes(rings: SacRings, ring: Values) -> tuple[Points, Points]:
    first = rings.points[ring, 0] - rings.centres[ring]
    quarter = rings.points[ring, RAYS // 4] - rings.centres[ring]
    unit = [
        v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9) for v in (first, quarter)
    ]
    return unit[0], unit[1]


def _at_ray(shares: Values, ring: Values, ray: Values) -> Values:
    low = ray.astype(int) % RAYS
    part = ray - np.floor(ray)
    return np.asarray((1.0 - part) * shares[ring, low] + part * shares[ring, (low + 1) % RAYS])


def _near(rings: SacRings, around: Surroundings) -> npt.NDArray[np.intp]:
    low, high = rings.points.min(axis=1) - 1.0, rings.points.max(axis=1) + 1.0
    hit = np.zeros(len(low), bool)
    for solid in around.solids:
        hit |= np.all(solid.lower < high, axis=1) & np.all(solid.upper > low, axis=1)
    return np.flatnonzero(hit)


def _recentred(
    centres: Points,
    course: Points,
    room: Values,
    around: Surroundings,
    watch: Watch,
    *,
    draft: bool,
) -> Points:
    """Centres pushed until each keeps its room, as far as that goes; neighbours follow. course:
    unit direction of the sac at each; a ring goes aside, not along the sac past what narrows it.
    watch: of the centres, afterwards of where they went."""
    found, seen = centres.copy(), centres
    ways, owners = np.zeros_like(centres), np.full(len(centres), -2)
    for number in range(_DRAFT_CENTRE_ROUNDS if draft else _CENTRE_ROUNDS):
        watch.moved(np.linalg.norm(found - seen, axis=1) if draft else np.full(len(found), np.inf))
        seen = found.copy()
        wanted = room if draft else np.full(len(found), np.inf)
        away, owner = watch.nearest(found, wanted, quick=draft)
        short = room - away
        rows = np.flatnonzero(short > 0.0)
        if len(rows) == 0:
            break
        step = np.minimum(0.8 * short[rows], _FARTHEST)
        asked = rows[owner[rows] != owners[rows]] if draft and number % 2 else rows
        known = away[asked] if draft else None
        aside = around.gradient(found[asked], owner[asked], known)
        aside -= np.einsum("ij,ij->i", aside, course[asked])[:, None] * course[asked]
        length = np.sqrt(np.einsum("ij,ij->i", aside, aside))
        ways[asked] = aside / np.maximum(length, _ASIDE)[:, None]
        owners[asked] = owner[asked]
        found[rows] += step[:, None] * ways[rows]
    found = centres + _tapered(found - centres)
    watch.moved(np.linalg.norm(found - seen, axis=1))
    return found


def _tapered(shift: Points) -> Points:
    """Shifts of rings (k, 3), carried on to their neighbours: what is pushed bends, it has no step.
    The first and the last stay."""
    for _ in range(_TAPER):
        beside = 0.5 * (shift[:-2] + shift[2:])
        more = np.linalg.norm(beside, axis=1) > np.linalg.norm(shift[1:-1], axis=1)
        shift[1:-1] = np.where(more[:, None], beside, shift[1:-1])
        shift[0] = shift[-1] = 0.0
    return shift


def _even(share: Values) -> Values:
    """Dura spans what enters it: no ray sticks out between two that give way, no ring between its
    neighbours."""
    for _ in range(_SPANS):
        around = 0.5 * (np.roll(share, 1, axis=1) + np.roll(share, -1, axis=1))
        along = share.copy()
        if len(share) > 2:
            along[1:-1] = 0.5 * (share[:-2] + share[2:])
        share = np.minimum(share, 0.4 * share + 0.3 * around + 0.3 * along)
    return share
