"""Slips: as far as asked for, arch behind or with the body, canal and roots as in patients."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.conflict import Reach, verdicts
from meshes.changed.figures import quick_measures
from meshes.changed.normal import load_normal
from meshes.changed.rooms import recess_depth
from meshes.changed.shape import Changed
from meshes.effects.apply import applied
from meshes.effects.changes import LEVELS, NONE, Changes, bones_of
from meshes.effects.site import Site
from meshes.effects.slip import KINDS, meyerding, most_slip, slip
from meshes.effects.slip_course import as_read, figures, slip_of
from meshes.ids import StructureId
from meshes.pose import unplaced

from .moved import deepest, foramen_area, normal_foramen_area

KIND_LEVELS = [(kind, level) for kind in KINDS for level in figures()["levels"][kind]]


def slipped(kind: str, level: str, share: float) -> Changes:
    return slip(load_normal(), NONE, Site.of(level), kind=kind, share=share)


@pytest.mark.parametrize(("kind", "level"), KIND_LEVELS)
def test_a_slip_measures_what_was_asked_for_without_bone_in_bone(kind: str, level: str) -> None:
    normal = load_normal()
    for part in (0.3, 1.0):
        share = part * most_slip(normal, level, kind)
        changes = slipped(kind, level, share)
        sign = -1.0 if kind == "retro" else 1.0
        assert slip_of(normal, level, changes.joints[level]) == pytest.approx(
            sign * share, abs=0.01
        )
        assert deepest(changes) < 0.3


@pytest.mark.parametrize(("kind", "level"), KIND_LEVELS)
def test_the_figure_that_is_shown_of_a_slip_is_what_was_asked_for(kind: str, level: str) -> None:
    share = min(0.26, most_slip(load_normal(), level, kind))
    changed = Changed(load_normal(), slipped(kind, level, share), draft=True)
    found = {each.id: each.value for each in quick_measures(changed, level)}
    assert found["slip-share"] == pytest.approx(100.0 * share, abs=0.2)
    assert found["meyerding"] == (0.0 if kind == "retro" else 2.0)


def test_a_slip_is_read_as_none_of_what_normal_plates_stand_staggered() -> None:
    for stagger in (-0.025, 0.0, 0.02):
        assert as_read(0.0, stagger) == 0.0
        for share in (-0.3, -0.05, -0.02, 0.01, 0.05, 0.5):
            # as slips slide: the stagger goes within the first twentieth
            apart = share - stagger * min(1.0, abs(share) / 0.05)
            assert as_read(apart, stagger) == pytest.approx(share)


@pytest.mark.parametrize(("kind", "level"), KIND_LEVELS)
def test_no_step_of_a_slip_drives_bone_into_bone(kind: str, level: str) -> None:
    """Between the settings that the stored course knows too, at the level and the one above."""
    most = most_slip(load_normal(), level, kind)
    over = LEVELS[max(LEVELS.index(level) - 1, 0)]
    shares = np.arange(0.16, 0.99, 0.2 if kind == "isthmic" else 0.5) * most
    found = [deepest(slipped(kind, level, float(share)), (over, level)) for share in shares]
    assert max(found) < 0.3


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_grades_flip_beyond_quarters_of_the_end_plate(share: float) -> None:
    changes = slipped("isthmic", "L5-S1", share)
    assert slip_of(load_normal(), "L5-S1", changes.joints["L5-S1"]) == pytest.approx(
        share, abs=0.005
    )
    grades = meyerding(share), meyerding(share + 0.01)
    assert grades in (("I", "II"), ("II", "III"), ("III", "IV"))
    assert [meyerding(share) for share in (0.0, 1.2)] == ["", "V"]


def test_the_arch_of_an_isthmic_slip_stays_behind() -> None:
    changes = slipped("isthmic", "L5-S1", 0.4)
    place = np.append(load_normal().pose("vertebra.L5")[:3, 3], 1.0)
    body = (changes.joints["L5-S1"] @ place - place)[:3]
    arch = (changes.loose["vertebra.L5"] @ place - place)[:3]
    assert float(np.linalg.norm(body)) > 10.0 > 4.0 > float(np.linalg.norm(arch))
    assert any(getattr(cut, "kind", "") == "pars-defect" for cut in changes.cuts)


def test_the_arch_of_a_degenerative_slip_goes_with_its_body() -> None:
    changes = slipped("degenerative", "L4-L5", 0.2)
    assert (dict(changes.loose), changes.cuts) == ({}, ())
    assert {warp.bone for warp in changes.warps} == set(bones_of("L4-L5"))


@pytest.mark.parametrize("level", ["L3-L4", "L4-L5", "L5-S1"])
def test_the_canal_narrows_with_an_intact_arch_and_not_without(level: str) -> None:
    """Sac at the slipped level, share of its area that is left."""

    def left(kind: str) -> float:
        changed = Changed(load_normal(), slipped(kind, level, 0.25))
        before, after = changed.sac.before.areas, changed.sac.after.areas
        frame = load_normal().disc_frames[level]
        height = (changed.sac.before.centres - frame[:3, 3]) @ frame[:3, 2]
        return float((after / before)[np.abs(height) < 15.0].min())

    assert left("degenerative") < 0.85 < left("isthmic")


def test_an_isthmic_slip_presses_the_exiting_root_in_its_foramen() -> None:
    found = {
        v.id: v for v in verdicts(Changed(load_normal(), slipped("isthmic", "L5-S1", 0.5)), "L5-S1")
    }
    assert found["root.L5.left"].reach is Reach.PRESSED
    areas = [foramen_area(slipped("isthmic", "L5-S1", share), "L5-S1") for share in (0.2, 0.5)]
    assert normal_foramen_area("L5-S1") > areas[0] > areas[1]


def test_a_degenerative_slip_spares_the_exiting_root_and_narrows_what_the_traversing_one_has() -> (
    None
):
    changes = slipped("degenerative", "L4-L5", 0.25)
    changed = Changed(load_normal(), changes)
    found = {v.id: v for v in verdicts(changed, "L4-L5")}
    assert found["root.L4.right"].reach is Reach.FREE
    # at the disc the traversing root still lies in the sac, and leaves it next
    assert found["thecal-sac"].reach is Reach.PRESSED
    assert found["thecal-sac"].within[0] == "L5"
    depths = [recess_depth(Changed(load_normal(), c), "L4-L5", "right") for c in (NONE, changes)]
    assert depths[1] < depths[0] - 0.4


@pytest.mark.parametrize("level", ["L3-L4", "L4-L5"])
def test_the_flava_of_a_degenerative_slip_narrow_recess_and_sac_further(level: str) -> None:
    model = load_models()["degenerative-slip"]
    whole = applied(load_normal(), NONE, model.steps, Site.of(level), 1.0)
    assert whole.flavum[f"{level}.left"] == whole.flavum[f"{level}.right"] > 1.0
    lower = bones_of(level)[1].removeprefix("vertebra.")
    rooms, areas = [], []
    for changes in (slipped("degenerative", level, 0.3), whole):
        changed = Changed(load_normal(), changes)
        found = {v.id: v for v in verdicts(changed, level)}
        rooms.append(found[f"root.{lower}.left"])
        areas.append(
            next(m.value or 0.0 for m in quick_measures(changed, level) if m.id == "sac-area")
        )
    assert areas[1] < 0.95 * areas[0]
    assert rooms[1].clearance <= rooms[0].clearance
    if level == "L4-L5":
        # the traversing root, in the recess that the superior process and the flavum close
        assert (rooms[1].reach, rooms[1].by) == (Reach.TOUCHED, "ligamentum-flavum.L4-L5.left")


def test_the_fourth_root_joins_the_trunk_in_a_curve_as_the_fifth_vertebra_slips() -> None:
    """It turns over the edge of the pelvis, by 58 degrees in the normal model."""
    normal, frame = load_normal(), load_normal().disc_frames["L5-S1"]
    root, trunk = "root.L4.right", "lumbosacral-trunk.right"
    places = ((root, 24.0, 28.0), (trunk, -2.0, 2.0), (trunk, -22.0, -18.0))

    def turn(share: float) -> float:
        changed = Changed(normal, slipped("isthmic", "L5-S1", share))
        found = []
        for name, low, high in places:
            rest = unplaced(frame, normal.assets.meshes[StructureId(name)].points.astype(float))
            rows = (rest[:, 2] > low) & (rest[:, 2] < high) & (np.abs(rest[:, 0]) > 24.0)
            found.append(changed.mesh(StructureId(name)).points[rows].astype(float).mean(axis=0))
        first, second = (b - a for a, b in pairwise(found))
        cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
        return float(np.degrees(np.arccos(cosine)))

    assert max(turn(share) for share in (0.25, 0.9)) < turn(0.0) + 10.0


def test_no_slip_changes_nothing_and_an_unknown_kind_is_refused() -> None:
    normal, site = load_normal(), Site.of("L4-L5")
    assert slip(normal, NONE, site, kind="isthmic", share=0.0) is NONE
    with pytest.raises(ValueError, match="no slip"):
        slip(normal, NONE, site, kind="sideways", share=0.2)


@pytest.mark.parametrize("level", LEVELS[2:])
def test_height_lost_and_a_slip_at_one_level_go_together(level: str) -> None:
    from meshes.effects.height import lower

    normal, site = load_normal(), Site.of(level)
    both = slip(normal, lower(normal, NONE, site, share=0.3), site, kind="degenerative", share=0.1)
    assert deepest(both, [level]) < 0.3
