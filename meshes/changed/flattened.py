"""Nerves that are squeezed: the form of their sections, and a tube's points with it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from meshes.changed.eased import along_course
from meshes.effects.changes import Values
from meshes.surface import Points

#: A nerve that is squeezed widens by no more than this.
_WIDEST = 1.3
#: Where what a nerve is squeezed along turns by more than this from one station to the next (its
#: cosine), and it keeps no more than such a share of its thickness, its form is evened out so many
#: stations to either side, in so many rounds (chosen).
_TURNS, _HARDLY, _BESIDE, _EVEN_FORMS = 0.97, 0.95, 9, 24


def bent(
    points: Points, stations: Values, line: Points, shift: Points, left: Values, along: Points
) -> Points:
    """A tube's points moved with their stations and flattened along the push, area kept as
    far as that leaves it a nerve.

    points (n, 3) and line (96, 3): both before the shift; shift, left, along: of this root.
    """
    offset = along_course(points, stations, line, line + shift) - (line + shift)[stations]
    rows = np.flatnonzero((left < 1.0)[stations])
    forms = _forms(left, along)[stations[rows]]
    offset[rows] = np.einsum("nij,nj->ni", forms, offset[rows])
    return np.asarray(line[stations] + shift[stations] + offset)


def _forms(left: Values, along: Points) -> Points:
    """What squeezes make of a section through a nerve at each station: (96, 3, 3). Where what it is
    squeezed along turns from one to the next it is squeezed a little both ways between them, not
    folded."""
    flat = along[:, :, None] * along[:, None, :]
    wider = np.minimum(np.sqrt(1.0 / left), _WIDEST)[:, None, None]
    found = wider * (np.eye(3) - flat) + left[:, None, None] * flat
    same = np.abs(np.einsum("ij,ij->i", along[1:], along[:-1]))
    squeezed = np.maximum(left[1:], left[:-1]) < _HARDLY
    turns = np.flatnonzero(squeezed & (same < _TURNS))
    if len(turns) == 0:
        return found
    rows = np.unique(np.clip(turns[:, None] + np.arange(-_BESIDE, _BESIDE + 2), 1, len(left) - 2))
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        ends = slice(run[0] - 1, run[-1] + 2)
        here = found[ends]
        found[ends] = (_evening(len(here)) @ here.reshape(len(here), -1)).reshape(here.shape)
    return found


@lru_cache(maxsize=64)
def _evening(count: int) -> Values:
    """What so many rows between two that stay make of one another in all rounds, (n, n): each round
    every one becomes half itself and half what is beside it."""
    once = np.eye(count)
    inner = np.arange(1, count - 1)
    once[inner, inner] = 0.5
    once[inner, inner - 1] = once[inner, inner + 1] = 0.25
    return np.asarray(np.linalg.matrix_power(once, _EVEN_FORMS))
