"""Which roots the leg map shows in a state: what is picked, reached or lit, else all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotations.legmap_data import ROOTS, SADDLE
from meshes.catalog import Catalog
from meshes.changed.reach import Reach
from meshes.ids import Side, StructureId
from viewer.reaching import touched
from viewer.sizes_now import has_narrow_sac
from viewer.state import ViewState

#: What stands for the roots of the saddle in the model, where they have no mesh of their own.
BUNDLE = StructureId("cauda-equina")
_BUNDLES = (BUNDLE, StructureId("conus-medullaris"), StructureId("filum-terminale"))
Root = tuple[str, Side]
#: How strongly an area is drawn whose root is touched, not pressed; chosen.
_FAINT = 0.6


class Why(StrEnum):
    """What made the map show these roots."""

    PICKED = "picked"
    REACHED = "reached"
    LIT = "lit"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ShownRoots:
    """roots: how strongly each area is drawn, 0..1; why: what asks for them. roles: those that
    have a colour of their own in the scene."""

    roots: Mapping[Root, float]
    why: Why
    roles: Mapping[Root, str]

    def name(self, root: Root) -> str:
        """Its id in the model."""
        return str(id_of(*root))


def shown_roots(state: ViewState, catalog: Catalog) -> ShownRoots:
    """What is picked goes first, then what is reached, then what is lit; else every root."""
    picked = [root for id in state.focus for root in roots_of(id)]
    if picked:
        return _made(dict.fromkeys(picked, 1.0), Why.PICKED, state, catalog)
    if reached := reached_roots(state):
        return _made(reached, Why.REACHED, state, catalog)
    place = catalog.places.get(state.place) if state.place is not None else None
    lit = [root for m in place.members for root in roots_of(m.id)] if place is not None else []
    if lit:
        return _made(dict.fromkeys(lit, 1.0), Why.LIT, state, catalog)
    return ShownRoots({(root, side): 1.0 for root in ROOTS for side in Side}, Why.ALL, {})


def reached_roots(state: ViewState) -> dict[Root, float]:
    """The roots that what is set would be expected to reach; the saddle's once the sac is very
    narrow, for a press at its side leaves them room."""
    found: dict[Root, float] = {}
    for id, reach in touched(state).items():
        strength = 1.0 if reach is Reach.PRESSED else _FAINT
        if id.kind == "root":
            found.update({root: max(strength, found.get(root, 0.0)) for root in roots_of(id)})
    if has_narrow_sac(state):
        found.update({(root, side): 1.0 for root in SADDLE for side in Side})
    return found


def roots_of(id: StructureId) -> tuple[Root, ...]:
    """The roots that a structure of the model stands for; none for most."""
    if id in _BUNDLES:
        return tuple((root, side) for root in SADDLE for side in Side)
    if id.kind in ("root", "ganglion") and id.level_text in ROOTS:
        sides = tuple(Side) if id.side is None else (id.side,)
        return tuple((id.level_text, side) for side in sides)
    return ()


def id_of(root: str, side: Side) -> StructureId:
    """What to select in the model for a root; the bundle of roots for those of the saddle."""
    return BUNDLE if root in SADDLE else StructureId(f"root.{root}.{side}")


def _made(roots: Mapping[Root, float], why: Why, state: ViewState, catalog: Catalog) -> ShownRoots:
    place = catalog.places.get(state.place) if state.place is not None else None
    roles = {}
    for root in roots:
        role = catalog.role_at(place, id_of(*root)) if place is not None else None
        if role is not None:
            roles[root] = role
    return ShownRoots(roots, why, roles)
