"""Entries of the catalogue's files as they must be, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from meshes.reading import brief

STRUCTURE_KEYS = frozenset(
    {
        *("id", "levels", "sided", "parent", "name", "short", "latin", "synonyms", "tissue"),
        *("whole", "envelope", "shown", "ta98", "fma", "part_of"),
    }
)
PLACE_KEYS = frozenset(
    ["id", "number", "name", "short", "superior", "inferior", "members", "synonyms"]
)

#: Kinds of the entries that are no texts.
STRUCTURE_KINDS: Mapping[str, type] = {
    "levels": list,
    "synonyms": list,
    "fma": dict,
    "sided": bool,
    "whole": bool,
    "envelope": bool,
}
PLACE_KINDS: Mapping[str, type] = {"members": list, "synonyms": list, "number": int}


class CatalogError(Exception):
    """The catalogue is damaged; the text names the file, the entry and the cure."""


def rows_of(file: Path, data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries of one kind; others than these two are a slip of the pen."""
    if strange := sorted(set(data) - {"structure", "place"}):
        raise CatalogError(f"{file}: unknown key '{brief(strange[0])}'; remove it")
    rows = data.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CatalogError(f"{file}: '{name}' is not a list of entries; correct it")
    return rows


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with the words for `{level}` and its like. Raises ValueError for other braces."""
    parts = _parts(text)
    if strange := [name for name in parts[1::2] if name not in words]:
        raise ValueError(f"'{{{strange[0]}}}' stands for nothing")
    return "".join(words[part] if k % 2 else part for k, part in enumerate(parts))


@lru_cache
def _parts(text: str) -> tuple[str, ...]:
    """What is as it is and what stands for something, by turns; an entry is filled many times."""
    parts = tuple(re.split(r"\{(\w+)\}", text))
    if any("{" in part or "}" in part for part in parts[::2]):
        raise ValueError(f"a brace of '{text}' stands alone")
    return parts


def refuse_misfits(file: Path, entry: dict[str, Any], kinds: Mapping[str, type]) -> None:
    """Every value is of its kind: a text, a list of texts, a number or yes and no."""
    for key, value in entry.items():
        wanted = kinds.get(key, str)
        fits = type(value) is wanted
        if fits and wanted is list:
            fits = all(type(item) is str for item in value)
        if fits and wanted is dict:
            fits = all(type(item) is int for item in value.values())
        if not fits:
            name = brief(str(entry.get("id", "an entry without id")))
            raise CatalogError(f"{file}: {name}: '{key}' is not of its kind; correct it")


def refuse_strangers(
    file: Path, entry: dict[str, Any], known: frozenset[str], needed: tuple[str, ...]
) -> None:
    name = brief(str(entry.get("id", "an entry without id")))
    if strange := sorted(set(entry) - known):
        raise CatalogError(f"{file}: {name}: unknown key '{brief(strange[0])}'; remove it")
    if missing := [key for key in needed if key not in entry]:
        raise CatalogError(f"{file}: {name}: '{missing[0]}' is missing; add it")
