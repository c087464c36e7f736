"""All nerves of a spine in one go: they share the sac's course and the obstacles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from meshes.bone import Bone
from meshes.builders.cauda import build_cauda
from meshes.builders.cord import build_conus, build_filum, tip_way
from meshes.builders.root import build_roots
from meshes.builders.root_course import RootCourse, centre_lines, root_courses
from meshes.builders.route import Obstacles, Wall
from meshes.builders.sac import SacCourse, build_sac, sac_course
from meshes.builders.trunk import build_trunk, trunk_tubes
from meshes.nerves import NerveFigures, nerve_figures
from meshes.occlusion import openness
from meshes.spine import STACK, Spine
from meshes.surface import Points, Surface, mirrored

# Nerves are never drawn darker than this, or those deep in the canal would be lost.
_DARKEST = 0.45


@dataclass(frozen=True, slots=True)
class NerveCourses:
    """Where everything runs: the sac, the right roots by level, and the way of the conus's tip."""

    sac: SacCourse
    roots: Mapping[str, RootCourse]
    tip: float

    def lines(self) -> dict[str, Points]:
        """Centre-lines of the roots by id, both sides: (n, 3) each, from the sac outward."""
        return centre_lines(self.roots)


def nerve_courses(
    spine: Spine, discs: Mapping[str, Surface], figures: NerveFigures | None = None
) -> NerveCourses:
    """Lay the nerves through a spine. Whole discs (`disc.L4-L5` ...) count as obstacles; where none
    are given, the space between the rims does."""
    figures = figures or nerve_figures()
    obstacle = canal_obstacle(spine, discs)
    sac = sac_course(spine, obstacle, figures)
    return NerveCourses(
        sac, root_courses(spine, sac, obstacle, figures), tip_way(spine, sac, figures)
    )


def build_nerves(
    spine: Spine,
    discs: Mapping[str, Surface],
    coccyx: Bone | None = None,
    courses: NerveCourses | None = None,
) -> dict[str, Surface]:
    """`thecal-sac`, `conus-medullaris`, `filum-terminale`, `cauda-equina`, `root.*`, `ganglion.*`,
    `lumbosacral-trunk.*`.

    World frame, both sides, shade baked. coccyx: in the sacrum's frame; the filum is led on to it.
    courses: those of `nerve_courses` for this spine, where they are at hand already.
    """
    figures = nerve_figures()
    courses = courses or nerve_courses(spine, discs, figures)
    obstacle = canal_obstacle(spine, discs)
    built = {
        "thecal-sac": build_sac(courses.sac),
        "conus-medullaris": build_conus(courses.sac, courses.tip, figures),
        "filum-terminale": build_filum(spine, courses.sac, courses.tip, obstacle, figures, coccyx),
        "cauda-equina": build_cauda(courses.sac, courses.roots, courses.tip, figures),
    }
    # What lies in the sac is seen through it and stays light.
    built["thecal-sac"] = shaded(built["thecal-sac"], spine)
    right_ones = build_roots(courses.roots, figures)
    tubes = trunk_tubes(spine, courses.roots, obstacle, figures.trunk)
    right_ones["lumbosacral-trunk.right"] = build_trunk(tubes, figures.trunk)
    for name, surface in right_ones.items():
        right = shaded(surface, spine)
        built |= {name: right, name.replace(".right", ".left"): mirrored(right)}
    return built


def canal_obstacle(spine: Spine, discs: Mapping[str, Surface]) -> Obstacles:
    """Bones and discs as one obstacle; pieces such as `disc.L4-L5.nucleus` are left out."""
    whole = [disc for name, disc in sorted(discs.items()) if name.count(".") == 1]
    if whole:
        return Obstacles((spine, *(Wall.of(disc) for disc in whole)))
    walls = [
        Wall.between(spine.plate(low, "superior").rim, spine.plate(high, "inferior").rim)
        for high, low in pairwise(STACK)
    ]
    return Obstacles((spine, *walls))


def shaded(surface: Surface, spine: Spine) -> Surface:
    """The surface darkened where bone is close."""
    open_share = openness(spine, surface.points, surface.normals.astype(np.float64))
    shade = _DARKEST + (1.0 - _DARKEST) * open_share
    return Surface(surface.points, surface.triangles, surface.normals, shade.astype(np.float32))
