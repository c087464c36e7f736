"""The soft parts of a film: the trunk as an even haze, and the psoas muscles beside the spine.

Neither is modelled elsewhere in the program. They make the picture read as a film and carry no
meaning of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.xray.beam import SOURCE_MM, Field, slant
from viewer.xray.body import Solid
from viewer.xray.tissues import tissues

Reals = npt.NDArray[np.float64]

#: Stations of a psoas from the side of L1 to the inguinal ligament (chosen): what it runs beside,
#: how far outwards, forwards and upwards of the middle of that, and its radius; mm.
_PSOAS = (
    ("vertebra.L1", 24.0, -4.0, 0.0, 5.0),
    ("vertebra.L2", 28.0, -2.0, 0.0, 11.0),
    ("vertebra.L3", 33.0, 0.0, 0.0, 17.0),
    ("vertebra.L4", 38.0, 2.0, 0.0, 21.0),
    ("vertebra.L5", 46.0, 8.0, 0.0, 22.0),
    ("sacrum", 58.0, 44.0, 0.0, 19.0),
    ("sacrum", 70.0, 66.0, -35.0, 12.0),
    ("sacrum", 76.0, 74.0, -70.0, 4.0),
)
#: Points of a ring of a psoas.
RING = 20
#: The bones that psoas muscles follow.
COLUMN = (*(StructureId(f"vertebra.L{k}") for k in range(1, 6)), StructureId("sacrum"))


def trunk_lengths(field: Field) -> npt.NDArray[np.float32]:
    """How far each pixel's ray runs within the trunk, an upright ellipse without ends: (h, w) mm.
    Nought beside it, where there is air."""
    trunk = tissues().trunk
    scale = np.array([1.0 / trunk["half_width"], 1.0 / trunk["half_depth"]])
    middle = np.array([0.0, trunk["forward"]])
    beam = field.beam
    across = (np.arange(field.width) - 0.5 * (field.width - 1)) * field.pitch
    up = (0.5 * (field.height - 1) - np.arange(field.height)) * field.pitch
    start = (beam.source[:2] - middle) * scale
    way = [
        scale[k]
        * (SOURCE_MM * beam.along[k] + across[None, :] * beam.right[k] + up[:, None] * beam.up[k])
        for k in (0, 1)
    ]
    squared = way[0] ** 2 + way[1] ** 2
    half = way[0] * start[0] + way[1] * start[1]
    under = half**2 - squared * (start @ start - 1.0)
    share = 2.0 * np.sqrt(np.maximum(under, 0.0)) / squared
    return np.asarray(share * SOURCE_MM * slant(field), dtype=np.float32)


def psoas(bones: Mapping[str, Mesh]) -> tuple[Solid, ...]:
    """Both psoas muscles beside the bodies as these stand. bones: vertebrae and sacrum by id."""
    if not all(name in bones for name, *_ in _PSOAS):
        return ()
    middles = {name: body_middle(name, bones[name]) for name, *_ in _PSOAS}
    return tuple(_muscle(middles, side) for side in (-1.0, 1.0))


def body_middle(name: str, bone: Mesh) -> Reals:
    """The middle of a body, or of the first piece of the sacrum: (3,) world mm."""
    points = bone.points.astype(np.float64)
    wanted = f"{name}.body" if name != "sacrum" else "sacrum.S1.body"
    if bone.parts is not None and wanted in bone.part_ids:
        faces = bone.triangles[bone.parts == bone.part_ids.index(wanted) + 1]
        if len(faces):
            points = points[np.unique(faces)]
    return np.asarray(0.5 * (points.min(axis=0) + points.max(axis=0)))


def _muscle(middles: Mapping[str, Reals], side: float) -> Solid:
    stations = np.array(
        [middles[name] + [side * out, before, over] for name, out, before, over, _ in _PSOAS]
    )
    radii = np.array([row[4] for row in _PSOAS])
    turn = np.linspace(0.0, 2.0 * np.pi, RING, endpoint=False)
    ring = np.stack([np.cos(turn), np.sin(turn), np.zeros(RING)], axis=1)
    # Rings lie level: a muscle that runs almost upright needs no more.
    points = (stations[:, None, :] + radii[:, None, None] * ring[None]).reshape(-1, 3)
    ends = np.stack([stations[0], stations[-1]])
    return Solid(np.concatenate([points, ends]), _tube(len(stations)), tissues().psoas)


@cache
def _tube(stations: int) -> npt.NDArray[np.int32]:
    """Triangles of a closed tube of rings from top to bottom, its ends' middles last."""
    around = np.arange(RING)
    beside = (around + 1) % RING
    faces = []
    for k in range(stations - 1):
        a, b = k * RING + around, k * RING + beside
        c, d = a + RING, b + RING
        faces += [np.stack([a, d, b], axis=1), np.stack([a, c, d], axis=1)]
    last, top = (stations - 1) * RING, stations * RING
    faces.append(np.stack([np.full(RING, top), around, beside], axis=1))
    faces.append(np.stack([np.full(RING, top + 1), last + beside, last + around], axis=1))
    return np.concatenate(faces).astype(np.int32)
