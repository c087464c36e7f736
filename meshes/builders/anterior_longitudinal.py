"""The anterior longitudinal ligament: a broad band on the front of the bodies and discs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from meshes.builders.sheet import SUNK, arc, both_halves, fibres, slab, striped
from meshes.builders.strip import Band, band, covered, spread
from meshes.ligaments import ligament_figures
from meshes.marching import march
from meshes.spine import Spine
from meshes.surface import Points, Surface

Values = npt.NDArray[np.float64]

ROWS = 72
# Columns of the right half, the mid-line included.
COLUMNS = 14
# Rays run towards a line this far behind the wall: about the radius of the bodies' front.
_RADIUS = 20.0
_START = 12.0
# Height of the bundles over the furrows, mm, and how ragged the lateral margin is.
_RELIEF = 0.16
_RAGGED = 0.8
# Depth of the stripes' tone.
_STRIPES = 0.28
# Thickness at its margins, and the way over which it rises to its full one at L1, mm.
_EDGE = 0.15
_RISE = 5.0
# Its width on the sacrum, where it fades out, as a share.
_LAST = 0.72


def build_anterior_longitudinal(spine: Spine, discs: Mapping[str, Surface]) -> Surface:
    """The ligament from T12, cut across, to the front of S1, closed, in the world.

    In a column without T12 it begins at the upper rim of L1.
    """
    figures = ligament_figures().anterior
    laid = band(spine, figures, anterior=True, rows=ROWS)
    solid = covered(spine, dict(discs))
    narrowed = laid.width * (_LAST + (1.0 - _LAST) * np.sqrt(laid.fade))
    margin = narrowed + _RAGGED * np.sin(laid.way / 4.1) * np.sin(laid.way / 11.3 + 1.0)
    angle = np.outer(np.linspace(0.0, 1.0, COLUMNS), 0.5 * margin / _RADIUS)
    for _ in range(3):
        centre, rays = _rays(laid, angle)
        starts = centre + (_RADIUS + _START) * rays
        met, _ = march(solid.distance, starts.reshape(-1, 3), -rays.reshape(-1, 3), _START + 16.0)
        wall = met.reshape(starts.shape)
        angle = angle * spread(wall, margin)
    radius = np.linalg.norm(wall - centre, axis=2)
    across, along = arc(wall, 0), np.broadcast_to(laid.way, radius.shape)
    full = _thickness(figures.thickness, across, margin, laid) + _RELIEF * fibres(across, along)
    # It fills the hollow of the bodies a little, as in life, and never comes nearer to bone than
    # its least thickness.
    face = gaussian_filter(np.pad(radius, ((6, 0), (0, 0)), mode="reflect"), (1.0, 1.5))[6:]
    face = np.maximum(face, radius) + np.maximum(full, _EDGE)
    front = both_halves(centre + face[:, :, None] * rays)
    back = both_halves(centre + (radius - SUNK)[:, :, None] * rays)
    return slab(front, back, _tone(across, along, margin))


def _rays(laid: Band, angle: Values) -> tuple[Points, Points]:
    """Centres and unit directions of the rays: (columns, rows, 3) each."""
    centre = laid.middle - _RADIUS * laid.outward
    right = np.array([1.0, 0.0, 0.0])
    rays = np.cos(angle)[:, :, None] * laid.outward + np.sin(angle)[:, :, None] * right
    return np.broadcast_to(centre, rays.shape), rays


def _thickness(most: float, across: Values, margin: Values, laid: Band) -> Values:
    share = np.clip(across / (0.5 * margin), 0.0, 1.0)
    ends = np.minimum(np.clip(laid.way / _RISE, 0.0, 1.0), laid.fade) ** 0.5
    return np.asarray(_EDGE + (most - _EDGE) * (1.0 - share**3.5) ** 0.8 * ends)


def _tone(across: Values, along: Values, margin: Values) -> Values:
    half = striped(across, along, _STRIPES) * (
        1.0 - 0.10 * np.clip(2.0 * across / margin, 0.0, 1.0) ** 4
    )
    return np.asarray(np.concatenate([half[:0:-1], half]))
