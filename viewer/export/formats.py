"""The mesh formats: each declares one Exporter. Millimetres, RAS+, names are ids.

STL holds shapes alone; PLY a colour for each point; OBJ (with its .mtl) and GLB a scene of named,
coloured objects. All writers are our own: they keep the names and may be stopped in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from meshes.ids import StructureId
from meshes.store import Mesh
from meshes.surface import area_vectors
from viewer.export.glb import write_glb
from viewer.spec import Colour


@dataclass(frozen=True)
class Piece:
    """One structure to write: its mesh and how it looks. name: in words."""

    mesh: Mesh
    colour: Colour
    name: str
    opacity: float = 1.0


Pieces = Mapping[StructureId, Piece]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A mesh format. title: words for menus. one_file: all structures go into one named scene.

    write(pieces, file): writes in steps and yields after each; a format of one structure a file
    gets one piece.
    """

    name: str
    title: str
    one_file: bool
    write: Callable[[Pieces, Path], Iterator[None]]


def _write_stl(pieces: Pieces, file: Path) -> Iterator[None]:
    ((id, piece),) = pieces.items()
    corners = np.array(piece.mesh.points)[piece.mesh.triangles]
    facing = area_vectors(piece.mesh.points.astype(float), piece.mesh.triangles)
    length = np.linalg.norm(facing, axis=1, keepdims=True)
    row = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("unused", "<u2")])
    rows = np.zeros(len(corners), dtype=row)
    rows["normal"], rows["corners"] = facing / np.maximum(length, 1e-12), corners
    header = f"{id} mm RAS+".encode("ascii", "replace")[:80].ljust(80)
    file.write_bytes(header + np.uint32(len(rows)).tobytes() + rows.tobytes())
    yield


def _write_ply(pieces: Pieces, file: Path) -> Iterator[None]:
    ((id, piece),) = pieces.items()
    mesh = piece.mesh
    row = np.dtype([("place", "<f4", 3), ("normal", "<f4", 3), ("colour", "u1", 3)])
    points = np.zeros(len(mesh.points), dtype=row)
    points["place"], points["normal"] = np.array(mesh.points), np.array(mesh.normals)
    points["colour"] = _bytes_of(piece.colour)
    face = np.dtype([("count", "u1"), ("corners", "<i4", 3)])
    faces = np.zeros(len(mesh.triangles), dtype=face)
    faces["count"], faces["corners"] = 3, mesh.triangles
    head = [
        "ply",
        "format binary_little_endian 1.0",
        f"comment {id}; millimetres, RAS+",
        f"element vertex {len(points)}",
        *(f"property float {name}" for name in ("x", "y", "z", "nx", "ny", "nz")),
        *(f"property uchar {name}" for name in ("red", "green", "blue")),
        f"element face {len(faces)}",
        "property list uchar int vertex_indices",
        "end_header\n",
    ]
    file.write_bytes(
        "\n".join(head).encode("ascii", "replace") + points.tobytes() + faces.tobytes()
    )
    yield


def _write_obj(pieces: Pieces, file: Path) -> Iterator[None]:
    """Objects named by id, their colours in a .mtl of the same name beside it."""
    colours = file.with_suffix(".mtl")
    colours.write_text("".join(_paint(id, p) for id, p in pieces.items()), encoding="utf-8")
    first = 1
    with file.open("w", encoding="utf-8") as out:
        out.write(f"# millimetres, RAS+\nmtllib {colours.name}\n")
        for id, piece in pieces.items():
            mesh = piece.mesh
            out.write(f"# {piece.name}\no {id}\nusemtl {id}\n")
            out.write("v %.4f %.4f %.4f\n" * len(mesh.points) % tuple(mesh.points.ravel().tolist()))
            turned = tuple(mesh.normals.ravel().tolist())
            out.write("vn %.3f %.3f %.3f\n" * len(mesh.normals) % turned)
            twice = np.repeat(mesh.triangles.ravel() + first, 2)
            out.write("f %d//%d %d//%d %d//%d\n" * len(mesh.triangles) % tuple(twice.tolist()))
            first += len(mesh.points)
            yield


def _paint(id: StructureId, piece: Piece) -> str:
    red, green, blue = piece.colour
    return (
        f"newmtl {id}\nKd {red:.4f} {green:.4f} {blue:.4f}\nKs 0.1 0.1 0.1\nNs 16\n"
        f"d {piece.opacity:.3f}\n\n"
    )


def _bytes_of(colour: Colour) -> tuple[int, ...]:
    return tuple(round(255 * channel) for channel in colour)


def _write_scene(pieces: Pieces, file: Path) -> Iterator[None]:
    write_glb(pieces, file)
    yield


EXPORTERS: Mapping[str, Exporter] = {
    "stl": Exporter("stl", "STL for 3D printing, one file a structure", False, _write_stl),
    "obj": Exporter("obj", "OBJ, one named and coloured scene", True, _write_obj),
    "ply": Exporter("ply", "PLY with colours, one file a structure", False, _write_ply),
    "glb": Exporter("glb", "GLB, one named and coloured scene", True, _write_scene),
}
