"""What the levels are called when a transitional vertebra makes the count uncertain.

The model keeps its own ids, counted from the ribs down. A lumbarised S1 is the sixth lumbar
vertebra for one who counts from above; a sacralised L5 belongs to the sacrum for one who counts
lumbar vertebrae that are free. Both names are given; which is right only the whole spine tells
(state the method of counting in every report).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

#: Models (ids of conditions) with which the count is in doubt.
TRANSITIONAL = frozenset(
    {"castellvi-1", "castellvi-2", "castellvi-3", "castellvi-4", "lumbarised-s1"}
)
NOTE = "Numbering needs the whole spine: counted from C2 or from the lowest rib."
_NAMES = ("T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")
#: What lies beyond both ends of them, counted from below.
_ABOVE_ALL, _BELOW_ALL = "T11", "S6"


@dataclass(frozen=True, slots=True)
class LevelName:
    """What a vertebra is called. shown: the name to print; above: counted from above, as everywhere
    in the model; below: counted from the sacrum up, lowest free vertebra as L5."""

    shown: str
    above: str
    below: str

    @property
    def text(self) -> str:
        """Both names where they differ: `L6 (S1; L5 if counted from below)`."""
        if self.shown == self.above == self.below:
            return self.shown
        parts = [self.above] if self.above != self.shown else []
        if self.below != self.shown:
            parts.append(f"{self.below} if counted from below")
        return f"{self.shown} ({'; '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Numbering:
    """Names by the model's own level names, the lumbar count, and the sentence that goes with
    them, "" for the usual five."""

    names: Mapping[str, LevelName]
    lumbar: int
    note: str

    def level(self, text: str) -> str:
        """A level as printed, from the model's `L5` or `L5-S1`."""
        return "–".join(
            self.names[part].shown if part in self.names else part for part in text.split("-")
        )


def numbering(models: Iterable[str]) -> Numbering:
    """How the levels are called with these models (ids of conditions) set.

    A bony union of L5 on both sides or one (`castellvi-3`, `castellvi-4`) leaves four lumbar
    vertebrae that are free; a lumbarised S1 makes six. Types I and II keep L5 a lumbar vertebra.
    With both, the count is five again and names stay.
    """
    known = set(models)
    fewer = bool(known & {"castellvi-3", "castellvi-4"})
    more = "lumbarised-s1" in known
    if fewer == more:
        names = {name: LevelName(name, name, name) for name in _NAMES}
        return Numbering(names, 5, NOTE if fewer or known & TRANSITIONAL else "")
    step = -1 if more else 1
    found = {}
    for k, name in enumerate(_NAMES):
        below = (_ABOVE_ALL, *_NAMES, _BELOW_ALL)[k + 1 + step]
        found[name] = LevelName(name, name, below)
    if more:
        found["S1"] = LevelName("L6", "S1", "L5")
        for above, name in pairwise(("S1", "S2", "S3", "S4", "S5")):
            found[name] = LevelName(above, name, above)
        text = f"Six lumbar vertebrae, the lowest a lumbarised S1. {NOTE}"
        return Numbering(found, 6, text)
    text = f"Four free lumbar vertebrae above a sacralised L5. {NOTE}"
    return Numbering(found, 4, text)
