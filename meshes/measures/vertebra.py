"""Sizes of one vertebra in its own body frame. What each key means stands in morphometry.toml."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from meshes.bone import Bone
from meshes.landmarks import Pedicle, midline_profile, pedicle
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame, endplate, tilt_deg
from meshes.surface import Points

Values = npt.NDArray[np.float64]
Sizes = dict[str, float | None]

_STEP = 0.25
# Behind the posterior wall, and beyond the isthmus, where a pedicle's borders are looked for, mm.
_BEHIND, _BEFORE = 9.0, 12.0
# Height above the body's centre at which the superior articular processes are spanned, mm: as on
# the mean shapes.
_SPANNED_AT = 12.0
_WAIST = np.arange(-8.0, 8.01, 0.5)


def vertebra_sizes(bone: Bone) -> Sizes:
    """Every size of a lumbar vertebra by key; None where it cannot be measured."""
    isthmus = pedicle(bone)
    return {
        **plate_sizes(bone),
        **height_sizes(bone),
        "waist-width": _waist(bone),
        "pedicle-width": _pedicle_width(bone, isthmus),
        "pedicle-height": isthmus.superior - isthmus.inferior,
        "canal-depth": _canal_depth(bone, isthmus),
        "canal-width": _canal_width(bone, isthmus),
        "transverse-span": 2.0 * float(bone.landmarks["transverse-tip.right"][0]),
        "spinous-length": _spinous_length(bone, isthmus),
        **process_spans(bone),
    }


def plate_sizes(bone: Bone) -> Sizes:
    """Widths and mid-line depths of both endplates, by their rims."""
    found: Sizes = {}
    for side in ("superior", "inferior"):
        rim = endplate(bone, side).rim
        found[f"endplate-width-{side}"] = float(np.ptp(rim[:, 0]))
        found[f"endplate-depth-{side}"] = _apart(rim[RIM_ANTERIOR], rim[RIM_POSTERIOR])
    return found


def height_sizes(bone: Bone) -> Sizes:
    """Heights of the body between the corners of its plates, and the wedge between these."""
    above, below = endplate(bone, "superior"), endplate(bone, "inferior")
    wedge = tilt_deg(corner_frame(above)) - tilt_deg(corner_frame(below))
    return {
        "body-height-anterior": _apart(above.rim[RIM_ANTERIOR], below.rim[RIM_ANTERIOR]),
        "body-height-posterior": _apart(above.rim[RIM_POSTERIOR], below.rim[RIM_POSTERIOR]),
        "body-wedge": wedge,
    }


def process_spans(bone: Bone) -> Sizes:
    """Outer widths across both superior and both inferior articular processes."""
    wall = float(bone.landmarks["posterior-wall"][1])
    points = bone.surface.points
    behind = points[points[:, 1] < wall - 4.0]
    upper = behind[np.abs(behind[:, 2] - _SPANNED_AT) < 0.6]
    floor = endplate(bone, "inferior").rim[RIM_POSTERIOR, 2]
    lower = behind[behind[:, 2] < floor - 1.0]
    return {
        "superior-process-span": float(np.ptp(upper[:, 0])) if len(upper) else None,
        "inferior-process-span": float(np.ptp(lower[:, 0])) if len(lower) else None,
    }


def _apart(a: Points, b: Points) -> float:
    return float(np.linalg.norm(a - b))


def _waist(bone: Bone) -> float | None:
    """Least width of the body in the coronal plane through its centre."""
    found = [_way(bone, (10.0, 34.0), 0.0, height, into=False) for height in _WAIST]
    ways = [way for way in found if way is not None]
    return 2.0 * min(ways) if ways else None


def _pedicle_width(bone: Bone, isthmus: Pedicle) -> float | None:
    """Least way through the pedicle in the transverse plane at its mid-height."""
    height = float(isthmus.centre[2])
    x, y = np.arange(5.0, 45.0, _STEP), np.arange(-_BEHIND, _BEFORE, _STEP) + isthmus.wall
    columns, rows = np.meshgrid(x, y, indexing="ij")
    nodes = np.stack([columns, rows, np.full_like(columns, height)], axis=-1).reshape(-1, 3)
    free = bone.field.distance(nodes).reshape(columns.shape) > 0.0
    medial = np.logical_and.accumulate(free, axis=0) & (rows < isthmus.wall - 1.0)
    lateral = free & ~np.logical_and.accumulate(free, axis=0)
    lateral &= columns > isthmus.medial + 3.0
    if not (medial.any() and lateral.any()):
        return None
    here = np.stack([columns[medial], rows[medial]], axis=1)
    there = np.stack([columns[lateral], rows[lateral]], axis=1)
    apart, _ = cKDTree(there).query(here)
    return float(apart.min()) - _STEP


def _canal_depth(bone: Bone, isthmus: Pedicle) -> float | None:
    """Least mid-line depth of the canal over the heights of the pedicle at which it has a roof."""
    profile = midline_profile(bone.field, np.arange(isthmus.inferior, isthmus.superior, 0.5))
    depth = profile.wall - profile.dorsal
    return float(np.nanmin(depth)) if np.isfinite(depth).any() else None


def _canal_width(bone: Bone, isthmus: Pedicle) -> float | None:
    """Largest free width between the pedicles at their mid-height."""
    depths = isthmus.wall - np.arange(1.0, 8.0, 0.5)
    height = float(isthmus.centre[2])
    found = [_way(bone, (0.0, 25.0), float(depth), height, into=True) for depth in depths]
    ways = [way for way in found if way is not None]
    return 2.0 * max(ways) if ways else None


def _spinous_length(bone: Bone, isthmus: Pedicle) -> float | None:
    """From the dorsal wall of the canal to the tip, along y."""
    profile = midline_profile(bone.field, np.arange(isthmus.inferior, isthmus.superior, 0.5))
    if not np.isfinite(profile.dorsal).any():
        return None
    return float(np.nanmax(profile.dorsal) - bone.landmarks["spinous-tip"][1])


def _way(
    bone: Bone, span: tuple[float, float], depth: float, height: float, *, into: bool
) -> float | None:
    """x at which a ray to the right enters bone (or leaves it), at y and z; None if it never does
    or begins there already."""
    x = np.arange(*span, _STEP)
    nodes = np.column_stack([x, np.full_like(x, depth), np.full_like(x, height)])
    distance = bone.field.distance(nodes)
    passed = distance < 0.0 if into else distance > 0.0
    if passed[0] or not passed.any():
        return None
    k = int(np.argmax(passed))
    share = distance[k - 1] / (distance[k - 1] - distance[k])
    return float(x[k - 1] + share * (x[k] - x[k - 1]))
