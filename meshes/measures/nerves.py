"""Sizes and places of the nerves. What each key means stands in morphometry.toml."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meshes.builders.root_course import STANDS_OUT, RootCourse
from meshes.builders.sac import SacCourse
from meshes.builders.tube import arc_length
from meshes.measures.section import extent, section, section_between
from meshes.pose import RIM_POSTERIOR
from meshes.spine import Spine
from meshes.surface import Points, Surface

Sizes = dict[str, float | None]

# The nerve is measured this far beyond the end of the ganglion, as on MR neurography, mm.
_BEYOND_GANGLION = 5.0
_X = np.array([1.0, 0.0, 0.0])


def root_sizes(course: RootCourse, sac: SacCourse, soft: Mapping[str, Surface]) -> Sizes:
    """Ganglion, nerve and take-off of a right root."""
    ganglion = soft.get(f"ganglion.{course.level}.right")
    root = soft.get(f"root.{course.level}.right")
    shown = None if ganglion is None else _shown(ganglion, course)
    length = None if shown is None else shown[1] - shown[0]
    nerve = None
    if root is not None and length is not None:
        nerve = _thickness(root, course.line, course.ganglion + 0.5 * length + _BEYOND_GANGLION)
    return {
        "ganglion-width": None if ganglion is None else _width(ganglion),
        "ganglion-length": length,
        "root-diameter": nerve,
        "root-take-off": None if shown is None else take_off(course, sac, shown[0]),
    }


def take_off(course: RootCourse, sac: SacCourse, end: float) -> float:
    """Angle in degrees between the sac's axis and the way of a right root from where it leaves the
    sac to the way `end` (mm along its line), in the sac's coronal plane."""
    way = arc_length(course.line)
    ends = np.array(
        [[np.interp(at, way, course.line[:, k]) for k in range(3)] for at in (course.origin, end)]
    )
    _, posterior, _ = sac.section(sac.way_of(ends[:1]))
    inferior = np.cross(_X, posterior[0])
    step = ends[1] - ends[0]
    return float(np.degrees(np.arctan2(step @ _X, step @ inferior)))


def sac_sizes(spine: Spine, upper: str, lower: str, sac: Surface | None) -> Sizes:
    """Depth and width of the dural sac in the middle plane of a disc."""
    if sac is None:
        return {"sac-depth": None, "sac-width": None}
    cut, normal = section_between(spine, upper, lower, sac)
    middle = cut[np.abs(cut[:, 0]) < 1.0]
    return {
        "sac-depth": extent(middle, np.cross(normal, _X)),
        "sac-width": extent(cut, _X),
    }


def end_places(spine: Spine, soft: Mapping[str, Surface]) -> Sizes:
    """How far down the conus and the dural sac reach."""
    found: Sizes = {"conus-tip": None, "sac-tip": None}
    if (conus := soft.get("conus-medullaris")) is not None:
        above, below = (
            float(spine.plate("vertebra.L1", side).rim[RIM_POSTERIOR, 2])
            for side in ("superior", "inferior")
        )
        found["conus-tip"] = float((conus.points[:, 2].min() - below) / (above - below))
    if (sac := soft.get("thecal-sac")) is not None:
        marks = spine.bones["sacrum"].landmarks
        start, end = (marks[f"foramen-anterior.{k}.right"][2] for k in ("S1", "S2"))
        tip = spine.to_body("sacrum", sac.points)[:, 2].min()
        found["sac-tip"] = float((start - tip) / (start - end))
    return found


def _width(surface: Surface) -> float:
    """Mean of the two extents of a ganglion across its main axis."""
    centred = surface.points - surface.points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    spans = np.ptp(centred @ axes.T, axis=0)
    return float(0.5 * (spans[1] + spans[2]))


def _shown(surface: Surface, course: RootCourse) -> tuple[float, float] | None:
    """Ways along the root between which a ganglion stands out of the nerve."""
    apart = np.linalg.norm(surface.points[:, None] - course.line[None], axis=2)
    nearest = apart.argmin(axis=1)
    out = apart.min(axis=1) > course.radius[nearest] + STANDS_OUT
    if not out.any():
        return None
    ways = arc_length(course.line)[nearest[out]]
    return float(ways.min()), float(ways.max())


def _thickness(surface: Surface, line: Points, at: float) -> float | None:
    """Mean diameter of a tube across its centre-line at a way along it."""
    way = arc_length(line)
    if not 0.0 < at < way[-1]:
        return None
    place = np.array([np.interp(at, way, line[:, k]) for k in range(3)])
    ahead = np.array([np.interp(at + 1.0, way, line[:, k]) for k in range(3)])
    normal = (ahead - place) / np.linalg.norm(ahead - place)
    cut = section(surface, place, normal)
    away = np.linalg.norm(cut - place, axis=1)
    away = away[away < 6.0]
    return float(2.0 * away.mean()) if len(away) else None
