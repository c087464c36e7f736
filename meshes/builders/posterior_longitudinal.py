"""The posterior longitudinal ligament: narrow behind the bodies, fanned out over the discs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from meshes.builders.clearing import drawn_back, nerve_walls
from meshes.builders.sheet import SUNK, both_halves, fibres, slab, striped
from meshes.builders.strip import band, covered
from meshes.ligaments import ligament_figures
from meshes.marching import march
from meshes.spine import Spine
from meshes.surface import Surface

Values = npt.NDArray[np.float64]

ROWS = 124
# Columns of the right half, the mid-line included.
COLUMNS = 7
# Rays start in the canal, this far behind the wall.
_START = 6.0
_RELIEF = 0.06
_EDGE = 0.25
_THINNEST = 0.12
# Tone of what lies in the canal, where little light comes.
_SHADED = 0.9


def build_posterior_longitudinal(
    spine: Spine, discs: Mapping[str, Surface], nerves: Mapping[str, Surface] | None = None
) -> Surface:
    """The ligament from T12, cut across, to the back of S1's body, closed, in the world.

    In a column without T12 it begins at the upper rim of L1.
    nerves: sac, roots and ganglia to keep clear of, by id.
    """
    figures = ligament_figures().posterior
    laid = band(spine, figures, anterior=False, rows=ROWS)
    solid = covered(spine, dict(discs))
    aside = np.outer(np.linspace(0.0, 1.0, COLUMNS), 0.5 * laid.width)
    right = np.array([1.0, 0.0, 0.0])
    starts = laid.middle + _START * laid.outward + aside[:, :, None] * right
    ways = np.broadcast_to(-laid.outward, starts.shape)
    met, _ = march(solid.distance, starts.reshape(-1, 3), ways.reshape(-1, 3), 2.2 * _START)
    depth = np.einsum("ijk,ijk->ij", met.reshape(starts.shape) - starts, ways)
    # Taut over the hollow of the bodies, where veins run beneath it; never nearer than the wall.
    taut = np.minimum(gaussian_filter1d(depth, 2.0, axis=1, mode="nearest"), depth)
    taut = np.minimum(taut, gaussian_filter1d(taut, 1.0, axis=1, mode="nearest"))
    along = np.broadcast_to(laid.way, depth.shape)
    share = np.linspace(0.0, 1.0, COLUMNS)[:, None]
    full = _EDGE + (figures.thickness - _EDGE) * np.sqrt(1.0 - share**3) * laid.fade**0.5
    # Bundles fan out with the band's width.
    bundles = share * 7.0
    face = taut - np.maximum(full + _RELIEF * fibres(bundles, along), 0.2)
    shift = drawn_back(starts + face[:, :, None] * ways, ways, nerve_walls(nerves or {}))
    face = face + _carried_up(shift)
    # Where the sac is close it is thin, and lies on the wall instead of spanning the hollow.
    face = np.minimum(face, depth - _THINNEST)
    front = starts + face[:, :, None] * ways
    rear = np.minimum(np.maximum(taut, face + _THINNEST), depth) + SUNK
    back = starts + rear[:, :, None] * ways
    half = _SHADED * striped(bundles, along)
    return slab(both_halves(front), both_halves(back), np.concatenate([half[:0:-1], half]))


def _carried_up(shift: Values) -> Values:
    """Shifts (columns, rows) off the sac carried on above its cut upper end, so that the ligament
    has no step there."""
    first = int(np.argmax(shift.max(axis=0) > 0.0))
    shift = shift.copy()
    shift[:, :first] = shift[:, first : first + 2].mean(axis=1)[:, None]
    return np.asarray(np.maximum(gaussian_filter1d(shift, 1.5, axis=1, mode="nearest"), shift))
