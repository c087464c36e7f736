"""The intervertebral foramina: the free space between two pedicles, as a region to be seen and
measured.

Sections in sagittal planes between the medial and lateral borders of the pedicles: rays from the
point farthest from bone, disc, capsule and flavum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, median_filter

from meshes.builders.disc import sphere_triangles
from meshes.builders.plane_cut import PlaneCut
from meshes.field import Distances
from meshes.landmarks import Pedicle, pedicle
from meshes.marching import march
from meshes.pose import RIM_POSTERIOR
from meshes.spine import STACK, Spine
from meshes.stacking import NEIGHBOURS, segment_of
from meshes.surface import Points, Surface, mirrored, smooth_normals, volume

Values = npt.NDArray[np.float64]

ANGLES = 72
PLANES = 7
# The drawn region keeps this clear of what bounds it.
CLEARANCE = 0.3
_REACH = 15.0
# A ray no longer than this many times the usual one; clefts less than half this many rays wide are
# passed over. The foramen is a teardrop: its tongue between disc and superior process is narrow.
_LONGEST, _CLEFT = 2.6, 5
# Sections start and end inside the borders of the pedicles.
_INSET = 0.8
# The centre of a section moves at most this far from one plane to the next.
_DRIFT = 1.6
# How much wider than the narrowest section the others may be.
_WIDENING = 1.12


@dataclass(frozen=True, slots=True)
class Bounds:
    """What bounds a foramen in one sagittal plane: two bones by their fields, and the soft parts
    as the plane cuts them, in the world."""

    spine: Spine
    keys: tuple[str, str]
    soft: PlaneCut

    def distance(self, points: Points) -> Distances:
        """Distance to the nearest of them, negative inside: points (n, 3) of the plane -> (n,)."""
        return np.minimum(self.spine.distance(points, self.keys), self.soft.distance(points))


@dataclass(frozen=True, slots=True)
class Section:
    """A sagittal section of the right foramen in the world: centre (3,), free way (72,) in mm by
    angle from anterior (0) over superior (90 degrees)."""

    centre: Points
    free: Values

    def outline(self, inset: float = 0.0) -> Points:
        """The section's edge, moved inward: (72, 3)."""
        return np.asarray(self.centre + np.maximum(self.free - inset, 0.3)[:, None] * _rays())


@dataclass(frozen=True, slots=True)
class ForamenSize:
    """Size of a foramen where it is narrowest: the sagittal section of least area.

    height: largest superior-inferior extent, mm. width: largest chord across its long axis in the
    superior third, where the ganglion lies (the axis leans, most at L5-S1), mm. area: mm2.
    """

    height: float
    width: float
    area: float


def build_foramina(spine: Spine, soft: Mapping[str, Surface]) -> dict[str, Surface]:
    """The foramina L1-L2 to L5-S1 of both sides as closed regions in the world.

    soft: discs, capsules and flava already built, by id; those of each level bound its foramen.
    """
    built: dict[str, Surface] = {}
    for upper, lower in NEIGHBOURS:
        level = segment_of(upper, lower)
        region = _loft(foramen_sections(spine, upper, lower, soft))
        built[f"foramen.{level}.left"] = mirrored(region)
        built[f"foramen.{level}.right"] = region
    return built


def foramen_sizes(spine: Spine, soft: Mapping[str, Surface]) -> dict[str, ForamenSize]:
    """Height, width and area of the foramina by level, `L1-L2` to `L5-S1` (both sides alike)."""
    return {segment_of(u, w): size_of(foramen_sections(spine, u, w, soft)) for u, w in NEIGHBOURS}


def foramen_sections(
    spine: Spine, upper: str, lower: str, soft: Mapping[str, Surface]
) -> list[Section]:
    """Sections of the right foramen between two bones, from medial to lateral."""
    level = segment_of(upper, lower)
    above = pedicle(spine.bones[upper])
    below = above if lower == STACK[-1] else pedicle(spine.bones[lower])
    # The medial border of the wider pair, the lateral border of the narrower.
    ends = (
        max(above.medial, below.medial) + _INSET,
        min(above.lateral, below.lateral) - _INSET,
    )
    guess = _middle(spine, upper, lower, above)
    across = np.linspace(*ends, PLANES)
    bounding = _bounding(soft, level)
    blocks = [bounds(spine, (upper, lower), bounding, float(x)) for x in across]
    order = sorted(range(PLANES), key=lambda k: abs(k - PLANES // 2))
    centres: dict[int, Points] = {}
    for k in order:
        beside = [c for j, c in centres.items() if abs(j - k) == 1]
        start = beside[0].copy() if beside else guess
        start[0] = across[k]
        centres[k] = _freest(blocks[k], start, _DRIFT if beside else 5.0)
    return _evened([_section(blocks[k], centres[k]) for k in range(PLANES)])


def _evened(sections: list[Section]) -> list[Section]:
    """Sections no wider than the narrowest one by a little: where the foramen opens to the side
    or into the canal its edge is a matter of convention, and a ray runs on."""
    least = min(sections, key=lambda s: float(np.sum(s.free**2)))
    most = _WIDENING * gaussian_filter1d(least.free, 2.0, mode="wrap") + 0.5
    return [Section(s.centre, np.minimum(s.free, most)) for s in sections]


def size_of(sections: Iterable[Section]) -> ForamenSize:
    """The size of the section of least area."""
    least = min(sections, key=lambda s: float(np.sum(s.free**2)))
    edge = least.free[:, None] * _rays()[:, 1:]
    following = np.roll(edge, -1, axis=0)
    parts = 0.5 * (edge[:, 0] * following[:, 1] - edge[:, 1] * following[:, 0])
    along = long_axis(edge)
    across = np.array([along[1], -along[0]])
    top, bottom = (edge @ along).max(), (edge @ along).min()
    chords = [
        chord(edge @ across, edge @ along, float(level))
        for level in np.linspace(top - (top - bottom) / 3.0, top, 13)[:-1]
    ]
    return ForamenSize(float(np.ptp(edge[:, 1])), max(chords), float(parts.sum()))


def long_axis(edge: Values) -> Values:
    """Unit direction (y, z) of the long axis of an outline about (0, 0), superior end first: that
    of the least second moment of its area."""
    following = np.roll(edge, -1, axis=0)
    area = edge[:, 0] * following[:, 1] - edge[:, 1] * following[:, 0]
    centre = (area[:, None] * (edge + following)).sum(axis=0) / (3.0 * area.sum())
    moment = np.zeros((2, 2))
    for a, b, part in zip(edge - centre, following - centre, area, strict=True):
        both = a + b
        moment += part * (np.outer(a, a) + np.outer(b, b) + np.outer(both, both))
    axis = np.linalg.eigh(moment)[1][:, 1]
    return np.asarray(axis if axis[1] > 0 else -axis)


def chord(across: Values, along: Values, level: float) -> float:
    """Extent of a closed outline where it passes a level of its other coordinate, mm."""
    height = along - level
    following = np.roll(height, -1)
    passing = height * following < 0.0
    share = height[passing] / (height[passing] - following[passing])
    start, end = across[passing], np.roll(across, -1)[passing]
    met = start + share * (end - start)
    return float(np.ptp(met)) if len(met) else 0.0


def bounds(spine: Spine, keys: tuple[str, str], soft: Iterable[Surface], x: float) -> Bounds:
    """Two bones and closed soft parts as what bounds a foramen in the sagittal plane at x."""
    return Bounds(spine, keys, PlaneCut.of(soft, x))


def _bounding(soft: Mapping[str, Surface], level: str) -> list[Surface]:
    """The soft parts that bound a right foramen."""
    names = (f"disc.{level}", f"facet.{level}.capsule.right", f"ligamentum-flavum.{level}.right")
    return [soft[name] for name in names if name in soft]


def _middle(spine: Spine, upper: str, lower: str, above: Pedicle) -> Points:
    """A first guess of the foramen's middle: behind the disc, nearer to the upper pedicle."""
    pedicle_edge = spine.to_world(
        upper, np.array([[above.centre[0], above.isthmus, above.inferior]])
    )[0]
    walls = [
        spine.plate(upper, "inferior").rim[RIM_POSTERIOR],
        spine.plate(lower, "superior").rim[RIM_POSTERIOR],
    ]
    wall = 0.5 * (walls[0] + walls[1])
    return np.array([above.centre[0], 0.5 * (wall[1] + pedicle_edge[1]) - 2.0, wall[2] + 4.0])


def _freest(block: Bounds, start: Points, reach: float) -> Points:
    """The point of largest clearance in a sagittal plane within `reach` of the start."""
    steps = np.linspace(-reach, reach, 17)
    y, z = np.meshgrid(steps, steps, indexing="ij")
    points = start + np.column_stack([np.zeros(y.size), y.ravel(), z.ravel()])
    return np.array(points[int(np.argmax(block.distance(points)))])


def _section(block: Bounds, centre: Points) -> Section:
    """Free ways from a centre: without the clefts of joints and gaps a ray may slip into."""
    rays = _rays()
    met, _ = march(block.distance, np.repeat(centre[None], ANGLES, axis=0), rays, _REACH)
    raw = np.einsum("ij,ij->i", met - centre, rays)
    most = _LONGEST * float(np.median(raw))
    even = median_filter(np.minimum(raw, most), _CLEFT, mode="wrap")
    free = np.minimum(gaussian_filter1d(np.minimum(raw, even), 1.0, mode="wrap"), raw)
    return Section(centre, np.maximum(free, 0.4))


def _loft(sections: list[Section]) -> Surface:
    """A closed region through the sections, domed at its medial and lateral ends."""
    first, last = sections[0], sections[-1]
    rings = []
    for end, out in ((first, -1.0), (last, 1.0)):
        ring = [
            end.centre
            + share * (end.outline(CLEARANCE) - end.centre)
            + np.array([out * rise, 0.0, 0.0])
            for share, rise in ((0.45, 0.55), (0.75, 0.4), (0.92, 0.2))
        ]
        rings.append(ring)
    body = [section.outline(CLEARANCE) for section in sections]
    poles = [
        (end.centre + np.array([out * 0.6, 0.0, 0.0]))[None]
        for end, out in ((first, -1.0), (last, 1.0))
    ]
    rows = [*rings[0], *body, *reversed(rings[1])]
    points = np.concatenate([poles[0], *rows, poles[1]])
    triangles = sphere_triangles(len(rows), ANGLES)
    shade = np.ones(len(points), dtype=np.float32)
    surface = Surface(points, triangles, smooth_normals(points, triangles), shade)
    if volume(surface) < 0:
        triangles = np.ascontiguousarray(triangles[:, ::-1])
        surface = Surface(points, triangles, smooth_normals(points, triangles), shade)
    return surface


def _rays() -> Points:
    """Unit directions in a sagittal plane, from anterior over superior: (72, 3)."""
    turns = np.arange(ANGLES) * 2 * np.pi / ANGLES
    return np.column_stack([np.zeros(ANGLES), np.cos(turns), np.sin(turns)])
