"""The figures of nerves.toml: how large the nerves are and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from meshes.reading import shipped_table


@dataclass(frozen=True, slots=True)
class SacFigures:
    """The dural sac; depth, width and gap run along `stations`, from superior to inferior."""

    stations: tuple[str, ...]
    depth: tuple[float, ...]
    width: tuple[float, ...]
    gap: tuple[float, ...]
    clearance: float
    start_above: float
    out_of_t12: float
    tip_below: float
    taper: float


@dataclass(frozen=True, slots=True)
class ConusFigures:
    """The end of the cord."""

    tip_share: float
    depth: float
    width: float
    taper: float
    above_sac: float


@dataclass(frozen=True, slots=True)
class FilumFigures:
    """The terminal thread."""

    diameter_start: float
    diameter_end: float


@dataclass(frozen=True, slots=True)
class CaudaFigures:
    """Strands in the sac; diameter runs along `roots`, from superior to inferior."""

    roots: tuple[str, ...]
    diameter: tuple[float, ...]
    ventral_share: float
    first_deg: float
    last_deg: float
    first_reach: float
    last_reach: float
    slide: float


@dataclass(frozen=True, slots=True)
class RootFigures:
    """One root: radii of sleeve and ramus, size of the ganglion, angle and length."""

    take_off_deg: float
    sleeve: float
    ramus: float
    ganglion_width: float
    ganglion_length: float
    length: float
    lateral: float = 0.0
    anterior: float = 0.0


@dataclass(frozen=True, slots=True)
class TrunkPart:
    """What goes on from one ramus: it starts `begins` mm before the ramus's end, passes the points
    `over` (sacrum's frame) and lies `ends` (x, y) mm off the common line, or joins another part."""

    begins: float
    radius: float
    over: tuple[tuple[float, float, float], ...]
    ends: tuple[float, float] = (0.0, 0.0)
    joins: str = ""


@dataclass(frozen=True, slots=True)
class TrunkFigures:
    """The lumbosacral trunk with S1 and S2, as far as the beginning of the sciatic nerve.

    part: by level. line: the common line's points in the sacrum's frame. gather: share of the
    parts' offsets left at its end. end: share of the radius left there, lost over `taper` mm.
    soft: rounding where parts meet. margin: wanted to bone and disc.
    """

    part: Mapping[str, TrunkPart]
    line: tuple[tuple[float, float, float], ...]
    gather: float
    end: float
    taper: float
    soft: float
    margin: float


@dataclass(frozen=True, slots=True)
class NerveFigures:
    """All figures of nerves.toml; roots by their level, `L1` .. `S2`."""

    sac: SacFigures
    conus: ConusFigures
    filum: FilumFigures
    cauda: CaudaFigures
    root: Mapping[str, RootFigures]
    trunk: TrunkFigures


@cache
def nerve_figures() -> NerveFigures:
    """Read nerves.toml. Raises TypeError on a missing or an unknown figure."""
    data = shipped_table(Path(__file__).parent / "nerves.toml")
    rows: dict[str, dict[str, Any]] = {
        part: {k: tuple(v) if isinstance(v, list) else v for k, v in data[part].items()}
        for part in ("sac", "conus", "filum", "cauda")
    }
    return NerveFigures(
        SacFigures(**rows["sac"]),
        ConusFigures(**rows["conus"]),
        FilumFigures(**rows["filum"]),
        CaudaFigures(**rows["cauda"]),
        {level: RootFigures(**row) for level, row in data["root"].items()},
        _trunk(data["trunk"]),
    )


def _trunk(data: Mapping[str, Any]) -> TrunkFigures:
    parts = {
        level: TrunkPart(**{k: _frozen(v) for k, v in row.items()})
        for level, row in data["part"].items()
    }
    common = {key: _frozen(value) for key, value in data["common"].items()}
    return TrunkFigures(part=parts, margin=data["margin"], **common)


def _frozen(value: Any) -> Any:
    """Lists made tuples, also within lists."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
