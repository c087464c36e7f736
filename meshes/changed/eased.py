"""Nerves that would kink where their bones slip apart: a nerve bends, it does not fold.

Courses and tubes are eased only where they turn more sharply than in the normal model; everything
else stays where its bones carry it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from meshes.effects.changes import Values
from meshes.surface import Points

#: A course may bend this much, 1/mm, or so many times what it does in the normal model: nerves are
#: 4-6 mm thick, so the inside of a bend of 5 mm keeps room.
_BEND, _MORE = 0.2, 1.25
#: ... and one whose bones slipped apart this much: it is drawn taut between them.
_TAUT = 0.12
#: Rounds of easing; how far along a course a bend is spread in each, stations.
_ROUNDS, _BESIDE = 300, 5
#: While a slider is dragged the same places are eased in so many rounds before all are looked at.
_HELD = 2


def bends(lines: Points) -> Values:
    """How much courses (k, n, 3) bend at each station but their ends: (k, n - 2), 1/mm."""
    steps = np.diff(lines, axis=1)
    length = np.maximum(np.sqrt(np.einsum("kij,kij->ki", steps, steps)), 1e-6)
    steps = steps / length[..., None]
    along = np.einsum("kij,kij->ki", steps[:, 1:], steps[:, :-1])
    turn = np.arccos(np.clip(along, -1.0, 1.0))
    return np.asarray(turn / (0.5 * (length[:, 1:] + length[:, :-1])))


def eased(
    lines: Points, normal: Points, taut: Sequence[int] | None = None, *, draft: bool = False
) -> tuple[Points, tuple[int, ...]]:
    """Carried courses (k, n, 3) without sharp turns, their ends where they were; and the numbers of
    those that had any. normal: the same before anything moved. taut: numbers of those that may bend
    least; None: of all that turn too sharply. draft: by every second station first."""
    limits = np.maximum(_BEND, _MORE * bends(normal))
    if taut is None:
        taut = np.flatnonzero((bends(lines) > limits).any(axis=1)).tolist()
    limits[taut] = np.maximum(_TAUT, _MORE * bends(normal[taut]))
    rows = np.flatnonzero((bends(lines) > limits).any(axis=1))
    if len(rows) == 0:
        return lines, ()
    found = lines.copy()
    here = _roughly(found[rows], limits[rows]) if draft else found[rows]
    found[rows] = _relaxed(here, limits[rows], _BESIDE, draft=draft)
    return found, tuple(rows.tolist())


def _roughly(lines: Points, limits: Values) -> Points:
    """Courses (k, n, 3) eased by every second station, in a quarter of the rounds, and straight
    between these: what is left to do is little. limits: (k, n - 2) 1/mm."""
    count = lines.shape[1]
    held = np.append(np.arange(0, count - 1, 2), count - 1)
    coarse = _relaxed(lines[:, held], limits[:, held[1:-1] - 1], _BESIDE // 2, draft=True)
    shift = coarse - lines[:, held]
    found = lines.copy()
    found[:, held] += shift
    between = np.arange(1, held[-2], 2)
    found[:, between] += 0.5 * (shift[:, : len(between)] + shift[:, 1 : len(between) + 1])
    return found


def _relaxed(lines: Points, limits: Values, beside: int, *, draft: bool) -> Points:
    """Courses (k, n, 3) eased round by round until they bend by no more than their limits, (k, n -
    2) 1/mm. beside: how far along a course a bend is spread in each, stations."""
    found = lines.copy()
    left, here, limit, before = np.arange(len(lines)), lines.copy(), limits, None
    for number in range(_ROUNDS):
        if not draft or number % _HELD == 0:
            sharp = _is_sharp(here, limit) if draft else bends(here) > limit
            still = sharp.any(axis=1)
            if not still.all():
                # what turns nowhere too sharply any more stays
                found[left] = here
                left, here, limit, sharp = left[still], here[still], limit[still], sharp[still]
            if len(left) == 0:
                break
            if before is None or not np.array_equal(sharp, before):
                weight = 0.5 * _spread(sharp.astype(np.float64), beside)[..., None]
                before = sharp
        middle = here[:, :-2] + here[:, 2:]
        middle *= 0.5
        middle -= here[:, 1:-1]
        middle *= weight
        here[:, 1:-1] += middle
    found[left] = here
    return found


def _is_sharp(lines: Points, limits: Values) -> npt.NDArray[np.bool_]:
    """Where courses (k, n, 3) bend more than their limits, (k, n - 2) 1/mm, as `bends` has it, in
    half the time."""
    steps = lines[:, 1:] - lines[:, :-1]
    length = np.sqrt(np.einsum("kij,kij->ki", steps, steps))
    along = np.einsum("kij,kij->ki", steps[:, 1:], steps[:, :-1])
    before, after = length[:, :-1], length[:, 1:]
    turn = limits * (before + after)
    turn *= 0.5
    return np.asarray((along < np.cos(turn) * before * after) & (turn < np.pi))


def along_course(points: Points, stations: Values, before: Points, after: Points) -> Points:
    """A tube's points (n, 3) on another course: each ring turns with it and keeps its form, what is
    between two its share of the way. before, after: (m, 3)."""
    (first, way), (second, new) = _steps(before), _steps(after)
    offset = points - before[stations]
    ahead = np.einsum("ij,ij->i", offset, first[stations])
    ahead *= (new / way - 1.0)[stations]
    offset += ahead[:, None] * first[stations]
    axis = _cross(first, second)[stations]
    along = np.einsum("ij,ij->i", first, second)[stations]
    # the least turn that takes one direction to the other (Rodrigues)
    lifted = _cross(axis, offset)
    share = 1.0 / np.maximum(1.0 + along, 0.2)
    turned = offset + lifted + share[:, None] * _cross(axis, lifted)
    return np.asarray(after[stations] + turned)


def _cross(a: Points, b: Points) -> Points:
    """Cross products of rows (n, 3); numpy's own takes several times as long."""
    (x, y, z), (u, v, w) = a.T, b.T
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=1)


def tangents(lines: Points) -> Points:
    """Unit directions along courses (..., n, 3) at their stations."""
    return _steps(lines)[0]


def _steps(lines: Points) -> tuple[Points, Values]:
    """The same, and how far it is from one station to the next there, (..., n) mm."""
    steps = np.empty(lines.shape)
    steps[..., 1:-1, :] = 0.5 * (lines[..., 2:, :] - lines[..., :-2, :])
    steps[..., 0, :] = lines[..., 1, :] - lines[..., 0, :]
    steps[..., -1, :] = lines[..., -1, :] - lines[..., -2, :]
    length = np.maximum(np.linalg.norm(steps, axis=-1), 1e-9)
    return np.asarray(steps / length[..., None]), length


def _spread(weight: Values, far: int) -> Values:
    """Weights (k, n) that fade to either side, over so many stations."""
    wide = np.empty((len(weight), weight.shape[1] + 2))
    wide[:, 1:-1] = weight
    for _ in range(far):
        wide[:, 0], wide[:, -1] = wide[:, 1], wide[:, -2]
        beside = wide[:, :-2] + wide[:, 2:]
        beside *= 0.5
        np.maximum(wide[:, 1:-1], beside, out=wide[:, 1:-1])
    return wide[:, 1:-1]
