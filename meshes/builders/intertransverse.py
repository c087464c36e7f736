"""Intertransverse ligaments: thin sheets between neighbouring transverse processes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from meshes.builders.sheet import rounded, slab, striped, weathered
from meshes.builders.span import Span, gaps, span_rows, stretched
from meshes.ligaments import ligament_figures
from meshes.spine import Spine
from meshes.stacking import NEIGHBOURS, segment_of
from meshes.surface import Points, Surface, mirrored

Values = npt.NDArray[np.float64]

COLUMNS = 17
FREE = 19
# It reaches from this far lateral to the pedicles' centres to this far short of the shorter
# process's tip.
_FROM_PEDICLE = 10.5
_BEFORE_TIP = 1.0
# How far its margins are drawn in amid the gap.
_MEDIAL, _LATERAL = 1.2, 2.6
# A section of a process is looked for within this distance of the line from its root to its tip.
_NEAR = 7.0
_STEP = 0.6


def build_intertransverse(spine: Spine) -> dict[str, Surface]:
    """`intertransverse-ligament.<level>.<side>`, L1-L2 to L4-L5, closed, in the world."""
    built: dict[str, Surface] = {}
    for upper, lower in NEIGHBOURS[:-1]:
        name = f"intertransverse-ligament.{segment_of(upper, lower)}"
        right = _build(spine, upper, lower)
        built |= {f"{name}.left": mirrored(right), f"{name}.right": right}
    return built


def _build(spine: Spine, upper: str, lower: str) -> Surface:
    figures, keys = ligament_figures().intertransverse, (upper, lower)
    tips = [_tip(spine, key)[0] for key in (upper, lower)]
    root = max(_root(spine, key)[0] for key in (upper, lower)) + _FROM_PEDICLE
    x = np.linspace(root, min(tips) - _BEFORE_TIP, COLUMNS)
    lines = [_process_line(spine, key, x) for key in (upper, lower)]
    rise = lines[0] - lines[1]
    rise[:, 0] = 0.0
    rise = rise / np.linalg.norm(rise, axis=1, keepdims=True)
    middle = 0.5 * (lines[0] + lines[1])
    out = np.cross(np.array([1.0, 0.0, 0.0]), rise.mean(axis=0))
    edge = rounded(COLUMNS, 0.16, 2.6)
    share = np.linspace(-1.0, 1.0, FREE + 2)[1:-1]
    waist = figures.thickness + (figures.thickness_attached - figures.thickness) * share**6
    span = Span(
        upper,
        lower,
        middle,
        rise,
        out / np.linalg.norm(out),
        0.5 * edge[:, None] * waist,
        0.5 * edge * figures.thickness_attached,
    )
    down, up = gaps(spine, span)
    height = -down[:, None] + span_rows(FREE) * (up + down)[:, None]
    tone = striped(x[:, None] - 0.12 * height, height, 0.26)
    front, back = (_waisted(face, x) for face in stretched(spine, span))
    return weathered(slab(front, back, tone), spine, keys)


def _waisted(face: Points, x: Values) -> Points:
    """The sheet drawn in between the processes, more from its lateral than its medial margin."""
    rows = face.shape[1]
    belly = np.clip(4.0 * span_rows(FREE) * (1.0 - span_rows(FREE)), 0.0, 1.0) ** 0.8
    share = (x - x[0]) / (x[-1] - x[0])
    ragged = 0.35 * np.sin(np.arange(rows) * 1.7)
    pull = _MEDIAL * (1.0 - share)[:, None] - _LATERAL * share[:, None]
    moved = face.copy()
    moved[:, :, 0] += (pull + 0.4 * (2.0 * share - 1.0)[:, None] * ragged) * belly
    return moved


def _tip(spine: Spine, key: str) -> Points:
    return _landmark(spine, key, "transverse-tip.right")


def _root(spine: Spine, key: str) -> Points:
    return _landmark(spine, key, "pedicle.right")


def _landmark(spine: Spine, key: str, name: str) -> Points:
    place = spine.to_world(key, spine.bones[key].landmarks[name][None])
    return np.asarray(place[0], dtype=np.float64)


def _process_line(spine: Spine, key: str, x: Values) -> Points:
    """Centre of a right transverse process's section at each x: (n, 3), world."""
    tip = _tip(spine, key)
    root = _root(spine, key) - np.array([0.0, 6.0, 0.0])
    share = np.clip((x - root[0]) / (tip[0] - root[0]), 0.0, 1.0)[:, None]
    guess = root + share * (tip - root)
    steps = np.arange(-_NEAR, _NEAR + 0.1, _STEP)
    y, z = np.meshgrid(steps, steps, indexing="ij")
    cells = np.column_stack([np.zeros(y.size), y.ravel(), z.ravel()])
    around = cells[np.hypot(cells[:, 1], cells[:, 2]) <= _NEAR]
    line = guess.copy()
    for _ in range(2):
        cloud = line[:, None] + around
        cloud[:, :, 0] = x[:, None]
        depth = spine.distance(cloud.reshape(-1, 3), (key,)).reshape(len(x), -1)
        inside = np.less(depth, 0.0).astype(np.float64)
        count = inside.sum(axis=1, keepdims=True)
        found = np.einsum("ij,ijk->ik", inside / np.maximum(count, 1.0), cloud)
        line = np.where(count > 0.0, found, line)
        line = gaussian_filter1d(line, 1.5, axis=0, mode="nearest")
        line[:, 0] = x
    return np.asarray(line, dtype=np.float64)
