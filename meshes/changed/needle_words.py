"""What needles go through in the changed model, in order and in words."""

from __future__ import annotations

from meshes.catalog import Catalog
from meshes.changed.needled import Placed
from meshes.changed.pierced import Pierced, pierced
from meshes.changed.shape import Changed
from meshes.effects.changes import Needle
from meshes.ids import on_screen

#: Kinds as a sentence names them, where that is not the id's own word.
_KINDS = {
    "si-joint": "sacroiliac joint",
    "medial-branch": "medial branch",
    "root-block": "root block",
}


def passages(changed: Changed, one: Placed) -> tuple[Pierced, ...]:
    """All structures on a needle's whole way, nearest the skin first; none without a way. The tip
    has come to those whose `entry_mm` is at most `one.depth`."""
    if one.path is None:
        return ()
    return pierced(one.path.entry, one.path.tip, changed.needle_scene)


def pierced_by(changed: Changed, kind: str, place: str, side: str = "") -> tuple[Pierced, ...]:
    """The same for one needle that is set, by kind, place (`L4-L5`, `L4`, "") and side.

    Raises KeyError where no such needle is set.
    """
    for one in changed.needles:
        if (one.needle.kind, one.needle.place, one.needle.side) == (kind, place, side):
            return passages(changed, one)
    raise KeyError(f"no {kind} needle is set at {place or 'the sacrum'}, side '{side}'")


def way_in_words(changed: Changed, one: Placed, catalog: Catalog) -> tuple[str, ...]:
    """What a needle goes through on its whole way, from the skin inward: soft tissue that is not
    drawn, then structures by name; where there is no way, the one sentence that says so."""
    if one.path is None:
        return (no_way(one.needle),)
    named = (catalog.structures[p.part or p.id].name for p in passages(changed, one))
    return tuple(dict.fromkeys((*one.path.before, *named)))


def no_way(needle: Needle) -> str:
    """The sentence for a needle that is not drawn."""
    kind = _KINDS.get(needle.kind, needle.kind)
    where = " ".join(word for word in (needle.side, on_screen(needle.place)) if word)
    here = f" ({where})" if where else ""
    return (
        f"No straight way is left for the {kind} needle{here} that keeps clear of bone, nerves and "
        "dural sac; none is drawn."
    )
