"""Narrowing of canal, recess and foramen by soft tissue; bone is grown in `growth`."""

from __future__ import annotations

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, DiscChange

_ANGLES = np.arange(96) * 3.75
#: Middle of a disc's wall beside the mid-line, behind which the recess lies, and in the foramen;
#: and half the width of a bulge there, degrees.
_PLACES = {"recess": (300.0, 26.0), "foramen": (322.0, 20.0)}


@effect("thicken-flavum")
def thicken_flavum(
    normal: Normal, changes: Changes, site: Site, *, thicker: float
) -> Changes:
    """The ligamentum flavum thicker by so many mm towards the canal, on the site's sides or both."""
    for side in site.sides or ("left", "right"):
        changes = changes.with_flavum(site.level, side, thicker)
    return changes


@effect("bulge-beside")
def bulge_beside(
    normal: Normal, changes: Changes, site: Site, *, size: float, place: str = "recess"
) -> Changes:
    """The disc's edge `size` mm towards the recess or the foramen of the site's sides, or both.

    Raises ValueError for another place.
    """
    if place not in _PLACES:
        raise ValueError(f"'{place}' is no place of a bulge; places are {', '.join(_PLACES)}")
    middle, half = _PLACES[place]
    swell = np.zeros(96)
    for side in site.sides or ("left", "right"):
        at = middle if side == "right" else 540.0 - middle
        away = np.abs((_ANGLES - at + 180.0) % 360.0 - 180.0)
        swell = np.maximum(swell, size * np.clip(1.0 - (away / (1.6 * half)) ** 2, 0.0, 1.0) ** 2)
    return changes.with_disc(site.level, DiscChange(bulge=swell))
