"""Fit the numbers of the hip bone to a reference surface of both hip bones.

    python -m tools.fit_hip_bone REFERENCE.ply [--rounds 15] [--samples 9000] [--prior 4]

REFERENCE is one closed surface (mm, RAS+) of the same person, and in the same axes, as the surface
that the sacrum was fitted to. It is moved into the body frame of the sacrum and from there turned
about the sacroiliac joint, until the hip axis lies where a pelvic incidence near the mean puts it;
then the limbs of `meshes/shapes/hip_bone.toml` are moved by the damped Gauss-Newton of
`tools.fit_sacrum`. The file's numbers are rewritten in place.

The reference bridges the symphysis; what lies within REACH of the mid-line is not compared.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import numpy as np
import pyvista as pv

from meshes.builders.vertebra import limb_from
from meshes.field import triangle_distance
from meshes.sdf import Floats
from tools.fit_sacrum import fit, reference_surface, rewritten
from tools.sacrum_parts import Numbers, Part, Vector

TURN_DEG = 9.96
"""Turn about the transverse axis through JOINT that takes the reference's pelvic incidence, 39
degrees, to 49; adults show 50.5 (11.4), standing, n = 324 (doi:10.1038/s41598-022-21840-x)."""
JOINT = (-19.18, -42.35)
"""Centre of the reference's sacroiliac joint (y, z), in the body frame of the sacrum."""
SHIFT = (1.0, 2.88, 0.31)
"""Then moved lateral, anterior and superior by this (mm): the reference's bones overlap by up to
3.6 mm at the joint, and adults have a joint space of 1 to 4 mm there."""
SIZE, MEDIAL = 0.95, 1.7
"""Then made smaller about the S1 plate's centre, which keeps the pelvic incidence, and moved medial
(mm), as the sacrum was made smaller than the reference's."""
FADE = 20.0
"""Over this distance (mm) from the mid-line the lateral shift grows to its full size."""
REACH = 6.0
INSIDE = 2.5
"""Weight of points in the bone: they keep the thin wing of the ilium from being pierced."""

GIVEN = ("acetabulum",)
"""Parts that are not fitted: the sphere of the hip joint, whose centre is a landmark."""

SHAPE = Path(__file__).parent.parent / "meshes" / "shapes" / "hip_bone.toml"


STEEPEST = 0.9
"""Cosine between a limb's axis and its reference beyond which a step is not taken."""
BATCH = 5
"""Rounds after which the references are set square to the axes again."""


class FreeLimb(Numbers):
    """The numbers of a limb that may turn to any direction in the course of a fit."""

    def write(self, values: Vector) -> None:
        """Set the numbers; a step that would take the axis on to its reference keeps the ends."""
        before = list(self.part["start"]), list(self.part["end"])
        super().write(values)
        axis = np.subtract(self.part["end"], self.part["start"])
        cosine = axis @ self.part["reference"] / np.linalg.norm(axis)
        if abs(cosine) > STEEPEST * np.linalg.norm(self.part["reference"]):
            self.part["start"][:], self.part["end"][:] = before

    def squared(self) -> None:
        """The same limb with its reference along its width, and without roll."""
        self.part["reference"] = [float(v) for v in limb_from(self.part).axes()[0][1]]
        self.part["roll_deg"] = 0.0


def placed_reference(path: Path) -> pv.PolyData:
    """The reference in the sacrum's body frame with the pelvic incidence wanted, faces outward."""
    mesh = reference_surface(path)
    points = np.asarray(mesh.points, np.float64)
    turn = np.radians(TURN_DEG)
    rows = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points[:, 1:] = (points[:, 1:] - JOINT) @ rows.T + JOINT + SHIFT[1:]
    lateral = np.clip(points[:, 0] / FADE, -1.0, 1.0)
    points[:, 0] += SHIFT[0] * lateral
    points *= SIZE
    points[:, 0] -= MEDIAL * lateral
    mesh.points = points
    return mesh


def samples(mesh: pv.PolyData, count: int) -> tuple[Floats, Floats, Floats]:
    """Points of the right side on the surface, off it along its normals and around it, with their
    signed distance and weight."""
    rng = np.random.default_rng(11)
    corners = np.asarray(mesh.points)[mesh.faces.reshape(-1, 4)[:, 1:]]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1)
    pick = rng.choice(len(area), size=2 * count, p=area / area.sum())
    share = rng.dirichlet(np.ones(3), size=2 * count)
    on = np.einsum("nk,nkj->nj", share, corners[pick])
    normal = cross[pick] / area[pick, None]
    off = rng.choice([-3.0, -1.5, 1.0, 2.5, 5.0, 9.0], size=count)
    far = rng.uniform(on.min(axis=0) - 8, on.max(axis=0) + 8, size=(count // 2, 3))
    points = np.concatenate([on[:count], on[count:] + off[:, None] * normal[count:], far])
    target = triangle_distance(mesh, points)
    weights = np.repeat([2.0, 1.0, 0.5], [count, count, count // 2])
    weights[target < -0.5] = INSIDE
    points[:, 0] = np.abs(points[:, 0])
    weights[points[:, 0] < REACH] = 0
    return points.astype(np.float32), target.astype(np.float32), weights.astype(np.float32)


def main() -> None:
    """Fit and rewrite the file of numbers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reference", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--samples", type=int, default=9000)
    parser.add_argument("--prior", type=float, default=4.0)
    given = parser.parse_args()
    table = tomllib.loads(SHAPE.read_text(encoding="utf-8"))
    points, target, weights = samples(placed_reference(given.reference), given.samples)
    joined: list[Part] = [FreeLimb(name, part) for name, part in table["joined"].items()]
    cuts: list[Part] = [FreeLimb(name, part) for name, part in table["cuts"].items()]
    free = [part for part in joined + cuts if part.name not in GIVEN]
    for start in range(0, given.rounds, BATCH):
        rounds = min(BATCH, given.rounds - start)
        fit(joined, cuts, free, points, target, weights, rounds, given.prior)
        for part in free:
            if isinstance(part, FreeLimb):
                part.squared()
    lines = SHAPE.read_text(encoding="utf-8").splitlines()
    SHAPE.write_text("\n".join(rewritten(lines, table)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
