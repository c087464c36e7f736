"""Named validators over the built meshes. Each returns what it found wrong; none repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from meshes import frame
from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from meshes.measures.figures import Morphometry, morphometry
from meshes.shipped import FIELDS, MEASURES, load_landmarks, load_measures
from meshes.store import AssetError, Assets, Mesh, default_folder, load_assets, read_extra


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
    # Imported here, for what it needs of VTK.
    from meshes.check_anatomy import check_anatomy

    found += [Violation(name, where, what) for where, what in check_anatomy(assets)]
    return found + _extras(root, assets)


def _extras(root: Path, assets: Assets) -> list[Violation]:
    """The files beside the meshes are whole and fit them, and the sizes are as published."""
    try:
        marks = load_landmarks(root)
        read_extra(FIELDS, root)
        measures = load_measures(root)
    except AssetError as problem:
        file, _, what = str(problem).partition(": ")
        return [Violation(file, "assets", what)]
    name = str(root / MEASURES)
    # Imported here, for what it needs of SciPy.
    from meshes.check_pelvis import pelvic_balance

    found = [*strange_sizes(measures), *pelvic_balance(assets, marks, measures)]
    return [Violation(name, where, what) for where, what in found]


def strange_sizes(
    measures: Mapping[str, Mapping[str, float | None]], published: Morphometry | None = None
) -> Iterator[tuple[str, str]]:
    """Every published size is measured and within its limits, but for the misses on record; and
    none of those is on record for nothing."""
    for key, figure in (published or morphometry()).figures.items():
        for place in figure.mean:
            value, where = measures.get(key, {}).get(place), f"{key} {place}"
            known = place in figure.misses
            if value is None:
                yield where, "not measured: run 'python -m meshes build'"
            elif not figure.holds(place, value) and not known:
                low, high = figure.lower[place], figure.upper[place]
                what = f"{value:.2f} {figure.unit}, published {low:.2f} to {high:.2f}"
                yield where, f"{what}: mend the shape, or give the reason in morphometry.toml"
            elif figure.holds(place, value) and known:
                yield where, "within its limits, yet on record as a miss in morphometry.toml"


def unmatched_ids(assets: Assets, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every structure has a mesh, or faces of its bone's, and every mesh or part is a structure.

    What only a condition brings has none.
    """
    for id, structure in catalog.structures.items():
        if structure.face_set and assets.owners.get(id) != structure.parent:
            yield id, f"part without faces in the mesh of {structure.parent}"
        elif structure.shown != "made" and not structure.face_set and id not in assets.meshes:
            yield id, "structure without a mesh"
    for id, owner in assets.owners.items():
        if id not in catalog.structures or not catalog.structures[id].face_set:
            yield id, f"part of {owner} that is not one in the catalogue"
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


def torn_parts(_id: StructureId, mesh: Mesh) -> Iterator[str]:
    """Each named part has faces and hangs together, as one patch on its own side."""
    if mesh.parts is None:
        return
    for part in mesh.part_ids:
        piece = mesh.part(part)
        if len(piece.triangles) == 0:
            yield f"{part} has no faces"
            continue
        middle = float(np.mean(piece.points[:, 0]))
        if (part.side is Side.LEFT and middle > -2) or (part.side is Side.RIGHT and middle < 2):
            yield f"{part} lies on the wrong side (mean x {middle:.1f} mm)"
        if patches := _patches(piece):
            yield f"{part} falls into {patches} patches"


def _patches(mesh: Mesh) -> int:
    """How many pieces a mesh falls into by shared points; 0 for one."""
    label = np.arange(len(mesh.points))
    ends = np.concatenate([mesh.triangles[:, [0, 1]], mesh.triangles[:, [1, 2]]])
    while True:
        least = np.minimum(label[ends[:, 0]], label[ends[:, 1]])
        lower = label.copy()
        np.minimum.at(lower, ends[:, 0], least)
        np.minimum.at(lower, ends[:, 1], least)
        lower = lower[lower]
        if np.array_equal(lower, label):
            break
        label = lower
    count = len(np.unique(label))
    return count if count > 1 else 0


VALIDATORS: tuple[Callable[[StructureId, Mesh], Iterator[str]], ...] = (
    open_edges,
    inward_faces,
    out_of_frame,
    wrong_side,
    torn_parts,
)
