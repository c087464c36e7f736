"""A pedicle screw: threaded shank, turned head with its slot for the rod, and set screw."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from meshes.effects.hardware.figures import figure
from meshes.effects.hardware.plan import ScrewPlan
from meshes.effects.hardware.solids import frame_along, solid, stacked, strip, turned
from meshes.surface import Points, Surface, merged

if TYPE_CHECKING:
    from meshes.field import SignedDistanceGrid

Values = npt.NDArray[np.float64]

# Points round the shank, and rows of them to one turn of the thread with their height, 0..1.
_ROUND = 16
_THREAD = np.array([0.0, 0.0, 1.0, 0.9])
# Parts that touch stand so far apart, mm: a section through them then shows each one filled.
_SEAM = 0.02
# The thread fades in over this length below the head, and out towards the tip.
_RUN_IN, _RUN_OUT = 3.0, 7.0
_TIP = 0.45


def screw_surface(plan: ScrewPlan, facing: Points, along: Points) -> Surface:
    """The whole screw in its bone's body frame.

    facing: (3,) unit, where the head opens to. along: (3,) unit, the rod's run at the head.
    """
    head = head_surface().moved(frame_along(plan.joint, facing, along))
    return merged([shank_surface(plan), head])


def shank_surface(plan: ScrewPlan) -> Surface:
    """The threaded shank of a plan, from under its head to the tip; a right-handed thread."""
    ball, pitch = figure("head", "ball") + 0.1, figure("screw", "pitch")
    radius, neck = 0.5 * plan.diameter, 0.5 * plan.diameter - 0.25
    top, rows = float(np.sqrt(ball**2 - neck**2)), len(_THREAD)
    turns = int(np.ceil((plan.tip - top) / pitch)) + 3
    k, j = np.meshgrid(np.arange(turns * rows), np.arange(_ROUND), indexing="ij")
    way = np.clip(top + (k / rows + j / _ROUND - 1.0) * pitch, top, plan.tip)
    core, crest = _outlines(way, top, plan.tip, radius, neck)
    height = _THREAD[k % rows]
    r = core + (crest - core) * height
    angle = 2.0 * np.pi * j / _ROUND
    side = frame_along(plan.joint, plan.axis, np.array([0.0, 0.0, 1.0]))
    local = np.stack([r * np.cos(angle), r * np.sin(angle), way], axis=-1).reshape(-1, 3)
    # the socket over the head's ball, and the blunt tip
    socket = [np.array([[0.0, 0.0, ball]]), np.array([[0.0, 0.0, plan.tip + 0.7]])]
    half = turned([(0.55 * neck, float(np.sqrt(ball**2 - (0.55 * neck) ** 2)))], _ROUND)[0]
    points = np.concatenate([local, half, *socket])
    shade = np.concatenate([(0.72 + 0.28 * height).ravel(), np.full(_ROUND + 2, 0.8)])
    return solid(points, _shank_faces(turns * rows, rows), shade).moved(side)


def _outlines(
    way: Values, top: float, tip: float, radius: float, neck: float
) -> tuple[Values, Values]:
    """Core and crest radius of the shank at ways from the head; one and the same at both ends."""
    depth = figure("screw", "thread_depth")
    out = np.clip((tip - way) / _RUN_OUT, 0.0, 1.0)
    crest = radius * (_TIP + (1.0 - _TIP) * np.sqrt(out * (2.0 - out)))
    start = np.clip((way - top - 1.0) / _RUN_IN, 0.0, 1.0)
    crest = np.where(start < 1.0, np.minimum(crest, neck + (radius - neck) * start), crest)
    core = crest - depth * np.minimum(start, np.clip((tip - way) / 2.0, 0.0, 1.0))
    return core, crest


def _shank_faces(count: int, rows: int) -> npt.NDArray[np.int32]:
    """Faces of the shank: its rows are one long helix, so each row's end is a later row's start."""
    number = np.arange(count * _ROUND).reshape(count, _ROUND)
    wound = np.concatenate([number[:-rows], number[rows:, :1]], axis=1)
    faces = [strip(a, b, closed=False) for a, b in pairwise(wound)]
    half = count * _ROUND + np.arange(_ROUND)
    first, last = number[0], number[-1]
    upper, lower = np.full(_ROUND, half[-1] + 1), np.full(_ROUND, half[-1] + 2)
    faces += [strip(half, first), strip(upper, half), strip(last, lower)]
    return np.concatenate(faces)


def head_surface() -> Surface:
    """The head with its set screw about the centre of its ball: z where it opens, y along the rod.

    Three touching solids: the cup with its slot, its two arms, and the set screw between them.
    """
    return merged([_cup(), _arm(1.0), _arm(-1.0), _set_screw()])


def _ledge() -> float:
    """Height of the rod's far side, where the set screw presses."""
    return figure("head", "rod_height") + 0.5 * figure("rod", "diameter")


def _cup() -> Surface:
    radius, ball, slot = figure("head", "radius"), figure("head", "ball"), figure("head", "slot")
    half, level = 0.5 * slot, figure("head", "rod_height")
    flank = np.linspace(0.0, np.arccos(half / radius), 9)
    bend = np.linspace(0.0, np.pi, 11)
    x = np.concatenate([radius * np.cos(flank), half * np.cos(bend), -radius * np.cos(flank[::-1])])
    z = np.concatenate([np.full(9, _ledge()), level - half * np.sin(bend), np.full(9, _ledge())])
    y = np.sqrt(np.maximum(radius**2 - x**2, 0.0))
    loop = np.concatenate([np.arange(len(x)), np.arange(len(x) - 2, 0, -1)])
    sign = np.concatenate([np.ones(len(x)), -np.ones(len(x) - 2)])
    ring = np.stack([x[loop] / radius, sign * y[loop] / radius], axis=1)
    rim = np.column_stack([ring * radius, z[loop]])
    angle = np.radians([12.0, 28.0, 44.0, 58.0])
    profile = [(float(ball * np.sin(a)), float(-ball * np.cos(a))) for a in angle]
    profile += [(radius - 0.6, -1.4), (radius, -0.7), (radius, 0.6)]
    rows = [np.column_stack([ring * r, np.full(len(ring), h)]) for r, h in profile] + [rim]
    points = np.concatenate([np.array([[0.0, 0.0, -ball]]), *rows])
    n, around = len(ring), np.arange(len(ring))
    starts = [1 + k * n + around for k in range(len(rows))]
    faces = [strip(a, b) for a, b in pairwise(starts)]
    faces.append(strip(np.zeros(n, np.intp), starts[0]))
    near = starts[-1][: len(x)]
    far = np.concatenate([near[:1], starts[-1][len(x) :][::-1], near[-1:]])
    faces.append(strip(near, far, closed=False))
    return solid(points, np.concatenate(faces))


def _arm(side: float) -> Surface:
    """One of the two arms beside the rod: a sector of a ring with a chamfered rim."""
    radius, bore, half = (
        figure("head", "radius"),
        figure("head", "bore"),
        0.5 * figure("head", "slot"),
    )
    top, edge = figure("head", "height"), figure("head", "chamfer")

    def outline(outer: float, inner: float, wall: float, z: float) -> Points:
        arcs = []
        for r, turn in ((outer, 1.0), (inner, -1.0)):
            reach = np.arccos(wall / r)
            angle = turn * np.linspace(-reach, reach, 13)
            arcs.append(np.stack([side * r * np.cos(angle), r * np.sin(angle)], axis=1))
        return np.column_stack([np.concatenate(arcs), np.full(26, z)])

    rows = [
        outline(radius, bore, half, _ledge() + _SEAM),
        outline(radius, bore, half, top - edge),
        outline(radius - edge, bore + 0.2, half + 0.5 * edge, top),
    ]
    faces = [strip(26 * k + np.arange(26), 26 * (k + 1) + np.arange(26)) for k in range(2)]
    for k, turned_over in ((0, True), (2, False)):
        across = strip(26 * k + np.arange(13), 26 * k + np.arange(25, 12, -1), closed=False)
        faces.append(across[:, ::-1] if turned_over else across)
    return solid(np.concatenate(rows), np.concatenate(faces))


def _set_screw() -> Surface:
    radius, top = figure("head", "bore") - 2 * _SEAM, figure("head", "height") - 0.4
    recess, sides = figure("head", "recess"), 24
    angle = np.arange(sides) * (2.0 * np.pi / sides)
    # the hexagon's distance at each angle
    six = recess * np.cos(np.pi / 6) / np.cos((angle % (np.pi / 3)) - np.pi / 6)
    hexagon = np.stack([six * np.cos(angle), six * np.sin(angle), np.zeros(sides)], axis=1)
    up = np.array([0.0, 0.0, 1.0])
    low = _ledge() + _SEAM
    rings = turned([(radius - 0.2, low), (radius, low + 0.2), (radius, top - 0.35)], sides)
    rings += turned([(radius - 0.35, top), (recess + 0.35, top)], sides)
    rings += [hexagon + (top - 0.15) * up, hexagon + (top - 2.0) * up]
    return stacked(rings, [1.0, 1.0, 1.0, 1.0, 1.0, 0.7, 0.35])


def halo_surface(plan: ScrewPlan, field: SignedDistanceGrid, width: float) -> Surface:
    """The lucent seam round a loose shank in its bone: a blunt sleeve `width` mm wider than the
    thread, never through the cortex. Body frame; closed.

    field: signed distance of the bone.
    """
    ways = np.linspace(plan.entry + 2.0, plan.tip, 22)
    side = frame_along(plan.joint, plan.axis, np.array([0.0, 0.0, 1.0]))
    radius = 0.5 * plan.diameter
    angle = np.arange(24) * (2.0 * np.pi / 24)
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1) @ side[:3, :2].T
    swell = 0.75 + 0.25 * np.cos(2.0 * np.pi * (ways - ways[0]) / (ways[-1] - ways[0]))
    rings = []
    for at, share in zip(ways, swell, strict=True):
        ring = plan.at(float(at)) + (radius + width * share) * way
        # where the pedicle is thin the seam stays within it
        over = np.maximum(field.distance(ring) + 0.3, 0.0)
        room = np.maximum(radius + width * share - over, radius + 0.15)
        rings.append(plan.at(float(at)) + room[:, None] * way)
    for beyond, share in ((0.5, 0.8), (0.9, 0.45)):
        rings.append(plan.at(plan.tip + beyond * width) + share * (radius + width) * way)
    return stacked(rings)
