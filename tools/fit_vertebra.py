"""Fit the numbers of a vertebra's shape file to a reference surface.

    python tools/fit_vertebra.py REFERENCE.ply SEED.toml RESULT.toml [--rounds 30]

REFERENCE is a closed surface in the vertebra's body frame, symmetric about x = 0; SEED a shape file
to start from (its numbers are also what the fit is weakly held to). Damped Gauss-Newton on the
difference of bounded distances 3 tanh(d / 3): bounded, it also penalises bone where there is none.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvista as pv

from meshes import sdf
from meshes.builders.vertebra import barrel_from, limb_from
from meshes.field import triangle_distance
from meshes.surface import Points, area_vectors

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Table = dict[str, Any]

BOUND = 3.0
SHIFTS = (-3.0, -1.2, -0.5, 0.5, 1.2, 2.0, 3.0, 4.0, 5.5, 7.5)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of number may move: weak prior (mm), limits."""

    prior: float
    low: float
    high: float


RULES = {
    "start": Rule(2.5, -90, 60),
    "end": Rule(2.5, -90, 60),
    "half_width": Rule(1.5, 1.2, 16),
    "half_thickness": Rule(1.5, 1.2, 16),
    "bend": Rule(1.5, -8, 8),
    "roll_deg": Rule(12, -80, 80),
    "cap": Rule(1.5, 1.5, 12),
    "blend": Rule(1.5, 4, 10),
    "centre_y": Rule(0.3, -4, 4),
    "rim_superior": Rule(1.5, -10, 40),
    "waist": Rule(1.5, -10, 40),
    "rim_inferior": Rule(1.5, -10, 40),
    "flare_superior": Rule(0.4, 1.4, 3.5),
    "flare_inferior": Rule(0.4, 1.4, 3.5),
    "edge": Rule(1, 3, 7),
    "height": Rule(2, -20, 20),
    "tilt": Rule(0.08, -0.3, 0.3),
    "curve_x": Rule(0.003, -0.02, 0.02),
    "curve_y": Rule(0.003, -0.02, 0.02),
    "dish": Rule(1, -1, 4),
    "dish_centre": Rule(2, -8, 6),
    "dish_x": Rule(3, 6, 22),
    "dish_y": Rule(3, 5, 18),
}
MIDLINE_FIXED = {("start", 0), ("end", 0), ("bend", 1), ("roll_deg", None)}


@dataclass(slots=True)
class Part:
    """One table of the shape file as numbers in a row."""

    kind: str
    name: str
    table: Table
    keys: list[tuple[tuple[str, ...], int | None]]

    def vector(self) -> Array:
        return np.array([_get(self.table, path, k) for path, k in self.keys])

    def with_vector(self, numbers: Array) -> Part:
        table: Table = _copy(self.table)
        for (path, k), value in zip(self.keys, numbers, strict=True):
            _set(table, path, k, float(value))
        return Part(self.kind, self.name, table, self.keys)

    def rules(self) -> list[Rule]:
        return [RULES[path[-1]] for path, _ in self.keys]

    def distance(self, folded: Floats) -> Floats:
        solid = barrel_from(self.table) if self.kind == "body" else limb_from(self.table)
        return solid.distance(folded)

    @property
    def blend(self) -> float:
        return float(self.table.get("blend", 0.0))


def parts_of(shape: Table) -> list[Part]:
    """Body, joined limbs and cuts in the order in which they are applied."""
    found = [Part("body", "body", shape["body"], list(_keys(shape["body"])))]
    for kind in ("joined", "cuts"):
        for name, table in shape[kind].items():
            midline = table["start"][0] == 0 and table["end"][0] == 0
            keys = [
                (path, k)
                for path, k in _keys(table)
                if path[-1] != "reference" and not (midline and (path[-1], k) in MIDLINE_FIXED)
            ]
            found.append(Part(kind, name, table, keys))
    return found


def _keys(table: Table, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int | None]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _keys(value, (*path, key))
        elif isinstance(value, list):
            yield from (((*path, key), k) for k in range(len(value)))
        else:
            yield (*path, key), None


def _copy(table: Table) -> Table:
    return {
        k: _copy(v) if isinstance(v, dict) else list(v) if isinstance(v, list) else v
        for k, v in table.items()
    }


def _get(table: Table, path: tuple[str, ...], k: int | None) -> float:
    for key in path[:-1]:
        table = table[key]
    value = table[path[-1]]
    return float(value if k is None else value[k])


def _set(table: Table, path: tuple[str, ...], k: int | None, value: float) -> None:
    for key in path[:-1]:
        table = table[key]
    if k is None:
        table[path[-1]] = value
    else:
        table[path[-1]][k] = value


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
    every = np.concatenate([surface, moved, far])
    every[:, 0] = np.abs(every[:, 0])
    distance = triangle_distance(reference, every)
    weight = np.concatenate([np.full(count, 1.0), np.full(count, 0.8), np.full(len(far), 0.6)])
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
    """Where the fit looks: points, folded points, bounded true distance, weight."""

    folded: Floats
    goal: Array
    weight: Array

    def miss(self, parts: list[Part]) -> Array:
        whole = assembled(parts, [p.distance(self.folded) for p in parts])[0]
        return self.weight * (bounded(whole) - self.goal)

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
    miss = target.weight * (bounded(whole) - target.goal)
    square = (slope.T @ slope).astype(np.float64) / len(miss)
    return square, slope.T.astype(np.float64) @ miss / len(miss)


def fit(
    parts: list[Part], reference: pv.PolyData, rounds: int, count: int, hold: float
) -> list[Part]:
    """Parts moved on to the reference, in four runs; strays are looked for between them."""
    points, distance, weight = targets(reference, count)
    target = Target(sdf.fold(points), bounded(distance), weight)
    pool = pool_of(reference, 50 * count)
    seed = np.concatenate([p.vector() for p in parts])
    for _ in range(4):
        parts = gauss_newton(parts, seed, target, rounds // 4, hold)
        grown = target.with_strays(parts, pool)
        print(f"{len(grown.goal) - len(target.goal)} strays", flush=True)
        target = grown
    return parts


HEADER = """\
# Shape of the lumbar vertebra {level}: read by meshes/builders/vertebra.py.
{origin}
#
# Body frame: origin at the body's centre, x to the patient's right, y anterior, z superior (mean
# endplate normal). Millimetres and degrees. One half (x > 0) is given; the other is its mirror
# image. Parts are joined, then cut, in the order in which they stand here.
#
# A limb is a rod of elliptical section with round ends: axis from `start` to `end`, `half_width`
# (along `reference`, turned by `roll_deg` about the axis) and `half_thickness` (across it) at its
# start, middle and end, `bend` of its centre line at half length (along width, along thickness),
# length `cap` of its round ends, width `blend` of the fillet to what it is joined to or cut from.
"""

FITTED = """\
# The numbers were fitted with tools/fit_vertebra.py to the mean shape of 87 patients, made
# left-right symmetric: Clouthier AL, Wenghofer J, Wai EK, Graham RB, Morphable models of the lumbar
# spine, J Biomech 2023;146:111421, doi:10.1016/j.jbiomech.2022.111421 (MIT licence, see NOTICE)."""

COMMENTS = {
    "body": """\
The vertebral body: radius of the upper rim, the waist and the lower rim about
(0, centre_y) as Chebyshev series in cos(angle from anterior); how steeply the waist
flares to each rim (power); width of the rounding of the rims""",
    "body.superior": """\
Upper endplate: z = height + tilt y + curve_x x^2 + curve_y y^2, less a flat-floored
hollow `dish` deep about (0, dish_centre), dish_x by dish_y wide""",
    "body.inferior": "Lower endplate, likewise; the hollow goes up",
    "joined.pedicle": "Pedicle: from the upper half of the body's back wall to the pars",
    "joined.transverse-root": "Root of the transverse process, with the accessory process behind",
    "joined.transverse-process": "Transverse process",
    "joined.superior-articular": "Superior articular process",
    "joined.mammillary": "Mammillary process: the postero-lateral rim of the superior articular one",
    "joined.pars": "Pars interarticularis, from the pedicle down into the inferior articular process",
    "joined.lamina": "Lamina, from the pars to the mid-line",
    "joined.inferior-articular": "Inferior articular process",
    "joined.spinous-process": "Spinous process: the plate; on the mid-line",
    "joined.spinous-edge": "Thick lower edge of the spinous process; on the mid-line",
    "cuts.facet-hollow": "Hollow of the superior joint surface, which faces medially and posteriorly",
    "cuts.canal": "Vertebral canal; on the mid-line",
    "cuts.inferior-notch": "Inferior vertebral notch: the upper half of the intervertebral foramen",
}


def written(parts: list[Part], level: str, origin: str = FITTED) -> str:
    """A shape file with its comments, rounded to what matters (0.1 mm on a limb)."""
    lines = [HEADER.format(level=level, origin=origin).rstrip()]
    for part in parts:
        head = part.name if part.kind == "body" else f"{part.kind}.{part.name}"
        plain = {k: v for k, v in part.table.items() if not isinstance(v, dict)}
        lines += _table(head, plain, 2 if part.kind == "body" else 1)
        for key, value in part.table.items():
            if isinstance(value, dict):
                lines += _table(f"{head}.{key}", value, 2)
    return "\n".join(lines) + "\n"


def _table(head: str, numbers: Table, digits: int) -> list[str]:
    comment = [f"# {line}" for line in COMMENTS.get(head, "").splitlines()]
    rows = [f"{key} = {_number(key, value, digits)}" for key, value in numbers.items()]
    return ["", *comment, f"[{head}]", *rows]


def _number(key: str, value: float | list[float], digits: int) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_number(key, v, digits) for v in value) + "]"
    digits = {"curve_x": 5, "curve_y": 5, "tilt": 4, "roll_deg": 0}.get(key, digits)
    return repr(round(float(value), digits) + 0.0)


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
    arguments.result.write_text(written(parts, level), "utf-8")


if __name__ == "__main__":
    main()
