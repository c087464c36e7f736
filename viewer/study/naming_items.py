"""Items that ask for a name or a place: "name this" and "find this"."""

from __future__ import annotations

from random import Random

from meshes.catalog import Catalog
from meshes.ids import StructureId, on_screen
from viewer.state import ViewState
from viewer.study.items import Item, Kind
from viewer.study.scenes import pinned, targets

#: A target that shows in fewer pixels of the view cannot be asked for with "find this".
LEAST_PIXELS = 400


def drawn_targets(catalog: Catalog, place: StructureId, random: Random) -> tuple[StructureId, ...]:
    """Every target of a place in a random order, one of a pair of sides and of each kind of part
    before the next of the same."""
    every = list(targets(catalog, place))
    random.shuffle(every)
    seen: dict[tuple[str, str], int] = {}
    ranked = []
    for id in every:
        key = (id.kind, id.part)
        seen[key] = seen.get(key, 0) + 1
        ranked.append((seen[key], id))
    # Stable: within a round the order stays random.
    return tuple(id for _round, id in sorted(ranked, key=lambda each: each[0]))


def name_item(catalog: Catalog, place: StructureId, id: StructureId, scene: ViewState) -> Item:
    """What is lit?"""
    return Item(
        key=f"name:{id}",
        kind=Kind.NAME,
        question=f"Name the structure that is lit. {_middle(catalog, place)}",
        scene=pinned(scene, id),
        answer=catalog.structures[id].name,
        reason=_where(catalog, id),
        page=str(id),
        target=id,
    )


def find_item(catalog: Catalog, place: StructureId, id: StructureId, scene: ViewState) -> Item:
    """Where is it?"""
    name = catalog.structures[id].name
    return Item(
        key=f"find:{id}",
        kind=Kind.FIND,
        question=f"Press in the picture: {name}.",
        scene=scene,
        answer=name,
        reason=_where(catalog, id),
        page=str(id),
        target=id,
    )


def is_found(catalog: Catalog, pressed: str, target: StructureId) -> bool:
    """Whether what was pressed is the target, or a part of it."""
    return pressed in catalog.structures and target in set(catalog.chain(StructureId(pressed)))


def _middle(catalog: Catalog, place: StructureId) -> str:
    if place.kind == "segment":
        return f"{on_screen(place.level_text)} is in the middle of the picture."
    return f"{catalog.places[place].name} is in the middle of the picture."


def _where(catalog: Catalog, id: StructureId) -> str:
    """Its other names, and what it belongs to."""
    structure = catalog.structures[id]
    words = []
    if structure.latin:
        words.append(f"Latin: {structure.latin}.")
    if structure.parent is not None:
        parent = catalog.structures[structure.parent].name
        words.append(f"Part of: {parent}.")
    if structure.synonyms:
        words.append(f"Also called: {', '.join(structure.synonyms)}.")
    return " ".join(words) or f"{structure.name}."
