"""The face a disc is attached to: from a bone's own field, or drawn where there is no bone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.bone import Endplate
from meshes.marching import march
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, corner_frame, placed, unplaced
from meshes.spine import Spine
from meshes.surface import Points

Outline = npt.NDArray[np.float64]

# Rays start this far off the plate's plane: above any rim, below the neighbouring bone's arch.
_START = 4.0
_REACH = 9.0
# Caps lie this deep in the bone, so that a cut through both never shows two coplanar faces.
SUNK = 0.07
# The annulus ends a little inside the bony rim, on its crest, not on the rounded edge.
RIM_SHARE = 0.965
RIM_WAVES = 6


@dataclass(frozen=True, slots=True)
class Plate:
    """One face of a disc space in the world.

    frame: 4x4, origin midway between the corners, x right, y anterior, z superior.
    outline: (96, 2) the disc's edge in the frame's plane, anticlockwise from the patient's right.
    lay: flat points (n, 2) of the plane -> (n, 3) world points on the face.
    """

    frame: Points
    outline: Outline
    lay: Callable[[Outline], Points]


def bone_plate(spine: Spine, key: str, side: str) -> Plate:
    """The `superior` or `inferior` face of a bone; points are laid on it by its own field."""
    found = spine.plate(key, side)
    frame = corner_frame(found)
    outline = _even(unplaced(frame, found.rim)[:, :2]) * RIM_SHARE
    away = 1.0 if side == "superior" else -1.0

    def lay(flat: Outline) -> Points:
        starts = placed(frame, np.column_stack([flat, np.full(len(flat), away * _START)]))
        points, _ = march(
            lambda p: spine.distance(p, (key,)), starts, -away * frame[:3, 2], _REACH, -SUNK
        )
        return points

    return Plate(frame, outline, lay)


def drawn_plate(below: Plate, figures: dict[str, float], height: float, wedge: float) -> Plate:
    """An upper face that no bone carries (T12): a gentle dish over the plate below.

    figures: width_ratio, depth_ratio against the plate below, concavity (mm), apex (share of the
    depth from the posterior rim). height, wedge: of the disc, mm and degrees.
    """
    half = np.eye(4)
    c, s = np.cos(np.radians(wedge / 2)), np.sin(np.radians(wedge / 2))
    half[1:3, 1:3] = [[c, -s], [s, c]]
    step = np.eye(4)
    step[2, 3] = height
    frame = below.frame @ half @ step @ half
    outline = below.outline * np.array([figures["width_ratio"], figures["depth_ratio"]])
    depth = float(outline[RIM_ANTERIOR, 1] - outline[RIM_POSTERIOR, 1])
    apex = outline[RIM_POSTERIOR, 1] + figures["apex"] * depth

    def lay(flat: Outline) -> Points:
        angle = np.arctan2(flat[:, 1], flat[:, 0])
        turns = np.arctan2(outline[:, 1], outline[:, 0])
        edge = np.interp(angle, turns, np.linalg.norm(outline, axis=1), period=2 * np.pi)
        share = np.clip(np.linalg.norm(flat, axis=1) / edge, 0.0, 1.0)
        lean = np.exp(-(((flat[:, 1] - apex) / (0.75 * depth)) ** 2))
        dish = figures["concavity"] * (1.0 - share**2) ** 1.2 * lean
        return placed(frame, np.column_stack([flat, dish]))

    return Plate(frame, outline, lay)


def _even(outline: Outline) -> Outline:
    """A closed outline without its short waves: nicks where a pedicle joins the rim."""
    waves = np.fft.fft(outline[:, 0] + 1j * outline[:, 1])
    number = np.abs(np.fft.fftfreq(len(outline), 1.0 / len(outline)))
    smooth = np.fft.ifft(np.where(number <= RIM_WAVES, waves, 0.0))
    return np.column_stack([smooth.real, smooth.imag])


def mean_normal(lower: Endplate | Plate, upper: Endplate | Plate) -> Points:
    """Unit direction through a disc space, from the lower to the upper face: (3,)."""
    total = lower.frame[:3, 2] + upper.frame[:3, 2]
    return np.asarray(total / np.linalg.norm(total), dtype=np.float64)
