"""Which nerves what is set on the model reaches, in names and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from meshes.catalog import Catalog
from meshes.changed.reach import Reach
from meshes.ids import StructureId
from viewer.changing import model_of, shape_of, site_of
from viewer.numbering import numbered
from viewer.state import ViewState

if TYPE_CHECKING:
    from meshes.changed.conflict import Verdict
    from meshes.changed.shape import Changed

#: Answers by shape and level. They go with their shape: to hold a shape is to hold all its meshes.
_ANSWERS: WeakKeyDictionary[Changed, dict[str, tuple[Verdict, ...]]] = WeakKeyDictionary()
_ORDER = (Reach.FREE, Reach.TOUCHED, Reach.PRESSED)


def levels_of(state: ViewState) -> tuple[str, ...]:
    """The disc levels at which something is set, in the order it was set."""
    return tuple(dict.fromkeys(site_of(f).level for f in state.findings if f.severity > 0.0))


def reached(state: ViewState, levels: Iterable[str] | None = None) -> Mapping[StructureId, Verdict]:
    """The answer for each root and the sac at the levels where something is set, the worse of two.

    levels: only these. Empty while the normal model is shown.
    """
    shape = shape_of(state)
    if shape is None:
        return {}
    found: dict[StructureId, Verdict] = {}
    for level in levels_of(state) if levels is None else levels:
        for verdict in level_verdicts(shape, level):
            id = StructureId(verdict.id)
            if id not in found or verdict.clearance < found[id].clearance:
                found[id] = verdict
    return found


def touched(state: ViewState, levels: Iterable[str] | None = None) -> Mapping[StructureId, Reach]:
    """Only what is touched or pressed. levels: only at these."""
    return {id: v.reach for id, v in reached(state, levels).items() if v.reach is not Reach.FREE}


def level_verdicts(shape: Changed, level: str) -> tuple[Verdict, ...]:
    """The answers at one level, worked out once."""
    answers = _ANSWERS.setdefault(shape, {})
    if level not in answers:
        from meshes.changed.between import verdicts_now

        answers[level] = verdicts_now(shape, level)
    return answers[level]


def reach_sentence(state: ViewState, catalog: Catalog, levels: Iterable[str] | None = None) -> str:
    """What the picture would be expected to reach, in one sentence; "" while nothing is set.
    levels: only at these."""
    if state.is_before or all(model_of(f).group == "needle" for f in state.findings):
        return ""
    names = list(_named(touched(state, levels), numbered(catalog, state, brackets=False)))
    if not names:
        return "This picture would not be expected to reach a nerve root"
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"This picture would be expected to reach {listed}"


def way_sentences(state: ViewState, catalog: Catalog) -> tuple[str, ...]:
    """What each needle that is set goes through, and what of an operation does not fit."""
    shape = shape_of(state)
    if shape is None:
        return ()
    from meshes.changed.needle_words import way_in_words

    catalog = numbered(catalog, state, brackets=False)
    told = []
    for one in shape.needles:
        words = way_in_words(shape, one, catalog)
        if one.path is None:
            told += [word.removesuffix(".") for word in words]
        else:
            name = catalog.structures[one.id].short
            told.append(f"{name} passes {', '.join(_inner(word) for word in words)}")
    return (*told, *(each.why.removesuffix(".") for each in shape.fusions if each.why))


def _inner(name: str) -> str:
    first = name.split(" ")[0]
    return name if any(c.isdigit() for c in first) else name[:1].lower() + name[1:]


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
