"""The sizes of the hardware, read once from `meshes/effects/hardware.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from meshes.reading import shipped_table


@cache
def figures() -> Mapping[str, Any]:
    """The whole table; mm and degrees."""
    path = Path(__file__).parent.parent / "hardware.toml"
    return shipped_table(path)


def figure(*path: str) -> float:
    """One number of the table: `figure("rod", "diameter")`. Raises KeyError for an unknown one."""
    found: Any = figures()
    for name in path:
        found = found[name]
    return float(found)
