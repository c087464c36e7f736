"""Bone that grows: worn facet joints and spurs of the rims."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import LEVELS, Changes, bones_of
from meshes.effects.growth import facet_growth, osteophytes
from meshes.ids import StructureId
from meshes.pose import unplaced


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


def worn(normal: Normal, level: str, side: str, much: float) -> Changes:
    return facet_growth(
        normal,
        Changes(),
        Site.of(level, side),
        osteophyte=6.0 * much,
        process=1.9 * much,
        capsule=1.5 * much,
    )


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_worn_joint_narrows_but_its_bones_never_meet(
    normal: Normal, level: str, side: str
) -> None:
    upper, lower = bones_of(level)
    gaps = []
    for much in (0.0, 0.3, 1.0):
        changes = worn(normal, level, side, much) if much else Changes()
        model = Changed(normal, changes)
        sign = -1.0 if side == "left" else 1.0
        points = model.mesh(StructureId(lower)).points.astype(np.float64)
        away = model.posed.distance_to(upper, points[sign * points[:, 0] > 0.0])
        assert away.min() > 0.1
        gaps.append(np.percentile(away, 100.0 * 40.0 / len(away)))
    assert gaps[0] > gaps[1] > gaps[2]


@pytest.mark.parametrize("level", LEVELS)
def test_the_grown_surface_is_where_its_field_says(normal: Normal, level: str) -> None:
    model = Changed(normal, worn(normal, level, "both", 0.8))
    for bone in bones_of(level):
        before = normal.assets.meshes[StructureId(bone)].points
        now = model.mesh(StructureId(bone)).points
        moved = np.linalg.norm(now - before, axis=1) > 0.05
        assert np.linalg.norm(now - before, axis=1).max() > 1.5
        off = np.abs(model.posed.distance_to(bone, now[moved].astype(np.float64)))
        assert np.percentile(off, 99) < 0.2


def test_growth_stays_at_its_joint(normal: Normal) -> None:
    changes = worn(normal, "L4-L5", "left", 1.0)
    model = Changed(normal, changes)
    for bone in ("vertebra.L4", "vertebra.L5"):
        before = normal.assets.meshes[StructureId(bone)].points
        moved = np.linalg.norm(model.mesh(StructureId(bone)).points - before, axis=1) > 0.02
        assert (before[moved, 0] < 0.0).all()
    other = StructureId("vertebra.L3")
    assert model.mesh(other) is normal.assets.mesh(other)


def test_cartilage_thins_and_capsule_thickens(normal: Normal) -> None:
    model = Changed(normal, worn(normal, "L4-L5", "right", 1.0))

    def thickness(source: Changed | None, part: str) -> float:
        id = StructureId(f"facet.L4-L5.{part}.right")
        mesh = normal.assets.meshes[id] if source is None else source.mesh(id)
        points = mesh.points.astype(np.float64)
        a, b, c = (points[mesh.triangles[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)

    for part in ("cartilage-superior", "cartilage-inferior"):
        assert thickness(model, part) < 0.6 * thickness(None, part)
    assert thickness(model, "capsule") > 1.2 * thickness(None, "capsule")


def test_the_whole_joint_is_its_parts(normal: Normal) -> None:
    model = Changed(normal, worn(normal, "L3-L4", "left", 0.7))
    whole = model.mesh(StructureId("facet.L3-L4.left")).points
    parts = ["cartilage-superior", "cartilage-inferior", "capsule"]
    pieces = [model.mesh(StructureId(f"facet.L3-L4.{part}.left")).points for part in parts]
    assert np.allclose(whole, np.concatenate(pieces), atol=1e-4)


@pytest.mark.parametrize("level", LEVELS)
def test_spurs_stand_on_both_rims_and_not_in_the_disc_space(normal: Normal, level: str) -> None:
    changes = osteophytes(normal, Changes(), Site.of(level), front=6.0, back=2.0)
    model = Changed(normal, changes)
    upper, lower = bones_of(level)
    for bone, other in ((upper, lower), (lower, upper)):
        now = model.mesh(StructureId(bone)).points.astype(np.float64)
        before = normal.assets.meshes[StructureId(bone)].points
        far = np.linalg.norm(now - before, axis=1)
        assert 2.0 < far.max() < 5.5
        front = unplaced(normal.disc_frames[level], now)[:, 1]
        assert front[far.argmax()] > 0.0
        assert model.posed.distance_to(other, now[far > 0.05]).min() > 0.2


def test_nothing_grows_at_severity_nought(normal: Normal) -> None:
    steps = [{"do": "facet-growth", "osteophyte": [0.0, 6.0], "process": [0.0, 2.0]}]
    assert applied(normal, Changes(), steps, Site.of("L4-L5", "left"), 0.0).is_none


def test_sides_mirror_each_other(normal: Normal) -> None:
    left = worn(normal, "L4-L5", "left", 1.0).growths[0]
    right = worn(normal, "L4-L5", "right", 1.0).growths[0]
    points = normal.bones[left.bone].surface.points
    assert left.by(points).max() == pytest.approx(
        right.by(points * [-1.0, 1.0, 1.0]).max(), rel=0.15
    )
