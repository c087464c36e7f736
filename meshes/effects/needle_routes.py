"""The way of a needle to each injection target, found where the solids leave room for it.

Every route is a short search: tips and directions in the order in which a textbook would try them;
the first whose whole shaft is clear of bone, nerves and dura is taken. All for the right side in
the frame of `Ground`. None: no clear way there, which can be so with a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.effects.needle_ground import Ground

Points = npt.NDArray[np.float64]
Row = Mapping[str, Any]

BONES = ("vertebra", "sacrum", "coccyx", "hip-bone")
NERVES = ("root", "ganglion", "lumbosacral-trunk")
#: Half-widths (mm) of the box about the target in which a needle can lie: it comes from behind.
_BEHIND = np.array([70.0, 110.0, 85.0])
_BEFORE = np.array([70.0, 15.0, 85.0])
#: Beyond this length a shaft is in skin and muscle only.
_REACH = 95.0
#: One step of preference: mm of the tip, degrees of the shaft.
_STEP_MM, _STEP_DEG = 1.0, 6.0
#: Ways tried before a place counts as closed; the good ones come first.
_TRIES = 4000


@dataclass(frozen=True, slots=True)
class Way:
    """Where a needle ends and which way it points: mm and a unit direction."""

    tip: Points
    ahead: Points


@dataclass(frozen=True)
class Field:
    """What is about one target. radius: of the needle as drawn, mm."""

    ground: Ground
    about: Points
    radius: float
    limits: Row

    @cached_property
    def bones(self) -> rays.Faces:
        """All bones."""
        return self._near(BONES)

    @cached_property
    def nerves(self) -> rays.Faces:
        """Roots, ganglia and the lumbosacral trunk."""
        return self._near(NERVES)

    @cached_property
    def sac(self) -> rays.Faces:
        """The dural sac."""
        return self._near(("thecal-sac",))

    @cached_property
    def joints(self) -> rays.Faces:
        """Capsules of the facet joints."""
        capsules = [id for id in self.ground.solids if ".capsule." in id]
        low, high = self.about - _BEHIND, self.about + _BEFORE
        found = [self.ground.faces(self.ground.here(id)).about(low, high) for id in capsules]
        return rays.joined(found)

    def gap(self, way: Way, what: rays.Faces) -> float:
        """Room between the needle's side and a surface, mm; negative where it goes in."""
        return rays.distance(way.tip - _REACH * way.ahead, way.tip, what) - self.radius

    def is_clear(self, way: Way) -> bool:
        """Whether the shaft keeps off bone, nerves and dura."""
        return (
            self.gap(way, self.bones) >= self.limits["bone"]
            and self.gap(way, self.nerves) >= self.limits["nerve"]
            and self.gap(way, self.sac) > 0.0
        )

    def _near(self, kinds: tuple[str, ...]) -> rays.Faces:
        return self.ground.near(kinds, self.about - _BEHIND, self.about + _BEFORE)


def direction(oblique: float, cranial: float) -> Points:
    """Unit direction of a right needle from behind, see needles.toml."""
    turn, tilt = np.radians([oblique, cranial])
    return np.array([-np.sin(turn) * np.cos(tilt), np.cos(turn) * np.cos(tilt), np.sin(tilt)])


def interlaminar(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Through the flavum into the space behind the dura."""
    upper, _, lower = level.partition("-")
    flavum = ground.faces(f"ligamentum-flavum.{level}.right")
    sac = ground.faces("thecal-sac")
    top = ground.place(f"vertebra.{upper}", "lamina-inferior")
    roof = (
        ground.place("sacrum", "canal")[0]
        if lower == "S1"
        else ground.place(f"vertebra.{lower}", "lamina-superior")
    )
    middle = 0.5 * (top + roof)
    field = Field(ground, middle, radius, limits)

    def aimed(x: float, z: float, oblique: float, cranial: float) -> Way | None:
        ahead = direction(oblique, cranial)
        aim = np.array([x, top[1], z])
        start, stop = aim - 30.0 * ahead, aim + 30.0 * ahead
        tip = _behind_dura(start, stop, flavum, sac, row)
        way = None if tip is None else Way(tip, ahead)
        return way if way is not None and field.is_clear(way) else None

    heights = (float(middle[2]) - 9.0, float(middle[2]) + 9.0, float(middle[2]))
    return _first(
        aimed,
        (row["tip_x"], 0.7, _STEP_MM),
        (heights, 1.0, 2.0 * _STEP_MM),
        (row["oblique"], 3.0, _STEP_DEG),
        (row["cranial"], 4.0, 2.0 * _STEP_DEG),
    )


def transforaminal(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Under the pedicle, above and lateral to the root ("safe triangle")."""
    upper = f"vertebra.{level.partition('-')[0]}"
    pedicle = ground.marks.bones[upper].pedicle
    assert pedicle is not None
    middle = 0.5 * (pedicle["medial"] + pedicle["lateral"])
    half = pedicle["lateral"] - middle
    floor, isthmus = pedicle["inferior"], pedicle["isthmus"]
    field = Field(ground, ground.point(upper, middle, isthmus, floor), radius, limits)
    opening = ground.faces(f"foramen.{level}.right")

    def aimed(x: float, y: float, z: float, oblique: float, cranial: float) -> Way | None:
        tip = ground.point(upper, middle + half * x, isthmus + y, floor - z)
        way = Way(tip, direction(oblique, cranial))
        fits = rays.within(tip, opening) and field.is_clear(way)
        return way if fits and field.gap(way, field.joints) > 0.0 else None

    return _first(
        aimed,
        (row["x"], 0.25, 0.3),
        (row["y"], 1.0, 2.0 * _STEP_MM),
        (row["below"], 0.5, _STEP_MM),
        (row["oblique"], 5.0, 1.5 * _STEP_DEG),
        (row["cranial"], 6.0, 2.0 * _STEP_DEG),
    )


def root_block(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """Beside the ganglion, or the root just beyond it, behind and lateral to it."""
    root = _root(ground, level)
    along = _course(ground, level)
    ganglion = ground.faces(f"ganglion.{level}.right").centre.mean(axis=0)
    at = float(np.argmin(np.linalg.norm(along - ganglion, axis=1)))
    field = Field(ground, ganglion, radius, limits)
    least, most, _ = row["beside"]

    def aimed(way_on: float, beside: float, oblique: float, cranial: float) -> Way | None:
        aim = along[int(np.clip(at + way_on, 0, len(along) - 1))]
        way = _beside(aim, direction(oblique, cranial), root, radius, beside)
        if way is None or not least <= field.gap(way, field.nerves) <= most:
            return None
        fits = field.gap(way, field.bones) >= limits["bone"] and field.gap(way, field.sac) > 0.0
        return way if fits and field.gap(way, field.joints) > 0.0 else None

    return _first(
        aimed,
        (row["along"], 1.0, 2.0 * _STEP_MM),
        (row["beside"], 0.3, 2.0 * _STEP_MM),
        (row["oblique"], 5.0, 1.5 * _STEP_DEG),
        (row["cranial"], 6.0, 2.0 * _STEP_DEG),
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

    def aimed(beside: float, share: float, oblique: float, cranial: float) -> Way | None:
        ahead = direction(turn + oblique, tilt + cranial)
        way = _beside(door + share * (fork - door), ahead, root, radius, beside)
        if way is None or not least <= field.gap(way, field.nerves) <= most:
            return None
        deep = float((way.tip - door) @ axis) > 0.0
        fits = field.gap(way, field.bones) >= limits["bone"] and field.gap(way, field.sac) > 0.0
        return way if deep and fits else None

    return _first(
        aimed,
        (row[kind], 0.5, _STEP_MM),
        ((0.2, 1.4, 0.8), 0.2, 0.4),
        (row["oblique"], 3.0, _STEP_DEG),
        (row["cranial"], 3.0, _STEP_DEG),
    )


def caudal(ground: Ground, row: Row, limits: Row, radius: float) -> Way | None:
    """Through the sacral hiatus up the canal, below the end of the sac."""
    canal = ground.place("sacrum", "canal")[::-1]
    way_up = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(canal, axis=0), axis=1))])
    field = Field(ground, canal[0], radius, limits)
    filum = ground.faces("filum-terminale")

    def aimed(x: float, inside: float, height: float, cranial: float) -> Way | None:
        tip = np.array([np.interp(inside, way_up, canal[:, k]) for k in range(3)])
        tip += np.array([x, -height, 0.0])
        way = Way(tip, direction(0.0, cranial))
        return way if field.is_clear(way) and field.gap(way, filum) > 0.0 else None

    return _first(
        aimed,
        (row["x"], 0.5, 0.5),
        (row["inside"], 2.0, 3.0 * _STEP_MM),
        ((-2.0, 2.0, 0.0), 0.5, _STEP_MM),
        (row["cranial"], 3.0, 2.0 * _STEP_DEG),
    )


def medial_branch(ground: Ground, level: str, row: Row, limits: Row, radius: float) -> Way | None:
    """On the bone where superior articular and transverse process (at S1: the ala) meet."""
    goals = junction(ground, level, row["height"])
    if not len(goals):
        return None
    field = Field(ground, goals[0], radius, limits)
    bone = ground.faces("sacrum" if level == "S1" else f"vertebra.{level}")

    def aimed(number: float, oblique: float, cranial: float) -> Way | None:
        goal, ahead = goals[int(number)], direction(oblique, cranial)
        struck = rays.stretches(goal - _REACH * ahead, goal + 3.0 * ahead, bone)
        if not struck or struck[0].first < 0:
            return None
        touch = goal + (struck[0].start - _REACH) * ahead
        # Beside its tip the needle lies as near the bone as the slope makes it; the rest is free.
        shaft = Way(touch - row["resting"] * ahead, ahead)
        near = np.linalg.norm(touch - goal) <= row["off"]
        fits = near and field.gap(shaft, field.bones) >= limits["bone"]
        fits = fits and field.gap(shaft, field.joints) > 0.0
        return Way(touch + row["into_bone"] * ahead, ahead) if fits else None

    return _first(
        aimed,
        ((0.0, len(goals) - 1.0, 0.0), 1.0, 1.5),
        (row["oblique"], 4.0, _STEP_DEG),
        (row["cranial"], 4.0, _STEP_DEG),
    )


def junction(ground: Ground, level: str, height: float) -> Points:
    """The seam between the superior articular and the transverse process, (k, 3), best point first:
    `height` is the share of the way up it. At S1: between that process and the ala of the sacrum.
    """
    bone = "sacrum" if level == "S1" else f"vertebra.{level}"
    # Behind and below its upper face the ala goes by the name of the lateral part.
    wings = ("ala", "lateral-part") if level == "S1" else ("transverse-process",)
    knobs = ("superior-articular-process", "mammillary-process")
    wing = {tuple(p) for name in wings for p in ground.part(bone, f"{name}.right")}
    knob = {tuple(p) for name in knobs for p in ground.part(bone, f"{name}.right")}
    seam = np.array(sorted(wing & knob)).reshape(-1, 3)
    if not len(seam):
        return seam
    low, high = seam.min(axis=0), seam.max(axis=0)
    # The nerve runs over the back of the junction, on the outer side of the process.
    behind = seam[(seam[:, 1] <= 0.5 * (low[1] + high[1])) & (seam[:, 0] >= low[0] + 2.0)]
    wanted = low[2] + height * (high[2] - low[2])
    return np.asarray(behind[np.argsort(np.abs(behind[:, 2] - wanted), kind="stable")])


def si_joint(ground: Ground, row: Row, limits: Row, radius: float) -> Way | None:
    """Into the lower third of the sacroiliac joint from behind."""
    joint = ground.faces("si-joint.right")
    points = joint.centre
    low, high = points[:, 2].min(), points[:, 2].max()
    lower = points[points[:, 2] < low + row["lower_share"] * (high - low)]
    about = lower[np.argmin(lower[:, 1])]
    field = Field(ground, about, radius, limits)
    least, most, _ = row["inside"]

    def aimed(height: float, inside: float, oblique: float, cranial: float) -> Way | None:
        level = points[np.abs(points[:, 2] - height) < 1.5]
        edge = level[level[:, 1] < level[:, 1].min() + 6.0].mean(axis=0)
        ahead = direction(oblique, cranial)
        struck = rays.stretches(edge - 40.0 * ahead, edge + 25.0 * ahead, joint)
        if not struck or struck[0].stop - struck[0].start < least:
            return None
        depth = min(inside, struck[0].stop - struck[0].start)
        way = Way(edge + (struck[0].start + depth - 40.0) * ahead, ahead)
        fits = field.gap(way, field.bones) >= row["bone"] and least <= depth <= most
        return way if fits and field.gap(way, field.nerves) > 0.0 else None

    third = low + row["lower_share"] * (high - low)
    return _first(
        aimed,
        ((low + 2.0, third - 1.0, low + 0.5 * (third - low)), 1.5, 3.0),
        (row["inside"], 1.0, 2.0),
        (row["oblique"], 4.0, _STEP_DEG),
        (row["cranial"], 5.0, _STEP_DEG),
    )


def _behind_dura(
    start: Points, stop: Points, flavum: rays.Faces, sac: rays.Faces, row: Row
) -> Points | None:
    """The tip: just beyond the flavum, before the dura; None without flavum or room."""
    ligament, dura = rays.stretches(start, stop, flavum), rays.stretches(start, stop, sac)
    if len(ligament) != 1 or not dura or ligament[0].stop - ligament[0].start < 1.0:
        return None
    room = dura[0].start - ligament[0].stop
    if room < 2.0 * row["least"]:
        return None
    ahead = (stop - start) / np.linalg.norm(stop - start)
    on = min(row["past_flavum"], row["half_gap"] * room)
    return np.asarray(start + (ligament[0].stop + on) * ahead)


def _beside(
    aim: Points, ahead: Points, nerve: rays.Faces, radius: float, gap: float
) -> Way | None:
    """A needle towards a point in or beyond a nerve, stopped this far short of it."""
    start = aim - 40.0 * ahead
    struck = rays.stretches(start, aim + 25.0 * ahead, nerve)
    if not struck or struck[0].first < 0:
        return None
    return Way(start + (struck[0].start - gap - radius) * ahead, ahead)


def _root(ground: Ground, level: str) -> rays.Faces:
    return rays.joined(
        [ground.faces(f"root.{level}.right"), ground.faces(f"ganglion.{level}.right")]
    )


def _course(ground: Ground, level: str) -> Points:
    """The middle of a root from its ganglion's height outward, about every mm: (n, 3).

    From the mesh, so that a root that a condition has displaced is followed where it runs.
    """
    marks = ground.marks.roots[level]
    way = np.concatenate(
        [[0.0], np.cumsum(np.linalg.norm(np.diff(marks.line, axis=0), axis=1))]
    )
    stations = np.arange(marks.origin, way[-1])
    line = np.stack([np.interp(stations, way, marks.line[:, k]) for k in range(3)], axis=1)
    faces = _root(ground, level).centre
    moved = [faces[np.linalg.norm(faces - point, axis=1) < 4.5] for point in line]
    return np.array(
        [
            near.mean(axis=0) if len(near) else point
            for near, point in zip(moved, line, strict=True)
        ]
    )


def _first(
    aimed: Callable[..., Way | None], *ranges: tuple[tuple[float, ...] | list[float], float, float]
) -> Way | None:
    """The first way that works, by growing distance from the preferred values.

    ranges: ((from, to, preferred), step of the search, unit of preference).
    """
    for values in islice(_by_preference(ranges), _TRIES):
        found = aimed(*values)
        if found is not None:
            return found
    return None


def _by_preference(
    ranges: tuple[tuple[tuple[float, ...] | list[float], float, float], ...],
) -> Iterator[tuple[float, ...]]:
    axes = []
    for (low, high, best), step, unit in ranges:
        down = np.arange(best, low - 1e-9, -step)
        up = np.arange(best + step, high + 1e-9, step)
        axes.append([(((v - best) / unit) ** 2, float(v)) for v in np.concatenate([down, up])])
    order = sorted(product(*axes), key=lambda row: sum(cost for cost, _ in row))
    return (tuple(value for _, value in row) for row in order)
