"""Ways to one nerve root: beside its ganglion, or through the dorsal foramen of the sacrum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.effects.needle_field import (
    STEP_DEG,
    STEP_MM,
    Field,
    Flags,
    Row,
    Way,
    direction,
    first_clear,
    one_way,
)
from meshes.effects.needle_ground import Ground

Points = npt.NDArray[np.float64]


def root_block(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Beside the ganglion, or the root just beyond it, behind and lateral to it."""
    root = _root(ground, level)
    along = _course(ground, level)
    ganglion = ground.faces(f"ganglion.{level}.right").corners.mean(axis=(0, 1))
    at = float(np.argmin(np.linalg.norm(along - ganglion, axis=1)))
    field = Field(ground, ganglion, radius, limits)
    least, most, _ = row["beside"]

    tips: dict[tuple[float, ...], Points] = {}

    def may(values: Points) -> Flags:
        for some, ahead in one_way(values):
            aims = along[np.clip(at + some[:, 0], 0, len(along) - 1).astype(int)]
            tips.update(_beside(some, aims, ahead, root, radius + some[:, 1]))
        return np.array([tuple(each) in tips for each in values])

    def aimed(*values: float) -> Way | None:
        way = Way(tips[values], direction(*values[2:]))
        if not field.clears(way, field.bones, limits["bone"]):
            return None
        fits = field.clears(way, field.sac) and field.clears(way, field.joints)
        fits = fits and field.clears(way, field.nerves, least)
        return way if fits and field.gap(way, field.nerves) <= most else None

    return first_clear(
        aimed,
        (row["along"], 1.0, 2.0 * STEP_MM),
        (row["beside"], 0.3, 2.0 * STEP_MM),
        (row["oblique"], 5.0, 1.5 * STEP_DEG),
        (row["cranial"], 6.0, 2.0 * STEP_DEG),
        may=may,
    )


def sacral_foramen(ground: Ground, kind: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Through the dorsal S1 foramen to the first sacral root, short of it."""
    door = ground.place("sacrum", "foramen-posterior.S1.right")
    fork = ground.place("sacrum", "foramen-fork.S1.right")
    axis = (fork - door) / np.linalg.norm(fork - door)
    turn = float(np.degrees(np.arctan2(-axis[0], axis[1])))
    tilt = float(np.degrees(np.arcsin(axis[2])))
    root = _root(ground, "S1")
    field = Field(ground, fork, radius, limits)
    least, most, _ = row[kind]

    tips: dict[tuple[float, ...], Points] = {}

    def may(values: Points) -> Flags:
        for some, ahead in one_way(values, (turn, tilt)):
            aims = door + some[:, 1:2] * (fork - door)
            tips.update(_beside(some, aims, ahead, root, radius + some[:, 0]))
        return np.array([tuple(each) in tips for each in values])

    def aimed(*values: float) -> Way | None:
        way = Way(tips[values], direction(turn + values[2], tilt + values[3]))
        if float((way.tip - door) @ axis) <= 0.0:
            return None
        fits = field.clears(way, field.bones, limits["bone"]) and field.clears(way, field.sac)
        fits = fits and field.clears(way, field.nerves, least)
        return way if fits and field.gap(way, field.nerves) <= most else None

    return first_clear(
        aimed,
        (row[kind], 0.5, STEP_MM),
        ((0.2, 1.4, 0.8), 0.2, 0.4),
        (row["oblique"], 3.0, STEP_DEG),
        (row["cranial"], 3.0, STEP_DEG),
        may=may,
    )


def _beside(
    values: Points, aims: Points, ahead: Points, nerve: rays.Faces, gaps: Points
) -> Iterator[tuple[tuple[float, ...], Points]]:
    """Tips of needles towards points in or beyond a nerve, stopped so far short of it, by the
    values they were aimed with; only those that would meet it."""
    starts = aims - 40.0 * ahead
    struck = rays.parallel(starts, ahead, 65.0, nerve)
    for row, start, found, gap in zip(values, starts, struck, gaps, strict=True):
        if found and found[0].first >= 0:
            yield tuple(row), start + (found[0].start - gap) * ahead


def _root(ground: Ground, level: str) -> rays.Faces:
    return rays.joined(
        [ground.faces(f"root.{level}.right"), ground.faces(f"ganglion.{level}.right")]
    )


def _course(ground: Ground, level: str) -> Points:
    """The middle of a root from its ganglion's height outward, about every mm: (n, 3).

    From the mesh, so that a root that a condition has displaced is followed where it runs.
    """
    marks = ground.marks.roots[level]
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(marks.line, axis=0), axis=1))])
    stations = np.arange(marks.origin, way[-1])
    line = np.stack([np.interp(stations, way, marks.line[:, k]) for k in range(3)], axis=1)
    faces = _root(ground, level).corners.mean(axis=1)
    moved = [faces[np.linalg.norm(faces - point, axis=1) < 4.5] for point in line]
    return np.array(
        [near.mean(axis=0) if len(near) else point for near, point in zip(moved, line, strict=True)]
    )
