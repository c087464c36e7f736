"""The gap in the pars interarticularis without a slip: spondylolysis."""

from __future__ import annotations

from dataclasses import replace

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes
from meshes.effects.saw import Cut, Side


@effect("pars-gap")
def pars_gap(normal: Normal, changes: Changes, site: Site, *, width: float) -> Changes:
    """A gap through the pars of the site's vertebra on its side or sides. width: 0 the narrowest
    that is drawn (1 mm) .. 1 the widest (5 mm)."""
    side: Side = "both"
    if len(site.sides) == 1:
        side = "left" if site.sides[0] == "left" else "right"
    cut = Cut(site.bone, "pars-defect", side, min(max(width, 0.01), 1.0))
    return replace(changes, cuts=(*changes.cuts, cut))
