"""The spine by height: what everything drawn round the model on a slice is laid out along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from viewer.xray.body import Body
from viewer.xray.soft import body_middle

Reals = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_BODIES = tuple(f"vertebra.{k}" for k in ("T12", "L1", "L2", "L3", "L4", "L5"))
_SACRAL = tuple(f"S{k}" for k in range(1, 6))
#: How much of the muscles of the back is left beside each piece of the sacrum; chosen.
_LEFT = (0.95, 0.75, 0.5, 0.25, 0.05)
#: Where a body has slipped before the one below, what lies in front bridges the step: it comes back
#: by no more than so much for each mm further down, to S1 and before the sacrum, which leans back
#: by itself; stations lie so far apart, mm (chosen).
_SLOPES, _APART_MM = (0.8, 2.2), 4.0
_S1 = 6.0
#: How far above and below a station bones are looked at for the hindmost point, mm (chosen).
_TIP_MM = 14.0


@dataclass(frozen=True)
class Course:
    """The column by height: z rising (n,), and by it the middle of the bodies (x, y), the front of
    the bodies, the canal, the tips of the spinous processes, what is left of the muscles of the
    back (0..1), and the level: 1 at the middle of L1 .. 5 at L5, 6 at S1."""

    z: Reals
    x: Reals
    y: Reals
    front: Reals
    canal: Reals
    tip: Reals
    muscle: Reals
    level: Reals

    def at(self, z: Floats, values: Reals) -> Floats:
        """One of these at heights, by straight lines; (n,) and any shape of z."""
        return np.interp(z, self.z, values).astype(np.float32)


def course_of(body: Body) -> Course:
    """The column as it stands now."""
    rows = []
    bones = [body.surface(StructureId(name)) for name in (*_BODIES, "sacrum")]
    points = np.concatenate([bone.points for bone in bones if bone is not None])
    for number, name in enumerate(_BODIES):
        bone = body.surface(StructureId(name))
        if bone is None:
            continue
        x, y, z = (float(value) for value in body_middle(name, bone))
        near = np.abs(bone.points[:, 2] - z) < 3.0
        front = float(bone.points[near, 1].max()) if near.any() else y + 17.0
        # A slip leaves the arch behind: the tip at this height may be another bone's.
        tip = float(points[np.abs(points[:, 2] - z) < _TIP_MM, 1].min())
        rows.append((z, x, y, front, tip, 1.0, float(number)))
    sacrum = body.surface(StructureId("sacrum"))
    for number, (k, left) in enumerate(zip(_SACRAL, _LEFT, strict=True)):
        if sacrum is None:
            break
        part = body.surface(StructureId(f"sacrum.{k}.body"))
        if part is None or not len(part.points):
            continue
        low, high = part.points.min(axis=0).astype(float), part.points.max(axis=0).astype(float)
        x, y, z = 0.5 * (low + high)
        near = np.abs(sacrum.points[:, 2] - z) < 9.0
        tip = float(sacrum.points[near, 1].min()) if near.any() else y - 30.0
        rows.append((float(z), float(x), float(y), float(high[1]), tip, left, 6.0 + number))
    table = np.array(rows).T
    table[0], table[3] = _bridged(table[0], table[3], table[6])
    heights, across, deep, fronts, tips, muscle, levels = table[:, ::-1]
    canal = _canal(body, heights, deep)
    return Course(heights, across, deep, fronts, canal, _eased(tips), muscle, levels)


def _bridged(z: Reals, front: Reals, level: Reals) -> tuple[Reals, Reals]:
    """Heights that fall from station to station, and fronts without a step. Each (n,), from the
    head down."""
    heights, fronts = z.copy(), front.copy()
    for k in range(1, len(z)):
        heights[k] = min(heights[k], heights[k - 1] - _APART_MM)
        slope = _SLOPES[0] if level[k] <= _S1 else _SLOPES[1]
        least = fronts[k - 1] - slope * (heights[k - 1] - heights[k])
        fronts[k] = max(fronts[k], least)
    return heights, fronts


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
