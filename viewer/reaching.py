"""Which nerves what is set on the model reaches, in names and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from meshes.catalog import Catalog
from meshes.changed.reach import Reach
from meshes.ids import StructureId
from viewer.changing import shape_of, site_of
from viewer.numbering import numbered
from viewer.state import ViewState

if TYPE_CHECKING:
    from meshes.changed.conflict import Verdict
    from meshes.changed.shape import Changed

#: More levels than a state can hold findings at, times the shapes that are kept.
_KEPT = 64
_ORDER = (Reach.FREE, Reach.TOUCHED, Reach.PRESSED)


def levels_of(state: ViewState) -> tuple[str, ...]:
    """The disc levels at which something is set, in the order it was set."""
    return tuple(dict.fromkeys(site_of(f).level for f in state.findings if f.severity > 0.0))


def reached(state: ViewState) -> Mapping[StructureId, Verdict]:
    """The answer for each root and the sac at the levels where something is set, the worse of two.

    Empty while the normal model is shown.
    """
    shape = shape_of(state)
    if shape is None:
        return {}
    found: dict[StructureId, Verdict] = {}
    for level in levels_of(state):
        for verdict in level_verdicts(shape, level):
            id = StructureId(verdict.id)
            if id not in found or verdict.clearance < found[id].clearance:
                found[id] = verdict
    return found


def touched(state: ViewState) -> Mapping[StructureId, Reach]:
    """Only what is touched or pressed."""
    return {id: v.reach for id, v in reached(state).items() if v.reach is not Reach.FREE}


@lru_cache(maxsize=_KEPT)
def level_verdicts(shape: Changed, level: str) -> tuple[Verdict, ...]:
    """The answers at one level, worked out once."""
    from meshes.changed.conflict import verdicts

    return verdicts(shape, level)


def reach_sentence(state: ViewState, catalog: Catalog) -> str:
    """What the picture would be expected to reach, in one sentence; "" while nothing is set."""
    if not state.findings or state.is_before:
        return ""
    names = list(_named(touched(state), numbered(catalog, state, brackets=False)))
    if not names:
        return "This picture would not be expected to reach a nerve root"
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"This picture would be expected to reach {listed}"


def _named(ids: Iterable[StructureId], catalog: Catalog) -> Iterator[str]:
    """Names within a sentence, left and right of the same together."""
    shorts: dict[str, list[str]] = {}
    for id in ids:
        short = catalog.structures[id].short
        shorts.setdefault(short.removeprefix("Left ").removeprefix("Right "), []).append(short)
    for key, both in shorts.items():
        if len(both) == 2:
            yield f"both {key}s"
        else:
            yield f"the {both[0][:1].lower()}{both[0][1:]}"
