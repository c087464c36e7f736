"""How bright each tissue is on an MRI-like picture, and the sizes it is made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from meshes.reading import TableError, is_finite, shipped_table

FILE = Path(__file__).with_name("signals.toml")
_GRADES = (1.0, 2.0, 3.0, 4.0, 5.0)
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "signal": (
        *("fluid", "fat", "marrow", "muscle", "nerve", "cord", "rootlet", "ganglion", "filum"),
        *("dura", "annulus", "ligament", "interspinous", "interosseous", "capsule", "cartilage"),
        *("cortex", "herniation", "tear", "metal", "graft_fresh", "air", "skin"),
    ),
    "nucleus": (
        "inner_annulus",
        *(f"{name}_{k}" for name in ("grade", "cleft") for k in range(1, 6)),
    ),
    "size_mm": ("slice", "thin", "blur", "cortex", "dura", "metal_bloom", "blend", "cleft", "tear"),
}


@dataclass(frozen=True, slots=True)
class Signals:
    """of: brightness 0..1 by tissue. size: mm by name. See the file for both."""

    of: Mapping[str, float]
    size: Mapping[str, float]
    _nucleus: Mapping[str, float]

    def nucleus(self, grade: float) -> float:
        """Brightness of a nucleus of a Pfirrmann grade 1..5, in between along straight lines."""
        return self._graded("grade", grade)

    @property
    def inner_annulus(self) -> float:
        """Brightness of the innermost annulus, of that of its nucleus."""
        return self._nucleus["inner_annulus"]

    def cleft(self, grade: float) -> float:
        """How much darker its cleft is, 0..1 of its brightness."""
        return self._graded("cleft", grade)

    def _graded(self, name: str, grade: float) -> float:
        steps = [self._nucleus[f"{name}_{k:g}"] for k in _GRADES]
        return float(np.interp(grade, _GRADES, steps))


@cache
def signals() -> Signals:
    """The figures pictures are made with. Raises TableError for a damaged file."""
    table = shipped_table(FILE)
    found = {}
    for name, needed in _NEEDED.items():
        rows = table.get(name)
        if not isinstance(rows, dict) or not set(needed) <= set(rows):
            raise TableError(f"{FILE}: [{name}] is not complete; reinstall the program")
        for key, value in rows.items():
            if not is_finite(value) or not 0.0 <= value < 100.0:
                raise TableError(f"{FILE}: {name}.{key} is no figure; reinstall the program")
        found[name] = {str(key): float(value) for key, value in rows.items()}
    return Signals(found["signal"], found["size_mm"], found["nucleus"])
