"""Writing the built meshes that ship with the program, as `meshes.store` maps them into memory."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.store import ARRAYS, FORMAT
from meshes.surface import Surface


def save_assets(
    surfaces: Mapping[str, Surface],
    folder: Path,
    parameters: str,
    extras: Mapping[str, bytes] | None = None,
) -> None:
    """Write all surfaces and their manifest. parameters: hash of the numbers they came from.

    extras: further files by name, pinned by the manifest, read by `read_extra`.
    Deterministic: the same surfaces give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    order = sorted(surfaces)
    rows, first_point, first_triangle = {}, 0, 0
    for key in order:
        surface = surfaces[key]
        rows[key] = {
            "points": [first_point, len(surface.points)],
            "triangles": [first_triangle, len(surface.triangles)],
            "box": _corners(surface.points),
        }
        if surface.parts is not None:
            rows[key]["parts"] = _part_table(key, surface)
        first_point += len(surface.points)
        first_triangle += len(surface.triangles)
    checksums = {}
    for name, kind in ARRAYS.items():
        array = np.concatenate([_column(surfaces[key], name) for key in order])
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array, dtype=kind))
        checksums[name] = zlib.crc32((folder / f"{name}.npy").read_bytes())
    for name, data in (extras or {}).items():
        (folder / name).write_bytes(data)
    manifest = {
        "format": FORMAT,
        "parameters": parameters,
        "crc32": checksums,
        "extras": {name: zlib.crc32(data) for name, data in sorted((extras or {}).items())},
        "structures": rows,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _column(surface: Surface, name: str) -> npt.NDArray[Any]:
    """One of the arrays of a surface; no part anywhere where it has none."""
    if name == "parts" and surface.parts is None:
        return np.zeros(len(surface.triangles), np.uint8)
    return np.asarray(getattr(surface, name))


def _corners(points: npt.NDArray[np.floating]) -> list[list[float]]:
    corners: list[list[float]] = np.round([points.min(axis=0), points.max(axis=0)], 3).tolist()
    return corners


def _part_table(key: str, surface: Surface) -> list[dict[str, Any]]:
    """Id and box of each named part, in the order of the numbers in `parts` (from 1).

    Raises ValueError for a part without faces.
    """
    table = []
    for number, name in enumerate(surface.part_names, 1):
        faces = surface.triangles[surface.parts == number]
        if len(faces) == 0:
            raise ValueError(f"{key}.{name} has no faces")
        table.append({"id": f"{key}.{name}", "box": _corners(surface.points[np.unique(faces)])})
    return table
