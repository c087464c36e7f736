"""What lies round the model on an MRI-like picture: fat, muscles, vessels, bowel, skin, and air.

None of it is modelled elsewhere in the program. Plain shapes that follow the spine as it stands,
so that the picture reads as a scan; they carry no meaning of their own and are named by no press.
Sizes are chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from viewer.mri.belly import with_belly
from viewer.mri.course import Course, course_of
from viewer.mri.grain import Floats, eased, mottle
from viewer.mri.muscles import with_muscles
from viewer.mri.signals import Signals
from viewer.mri.slab import Slab
from viewer.xray.body import Body

#: Pixels of the picture for one of the background, and of how strongly it is received.
_STEP, _GAIN_STEP = 2, 8
#: Fat round the canal: radius about the sac's middle, mm, and how softly it ends, in radii.
_CANAL_MM, _SOFT = 12.5, 0.10
#: Fat under the skin over the spinous processes, mm (more over the sacrum); of skin. Within the fat
#: runs a thin fascia: its share of the depth, its thickness, mm, and how dark it is.
_UNDER_SKIN, _SKIN_MM = 15.0, 1.8
_SHEET, _SHEET_MM, _SHEET_DARK = 0.48, 0.45, 0.22
#: What lies before the bodies is darkened on purpose when a spine is scanned, against the blur of
#: breathing: from, to, mm before the front of a body, and what is left.
_BAND_MM, _BAND_LEFT = (13.0, 45.0), 0.30


@dataclass(frozen=True)
class Surroundings:
    """ground: brightness of all that is no part of the model, (h, w) 0..1. gain: how much of its
    signal reaches the coils in the table from each place, (h, w), about 1 at the column."""

    ground: Floats
    gain: Floats


def surroundings(body: Body, slab: Slab, signals: Signals) -> Surroundings:
    """What a slice shows round the model."""
    course = course_of(body)
    whole = slice(0, slab.height), slice(0, slab.width)
    world = slab.world(*whole, step=_STEP)
    ground = _ground(course, world, signals, _STEP * slab.pitch)
    received = _gain(course, slab.world(*whole, step=_GAIN_STEP))
    return Surroundings(_drawn_out(ground, slab, _STEP), _drawn_out(received, slab, _GAIN_STEP))


def _gain(course: Course, world: Floats) -> Floats:
    before = world[1] - course.at(world[2], course.tip)
    ahead = world[1] - course.at(world[2], course.front)
    low, high = _BAND_MM
    band = 1.0 - (1.0 - _BAND_LEFT) * eased((ahead - low) / (high - low))
    return np.asarray((1.12 - 0.0022 * np.maximum(before, -10.0)) * band, dtype=np.float32)


def _drawn_out(small: Floats, slab: Slab, step: int) -> Floats:
    """A coarse picture with as many pixels as a slab's, by straight lines."""
    rows = _between(small.shape[0], slab.height, step)
    columns = _between(small.shape[1], slab.width, step)
    return np.asarray(rows @ small @ columns.T, dtype=np.float32)


@lru_cache(maxsize=16)
def _between(had: int, wanted: int, step: int) -> npt.NDArray[np.float32]:
    """Weights of coarse pixels in fine ones, (wanted, had); coarse pixel k is fine pixel k step."""
    place = np.minimum(np.arange(wanted) / step, had - 1.0)
    first = np.minimum(place.astype(np.intp), max(had - 2, 0))
    found = np.zeros((wanted, had), np.float32)
    row = np.arange(wanted)
    found[row, first] = 1.0 - (place - first)
    found[row, np.minimum(first + 1, had - 1)] += place - first
    return found


def _ground(course: Course, world: Floats, signals: Signals, pitch: float) -> Floats:
    """Fat with all that lies in it, up to the skin. pitch: mm of a pixel of it."""
    x, y, z = world
    of = signals.of
    beside = np.abs(x - course.at(z, course.x))
    before = y - course.at(z, course.tip)
    left = course.at(z, course.muscle)
    fat = np.asarray(of["fat"] * (0.95 + 0.08 * mottle(world, 9.0)), dtype=np.float32)
    shown = with_belly(fat, world, course, of["fat"])
    shown = with_muscles(shown, world, course, of["muscle"])
    canal = np.hypot(beside, y - course.at(z, course.canal)) / _CANAL_MM
    shown = fat + eased((canal - 1.0) / _SOFT) * (shown - fat)
    under = _UNDER_SKIN * (1.0 + 0.8 * (1.0 - left))
    skin = before + under - 9.0 * (beside / 90.0) ** 2
    sheet = skin - _SHEET * under
    near = (np.abs(sheet) < 5.0) & (before < 4.0)
    if near.any():
        places = np.stack([each[near] for each in world])
        lies = (sheet[near] - 1.5 * mottle(places, 16.0)) / _SHEET_MM
        shown[near] *= 1.0 - _SHEET_DARK * np.exp(-(lies**2))
    # An edge takes its pixel in part: no steps.
    shown = shown + _beyond(_SKIN_MM - skin, pitch) * (of["skin"] - shown)
    return np.asarray(shown + _beyond(-skin, pitch) * (of["air"] - shown), dtype=np.float32)


def _beyond(depth: Floats, pitch: float) -> Floats:
    """How much of a pixel lies beyond an edge. depth: of its middle beyond it, mm."""
    return np.asarray(np.clip(0.5 + depth / (1.5 * pitch), 0.0, 1.0), dtype=np.float32)
