"""From the entries of the catalogue's files to structures and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from meshes.catalog_entries import (
    PLACE_KEYS,
    PLACE_KINDS,
    STRUCTURE_KEYS,
    STRUCTURE_KINDS,
    CatalogError,
    filled,
    refuse_misfits,
    refuse_strangers,
)
from meshes.catalog_values import SHOWN, TISSUES, Member, Place, Structure
from meshes.ids import Side, StructureId, on_screen
from meshes.reading import brief


def structures_of(file: Path, entry: dict[str, Any]) -> Iterator[Structure]:
    """The structures of one entry: one for each of its levels and sides.

    Raises CatalogError naming file and entry.
    """
    refuse_strangers(file, entry, STRUCTURE_KEYS, ("id", "name", "tissue"))
    refuse_misfits(file, entry, STRUCTURE_KINDS)
    sides: list[Side | None] = list(Side) if entry.get("sided") else [None]
    for level, side in product(entry.get("levels", [""]), sides):
        words = {
            "level": level,
            "Level": on_screen(level),
            "side": side or "",
            "Side": (side or "").capitalize(),
        }
        try:
            yield _structure(entry, words)
        except (KeyError, ValueError) as problem:
            name, fault = brief(entry["id"]), brief(str(problem))
            raise CatalogError(f"{file}: {name}: {fault}; correct it") from None


def _structure(entry: dict[str, Any], words: dict[str, str]) -> Structure:
    fma = entry.get("fma", {})
    parent = entry.get("part_of", entry.get("parent", ""))
    if entry["tissue"] not in TISSUES:
        raise ValueError(f"tissue '{entry['tissue']}' is not one of {', '.join(TISSUES)}")
    if entry.get("shown", "always") not in SHOWN:
        raise ValueError(f"shown '{entry['shown']}' is not one of {', '.join(SHOWN)}")
    return Structure(
        id=StructureId(filled(entry["id"], words)),
        name=filled(entry["name"], words),
        short=filled(entry.get("short", entry["name"]), words),
        latin=entry.get("latin", ""),
        synonyms=tuple(entry.get("synonyms", ())),
        tissue=entry["tissue"],
        parent=StructureId(filled(parent, words)) if parent else None,
        whole=bool(entry.get("whole", False)),
        envelope=bool(entry.get("envelope", False)),
        shown=entry.get("shown", "always"),
        ta98=entry.get("ta98", ""),
        fma=fma.get(words["level"], fma.get("")),
        face_set="part_of" in entry,
    )


def place_of(
    file: Path, entry: dict[str, Any], structures: Mapping[StructureId, Structure]
) -> Place:
    """The place of one entry, with its members.

    structures: all that exist, by id. Raises CatalogError naming file and entry.
    """
    refuse_strangers(file, entry, PLACE_KEYS, ("id", "name", "short"))
    refuse_misfits(file, entry, PLACE_KINDS)
    try:
        id = StructureId(entry["id"])
        named = [StructureId(text) for text in entry.get("members", ())]
        if strange := [m for m in named if m not in structures]:
            raise ValueError(f"member {strange[0]} is unknown")
        if id.kind == "segment" and len(id.levels) != 2:
            raise ValueError("a segment lies between two levels")
    except ValueError as problem:
        raise CatalogError(
            f"{file}: {brief(entry['id'])}: {brief(str(problem))}; correct it"
        ) from None
    members = _segment_members(entry, id, structures) if id.kind == "segment" else []
    members += [Member(m, _region_role(m)) for m in named]
    return Place(
        id,
        entry["name"],
        entry["short"],
        tuple(entry.get("synonyms", ())),
        int(entry.get("number", 0)),
        tuple(members),
    )


def _region_role(id: StructureId) -> str:
    return "exiting-root" if id.kind == "root" else id.kind


def _segment_members(
    entry: dict[str, Any], id: StructureId, structures: Mapping[StructureId, Structure]
) -> list[Member]:
    """Members by anatomy: the root of the superior vertebra exits under its pedicle, the next
    lower root crosses the disc in the lateral recess (StatPearls, lumbosacral radiculopathy)."""
    superior, inferior = id.level_text.split("-")
    wanted = [
        (entry.get("superior", ""), "superior-vertebra"),
        (entry.get("inferior", ""), "inferior-vertebra"),
        (f"disc.{id.level_text}", "disc"),
        *((f"facet.{id.level_text}.{side}", "facet") for side in Side),
        *((f"root.{superior}.{side}", "exiting-root") for side in Side),
        *((f"root.{inferior}.{side}", "traversing-root") for side in Side),
        *((f"foramen.{id.level_text}.{side}", "foramen") for side in Side),
        (f"ligamentum-flavum.{id.level_text}", "ligament"),
        (f"interspinous-ligament.{id.level_text}", "ligament"),
        *((f"intertransverse-ligament.{id.level_text}.{side}", "ligament") for side in Side),
    ]
    return [Member(StructureId(text), role) for text, role in wanted if text in structures]
