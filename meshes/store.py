"""The built meshes that ship with the program: written once by the build, mapped into memory here.

Four arrays hold all structures end to end; `manifest.json` says which rows belong to which id.
Measured against other formats, plain .npy by memory map loads fastest (docs/rendering.md).
Knows nothing of colours or selection.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from meshes.surface import Surface

FORMAT = 1
ARRAYS = {"points": "<f4", "normals": "<f4", "shade": "<f4", "triangles": "<i4"}
_CURE = "run 'python -m meshes build' or reinstall the program"


class AssetError(Exception):
    """A mesh file is missing or damaged; the text names the file and the cure."""


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box in world millimetres."""

    lower: tuple[float, float, float]
    upper: tuple[float, float, float]

    @property
    def centre(self) -> tuple[float, float, float]:
        """Middle of the box."""
        a, b = self.lower, self.upper
        return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)

    def joined(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            tuple(map(min, self.lower, other.lower)),  # type: ignore[arg-type]
            tuple(map(max, self.upper, other.upper)),  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class Mesh:
    """One structure's arrays, read-only views into the mapped files (float32; triangles int32).

    points, normals: (n, 3). shade: (n,) 0..1. triangles: (m, 3), numbered within this mesh.
    """

    points: npt.NDArray[np.float32]
    normals: npt.NDArray[np.float32]
    shade: npt.NDArray[np.float32]
    triangles: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Assets:
    """All built meshes by id, with their boxes (boxes are known without touching the arrays)."""

    meshes: Mapping[StructureId, Mesh]
    boxes: Mapping[StructureId, Box]
    parameters: str


def default_folder() -> Path:
    """Where the shipped meshes lie."""
    return Path(str(resources.files("meshes"))) / "assets"


def save_assets(surfaces: Mapping[str, Surface], folder: Path, parameters: str) -> None:
    """Write all surfaces and their manifest. parameters: hash of the numbers they came from.

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
            "box": np.round([surface.points.min(axis=0), surface.points.max(axis=0)], 3).tolist(),
        }
        first_point += len(surface.points)
        first_triangle += len(surface.triangles)
    checksums = {}
    for name, kind in ARRAYS.items():
        array = np.concatenate([np.asarray(getattr(surfaces[key], name)) for key in order])
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array, dtype=kind))
        checksums[name] = zlib.crc32((folder / f"{name}.npy").read_bytes())
    manifest = {
        "format": FORMAT,
        "parameters": parameters,
        "crc32": checksums,
        "structures": rows,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def load_assets(folder: Path | None = None) -> Assets:
    """Map the built meshes. Raises AssetError naming the missing or damaged file."""
    root = folder or default_folder()
    manifest = _manifest(root / "manifest.json")
    arrays = {name: _array(root / f"{name}.npy", manifest["crc32"][name]) for name in ARRAYS}
    meshes: dict[StructureId, Mesh] = {}
    boxes: dict[StructureId, Box] = {}
    try:
        for text, row in manifest["structures"].items():
            key = StructureId(text)
            start, count = row["points"]
            first, faces = row["triangles"]
            rows = slice(start, start + count)
            meshes[key] = Mesh(
                arrays["points"][rows],
                arrays["normals"][rows],
                arrays["shade"][rows],
                arrays["triangles"][first : first + faces],
            )
            boxes[key] = Box(tuple(row["box"][0]), tuple(row["box"][1]))
    except (KeyError, ValueError, TypeError, IndexError) as problem:
        raise AssetError(f"{root / 'manifest.json'}: damaged ({problem}); {_CURE}") from None
    return Assets(meshes, boxes, str(manifest.get("parameters", "")))


def _manifest(file: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        complete = set(manifest["crc32"]) >= set(ARRAYS) and isinstance(
            manifest["structures"], dict
        )
    except FileNotFoundError:
        raise AssetError(f"{file}: missing; {_CURE}") from None
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise AssetError(f"{file}: damaged ({problem}); {_CURE}") from None
    if manifest.get("format") != FORMAT:
        raise AssetError(
            f"{file}: format {manifest.get('format')}, this program reads {FORMAT}; {_CURE}"
        )
    if not complete:
        raise AssetError(f"{file}: incomplete; {_CURE}")
    return dict(manifest)


def _array(file: Path, checksum: int) -> npt.NDArray[Any]:
    """Map one array after comparing its checksum: a flipped bit must not become a spike of bone."""
    try:
        if zlib.crc32(file.read_bytes()) != checksum:
            raise AssetError(f"{file}: damaged (its checksum differs); {_CURE}")
        return np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
    except FileNotFoundError:
        raise AssetError(f"{file}: missing; {_CURE}") from None
    except (OSError, ValueError) as problem:
        raise AssetError(f"{file}: damaged ({problem}); {_CURE}") from None
