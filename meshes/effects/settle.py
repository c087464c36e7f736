"""A bone that comes down on the one below settles where its facet joints let it."""

from __future__ import annotations

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.posed import Posed, moves_of
from meshes.effects.changes import Changes, bones_of
from meshes.pose import unplaced
from meshes.surface import Points

#: Points of the bone above that may touch the one below: this near to it, mm.
_NEAR = 5.5
_STEPS = 7


def let_down(
    normal: Normal,
    changes: Changes,
    level: str,
    move: Points,
    contact: float,
    lift: float,
    turn: float,
) -> Changes:
    """With the bone above a disc moved by `move` (world 4x4) and then lifted (mm) and flexed or
    extended (degrees) as little as brings its contact with the bone below under `contact` mm."""
    upper, lower = bones_of(level)
    frame = normal.disc_frames[level]
    body = normal.bones[upper].surface.points
    world = body @ normal.pose(upper)[:3, :3].T + normal.pose(upper)[:3, 3]
    own = normal.fields[lower].distance(unplaced(normal.pose(lower), world))
    behind = unplaced(frame, world)[:, 1] < -14.0
    world = world[behind & (own < _NEAR + lift + 6.0)]
    below = moves_of(changes).get(lower, np.eye(4))
    posed = Posed(normal, changes, moves_of(changes))
    best, deep = move, np.inf
    for up, angle in _tries(lift, turn):
        here = _adjusted(frame, up, angle) @ move
        at = below @ here @ changes.joints.get(level, np.eye(4))
        places = world @ at[:3, :3].T + at[:3, 3]
        found = float(-posed.distance_to(lower, places).min())
        if found < deep:
            best, deep = here, found
        if found <= contact:
            break
    return changes.with_joint(level, best)


def _tries(lift: float, turn: float) -> list[tuple[float, float]]:
    """Lifts and turns, the least first: a mm weighs as much as two degrees."""
    ups = np.linspace(0.0, lift, _STEPS)
    turns = np.linspace(-turn, turn, 2 * _STEPS - 1)
    rows = [(float(u), float(t)) for u in ups for t in turns]
    return sorted(rows, key=lambda row: (row[0] ** 2 + (0.5 * row[1]) ** 2, row[1]))


def _adjusted(frame: Points, up: float, angle: float) -> Points:
    """A lift along the disc's axis and a turn about its middle, forward where positive."""
    move = np.eye(4)
    cos, sin = np.cos(np.radians(-angle)), np.sin(np.radians(-angle))
    move[1:3, 1:3] = [[cos, -sin], [sin, cos]]
    move[2, 3] = up
    return np.asarray(frame @ move @ np.linalg.inv(frame))
