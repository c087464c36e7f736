"""glTF 2.0 in one binary file: a named node and material for each structure.

Own writer, because the toolkit's exporter does not name its nodes by structure. Coordinates stay in
millimetres, RAS+, as everywhere in the program (glTF itself speaks of metres and y as superior).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from meshes.ids import StructureId

if TYPE_CHECKING:
    from viewer.export.formats import Piece

_FLOAT, _UINT = 5126, 5125
_VERTICES, _INDICES = 34962, 34963


def write_glb(pieces: Mapping[StructureId, Piece], file: Path) -> None:
    """Write all structures as one scene named "Lumbosacral spine"; nodes hold ids and names."""
    blob = bytearray()
    views: list[dict[str, Any]] = []
    accessors: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []

    def put(array: Any, target: int, component: int, shape: str, bounds: bool) -> int:
        data = np.ascontiguousarray(array)
        views.append(
            {
                "buffer": 0,
                "byteOffset": len(blob),
                "byteLength": data.nbytes,
                "target": target,
            }
        )
        accessor: dict[str, Any] = {
            "bufferView": len(views) - 1,
            "componentType": component,
            "count": len(data),
            "type": shape,
        }
        if bounds:
            accessor |= {"min": data.min(axis=0).tolist(), "max": data.max(axis=0).tolist()}
        accessors.append(accessor)
        blob.extend(data.tobytes())
        return len(accessors) - 1

    for number, (key, piece) in enumerate(pieces.items()):
        mesh = piece.mesh
        primitive = {
            "attributes": {
                "POSITION": put(mesh.points, _VERTICES, _FLOAT, "VEC3", True),
                "NORMAL": put(mesh.normals, _VERTICES, _FLOAT, "VEC3", False),
            },
            "indices": put(mesh.triangles.astype("<u4").ravel(), _INDICES, _UINT, "SCALAR", False),
            "material": number,
        }
        extras = {"name": piece.name}
        rows.append({"name": str(key), "primitives": [primitive], "extras": extras})
    document = {
        "asset": {"version": "2.0", "generator": "Lumbosacral Viewer"},
        "scene": 0,
        "scenes": [{"name": "Lumbosacral spine", "nodes": list(range(len(rows)))}],
        "nodes": [
            {"name": row["name"], "mesh": k, "extras": row["extras"]} for k, row in enumerate(rows)
        ],
        "meshes": rows,
        "materials": [_material(key, piece) for key, piece in pieces.items()],
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(blob)}],
    }
    file.write_bytes(_packed(document, bytes(blob)))


def _material(key: str, piece: Piece) -> dict[str, Any]:
    linear = [round(channel**2.2, 4) for channel in piece.colour]
    see_through = {"alphaMode": "BLEND"} if piece.opacity < 1.0 else {}
    return {
        "name": str(key),
        "pbrMetallicRoughness": {
            "baseColorFactor": [*linear, round(piece.opacity, 3)],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.6,
        },
        **see_through,
    }


def _packed(document: dict[str, Any], blob: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    blob += b"\0" * (-len(blob) % 4)
    total = 12 + 8 + len(text) + 8 + len(blob)
    return b"".join(
        [
            struct.pack("<4sII", b"glTF", 2, total),
            struct.pack("<I4s", len(text), b"JSON"),
            text,
            struct.pack("<I4s", len(blob), b"BIN\0"),
            blob,
        ]
    )
