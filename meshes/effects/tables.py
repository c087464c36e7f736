"""What bones give so as to keep clear, worked out beforehand: seconds of search become a look-up.

tables.toml is made by `python -m meshes.effects.tables`, of the anatomy and figures whose checksum
it bears; with any other the same tables are worked out at first need.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.effects.changes import Values
from meshes.reading import shipped_table
from meshes.store import default_folder

_FOLDER = Path(__file__).parent
_FILE = _FOLDER / "tables.toml"
#: Files of figures that the tables are made from, and of the saw's the pars gap alone.
_FIGURES = ("motion.toml", "slip.toml", "curve.toml", "fracture.toml", "saw.toml")
_DECIMALS = 5

_MADE: dict[str, Values] = {}


def tabulated(name: str, make: Callable[[], Values]) -> Values:
    """The table of a name: stored, or made once. Two-dimensional; the caller knows its rows."""
    if name not in _MADE:
        stored = _stored().get(name)
        _MADE[name] = make() if stored is None else np.array(stored, dtype=np.float64)
    return _MADE[name]


def checksum() -> int:
    """Of the anatomy that ships and the figures that the tables are made from."""
    manifest = json.loads((default_folder() / "manifest.json").read_text(encoding="utf-8"))
    parts: list[object] = [manifest["extras"]]
    for name in _FIGURES:
        figures = shipped_table(_FOLDER / name)
        parts.append(figures["pars"] if name == "saw.toml" else figures)
    return zlib.crc32(json.dumps(parts, sort_keys=True).encode())


@cache
def _stored() -> Mapping[str, Any]:
    if not _FILE.exists():
        return {}
    found = shipped_table(_FILE)
    tables: dict[str, Any] = found["table"]
    return tables if found["of"] == checksum() else {}


def _written() -> str:
    """The file, from all tables that models ask for."""
    _MADE.clear()
    for make in _asked_for():
        make()
    lines = ["# Made by `python -m meshes.effects.tables`; not to be edited.", f"of = {checksum()}"]
    lines += ["", "[table]"]
    for name, table in sorted(_MADE.items()):
        rows = np.round(table, _DECIMALS) + 0.0
        body = ",\n  ".join("[" + ", ".join(f"{v:g}" for v in row) + "]" for row in rows.tolist())
        lines.append(f'"{name}" = [\n  {body},\n]')
    return "\n".join(lines) + "\n"


def _asked_for() -> list[Callable[[], object]]:
    from functools import partial

    from meshes.changed.normal import load_normal
    from meshes.effects import broken_body, curve, fracture, gliding, height, slip, slip_course
    from meshes.effects.changes import LEVELS

    normal = load_normal()
    found: list[Callable[[], object]] = [
        partial(height.most_lost, normal, level) for level in LEVELS
    ]
    found += [partial(gliding.prepared, normal, level) for level in gliding.LEVELS]
    found += [
        partial(slip.most_slip, normal, level, kind)
        for kind, levels in slip_course.figures()["levels"].items()
        for level in levels
    ]
    found += [partial(curve.prepared, normal, apex) for apex in curve.figures()["wedge"]]
    found += [
        partial(fracture.prepared, normal, level, shape)
        for level in LEVELS[:-1]
        for shape in broken_body.figures()["above"]["most"]
    ]
    return found


def write() -> None:
    """Work out all tables anew and store them."""
    _stored.cache_clear()
    _FILE.unlink(missing_ok=True)
    _FILE.write_text(_written(), encoding="utf-8")
    _stored.cache_clear()


if __name__ == "__main__":
    # under its own name, by which the makers know it
    from meshes.effects import tables

    tables.write()
