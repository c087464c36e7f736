"""Named places of a bone that nerves and lesions are laid out by, found in the bone's own field.

Everything is in the bone's body frame (sacrum: frame of the S1 upper endplate), mm, and for the
side x > 0: the bones are symmetric about x = 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import label
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from meshes.bone import Bone
from meshes.field import SignedDistanceGrid
from meshes.surface import Points

Heights = npt.NDArray[np.float64]

# Step of the scans, mm: finer than the field's own nodes, coarser than the cost of looking.
_STEP = 0.25
# Planes across a pedicle that are looked at finely: those of least area by a rough look.
_LIKELY = 4
# A pedicle wider than this is read as one with an oblique root of the transverse process (L5).
WIDEST_PEDICLE = 12.0


@dataclass(frozen=True, slots=True)
class Pedicle:
    """The isthmus of a pedicle: its smallest coronal section.

    medial, lateral: x of its borders; lateral is at most WIDEST_PEDICLE from medial.
    inferior, superior: z of its borders. isthmus: y of the section. area: mm2.
    wall: y of the body's posterior wall at the mid-line, at the height of the isthmus.
    """

    medial: float
    lateral: float
    inferior: float
    superior: float
    isthmus: float
    area: float
    wall: float

    @property
    def centre(self) -> Points:
        """(3,) middle of the section."""
        return np.array(
            [
                0.5 * (self.medial + self.lateral),
                self.isthmus,
                0.5 * (self.inferior + self.superior),
            ]
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """The mid-line of a bone from anterior to posterior at some heights: y of what is met, (n,).

    anterior, wall: the body's anterior and posterior surface. dorsal: the surface behind the canal,
    not a number where the canal is open behind or the scan leaves the field.
    """

    anterior: Heights
    wall: Heights
    dorsal: Heights


def midline_profile(field: SignedDistanceGrid, heights: Heights, x: float = 0.0) -> Profile:
    """Scan the sagittal plane at `x` from anterior to posterior at each of the heights (n,).

    Raises ValueError at a height with no bone at all.
    """
    heights = np.asarray(heights, dtype=np.float64)
    y = np.arange(field.upper[1], field.origin[1], -_STEP)
    grid = np.stack(
        [np.full((len(heights), len(y)), x), *np.meshgrid(heights, y, indexing="ij")[::-1]], axis=-1
    )
    found = field.distance(grid.reshape(-1, 3)).reshape(len(heights), len(y))
    rows = [_crossings(y, row) for row in found]
    if any(len(row) < 2 for row in rows):
        raise ValueError("no bone at one of the heights")
    table = np.array([[*row, np.nan][:3] for row in rows])
    return Profile(table[:, 0], table[:, 1], table[:, 2])


def pedicle(bone: Bone) -> Pedicle:
    """The isthmus of the right pedicle of a lumbar vertebra.

    Raises ValueError when no section behind the body's wall holds one.
    """
    wall = float(midline_profile(bone.field, np.array([4.0])).wall[0])
    planes = [float(y) for y in wall - np.arange(1.0, 9.0, 0.5)]
    # roughly in all planes, finely in those that may be the isthmus
    rough = [len(_pedicle_section(bone, y, 2.0 * _STEP)) or np.inf for y in planes]
    likely = sorted(np.argsort(rough, kind="stable")[:_LIKELY].tolist())
    sections = [(planes[k], _pedicle_section(bone, planes[k], _STEP)) for k in likely]
    sections = [(y, inside) for y, inside in sections if len(inside)]
    if not sections:
        raise ValueError("no pedicle behind the posterior wall")
    y, inside = min(sections, key=lambda section: len(section[1]))
    area, half = len(inside) * _STEP**2, 0.5 * _STEP
    (medial, lower), (lateral, upper) = inside.min(axis=0) - half, inside.max(axis=0) + half
    medial, lower, upper = float(medial), float(lower), float(upper)
    lateral = min(float(lateral), medial + WIDEST_PEDICLE)
    wall = float(midline_profile(bone.field, np.array([0.5 * (lower + upper)])).wall[0])
    return Pedicle(medial, lateral, lower, upper, y, area, wall)


def _pedicle_section(bone: Bone, y: float, step: float) -> Points:
    """Places (x, z) on a lattice in the right pedicle where a coronal plane cuts it: (n, 2)."""
    x, z = np.arange(4.0, 40.0, step), np.arange(-16.0, 22.0, step)
    columns, rows = np.meshgrid(x, z, indexing="ij")
    plane = np.stack([columns, np.full_like(columns, y), rows], axis=-1).reshape(-1, 3)
    parts, count = label(bone.field.distance(plane).reshape(columns.shape) < 0.0)
    if count == 0:
        return np.zeros((0, 2))
    away = np.where(parts == 0, np.inf, np.hypot(columns - 15.0, rows - 5.0))
    chosen = parts == parts.ravel()[int(np.argmin(away))]
    return np.stack([columns[chosen], rows[chosen]], axis=1)


def tunnel(
    field: SignedDistanceGrid,
    start: Points,
    goal: Points,
    lower: Points,
    upper: Points,
    spacing: float = 1.0,
) -> Points:
    """The way from start to goal that keeps clearest of bone, within a box: (n, 3).

    The cheapest path over a grid, where a step costs its length times 1 + (4 mm / distance)^2;
    bone is closed. It finds a foramen without knowing its shape. Raises ValueError if there is
    no way.
    """
    counts = np.ceil((upper - lower) / spacing).astype(int) + 1
    index = np.indices(tuple(counts)).reshape(3, -1).T
    nodes = lower + spacing * index
    clear = field.distance(nodes)
    free = clear > 0.4
    cost = 1.0 + (4.0 / np.maximum(clear, 0.4)) ** 2
    number = np.arange(len(nodes)).reshape(tuple(counts))
    sources, targets, weights = [], [], []
    for shift in _half_neighbours():
        spans = list(zip(shift, counts, strict=True))
        a = number[tuple(slice(max(0, -s), min(n, n - s)) for s, n in spans)].ravel()
        b = number[tuple(slice(max(0, s), min(n, n + s)) for s, n in spans)].ravel()
        keep = free[a] & free[b]
        a, b = a[keep], b[keep]
        sources.append(a)
        targets.append(b)
        length = spacing * float(np.linalg.norm(shift))
        weights.append(length * 0.5 * (cost[a] + cost[b]))
    graph = coo_matrix(
        (np.concatenate(weights), (np.concatenate(sources), np.concatenate(targets))),
        shape=(len(nodes), len(nodes)),
    ).tocsr()
    ends = [_nearest_free(nodes, free, place) for place in (start, goal)]
    _, before = dijkstra(graph, directed=False, indices=ends[0], return_predecessors=True)
    path = [ends[1]]
    while path[-1] != ends[0]:
        if before[path[-1]] < 0:
            raise ValueError("no way through the bone between the two places")
        path.append(int(before[path[-1]]))
    return np.asarray(nodes[path[::-1]], dtype=np.float64)


def _crossings(y: Heights, distance: Heights) -> list[float]:
    """Where a row of signed distances changes sign, by linear interpolation."""
    at = np.flatnonzero(np.signbit(distance[:-1]) != np.signbit(distance[1:]))
    share = distance[at] / (distance[at] - distance[at + 1])
    return [float(v) for v in y[at] + share * (y[at + 1] - y[at])]


def _half_neighbours() -> list[tuple[int, int, int]]:
    """13 of the 26 neighbours of a grid node: one of each pair of opposite ones."""
    steps = (-1, 0, 1)
    every = [(i, j, k) for i in steps for j in steps for k in steps]
    return [shift for shift in every if shift > (0, 0, 0)]


def _nearest_free(nodes: Points, free: npt.NDArray[np.bool_], place: Points) -> int:
    away = np.linalg.norm(nodes - place, axis=1)
    away[~free] = np.inf
    return int(np.argmin(away))
