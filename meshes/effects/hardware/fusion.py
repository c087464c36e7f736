"""A fusion put together: what each kind consists of at a level, at any time after the operation.

PLF: pedicle screws, rods and graft between the transverse processes, the disc stays. PLIF: the
same metal, a cage on each side and graft between the end plates. TLIF: one banana-shaped cage
through the joint of one side. ALIF: a wide wedge from the front, held by four screws through its
own front (stand-alone) or, on request, by pedicle screws and rods. Kinds as in Mobbs 2015, J Spine
Surg 1:2-18.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from meshes.effects.changes import Solid, bones_of
from meshes.effects.hardware.assembly import Assembly as Assembly
from meshes.effects.hardware.assembly import Fusion as Fusion
from meshes.effects.hardware.assembly import GraftBed, Removed
from meshes.effects.hardware.cage import CageFit, cage_surface, fit_cage
from meshes.effects.hardware.cage_outline import (
    Outline,
    alif_outline,
    plif_outline,
    tlif_outline,
)
from meshes.effects.hardware.disc_space import DiscSpace, disc_space
from meshes.effects.hardware.figures import figure, figures
from meshes.effects.hardware.front_screw import FrontScrew, front_screw_surface, front_screws
from meshes.effects.hardware.graft import interbody_bed, mass_bed
from meshes.effects.hardware.keep_clear import cleft, front_metal, posterior_metal
from meshes.effects.hardware.plan import ScrewPlan, plan_screw
from meshes.effects.hardware.rod import rod_course, rod_ends, rod_surface
from meshes.effects.hardware.screw import halo_surface, screw_surface
from meshes.effects.hardware.timeline import Stage
from meshes.shipped import BoneMarks
from meshes.surface import Points, mirrored

if TYPE_CHECKING:
    from meshes.field import SignedDistanceGrid

Values = npt.NDArray[np.float64]
Kind = Literal["plf", "plif", "tlif", "alif"]
KINDS: tuple[Kind, ...] = ("plf", "plif", "tlif", "alif")

_FLIP = np.diag([-1.0, 1.0, 1.0, 1.0])
_SIDES = ("right", "left")


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a fusion is done: poses as they are with any subsidence."""

    level: str
    bones: tuple[str, str]
    poses: Mapping[str, Points]
    marks: Mapping[str, BoneMarks]
    fields: Mapping[str, SignedDistanceGrid]
    union: bool
    plans: Mapping[str, ScrewPlan]


def fusion(
    kind: Kind,
    level: str,
    stage: Stage,
    poses: Mapping[str, Points],
    marks: Mapping[str, BoneMarks],
    fields: Mapping[str, SignedDistanceGrid],
    *,
    side: str = "right",
    union: bool = True,
    subsided: bool = False,
    pedicle_screws: bool | None = None,
    joined: tuple[bool, bool] = (False, False),
    plans: Mapping[str, ScrewPlan] | None = None,
) -> Fusion:
    """Everything a fusion of a kind puts in at a level at a stage, as `assembled` puts it together.

    Nothing at all before the operation. Raises ValueError as that does.
    """
    if stage.months < 0:
        return Fusion()
    made = assembled(
        kind,
        level,
        poses,
        marks,
        fields,
        side=side,
        union=union,
        subsided=subsided,
        pedicle_screws=pedicle_screws,
        joined=joined,
        plans=plans,
    )
    return made.at(stage)


def assembled(
    kind: Kind,
    level: str,
    poses: Mapping[str, Points],
    marks: Mapping[str, BoneMarks],
    fields: Mapping[str, SignedDistanceGrid],
    *,
    side: str = "right",
    union: bool = True,
    subsided: bool = False,
    pedicle_screws: bool | None = None,
    joined: tuple[bool, bool] = (False, False),
    plans: Mapping[str, ScrewPlan] | None = None,
) -> Assembly:
    """All that a fusion of a kind puts in at a level (`L1-L2` .. `L5-S1`), and the beds of graft.

    poses: 4x4 body to world of the bones as they stand after the operation (restored height and
    slip are theirs). side: from which a TLIF is done. union: False draws the non-union: graft that
    stays apart, seams round the pedicle screws. subsided: cages have sunk into the plate below.
    pedicle_screws: None for the kind's usual. joined: whether the level above, below is fused as
    well, so that the rod goes on there. plans: `screw_plans`, where they are known.
    Raises ValueError for an unknown level or where something does not go in.
    """
    bones = bones_of(level)
    if bones[0] == "vertebra.T12":
        raise ValueError(f"no fusion is drawn at {level}")
    space = disc_space(bones, poses, marks, fields)
    sunk = np.zeros(3)
    if subsided and kind != "plf":
        sunk = -figure("graft", "subsidence") * space.frame[:3, 2]
    # cages keep the size they were put in with; bone above and cage come down together
    now = {**poses, bones[0]: _shifted(poses[bones[0]], sunk)}
    screws = kind != "alif" if pedicle_screws is None else pedicle_screws
    if plans is None:
        names = level.split("-") if screws else []
        plans = {name: plan_screw(name, "right", marks, fields) for name in names}
    site = _Site(level, bones, now, marks, fields, union, plans)
    solids: list[Solid] = []
    beds: list[GraftBed] = []
    if screws:
        for screw_side in _SIDES:
            metal, mass = _posterior(site, screw_side, joined, with_mass=kind == "plf")
            solids += metal
            beds += mass
    cages: dict[str, CageFit] = {}
    if kind != "plf":
        put_in, bed, cages = _interbody(site, space, sunk, kind, side, front=not screws)
        solids += put_in
        beds.append(bed)
    removed, gone = removed_bone(kind, level, side, marks), _gone(kind, level, side)
    return Assembly(tuple(solids), tuple(beds), union, removed, gone, sunk, cages)


def _shifted(pose: Points, by: Points) -> Points:
    moved = pose.copy()
    moved[:3, 3] += by
    return moved


def _posterior(
    site: _Site, side: str, joined: tuple[bool, bool], *, with_mass: bool
) -> tuple[list[Solid], list[GraftBed]]:
    """Screws, rod and halos of a side, and the bed of the mass between the transverse processes.

    All is worked out on the right; for the left in the mirror image of the scene.
    """
    upper, lower = site.level.split("-")
    flip = _FLIP if side == "left" else np.eye(4)
    poses = {bone: flip @ pose @ flip for bone, pose in site.poses.items()}
    plans = [site.plans[name] for name in (upper, lower)]
    above, below = rod_ends(lower)
    beyond = (0.0 if joined[0] else above, 0.0 if joined[1] else below)
    course = rod_course((plans[0], plans[1]), (poses[site.bones[0]], poses[site.bones[1]]), beyond)
    rod = rod_surface(course)
    made = [Solid(f"rod.{site.level}.{side}", "", mirrored(rod) if side == "left" else rod)]
    for k, plan in enumerate(plans):
        turn = poses[plan.bone][:3, :3]
        mirror = np.diag(flip)[:3]
        own = plan if side == "right" else plan.mirrored
        facing, along = mirror * (course.facing[k] @ turn), mirror * (course.along[k] @ turn)
        made.append(
            Solid(f"screw.{plan.level}.{side}", plan.bone, screw_surface(own, facing, along))
        )
        if not site.union:
            halo = halo_surface(plan, site.fields[plan.bone], figure("halo", "width"))
            halo = halo if side == "right" else mirrored(halo)
            made.append(Solid(f"halo.{plan.level}.{side}", plan.bone, halo))
    if not with_mass:
        return made, []
    metal = posterior_metal(plans, course, poses)
    bed = mass_bed(site.bones, poses, site.marks, site.fields, metal)
    gap = None if site.union else cleft(course.line.mean(axis=0))
    id = f"graft.{site.level}.{side}"
    return made, [GraftBed(id, bed, gap, is_left=side == "left")]


def _interbody(
    site: _Site, space: DiscSpace, sunk: Points, kind: Kind, side: str, *, front: bool
) -> tuple[list[Solid], GraftBed, dict[str, CageFit]]:
    """Cages with the bed of the graft in and round them and, for a stand-alone one, its screws."""
    outlines = _outlines(space, kind, site.level, side)
    fits = {id: fit_cage(space, outline, kind) for id, outline in outlines.items()}
    lower = site.bones[1]
    local = np.linalg.inv(site.poses[lower]) @ _shifted(space.frame, sunk)
    made = [
        Solid(id, lower, cage_surface(fits[id], outline, kind).moved(local))
        for id, outline in outlines.items()
    ]
    screws: list[FrontScrew] = []
    if kind == "alif" and front:
        id, outline = next(iter(outlines.items()))
        screws = list(front_screws(space, outline, fits[id]))
        frame = _shifted(space.frame, sunk)
        for screw in screws:
            bone = site.bones[0 if screw.upper else 1]
            name = "upper" if screw.upper else "lower"
            body = np.linalg.inv(site.poses[bone]) @ frame
            surface = front_screw_surface(screw).moved(body)
            made.append(Solid(f"screw.{site.level}.{name}.{screw.side}", bone, surface))
    settled = disc_space(site.bones, site.poses, site.marks, site.fields)
    bed = interbody_bed(settled, _carried(outlines, space, settled, sunk), front_metal(screws))
    gap = None if site.union else cleft(np.array([0.0, 0.0, 1.5]))
    return made, GraftBed(f"graft.{site.level}.interbody", bed, gap, settled.frame), fits


def _outlines(space: DiscSpace, kind: Kind, level: str, side: str) -> dict[str, Outline]:
    if kind == "plif":
        right = plif_outline(space)
        return {f"cage.{level}.right": right, f"cage.{level}.left": right.mirrored}
    if kind == "tlif":
        right = tlif_outline(space)
        return {f"cage.{level}": right if side == "right" else right.mirrored}
    return {f"cage.{level}": alif_outline(space)}


def _carried(
    outlines: Mapping[str, Outline], before: DiscSpace, now: DiscSpace, sunk: Points
) -> list[Outline]:
    """The outlines in the frame of the space as it has become."""
    shift = (before.frame[:3, 3] + sunk - now.frame[:3, 3]) @ now.frame[:3, :2]
    return [replace(outline, outer=outline.outer + shift) for outline in outlines.values()]


def removed_bone(
    kind: Kind, level: str, side: str, marks: Mapping[str, BoneMarks]
) -> tuple[Removed, ...]:
    """Bone that has to go for a kind's way in, as boxes in body frames; none for PLF and ALIF."""
    found = []
    upper, lower = bones_of(level)
    for row in figures()["removed"].get(kind, ()):
        bone = upper if row["bone"] == "upper" else lower
        places = marks[bone].places
        name = row["place"] if row["place"] in places else f"{row['place']}.right"
        for one in _SIDES if kind == "plif" else (side,):
            sign = np.array([1.0 if one == "right" else -1.0, 1.0, 1.0])
            frame = np.eye(4)
            frame[:3, 3] = sign * (places[name] + np.array(row["off"]))
            found.append(Removed(bone, frame, np.array(row["half"]), f"{one} {row['what']}"))
    return tuple(found)


def _gone(kind: Kind, level: str, side: str) -> frozenset[str]:
    """Structures cleared away: the nucleus for every cage, a joint for TLIF, flavum from behind."""
    if kind == "plf":
        return frozenset()
    gone = {f"disc.{level}.nucleus"}
    if kind == "tlif":
        gone |= {f"facet.{level}.{side}"}
    return frozenset(gone)
