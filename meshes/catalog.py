"""The catalogue: every structure and place the program knows, read from `catalog/*.toml`.

Everything that lists structures (tree, search, legend, picking, exports, tests) is derived from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from meshes.catalog_entries import CatalogError as CatalogError
from meshes.catalog_entries import rows_of
from meshes.catalog_rows import place_of, structures_of
from meshes.catalog_values import ROLES as ROLES
from meshes.catalog_values import SHOWN as SHOWN
from meshes.catalog_values import TISSUES as TISSUES
from meshes.catalog_values import Member as Member
from meshes.catalog_values import Place as Place
from meshes.catalog_values import Structure as Structure
from meshes.ids import Level, StructureId
from meshes.reading import brief, read_toml, why


@dataclass(frozen=True, eq=False)
class Catalog:
    """All structures and places, in reading order (superior to inferior, left before right).

    usual: the catalogue as it is read, for one that is the same under other names.
    """

    structures: Mapping[StructureId, Structure]
    places: Mapping[StructureId, Place]
    usual: Catalog | None = None

    @cached_property
    def _parts(self) -> Mapping[StructureId, tuple[StructureId, ...]]:
        found: dict[StructureId, list[StructureId]] = {}
        for structure in self.structures.values():
            if structure.parent is not None:
                found.setdefault(structure.parent, []).append(structure.id)
        return {key: tuple(value) for key, value in found.items()}

    def parts(self, id: StructureId) -> tuple[StructureId, ...]:
        """The structures directly under this one."""
        return self._parts.get(id, ())

    def with_parts(self, id: StructureId) -> Iterator[StructureId]:
        """This structure and everything under it."""
        yield id
        for part in self.parts(id):
            yield from self.with_parts(part)

    def chain(self, id: StructureId) -> Iterator[StructureId]:
        """This structure, its parent, and so on."""
        step: StructureId | None = id
        while step is not None:
            yield step
            step = self.structures[step].parent

    @cached_property
    def drawn(self) -> tuple[StructureId, ...]:
        """The structures that have a body of their own in the normal scene."""
        return tuple(
            s.id
            for s in self.structures.values()
            if not (s.whole or s.face_set or s.shown == "made")
        )

    @cached_property
    def made(self) -> tuple[StructureId, ...]:
        """The structures that only a condition or a treatment brings."""
        return tuple(s.id for s in self.structures.values() if s.shown == "made")

    @cached_property
    def drawn_set(self) -> frozenset[StructureId]:
        """The same, to look up in."""
        return frozenset(self.drawn)

    def on_request(self, id: StructureId) -> bool:
        """Whether this structure, or the bone it is a part of, is off until it is asked for."""
        return self.structures[self.body_of(id)].shown == "on-request"

    def is_extra(self, id: StructureId) -> bool:
        """Whether this structure is not in sight by default: off until asked for, or shown only
        while its place is lit."""
        return self.structures[self.body_of(id)].shown in ("with-segment", "on-request")

    @cached_property
    def face_sets(self) -> tuple[StructureId, ...]:
        """The named parts of bones: faces of their parent's mesh, drawn only when picked out."""
        return tuple(s.id for s in self.structures.values() if s.face_set)

    def body_of(self, id: StructureId) -> StructureId:
        """What shows and hides with this structure: the bone for a part of it, else itself."""
        structure = self.structures.get(id)
        if structure is None or not structure.face_set or structure.parent is None:
            return id
        return structure.parent

    @cached_property
    def segments(self) -> tuple[Place, ...]:
        """The motion segments, superior first."""
        return tuple(p for p in self.places.values() if p.id.kind == "segment")

    def places_of(self, id: StructureId) -> tuple[Place, ...]:
        """The places of which this structure, or what it is part of, is a member."""
        chain = set(self.chain(id))
        return tuple(p for p in self.places.values() if any(m.id in chain for m in p.members))

    def role_at(self, place: Place, id: StructureId) -> str | None:
        """The role at a place of this structure or of what it is part of."""
        return next((role for step in self.chain(id) if (role := place.role_of(step))), None)

    def home(self, id: StructureId) -> Place | None:
        """The one place a structure belongs to when none is chosen yet.

        A disc, facet joint, foramen or ligament: its segment. A root: the segment it exits at, else
        the lowest it crosses, else its region. The sacrum: its region. A vertebra belongs to two
        segments, the sac to all: None.
        """
        top = list(self.chain(id))[-1]
        roles = {p.id: p.role_of(top) for p in self.places_of(top)}
        for kind, role in (
            ("segment", "exiting-root"),
            ("segment", "traversing-root"),
            ("region", "exiting-root"),
            ("region", "sacrum"),
        ):
            if hits := [key for key, has in roles.items() if key.kind == kind and has == role]:
                return self.places[hits[-1]]
        if len(roles) == 1 and "vertebra" not in str(*roles.values()):
            return self.places[next(iter(roles))]
        return None

    def find(self, text: str) -> StructureId:
        """The id a person means: a full id, or the short `L5-S1` for `segment.L5-S1`.

        Raises KeyError with a sentence that names near ids.
        """
        wanted = text.strip().replace("–", "-").replace("/", "-")
        for name in (wanted, f"segment.{wanted}", f"region.{wanted}"):
            for known in (self.structures, self.places):
                for key in known:
                    if key.lower() == name.lower():
                        return key
        raise KeyError(text)


def load_catalog(folder: Path | None = None) -> Catalog:
    """Read all catalogue files. Raises CatalogError naming file and entry."""
    root = folder or Path(__file__).parent / "catalog"
    files = sorted(root.glob("*.toml"))
    if not files:
        raise CatalogError(f"{root}: no catalogue files; reinstall the program")
    structures: dict[StructureId, Structure] = {}
    homes: dict[StructureId, Path] = {}
    entries: list[tuple[Path, dict[str, Any]]] = []
    for file in files:
        try:
            data = read_toml(file)
        except (OSError, ValueError) as problem:
            raise CatalogError(
                f"{file}: cannot be read ({why(problem)}); reinstall the program"
            ) from None
        for entry in rows_of(file, data, "structure"):
            for structure in structures_of(file, entry):
                if structure.id in structures:
                    raise CatalogError(f"{file}: {brief(structure.id)}: appears twice; remove one")
                structures[structure.id] = structure
                homes[structure.id] = file
        entries += [(file, entry) for entry in rows_of(file, data, "place")]
    for id in structures:
        _refuse_orphan(homes[id], id, structures)
    places = {p.id: p for file, entry in entries for p in [place_of(file, entry, structures)]}
    return Catalog(structures, places)


def _refuse_orphan(
    file: Path, id: StructureId, structures: Mapping[StructureId, Structure]
) -> None:
    """Every way upwards ends at a structure that is part of none."""
    step, seen = structures[id].parent, {id}
    while step is not None:
        if step not in structures:
            raise CatalogError(f"{file}: {brief(id)}: parent {brief(step)} is unknown; correct it")
        if step in seen:
            raise CatalogError(f"{file}: {brief(id)}: is a part of itself; correct its parent")
        seen.add(step)
        step = structures[step].parent


def level_of(id: StructureId) -> Level | None:
    """The (upper) level in an id, used for ordering lists."""
    return id.levels[0] if id.levels else None
