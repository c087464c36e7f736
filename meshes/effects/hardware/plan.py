"""Where a pedicle screw goes: entry, direction, thickness and length, searched in the bone's field.

Everything is in the bone's body frame (sacrum: frame of the S1 upper end plate), mm, for the right
side; the left one is its mirror image in x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from meshes.effects.hardware.figures import figure, figures
from meshes.pose import placed, unplaced
from meshes.shipped import BoneMarks
from meshes.surface import Points

if TYPE_CHECKING:
    from meshes.field import SignedDistanceGrid

Values = npt.NDArray[np.float64]

SCREW_LEVELS = ("L1", "L2", "L3", "L4", "L5", "S1")
_MIRROR = np.array([-1.0, 1.0, 1.0])
# So many ways, from all those that keep the wall, are looked at with their heads.
_LOOKED_AT = 300
# The axis is looked at in steps of this length, mm.
_STEP = 0.5
# The sacrum ships no pedicle: its first one lies between canal, S1 foramen and upper end plate.
# y and z of the section through which its screw is aimed, and x of that section's middle.
_SACRAL_WAIST = np.array([21.5, -17.5, -10.0])
# Behind the waist the pedicle runs on into arch and facet; there the shank only has to be in bone.
_PEDICLE_BEHIND = 3.0


@dataclass(frozen=True, slots=True)
class ScrewPlan:
    """One pedicle screw. bone: id of the bone it rides on.

    joint: (3,) centre of the ball on which the head turns. axis: (3,) unit, from there to the tip.
    diameter: over the thread. length: of the shank from bone surface to tip. entry, tip: ways along
    the axis from the joint. waist: (first, last) way of the stretch inside the pedicle.
    """

    bone: str
    level: str
    side: str
    joint: Points
    axis: Points
    diameter: float
    length: float
    entry: float
    tip: float
    waist: tuple[float, float]

    @property
    def mirrored(self) -> ScrewPlan:
        """The same screw on the other side."""
        other = "left" if self.side == "right" else "right"
        return replace(self, side=other, joint=self.joint * _MIRROR, axis=self.axis * _MIRROR)

    def at(self, way: float) -> Points:
        """(3,) the point of the axis at a way from the joint."""
        return np.asarray(self.joint + way * self.axis, dtype=np.float64)


def bone_of(level: str) -> str:
    """The bone that a level's screws go into: `S1` -> `sacrum`."""
    return "sacrum" if level == "S1" else f"vertebra.{level}"


def head_facing(axis: Points) -> Points:
    """Where the heads of shanks (n, 3) open to: backwards, turned in part to the mid-plane, as a
    surgeon turns them so that a rod drops in: unit (n, 3)."""
    facing = -axis * np.array([figure("head", "converging"), 1.0, 1.0])
    return np.asarray(facing / np.linalg.norm(facing, axis=1, keepdims=True), dtype=np.float64)


def plan_screw(
    level: str,
    side: str,
    marks: Mapping[str, BoneMarks],
    fields: Mapping[str, SignedDistanceGrid],
) -> ScrewPlan:
    """The screw of a level and side, in the unchanged bones.

    The thickest of the level's diameters for which a way exists that leaves `screw.wall` of bone
    round the shank all through the pedicle; among those ways the one nearest the usual angles whose
    head stands clear of the bone and of the bone above. Raises ValueError when none exists.
    """
    if level not in SCREW_LEVELS:
        raise ValueError(f"no pedicle screw is planned at {level}")
    rules = figures()["screw"]["level"][level]
    search = _Search.of(level, marks, fields)
    for diameter in rules["diameters"]:
        found = search.best(float(diameter), rules)
        if found is not None:
            return found if side == "right" else found.mirrored
    raise ValueError(f"no screw keeps {figure('screw', 'wall')} mm of the pedicle of {level}")


def screw_plans(
    marks: Mapping[str, BoneMarks], fields: Mapping[str, SignedDistanceGrid]
) -> dict[str, ScrewPlan]:
    """The right screws of all levels: worth keeping, they depend on the unchanged bones alone."""
    return {level: plan_screw(level, "right", marks, fields) for level in SCREW_LEVELS}


@dataclass(frozen=True, slots=True)
class _Ways:
    """Candidate axes: a point on each, their directions, and how far each is from the usual."""

    through: Points
    axis: Points
    cost: Values

    def kept(self, which: npt.NDArray[Any]) -> _Ways:
        return _Ways(self.through[which], self.axis[which], self.cost[which])


@dataclass(frozen=True, slots=True)
class _Search:
    """What the search asks of the bone: its field, that of its neighbour, and the waist."""

    level: str
    bone: str
    field: SignedDistanceGrid
    obstacle: Callable[[Points], Values]
    upper: Points
    waist: Points
    behind: float
    wall: float

    @staticmethod
    def of(
        level: str, marks: Mapping[str, BoneMarks], fields: Mapping[str, SignedDistanceGrid]
    ) -> _Search:
        bone = bone_of(level)
        own, field = marks[bone], fields[bone]
        above = "vertebra.L5" if level == "S1" else f"vertebra.L{int(level[1]) - 1}"
        above = above.replace("L0", "T12")
        other, pose = fields[above], marks[above].pose

        def obstacle(points: Points) -> Values:
            away = other.distance(unplaced(pose, placed(own.pose, points)))
            return np.minimum(field.distance(points), away)

        upper = np.eye(3) if own.superior is None else own.superior.frame[:3, :3]
        pedicle = own.pedicle
        if pedicle is None:
            return _Search(
                level, bone, field, obstacle, upper, _SACRAL_WAIST, _SACRAL_WAIST[1] - 1.0, -12.0
            )
        waist = np.array(
            [
                0.5 * (pedicle["medial"] + pedicle["lateral"]),
                pedicle["isthmus"],
                0.5 * (pedicle["inferior"] + pedicle["superior"]),
            ]
        )
        behind = pedicle["isthmus"] - _PEDICLE_BEHIND
        return _Search(level, bone, field, obstacle, upper, waist, behind, pedicle["wall"] + 1.0)

    def ways(self, rules: Mapping[str, Any]) -> _Ways:
        """Axes through and about the middle of the waist, at and about the usual angles."""
        give, tilt = figure("screw", "convergence_give"), figure("screw", "cranial_give")
        turn = np.radians(np.arange(-give, give + 0.1, 1.0))
        rise = np.radians(np.arange(-tilt, tilt + 0.1, 2.0))
        aside, high = np.arange(-2.5, 2.6, 0.5), np.arange(-4.0, 4.1, 1.0)
        t, r, x, z = (a.ravel() for a in np.meshgrid(turn, rise, aside, high, indexing="ij"))
        angle = np.radians(float(rules["convergence"])) + t
        tip = np.radians(float(rules.get("cranial", 0.0))) + r
        flat = np.stack([-np.sin(angle), np.cos(angle), np.zeros_like(t)], axis=1)
        local = flat * np.cos(tip)[:, None] + np.array([0.0, 0.0, 1.0]) * np.sin(tip)[:, None]
        through = self.waist + np.stack([x, np.zeros_like(x), z], axis=1)
        cost = (np.degrees(t) / 4) ** 2 + (np.degrees(r) / 3) ** 2 + (x / 2) ** 2 + (z / 3) ** 2
        return _Ways(through, local @ self.upper.T, cost)

    def best(self, diameter: float, rules: Mapping[str, Any]) -> ScrewPlan | None:
        """The way that keeps the wall with the least cost and lowest head, or None."""
        need = 0.5 * diameter + figure("screw", "wall") + figure("screw", "margin")
        ways = self.ways(rules)
        share = np.linspace(0.0, 1.0, 14)
        y = self.behind + share * (self.wall - self.behind)
        along = (y[None, :] - ways.through[:, 1:2]) / ways.axis[:, 1:2]
        nodes = ways.through[:, None] + along[..., None] * ways.axis[:, None]
        deep = self.field.distance(nodes.reshape(-1, 3)).reshape(along.shape).max(axis=1)
        ways = ways.kept(deep < -need)
        if not len(ways.cost):
            return None
        entry = self._entries(ways)
        order = np.argsort(_score(ways, entry, 10.0), kind="stable")
        some = order[:: max(1, len(order) // _LOOKED_AT)]
        ways, entry = ways.kept(some), entry[some]
        stand = self._stands(ways, entry)
        score = _score(ways, entry, np.minimum(stand, 99.0))
        for k in np.argsort(score, kind="stable"):
            if stand[k] <= figure("screw", "head_stand"):
                found = self._sized(ways, int(k), entry[k], stand[k], diameter, rules)
                if found is not None:
                    return found
        return None

    def _entries(self, ways: _Ways) -> Values:
        """For each way where it enters bone, mm before the waist and so below 0."""
        back = np.arange(0.0, -40.0, -_STEP)
        nodes = ways.through[:, None] + back[None, :, None] * ways.axis[:, None]
        inside = self.field.distance(nodes.reshape(-1, 3)).reshape(len(ways.cost), -1) < 0.0
        # the last bone behind the waist: the shank has to go through all of it
        return np.array([back[np.flatnonzero(row)[-1]] if row.any() else 0.0 for row in inside])

    def _stands(self, ways: _Ways, entry: Values) -> Values:
        """For each way how far before its entry the ball's centre has to stand."""
        ball, radius = figure("head", "ball"), figure("head", "radius")
        gap, top = figure("screw", "head_gap"), figure("head", "height")
        stands = np.arange(4.0, figure("screw", "head_stand") + 0.1, 0.5)
        facing = head_facing(ways.axis)
        stand = np.full(len(entry), np.inf)
        for tried in stands[::-1]:
            joint = ways.through + (entry - tried)[:, None] * ways.axis
            clear = self.obstacle(joint) >= ball + gap
            for high in np.linspace(0.0, top - 0.5, 3):
                ring = _ring(joint + high * facing, facing, radius)
                free = self.obstacle(ring.reshape(-1, 3)).reshape(len(entry), -1).min(axis=1)
                clear &= free >= gap
            stand = np.where(clear, tried, stand)
        return stand

    def _sized(
        self,
        ways: _Ways,
        k: int,
        entry: float,
        stand: float,
        diameter: float,
        rules: Mapping[str, Any],
    ) -> ScrewPlan | None:
        """The plan of one way with the longest shank that keeps bone before its tip, or None."""
        axis, through = ways.axis[k], ways.through[k]
        joint = through + (entry - stand) * axis
        cover = figure("screw", "tip_cover")
        for length in rules["lengths"]:
            tip = stand + float(length)
            last = joint + np.arange(stand + 12.0, tip + 0.1, _STEP)[:, None] * axis
            deep = self.field.distance(last) < -(0.5 * diameter + 0.5)
            if deep.all() and float(self.field.distance(last[-1:])[0]) < -cover:
                waist = [float((y - joint[1]) / axis[1]) for y in (self.behind, self.wall)]
                return ScrewPlan(
                    self.bone,
                    self.level,
                    "right",
                    joint,
                    axis,
                    diameter,
                    float(length),
                    float(stand),
                    float(tip),
                    (waist[0], waist[1]),
                )
        return None


def _score(ways: _Ways, entry: Values, stand: Values | float) -> Values:
    """How far each way is from what is wanted: the usual angles, a short way to the pedicle, which
    enters beside the facet instead of boring through its process, and a head that does not come
    under the iliac crest."""
    out = ways.through[:, 0] + (entry - stand) * ways.axis[:, 0]
    under = np.maximum(out - figure("screw", "farthest_out"), 0.0)
    return np.asarray(ways.cost + ((stand - entry) / 6.0) ** 2 + under**2, dtype=np.float64)


def _ring(centre: Points, axis: Points, radius: float) -> Points:
    """Ten points round each axis (n, 3) -> (n, 10, 3)."""
    one = np.cross(axis, np.array([0.0, 0.0, 1.0]))
    one /= np.linalg.norm(one, axis=1, keepdims=True)
    two = np.cross(axis, one)
    angle = np.arange(10) * (np.pi / 5)
    way = np.cos(angle)[:, None] * one[:, None] + np.sin(angle)[:, None] * two[:, None]
    return np.asarray(centre[:, None] + radius * way, dtype=np.float64)
