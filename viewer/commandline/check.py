"""`check`: every named validator over meshes, catalogue and texts."""

from __future__ import annotations

from pathlib import Path

from annotations import checks as text_checks
from annotations.library import ContentError, Library, load_library
from meshes.catalog import Catalog, CatalogError, load_catalog
from meshes.checks import Violation, check_meshes


def all_violations() -> list[str]:
    """All that is wrong, a line each: `file: where: what`."""
    try:
        catalog = load_catalog()
    except CatalogError as problem:
        return [_in_full(str(problem))]
    found: list[str] = [str(v) for v in check_meshes(catalog)]
    ids = [*catalog.structures, *catalog.places]
    found += [str(v) for v in text_checks.all_violations(known_ids={str(id) for id in ids})]
    try:
        found += [str(v) for v in without_text(catalog, load_library())]
    except ContentError as problem:
        found += [line for line in problem.problems if line not in found]
    return [_in_full(line) for line in found]


def _in_full(line: str) -> str:
    """Any validator's line as `file: where: what`, the file named so that it can be found."""
    file, _, rest = line.partition(": ")
    file, comma, where = file.partition(", ")
    if comma:
        rest = f"{where}: {rest}"
    elif ": " not in rest or rest.startswith("cannot be read"):
        rest = f"whole file: {rest}"
    if file.endswith(".toml") and not Path(file).is_absolute():
        file = f"annotations/{file}"
    return f"{file}: {rest}"


def without_text(catalog: Catalog, library: Library) -> list[Violation]:
    """Everything that is seen has text."""
    return [
        Violation("annotations", id, "no text describes it")
        for id in (*catalog.structures, *catalog.places)
        if library.note_for(id) is None
    ]
