"""Named validators over the built meshes. Each returns what it found wrong; none repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from meshes import frame
from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from meshes.store import AssetError, Assets, Mesh, default_folder, load_assets


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong: in which file, where in it, and what."""

    file: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.what}"


def check_meshes(catalog: Catalog, folder: Path | None = None) -> list[Violation]:
    """Every validator over every mesh of a folder; a damaged file is itself a violation."""
    root = folder or default_folder()
    try:
        assets = load_assets(root)
    except AssetError as problem:
        file, _, what = str(problem).partition(": ")
        return [Violation(file, "assets", what)]
    name = str(root / "manifest.json")
    found = [Violation(name, where, what) for where, what in unmatched_ids(assets, catalog)]
    for id, mesh in assets.meshes.items():
        for validator in VALIDATORS:
            found += [Violation(name, id, what) for what in validator(id, mesh)]
    return found


def unmatched_ids(assets: Assets, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every structure has a mesh and every mesh is a structure."""
    for id in catalog.structures:
        if id not in assets.meshes:
            yield id, "structure without a mesh"
    for id in assets.meshes:
        if id not in catalog.structures:
            yield id, "mesh without a structure in the catalogue"


def open_edges(_id: StructureId, mesh: Mesh) -> Iterator[str]:
    """A closed surface: each edge is run through once in each direction."""
    triangles = np.asarray(mesh.triangles, dtype=np.int64)
    if len(triangles) == 0 or triangles.min() < 0 or triangles.max() >= len(mesh.points):
        yield "triangles missing or numbered beyond the points"
        return
    starts = triangles.ravel()
    ends = triangles[:, [1, 2, 0]].ravel()
    count = len(mesh.points)
    forward, backward = starts * count + ends, ends * count + starts
    unpaired = np.setdiff1d(forward, backward).size
    doubled = forward.size - np.unique(forward).size
    if unpaired or doubled:
        yield f"not closed: {unpaired} open edges, {doubled} doubled"


def inward_faces(_id: StructureId, mesh: Mesh) -> Iterator[str]:
    """Faces look outward: the signed volume is positive and normals agree with faces."""
    points = np.asarray(mesh.points, dtype=float)
    points = points - points.mean(axis=0)
    a, b, c = (points[mesh.triangles[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    if np.einsum("ij,ij->i", a, cross).sum() <= 0:
        yield "faces look inward"
    against = np.einsum("ij,ij->i", cross, mesh.normals[mesh.triangles].sum(axis=1)) < 0
    share = float(
        np.linalg.norm(cross[against], axis=1).sum() / np.linalg.norm(cross, axis=1).sum()
    )
    # At the rim of a thin shell (cartilage) a point's normal belongs to both sides: a few percent.
    if share > 0.05:
        yield f"{share:.0%} of the surface has normals against its faces"


def out_of_frame(_id: StructureId, mesh: Mesh) -> Iterator[str]:
    """All numbers finite and inside the frame's limits, normals of unit length, shade 0..1."""
    if not all(np.isfinite(a).all() for a in (mesh.points, mesh.normals, mesh.shade)):
        yield "numbers that are not finite"
        return
    lower, upper = np.array(frame.LIMITS)
    if (mesh.points < lower).any() or (mesh.points > upper).any():
        yield "points outside the frame; is it in millimetres and in the world frame?"
    if np.abs(np.linalg.norm(mesh.normals, axis=1) - 1).max() > 0.01:
        yield "normals that are not of unit length"
    if mesh.shade.min() < 0 or mesh.shade.max() > 1:
        yield "shade outside 0..1"


def wrong_side(id: StructureId, mesh: Mesh) -> Iterator[str]:
    """Left is the patient's left, at negative x."""
    middle = float(np.mean(mesh.points[:, 0]))
    if (id.side is Side.LEFT and middle > -2) or (id.side is Side.RIGHT and middle < 2):
        yield f"lies on the wrong side (mean x {middle:.1f} mm)"


VALIDATORS: tuple[Callable[[StructureId, Mesh], Iterator[str]], ...] = (
    open_edges,
    inward_faces,
    out_of_frame,
    wrong_side,
)
