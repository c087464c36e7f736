"""Meshes out of the program: which structures, which files, and nothing half-written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from meshes.catalog import Catalog
from meshes.changed.shape import Changed
from meshes.checks import open_edges
from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from viewer.export.formats import EXPORTERS, Piece, Pieces
from viewer.export.level_mark import level_mark, mark_text, marked
from viewer.export.steps import Progress, Steps, TakeError, fault, finished
from viewer.shaping import ShapedMeshes
from viewer.spec import Look, tissue_colour
from viewer.state import Stroke

SCENE_NAME = "lumbosacral-spine"


@dataclass(frozen=True)
class Written:
    """What an export left behind. open: structures whose surface is not closed, so that they do not
    print; unmarked: bones on which no level's name found a place."""

    files: tuple[Path, ...]
    open: tuple[StructureId, ...] = ()
    unmarked: tuple[StructureId, ...] = ()


def wanted_structures(
    catalog: Catalog, only: Iterable[StructureId], *, one_scene: bool
) -> list[StructureId]:
    """The structures to write. A place stands for its members; with nothing asked, all.

    In one scene a whole is written as its parts, so that nothing lies there twice. A named part of
    a bone (a pedicle) comes only when it is asked for by its id, as an open surface: its faces of
    the bone.
    """
    usual = [s.id for s in catalog.structures.values() if not s.face_set and s.shown != "made"]
    asked = list(only) or usual
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


def pieces_of(
    meshes: Mapping[StructureId, Mesh],
    catalog: Catalog,
    ids: Iterable[StructureId],
    looks: Mapping[StructureId, Look] | None = None,
) -> dict[StructureId, Piece]:
    """The structures with their colours. looks: as they look now; else each tissue's colour.

    Raises TakeError for a structure that is not there.
    """
    found: dict[StructureId, Piece] = {}
    for id in ids:
        structure = catalog.structures[id]
        look = (looks or {}).get(id)
        colour = look.colour if look else tissue_colour(id, structure.tissue)
        opacity = look.opacity if look else 1.0
        try:
            found[id] = Piece(meshes[id], colour, structure.name, opacity)
        except KeyError:
            raise TakeError(
                f"Nothing was written: {id} is not there; set the condition that brings it first."
            ) from None
    return found


def mesh_steps(
    pieces: Pieces, folder: Path, format_name: str, *, with_level: bool = False
) -> Steps[Written]:
    """Write meshes into `folder`, made if missing: all, or none when it fails or is stopped.

    with_level: the level's name in raised letters on each vertebra (STL alone). Raises TakeError.
    """
    exporter = EXPORTERS[format_name]
    for_print = format_name == "stl"
    unclosed: list[StructureId] = []
    unmarked: list[StructureId] = []
    with _fresh_folder(folder) as fresh:
        if exporter.one_file:
            for k, _ in enumerate(exporter.write(pieces, fresh / f"{SCENE_NAME}.{format_name}"), 1):
                yield Progress(k / (len(pieces) + 1), f"Writing {format_name.upper()}")
        else:
            for k, (id, piece) in enumerate(pieces.items()):
                yield Progress(k / len(pieces), f"Writing {piece.name}")
                if for_print and any(open_edges(id, piece.mesh)):
                    unclosed.append(id)
                if with_level and for_print:
                    piece = _with_level(id, piece, unmarked)
                for _ in exporter.write({id: piece}, fresh / f"{id}.{format_name}"):
                    yield Progress((k + 1) / len(pieces), f"Writing {piece.name}")
        names = sorted(file.name for file in fresh.iterdir())
    files = tuple(folder / name for name in names)
    return Written(files, tuple(unclosed), tuple(unmarked))


def export_meshes(
    assets: Assets,
    catalog: Catalog,
    folder: Path,
    format_name: str,
    only: Iterable[StructureId] = (),
    *,
    with_level: bool = False,
    shape: Changed | None = None,
    ink: tuple[Stroke, ...] = (),
    seen: Iterable[StructureId] = (),
) -> Written:
    """Write the meshes into `folder` in one go. shape: as conditions change them, with what they
    bring. ink: what was drawn on those of them that are `seen`; STL, which is for printing, has
    none. Raises TakeError."""
    one_scene, meshes = EXPORTERS[format_name].one_file, ShapedMeshes(assets)
    meshes.shape = shape
    ids = wanted_structures(catalog, only, one_scene=one_scene)
    if shape is not None and not only:
        ids += [id for id in shape.made if id in catalog.structures]
    pieces = pieces_of(meshes, catalog, ids)
    if ink and format_name != "stl":
        # Imported here: most exports have none, and it draws on VTK.
        from viewer.export.ink_pieces import with_ink

        pieces = with_ink(pieces, ink, seen, assets, shape)
    return finished(mesh_steps(pieces, folder, format_name, with_level=with_level))


def _with_level(id: StructureId, piece: Piece, unmarked: list[StructureId]) -> Piece:
    mark = level_mark(id, piece.mesh)
    if mark is None:
        if mark_text(id):
            unmarked.append(id)
        return piece
    return Piece(marked(piece.mesh, mark), piece.colour, piece.name, piece.opacity)


@contextmanager
def _fresh_folder(folder: Path) -> Iterator[Path]:
    """A folder within the target whose files move into the target once all are written."""
    # Asked without raising: a name that cannot be is told when the folder is made.
    is_new = not os.path.exists(folder)
    fresh: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
        yield fresh
        for file in sorted(fresh.iterdir()):
            file.chmod(0o644)
            file.replace(folder / file.name)
    except OSError as error:
        raise fault(folder, error) from error
    finally:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        if is_new:
            with suppress(OSError):
                folder.rmdir()  # only when nothing came into it
