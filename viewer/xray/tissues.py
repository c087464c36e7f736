"""What films are made of: how much each tissue weakens the beam, and how thick bone's shell is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from meshes.reading import TableError, is_finite, shipped_table

FILE = Path(__file__).with_name("tissues.toml")
_PER_MM = 0.1
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "attenuation_per_cm": (
        *("soft", "cortical", "titanium", "cancellous", "cage", "graft", "halo", "sclerotic"),
    ),
    "shell_mm": ("usual",),
    "shell_by_kind_mm": (),
    "halo": ("rim",),
    "trunk": ("half_width", "half_depth", "forward", "psoas_per_cm"),
}


@dataclass(frozen=True, slots=True)
class Shells:
    """Thickness of the solid shell of one bone, mm: by named part, and where none is named."""

    usual: float
    by_part: Mapping[str, float]

    def of(self, part: str) -> float:
        """The shell of a named part (`pedicle`), the usual one where it has none of its own."""
        return self.by_part.get(part, self.usual)


@dataclass(frozen=True, slots=True)
class Tissues:
    """Figures of the file beside this module. excess: what a tissue takes from the beam more than
    soft tissue does, per mm, by its word there; soft: what that takes. trunk: its ellipse, mm;
    psoas: more than what lies round it, per mm.
    halo_rim: thickness of the dense bone round the seam of a loose screw, mm."""

    excess: Mapping[str, float]
    soft: float
    shells: Mapping[str, float]
    shells_by_kind: Mapping[str, float]
    trunk: Mapping[str, float]
    psoas: float
    halo_rim: float

    def shells_of(self, kind: str) -> Shells:
        """The shells of a kind of bone."""
        own = self.shells_by_kind.get(kind)
        return Shells(self.shells["usual"], self.shells) if own is None else Shells(own, {})


@cache
def tissues() -> Tissues:
    """The figures films are made with. Raises TableError for a damaged file."""
    table = shipped_table(FILE)
    found = {name: _figures(table, name, needed) for name, needed in _NEEDED.items()}
    per_cm, trunk = found["attenuation_per_cm"], found["trunk"]
    soft = per_cm["soft"]
    return Tissues(
        {name: (value - soft) * _PER_MM for name, value in per_cm.items()},
        soft * _PER_MM,
        found["shell_mm"],
        found["shell_by_kind_mm"],
        trunk,
        trunk["psoas_per_cm"] * _PER_MM,
        found["halo"]["rim"],
    )


def _figures(table: Mapping[str, Any], name: str, needed: tuple[str, ...]) -> dict[str, float]:
    """The numbers of one part of the file, none of them negative. Raises TableError."""
    rows = table.get(name)
    if not isinstance(rows, dict) or not set(needed) <= set(rows):
        raise TableError(f"{FILE}: [{name}] is not complete; reinstall the program")
    for key, value in rows.items():
        if not is_finite(value) or not 0.0 <= value < 1e4:
            raise TableError(f"{FILE}: {name}.{key} is no figure; reinstall the program")
    return {str(key): float(value) for key, value in rows.items()}
