"""What the saw is laid on by: borders of arch, pars and joints, read off the built bones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshes.field import SignedDistanceGrid
from meshes.ids import StructureId
from meshes.reading import shipped_table
from meshes.shipped import BoneMarks, Landmarks
from meshes.store import Assets

Reals = npt.NDArray[np.float64]

#: Bones that can be cut, each with the joint level above and below it.
JOINTS: Mapping[str, tuple[str, str]] = {
    "vertebra.L1": ("T12-L1", "L1-L2"),
    "vertebra.L2": ("L1-L2", "L2-L3"),
    "vertebra.L3": ("L2-L3", "L3-L4"),
    "vertebra.L4": ("L3-L4", "L4-L5"),
    "vertebra.L5": ("L4-L5", "L5-S1"),
    "sacrum": ("L5-S1", ""),
}
# The arch lies this far behind the body's wall or farther, mm; the lamina is looked at here.
_BEHIND, _LAMINA_X, _STEP = 9.0, 6.0, 0.25
# The supraspinous ligament above the uppermost bone is freed this far above its lamina, mm.
_ABOVE = 12.0


@dataclass(frozen=True, slots=True)
class SawMarks:
    """Borders on a bone's right side, mm in its body frame.

    pose: 4x4 body to world. wall: y of the body's posterior wall. pedicle_medial, pedicle_superior:
    borders of the pedicle. isthmus: (x, z) of the lateral border of the pars where it is narrowest,
    None for the sacrum. edge_superior, edge_inferior: z of the lamina's edges beside the spinous
    process. lamina_back: y of its posterior surface. joint_above, joint_below: medial and lateral x
    of the bone's own joint surfaces. tip: highest z of the superior articular process.
    spinous_span: z from the lower end of the interspinous ligament below to the upper end of that
    above.
    """

    bone: str
    pose: Reals
    wall: float
    pedicle_medial: float
    pedicle_superior: float
    isthmus: tuple[float, float] | None
    edge_superior: float
    edge_inferior: float
    lamina_back: float
    joint_above: tuple[float, float]
    joint_below: tuple[float, float] | None
    tip: float
    spinous_span: tuple[float, float]


@cache
def figures() -> Mapping[str, Any]:
    """The figures of saw.toml."""
    return shipped_table(Path(__file__).parent / "saw.toml")


def saw_marks(
    assets: Assets, landmarks: Landmarks, fields: Mapping[str, SignedDistanceGrid]
) -> dict[str, SawMarks]:
    """The marks of all bones that can be cut; some 0.1 s, so kept by the caller."""
    return {bone: _marks(bone, assets, landmarks.bones[bone], fields[bone]) for bone in JOINTS}


def _marks(bone: str, assets: Assets, marks: BoneMarks, field: SignedDistanceGrid) -> SawMarks:
    above, below = JOINTS[bone]
    own = figures()["sacrum"]
    pedicle = marks.pedicle
    wall = pedicle["wall"] if pedicle else own["wall"]
    edges = _lamina(field, wall - _BEHIND)
    process = assets.mesh(StructureId(f"{bone}.superior-articular-process.right")).points
    tip = _in_body(marks.pose, process)
    return SawMarks(
        bone,
        marks.pose,
        float(wall),
        float(pedicle["medial"] if pedicle else own["medial"]),
        float(pedicle["superior"] if pedicle else own["superior"]),
        _isthmus(field, wall - _BEHIND, edges[1]) if pedicle else None,
        *edges,
        _joint(assets, marks.pose, above),
        _joint(assets, marks.pose, below) if below else None,
        float(tip[:, 2].max()),
        _span(assets, marks, above, below),
    )


def _in_body(pose: Reals, points: npt.NDArray[np.floating]) -> Reals:
    return np.asarray((points.astype(np.float64) - pose[:3, 3]) @ pose[:3, :3])


def _joint(assets: Assets, pose: Reals, level: str) -> tuple[float, float]:
    """Medial and lateral x of a right joint's cartilage."""
    points = np.concatenate(
        [
            assets.mesh(StructureId(f"facet.{level}.cartilage-{end}.right")).points
            for end in ("superior", "inferior")
        ]
    )
    x = _in_body(pose, points)[:, 0]
    return float(x.min()), float(x.max())


def _span(assets: Assets, marks: BoneMarks, above: str, below: str) -> tuple[float, float]:
    """Lower and upper z of the ligaments between a spinous process and its neighbours."""
    ids = [StructureId(f"interspinous-ligament.{level}") for level in (below, above) if level]
    points = [assets.mesh(id).points for id in ids if assets.has(id)]
    z = _in_body(marks.pose, np.concatenate(points))[:, 2]
    high = float(z.max())
    if len(points) < len(ids):
        # Nothing is built above L1: as far above its lamina as below.
        high = float(marks.places["lamina-superior"][2]) + _ABOVE
    return float(z.min()), high


def _lamina(field: SignedDistanceGrid, front: float) -> tuple[float, float, float]:
    """Upper and lower z of the lamina beside the spinous process, and its hindmost y there."""
    y = np.arange(front, front - 25.0, -2.0 * _STEP)
    z = np.arange(-35.0, 12.0, _STEP)
    rows, columns = np.meshgrid(z, y, indexing="ij")
    plane = np.stack([np.full(rows.size, _LAMINA_X), columns.ravel(), rows.ravel()], axis=1)
    solid = (field.distance(plane) < 0.0).reshape(rows.shape)
    heights, depths = z[solid.any(axis=1)], y[solid.any(axis=0)]
    return float(heights.max()), float(heights.min()), float(depths.min())


def _isthmus(field: SignedDistanceGrid, front: float, lowest: float) -> tuple[float, float]:
    """Where the arch is narrowest from side to side between its articular processes."""
    x = np.arange(8.0, 34.0, _STEP)
    y = np.arange(front, front - 18.0, -1.0)
    z = np.arange(lowest + 4.0, 0.0, 0.5)
    grid = np.stack(np.meshgrid(z, x, y, indexing="ij"), axis=-1)[..., [1, 2, 0]]
    solid = (field.distance(grid.reshape(-1, 3)) < 0.0).reshape(grid.shape[:3]).any(axis=2)
    border = np.where(solid, x, 0.0).max(axis=1)
    # Of the heights with the same border the middle one.
    least = np.flatnonzero(border <= border.min() + 0.5 * _STEP)
    return float(border.min()), float(z[least].mean())
