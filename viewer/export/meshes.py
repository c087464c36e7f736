"""Meshes out of the program: which structures, which files, and nothing half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.export.formats import EXPORTERS, Coloured
from viewer.resolve import tissue_colour

SCENE_FILE = "lumbosacral-spine.glb"


def wanted_structures(
    catalog: Catalog, only: Iterable[StructureId], *, one_scene: bool
) -> list[StructureId]:
    """The structures to write. A place stands for its members; with nothing asked, all.

    In one scene a whole is written as its parts, so that nothing lies there twice. A named part of
    a bone (a pedicle) comes only when it is asked for by its id, as an open surface: its faces of
    the bone.
    """
    asked = list(only) or [s.id for s in catalog.structures.values() if not s.face_set]
    ids = [
        id
        for key in asked
        for id in ([m.id for m in catalog.places[key].members] if key in catalog.places else [key])
    ]
    if one_scene:
        ids = [
            part
            for id in ids
            for part in catalog.with_parts(id)
            if part == id or not catalog.structures[part].face_set
            if not catalog.structures[part].whole
        ]
    return list(dict.fromkeys(ids))


def export_meshes(
    assets: Assets,
    catalog: Catalog,
    folder: Path,
    format_name: str,
    only: Iterable[StructureId] = (),
) -> Iterator[Path]:
    """Write the meshes into `folder`, made if missing; yields each file when it is complete.

    Raises OSError when the folder cannot be written.
    """
    exporter = EXPORTERS[format_name]
    ids = wanted_structures(catalog, only, one_scene=exporter.one_file)
    coloured = {
        id: (assets.mesh(id), tissue_colour(id, catalog.structures[id].tissue)) for id in ids
    }
    folder.mkdir(parents=True, exist_ok=True)
    if exporter.one_file:
        yield _complete(coloured, folder / SCENE_FILE, format_name)
        return
    for id, row in coloured.items():
        yield _complete({id: row}, folder / f"{id}.{format_name}", format_name)


def _complete(meshes: Coloured, file: Path, format_name: str) -> Path:
    """Write beside the target and move into place: no reader ever sees half a file."""
    handle, name = tempfile.mkstemp(suffix=f".{format_name}", prefix=".part-", dir=file.parent)
    os.close(handle)
    part = Path(name)
    try:
        EXPORTERS[format_name].write(meshes, part)
        part.chmod(0o644)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file
