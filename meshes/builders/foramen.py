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
from meshes.builders.obstacle import Obstacles, obstacles
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
# Sections start and end inside the borders of the pedicles.
_INSET = 0.8
# The centre of a section moves at most this far from one plane to the next.
_DRIFT = 1.6
# How much wider than the narrowest section the others may be.
_WIDENING = 1.12


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

    height: largest superior-inferior extent, mm. width: largest anteroposterior chord of the
    superior half, where the ganglion lies, mm. area: mm2.
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
    block = obstacles(spine, (upper, lower), _bounding(soft, level))
    above = pedicle(spine.bones[upper])
    below = above if lower == STACK[-1] else pedicle(spine.bones[lower])
    # The medial border of the wider pair, the lateral border of the narrower.
    ends = (
        max(above.medial, below.medial) + _INSET,
        min(above.lateral, below.lateral) - _INSET,
    )
    guess = _middle(spine, upper, lower, above)
    across = np.linspace(*ends, PLANES)
    order = sorted(range(PLANES), key=lambda k: abs(k - PLANES // 2))
    centres: dict[int, Points] = {}
    for k in order:
        beside = [c for j, c in centres.items() if abs(j - k) == 1]
        start = beside[0].copy() if beside else guess
        start[0] = across[k]
        centres[k] = _freest(block, start, _DRIFT if beside else 5.0)
    return _evened([_section(block, centres[k]) for k in range(PLANES)])


def _evened(sections: list[Section]) -> list[Section]:
    """Sections no wider than the narrowest one by a little: where the foramen opens to the side
    or into the canal its edge is a matter of convention, and a ray runs on."""
    least = min(sections, key=lambda s: float(np.sum(s.free**2)))
    most = _WIDENING * gaussian_filter1d(least.free, 2.0, mode="wrap") + 0.5
    return [Section(s.centre, np.minimum(s.free, most)) for s in sections]


def size_of(sections: Iterable[Section]) -> ForamenSize:
    """The size of the section of least area."""
    step = 2 * np.pi / ANGLES
    least = min(sections, key=lambda s: float(np.sum(s.free**2)))
    following = np.roll(least.free, -1)
    area = float(0.5 * np.sin(step) * np.sum(least.free * following))
    edge = least.free[:, None] * _rays()[:, 1:]
    upper = np.linspace(0.0, 0.8 * edge[:, 1].max(), 12)
    anterior = [_crossing(edge[: ANGLES // 4 + 1], z) for z in upper]
    posterior = [_crossing(edge[ANGLES // 2 : ANGLES // 4 - 1 : -1], z) for z in upper]
    width = float(np.max(np.array(anterior) - np.array(posterior)))
    return ForamenSize(float(np.ptp(edge[:, 1])), width, area)


def _bounding(soft: Mapping[str, Surface], level: str) -> list[Surface]:
    """The soft parts that bound a right foramen."""
    names = (f"disc.{level}", f"facet.{level}.capsule.right", f"ligamentum-flavum.{level}")
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


def _freest(block: Obstacles, start: Points, reach: float) -> Points:
    """The point of largest clearance in a sagittal plane within `reach` of the start."""
    steps = np.linspace(-reach, reach, 17)
    y, z = np.meshgrid(steps, steps, indexing="ij")
    points = start + np.column_stack([np.zeros(y.size), y.ravel(), z.ravel()])
    return np.array(points[int(np.argmax(block.distance(points)))])


def _section(block: Obstacles, centre: Points) -> Section:
    """Free ways from a centre: without the clefts of joints and gaps a ray may slip into."""
    rays = _rays()
    met, _ = march(block.distance, np.repeat(centre[None], ANGLES, axis=0), rays, _REACH)
    raw = np.einsum("ij,ij->i", met - centre, rays)
    most = 1.9 * float(np.median(raw))
    even = median_filter(np.minimum(raw, most), 9, mode="wrap")
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


def _crossing(edge: Values, height: float) -> float:
    """Where a rising row of (y, z) points passes a height: y."""
    return float(np.interp(height, np.maximum.accumulate(edge[:, 1]), edge[:, 0]))
