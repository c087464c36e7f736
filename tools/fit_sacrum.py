"""Fit the numbers of the sacrum and the coccyx to a reference surface.

    python tools/fit_sacrum.py REFERENCE.ply [--rounds 15] [--stage all|joined|cuts]

REFERENCE is one closed surface (mm, RAS+) that holds sacrum and coccyx. It is moved into the body
frame by the constants below (read off its own S1 endplate), then the limbs of
`meshes/shapes/sacrum.toml` are moved by damped Gauss-Newton until their field agrees with the true
signed distance on, near and far from the surface. The file's numbers are rewritten in place.

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
import numpy.typing as npt
import pyvista as pv

from meshes.builders.vertebra import barrel_from, limb_from
from meshes.field import triangle_distance
from meshes.sdf import Floats, fold

Table = dict[str, Any]
Vector = npt.NDArray[np.float64]

# The reference's S1 endplate: its slope and its centre in the reference's own axes. The scale stays
# 1: the plate is 53 mm wide, which fits the 55 mm lower plate of the mean L5.
PLATE_SLOPE_DEG = 31.0
PLATE_CENTRE = (0.0, -0.01, 2.16)

SATURATION = 3.0
"""Residuals level off here (mm), so that a part far from its place does not outweigh the rest."""

SCALES = {
    "start": 5.0, "end": 5.0, "half_width": 3.0, "half_thickness": 2.5, "bend": 3.0,
    "roll_deg": 20.0, "cap": 2.0, "blend": 3.0,
}
"""How far (mm, degrees) a number is expected to move from its first guess."""

LIMITS = {"half_width": (1.0, 40.0), "half_thickness": (1.0, 40.0), "cap": (1.0, 14.0),
          "blend": (2.5, 11.0), "bend": (-8.0, 8.0)}

GIVEN = ("foramen-", "ridge.", "notch.", "facet.", "articular-process.", "canal.entrance")
"""Parts with published sizes, or that the smoothed reference lacks: not fitted."""

LEFT_OUT = ("foramen-posterior.S2", "foramen-posterior.S4", "notch.", "facet.", "canal.entrance")
"""Cuts about which the reference says nothing, or something else."""

MARGIN = 2.5
"""Within this distance (mm) of them, and of the face towards the coccyx, nothing is compared."""

SHAPE = Path(__file__).parent.parent / "meshes" / "shapes" / "sacrum.toml"


class Numbers:
    """The free numbers of one part as slots of a vector."""

    def __init__(self, name: str, part: Table) -> None:
        self.name = name
        self.part = part
        self.slots: list[tuple[str, int | None]] = []
        middle = part["start"][0] == 0 and part["end"][0] == 0
        wide = abs(part["reference"][0]) > 0.5
        for key in SCALES:
            value = part[key]
            if not isinstance(value, list):
                if not (middle and key == "roll_deg"):
                    self.slots.append((key, None))
                continue
            for k in range(len(value)):
                sideways = key in ("start", "end") and k == 0
                arch = key == "bend" and k == (0 if wide else 1)
                if not (middle and (sideways or arch)):
                    self.slots.append((key, k))

    def read(self) -> Vector:
        return np.array([self.part[k] if i is None else self.part[k][i] for k, i in self.slots])

    def write(self, values: Vector) -> None:
        for (key, index), value in zip(self.slots, values, strict=True):
            low, high = LIMITS.get(key, (-np.inf, np.inf))
            kept = float(np.clip(value, low, high))
            if index is None:
                self.part[key] = kept
            else:
                self.part[key][index] = kept

    def scale(self) -> Vector:
        return np.array([SCALES[key] for key, _ in self.slots])

    def names(self) -> list[str]:
        return [key for key, _ in self.slots]

    def distance(self, points: Floats) -> Floats:
        return limb_from(self.part).distance(points)

    @property
    def blend(self) -> float:
        return float(self.part["blend"])


BODY_SCALES = {"waist": 1.5, "rim_inferior": 1.5, "flare_superior": 0.2, "flare_inferior": 0.2}
"""Only the outline is fitted; the plate is given, as the S1 endplate is nearly flat."""


class BodyNumbers:
    """The free numbers of the S1 body."""

    blend = 0.0
    name = "body"

    def __init__(self, body: Table) -> None:
        self.body = body
        self.slots: list[tuple[Table, str, int | None, float]] = []
        for key, scale in BODY_SCALES.items():
            if isinstance(body[key], list):
                self.slots += [(body, key, k, scale / (1 + k / 2)) for k in range(len(body[key]))]
            else:
                self.slots.append((body, key, None, scale))

    def read(self) -> Vector:
        return np.array([t[k] if i is None else t[k][i] for t, k, i, _ in self.slots])

    def write(self, values: Vector) -> None:
        for (table, key, index, _), value in zip(self.slots, values, strict=True):
            kept = float(np.clip(value, 3.0, 7.0)) if key == "edge" else float(value)
            if index is None:
                table[key] = kept
            else:
                table[key][index] = kept

    def scale(self) -> Vector:
        return np.array([s for *_, s in self.slots])

    def names(self) -> list[str]:
        return [key for _, key, *_ in self.slots]

    def distance(self, points: Floats) -> Floats:
        return barrel_from(self.body).distance(points)


Part = Numbers | BodyNumbers


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
    return SATURATION * np.tanh(distance / SATURATION)


def fit(
    parts: list[Part], cuts: list[Part], free: list[Part], points: Floats, target: Floats,
    weights: Floats, rounds: int, prior: float,
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
        jacobian = np.concatenate(
            [columns(p, ways[order.index(p)], blends[order.index(p)], points) for p in free], axis=1
        ) * slope[:, None]
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
    points, target, weights = samples(reference_surface(given.reference), given.samples)
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
