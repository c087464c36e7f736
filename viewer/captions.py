"""What a scene says of itself: names beside structures, and the legend of its colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from meshes.catalog import Catalog, Place
from meshes.changed.reach import Reach
from meshes.ids import StructureId
from viewer.calm import keeps_name, plain_names
from viewer.changing import made_by
from viewer.numbering import Counting
from viewer.spec import LESIONS, ROLE_COLOURS, TISSUE_COLOURS, Label, LegendEntry, Look
from viewer.state import Labels, ViewState

#: What stands in place of a name that is still to be told.
UNTOLD = "?"
#: What a line of the legend is that tells of no colour.
NOTE_ROLE = "note"
#: Words of the legend; "{}" is the number of the root.
_LEGEND = {
    "disc": "Disc",
    "facet": "Facet joints",
    "exiting-root": "Exiting roots, {}",
    "traversing-root": "Traversing roots, {}",
    "foramen": "Foramina",
    "ligament": "Ligamentum flavum",
    "si-joint": "Sacroiliac joints",
}

#: Members that a lit segment shows without a name of their own: more names would crowd the view.
_UNNAMED = ("ligament", "foramen")


def labels_of(
    state: ViewState,
    catalog: Catalog,
    place: Place | None,
    looks: Mapping[StructureId, Look],
    reached: Mapping[StructureId, Reach],
) -> tuple[Label, ...]:
    if state.labels is Labels.OFF:
        return ()
    named: dict[StructureId, str] = {}
    if place is not None:
        named |= {m.id: m.role for m in place.members if m.role not in _UNNAMED}
    made = {id: "lesion" if id.kind in LESIONS else "" for id in sorted(made_by(state))}
    named |= made | {id: named.get(id, "") for id in reached}
    named |= {id: named.get(id, "") for id in state.focus}
    if not named:
        named = {id: "" for id in catalog.structures if _is_landmark(catalog, id)}
    if state.labels is Labels.ALL:
        tops = (s.id for s in catalog.structures.values() if s.parent is None)
        named |= {id: "" for id in tops if id not in named}
    return tuple(
        _label(catalog, id, role, _reach_words(reached.get(id)))
        for id, role in named.items()
        if id in catalog.structures and any(part in looks for part in catalog.with_parts(id))
    )


def calm(labels: Iterable[Label], reached: Mapping[StructureId, Reach]) -> tuple[Label, ...]:
    """For two who read a report together: what they talk about, in everyday names."""
    return tuple(
        Label(label.id, plain_names(name), "", plain_names(name))
        for label in labels
        for name in [label.text.partition(":")[0].partition(" (")[0]]
        if keeps_name(label.role, is_reached=label.id in reached)
    )


def lesion_legend(looks: Mapping[StructureId, Look]) -> tuple[LegendEntry, ...]:
    if not any(id.kind in LESIONS for id in looks):
        return ()
    return (LegendEntry("lesion", "Herniated disc material", ROLE_COLOURS["lesion"]),)


def count_legend(count: Counting) -> tuple[LegendEntry, ...]:
    """What the brackets of names mean, and what it takes to know the right one."""
    if not count.note:
        return ()
    told = [f"In brackets: counted from {count.other}"] if count.is_renamed else []
    told.append("Numbering needs the whole spine")
    return tuple(LegendEntry(NOTE_ROLE, words, TISSUE_COLOURS["metal"]) for words in told)


def _is_landmark(catalog: Catalog, id: StructureId) -> bool:
    """What is named while nothing is chosen: the bones, and L5-S1 as the place to begin."""
    structure = catalog.structures[id]
    return (structure.tissue == "bone" and structure.parent is None) or id == "disc.L5-S1"


def _label(catalog: Catalog, id: StructureId, role: str, reach: str) -> Label:
    words = {"exiting-root": " (exiting)", "traversing-root": " (traversing)"}
    short = catalog.structures[id].short
    return Label(id, short + words.get(role, "") + reach, role, short + reach)


def _reach_words(reach: Reach | None) -> str:
    return f": {reach}" if reach else ""


def role_legend(
    place: Place | None, looks: Mapping[StructureId, Look], catalog: Catalog, count: Counting
) -> tuple[LegendEntry, ...]:
    if place is None:
        return ()
    entries: dict[str, LegendEntry] = {}
    for member in place.members:
        if member.role in entries or member.role not in _LEGEND:
            continue
        shown = any(part in looks for part in catalog.with_parts(member.id))
        if shown and (member.role != "exiting-root" or place.id.kind == "segment"):
            text = _LEGEND[member.role].format(count.both(member.id.level_text))
            entries[member.role] = LegendEntry(member.role, text, ROLE_COLOURS[member.role])
        elif shown:
            levels = [m.id.level_text for m in place.members if m.role == member.role]
            text = count.both(f"Roots {' and '.join(dict.fromkeys(levels))}")
            entries[member.role] = LegendEntry(member.role, text, ROLE_COLOURS[member.role])
    return tuple(entries.values())


def untold(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """The same labels as numbered question marks, so that one can be asked for; a role would tell
    as well."""
    named = (f"{number} {UNTOLD}" for number in range(1, len(labels) + 1))
    return tuple(
        replace(label, text=words, brief=words, role="")
        for label, words in zip(labels, named, strict=True)
    )
