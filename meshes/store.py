"""The built meshes that ship with the program: mapped into memory as `meshes.saving` wrote them.

Five arrays hold all structures end to end; `manifest.json` says which rows belong to which id, and
which numbers in the fifth stand for which named part of a bone.
Measured against other formats, plain .npy by memory map loads fastest (docs/rendering.md).
Knows nothing of colours or selection.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from meshes.ids import StructureId
from meshes.reading import brief, read_plain, why

if TYPE_CHECKING:
    import numpy.typing as npt

FORMAT = 2
#: Numbers in a row of an array that has not three of them.
_WIDTHS: Mapping[str, tuple[int, ...]] = {"shade": (), "parts": ()}
ARRAYS = {"points": "<f4", "normals": "<f4", "shade": "<f4", "triangles": "<i4", "parts": "|u1"}
#: Arrays with a row for each row of another.
_BESIDE = {"normals": "points", "shade": "points", "parts": "triangles"}
_LARGEST_BYTES = 500_000_000
#: No point of the scene is so far away.
_FAR_MM = 1e5
_CURE = "run 'python -m meshes build' or reinstall the program"
#: What a manifest that says something strange may raise while it is read.
_STRANGE = (KeyError, ValueError, TypeError, IndexError, AttributeError)


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

    def clipped(self, other: Box) -> Box:
        """What of this box lies within the other; its nearest edge where they do not meet."""
        return Box(
            tuple(
                max(a, min(c, b))
                for a, b, c in zip(self.lower, self.upper, other.lower, strict=True)
            ),  # type: ignore[arg-type]
            tuple(
                min(b, max(c, a))
                for a, b, c in zip(self.lower, self.upper, other.upper, strict=True)
            ),  # type: ignore[arg-type]
        )

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
    parts: (m,) named part of each triangle, k for part_ids[k - 1], 0 for none; None without parts.
    """

    points: npt.NDArray[np.float32]
    normals: npt.NDArray[np.float32]
    shade: npt.NDArray[np.float32]
    triangles: npt.NDArray[np.int32]
    parts: npt.NDArray[np.uint8] | None = None
    part_ids: tuple[StructureId, ...] = ()

    def part(self, id: StructureId) -> Mesh:
        """The faces of one named part as an open mesh. Raises KeyError when it has no such part."""
        if self.parts is None or id not in self.part_ids:
            raise KeyError(id)
        faces = self.triangles[self.parts == self.part_ids.index(id) + 1]
        used, numbers = np.unique(faces, return_inverse=True)
        return Mesh(
            self.points[used],
            self.normals[used],
            self.shade[used],
            numbers.reshape(-1, 3).astype(np.int32),
        )

    def part_at(self, triangle: int) -> StructureId | None:
        """The named part a triangle belongs to."""
        number = 0 if self.parts is None else int(self.parts[triangle])
        return self.part_ids[number - 1] if number else None


@dataclass(frozen=True, slots=True)
class Assets:
    """All built meshes by id, with their boxes (boxes are known without touching the arrays).

    Boxes: also of the named parts of bones. owners: the bone of each such part.
    """

    meshes: Mapping[StructureId, Mesh]
    boxes: Mapping[StructureId, Box]
    parameters: str
    owners: Mapping[StructureId, StructureId] = field(default_factory=dict)

    def has(self, id: StructureId) -> bool:
        """Whether there is something to draw for this id: a mesh or faces of a bone's."""
        return id in self.meshes or id in self.owners

    def mesh(self, id: StructureId) -> Mesh:
        """A structure's mesh; of a part of a bone the open mesh of its faces. Raises KeyError."""
        return self.meshes[self.owners[id]].part(id) if id in self.owners else self.meshes[id]


def default_folder() -> Path:
    """Where the shipped meshes lie."""
    return Path(__file__).parent / "assets"


def load_assets(folder: Path | None = None) -> Assets:
    """Map the built meshes. Those that ship are mapped once: whoever draws them has the objects
    that conditions leave as they are, and nothing of these to draw anew.

    Raises AssetError naming the missing or damaged file.
    """
    return _shipped(default_folder()) if folder is None else _laid_out(folder)


@cache
def _shipped(root: Path) -> Assets:
    return _laid_out(root)


def _laid_out(root: Path) -> Assets:
    manifest = _manifest(root / "manifest.json")
    arrays = {name: _array(root, name, manifest["crc32"][name]) for name in ARRAYS}
    _refuse_short(root, arrays)
    meshes: dict[StructureId, Mesh] = {}
    owners: dict[StructureId, StructureId] = {}
    try:
        boxes = _boxes(manifest)
        for text, row in manifest["structures"].items():
            key = StructureId(text)
            rows = _rows(row["points"], len(arrays["points"]))
            cells = _rows(row["triangles"], len(arrays["triangles"]))
            table = row.get("parts", [])
            for part in table:
                owners[StructureId(part["id"])] = key
            meshes[key] = Mesh(
                arrays["points"][rows],
                arrays["normals"][rows],
                arrays["shade"][rows],
                arrays["triangles"][cells],
                arrays["parts"][cells] if table else None,
                tuple(StructureId(part["id"]) for part in table),
            )
            _refuse_strange(key, meshes[key])
    except _STRANGE as problem:
        raise AssetError(f"{root / 'manifest.json'}: damaged ({why(problem)}); {_CURE}") from None
    return Assets(meshes, boxes, str(manifest.get("parameters", "")), owners)


def load_boxes(folder: Path | None = None) -> Mapping[StructureId, Box]:
    """Where every structure lies, and every named part of a bone, without reading any mesh.

    Raises AssetError naming the missing or damaged file.
    """
    file = (folder or default_folder()) / "manifest.json"
    try:
        return _boxes(_manifest(file))
    except _STRANGE as problem:
        raise AssetError(f"{file}: damaged ({why(problem)}); {_CURE}") from None


def _boxes(manifest: Mapping[str, Any]) -> dict[StructureId, Box]:
    """The boxes of a manifest. Raises what `_STRANGE` names."""
    boxes: dict[StructureId, Box] = {}
    for text, row in manifest["structures"].items():
        for part in row.get("parts", []):
            boxes[StructureId(part["id"])] = _box(part["box"])
        boxes[StructureId(text)] = _box(row["box"])
    return boxes


def _rows(extent: Any, there_are: int) -> slice:
    """The rows of one structure, all of which are there. Raises ValueError."""
    start, count = extent
    if type(start) is not int or type(count) is not int or not 0 < count <= there_are - start:
        raise ValueError(f"rows {start!r} and {count!r} of {there_are}")
    if start < 0:
        raise ValueError(f"rows from {start}")
    return slice(start, start + count)


def _box(corners: Any) -> Box:
    """Two corners of three finite numbers. Raises ValueError."""
    (ax, ay, az), (bx, by, bz) = corners
    numbers = (ax, ay, az, bx, by, bz)
    if not all(type(n) in (int, float) and abs(n) < _FAR_MM for n in numbers):
        raise ValueError("a box is none")
    return Box((ax, ay, az), (bx, by, bz))


def _refuse_strange(key: str, mesh: Mesh) -> None:
    """What is drawn without being looked at again: a triangle of points that are not there would
    end the interpreter. Raises ValueError."""
    # Read without signs, a number below nought is a huge one: one pass instead of two.
    if int(mesh.triangles.view(np.uint32).max()) >= len(mesh.points):
        raise ValueError(f"{key} has triangles of points that are not there")
    if mesh.parts is None:
        return
    faces = np.bincount(mesh.parts, minlength=len(mesh.part_ids) + 1)
    if len(faces) > len(mesh.part_ids) + 1:
        raise ValueError(f"{key} has parts without names")
    if not faces[1:].all():
        empty = mesh.part_ids[int(np.argmin(faces[1:]))]
        raise ValueError(f"{empty} has no faces")


def read_extra(name: str, folder: Path | None = None) -> bytes:
    """A file that ships beside the meshes, whole. Raises AssetError when missing or damaged."""
    root = folder or default_folder()
    extras = _manifest(root / "manifest.json").get("extras")
    checksum = extras.get(name) if isinstance(extras, dict) else None
    try:
        data = read_plain(root / name, _LARGEST_BYTES)
    except FileNotFoundError:
        raise AssetError(f"{root / name}: missing; {_CURE}") from None
    except OSError as problem:
        raise AssetError(f"{root / name}: cannot be read ({why(problem)}); {_CURE}") from None
    if zlib.crc32(data) != checksum:
        raise AssetError(f"{root / name}: damaged (its checksum differs); {_CURE}")
    return data


def _manifest(file: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(read_plain(file, _LARGEST_BYTES).decode("utf-8"))
        complete = set(manifest["crc32"]) >= set(ARRAYS) and isinstance(
            manifest["structures"], dict
        )
    except FileNotFoundError:
        raise AssetError(f"{file}: missing; {_CURE}") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise AssetError(f"{file}: damaged ({why(problem)}); {_CURE}") from None
    if manifest.get("format") != FORMAT:
        raise AssetError(
            f"{file}: format {brief(str(manifest.get('format')))}, this program reads {FORMAT}; "
            f"{_CURE}"
        )
    if not complete:
        raise AssetError(f"{file}: incomplete; {_CURE}")
    return dict(manifest)


def _array(root: Path, name: str, checksum: int) -> npt.NDArray[Any]:
    """Map one array after comparing its checksum: a flipped bit must not become a spike of bone."""
    file = root / f"{name}.npy"
    try:
        if zlib.crc32(read_plain(file, _LARGEST_BYTES)) != checksum:
            raise AssetError(f"{file}: damaged (its checksum differs); {_CURE}")
        array = _mapped(file)
        if array.dtype != np.dtype(ARRAYS[name]) or array.shape[1:] != _WIDTHS.get(name, (3,)):
            raise ValueError(f"an array of {array.dtype} {array.shape}")
        if name == "points" and not np.isfinite(array).all():
            raise ValueError("numbers that are none")
        return array
    except FileNotFoundError:
        raise AssetError(f"{file}: missing; {_CURE}") from None
    except (OSError, ValueError) as problem:
        raise AssetError(f"{file}: damaged ({why(problem)}); {_CURE}") from None


def _refuse_short(root: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Arrays that belong together have as many rows. Raises AssetError naming the one that has not:
    a stretch of it would be empty without a word."""
    for name, beside in _BESIDE.items():
        rows, wanted = len(arrays[name]), len(arrays[beside])
        if rows != wanted:
            said = f"{rows} rows, {beside} has {wanted}"
            raise AssetError(f"{root / f'{name}.npy'}: damaged ({said}); {_CURE}")


def _mapped(file: Path) -> npt.NDArray[Any]:
    """The array of a file. Raises ValueError or OSError."""
    try:
        return np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - numpy hands on whatever its parsers of a header raise
        raise ValueError("its header is none") from None
