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
    for number, name in enumerate(_BODIES):
        bone = body.surface(StructureId(name))
        if bone is None:
            continue
        x, y, z = (float(value) for value in body_middle(name, bone))
        near = np.abs(bone.points[:, 2] - z) < 3.0
        front = float(bone.points[near, 1].max()) if near.any() else y + 17.0
        tip = float(bone.points[:, 1].min())
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
    z, x, y, front, tip, left, level = np.array(sorted(rows)).T
    return Course(z, x, y, front, _canal(body, z, y), _eased(tip), left, level)


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
