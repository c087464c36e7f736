"""Fusion hardware in the shipped bones: screws keep the pedicle, cages the plates, graft knits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import pyvista as pv

from meshes.effects.changes import Solid, bones_of
from meshes.effects.hardware.disc_space import disc_space
from meshes.effects.hardware.figures import figure, figures
from meshes.effects.hardware.fusion import KINDS, Fusion, Kind, fusion
from meshes.effects.hardware.plan import SCREW_LEVELS, ScrewPlan, bone_of, screw_plans
from meshes.effects.hardware.rod import rod_course, rod_surface
from meshes.effects.hardware.screw import head_surface, shank_surface
from meshes.effects.hardware.solids import frame_along
from meshes.effects.hardware.timeline import Stage, stage, stage_at, stages
from meshes.field import SignedDistanceGrid, triangle_distance
from meshes.meshing import is_closed
from meshes.pose import placed, unplaced
from meshes.shipped import BoneMarks, load_fields, load_landmarks
from meshes.store import Assets
from meshes.surface import Points, Surface, mirrored, volume

LEVELS = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
SIDES = ("left", "right")
INTERBODY: tuple[Kind, ...] = ("plif", "tlif", "alif")
LAST = stage("12-months")
# Overlap of hardware with bone it is not screwed into, mm.
TOUCH = 0.3


@cache
def bones() -> tuple[Mapping[str, BoneMarks], Mapping[str, SignedDistanceGrid]]:
    return load_landmarks().bones, load_fields()


@cache
def plans() -> Mapping[str, ScrewPlan]:
    return screw_plans(*bones())


def poses() -> dict[str, Points]:
    return {bone: marks.pose for bone, marks in bones()[0].items()}


@cache
def fused(
    kind: Kind,
    level: str,
    at: Stage = LAST,
    side: str = "right",
    union: bool = True,
    subsided: bool = False,
) -> Fusion:
    marks, fields = bones()
    return fusion(
        kind,
        level,
        at,
        poses(),
        marks,
        fields,
        side=side,
        union=union,
        subsided=subsided,
        plans=plans(),
    )


def planned(level: str, side: str) -> ScrewPlan:
    plan = plans()[level]
    return plan if side == "right" else plan.mirrored


def in_world(solid: Solid, at: Mapping[str, Points]) -> Points:
    points = solid.surface.points
    return placed(at[solid.frame], points) if solid.frame else points


def depth_in(bone: str, points: Points, at: Mapping[str, Points] | None = None) -> float:
    """The deepest that points of the world lie in a bone, mm; below 0 clear of it."""
    pose = (poses() if at is None else at)[bone]
    return -float(bones()[1][bone].distance(unplaced(pose, points)).min())


def in_pedicle(plan: ScrewPlan, surface: Surface) -> Points:
    way = (surface.points - plan.joint) @ plan.axis
    return surface.points[(way >= plan.waist[0]) & (way <= plan.waist[1])]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("level", SCREW_LEVELS)
def test_a_screw_keeps_a_millimetre_of_pedicle_all_round(level: str, side: str) -> None:
    plan = planned(level, side)
    shank = in_pedicle(plan, shank_surface(plan))
    assert len(shank) > 100
    assert plan.waist[1] - plan.waist[0] > 6.0
    assert float(bones()[1][plan.bone].distance(shank).max()) <= -figure("screw", "wall")


@pytest.mark.parametrize("level", ["L1", "S1"])
def test_the_millimetre_holds_against_the_drawn_bone_itself(level: str, assets: Assets) -> None:
    plan, marks = planned(level, "left"), bones()[0]
    mesh = assets.meshes[plan.bone]
    bone = pv.PolyData.from_regular_faces(np.asarray(mesh.points, float), mesh.triangles)
    shank = placed(marks[plan.bone].pose, in_pedicle(plan, shank_surface(plan))[::3])
    assert float(triangle_distance(bone, shank).max()) <= -figure("screw", "wall") + 0.05


@pytest.mark.parametrize("level", SCREW_LEVELS)
def test_a_screw_ends_inside_the_body_and_is_a_size_that_is_sold(level: str) -> None:
    plan, rules = plans()[level], figures()["screw"]["level"][level]
    field = bones()[1][plan.bone]
    assert plan.diameter in rules["diameters"]
    assert plan.length in rules["lengths"]
    ways = np.arange(plan.waist[1], plan.tip, 0.5)[:, None]
    assert float(field.distance(plan.joint + ways * plan.axis).max()) < -0.5 * plan.diameter
    assert float(field.distance(plan.at(plan.tip)[None])[0]) < -3.0
    # in front of the canal, on its own side
    assert plan.at(plan.tip)[0] > 0.5 * plan.diameter


@pytest.mark.parametrize("level", SCREW_LEVELS)
def test_a_screw_converges_as_its_level_does(level: str) -> None:
    plan, rules = plans()[level], figures()["screw"]["level"][level]
    plate = bones()[0][plan.bone].superior
    axis = plan.axis if plate is None else plan.axis @ plate.frame[:3, :3]
    converging = np.degrees(np.arctan2(-axis[0], axis[1]))
    cranial = np.degrees(np.arcsin(axis[2]))
    assert abs(converging - rules["convergence"]) <= figure("screw", "convergence_give") + 0.01
    assert abs(cranial - rules.get("cranial", 0.0)) <= figure("screw", "cranial_give") + 0.01


@pytest.mark.parametrize("level", LEVELS)
def test_heads_and_rod_stay_out_of_bone_and_heads_turn_no_farther_than_they_can(level: str) -> None:
    pair = tuple(planned(name, "left") for name in level.split("-"))
    at = poses()
    course = rod_course((pair[0], pair[1]), (at[pair[0].bone], at[pair[1].bone]))
    above = f"vertebra.L{int(level[1]) - 1}".replace("L0", "T12")
    near = {above, *bones_of(level)}
    things = [rod_surface(course).points]
    for k, plan in enumerate(pair):
        turn = at[plan.bone][:3, :3]
        frame = frame_along(plan.joint, course.facing[k] @ turn, course.along[k] @ turn)
        things.append(placed(at[plan.bone], head_surface().moved(frame).points))
        lean = np.degrees(np.arccos(-(turn @ plan.axis) @ course.facing[k]))
        assert lean <= figure("head", "lean")
    for bone in near:
        assert max(depth_in(bone, points) for points in things) <= TOUCH


def test_the_lowest_hardware_stays_out_of_the_hip_bone(assets: Assets) -> None:
    mesh = assets.meshes["hip-bone.right"]
    hip = pv.PolyData.from_regular_faces(np.asarray(mesh.points, float), mesh.triangles)
    for solid in fused("plf", "L5-S1").solids:
        if solid.id.endswith(".right"):
            points = in_world(solid, poses())
            points = points[points[:, 0] > 30.0]
            assert float(triangle_distance(hip, points[::2]).min()) > -TOUCH, solid.id


@pytest.mark.parametrize("level", LEVELS)
def test_left_is_the_mirror_image_of_right(level: str) -> None:
    made = {solid.id: solid.surface for solid in fused("plf", level).solids}
    for right in (id for id in made if id.endswith(".right")):
        one, other = mirrored(made[right]), made[right.removesuffix("right") + "left"]
        if right.startswith("screw"):
            # threads are right-handed on both sides: heads are mirror images, shanks as a whole
            heads = len(head_surface().points)
            assert np.allclose(
                np.sort(one.points[-heads:], axis=0), np.sort(other.points[-heads:], axis=0)
            )
            assert np.allclose(one.points.mean(axis=0), other.points.mean(axis=0), atol=0.02)
        else:
            assert np.allclose(one.points, other.points, atol=1e-9)


def test_a_rod_follows_when_the_bones_stand_differently() -> None:
    marks, fields = bones()
    at = poses()
    up = np.eye(4)
    up[:3, 3] = [0.0, 2.0, 5.0]
    at["vertebra.L4"] = up @ at["vertebra.L4"]
    put_in = fusion("plf", "L4-L5", LAST, at, marks, fields, plans=plans())
    moved = {solid.id: solid for solid in put_in.solids}
    before = {solid.id: solid for solid in fused("plf", "L4-L5").solids}
    rod = moved["rod.L4-L5.left"].surface.points
    assert rod[:, 2].max() > before["rod.L4-L5.left"].surface.points[:, 2].max() + 4.0
    # it still lies in both heads
    for level in ("L4", "L5"):
        plan = planned(level, "left")
        joint = placed(at[plan.bone], plan.joint[None])[0]
        near = float(np.linalg.norm(rod - joint, axis=1).min())
        assert near < figure("head", "rod_height")


def test_joined_levels_share_a_head_without_rods_running_into_each_other() -> None:
    marks, fields = bones()
    free = fused("plf", "L5-S1").solids[0].surface.points
    joined = fusion(
        "plf", "L5-S1", stage("day-0"), poses(), marks, fields, joined=(True, False), plans=plans()
    )
    assert joined.solids[0].surface.points[:, 2].max() < free[:, 2].max() - 5.0


@pytest.mark.parametrize("kind", INTERBODY)
@pytest.mark.parametrize("level", LEVELS)
def test_cages_lie_between_the_end_plates_without_entering_bone(kind: Kind, level: str) -> None:
    put_in = fused(kind, level)
    cages = [solid for solid in put_in.solids if solid.id.startswith("cage.")]
    assert len(cages) == (2 if kind == "plif" else 1)
    marks, fields = bones()
    space = disc_space(bones_of(level), poses(), marks, fields)
    for cage in cages:
        points = in_world(cage, poses())
        for bone in bones_of(level):
            # pressed on, not floating, not sunk
            assert -0.3 <= depth_in(bone, points) <= TOUCH
        local = unplaced(space.frame, points)
        assert local[:, 1].max() < space.front
        assert local[:, 1].min() > space.back
        low, high = figures()["cage"][kind]["wedge"]
        assert low - 0.1 <= put_in.cages[cage.id].wedge <= high + 0.1
        assert put_in.cages[cage.id].height <= figures()["cage"][kind]["heights"][1] + 0.1


def test_a_cage_follows_the_height_that_was_restored() -> None:
    marks, fields = bones()
    at = poses()
    at["vertebra.L4"] = at["vertebra.L4"].copy()
    at["vertebra.L4"][2, 3] += 1.5
    higher = fusion("tlif", "L4-L5", stage("day-0"), at, marks, fields, plans=plans())
    usual = fused("tlif", "L4-L5").cages["cage.L4-L5"].height
    assert higher.cages["cage.L4-L5"].height == pytest.approx(usual + 1.5, abs=0.2)


@pytest.mark.parametrize("kind", INTERBODY)
@pytest.mark.parametrize("level", ["L1-L2", "L5-S1"])
def test_a_slip_of_a_quarter_can_be_fused_where_it_stands(kind: Kind, level: str) -> None:
    marks, fields = bones()
    at, (upper, lower) = poses(), bones_of(level)
    at[upper] = at[upper].copy()
    at[upper][:3, 3] += at[lower][:3, :3] @ np.array([0.0, 8.5, 1.0])
    put_in = fusion(kind, level, stage("day-0"), at, marks, fields, plans=plans())
    for solid in put_in.solids:
        assert is_closed(solid.surface.triangles)
        if solid.id.startswith("cage."):
            assert max(depth_in(bone, in_world(solid, at), at) for bone in (upper, lower)) <= TOUCH


@pytest.mark.parametrize("side", SIDES)
def test_a_tlif_cage_enters_from_the_side_asked_for(side: str) -> None:
    put_in = fused("tlif", "L4-L5", side=side)
    cage = next(solid.surface.points for solid in put_in.solids if solid.id == "cage.L4-L5")
    sign = 1.0 if side == "right" else -1.0
    tail, nose = cage[cage[:, 0] * sign > 11.0], cage[cage[:, 0] * sign < -8.0]
    assert tail[:, 1].min() < nose[:, 1].min()
    assert put_in.gone == {"disc.L4-L5.nucleus", f"facet.L4-L5.{side}"}
    assert {cut.bone for cut in put_in.removed} == {"vertebra.L4", "vertebra.L5"}
    assert all(cut.frame[0, 3] * sign > 0 for cut in put_in.removed)


@pytest.mark.parametrize("level", LEVELS)
def test_a_stand_alone_anterior_cage_has_screws_in_both_bodies(level: str) -> None:
    put_in = fused("alif", level)
    screws = [solid for solid in put_in.solids if solid.id.startswith("screw.")]
    assert len(screws) == 4
    assert {solid.frame for solid in screws} == set(bones_of(level))
    assert not any(solid.id.startswith("rod.") for solid in put_in.solids)
    for screw in screws:
        # the tip is in its own bone, and no screw reaches the canal
        assert depth_in(screw.frame, in_world(screw, poses())) > 2.0
        behind = bones()[0][screw.frame].pedicle
        assert screw.surface.points[:, 1].min() > (-14.0 if behind is None else behind["wall"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("union", [True, False])
def test_everything_put_in_is_closed_and_faces_outward(kind: Kind, union: bool) -> None:
    put_in = fused(kind, "L5-S1", stage("3-months"), union=union, subsided=not union)
    ids = [solid.id for solid in put_in.solids]
    assert len(set(ids)) == len(ids)
    for solid in put_in.solids:
        assert is_closed(solid.surface.triangles), solid.id
        assert volume(solid.surface) > 0, solid.id
        assert solid.frame in {"", *bones_of("L5-S1")}


@pytest.mark.parametrize(("kind", "level"), [("plf", "L5-S1"), ("tlif", "L4-L5")])
def test_graft_grows_with_every_stage_and_touches_both_bones_in_the_end(
    kind: Kind, level: str
) -> None:
    sizes = []
    for at in stages()[1:]:
        graft = next(s for s in fused(kind, level, at).solids if s.id.startswith("graft."))
        sizes.append(volume(graft.surface))
    assert all(after > 1.05 * before for before, after in pairwise(sizes))
    points = in_world(graft, poses())
    for bone in bones_of(level):
        away = bones()[1][bone].distance(unplaced(poses()[bone], points))
        assert float(away.min()) > -TOUCH
        assert int((away < 0.6).sum()) > 200


def test_a_non_union_stays_apart_with_seams_in_the_bone_round_its_screws() -> None:
    put_in = fused("plf", "L4-L5", union=False)
    made = {solid.id: solid for solid in put_in.solids}
    knit = {solid.id: solid for solid in fused("plf", "L4-L5").solids}
    graft, whole = made["graft.L4-L5.left"].surface, knit["graft.L4-L5.left"].surface
    assert pieces(whole) == 1
    assert pieces(graft) > 1
    for level in ("L4", "L5"):
        halo, plan = made[f"halo.{level}.left"], planned(level, "left")
        way = (halo.surface.points - plan.joint) @ plan.axis
        off = np.linalg.norm(halo.surface.points - plan.joint - way[:, None] * plan.axis, axis=1)
        wide = off[way < plan.tip - 1.0] - 0.5 * plan.diameter
        assert 1.0 < wide.max() <= 2.0
        assert depth_in(bone_of(level), in_world(halo, poses())) > 2.0


def pieces(surface: Surface) -> int:
    """Connected parts of some size."""
    mesh = pv.PolyData.from_regular_faces(surface.points, surface.triangles)
    sizes = np.bincount(mesh.connectivity()["RegionId"])
    return int((sizes > 0.1 * len(surface.points)).sum())


def test_a_subsided_cage_goes_down_with_the_bone_above() -> None:
    put_in = fused("tlif", "L4-L5", union=False, subsided=True)
    assert 2.0 <= float(np.linalg.norm(put_in.sunk)) <= 3.0
    at = poses()
    at["vertebra.L4"] = at["vertebra.L4"].copy()
    at["vertebra.L4"][:3, 3] += put_in.sunk
    cage = next(solid for solid in put_in.solids if solid.id == "cage.L4-L5")
    points = in_world(cage, at)
    assert depth_in("vertebra.L4", points, at) <= TOUCH
    assert 2.0 <= depth_in("vertebra.L5", points, at) <= 3.2


def test_the_same_is_made_each_time() -> None:
    marks, fields = bones()
    one, two = (
        fusion("plif", "L3-L4", stage("3-months"), poses(), marks, fields, plans=plans())
        for _ in range(2)
    )
    for a, b in zip(one.solids, two.solids, strict=True):
        assert a.id == b.id
        assert np.array_equal(a.surface.points, b.surface.points)
        assert np.array_equal(a.surface.triangles, b.surface.triangles)


def test_nothing_is_put_in_before_the_operation_and_time_runs_evenly() -> None:
    assert fused("plif", "L4-L5", stage("before")) is not None
    assert not fused("plif", "L4-L5", stage("before")).solids
    amounts = [stage_at(months).amount for months in np.linspace(0.0, 14.0, 57)]
    assert amounts == sorted(amounts)
    assert amounts[0] == 0.0
    assert amounts[-1] == 1.0
    assert stage_at(6.0) == stage("6-months")
    assert stage_at(-1.0).id == "before"


def test_a_level_without_hardware_is_refused() -> None:
    marks, fields = bones()
    with pytest.raises(ValueError, match="T12-L1"):
        fusion("plf", "T12-L1", LAST, poses(), marks, fields)
    with pytest.raises(ValueError, match="no stage"):
        stage("2-years")
