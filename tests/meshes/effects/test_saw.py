"""Cuts of every kind at every level and side: how much goes, what must stay, what hangs on it."""

from __future__ import annotations

from functools import cache
from typing import get_args

import numpy as np
import pytest

from meshes.effects.pars import pars_gap
from meshes.effects.pieces import volumes
from meshes.effects.regions import Region
from meshes.effects.saw import (
    KINDS,
    SACRAL_KINDS,
    Cut,
    Kind,
    Sawn,
    Side,
    cut_distance,
    regions_of,
    sawn,
)
from meshes.effects.saw_marks import JOINTS, SawMarks, saw_marks
from meshes.effects.saw_tissue import tissue_fate, trimmed
from meshes.ids import StructureId
from meshes.meshing import is_closed
from meshes.shipped import load_fields, load_landmarks
from meshes.store import Mesh, load_assets
from meshes.surface import area_vectors

VERTEBRAE = [bone for bone in JOINTS if bone != "sacrum"]
SIDES: tuple[Side, ...] = get_args(Side)
ALL = [(bone, kind) for bone in JOINTS for kind in (SACRAL_KINDS if bone == "sacrum" else KINDS)]


@cache
def anatomy():  # type: ignore[no-untyped-def]
    assets, landmarks, fields = load_assets(), load_landmarks(), load_fields()
    return assets, fields, saw_marks(assets, landmarks, fields)


@cache
def after(bone: str, kind: Kind, side: Side, amount: float) -> Sawn:
    assets, _, marks = anatomy()
    return sawn(assets.meshes[StructureId(bone)], (Cut(bone, kind, side, amount),), marks[bone])


def size(mesh: Mesh) -> float:
    return float(volumes(mesh, np.zeros(len(mesh.triangles), np.int64))[0])


def named_area(mesh: Mesh, part: str) -> float:
    assert mesh.parts is not None
    own = mesh.triangles[mesh.parts == mesh.part_ids.index(StructureId(part)) + 1]
    return float(np.linalg.norm(area_vectors(mesh.points, own), axis=1).sum())


def marks_of(bone: str) -> SawMarks:
    marks: SawMarks = anatomy()[2][bone]
    return marks


@pytest.mark.parametrize(("bone", "kind"), ALL)
def test_each_cut_closes_and_takes_more_the_further_it_goes(bone: str, kind: Kind) -> None:
    whole = anatomy()[0].meshes[bone]
    sizes = [size(whole)]
    for amount in (0.4, 1.0):
        found = after(bone, kind, "right", amount)
        assert is_closed(found.mesh.triangles)
        assert len(found.cut) == len(found.mesh.triangles)
        assert len(found.piece) == len(found.mesh.points)
        sizes.append(size(found.mesh))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] - sizes[-1] > 25.0


@pytest.mark.parametrize(("bone", "kind"), ALL)
def test_sides_mirror_and_both_takes_what_each_takes(bone: str, kind: Kind) -> None:
    whole = size(anatomy()[0].meshes[bone])
    right, left, both = (
        whole - size(after(bone, kind, side, 0.4).mesh) for side in ("right", "left", "both")
    )
    assert left == pytest.approx(right, rel=0.02, abs=0.5)
    if kind == "laminectomy":
        # Only the whole laminectomy takes the spinous process.
        assert both > 2.0 * right + 1000.0
    else:
        assert both == pytest.approx(2.0 * right, rel=0.03, abs=1.0)


@pytest.mark.parametrize(("bone", "kind"), ALL)
def test_no_amount_is_the_same_mesh(bone: str, kind: Kind) -> None:
    whole = anatomy()[0].meshes[bone]
    assert after(bone, kind, "both", 0.0).mesh is whole


@pytest.mark.parametrize(("bone", "kind"), ALL)
def test_mesh_and_field_lose_the_same(bone: str, kind: Kind) -> None:
    """Points of the new surface lie where the cut field is nought."""
    _, fields, marks = anatomy()
    cut = Cut(bone, kind, "left", 0.4)
    found = after(bone, kind, "left", 0.4)
    own = marks[bone]
    points = (found.mesh.points.astype(np.float64) - own.pose[:3, 3]) @ own.pose[:3, :3]
    away = cut_distance(fields[bone].distance, regions_of(cut, own), points)
    assert np.abs(away).max() < 0.6
    faces = found.mesh.points[found.mesh.triangles[found.cut]].mean(axis=1)
    middles = (faces.astype(np.float64) - own.pose[:3, 3]) @ own.pose[:3, :3]
    assert fields[bone].distance(middles).max() < 0.3


@pytest.mark.parametrize("bone", VERTEBRAE)
def test_a_gap_of_both_partes_frees_the_arch(bone: str) -> None:
    found = after(bone, "pars-defect", "both", 0.5)
    assert found.is_parted
    body, arch = found.pieces()
    own = marks_of(bone)
    assert is_closed(body.triangles)
    assert is_closed(arch.triangles)
    for part, holder in (
        ("superior-articular-process.left", body),
        ("transverse-process.right", body),
        ("spinous-process", arch),
        ("inferior-articular-process.right", arch),
    ):
        other = arch if holder is body else body
        assert named_area(holder, f"{bone}.{part}") > 6.0 * named_area(other, f"{bone}.{part}")
    gap = pars_gap(own, 0.5)
    inward = (arch.points.astype(np.float64) - own.pose[:3, 3]) @ own.pose[:3, :3]
    assert gap.height(inward).max() < -0.8 * gap.width / 2
    for number, piece in enumerate((body, arch)):
        points = (piece.points.astype(np.float64) - own.pose[:3, 3]) @ own.pose[:3, :3]
        away = gap.piece_distance(anatomy()[1][bone].distance, points, number)
        assert np.abs(away).max() < 0.6
        other = gap.piece_distance(anatomy()[1][bone].distance, points, 1 - number)
        assert other.min() > 0.5 * gap.width


@pytest.mark.parametrize("bone", VERTEBRAE)
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_gap_of_one_side_leaves_one_piece(bone: str, side: Side) -> None:
    found = after(bone, "pars-defect", side, 0.5)
    assert not found.is_parted
    assert len(found.pieces()) == 1
    inward = found.mesh.points[found.mesh.triangles[found.cut]].mean(axis=1)[:, 0]
    assert (inward > 0.0).all() == (side == "right")


@pytest.mark.parametrize("bone", VERTEBRAE)
@pytest.mark.parametrize("kind", ["laminectomy", "laminotomy"])
def test_openings_spare_the_pars_and_half_of_each_joint(bone: str, kind: Kind) -> None:
    assets, fields, marks = anatomy()
    own = marks[bone]
    regions = regions_of(Cut(bone, kind, "both", 1.0), own)
    assert own.isthmus is not None
    widths = []
    for z in own.isthmus[1] + np.arange(-2.0, 2.1, 0.5):
        x, y = np.meshgrid(np.arange(0.0, 32.0, 0.25), own.wall - np.arange(9.0, 30.0, 0.5))
        points = np.stack([x.ravel(), y.ravel(), np.full(x.size, z)], axis=1)
        solid = (cut_distance(fields[bone].distance, regions, points) < 0.0).reshape(x.shape)
        columns = np.flatnonzero(solid.any(axis=0))
        widths.append(0.25 * len(columns))
    assert min(widths) >= 6.0
    level = JOINTS[bone][1]
    for end in ("superior", "inferior"):
        joint = assets.meshes[StructureId(f"facet.{level}.cartilage-{end}.left")]
        assert share_left(joint, regions, own) >= 0.5


def share_left(mesh: Mesh, regions: tuple[Region, ...], own: SawMarks) -> float:
    """Share of a mesh's area that no region holds."""
    points = (mesh.points.astype(np.float64) - own.pose[:3, 3]) @ own.pose[:3, :3]
    area = np.linalg.norm(area_vectors(points, mesh.triangles), axis=1)
    middles = points[mesh.triangles].mean(axis=1)
    held = np.any([region.distance(middles) < 0.0 for region in regions], axis=0)
    return float(area[~held].sum() / area.sum())


@pytest.mark.parametrize("bone", VERTEBRAE)
def test_undercutting_spares_half_of_the_joint_and_a_facetectomy_takes_all_of_it(
    bone: str,
) -> None:
    assets, _, marks = anatomy()
    below = list(JOINTS)[list(JOINTS).index(bone) + 1]
    joint = assets.meshes[StructureId(f"facet.{JOINTS[bone][1]}.cartilage-inferior.right")]
    undercut = regions_of(Cut(below, "undercutting", "right", 1.0), marks[below])
    assert 0.5 <= share_left(joint, undercut, marks[below]) < 1.0
    upper = regions_of(Cut(bone, "inferior-facetectomy", "right", 1.0), marks[bone])
    assert share_left(joint, upper, marks[bone]) < 0.04


@pytest.mark.parametrize("bone", VERTEBRAE)
def test_ligaments_go_with_the_lamina(bone: str) -> None:
    marks = anatomy()[2]
    above, below = JOINTS[bone]
    fate = tissue_fate([Cut(bone, "laminectomy", "both", 1.0)], marks)
    assert f"ligamentum-flavum.{below}" in fate.gone
    assert f"interspinous-ligament.{below}" in fate.gone
    assert (f"ligamentum-flavum.{above}" in fate.trimmed) == (above != "T12-L1")
    assert "supraspinous-ligament" in fate.trimmed
    window = tissue_fate([Cut(bone, "laminotomy", "left", 0.7)], marks)
    assert not window.gone
    assert f"ligamentum-flavum.{below}.left" in window.trimmed
    assert f"ligamentum-flavum.{below}.right" not in window.trimmed
    assert tissue_fate([Cut(bone, "laminotomy", "left", 0.0)], marks).trimmed == {}
    joint = tissue_fate([Cut(bone, "inferior-facetectomy", "right", 1.0)], marks)
    assert f"facet.{below}.capsule.right" in joint.gone


@pytest.mark.parametrize("bone", VERTEBRAE)
def test_trimmed_ligaments_close_and_are_smaller(bone: str) -> None:
    assets, _, marks = anatomy()
    cuts = [Cut(bone, "laminotomy", "right", 0.8), Cut(bone, "laminectomy", "both", 0.9)]
    for cut in cuts:
        fate = tissue_fate([cut], marks)
        for id, regions in fate.trimmed.items():
            mesh = assets.meshes[StructureId(id)]
            found = trimmed(mesh, tuple(r.moved(marks[name].pose) for name, r in regions))
            if found is None:
                continue
            assert is_closed(found.triangles), id
            assert size(found) <= size(mesh) + 1e-3, id
        flavum = f"ligamentum-flavum.{JOINTS[bone][1]}.right"
        regions = fate.trimmed[flavum]
        mesh = assets.meshes[StructureId(flavum)]
        found = trimmed(mesh, tuple(r.moved(marks[name].pose) for name, r in regions))
        assert found is None or size(found) < 0.8 * size(mesh)


def test_unknown_amounts_kinds_and_marks_are_refused() -> None:
    with pytest.raises(ValueError, match="amount"):
        Cut("vertebra.L4", "laminotomy", "left", 1.2)
    with pytest.raises(ValueError, match="sacrum"):
        Cut("sacrum", "laminectomy", "both", 0.5)
    with pytest.raises(ValueError, match=r"vertebra\.L5"):
        regions_of(Cut("vertebra.L4", "laminotomy", "left", 0.5), marks_of("vertebra.L5"))


def test_a_bone_elsewhere_is_cut_where_it_stands() -> None:
    assets, _, marks = anatomy()
    own, mesh = marks["vertebra.L4"], assets.meshes[StructureId("vertebra.L4")]
    move = np.eye(4)
    move[:3, 3] = 3.0, -5.0, 8.0
    moved = Mesh(
        mesh.points + move[:3, 3].astype(np.float32), mesh.normals, mesh.shade, mesh.triangles
    )
    cut = (Cut("vertebra.L4", "laminotomy", "left", 0.7),)
    found = sawn(moved, cut, own, move @ own.pose)
    assert size(mesh) - size(found.mesh) == pytest.approx(
        size(mesh) - size(after("vertebra.L4", "laminotomy", "left", 0.7).mesh), rel=1e-3
    )
