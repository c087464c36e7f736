"""Fit the numbers of the sacrum and the coccyx to a reference surface.

    python -m tools.fit_sacrum REFERENCE.ply [--rounds 15] [--stage all|joined|cuts]

REFERENCE is one closed surface (mm, RAS+) that holds sacrum and coccyx. It is moved into the body
frame by the constants below (read off its own S1 endplate) and made as large as an average adult's,
all but that endplate; then the limbs of `meshes/shapes/sacrum.toml` are moved by damped
Gauss-Newton until their field agrees with the true signed distance on, near and far from the
surface. The file's numbers are rewritten in place.

Where the reference is known to be wrong it is left out: shrink-wrapping closed the second and
fourth posterior foramina, and it joins sacrum and coccyx without a disc space. Fit `joined` first,
then `cuts`, then `all`.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pyvista as pv

from meshes.field import triangle_distance
from meshes.sdf import Floats, fold
from tools.sacrum_parts import BodyNumbers, Numbers, Part, Table, Vector

# The reference's S1 endplate: its slope and its centre in the reference's own axes. Its size stays:
# the plate is 53 mm wide, which fits the 55 mm lower plate of the mean L5.
PLATE_SLOPE_DEG = 31.0
PLATE_CENTRE = (0.0, -0.01, 2.16)

SHRINK = (0.085, 0.075, 0.08)
"""How much smaller (x, y, z) the reference is made away from its S1 plate: it is a large man's, 125
mm wide and 129 mm high; 30 dry sacra: 103.6 (6.8) and 106.7 (10.2)."""
FADES = {"inferior": (-8.0, 32.0), "deeper": (4.0, 38.0), "lateral": (20.0, 53.0)}
"""Between which distances (mm) from the plate's centre it grows to that: inferior, for y deeper,
and lateral of it. The plate, L5's facets and the canal's entrance stay as they are."""
BEHIND = (28.0, 46.0)
"""The same posterior of it, for x and z: the spinous tubercle of S1."""
HOLLOW = (0.7, -72.0, 26.0)
"""The bodies lie this much (mm) farther back about this z, over this width: as deep a hollow as
before."""

SATURATION = 3.0
"""Residuals level off here (mm), so that a part far from its place does not outweigh the rest."""

GIVEN = (
    "foramen-",
    "ridge.",
    "notch.",
    "facet.",
    "articular-process.",
    "canal.S1",
    "canal.entrance",
    "recess.S4",
    "gutter.S3",
)
"""Parts with published sizes, or that the smoothed reference lacks: not fitted."""

LEFT_OUT = ("foramen-posterior.S2", "foramen-posterior.S4", "notch.", "facet.", "canal.entrance")
"""Cuts about which the reference says nothing, or something else."""

MARGIN = 2.5
"""Within this distance (mm) of them, and of the face towards the coccyx, nothing is compared."""

SHAPE = Path(__file__).parent.parent / "meshes" / "shapes" / "sacrum.toml"


def chain(
    parts: list[Part], cuts: list[Part], points: Floats
) -> tuple[Floats, list[Floats], list[Floats]]:
    """The field at points, and for every part how much the field moves with that part's own
    distance and with its blend: (n,), then one (n,) each per part."""
    found = parts[0].distance(points)
    keeps = [np.ones_like(found)]
    ways = [np.ones_like(found)]
    blends = [np.zeros_like(found)]
    for part, sign in [*((p, 1.0) for p in parts[1:]), *((c, -1.0) for c in cuts)]:
        # a cut is a union of the hollow with the space around the solid
        here = np.float32(sign) * found
        other = part.distance(points)
        blend = np.float32(part.blend)
        h = np.maximum(1 - np.abs(here - other) / blend, 0)
        keeps.append(np.where(here < other, 1 - h * h / 2, h * h / 2))
        ways.append(np.float32(sign) * (1 - keeps[-1]))
        blends.append(-np.float32(sign) * (h**3 / 6 + h * h * (1 - h) / 2))
        found = np.float32(sign) * (np.minimum(here, other) - h**3 * blend / 6)
    after = np.ones_like(found)
    for index in range(len(keeps) - 1, -1, -1):
        ways[index] = ways[index] * after
        blends[index] = blends[index] * after
        after = after * keeps[index]
    return found, ways, blends


def columns(part: Part, way: Floats, blend_way: Floats, points: Floats) -> Floats:
    """Derivatives of the field by the part's numbers, in units of their scales: (n, numbers)."""
    values, scale = part.read(), part.scale()
    found = np.zeros((len(points), len(values)), np.float32)
    rows = np.nonzero(np.abs(way) > 1e-3)[0]
    near = points[rows]
    for k, slot in enumerate(part.names()):
        if slot == "blend":
            found[:, k] = blend_way * scale[k]
            continue
        step = np.zeros(len(values))
        step[k] = 0.01 * scale[k]
        sides = []
        for sign in (1.0, -1.0):
            part.write(values + sign * step)
            sides.append(part.distance(near))
        found[rows, k] = (sides[0] - sides[1]) / 0.02 * way[rows]
    part.write(values)
    return found


def saturated(distance: Floats) -> Floats:
    """Distances that level off at SATURATION."""
    return np.asarray(SATURATION * np.tanh(distance / SATURATION), np.float32)


def fit(
    parts: list[Part],
    cuts: list[Part],
    free: list[Part],
    points: Floats,
    target: Floats,
    weights: Floats,
    rounds: int,
    prior: float,
) -> float:
    """Move the numbers of the free parts by damped Gauss-Newton; returns the rms residual (mm)."""
    start = np.concatenate([p.read() / p.scale() for p in free])
    wanted, root = saturated(target), np.sqrt(weights)
    damping, order = 0.3, parts + cuts

    def cost() -> tuple[float, float]:
        gap = (saturated(chain(parts, cuts, points)[0]) - wanted) * root
        moved = np.concatenate([p.read() / p.scale() for p in free]) - start
        square = float(gap.astype(np.float64) @ gap)
        return square + prior * float(moved @ moved), square

    best = cost()
    for turn in range(rounds):
        found, ways, blends = chain(parts, cuts, points)
        gap = (saturated(found) - wanted) * root
        slope = (1 - np.tanh(found / SATURATION) ** 2) * root
        jacobian = (
            np.concatenate(
                [columns(p, ways[order.index(p)], blends[order.index(p)], points) for p in free],
                axis=1,
            )
            * slope[:, None]
        )
        now = np.concatenate([p.read() / p.scale() for p in free])
        normal = (jacobian.T @ jacobian).astype(np.float64)
        pull = (jacobian.T @ gap).astype(np.float64) + prior * (now - start)
        for _ in range(6):
            matrix = normal + np.diag(damping * (np.diag(normal) + 1.0) + prior)
            move = np.clip(np.linalg.solve(matrix, -pull), -1.0, 1.0)
            put(free, now + move)
            trial = cost()
            if trial[0] < best[0]:
                damping, best = max(damping / 3, 1e-3), trial
                break
            damping *= 4
        else:
            put(free, now)
            break
        print(f"round {turn}: rms {np.sqrt(best[1] / weights.sum()):.3f} mm", flush=True)
    return float(np.sqrt(best[1] / weights.sum()))


def put(free: list[Part], scaled: Vector) -> None:
    """Set all free numbers from one vector in units of their scales."""
    at = 0
    for part in free:
        scale = part.scale()
        part.write(scaled[at : at + len(scale)] * scale)
        at += len(scale)


def reference_surface(path: Path) -> pv.PolyData:
    """The reference in the body frame of the sacrum, faces outward."""
    mesh = pv.read(path).triangulate()
    slope = np.radians(PLATE_SLOPE_DEG)
    rows = np.array(
        [[1, 0, 0], [0, np.cos(slope), -np.sin(slope)], [0, np.sin(slope), np.cos(slope)]]
    )
    mesh.points = (np.asarray(mesh.points, np.float64) - PLATE_CENTRE) @ rows.T
    if mesh.volume < 0:
        raise ValueError("the reference's faces look inward")
    return mesh


def average(points: Vector) -> Vector:
    """Points (n, 3) of the reference in the body frame, where an average adult has them."""
    x, y, z = points.T
    lateral, inferior = eased(np.abs(x), FADES["lateral"]), eased(-z, FADES["inferior"])
    wide = 1 - (1 - inferior) * (1 - lateral) * (1 - eased(-y, BEHIND))
    deep = 1 - (1 - eased(-z, FADES["deeper"])) * (1 - lateral)
    kept = 1 - np.stack([wide, deep, wide], axis=1) * SHRINK
    back, middle, width = HOLLOW
    found = points * kept
    found[:, 1] -= back * np.exp(-(((z - middle) / width) ** 2))
    return np.asarray(found, np.float64)


def eased(way: Vector, ends: tuple[float, float]) -> Vector:
    """0 up to the first of two distances, 1 beyond the second, smooth between: (n,)."""
    share = np.clip((way - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0)
    return np.asarray(share * share * (3 - 2 * share), np.float64)


def samples(mesh: pv.PolyData, count: int) -> tuple[Floats, Floats, Floats]:
    """Points on the surface, off it along its normals and far around it, with their true signed
    distance and weight."""
    rng = np.random.default_rng(7)
    triangles = mesh.faces.reshape(-1, 4)[:, 1:]
    a, b, c = (np.asarray(mesh.points)[triangles[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    area = np.linalg.norm(cross, axis=1)
    pick = rng.choice(len(area), size=2 * count, p=area / area.sum())
    u, v = np.sqrt(rng.random(2 * count)), rng.random(2 * count)
    on = (1 - u)[:, None] * a[pick] + (u * (1 - v))[:, None] * b[pick] + (u * v)[:, None] * c[pick]
    normal = cross[pick] / area[pick, None]
    off = rng.choice([-3.0, -1.5, -0.7, 0.7, 1.5, 3.0, 5.0], size=count)
    lower, upper = on.min(axis=0) - 8, on.max(axis=0) + 8
    far = rng.uniform(lower, upper, size=(count // 2, 3))
    points = np.concatenate([on[:count], on[count:] + off[:, None] * normal[count:], far])
    target = triangle_distance(mesh, points)
    weights = np.concatenate([np.full(count, 2.0), np.full(count, 1.0), np.full(count // 2, 0.5)])
    return points.astype(np.float32), target.astype(np.float32), weights.astype(np.float32)


def text(value: Any) -> str:
    """A number or a list of numbers as TOML; to a hundredth, or four digits when small."""
    if isinstance(value, list):
        return "[" + ", ".join(text(v) for v in value) + "]"
    return f"{float(value):.4g}" if 0 < abs(value) < 0.1 else f"{float(value):.2f}"


def rewritten(lines: list[str], table: Table) -> list[str]:
    """The lines of a TOML file with the table's numbers; comments and order stay."""
    found, here = [], table
    for line in lines:
        key, equals, _ = line.partition(" = ")
        if line.startswith("["):
            kind, _, name = line.strip("[]").partition(".")
            here = table[kind][name.strip('"')] if name else table[kind]
        elif equals and not line.startswith("#"):
            line = f"{key} = {text(here[key])}"
        found.append(line)
    return found


def main() -> None:
    """Fit and rewrite the file of numbers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reference", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--samples", type=int, default=7000)
    parser.add_argument("--prior", type=float, default=8.0)
    parser.add_argument("--stage", choices=("all", "joined", "cuts"), default="all")
    given = parser.parse_args()
    table = tomllib.loads(SHAPE.read_text(encoding="utf-8"))
    mesh = reference_surface(given.reference)
    mesh.points = average(np.asarray(mesh.points, np.float64))
    points, target, weights = samples(mesh, given.samples)
    points = fold(points)
    joined: list[Part] = [BodyNumbers(table["body"])]
    joined += [Numbers(name, part) for name, part in table["joined"].items()]
    cuts: list[Part] = [Numbers(name, part) for name, part in table["cuts"].items()]
    for cut in cuts:
        if cut.name.startswith(LEFT_OUT):
            weights[cut.distance(points) < MARGIN] = 0
    weights[from_end(table, points) > -MARGIN] = 0
    kinds = {"all": joined + cuts, "joined": joined, "cuts": cuts}[given.stage]
    free = [part for part in kinds if not part.name.startswith(GIVEN)]
    fit(joined, cuts, free, points, target, weights, given.rounds, given.prior)
    lines = SHAPE.read_text(encoding="utf-8").splitlines()
    SHAPE.write_text("\n".join(rewritten(lines, table)) + "\n", encoding="utf-8")


def from_end(table: Table, points: Floats) -> Floats:
    """How far points lie beyond the face towards the coccyx (mm)."""
    end = table["end"]
    beyond = points - np.array(end["point"], np.float32)
    return np.asarray(beyond @ np.array(end["normal"], np.float32), np.float32)


if __name__ == "__main__":
    main()
