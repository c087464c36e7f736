"""The fixed topology of a disc's meshes: what builds them and what changes them share it.

A disc's outside is lower cap, wall, upper cap (see `builders.disc`), its nucleus rings from pole to
pole; both have the same angles.
"""

from __future__ import annotations

import numpy as np

ANGLES = 96
# Shares of the way from the centre to the edge: close together at the edge, for a crisp rim.
RINGS = np.concatenate(
    [[0.16, 0.32, 0.46, 0.58, 0.66], np.linspace(0.70, 0.94, 7), [0.97, 0.99, 1.0]]
)
# Shares of the height of the wall, both edges excluded.
ROWS = np.array([0.04, 0.12, 0.22, 0.33, 0.44, 0.56, 0.67, 0.78, 0.88, 0.96])

# A share of the disc's height is nucleus, the rest cartilage endplate and annulus.
NUCLEUS_HEIGHT = 0.80
NUCLEUS_ROUNDNESS = 3.2
NUCLEUS_LATITUDES = 17
_LATITUDE = np.linspace(-np.pi / 2, np.pi / 2, NUCLEUS_LATITUDES)[1:-1]
# Height (-1 .. 1) and share of the full width of each ring of the nucleus.
NUCLEUS_RISE = np.sign(_LATITUDE) * np.abs(np.sin(_LATITUDE)) ** (2.0 / NUCLEUS_ROUNDNESS)
NUCLEUS_WIDTH = np.cos(_LATITUDE) ** (2.0 / NUCLEUS_ROUNDNESS)
