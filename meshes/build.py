"""Rebuild every shipped mesh from the numbers. The order is the order of dependence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from meshes.builders.anatomy import build_anatomy
from meshes.store import default_folder, save_assets

Progress = Callable[[str, float], None]
_SOURCES = ("*.toml", "shapes/*.toml", "builders/*.py", "*.py")
#: Code that does not shape any mesh.
_NOT_SHAPING = ("store.py", "checks.py", "catalog.py", "__main__.py", "build.py")


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


def build_all(progress: Progress, folder: Path | None = None) -> int:
    """Build and save everything; returns the number of meshes. `progress(what, share)`."""
    surfaces = build_anatomy(progress)
    save_assets(surfaces, folder or default_folder(), parameters_hash())
    return len(surfaces)
