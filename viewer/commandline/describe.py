"""`describe`: everything the program knows about an id, for people and for scripts."""

from __future__ import annotations

import sys
import textwrap
from shutil import get_terminal_size
from typing import Any

from annotations.library import Library
from annotations.note import AUDIENCES, Note
from annotations.render import note_markdown
from meshes.catalog import Catalog, Place, Structure
from meshes.effects.posture import Posture
from meshes.ids import StructureId
from viewer.commands.posture_acts import ANGLES, degrees_words

_WIDEST = 96


def overview(catalog: Catalog, library: Library) -> dict[str, Any]:
    """All ids with their names, by sort."""
    topics = [note for key, note in library.notes.items() if key.startswith("topic.")]
    return {
        "levels": [{"id": p.id, "name": p.name} for p in catalog.places.values()],
        "structures": [{"id": s.id, "name": s.name} for s in catalog.structures.values()],
        "conditions": _named(library, "condition."),
        "procedures": _named(library, "procedure."),
        "topics": [{"id": note.id, "name": note.title} for note in topics],
    }


def _named(library: Library, start: str) -> list[dict[str, str]]:
    return [
        {"id": note.id, "name": note.title}
        for key, note in library.notes.items()
        if key.startswith(start)
    ]


def description(id: StructureId, catalog: Catalog, library: Library) -> dict[str, Any]:
    """One place or structure: names, members, its text for each audience, sources."""
    entry: Place | Structure = catalog.places.get(id) or catalog.structures[id]
    note = library.note_for(id)
    return {
        "id": id,
        "kind": id.kind,
        "name": entry.name,
        "synonyms": list(dict.fromkeys([*entry.synonyms, *(note.synonyms if note else ())])),
        "members": _members(id, catalog),
        "text": _texts(note, library),
        "sources": _sources(note, library),
    }


def topic_description(note: Note, library: Library) -> dict[str, Any]:
    """One topic, in the same shape."""
    return {
        "id": note.id,
        "kind": note.kind,
        "name": note.title,
        "synonyms": list(note.synonyms),
        "members": [],
        "text": _texts(note, library),
        "sources": _sources(note, library),
    }


def _members(id: StructureId, catalog: Catalog) -> list[dict[str, str | None]]:
    place = catalog.places.get(id)
    if place is None:
        rows = [(part, "part") for part in catalog.parts(id)]
    else:
        rows = [(member.id, member.role) for member in place.members]
    return [
        {"id": key, "kind": key.kind, "side": str(key.side) if key.side else None, "role": role}
        for key, role in rows
    ]


def _texts(note: Note | None, library: Library) -> dict[str, str]:
    if note is None:
        return dict.fromkeys(AUDIENCES, "")
    return {audience: note_markdown(note, audience, library) for audience in AUDIENCES}


def _sources(note: Note | None, library: Library) -> list[dict[str, str | None]]:
    if note is None:
        return []
    ids = dict.fromkeys(s for section in note.sections for c in section.claims for s in c.sources)
    return [
        {"id": source.id, "citation": source.citation, "doi": source.doi, "pmid": source.pmid}
        for source in (library.sources[key] for key in ids)
    ]


def as_words(found: dict[str, Any], width: int | None = None) -> str:
    """A description or overview as plain text. width: where lines break; None: a terminal's own
    width, and nowhere in a file or pipe."""
    text = _as_lines(found)
    if width is None:
        if not sys.stdout.isatty():
            return text
        width = get_terminal_size().columns
    return "\n".join(_wrapped(line, min(width, _WIDEST)) for line in text.splitlines())


def _wrapped(line: str, width: int) -> str:
    """A line broken between words; a list's lines keep their indent."""
    body = line.lstrip()
    indent = " " * (len(line) - len(body) + (2 if body.startswith("- ") else 0))
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _as_lines(found: dict[str, Any]) -> str:
    if "levels" in found:
        return "\n\n".join(
            "\n".join([f"{sort.upper()}", *(f"  {row['id']:<38}{row['name']}" for row in rows)])
            for sort, rows in found.items()
            if rows
        )
    lines = [f"{found['name']}  [{found['id']}]"]
    if found["synonyms"]:
        lines.append("Also called: " + ", ".join(found["synonyms"]))
    if found["members"]:
        lines += ["", "Members:"]
        lines += [f"  {row['role']:<20}{row['id']}" for row in found["members"]]
    if "verdicts" in found:
        lines += ["", *_changed_lines(found)]
    for audience, text in found["text"].items():
        lines += ["", f"===== {audience} =====", "", text]
    return "\n".join(lines)


def _changed_lines(found: dict[str, Any]) -> list[str]:
    """What is set, what it reaches, and the sizes before and now."""
    lines = ["Set on the model:"]
    for row in found["conditions"]:
        where = " ".join(word for word in (row["side"], row["zone"]) if word)
        lines.append(f"  {row['name']:<40} {where:<20} {row['amount']}")
    bent = Posture(**found["posture"])
    for key, angle in ANGLES.items():
        if found["posture"][key]:
            lines.append(f"  {angle.title:<40} {'':<20} {degrees_words(key, bent)}")
    if found["sentence"]:
        lines += ["", found["sentence"] + "."]
    if found["numbering"]["note"]:
        lines += ["", found["numbering"]["note"]]
    for way in found["ways"]:
        lines += ["", way + "."]
    for needle in found["needles"]:
        lines += ["", f"What {needle['id']} passes:"]
        for row in needle["passes"]:
            stretch = f"{_figure(row['from_mm']):>6} to {_figure(row['to_mm']):>5} mm"
            lines.append(f"  {row['id']:<40}{stretch}")
        if not needle["passes"]:
            lines.append("  nothing that is part of the model")
    lines += ["", "Nerves:"]
    for row in found["verdicts"]:
        by = f" by {row['by']}" if row["by"] and row["verdict"] != "free" else ""
        lines.append(
            f"  {row['id']:<20}{row['verdict']:<10}{_figure(row['clearance_mm']):>6} mm{by}"
        )
    if found["felt"]:
        lines += ["", "Where it may be felt, if at all:"]
        lines += [f"  {row['id']:<20}{row['skin']}" for row in found["felt"]]
    lines += ["", "Sizes, now and normal:"]
    for row in found["measures"]:
        now, usual = _figure(row["value"]), _figure(row["normal"])
        lines.append(f"  {row['name']:<40}{now:>8}{usual:>8} {row['unit']}")
    return lines


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
