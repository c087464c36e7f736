"""Rebuild every shipped mesh from the numbers. The order is the order of dependence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from meshes.builders.anatomy import Anatomy, build_anatomy
from meshes.measures.record import measured
from meshes.parallel import later, pool_of
from meshes.saving import save_assets
from meshes.ship import fields_file, landmarks_file, measures_file
from meshes.shipped import FIELDS, LANDMARKS, MEASURES
from meshes.store import default_folder

Progress = Callable[[str, float], None]
_SOURCES = ("*.toml", "shapes/*.toml", "builders/*.py", "*.py")
#: Code and figures that do not shape any mesh.
_NOT_SHAPING = (
    *("__main__.py", "build.py", "parallel.py", "saving.py", "store.py", "ship.py", "shipped.py"),
    *("catalog.py", "checks.py", "check_anatomy.py", "check_pelvis.py", "morphometry.toml"),
)


def parameters_hash(folder: Path | None = None) -> str:
    """A hash over all numbers and code that shape a mesh: equal hash, equal meshes."""
    root = folder or Path(__file__).parent
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for file in sorted(root.glob(pattern)):
            if file.name in _NOT_SHAPING:
                continue
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def build_all(progress: Progress, folder: Path | None = None, workers: int = 2) -> int:
    """Build and save everything; returns the number of meshes. `progress(what, share)`.

    workers: processes beside this one; the bytes are the same with any number, also 0.
    """
    with pool_of(workers) if workers else nullcontext() as pool:
        anatomy = build_anatomy(progress, pool)
        progress("fields and measures", 0.96)
        bones = {**anatomy.topped.bones, "coccyx": anatomy.coccyx}
        fields = later(pool, fields_file, bones)
        extras = _extras(anatomy)
        extras[FIELDS] = fields()
    save_assets(anatomy.surfaces, folder or default_folder(), parameters_hash(), extras)
    progress("done", 1.0)
    return len(anatomy.surfaces)


def _extras(anatomy: Anatomy) -> dict[str, bytes]:
    """The files beside the meshes, but the fields."""
    spine, coccyx, courses = anatomy.spine, anatomy.coccyx, anatomy.courses
    return {
        LANDMARKS: landmarks_file(anatomy.topped, coccyx, courses),
        MEASURES: measures_file(measured(spine, coccyx, courses, anatomy.surfaces)),
    }
