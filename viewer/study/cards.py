"""Cards to learn by repetition: which there are at a level, and the question each one asks."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from meshes.ids import StructureId
from viewer.study.fact_items import fact_items
from viewer.study.items import Item, Kind
from viewer.study.lesion_items import felt_item, point_item
from viewer.study.making import Desk, best_scene
from viewer.study.naming_items import LEAST_PIXELS, drawn_targets, find_item, name_item
from viewer.study.pointing import can_be_pointed_at

#: New cards of one day; chosen: what takes some ten minutes.
NEW_A_DAY = 8


def card_keys(desk: Desk, place: StructureId) -> tuple[str, ...]:
    """The keys of all cards of a level, those that come first first; the same every time."""
    random = Random(str(place))
    catalog = desk.atlas.catalog
    drawn = drawn_targets(catalog, place, random)
    roots = [m.id for m in catalog.places[place].members if m.id.kind == "root"]
    facts = [item.key for item in _facts(desk, place).values()]
    kinds = [
        [f"name:{id}" for id in drawn],
        [f"find:{id}" for id in drawn if not catalog.is_extra(id)],
        [f"felt:{id}" for id in roots],
        [f"point:{id}" for id in roots if can_be_pointed_at(id)],
        facts,
    ]
    longest = max(len(keys) for keys in kinds)
    return tuple(keys[k] for k in range(longest) for keys in kinds if k < len(keys))


def card_item(desk: Desk, place: StructureId, key: str) -> Item | None:
    """The question of a card; None where this program knows no such card any more."""
    kind, _, about = key.partition(":")
    catalog = desk.atlas.catalog
    if kind == Kind.FACT:
        return _facts(desk, place).get(key)
    if about not in catalog.structures:
        return None
    id = StructureId(about)
    scene, pixels = best_scene(desk, place, id)
    if kind == Kind.FIND and pixels >= LEAST_PIXELS:
        return find_item(catalog, place, id, scene)
    if kind in (Kind.NAME, Kind.FIND):
        return name_item(catalog, place, id, scene)
    if kind == Kind.FELT and id.kind == "root" and id.side is not None:
        return felt_item(catalog, scene, id, Random(key))
    if kind == Kind.POINT and can_be_pointed_at(id):
        return point_item(catalog, scene, id, Random(key))
    return None


def mastery_of(shares: Iterable[tuple[str, float]]) -> dict[StructureId, float]:
    """How well structures are known, from how well cards are: the mean of those about each."""
    found: dict[StructureId, list[float]] = {}
    for key, share in shares:
        kind, _, about = key.partition(":")
        if kind in (Kind.NAME, Kind.FIND, Kind.FELT, Kind.POINT):
            try:
                found.setdefault(StructureId(about), []).append(share)
            except ValueError:
                continue
    return {id: sum(each) / len(each) for id, each in found.items()}


def _facts(desk: Desk, place: StructureId) -> dict[str, Item]:
    """Statements whose key says all there is of them: no chance in what they claim."""
    items = fact_items(desk.atlas, desk.library, place, Random(str(place)))
    lasting = ("fact:bank:", "fact:relation:")
    return {item.key: item for item in items if item.key.startswith(lasting)}
