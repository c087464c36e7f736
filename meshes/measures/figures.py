"""The published sizes of morphometry.toml, and how a built value stands against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import rtoml

#: The place of a figure that belongs to no level.
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Figure:
    """One published size by place (`L4`, `L4-L5`, `S1`, or WHOLE); see morphometry.toml."""

    key: str
    title: str
    group: str
    unit: str
    definition: str
    source: tuple[str, ...]
    mean: Mapping[str, float]
    lower: Mapping[str, float]
    upper: Mapping[str, float]
    sd: Mapping[str, float]
    spread_source: tuple[str, ...]
    note: str
    misses: Mapping[str, str]

    def holds(self, place: str, value: float) -> bool:
        """Whether a value lies within the limits at a place."""
        return self.lower[place] <= value <= self.upper[place]


@dataclass(frozen=True, slots=True)
class Morphometry:
    """All figures by key, and the sources in words by the keys the figures name them with."""

    figures: Mapping[str, Figure]
    sources: Mapping[str, str]


@cache
def morphometry() -> Morphometry:
    """Read morphometry.toml. Raises ValueError on a figure without limits or an unknown source."""
    text = (Path(__file__).parent.parent / "morphometry.toml").read_text(encoding="utf-8")
    return morphometry_from(rtoml.loads(text))


def morphometry_from(data: Mapping[str, Any]) -> Morphometry:
    """The figures of a parsed file. Raises ValueError naming the figure that is not right."""
    sources: dict[str, str] = dict(data["source"])
    figures = {key: _figure(key, row) for key, row in data.items() if key != "source"}
    for figure in figures.values():
        for name in (*figure.source, *figure.spread_source):
            if name not in sources:
                raise ValueError(f"{figure.key}: unknown source '{name}'")
        for place in figure.misses:
            if place not in figure.mean:
                raise ValueError(f"{figure.key}: a miss at '{place}', which has no figure")
    return Morphometry(figures, sources)


def _figure(key: str, row: Mapping[str, Any]) -> Figure:
    mean: dict[str, float] = dict(row["mean"])
    given = [name for name in ("sd", "range", "tolerance") if name in row]
    if len(given) != 1:
        raise ValueError(f"{key}: give one of sd, range and tolerance")
    sd: dict[str, float] = {}
    if given == ["range"]:
        lower, upper = (dict.fromkeys(mean, float(v)) for v in row["range"])
    else:
        spread = row[given[0]]
        sd = dict(spread) if isinstance(spread, dict) else dict.fromkeys(mean, float(spread))
        if set(sd) != set(mean):
            raise ValueError(f"{key}: mean and {given[0]} name different places")
        reach = 2.0 if given == ["sd"] else 1.0
        lower = {place: mean[place] - reach * sd[place] for place in mean}
        upper = {place: mean[place] + reach * sd[place] for place in mean}
    return Figure(
        key,
        row["title"],
        row["group"],
        row["unit"],
        row["definition"],
        tuple(row["source"]),
        mean,
        lower,
        upper,
        sd if given == ["sd"] else {},
        tuple(row.get("spread_source", ())),
        row.get("note", ""),
        dict(row.get("misses", {})),
    )
