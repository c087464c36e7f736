"""Narrowing of canal, recess and foramen by soft tissue; bone is grown in `growth`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, DiscChange
from meshes.effects.disc_lesions import bulge
from meshes.effects.growth import facet_growth, osteophytes
from meshes.effects.height import standing_out
from meshes.reading import shipped_table

_ANGLES = np.arange(96) * 3.75
#: Middle of a disc's wall beside the mid-line, behind which the recess lies, and in the foramen;
#: and half the width of a bulge there, degrees.
_PLACES = {"recess": (300.0, 26.0), "foramen": (322.0, 20.0)}


@effect("narrow-canal")
def narrow_canal(normal: Normal, changes: Changes, site: Site, *, share: float) -> Changes:
    """A canal narrowed all round at a disc: bulging disc, thick flava and facet joints, as much as
    the level needs for a sac of about 100 mm2 at share 0.5 and one that has lost two thirds at 1.
    Raises ValueError for a level without figures."""
    row = _figures()["canal"].get(site.level)
    if row is None:
        raise ValueError(f"no figures for a narrow canal at {site.level}")
    much = float(np.interp(share, np.linspace(0.0, 1.0, len(row)), row))
    part = _figures()["mix"]
    disc = min(much, part["most_bulge"])
    # the canal gets narrow: where the exiting roots lie, the disc stands out less
    changes = changes.with_disc(site.level, DiscChange(bulge=disc * part["bulge"] * standing_out()))
    changes = bulge(
        normal,
        changes,
        Site(site.level, site.bone),
        all_round=0.0,
        posterior=disc * part["posterior"],
    )
    changes = thicken_flavum(
        normal, changes, site, thicker=min(much * part["flavum"], part["most"])
    )
    facets = min(much, part["most_facet"])
    return facet_growth(
        normal,
        changes,
        Site(site.level, site.bone),
        osteophyte=facets * part["osteophyte"],
        process=facets * part["process"],
        capsule=facets * part["capsule"],
        tip=part["tip"],
    )


@effect("narrow-recess")
def narrow_recess(normal: Normal, changes: Changes, site: Site, *, share: float) -> Changes:
    """A lateral recess narrowed, `share` 0..1, on the site's sides or both: the superior process
    overgrows it from behind, with flavum, rim and disc. Raises ValueError for a level without
    figures."""
    row, part = _figures()["recess"], _figures()["recess-mix"]
    if site.level not in row:
        raise ValueError(f"no figures for a narrow recess at {site.level}")
    much = share * float(row[site.level])
    changes = facet_growth(
        normal,
        changes,
        site,
        osteophyte=much * part["osteophyte"],
        process=much * part["process"],
        capsule=share * part["capsule"],
        medial=part["medial"],
        tip=part["tip"],
        foot=part["foot"],
    )
    changes = thicken_flavum(
        normal, changes, site, thicker=min(much * part["flavum"], share * _figures()["mix"]["most"])
    )
    changes = osteophytes(normal, changes, site, recess=much * part["rim"])
    # the disc leads, bone follows
    size = share * (1.6 - 0.6 * share) * part["bulge"]
    return bulge_beside(normal, changes, site, size=size, place="recess")


@effect("thicken-flavum")
def thicken_flavum(normal: Normal, changes: Changes, site: Site, *, thicker: float) -> Changes:
    """Ligamentum flavum so many mm thicker towards the canal, on the site's sides or both."""
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


@cache
def _figures() -> Mapping[str, Any]:
    return shipped_table(Path(__file__).parent / "stenosis.toml")
