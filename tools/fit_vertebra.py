"""Fit the numbers of a vertebra's shape file to a reference surface.

    python -m tools.fit_vertebra REFERENCE.ply SEED.toml RESULT.toml [--rounds 30]

REFERENCE is a closed surface in the vertebra's body frame, symmetric about x = 0; SEED a shape file
to start from (its numbers are also what the fit is weakly held to). Damped Gauss-Newton on the
difference of bounded distances 3 tanh(d / 3): bounded, it also penalises bone where there is none.
"""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvista as pv

from meshes import sdf
from meshes.field import triangle_distance
from meshes.surface import Points, area_vectors
from tools.shape_file import shape_file
from tools.shape_parts import RULES, Array, Floats, Part, parts_of

BOUND = 3.0
ASIDE = 1.6
"""Distance (mm) between points of a pair whose difference tells the slope of the surface."""
SLOPE_WEIGHT = 1.5
SHIFTS = (-3.0, -1.2, -0.5, 0.5, 1.2, 2.0, 3.0, 4.0, 5.5, 7.5)


def targets(reference: pv.PolyData, count: int, seed: int = 1) -> tuple[Points, Array, Array]:
    """Points of the right half, their true distance and their weight in the fit."""
    rng = np.random.default_rng(seed)
    points = np.asarray(reference.points, np.float64)
    faces = np.asarray(reference.regular_faces)
    vectors = area_vectors(points, faces)
    if np.einsum("ij,ij->", points[faces].mean(axis=1), vectors) < 0:
        raise ValueError("the reference's faces look inward")
    area = np.linalg.norm(vectors, axis=1)
    pick = rng.choice(len(faces), count, p=area / area.sum())
    share = rng.dirichlet((1, 1, 1), count)
    surface = np.einsum("ij,ijk->ik", share, points[faces[pick]])
    normals = vectors[pick] / area[pick, None]
    shift = np.array(SHIFTS)[np.arange(count) % len(SHIFTS)]
    moved = surface + shift[:, None] * normals
    lower, upper = points.min(axis=0) - 6, points.max(axis=0) + 6
    far = rng.uniform(lower, upper, (count, 3))
    aside = np.cross(normals, rng.normal(size=normals.shape))
    aside *= ASIDE / np.linalg.norm(aside, axis=1, keepdims=True)
    every = np.concatenate([surface, surface + aside, moved, far])
    every[:, 0] = np.abs(every[:, 0])
    distance = triangle_distance(reference, every)
    weight = np.repeat([0.7, 0.7, 0.8, 0.6], count)
    return every, distance, weight


def assembled(parts: list[Part], values: list[Floats]) -> tuple[Floats, list[Floats], list[Floats]]:
    """The vertebra's distance, each part's share in it and the effect of each part's blend."""
    whole = values[0]
    own, keep, by_blend = [np.ones_like(whole)], [np.ones_like(whole)], [np.zeros_like(whole)]
    for part, value in zip(parts[1:], values[1:], strict=True):
        sign = np.float32(-1 if part.kind == "cuts" else 1)
        a, b = sign * whole, value
        gap = np.abs(a - b)
        h = np.maximum(part.blend - gap, 0) / part.blend
        share = np.where(b < a, 1 - h * h / 2, h * h / 2)
        own.append(sign * share)
        keep.append(1 - share)
        by_blend.append(-sign * (h * h * gap / (2 * part.blend) + h**3 / 6))
        whole = sign * sdf.smooth_minimum(a, b, part.blend)
    later = np.ones_like(whole)
    for k in range(len(parts) - 1, -1, -1):
        own[k] = own[k] * later
        by_blend[k] = by_blend[k] * later
        later = later * keep[k]
    return whole, own, by_blend


def bounded(distance: npt.NDArray[np.floating]) -> Array:
    return np.asarray(BOUND * np.tanh(distance / BOUND), np.float64)


def jacobian(
    parts: list[Part],
    values: list[Floats],
    own: list[Floats],
    by_blend: list[Floats],
    folded: Floats,
) -> Floats:
    """Derivative of the distance by every number: (points, numbers)."""
    columns = np.zeros((len(folded), sum(len(p.keys) for p in parts)), np.float32)
    at = 0
    for part, value, share, blend in zip(parts, values, own, by_blend, strict=True):
        rows = np.flatnonzero(np.abs(share) > 1e-4)
        near, here, factor = folded[rows], value[rows], share[rows]
        start = part.vector()
        for k, (path, _) in enumerate(part.keys):
            if path == ("blend",):
                columns[:, at + k] = blend
                continue
            step = 0.02 * RULES[path[-1]].prior
            moved = start.copy()
            moved[k] += step
            there = part.with_vector(moved).distance(near)
            columns[rows, at + k] = (there - here) * factor / np.float32(step)
        at += len(part.keys)
    return columns


def split(parts: list[Part], numbers: Array) -> list[Part]:
    found, at = [], 0
    for part in parts:
        found.append(part.with_vector(numbers[at : at + len(part.keys)]))
        at += len(part.keys)
    return found


@dataclass(slots=True)
class Target:
    """Where the fit looks: folded points, their bounded true distance and weight.

    The first 2 * pairs points are pairs of neighbours on the surface, k and pairs + k. The
    difference between their errors counts too: small lumps are little distance but much slope.
    """

    folded: Floats
    goal: Array
    weight: Array
    pairs: int = 0

    def miss(self, parts: list[Part]) -> Array:
        whole = assembled(parts, [p.distance(self.folded) for p in parts])[0]
        return self.with_slopes(self.weight * (bounded(whole) - self.goal))

    def with_slopes(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Rows and, below them, the weighted differences of the pairs' rows."""
        rise = rows[self.pairs : 2 * self.pairs] - rows[: self.pairs]
        return np.concatenate([rows, SLOPE_WEIGHT * rise])

    def with_strays(self, parts: list[Part], pool: Target) -> Target:
        """This target and the points of a pool that lie on the wrong side of the surface.

        A thin spike beyond a process's tip passes between random points: it is looked for.
        """
        whole = assembled(parts, [p.distance(pool.folded) for p in parts])[0]
        wrong = ((whole < 0.3) & (pool.goal > 0.9)) | ((whole > -0.3) & (pool.goal < -0.9))
        return Target(
            np.concatenate([self.folded, pool.folded[wrong]]),
            np.concatenate([self.goal, pool.goal[wrong]]),
            np.concatenate([self.weight, np.full(int(wrong.sum()), 2.0)]),
            self.pairs,
        )


def pool_of(reference: pv.PolyData, count: int, seed: int = 2) -> Target:
    """Many points all over the box of the right half, in which to look for strays."""
    rng = np.random.default_rng(seed)
    points = np.asarray(reference.points, np.float64)
    lower, upper = points.min(axis=0) - 8, points.max(axis=0) + 8
    lower[0] = 0
    every = rng.uniform(lower, upper, (count, 3))
    return Target(sdf.fold(every), bounded(triangle_distance(reference, every)), np.ones(count))


def gauss_newton(
    parts: list[Part], seed: Array, target: Target, rounds: int, hold: float
) -> list[Part]:
    """Parts moved on to the target; `hold` is the strength of the pull towards `seed`."""
    rules = [rule for part in parts for rule in part.rules()]
    prior = np.array([r.prior for r in rules])
    low, high = (np.array([getattr(r, k) for r in rules]) for k in ("low", "high"))
    numbers = np.concatenate([p.vector() for p in parts])
    damping, stiff = 0.01, hold / len(prior)

    def cost(trial: Array) -> float:
        miss = target.miss(split(parts, trial))
        return float(miss @ miss / len(miss) + stiff * np.sum(((trial - seed) / prior) ** 2))

    best = cost(numbers)
    for turn in range(rounds):
        square, pull = _normal_equations(split(parts, numbers), target, prior)
        for _ in range(6):
            left = square + np.eye(len(prior)) * (stiff + damping * np.diag(square).mean())
            left += damping * np.diag(np.diag(square))
            step = -np.linalg.solve(left, pull + stiff * (numbers - seed) / prior)
            trial = np.clip(numbers + prior * np.clip(step, -0.8, 0.8), low, high)
            found = cost(trial)
            if found < best:
                break
            damping *= 4
        else:
            break
        gain, numbers, best = best - found, trial, found
        damping = max(damping / 3, 1e-5)
        print(f"{turn:3d} cost {best:.4f} damping {damping:.1e}", flush=True)
        if gain < 3e-4 * best:
            break
    return split(parts, numbers)


def _normal_equations(parts: list[Part], target: Target, prior: Array) -> tuple[Array, Array]:
    values = [p.distance(target.folded) for p in parts]
    whole, own, by_blend = assembled(parts, values)
    slope = jacobian(parts, values, own, by_blend, target.folded)
    slope *= (target.weight * (1 - np.tanh(whole / BOUND) ** 2))[:, None].astype(np.float32)
    slope *= prior.astype(np.float32)
    slope = target.with_slopes(slope)
    miss = target.with_slopes(target.weight * (bounded(whole) - target.goal))
    square = (slope.T @ slope).astype(np.float64) / len(miss)
    return square, slope.T.astype(np.float64) @ miss / len(miss)


def fit(
    parts: list[Part], reference: pv.PolyData, rounds: int, count: int, hold: float
) -> list[Part]:
    """Parts moved on to the reference, in four runs; strays are looked for between them."""
    points, distance, weight = targets(reference, count)
    target = Target(sdf.fold(points), bounded(distance), weight, count)
    pool = pool_of(reference, 50 * count)
    seed = np.concatenate([p.vector() for p in parts])
    for _ in range(4):
        parts = gauss_newton(parts, seed, target, rounds // 4, hold)
        grown = target.with_strays(parts, pool)
        print(f"{len(grown.goal) - len(target.goal)} strays", flush=True)
        target = grown
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reference", type=Path)
    parser.add_argument("seed", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--points", type=int, default=6000)
    parser.add_argument("--hold", type=float, default=0.02, help="strength of the prior")
    arguments = parser.parse_args()
    shape = tomllib.loads(arguments.seed.read_text("utf-8"))
    mesh = pv.read(arguments.reference)
    parts = fit(parts_of(shape), mesh, arguments.rounds, arguments.points, arguments.hold)
    level = arguments.result.stem.rpartition("_")[2]
    arguments.result.write_text(
        shape_file([(p.kind, p.name, p.table) for p in parts], level), "utf-8"
    )


if __name__ == "__main__":
    main()
