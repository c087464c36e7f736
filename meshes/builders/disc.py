"""Intervertebral discs: a loft of fixed topology between two endplates, with annulus and nucleus.

The caps are points of the two bones, so the disc fits them wherever they stand. Sizes of the
nucleus: area about 0.43 of the disc's, centre 2 mm posterior (see `NUCLEUS_SHARE`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from meshes.builders.disc_shape import (
    ANGLES,
    NUCLEUS_HEIGHT,
    NUCLEUS_RISE,
    NUCLEUS_WIDTH,
    RINGS,
    ROWS,
)
from meshes.builders.plate import Outline, Plate, bone_plate, drawn_plate, mean_normal
from meshes.spine import STACK, Spine
from meshes.stacking import NEIGHBOURS, posture, segment_of
from meshes.surface import Floats, Points, Surface, Triangles, merged, smooth_normals

# Bulge of the wall beyond the chord between its edges, by angle from posterior: 0.5-1.5 mm
# anterior and lateral, standing; most where the annulus is thinnest, beside the posterior
# longitudinal ligament, which holds back the middle: the posterior contour stays concave.
BULGE_DEG = (0.0, 28.0, 55.0, 75.0, 180.0)
BULGE = (0.2, 0.4, 1.4, 1.1, 1.0)

# Nucleus: 0.66 of the radius is 0.43 of the area (0.28 on T2 images, O'Connell 2007, to 0.5);
# its centre 1.5-3.5 mm behind the disc's.
NUCLEUS_SHARE = 0.66
NUCLEUS_BACK = 2.0
# The nucleus is drawn a hair smaller than its cavity: two coincident faces would flicker.
NUCLEUS_CLEARANCE = 0.04

# Fibres of the annulus run about 30 degrees from the disc's plane, in alternate layers.
FIBRE_DEG = 30.0
FIBRE_SPACING = 3.2


def build_discs(spine: Spine) -> dict[str, Surface]:
    """All discs from T12-L1 to L5-S1 in the world: whole, `.annulus` and `.nucleus` of each."""
    built: dict[str, Surface] = {}
    for level, lower, upper in disc_spaces(spine):
        built |= build_disc(level, lower, upper)
    return built


def disc_spaces(spine: Spine) -> list[tuple[str, Plate, Plate]]:
    """Level, lower and upper face of each disc space, from superior to inferior.

    Where the column has no T12, the upper face of its disc is drawn from figures.
    """
    figures = posture()
    top = bone_plate(spine, STACK[0], "superior")
    disc = figures.disc["T12-L1"]
    if "vertebra.T12" in spine.bones:
        t12 = bone_plate(spine, "vertebra.T12", "inferior")
    else:
        t12 = drawn_plate(top, dict(figures.plate["T12"]), disc["height"], disc["wedge_deg"])
    spaces = [("T12-L1", top, t12)]
    for upper, lower in NEIGHBOURS:
        faces = bone_plate(spine, lower, "superior"), bone_plate(spine, upper, "inferior")
        spaces.append((segment_of(upper, lower), *faces))
    return spaces


def build_disc(level: str, lower: Plate, upper: Plate) -> dict[str, Surface]:
    """One disc between two faces: `disc.<level>`, its annulus (a shell round a cavity), nucleus."""
    whole = outer_surface(lower, upper)
    cavity = nucleus_surface(lower, upper)
    nucleus = Surface(
        cavity.points - NUCLEUS_CLEARANCE * cavity.normals.astype(np.float64),
        cavity.triangles,
        cavity.normals,
        cavity.shade,
    )
    lining = Surface(
        cavity.points,
        np.ascontiguousarray(cavity.triangles[:, ::-1]),
        (-cavity.normals).astype(np.float32),
        cavity.shade,
    )
    name = f"disc.{level}"
    return {
        name: whole,
        f"{name}.annulus": merged([whole, lining]),
        f"{name}.nucleus": nucleus,
    }


def outer_surface(lower: Plate, upper: Plate) -> Surface:
    """The closed outside of a disc: lower cap, wall, upper cap, one point at each pole."""
    low, high = _cap(lower), _cap(upper)
    edge_low, edge_high = low[-ANGLES:], high[-ANGLES:]
    out = _outward(0.5 * (edge_low + edge_high), mean_normal(lower, upper))
    wall = [
        edge_low + s * (edge_high - edge_low) + 4 * s * (1 - s) * _bulge()[:, None] * out
        for s in ROWS
    ]
    # Rows from pole to pole: lower rings outward, wall upward, upper rings inward.
    rings = [low[1 + ANGLES * k : 1 + ANGLES * (k + 1)] for k in range(len(RINGS))]
    tops = [high[1 + ANGLES * k : 1 + ANGLES * (k + 1)] for k in reversed(range(len(RINGS)))]
    points = np.concatenate([low[:1], *rings, *wall, *tops, high[:1]])
    triangles = sphere_triangles(2 * len(RINGS) + len(ROWS))
    return Surface(points, triangles, smooth_normals(points, triangles), _shade(points))


def nucleus_surface(lower: Plate, upper: Plate) -> Surface:
    """The closed outside of the nucleus: a flattened superellipsoid in the disc's own map."""
    height = np.concatenate([[-1.0], np.repeat(NUCLEUS_RISE, ANGLES), [1.0]])
    height = 0.5 + 0.5 * NUCLEUS_HEIGHT * height
    ends = []
    for plate in (lower, upper):
        flat = NUCLEUS_SHARE * NUCLEUS_WIDTH[:, None, None] * plate.outline
        flat = np.concatenate([np.zeros((1, 2)), flat.reshape(-1, 2), np.zeros((1, 2))])
        ends.append(plate.lay(flat - np.array([0.0, NUCLEUS_BACK])))
    points = ends[0] + height[:, None] * (ends[1] - ends[0])
    triangles = sphere_triangles(len(NUCLEUS_WIDTH))
    shade = np.ones(len(points), dtype=np.float32)
    return Surface(points, triangles, smooth_normals(points, triangles), shade)


def sphere_triangles(rows: int, angles: int = ANGLES) -> Triangles:
    """Triangles of a lower pole, `rows` rings from inferior to superior, and an upper pole."""
    here = np.arange(angles)
    following = np.roll(here, -1)
    last = 1 + rows * angles
    parts = [np.column_stack([np.zeros(angles, int), 1 + following, 1 + here])]
    for row in range(rows - 1):
        a, b = 1 + row * angles, 1 + (row + 1) * angles
        parts.append(np.column_stack([a + here, a + following, b + following]))
        parts.append(np.column_stack([a + here, b + following, b + here]))
    top = last - angles
    parts.append(np.column_stack([top + here, top + following, np.full(angles, last)]))
    return np.concatenate(parts).astype(np.int32)


def _cap(plate: Plate) -> Points:
    """The pole and the rings of a face, from the centre outward: (1 + rings * angles, 3)."""
    flat: Outline = (RINGS[:, None, None] * plate.outline).reshape(-1, 2)
    return plate.lay(np.concatenate([np.zeros((1, 2)), flat]))


def _bulge() -> npt.NDArray[np.float64]:
    """Bulge of the wall by angle: (96,) mm."""
    away = np.abs((np.arange(ANGLES) * 360.0 / ANGLES - 90.0) % 360.0 - 180.0)
    return np.asarray(gaussian_filter1d(np.interp(away, BULGE_DEG, BULGE), 2.0, mode="wrap"))


def _outward(contour: Points, normal: Points) -> Points:
    """Unit normals of a closed contour in the plane across `normal`: (96, 3)."""
    tangent = np.roll(contour, -1, axis=0) - np.roll(contour, 1, axis=0)
    out = np.cross(tangent, normal)
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True), dtype=np.float64)


def _shade(points: Points) -> Floats:
    """Baked tone: the wall darker where it meets bone, with faint crossing fibres and lamellae."""
    rows = 2 * len(RINGS) + len(ROWS)
    grid = points[1:-1].reshape(rows, ANGLES, 3)
    shade = np.ones((rows, ANGLES))
    lamellae = np.where(RINGS > NUCLEUS_SHARE + 0.01, 0.94 - 0.05 * (np.arange(len(RINGS)) % 2), 1)
    shade[: len(RINGS)] = lamellae[:, None]
    shade[-len(RINGS) :] = lamellae[::-1, None]
    wall = slice(len(RINGS) - 1, len(RINGS) + len(ROWS) + 1)
    s = np.concatenate([[0.0], ROWS, [1.0]])[:, None]
    step = np.linalg.norm(np.diff(grid[wall], axis=1, append=grid[wall][:, :1]), axis=2)
    arc = np.cumsum(step.mean(axis=0))[None, :]
    # A whole number of fibres round the disc, so that the pattern has no seam.
    around = np.round(arc[0, -1] * np.sin(np.radians(FIBRE_DEG)) / FIBRE_SPACING)
    phase = 2 * np.pi * around * arc / arc[0, -1]
    height = np.linalg.norm(grid[wall][-1] - grid[wall][0], axis=1)[None, :]
    rise = 2 * np.pi * s * height * np.cos(np.radians(FIBRE_DEG)) / FIBRE_SPACING
    fibres = np.cos(phase + rise) + np.cos(phase - rise)
    recess = 1.0 - 0.28 * np.exp(-np.minimum(s, 1 - s) * height / 0.9)
    shade[wall] = recess * (1.0 - 0.03 * (1 - 0.5 * fibres))
    return np.concatenate([shade[0, :1], shade.ravel(), shade[-1, :1]]).astype(np.float32)
