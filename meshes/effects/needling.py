"""Needle paths as something that can be set: which needles a model stands for at a place."""

from __future__ import annotations

from dataclasses import replace

from meshes.changed.normal import Normal
from meshes.effects.apply import Site, effect
from meshes.effects.changes import Changes, Needle
from meshes.effects.needles import joint_targets

#: Kinds that are named after one bone of the joint, of which two are needed: each facet joint is
#: reached by two medial branches (Cohen 2020, Reg Anesth Pain Med 45:424).
_BOTH_BONES = ("medial-branch", "radiofrequency")
#: Kinds that are done at one place only, which their names leave out.
_ONE_PLACE = ("caudal", "si-joint")


@effect("needle")
def needle(normal: Normal, changes: Changes, site: Site, *, kind: str, advance: float) -> Changes:
    """A needle of a kind at the site, `advance` of its way in; on each of its sides."""
    new = tuple(
        Needle(kind, place, side, advance)
        for place in _places(kind, site)
        for side in site.sides or ("",)
    )
    return replace(changes, needles=changes.needles + new)


def _places(kind: str, site: Site) -> tuple[str, ...]:
    """Where needles of a kind are done for this site, as `meshes.effects.needles` names places."""
    if kind in _ONE_PLACE:
        return ("",)
    if kind in _BOTH_BONES:
        return joint_targets(site.level)
    if site.bone == "sacrum":
        return ("S1",)
    return (site.bone.rpartition(".")[2],) if kind == "root-block" else (site.level,)
