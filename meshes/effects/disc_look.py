"""Colours of a disc as it ages: by Pfirrmann grade, after its look on T2 images.

Grade I shines, V is black (Pfirrmann 2001). The annulus is dark on such images from the start; it
is drawn lighter here, so that both can be told apart as long as they can in a patient.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meshes.effects.changes import Changes

Colour = tuple[float, float, float]

#: Red, green, blue of annulus and nucleus for grades I to V.
_ANNULUS = (
    (0.56, 0.72, 0.71),
    (0.53, 0.65, 0.64),
    (0.45, 0.49, 0.47),
    (0.29, 0.30, 0.28),
    (0.14, 0.14, 0.13),
)
_NUCLEUS = (
    (0.90, 0.95, 0.95),
    (0.80, 0.85, 0.85),
    (0.52, 0.55, 0.54),
    (0.27, 0.28, 0.27),
    (0.09, 0.09, 0.09),
)


def disc_tint(grade: float) -> tuple[Colour, Colour]:
    """Colours of annulus and nucleus at a continuous grade 1..5."""
    return _at(_ANNULUS, grade), _at(_NUCLEUS, grade)


def tints_of(changes: Changes) -> Mapping[str, Colour]:
    """Colours of the discs that are beyond grade I, by id."""
    found: dict[str, Colour] = {}
    for level, change in changes.discs.items():
        if change.grade > 1.0:
            annulus, nucleus = disc_tint(change.grade)
            found[f"disc.{level}"] = found[f"disc.{level}.annulus"] = annulus
            found[f"disc.{level}.nucleus"] = nucleus
    return found


def _at(colours: tuple[Colour, ...], grade: float) -> Colour:
    rows = np.array(colours)
    red, green, blue = (float(np.interp(grade, np.arange(1, 6), rows[:, k])) for k in range(3))
    return red, green, blue
