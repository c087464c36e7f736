"""Nerve roots and their ganglia as surfaces.

A root is one tube: dural sleeve, spinal nerve, ventral ramus. Its ganglion is a spindle of its own
through which the root passes, so the two overlap by design.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meshes.builders.root_course import RootCourse, ganglion_half_length
from meshes.builders.route import Values
from meshes.builders.tube import arc_length, frames, resampled, tube, tubes
from meshes.nerves import NerveFigures
from meshes.surface import Surface

SIDES = 14
_GANGLION_STATIONS = 25


def build_roots(courses: Mapping[str, RootCourse], figures: NerveFigures) -> dict[str, Surface]:
    """`root.*.right` and `ganglion.*.right`; the left ones are their mirror images (`mirrored`)."""
    lines = np.stack([course.line for course in courses.values()])
    radii = np.stack([course.radius for course in courses.values()])
    built: dict[str, Surface] = {}
    for course, right in zip(courses.values(), tubes(lines, radii, SIDES), strict=True):
        built[f"root.{course.level}.right"] = right
        built[f"ganglion.{course.level}.right"] = build_ganglion(course, figures)
    return built


def build_ganglion(course: RootCourse, figures: NerveFigures) -> Surface:
    """The right dorsal root ganglion of a root: a spindle along its line."""
    half = ganglion_half_length(figures.root[course.level], course.ganglion_radius)
    # Denser towards the ends, where the profile turns fastest.
    share = np.sin(np.linspace(-0.5 * np.pi, 0.5 * np.pi, _GANGLION_STATIONS + 2)[1:-1])
    line = resampled(course.line, _shares(course, half * share))
    radius: Values = course.ganglion_radius * np.sqrt(1.0 - share**2)
    # Corners in line with those of the root, so that the two meet in a clean ring.
    begin = int(np.argmin(np.linalg.norm(course.line - line[0], axis=1)))
    first = frames(course.line[None]).first[0, begin]
    return tube(line, radius, SIDES, cap_rings=1, reference=(first[0], first[1], first[2]))


def _shares(course: RootCourse, offset: Values) -> Values:
    """Shares 0..1 of the root's line at ways from the ganglion's middle."""
    length = float(arc_length(course.line)[-1])
    return np.asarray(np.clip((course.ganglion + offset) / length, 0.0, 1.0))
