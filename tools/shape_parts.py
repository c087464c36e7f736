"""A shape file's tables as rows of numbers that a fit may move, and how far each kind may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.builders.vertebra import barrel_from, limb_from

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of number may move: weak prior (mm), limits."""

    prior: float
    low: float
    high: float


RULES = {
    "start": Rule(2.5, -90, 60),
    "end": Rule(2.5, -90, 60),
    "half_width": Rule(1.5, 1.2, 16),
    "half_thickness": Rule(1.5, 1.2, 16),
    "bend": Rule(1.5, -8, 8),
    "roll_deg": Rule(12, -80, 80),
    "cap": Rule(1.5, 1.5, 12),
    "blend": Rule(1.5, 4, 10),
    "centre_y": Rule(0.3, -4, 4),
    "rim_superior": Rule(1.5, -10, 40),
    "waist": Rule(1.5, -10, 40),
    "rim_inferior": Rule(1.5, -10, 40),
    "flare_superior": Rule(0.4, 1.4, 3.5),
    "flare_inferior": Rule(0.4, 1.4, 3.5),
    "edge": Rule(1, 3, 7),
    "height": Rule(2, -20, 20),
    "tilt": Rule(0.08, -0.3, 0.3),
    "curve_x": Rule(0.003, -0.02, 0.02),
    "curve_y": Rule(0.003, -0.02, 0.02),
    "dish": Rule(1, -1, 4),
    "dish_centre": Rule(2, -8, 6),
    "dish_x": Rule(3, 6, 22),
    "dish_y": Rule(3, 5, 18),
}
MIDLINE_FIXED = {("start", 0), ("end", 0), ("bend", 1), ("roll_deg", None)}


@dataclass(slots=True)
class Part:
    """One table of the shape file as numbers in a row."""

    kind: str
    name: str
    table: Table
    keys: list[tuple[tuple[str, ...], int | None]]

    def vector(self) -> Array:
        return np.array([_get(self.table, path, k) for path, k in self.keys])

    def with_vector(self, numbers: Array) -> Part:
        table: Table = _copy(self.table)
        for (path, k), value in zip(self.keys, numbers, strict=True):
            _set(table, path, k, float(value))
        return Part(self.kind, self.name, table, self.keys)

    def rules(self) -> list[Rule]:
        return [RULES[path[-1]] for path, _ in self.keys]

    def distance(self, folded: Floats) -> Floats:
        solid = barrel_from(self.table) if self.kind == "body" else limb_from(self.table)
        return solid.distance(folded)

    @property
    def blend(self) -> float:
        return float(self.table.get("blend", 0.0))


def parts_of(shape: Table) -> list[Part]:
    """Body, joined limbs and cuts in the order in which they are applied."""
    found = [Part("body", "body", shape["body"], list(_keys(shape["body"])))]
    for kind in ("joined", "cuts"):
        for name, table in shape[kind].items():
            midline = table["start"][0] == 0 and table["end"][0] == 0
            keys = [
                (path, k)
                for path, k in _keys(table)
                if path[-1] != "reference" and not (midline and (path[-1], k) in MIDLINE_FIXED)
            ]
            found.append(Part(kind, name, table, keys))
    return found


def _keys(table: Table, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int | None]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _keys(value, (*path, key))
        elif isinstance(value, list):
            yield from (((*path, key), k) for k in range(len(value)))
        else:
            yield (*path, key), None


def _copy(table: Table) -> Table:
    return {
        k: _copy(v) if isinstance(v, dict) else list(v) if isinstance(v, list) else v
        for k, v in table.items()
    }


def _get(table: Table, path: tuple[str, ...], k: int | None) -> float:
    for key in path[:-1]:
        table = table[key]
    value = table[path[-1]]
    return float(value if k is None else value[k])


def _set(table: Table, path: tuple[str, ...], k: int | None, value: float) -> None:
    for key in path[:-1]:
        table = table[key]
    if k is None:
        table[path[-1]] = value
    else:
        table[path[-1]][k] = value
