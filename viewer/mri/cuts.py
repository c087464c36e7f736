"""What a slice meets: each structure in its reach, as the slice sees its points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.mri import tissue as look
from viewer.mri.slab import Slab
from viewer.xray.body import Body
from viewer.xray.soft import COLUMN, RING, psoas

#: What is painted though it is no structure of the model: the psoas muscles, and by its kind the
#: space of a disc that was emptied.
PSOAS, BED = StructureId("space.psoas"), "bed"


@dataclass(frozen=True, slots=True)
class Cut:
    """A structure in reach of a slice. flat: its points across, up, deep, mm; reach: the least and
    the greatest depth. near: the triangles that the slice may cut, (k, 3)."""

    id: StructureId
    rank: int
    mesh: Mesh
    flat: npt.NDArray[np.float32]
    reach: tuple[float, float]
    near: npt.NDArray[np.integer]


def in_reach(body: Body, slab: Slab, half: float) -> list[Cut]:
    """What lies within so many mm of the middle of a slice, lowest first."""
    cuts = (_cut(body, id, mesh, slab, half) for id, mesh in _meshes(body))
    found = [cut for cut in cuts if cut is not None]
    return sorted(found, key=lambda cut: cut.rank)


def _meshes(body: Body) -> Iterator[tuple[StructureId, Mesh]]:
    yield from body.items()
    for id in body:
        if id.kind == "disc" and id.part == "annulus" and _nucleus_of(id) not in body:
            whole = body.surface(StructureId(f"disc.{id.level_text}"))
            if whole is not None:
                yield _bed_of(id), whole
    bones = {str(id): body[id] for id in COLUMN if id in body}
    for solid in psoas(bones):
        points = _pear(solid.points).astype(np.float32)
        faces = solid.triangles.astype(np.int32)
        yield PSOAS, Mesh(points, points, points[:, 0], faces)


def _pear(points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """The rings of a psoas, round for films, as sections have them: narrower towards the front and
    flat against the bodies. points: of `soft.psoas`, rings and then both ends."""
    rings = points[:-2].reshape(-1, RING, 3)
    middle = rings.mean(axis=1, keepdims=True)
    from_middle = rings - middle
    side = np.sign(middle[..., 0].mean())
    radius = np.linalg.norm(from_middle, axis=2).mean(axis=1)[:, None]
    out, front = side * from_middle[..., 0], from_middle[..., 1]
    share = front / np.maximum(radius, 1e-6)
    # Sizes chosen: a fifth narrower in front, a tenth deeper, its inner side pressed flat.
    width = out * (0.96 - 0.20 * share) * np.where(out < 0.0, 0.86, 1.0) + 0.10 * front
    shaped = np.stack([side * width, 1.10 * front, from_middle[..., 2]], axis=2) + middle
    return np.concatenate([shaped.reshape(-1, 3), points[-2:]])


def _nucleus_of(annulus: StructureId) -> StructureId:
    return StructureId(f"disc.{annulus.level_text}.nucleus")


def _bed_of(annulus: StructureId) -> StructureId:
    """The space that an emptied disc leaves, where grafted bone is packed round cages."""
    return StructureId(f"{BED}.{annulus.level_text}")


def _cut(body: Body, id: StructureId, mesh: Mesh, slab: Slab, half: float) -> Cut | None:
    """A structure as a slice meets it; None for one out of its reach."""
    if not len(mesh.triangles):
        return None
    flat = slab.flat(mesh.points)
    deep = flat[:, 2]
    reach = float(deep.min()), float(deep.max())
    if reach[0] > half or reach[1] < -half:
        return None
    structure = body.catalog.structures.get(id)
    rank = 0 if structure is None else look.rank_of(id, structure.tissue)
    # Beyond one face, within, or beyond the other: a triangle on one side alone is not cut.
    side = ((deep > half).astype(np.int8) - (deep < -half))[mesh.triangles]
    near = mesh.triangles[np.abs(side.sum(axis=1)) < 3]
    return Cut(id, rank, mesh, flat, reach, near)


def parts_at(
    cut: Cut,
    lines: npt.NDArray[np.float64],
    triangles: npt.NDArray[np.intp],
    places: npt.NDArray[np.float64],
) -> list[StructureId]:
    """The named part whose surface is nearest to places (k, 2) within a structure."""
    if cut.mesh.parts is None:
        return [cut.id] * len(places)
    from scipy.spatial import cKDTree

    own = cut.mesh.parts[triangles]
    _, nearest = cKDTree(lines.mean(axis=1)).query(places)
    names = (cut.id, *cut.mesh.part_ids)
    return [names[k] for k in own[nearest]]
