"""Damaged files that ship with the program: texts, models, catalogue, meshes."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

import numpy as np

from annotations.fault import ContentError
from annotations.library import Library, read_library
from annotations.models import Model, load_models
from annotations.note import AUDIENCES
from annotations.paths import ENGLISH, FOLDER
from annotations.prevalence import read_figures
from annotations.render import note_html, note_markdown
from annotations.roots import read_roots
from meshes.catalog import CatalogError, load_catalog
from meshes.saving import save_assets
from meshes.shipped import FIELDS, LANDMARKS, MEASURES, load_fields, load_landmarks, load_measures
from meshes.store import ARRAYS, AssetError, default_folder, load_assets
from meshes.surface import Surface
from tools.fuzz.judging import Fault, Outcome, contents, judged, refuse_change
from tools.fuzz.mutations import Mutation, damaged, json_changed, misplaced, toml_changed

_MISPLACED, _MISSING = 0.04, 0.02
#: Rows that a sample keeps of a long table: reading stays quick.
_ROWS = 12
_NOTES = ("levels/L5-S1", "conditions/disc-herniation", "faq/*", "topics/disclaimer")


def _damage(path: Path, rng: Random, own: tuple[Mutation, ...]) -> None:
    """Damage a file that is there."""
    sample = path.read_bytes()
    path.unlink()
    chance = rng.random()
    if chance < _MISPLACED:
        misplaced(path, rng)
    elif chance > _MISPLACED + _MISSING:
        path.write_bytes(damaged(sample, rng, own))


def _lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


# --- texts ------------------------------------------------------------------------------------


@cache
def text_samples() -> Mapping[str, bytes]:
    """A small content folder that is whole."""
    files = {"sources.toml": FOLDER / "sources.toml", "prevalence.toml": FOLDER / "prevalence.toml"}
    base = FOLDER / ENGLISH
    for name in ("sections.toml", "figures.toml", "roots.toml"):
        files[f"{ENGLISH}/{name}"] = base / name
    with_figures = [
        path
        for path in sorted((base / "faq").glob("*.toml"))
        if "{figures" in path.read_text(encoding="utf-8")
    ]
    chosen = [
        *(sorted(base.glob(f"{name}.toml"))[0] for name in _NOTES),
        *with_figures[:1],
    ]
    files |= {path.relative_to(FOLDER).as_posix(): path for path in chosen}
    found = {name: path.read_bytes() for name, path in files.items()}
    terms = (base / "glossary.toml").read_text(encoding="utf-8").split("[[term]]")[: _ROWS + 1]
    return {**found, f"{ENGLISH}/glossary.toml": "[[term]]".join(terms).encode()}


def texts(folder: Path, rng: Random) -> Outcome:
    """The clinical texts are read; what is whole of them is shown."""
    _lay_out(text_samples(), folder)
    name = rng.choice(sorted(text_samples()))
    _damage(folder / name, rng, (toml_changed, toml_changed))
    before = contents(folder)
    problems = _problems_of_texts(folder)
    refuse_change(before, folder)
    names = [Path(each).name for each in text_samples()]
    for problem in problems:
        judged(problem, names)
    return judged(problems[0], names) if problems else Outcome(opened=True)


def _problems_of_texts(folder: Path) -> list[str]:
    found: list[str] = []
    try:
        library, found = read_library(folder)
        _shown(library)
    except ContentError as problem:
        found = problem.problems
    for read in (
        lambda: read_roots(folder / ENGLISH / "roots.toml"),
        lambda: read_figures(folder),
    ):
        try:
            read()
        except ContentError as problem:
            found += problem.problems
    return found


def _shown(library: Library) -> None:
    for note in library.notes.values():
        for audience in AUDIENCES:
            note_html(note, audience, library)
            note_markdown(note, audience, library)
    library.search("disc pain")


# --- models -----------------------------------------------------------------------------------


@cache
def _model_samples() -> Mapping[str, bytes]:
    names = ("disc-extrusion", "central-stenosis", "isthmic-slip", "fusion-plif", "needle-caudal")
    root = FOLDER / "models"
    found = [path for path in sorted(root.glob("*.toml")) if path.stem in names]
    return {path.name: path.read_bytes() for path in found or sorted(root.glob("*.toml"))[:4]}


def models(folder: Path, rng: Random) -> Outcome:
    """What can be set on the model is read and put to use."""
    _lay_out(_model_samples(), folder)
    name = rng.choice(sorted(_model_samples()))
    _damage(folder / name, rng, (toml_changed, toml_changed))
    try:
        found = load_models.__wrapped__(folder)
        for model in found.values():
            if model.id == Path(name).stem:
                _used(model)
    except ContentError as problem:
        for words in problem.problems:
            judged(words, [f"models/{name}"])
        return Outcome(opened=False, words=problem.problems[0])
    return Outcome(opened=True)


def _used(model: Model) -> None:
    """Set at its first place, as `viewer.changing` does it."""
    from meshes.changed.normal import load_normal
    from meshes.effects.changes import NONE
    from meshes.effects.site import Site
    from viewer.changing import applied_by, structures_made

    for severity in (0.0, 0.37, 1.0):
        model.amount.text(severity)
        model.grade_at(severity)
    side = model.side if model.sides else ""
    site = Site.of(model.at[0], side, model.zone)
    structures_made(model, site, model.at[0])
    applied_by(model, load_normal(), NONE, site, 0.7, model.extra_start)


# --- catalogue --------------------------------------------------------------------------------


@cache
def _catalog_samples() -> Mapping[str, bytes]:
    root = Path(load_catalog.__code__.co_filename).parent / "catalog"
    return {path.name: path.read_bytes() for path in sorted(root.glob("*.toml"))}


def catalogue(folder: Path, rng: Random) -> Outcome:
    """The catalogue is read, and walked in every direction."""
    _lay_out(_catalog_samples(), folder)
    name = rng.choice(sorted(_catalog_samples()))
    _damage(folder / name, rng, (toml_changed, toml_changed))
    try:
        catalog = load_catalog(folder)
    except CatalogError as problem:
        return judged(str(problem), [str(folder / each) for each in _catalog_samples()])
    for id, structure in catalog.structures.items():
        tuple(catalog.chain(id))
        tuple(catalog.with_parts(id))
        catalog.home(id)
        catalog.body_of(id)
        structure.name.lower(), structure.short.lower(), structure.latin.lower()
        [word.lower() for word in structure.synonyms]
    for place in catalog.places.values():
        (place.name + place.short).lower()
        [word.lower() for word in place.synonyms]
    if not catalog.drawn or not catalog.segments:
        return Outcome(opened=True, words="fewer structures than there were")
    return Outcome(opened=True)


# --- meshes -----------------------------------------------------------------------------------


@cache
def _asset_samples(folder: Path) -> Mapping[str, bytes]:
    """Three small meshes, one with named parts, and what ships beside them."""
    corners = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]], dtype=np.float64)
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]], dtype=np.int32)
    normals = np.tile(np.float32([0, 0, 1]), (4, 1))
    bare = Surface(corners, faces, normals, np.ones(4, np.float32))
    parts = np.array([0, 1, 1, 0], np.uint8)
    bone = Surface(corners, faces, normals, np.ones(4, np.float32), parts, ("spinous-process",))
    packed = io.BytesIO()
    values = np.zeros((3, 3, 3), np.int8)
    np.savez(packed, **{"vertebra.L5.values": values, "vertebra.L5.origin": np.zeros(3)})
    extras = {name: (default_folder() / name).read_bytes() for name in (LANDMARKS, MEASURES)}
    surfaces = {"vertebra.L5": bone, "disc.L5-S1": bare, "thecal-sac": bare}
    save_assets(surfaces, folder, "sample", extras | {FIELDS: packed.getvalue()})
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def meshes(folder: Path, rng: Random) -> Outcome:
    """Meshes are mapped and drawn from; what ships beside them is read."""
    samples = _asset_samples(folder.parent / "assets-sample")
    _lay_out(samples, folder)
    name = rng.choice((*sorted(samples), "manifest.json", "manifest.json"))
    own: tuple[Mutation, ...] = (json_changed,) if name.endswith(".json") else ()
    _damage(folder / name, rng, own)
    if rng.random() < 0.6 and name != "manifest.json":
        _pin_anew(folder, name)
    files = [str(folder / each) for each in samples]
    words = ""
    for read in (_drawn, load_landmarks, load_measures, load_fields):
        try:
            read(folder)
        except AssetError as problem:
            words = judged(str(problem), files).words
    return Outcome(opened=not words, words=words)


def _pin_anew(folder: Path, name: str) -> None:
    """Let a damaged file have the right checksum, so that its contents are looked at."""
    path, manifest = folder / name, json.loads((folder / "manifest.json").read_bytes())
    if not path.is_file() or path.is_symlink():
        return
    pins = manifest["crc32"] if path.stem in ARRAYS else manifest["extras"]
    pins[path.stem if path.stem in ARRAYS else name] = zlib.crc32(path.read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _drawn(folder: Path) -> None:
    """What the scene does with meshes; numbers out of range would end the interpreter here."""
    from viewer.scene_parts import poly_data

    assets = load_assets(folder)
    for id, mesh in assets.meshes.items():
        data = poly_data(mesh, str(id))
        data.ComputeBounds()
        data.BuildLinks()
        if not np.isfinite(mesh.points.sum()) or mesh.points[mesh.triangles].ndim != 3:
            raise Fault(f"{id} has points that are none")
        for part in mesh.part_ids:
            mesh.part(part)
        for triangle in range(len(mesh.triangles)):
            mesh.part_at(triangle)
        assets.boxes[id].joined(assets.boxes[id]).centre  # noqa: B018 - a property that reckons


KINDS: dict[str, Callable[[Path, Random], Outcome]] = {
    "texts": texts,
    "models": models,
    "catalogue": catalogue,
    "meshes": meshes,
}
