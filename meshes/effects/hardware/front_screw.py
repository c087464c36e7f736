"""Screws through the front of a stand-alone anterior cage: two into the body above, two below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from meshes.effects.hardware.cage import CageFit
from meshes.effects.hardware.cage_outline import Outline
from meshes.effects.hardware.disc_space import DiscSpace
from meshes.effects.hardware.figures import figure
from meshes.effects.hardware.plan import ScrewPlan
from meshes.effects.hardware.screw import shank_surface
from meshes.effects.hardware.solids import frame_along, stacked, turned
from meshes.surface import Points, Surface, merged

# Lengths tried from the usual one downward, and bone that stays before the tip, mm.
_SHORTER, _COVER = 2.5, 2.5


@dataclass(frozen=True, slots=True)
class FrontScrew:
    """One of them, in the frame of the disc space. upper: whether it goes into the body above.
    side: `left` or `right`. start: (3,) middle of its head. axis: (3,) unit, to the tip. length:
    mm from there."""

    upper: bool
    side: str
    start: Points
    axis: Points
    length: float


def front_screws(space: DiscSpace, outline: Outline, fit: CageFit) -> Iterator[FrontScrew]:
    """The four screws of a cage; the inner pair goes up, the outer pair down.

    Raises ValueError where a tip finds no bone round it.
    """
    rise, splay = (np.radians(figure("front_screw", name)) for name in ("rise", "splay"))
    for middle, _ in outline.ports:
        flat = outline.outer[middle]
        z = 0.5 * float((fit.face(flat[None], True) + fit.face(flat[None], False))[0])
        upper = abs(flat[0]) < 0.5 * (
            figure("front_screw", "apart") + figure("front_screw", "outer")
        )
        out = np.sign(flat[0]) * (1.0 if upper else -1.0)
        axis = np.array(
            [
                out * np.sin(splay) * np.cos(rise),
                -np.cos(splay) * np.cos(rise),
                np.sin(rise) * (1.0 if upper else -1.0),
            ]
        )
        start = np.append(flat, z) + np.array([0.0, -0.8, 0.0])
        side = "right" if flat[0] > 0 else "left"
        yield FrontScrew(upper, side, start, axis, _length(space, upper, start, axis))


def _length(space: DiscSpace, upper: bool, start: Points, axis: Points) -> float:
    length = figure("front_screw", "length")
    while length > 10.0:
        tip = (start + length * axis)[None]
        if float(space.distance(tip, upper)[0]) < -_COVER:
            return length
        length -= _SHORTER
    raise ValueError(f"no bone for a front screw of {space.bones[0 if upper else 1]}")


def front_screw_surface(screw: FrontScrew) -> Surface:
    """Threaded shank and countersunk head with its hexagon, in the frame of the disc space."""
    ball, radius = figure("head", "ball") + 0.1, 0.5 * figure("front_screw", "diameter")
    neck = radius - 0.25
    top = float(np.sqrt(ball**2 - neck**2))
    joint = screw.start - (top - 1.0) * screw.axis
    tip = screw.length + top - 1.0
    plan = ScrewPlan(
        "", "", screw.side, joint, screw.axis, 2.0 * radius, screw.length, top, tip, (top, tip)
    )
    return merged([shank_surface(plan), _head(neck).moved(_head_frame(joint, screw.axis, top))])


def _head_frame(joint: Points, axis: Points, top: float) -> Points:
    return frame_along(joint + (top - 0.02) * axis, -axis, np.array([1.0, 0.0, 0.0]))


def _head(neck: float) -> Surface:
    """A countersunk head from its neck, z outward."""
    wide, sides = figure("front_screw", "head"), 24
    angle = np.arange(sides) * (2.0 * np.pi / sides)
    six = 1.5 * np.cos(np.pi / 6) / np.cos((angle % (np.pi / 3)) - np.pi / 6)
    hexagon = np.stack([six * np.cos(angle), six * np.sin(angle), np.zeros(sides)], axis=1)
    up = np.array([0.0, 0.0, 1.0])
    rings = turned([(neck, 0.0), (wide, 1.4), (wide, 1.9), (wide - 0.3, 2.2), (1.8, 2.2)], sides)
    rings += [hexagon + 2.1 * up, hexagon + 0.7 * up]
    return stacked(rings, [1.0, 1.0, 1.0, 1.0, 1.0, 0.7, 0.35])
