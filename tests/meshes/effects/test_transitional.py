"""Transitional vertebrae: Castellvi I-IV on both sides, and a lumbarised S1."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.conflict import Reach, verdicts
from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import Changes
from meshes.effects.lumbarised import SacralDisc
from meshes.effects.numbering import numbering
from meshes.effects.pieces import components
from meshes.effects.transitional import transverse_process
from meshes.ids import StructureId
from meshes.pose import unplaced

L5 = StructureId("vertebra.L5")
TYPES = ("castellvi-1", "castellvi-2", "castellvi-3", "castellvi-4")


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


def changed(normal: Normal, model: str, side: str, severity: float = 1.0) -> Changed:
    place = "L5-S1" if model == "lumbarised-s1" else "L5"
    steps = load_models()[model].steps
    return Changed(normal, applied(normal, Changes(), steps, Site.of(place, side), severity))


def process(model: Changed, side: str) -> tuple[float, float, float]:
    """Height of the transverse process of L5, its least distance to the sacrum, and over how much
    of its width it is no farther than 3 mm from it, mm."""
    points = model.mesh(L5).points.astype(np.float64)
    body = unplaced(model.posed.pose(L5), points)
    own = body[:, 0] > 34.0 if side == "right" else body[:, 0] < -34.0
    away = model.posed.distance_to("sacrum", points[own])
    met = body[own][away < 3.0, 0]
    wide = float(np.ptp(met)) if len(met) else 0.0
    return float(np.ptp(body[own, 2])), float(away.min()), wide


@pytest.mark.parametrize("side", ["left", "right"])
def test_types_differ_by_what_the_process_does(normal: Normal, side: str) -> None:
    large = process(changed(normal, "castellvi-1", side), side)
    joint = process(changed(normal, "castellvi-2", side), side)
    union = process(changed(normal, "castellvi-3", side), side)
    assert 19.0 <= large[0] < 26.0
    assert large[1] > 3.0
    assert 0.0 < joint[1] < 2.0
    assert joint[2] > 7.0
    assert union[1] < -1.0
    assert union[2] > 10.0


def test_type_four_is_union_on_its_side_and_a_joint_on_the_other(normal: Normal) -> None:
    model = changed(normal, "castellvi-4", "left")
    assert process(model, "left")[1] < -1.0
    assert 0.0 < process(model, "right")[1] < 2.0


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_side_leaves_the_other_process(normal: Normal, side: str) -> None:
    other = "left" if side == "right" else "right"
    before = process(Changed(normal, Changes()), other)
    assert process(changed(normal, "castellvi-1", side), other)[0] == pytest.approx(
        before[0], abs=0.01
    )


@pytest.mark.parametrize("model", TYPES)
def test_only_the_processes_meet_the_sacrum(normal: Normal, model: str) -> None:
    now = changed(normal, model, "left")
    points = now.mesh(L5).points.astype(np.float64)
    body = unplaced(now.posed.pose(L5), points)
    rest = np.abs(body[:, 0]) < 30.0
    assert now.posed.distance_to("sacrum", points[rest]).min() > -0.3
    assert all(verdict.reach is Reach.FREE for verdict in verdicts(now, "L5-S1"))


@pytest.mark.parametrize("kind", ["large", "joint", "union"])
def test_the_stretch_goes_back(normal: Normal, kind: str) -> None:
    site = Site.of("L5", "both")
    changes = transverse_process(normal, Changes(), site, kind=kind, share=1.0)
    points = normal.bones["vertebra.L5"].surface.points
    for warp in changes.warps:
        assert np.allclose(warp.back(warp.there(points)), points, atol=1e-6)


def test_the_disc_below_is_narrow(normal: Normal) -> None:
    id = StructureId("disc.L5-S1")

    def size(model: Changed) -> float:
        points = model.mesh(id).points.astype(np.float64)
        a, b, c = (points[model.mesh(id).triangles[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)

    usual = size(Changed(normal, Changes()))
    assert size(changed(normal, "castellvi-3", "both")) < 0.85 * usual


def test_a_lumbarised_s1_shows_a_disc_between_the_foramina(normal: Normal) -> None:
    id = StructureId("transitional-disc.S1-S2")
    heights = []
    for severity in (0.5, 1.0):
        model = changed(normal, "lumbarised-s1", "", severity)
        local = SacralDisc.of(normal).local(
            unplaced(normal.pose("sacrum"), model.made[id].points.astype(np.float64))
        )
        heights.append(float(np.ptp(local[:, 2])))
        inner = normal.marks.bones["sacrum"].places["foramen-inner.S1.right"][0]
        assert np.abs(local[:, 0]).max() < inner
    assert heights[0] < heights[1] < 9.0
    points = model.made[id].points.astype(np.float64)
    out = normal.fields["sacrum"].distance(unplaced(normal.pose("sacrum"), points))
    assert 0.8 < out.max() < 2.5


@pytest.mark.parametrize("severity", [0.3, 1.0])
def test_the_disc_of_a_lumbarised_s1_lies_where_bone_is_not(
    normal: Normal, severity: float
) -> None:
    model = changed(normal, "lumbarised-s1", "", severity)
    disc = model.made[StructureId("transitional-disc.S1-S2")].points.astype(np.float64)
    assert model.posed.distance_to("sacrum", disc).min() > -0.05
    bone = model.mesh(StructureId("sacrum"))
    faces = bone.triangles.astype(np.int64)
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    count = len(bone.points)
    there, back = edges @ [count, 1], edges @ [1, count]
    assert np.array_equal(np.sort(there), np.sort(back))
    # beside the disc S1 and S2 stay one
    assert len(np.unique(components(bone))) == 1


def test_names_follow_the_count() -> None:
    usual = numbering(())
    assert (usual.lumbar, usual.note) == (5, "")
    assert usual.level("L5-S1") == "L5–S1"
    six = numbering(["lumbarised-s1"])
    assert six.lumbar == 6
    assert six.level("L5-S1") == "L5–L6"
    assert six.names["S1"].text == "L6 (S1; L5 if counted from below)"
    assert six.names["L5"].below == "L4"
    four = numbering(["castellvi-3", "disc-bulge"])
    assert four.lumbar == 4
    assert four.names["L5"].text == "L5 (S1 if counted from below)"
    assert four.names["L4"].below == "L5"
    for case in (six, four, numbering(["castellvi-2"])):
        assert "whole spine" in case.note
    assert numbering(["castellvi-2"]).lumbar == 5


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_union_is_lit_as_one_bone_where_both_meet(normal: Normal, side: str) -> None:
    model, sacrum = changed(normal, "castellvi-3", side), StructureId("sacrum")
    upper, lower = model.mesh(L5), model.mesh(sacrum)
    sign = -1.0 if side == "left" else 1.0
    points = upper.points.astype(np.float64)
    near = (sign * points[:, 0] > 36.0) & (np.abs(model.posed.distance_to("sacrum", points)) < 0.6)
    points, own = points[near], upper.normals[near]
    away = np.linalg.norm(lower.points[:, None] - points[None], axis=2)
    beside = lower.normals[away.argmin(axis=0)]
    assert near.sum() > 3
    assert np.median(np.einsum("ij,ij->i", own, beside)) > np.cos(np.radians(20.0))
