"""The free numbers of the sacrum's parts, as vectors for a fit; used by fit_sacrum.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.builders.vertebra import barrel_from, limb_from
from meshes.sdf import Floats

Table = dict[str, Any]
Vector = npt.NDArray[np.float64]

SCALES = {
    "start": 5.0,
    "end": 5.0,
    "half_width": 3.0,
    "half_thickness": 2.5,
    "bend": 3.0,
    "roll_deg": 20.0,
    "cap": 2.0,
    "blend": 3.0,
}
"""How far (mm, degrees) a number is expected to move from its first guess."""

LIMITS = {
    "half_width": (1.0, 40.0),
    "half_thickness": (1.0, 40.0),
    "cap": (1.0, 14.0),
    "blend": (2.5, 11.0),
    "bend": (-8.0, 8.0),
}


class Numbers:
    """The free numbers of one limb, scaled by SCALES, as slots of a vector.

    A limb on the mid-line keeps to it: no sideways shift, arch or roll.
    """

    def __init__(self, name: str, part: Table) -> None:
        self.name = name
        self.part = part
        self.slots: list[tuple[str, int | None]] = []
        middle = part["start"][0] == 0 and part["end"][0] == 0
        wide = abs(part["reference"][0]) > 0.5
        for key in SCALES:
            value = part[key]
            if not isinstance(value, list):
                if not (middle and key == "roll_deg"):
                    self.slots.append((key, None))
                continue
            for k in range(len(value)):
                sideways = key in ("start", "end") and k == 0
                arch = key == "bend" and k == (0 if wide else 1)
                if not (middle and (sideways or arch)):
                    self.slots.append((key, k))

    def read(self) -> Vector:
        """The numbers as they are."""
        return np.array([self.part[k] if i is None else self.part[k][i] for k, i in self.slots])

    def write(self, values: Vector) -> None:
        """Set the numbers, kept within their limits."""
        for (key, index), value in zip(self.slots, values, strict=True):
            low, high = LIMITS.get(key, (-np.inf, np.inf))
            kept = float(np.clip(value, low, high))
            if index is None:
                self.part[key] = kept
            else:
                self.part[key][index] = kept

    def scale(self) -> Vector:
        """How far each number is expected to move."""
        return np.array([SCALES[key] for key, _ in self.slots])

    def names(self) -> list[str]:
        """The key of each number."""
        return [key for key, _ in self.slots]

    def distance(self, points: Floats) -> Floats:
        """Signed distance of folded points (n, 3) to the part alone."""
        return limb_from(self.part).distance(points)

    @property
    def blend(self) -> float:
        """Width of the fillet to what it is joined to or cut from (mm)."""
        return float(self.part["blend"])


BODY_SCALES = {"waist": 1.5, "rim_inferior": 1.5, "flare_superior": 0.2, "flare_inferior": 0.2}
"""Only the outline is fitted; the plate is given, as the S1 endplate is nearly flat."""


class BodyNumbers:
    """The free numbers of the S1 body."""

    blend = 0.0
    name = "body"

    def __init__(self, body: Table) -> None:
        self.body = body
        self.slots: list[tuple[Table, str, int | None, float]] = []
        for key, scale in BODY_SCALES.items():
            if isinstance(body[key], list):
                self.slots += [(body, key, k, scale / (1 + k / 2)) for k in range(len(body[key]))]
            else:
                self.slots.append((body, key, None, scale))

    def read(self) -> Vector:
        """The numbers as they are."""
        return np.array([t[k] if i is None else t[k][i] for t, k, i, _ in self.slots])

    def write(self, values: Vector) -> None:
        """Set the numbers, kept within their limits."""
        for (table, key, index, _), value in zip(self.slots, values, strict=True):
            kept = float(np.clip(value, 3.0, 7.0)) if key == "edge" else float(value)
            if index is None:
                table[key] = kept
            else:
                table[key][index] = kept

    def scale(self) -> Vector:
        """How far each number is expected to move."""
        return np.array([s for *_, s in self.slots])

    def names(self) -> list[str]:
        """The key of each number."""
        return [key for _, key, *_ in self.slots]

    def distance(self, points: Floats) -> Floats:
        """Signed distance of folded points (n, 3) to the part alone."""
        return barrel_from(self.body).distance(points)


Part = Numbers | BodyNumbers
