"""How far a fusion has come: named stages of the film series, and any time between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshes.effects.hardware.figures import figures


@dataclass(frozen=True, slots=True)
class Stage:
    """A key frame. months: after the operation, below 0 before it. amount: 0 separate chips, 1
    continuous bone. opacity: how dense the graft is drawn."""

    id: str
    months: float
    amount: float
    opacity: float


def stages() -> tuple[Stage, ...]:
    """All key frames in the order of time, `before` first."""
    return tuple(Stage(**row) for row in figures()["stage"])


def stage(name: str) -> Stage:
    """The key frame of a name. Raises ValueError naming those that exist."""
    for found in stages():
        if found.id == name:
            return found
    known = ", ".join(found.id for found in stages())
    raise ValueError(f"no stage {name!r}; there are {known}")


def stage_at(months: float) -> Stage:
    """What stands at a time after the operation, between the key frames by straight lines."""
    if months < 0:
        return stages()[0]
    rows = stages()[1:]
    times = [row.months for row in rows]
    amount, opacity = (
        float(np.interp(months, times, [getattr(row, name) for row in rows]))
        for name in ("amount", "opacity")
    )
    name = max((row for row in rows if row.months <= months), key=lambda row: row.months).id
    return Stage(name, months, amount, opacity)
