"""Where on the spine a condition is."""

from __future__ import annotations

from dataclasses import dataclass

#: Disc levels from superior to inferior.
LEVELS = ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")


@dataclass(frozen=True, slots=True)
class Site:
    """Where a condition is. level: the disc level (`L4-L5`), for a vertebra's own condition that
    below it; bone: the vertebra (`vertebra.L4`), for a level that above it. sides: `left`,
    `right`, both or none. zone: of a herniation, "" otherwise."""

    level: str
    bone: str
    sides: tuple[str, ...] = ()
    zone: str = ""

    @staticmethod
    def of(place: str, side: str = "", zone: str = "") -> Site:
        """The site of `L4-L5`, `L4`, or `S1` for what is at the sacrum, whose level is L5-S1.

        Raises ValueError for a place no condition can be at.
        """
        sides = ("left", "right") if side == "both" else (side,) if side else ()
        if place == "S1":
            return Site(LEVELS[-1], "sacrum", sides, zone)
        if place in LEVELS:
            return Site(place, _upper(place), sides, zone)
        for level in LEVELS:
            if level.startswith(f"{place}-"):
                return Site(level, f"vertebra.{place}", sides, zone)
        raise ValueError(f"'{place}' is not a level; levels are {', '.join(LEVELS)}")


def _upper(level: str) -> str:
    return f"vertebra.{level.split('-')[0]}"
