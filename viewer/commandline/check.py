"""`check`: every named validator over meshes, catalogue and texts."""

from __future__ import annotations

from annotations import checks as text_checks
from annotations.library import ContentError, Library, load_library
from meshes.catalog import Catalog, CatalogError, load_catalog
from meshes.checks import Violation, check_meshes


def all_violations() -> list[str]:
    """All that is wrong, a line each: `file: where: what`."""
    try:
        catalog = load_catalog()
    except CatalogError as problem:
        return [str(problem)]
    found: list[str] = [str(v) for v in check_meshes(catalog)]
    ids = [*catalog.structures, *catalog.places]
    found += [str(v) for v in text_checks.all_violations(known_ids={str(id) for id in ids})]
    try:
        found += [str(v) for v in without_text(catalog, load_library())]
    except ContentError as problem:
        found += [line for line in problem.problems if line not in found]
    return found


def without_text(catalog: Catalog, library: Library) -> list[Violation]:
    """Everything that is seen has text."""
    return [
        Violation("annotations", id, "no text describes it")
        for id in (*catalog.structures, *catalog.places)
        if library.note_for(id) is None
    ]
