"""What a name in a text means in the scene: one structure, a pair, or all of a kind at a place."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.note import SIDES, general_ids
from meshes.catalog import Catalog
from meshes.ids import StructureId

_BY_ROLE = {"kind.exiting-root": "exiting-root", "kind.traversing-root": "traversing-root"}


def is_name(target: str) -> bool:
    """Whether a link target means a kind rather than one id."""
    return target.startswith("kind.")


def named(catalog: Catalog, target: str, place: StructureId | None) -> tuple[StructureId, ...]:
    """The structures or the place that a link target of a text names.

    target: an id; an id without its side (`root.L5`), which means both; or a kind
    (`kind.disc`, `kind.exiting-root`), which means all of that kind at the place, or everywhere if
    no place is lit or it has none. Nothing that is known gives ().
    """
    # The id of a text need not be a well-formed id of a structure.
    if target in catalog.structures or target in catalog.places:
        return (StructureId(target),)
    if target in _BY_ROLE:
        return _by_role(catalog, _BY_ROLE[target], place)
    if is_name(target):
        return _here(catalog, tuple(_of_kind(catalog, target)), place)
    pair = (f"{target}.{side}" for side in SIDES)
    return tuple(StructureId(id) for id in pair if id in catalog.structures)


def _of_kind(catalog: Catalog, target: str) -> Iterator[StructureId]:
    for id in catalog.structures:
        kinds = [general for general in general_ids(id) if is_name(general)]
        # `kind.disc` is also the most general text of an annulus, but names discs only.
        # A part of what only a treatment brings says by which way: `needle.L4-L5.transforaminal`.
        part = 0 if catalog.structures[id].shown == "made" else _own_part(id)
        own = [kind for kind in kinds if kind.removeprefix("kind.") in id.split(".")[part]]
        if target in own:
            yield id


def _own_part(id: str) -> int:
    """Where in an id the word stands that says what the structure is."""
    parts = id.split(".")
    words = [n for n, part in enumerate(parts) if part not in SIDES and not part[:1].isupper()]
    return words[-1]


def _by_role(catalog: Catalog, role: str, place: StructureId | None) -> tuple[StructureId, ...]:
    lit = catalog.places.values() if place is None else [catalog.places[place]]
    found = (member.id for each in lit for member in each.members if member.role == role)
    return tuple(dict.fromkeys(found))


def _here(
    catalog: Catalog, ids: tuple[StructureId, ...], place: StructureId | None
) -> tuple[StructureId, ...]:
    lit = catalog.places.get(place) if place else None
    if lit is None:
        return ids
    near = [id for id in ids if catalog.role_at(lit, id) is not None]
    return tuple(near) or ids
