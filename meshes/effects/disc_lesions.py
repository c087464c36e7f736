"""Effects on discs: herniation, bulge, signs of ageing, fissures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, DiscChange, Herniation, Values

#: Angles of the disc's contour, degrees from the right over anterior.
_ANGLES = np.arange(96) * 3.75
#: A herniation is focal, a bulge goes beyond a quarter of the rim (Fardon 2014).
_POSTERIOR = 270.0


@effect("herniate")
def herniate(
    normal: Normal,
    changes: Changes,
    site: Site,
    *,
    shape: str,
    size: float,
    migration: float = 0.0,
) -> Changes:
    """Disc material beyond the disc, `size` mm, in the site's zone, on its side or sides."""
    zone = site.zone or "subarticular"
    sides = site.sides if zone != "central" else ("",)
    new = tuple(Herniation(site.level, shape, zone, side, size, migration) for side in sides)
    return replace(changes, herniations=changes.herniations + new)


@effect("bulge")
def bulge(
    normal: Normal, changes: Changes, site: Site, *, all_round: float, posterior: float = 0.0
) -> Changes:
    """The disc's edge beyond the rim all round, mm, and so much more over the posterior third; on
    a side alone where the site has one."""
    away = np.abs((_ANGLES - _POSTERIOR + 180.0) % 360.0 - 180.0)
    back: Values = np.clip(1.0 - (away / 75.0) ** 2, 0.0, 1.0)
    swell = all_round + posterior * back
    if len(site.sides) == 1:
        sign = -1.0 if site.sides[0] == "left" else 1.0
        lean = np.clip(0.55 + 0.75 * sign * np.cos(np.radians(_ANGLES)), 0.0, 1.0)
        swell = swell * lean
    return changes.with_disc(site.level, DiscChange(bulge=np.asarray(swell)))


@effect("degenerate")
def degenerate(normal: Normal, changes: Changes, site: Site, *, grade: float) -> Changes:
    """The disc's look by Pfirrmann grade 1..5, continuous."""
    return changes.with_disc(site.level, DiscChange(grade=grade))


@effect("fissure")
def fissure(
    normal: Normal, changes: Changes, site: Site, *, depth: float, angle: float = 45.0
) -> Changes:
    """A cleft of the annulus, `depth` 0..1 of its thickness: `angle` degrees off posterior on the
    site's sides, in the mid-line for the zone `central`."""
    places = [-angle if side == "left" else angle for side in site.sides]
    if site.zone == "central" or not places:
        places = [0.0]
    clefts = tuple(((_POSTERIOR + place) % 360.0, depth) for place in places)
    return changes.with_disc(site.level, DiscChange(fissure=clefts))
