"""A paper made from any level: the same level and seed give the same paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from annotations.library import Library
from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.export.steps import Progress, Steps
from viewer.state import ViewState
from viewer.study.fact_items import fact_items
from viewer.study.film_items import film_items
from viewer.study.items import Item, Kind, Paper
from viewer.study.lesion_items import felt_item, lesions, lit_root_item, point_item, root_item
from viewer.study.naming_items import LEAST_PIXELS, drawn_targets, find_item, name_item
from viewer.study.pointing import can_be_pointed_at
from viewer.study.scenes import gives_itself_away, scenes

#: How many items a paper has unless it is asked for otherwise, and the least and most.
USUAL, LEAST, MOST = 12, 6, 40
#: The kinds in the order they come; longer papers begin again.
_ORDER = (
    *(Kind.NAME, Kind.FIND, Kind.ROOT, Kind.NAME, Kind.FACT, Kind.POINT),
    *(Kind.NAME, Kind.FELT, Kind.FILM, Kind.FIND, Kind.FACT, Kind.ROOT),
)
#: A target that shows in so many pixels is seen plainly; chosen: a square of 35 pixels.
_PLAIN_PIXELS = 1200
#: In how many pixels of the usual view a target shows in a scene.
Seeing = Callable[[StructureId, ViewState], int]
#: How an item about a root is made.
Making = Callable[[Catalog, ViewState, StructureId, Random], Item]


@dataclass(frozen=True)
class Desk:
    """What papers are made from. seeing: measures how much of a target shows."""

    atlas: Atlas
    library: Library
    seeing: Seeing


def paper_steps(desk: Desk, place: StructureId, seed: int, count: int = USUAL) -> Steps[Paper]:
    """Make the paper of a place. Raises ValueError for a count out of range."""
    if not LEAST <= count <= MOST:
        raise ValueError(f"a paper has {LEAST} to {MOST} items, not {count}")
    makers = _makers(desk, place, Random(f"{place}:{seed}"))
    items: list[Item] = []
    order = (_ORDER * (MOST // len(_ORDER) + 1))[:count]
    for number, kind in enumerate(order):
        yield Progress(number / count, "Setting the paper")
        # A kind that has no more at this level gives way to the next: names never end before.
        turns = (kind, Kind.FACT, Kind.NAME)
        item = next(filter(None, (next(makers[turn], None) for turn in turns)), None)
        if item is not None:
            items.append(item)
    return Paper(place, seed, tuple(items))


def _makers(desk: Desk, place: StructureId, random: Random) -> dict[Kind, Iterator[Item]]:
    """An endless or ending supply of items of each kind; each with chance of its own, so that one
    more of one kind changes no other."""
    seeds = {kind: Random(random.random()) for kind in Kind}
    drawn = iter(drawn_targets(desk.atlas.catalog, place, seeds[Kind.NAME]))
    roots = _roots(desk.atlas.catalog, place, seeds[Kind.FELT])
    half = len(roots) // 2
    pointed = [root for root in (*roots[half:], *roots[:half]) if can_be_pointed_at(root)]
    return {
        Kind.NAME: _named(desk, place, drawn),
        Kind.FIND: _found(desk, place, drawn),
        Kind.ROOT: _reached(desk, place, seeds[Kind.ROOT]),
        Kind.FELT: _felt(desk, place, roots, felt_item, seeds[Kind.FELT]),
        # Beginning in the middle: not the root that was just asked for in words.
        Kind.POINT: _felt(desk, place, pointed, point_item, seeds[Kind.POINT]),
        Kind.FILM: iter(film_items(desk.atlas, place, seeds[Kind.FILM])),
        Kind.FACT: iter(fact_items(desk.atlas, desk.library, place, seeds[Kind.FACT])),
    }


def _named(desk: Desk, place: StructureId, drawn: Iterator[StructureId]) -> Iterator[Item]:
    for id in drawn:
        scene, _pixels = best_scene(desk, place, id)
        yield name_item(desk.atlas.catalog, place, id, scene)


def _found(desk: Desk, place: StructureId, drawn: Iterator[StructureId]) -> Iterator[Item]:
    """What shows too little to be pressed is asked for by name instead."""
    catalog = desk.atlas.catalog
    for id in drawn:
        scene, pixels = best_scene(desk, place, id)
        is_plain = pixels >= LEAST_PIXELS and not gives_itself_away(catalog, id)
        make = find_item if is_plain else name_item
        yield make(catalog, place, id, scene)


def best_scene(desk: Desk, place: StructureId, id: StructureId) -> tuple[ViewState, int]:
    """The first way to see a target plainly, else that in which most of it shows; bone that one
    looks through shows little of itself, so its parts are seen on whole bone where they can be."""
    best: tuple[ViewState, int] | None = None
    is_bone = desk.atlas.catalog.structures[id].tissue == "bone"
    for scene in scenes(desk.atlas, place, id):
        if is_bone and scene.see_through_bone and best is not None and best[1] >= LEAST_PIXELS:
            break
        pixels = desk.seeing(id, scene)
        if pixels >= _PLAIN_PIXELS:
            return scene, pixels
        if best is None or pixels > best[1]:
            best = scene, pixels
    assert best is not None
    return best


def _reached(desk: Desk, place: StructureId, random: Random) -> Iterator[Item]:
    atlas = desk.atlas
    if place.kind == "segment":
        for finding in lesions(place, random):
            item = root_item(atlas, finding, random)
            if item is not None:
                yield item
    for root in _roots(atlas.catalog, place, random):
        scene, _pixels = best_scene(desk, place, root)
        yield lit_root_item(atlas.catalog, place, scene, root, random)


def _felt(
    desk: Desk, place: StructureId, roots: Sequence[StructureId], make: Making, random: Random
) -> Iterator[Item]:
    for root in roots:
        scene, _pixels = best_scene(desk, place, root)
        yield make(desk.atlas.catalog, scene, root, random)


def _roots(catalog: Catalog, place: StructureId, random: Random) -> Sequence[StructureId]:
    found = [m.id for m in catalog.places[place].members if m.id.kind == "root"]
    random.shuffle(found)
    return found
