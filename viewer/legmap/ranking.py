"""From a painting to roots: all that fit, ranked, and how little that settles.

A root fits by how much of what is painted lies in its soft-edged area. Numbness follows areas
better than pain does, so it counts more. No root that fits is left out, and nothing here is an
answer: how sure the order is belongs to the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from annotations.legmap_data import ROOTS, SADDLE
from meshes.ids import Side
from viewer.legmap.areas import GAP, reaches_saddle, saddle_weights, weights
from viewer.legmap.grid import Floats, Mask, grids, painted

#: What a cell with numbness or with pain alone counts; chosen: pain strays from areas.
NUMB, PAIN = 1.0, 0.6
#: From which share of the painting in a root's area it fits well, in part, a little; chosen.
WELL, PARTLY, LITTLE = 0.6, 0.3, 0.1
#: A root so much of whose own area is painted stays in the list; chosen.
OWN = 0.3
#: A second root with so much of the first's share fits about as well; chosen.
ALIKE = 0.6
#: So much skin on both sides outside the saddle counts as both legs, square mm; chosen.
BOTH = 1500.0
#: From which share painted in gaps that is told; chosen.
TOLD_GAP = 0.2


@dataclass(frozen=True, slots=True)
class Fit:
    """One root. share: 0..1 of what is painted on its side lies in its area. own: 0..1 of its
    area is painted. word: of FITS."""

    root: str
    side: Side
    share: float
    own: float
    word: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a painting may mean on a map. fits: by side, best first. sure: of SURE, by side. gap:
    0..1 of all that is painted lies where the map has no area. is_saddle, is_both: the saddle or
    both legs are painted."""

    fits: Mapping[Side, tuple[Fit, ...]]
    sure: Mapping[Side, str]
    gap: float
    is_saddle: bool
    is_both: bool


@lru_cache(maxsize=16)
def rank(pain: frozenset[int], numb: frozenset[int], kind: str) -> Ranking:
    """The roots that fit a painting on one of MAPS; sides without paint are left out."""
    strength = _strength(pain, numb)
    fits, sure, gap, skin = {}, {}, 0.0, 0.0
    for side in Side:
        here = {view: one for (view, other), one in strength.items() if other is side}
        whole = sum(_sum(view, one) for view, one in here.items())
        if whole <= 0.0:
            continue
        fits[side] = tuple(_fits(here, whole, side, kind))
        sure[side] = _sure(fits[side])
        skin += whole
        gap += sum(_sum(view, one * (_any_root(kind, view) < GAP)) for view, one in here.items())
    cells = pain | numb
    share = gap / skin if skin else 0.0
    return Ranking(fits, sure, share, reaches_saddle(kind, cells), _is_both(cells, kind))


def _strength(pain: frozenset[int], numb: frozenset[int]) -> Mapping[tuple[str, Side], Floats]:
    found: dict[tuple[str, Side], Floats] = {}
    for cells, counts in ((pain, PAIN), (numb, NUMB)):
        for half, mask in painted(cells).items():
            before = found.get(half, np.zeros(mask.shape))
            found[half] = np.maximum(before, mask * counts)
    return found


def _sum(view: str, values: Floats) -> float:
    return float(values.sum()) * grids()[view].cell_area


def _fits(here: Mapping[str, Floats], whole: float, side: Side, kind: str) -> Iterator[Fit]:
    found = []
    for root in ROOTS:
        areas = weights(kind)[root]
        share = sum(_sum(view, one * areas[view]) for view, one in here.items()) / whole
        covered = sum(_sum(view, (one > 0.0) * areas[view]) for view, one in here.items())
        own = covered / sum(_sum(view, area) for view, area in areas.items())
        if share >= LITTLE or (own >= OWN and share > 0.02):
            word = "well" if share >= WELL else "partly" if share >= PARTLY else "little"
            found.append(Fit(root, side, share, own, word))
    yield from sorted(found, key=lambda fit: (-round(fit.share, 6), -fit.own))


def _sure(fits: tuple[Fit, ...]) -> str:
    if not fits or fits[0].share < LITTLE:
        return "gaps"
    if fits[0].share < PARTLY:
        return "spread"
    if len(fits) > 1 and fits[1].share >= ALIKE * fits[0].share:
        return "alike"
    return "leads"


def _any_root(kind: str, view: str) -> Floats:
    return np.asarray(np.maximum.reduce([weights(kind)[root][view] for root in ROOTS]))


def _is_both(cells: frozenset[int], kind: str) -> bool:
    skin: dict[Side, float] = {}
    for (view, side), mask in painted(cells).items():
        legs: Mask = mask & (saddle_weights(kind)[view] < GAP)
        skin[side] = skin.get(side, 0.0) + _sum(view, legs.astype(float))
    return len(skin) == 2 and min(skin.values()) >= BOTH


def is_saddle(root: str) -> bool:
    """Whether a root belongs to the saddle."""
    return root in SADDLE
