"""Windows in discs: where cages go in, annulus (and in front the ligament on it) is taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import Hardware, bones_of
from meshes.effects.decompress import figures
from meshes.effects.regions import Region, region

#: Each with the bone in whose body frame it lies, as cuts of ligaments are kept.
Taken = tuple[tuple[str, Region], ...]

_ALL = "anterior-longitudinal-ligament"


@lru_cache(maxsize=16)
def windows(normal: Normal, hardware: tuple[Hardware, ...]) -> Mapping[str, Taken]:
    """What cages take on their way in, by the id of the structure it is taken from."""
    found: dict[str, Taken] = defaultdict(tuple)
    for own in hardware:
        lower = bones_of(own.level)[1]
        place = np.linalg.inv(normal.pose(lower)) @ normal.disc_frames[own.level]
        for each in _openings(own):
            taken = ((lower, each.moved(place)),)
            for id in (f"disc.{own.level}", f"disc.{own.level}.annulus"):
                found[id] += taken
        if own.kind == "alif":
            found[_ALL] += ((lower, _ligament(own).moved(place)),)
    return found


def windowed(hardware: Iterable[Hardware]) -> tuple[Hardware, ...]:
    """Fusions that open a disc, whatever time has passed: windows stay as they were cut."""
    return tuple(replace(each, weeks=0.0) for each in hardware if each.kind != "plf")


def _openings(own: Hardware) -> Iterable[Region]:
    """The windows of a fusion in the frame of its disc."""
    if own.kind == "plf":
        return
    row = figures()["window"][own.kind]
    if own.kind == "alif":
        yield _slot((0.0, row["from"]), (0.0, 1.0), row["half"])
    elif own.kind == "plif":
        for side in (-1.0, 1.0):
            yield _slot((side * row["aside"], row["from"]), (0.0, -1.0), row["half"])
    else:
        angle, side = np.radians(row["angle"]), -1.0 if own.side == "left" else 1.0
        way = (side * float(np.cos(angle)), -float(np.sin(angle)))
        yield _slot((row["from"] * way[0], row["from"] * way[1]), way, row["half"])


def _slot(start: tuple[float, float], way: tuple[float, float], half: float) -> Region:
    """All heights of a strip that begins at a place and goes one way without end."""
    x, y = start
    across = (-way[1], way[0])
    return region(
        ((x, y, 0.0), (-way[0], -way[1], 0.0)),
        ((x + half * across[0], y + half * across[1], 0.0), (across[0], across[1], 0.0)),
        ((x - half * across[0], y - half * across[1], 0.0), (-across[0], -across[1], 0.0)),
    )


def _ligament(own: Hardware) -> Region:
    """What of the anterior ligament lies before the window."""
    row = figures()["window"][own.kind]
    high, half = row["ligament"], row["half"]
    return region(
        ((0.0, 0.0, high), (0.0, 0.0, 1.0)),
        ((0.0, 0.0, -high), (0.0, 0.0, -1.0)),
        ((half, 0.0, 0.0), (1.0, 0.0, 0.0)),
        ((-half, 0.0, 0.0), (-1.0, 0.0, 0.0)),
    )
