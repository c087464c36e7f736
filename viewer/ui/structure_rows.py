"""The rows of the structure tree in both arrangements, and how each stands in a state. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from annotations.search import fold
from meshes.catalog import Catalog, Place
from meshes.ids import StructureId
from viewer.changing import grown_by, made_by
from viewer.commands import acts
from viewer.resolve import is_in_sight
from viewer.state import ViewState
from viewer.ui.wording import role_word, short_within

TISSUE_WORDS = {
    "bone": "Bones",
    "disc": "Discs",
    "cartilage": "Joints",
    "capsule": "Joint capsules",
    "ligament": "Ligaments",
    "dura": "Dura",
    "nerve": "Nerves",
    "space": "Openings for the nerves",
}
#: What conditions and treatments bring, while they are set.
MADE = "Set on the model"
#: Beside the name of what bears bone that grew.
SPURS = "bone spurs"
CANAL = "In the vertebral canal"
SPINE = "Along the whole spine"
PELVIS = "Pelvis"
_PELVIC = (
    *("hip-bone", "si-joint", "iliolumbar-ligament"),
    *("interosseous-sacroiliac-ligament", "posterior-sacroiliac-ligament"),
)


class Sight(Enum):
    """How much of a row's structures is in sight."""

    NONE = 0
    SOME = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tree.

    id: the structure or place it stands for, "" for a mere heading. place: the place under which
    it hangs, None in the arrangement by tissue. tops: the structures it shows and hides. names:
    what the filter looks through.
    """

    id: StructureId | None
    text: str
    note: str
    place: Place | None
    tops: tuple[StructureId, ...]
    names: str
    children: tuple[Row, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it heads a group: a place, a tissue."""
        return self.id is None or (self.place is not None and self.id == self.place.id)

    def walk(self) -> Iterator[Row]:
        """This row and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def rows_by_segment(catalog: Catalog) -> tuple[Row, ...]:
    """Places with their members, then what belongs to no one place."""
    rows = [_place_row(catalog, place) for place in catalog.places.values()]
    loose = [id for id in catalog.structures if _is_top(catalog, id)]
    loose = [id for id in loose if not catalog.places_of(id)]
    pelvic = [id for id in loose if id.kind in _PELVIC]
    canal = [id for id in loose if catalog.structures[id].tissue in ("nerve", "dura")]
    along = [id for id in loose if id not in pelvic and id not in canal]
    groups = {CANAL: canal, SPINE: along, PELVIS: pelvic}
    return (*rows, *(_heading(catalog, text, ids) for text, ids in groups.items() if ids))


def rows_by_tissue(catalog: Catalog) -> tuple[Row, ...]:
    """Whole structures under the tissue they are made of."""
    tops = [catalog.structures[id] for id in catalog.structures if _is_top(catalog, id)]
    groups = {word: [s.id for s in tops if s.tissue == key] for key, word in TISSUE_WORDS.items()}
    return tuple(_heading(catalog, word, ids) for word, ids in groups.items() if ids)


ARRANGERS: Mapping[str, Callable[[Catalog], tuple[Row, ...]]] = {
    "segment": rows_by_segment,
    "tissue": rows_by_tissue,
}


def rows_of(arrangement: str, catalog: Catalog, state: ViewState) -> tuple[Row, ...]:
    """All rows in an arrangement, after what is set on the model in this state."""
    made, grown = (in_order(catalog, ids) for ids in (made_by(state), grown_by(state)))
    # spurs alone are in sight with the bones that bear them
    own = replace(
        _heading(catalog, MADE, made), tops=tuple(made or {catalog.body_of(id): 0 for id in grown})
    )
    spurs = tuple(replace(_structure_row(catalog, None, id), note=SPURS) for id in grown)
    first = (replace(own, children=(*own.children, *spurs)),) if made or grown else ()
    return (*first, *ARRANGERS[arrangement](catalog))


def in_order(catalog: Catalog, ids: Iterable[StructureId]) -> list[StructureId]:
    """These structures as the catalogue lists them."""
    wanted = frozenset(ids)
    return [id for id in catalog.structures if id in wanted]


def _is_top(catalog: Catalog, id: StructureId) -> bool:
    """Whether a structure is always there to be listed, whole."""
    structure = catalog.structures[id]
    return structure.parent is None and structure.shown != "made"


def _heading(catalog: Catalog, text: str, ids: list[StructureId]) -> Row:
    children = tuple(_structure_row(catalog, None, id) for id in ids)
    return Row(None, text, "", None, tuple(ids), text, children)


def _place_row(catalog: Catalog, place: Place) -> Row:
    ids = tuple(member.id for member in place.members)
    names = " ".join((place.name, place.short, *place.synonyms))
    children = tuple(_structure_row(catalog, place, id) for id in ids)
    return Row(place.id, place.short, "", place, ids, names, children)


def _structure_row(catalog: Catalog, place: Place | None, id: StructureId) -> Row:
    structure = catalog.structures[id]
    return Row(
        id,
        short_within(catalog, place, id),
        role_word(catalog, place, id),
        place,
        (catalog.body_of(id),),
        " ".join((structure.name, structure.short, structure.latin, *structure.synonyms)),
        tuple(_structure_row(catalog, place, part) for part in catalog.parts(id)),
    )


def row_of_id(catalog: Catalog, id: StructureId) -> Row:
    """A row for one id on its own, wherever it stands in the tree."""
    place = catalog.places.get(id)
    return _place_row(catalog, place) if place else _structure_row(catalog, None, id)


def matches(row: Row, query: str) -> bool:
    """Whether every word typed begins a word of the row's names."""
    return all(f" {word}" in f" {_folded(row.names)}" for word in fold(query).split())


#: Folded when the filter first asks, not for each of some hundred rows at every start.
_folded = lru_cache(maxsize=1024)(fold)


def sight(row: Row, state: ViewState, catalog: Catalog) -> Sight:
    """How much of a row's structures the picture shows.

    Among others, what is off by default counts only while it is shown.
    """
    drawn = [
        part
        for top in row.tops
        for part in catalog.with_parts(top)
        if part in catalog.drawn_set or part in catalog.made
    ]
    shown = {part for part in drawn if is_in_sight(state, catalog, part)}
    if not shown:
        return Sight.NONE
    full = all(part in shown or catalog.is_extra(part) for part in drawn)
    return Sight.ALL if full else Sight.SOME


def is_chosen(row: Row, state: ViewState) -> bool:
    """Whether a row is what the user picked: the last focus, else the lit place."""
    if state.focus:
        here = row.place is None or state.place is None or row.place.id == state.place
        return row.id in state.focus and here
    return row.id is not None and row.id == state.place


def is_only(row: Row, state: ViewState) -> bool:
    """Whether nothing but this row is shown."""
    return state.only is not None and state.only == frozenset(row.tops)


def is_faded(row: Row, state: ViewState) -> bool:
    """Whether all of this row is see-through."""
    return acts.is_faded(state, row.tops)
