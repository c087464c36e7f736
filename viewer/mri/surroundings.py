"""What lies round the model on an MRI-like picture: fat, muscles of the back, skin, and air.

None of it is modelled elsewhere in the program. Plain shapes that follow the spine as it stands,
so that the picture reads as a scan; they carry no meaning of their own. Sizes are chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from viewer.mri.signals import Signals
from viewer.mri.slab import Slab
from viewer.xray.body import Body
from viewer.xray.soft import body_middle

Reals = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_BODIES = tuple(f"vertebra.{k}" for k in ("T12", "L1", "L2", "L3", "L4", "L5"))
_SACRAL = tuple(f"S{k}" for k in range(1, 6))
#: Pixels of the picture for one of the background: all of it is smooth but the fascia.
_STEP = 2
#: Fat before the muscles and round the canal: radius about the sac's middle, mm, and how softly it
#: ends.
_CANAL_MM, _SOFT = 12.5, 0.10
#: Half axes of the muscles beside the spinous processes and of those lateral to them, and where
#: their middles lie: mm beside the midline, mm before the tips of the spinous processes.
_DEEP_MUSCLE = (14.0, 17.0, 12.5, 16.0)
_LONG_MUSCLE = (36.0, 19.0, 30.0, 19.0)
_FLAT_MUSCLE = (64.0, 40.0, 18.0, 7.0)
#: How much of the muscles of the back is left beside each piece of the sacrum.
_LEFT = (0.95, 0.75, 0.5, 0.25, 0.05)
#: Beside the sacrum the gluteal muscles begin this far from the midline, behind the pelvis;
#: above it the wall of the belly is an ellipse: half axes, and how far its middle lies before the
#: spinous processes.
_GLUTEAL_MM, _BELLY = 52.0, (92.0, 96.0, 72.0)
#: Fat under the skin over the spinous processes, mm (more over the sacrum); of skin; of fascia.
_UNDER_SKIN, _SKIN_MM, _FASCIA_MM = 15.0, 1.8, 0.9
#: What lies before the bodies is darkened on purpose when a spine is scanned, against
#: the blur of breathing: from, to, mm before the middle of a body, and what is left.
_BAND_MM, _BAND_LEFT = (30.0, 62.0), 0.30


@dataclass(frozen=True)
class _Course:
    """The column by height: z rising (n,), and by it the middle of the bodies, of the canal, the
    tips of the spinous processes, and what is left of the muscles of the back."""

    z: Reals
    x: Reals
    y: Reals
    canal: Reals
    tip: Reals
    muscle: Reals

    def at(self, z: Floats, values: Reals) -> Floats:
        return np.interp(z, self.z, values).astype(np.float32)


def background(body: Body, slab: Slab, signals: Signals) -> Floats:
    """Brightness of all that is no part of the model: (h, w) 0..1."""
    course = _course(body)
    whole = slice(0, slab.height), slice(0, slab.width)
    world = slab.world(*whole, step=_STEP)
    small = _painted(course, world, signals)
    return _drawn_out(small, slab)


def gain(body: Body, slab: Slab) -> Floats:
    """How much of its signal reaches the coils in the table from each place: (h, w), about 1 at
    the column, less in front and before it. A share of the picture as a whole."""
    course = _course(body)
    whole = slice(0, slab.height), slice(0, slab.width)
    step = 8
    world = slab.world(*whole, step=step)
    before = world[1] - course.at(world[2], course.tip)
    ahead = world[1] - course.at(world[2], course.y)
    low, high = _BAND_MM
    band = 1.0 - (1.0 - _BAND_LEFT) * _smooth((ahead - low) / (high - low))
    small = np.asarray((1.12 - 0.0022 * np.maximum(before, -10.0)) * band, dtype=np.float32)
    return _drawn_out(small, slab)


def _drawn_out(small: Floats, slab: Slab) -> Floats:
    """A coarse picture with as many pixels as a slab's, by straight lines."""
    from scipy.ndimage import zoom

    shape = slab.height, slab.width
    share = tuple(wanted / had for wanted, had in zip(shape, small.shape, strict=True))
    found = zoom(small, share, order=1, mode="nearest", grid_mode=True)
    return np.asarray(found, dtype=np.float32)


def _course(body: Body) -> _Course:
    rows = []
    for name in _BODIES:
        bone = body.surface(StructureId(name))
        if bone is None:
            continue
        x, y, z = body_middle(name, bone)
        rows.append((float(z), float(x), float(y), float(bone.points[:, 1].min()), 1.0))
    sacrum = body.surface(StructureId("sacrum"))
    for k, left in zip(_SACRAL, _LEFT, strict=True):
        if sacrum is None:
            break
        part = body.surface(StructureId(f"sacrum.{k}.body"))
        if part is None or not len(part.points):
            continue
        x, y, z = 0.5 * (part.points.min(axis=0) + part.points.max(axis=0)).astype(float)
        near = np.abs(sacrum.points[:, 2] - z) < 9.0
        tip = float(sacrum.points[near, 1].min()) if near.any() else y - 30.0
        rows.append((float(z), float(x), float(y), tip, left))
    stations = np.array(sorted(rows)).T
    z, x, y, tip, left = stations
    return _Course(z, x, y, _canal(body, z, y), _eased(tip), left)


def _canal(body: Body, z: Reals, y: Reals) -> Reals:
    """Where the middle of the sac lies at these heights; behind the bodies below its end."""
    sac = body.surface(StructureId("thecal-sac"))
    found = y - 24.0
    if sac is None:
        return found
    for k, height in enumerate(z):
        near = np.abs(sac.points[:, 2] - height) < 8.0
        if near.sum() > 20:
            found[k] = float(sac.points[near, 1].mean())
    return found


def _eased(values: Reals) -> Reals:
    """The same with half of the steps between neighbours."""
    padded = np.pad(values, 1, mode="edge")
    return np.asarray(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:])


def _painted(course: _Course, world: Floats, signals: Signals) -> Floats:
    x, y, z = world
    of = signals.of
    aside = x - course.at(z, course.x)
    beside, before = np.abs(aside), y - course.at(z, course.tip)
    left = np.maximum(course.at(z, course.muscle), 1e-3)
    fat = of["fat"] * (0.94 + 0.10 * mottle(world, 9.0))
    muscle, edge = _muscles(beside, before, left, z, course)
    canal = np.hypot(aside, y - course.at(z, course.canal)) / _CANAL_MM
    muscle = muscle * _smooth((canal - 1.0) / _SOFT)
    shown = fat + muscle * (flesh(world, of["muscle"]) - fat)
    fascia = np.exp(-((edge / _FASCIA_MM) ** 2)) * (before < 8.0) * (left > 0.3)
    shown = shown * (1.0 - 0.75 * fascia)
    ahead = y - course.at(z, course.y)
    # Vessels and bowel in front of the column, as shades without shape.
    shown = shown * (
        1.0 - 0.35 * _smooth((ahead - 24.0) / 10.0) * (0.5 + 0.5 * mottle(world, 14.0))
    )
    skin = before + _UNDER_SKIN * (1.0 + 0.8 * (1.0 - left)) - 9.0 * (beside / 90.0) ** 2
    shown = np.where(skin < _SKIN_MM, of["skin"], shown)
    return np.asarray(np.where(skin < 0.0, of["air"], shown), dtype=np.float32)


def _muscles(
    beside: Floats, before: Floats, left: Floats, z: Floats, course: _Course
) -> tuple[Floats, Floats]:
    """How much of each place is muscle, 0..1, and how far it lies from the edge of the large ones,
    mm."""
    edges = []
    for middle, ahead, wide, deep in (_DEEP_MUSCLE, _LONG_MUSCLE):
        across = (beside - middle * (0.45 + 0.55 * left)) / (wide * left)
        along = (before - ahead * left) / (deep * left)
        edges.append((np.hypot(across, along) - 1.0) * (deep * left))
    edge = np.minimum(*edges)
    flat = _FLAT_MUSCLE
    lumbar = (z > course.z[min(4, len(course.z) - 1)]) & (left > 0.9)
    quadratus = np.hypot((beside - flat[0]) / flat[2], (before - flat[1]) / flat[3]) - 1.0
    every = np.minimum(edge, np.where(lumbar, quadratus * flat[3], 50.0))
    # Round its front edge, and thinning towards the crest of the hip bone.
    round_ = np.hypot((beside - _GLUTEAL_MM - 43.0) / 1.2, (before - 14.0) / 1.4) - 36.0
    gluteal = np.maximum(np.maximum(round_, -1.0 - before), z - 25.0)
    wide, deep, ahead = _BELLY
    belly = (1.0 - np.hypot(beside / wide, (before - ahead) / deep)) * wide
    belly = np.maximum(belly, np.maximum(14.0 - before, 25.0 - z))
    gluteal = np.minimum(gluteal, belly)
    every = np.minimum(every, gluteal)
    return np.asarray(_smooth(0.5 - every / 1.2)), np.asarray(edge)


def flesh(world: Floats, muscle: float) -> Floats:
    """Muscle: dark, with streaks of fat along it. world: (3, h, w); muscle: its brightness."""
    along = world * np.array([1.0, 1.0, 0.22], np.float32)[:, None, None]
    streaks = np.clip(mottle(along, 2.6), 0.0, 1.0)
    return np.asarray(muscle * (0.92 + 0.25 * mottle(world, 6.0)) + 0.16 * streaks**3)


def _smooth(share: npt.NDArray[np.floating]) -> Floats:
    held = np.clip(share, 0.0, 1.0)
    return np.asarray(held * held * (3.0 - 2.0 * held), dtype=np.float32)


def mottle(world: Floats, size: float) -> Floats:
    """An uneven shade -1..1 with patches of a size, mm, by place alone: (3, ...) -> (...)."""
    x, y, z = world * np.float32(2.0 * np.pi / (2.3 * size))
    one = np.sin(1.00 * x + 0.37 * y - 0.61 * z + 1.7 * np.sin(0.43 * y + 0.29 * z))
    two = np.sin(0.31 * x - 0.89 * y + 0.53 * z + 1.3 * np.sin(0.51 * x - 0.37 * z + 2.0))
    three = np.sin(0.67 * x + 0.59 * y + 0.83 * z + 1.1 * np.sin(0.71 * x + 0.23 * y + 4.0))
    return np.asarray((one + two + three) / 3.0, dtype=np.float32)
