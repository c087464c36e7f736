"""Operations on the changed model: nerves come free, bones keep their height, metal fits."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from annotations.models import load_models
from meshes.catalog import load_catalog
from meshes.changed.conflict import root_verdict
from meshes.changed.figures import quick_measures
from meshes.changed.normal import Normal, load_normal
from meshes.changed.reach import Reach
from meshes.changed.shape import Changed
from meshes.effects.apply import applied
from meshes.effects.changes import NONE, Changes, Hardware, bones_of
from meshes.effects.contact import contact_of
from meshes.effects.height import middle_height
from meshes.effects.site import Site
from meshes.ids import StructureId
from meshes.pose import placed

LEVELS = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
SIDES = ("left", "right")
TREATMENTS = [m for m in load_models().values() if m.group == "treatment"]
FUSIONS = [m.id for m in TREATMENTS if m.id.startswith("fusion-")]
EACH_LEVEL = pytest.mark.parametrize("level", LEVELS)
EACH_SIDE = pytest.mark.parametrize("side", SIDES)


@cache
def _normal() -> Normal:
    return load_normal()


@cache
def _set(*findings: tuple[str, str, str, float]) -> Changes:
    """Changes of findings: (model, place, side, severity)."""
    changes = NONE
    for name, place, side, severity in findings:
        model = load_models()[name]
        site = Site.of(place, side, model.zone)
        changes = applied(_normal(), changes, model.steps, site, severity)
    return changes


def _changed(*findings: tuple[str, str, str, float]) -> Changed:
    return Changed(_normal(), _set(*findings))


def _figure(changed: Changed, level: str, id: str) -> float:
    value = next(row.value for row in quick_measures(changed, level) if row.id == id)
    assert value is not None
    return value


def _crossing(level: str, side: str) -> str:
    return f"root.{level.split('-')[1]}.{side}"


@EACH_SIDE
@EACH_LEVEL
def test_a_discectomy_frees_the_root_that_an_extrusion_pressed(level: str, side: str) -> None:
    extrusion = ("disc-extrusion", level, side, 0.6)
    root = _crossing(level, side)
    assert root_verdict(_changed(extrusion), root).reach is Reach.PRESSED
    after = _changed(extrusion, ("discectomy", level, side, 1.0))
    assert root_verdict(after, root).reach is Reach.FREE
    assert not after.made


@EACH_LEVEL
def test_a_discectomy_leaves_what_is_on_the_other_side(level: str) -> None:
    after = _set(("disc-extrusion", level, "left", 0.6), ("discectomy", level, "right", 1.0))
    assert after.herniations == _set(("disc-extrusion", level, "left", 0.6)).herniations


@EACH_LEVEL
def test_a_laminectomy_gives_a_narrowed_sac_room(level: str) -> None:
    stenosis = ("central-stenosis", level, "", 0.9)
    narrow = _figure(_changed(stenosis), level, "sac-area")
    wide = _figure(_changed(stenosis, ("laminectomy", level, "", 1.0)), level, "sac-area")
    assert wide > 1.15 * narrow


@EACH_SIDE
@EACH_LEVEL
def test_a_foraminotomy_frees_the_exiting_root(level: str, side: str) -> None:
    stenosis = ("foraminal-stenosis", level, side, 0.9)
    root = f"root.{level.split('-')[0]}.{side}"
    before = root_verdict(_changed(stenosis), root)
    after = root_verdict(_changed(stenosis, ("foraminotomy", level, side, 1.0)), root)
    assert before.reach is Reach.PRESSED
    assert after.reach is Reach.FREE


@pytest.mark.parametrize("model", TREATMENTS, ids=lambda m: m.id)
def test_severity_zero_changes_nothing(model) -> None:  # type: ignore[no-untyped-def]
    site = Site.of(model.at[-1], model.side if model.sides else "")
    assert applied(_normal(), NONE, model.steps, site, 0.0) is NONE


@pytest.mark.parametrize("model", TREATMENTS, ids=lambda m: m.id)
def test_what_a_treatment_brings_is_what_its_file_names_and_the_catalogue_knows(model) -> None:  # type: ignore[no-untyped-def]
    side = model.side if model.sides else ""
    names = {
        text.format(
            level="L5-S1", upper="L5", lower="S1", bone="vertebra.L5", side=side, at="L5-S1"
        )
        for text in model.makes
    }
    made = set(_changed((model.id, "L5-S1", side, 1.0)).made)
    assert made == names
    assert names <= set(load_catalog().made)


@pytest.mark.parametrize("kind", ["plif", "tlif", "alif"])
@EACH_LEVEL
def test_a_cage_gives_back_the_height_a_disc_lost(level: str, kind: str) -> None:
    worn = ("disc-degeneration", level, "", 0.8)
    low = middle_height(_normal(), level, _set(worn).joints[level])
    after = _set(worn, (f"fusion-{kind}", level, "left", 1.0)).joints.get(level, np.eye(4))
    assert low < 0.8 * middle_height(_normal(), level)
    assert middle_height(_normal(), level, after) >= middle_height(_normal(), level) - 0.01
    assert contact_of(_normal(), level).overlap(after) < 0.3


@pytest.mark.parametrize("level", ["L3-L4", "L4-L5", "L5-S1"])
def test_an_interbody_fusion_takes_back_most_of_a_slip(level: str) -> None:
    slip = ("degenerative-slip", level, "", 0.8)
    before, after = _changed(slip), _changed(slip, ("fusion-tlif", level, "left", 1.0))
    share = _figure(after, level, "slip") / _figure(before, level, "slip")
    assert 0.1 < share < 0.5
    assert after.fusions[0].fusion is not None


def test_a_fused_level_is_fixed_and_a_non_union_is_not() -> None:
    assert _set(("fusion-plf", "L4-L5", "", 1.0)).fixed == {"L4-L5"}
    assert not _set(("fusion-non-union", "L4-L5", "", 1.0)).fixed


def test_graft_alone_changes_with_time() -> None:
    early = _changed(("fusion-tlif", "L4-L5", "left", 0.2)).made
    late = _changed(("fusion-tlif", "L4-L5", "left", 1.0)).made
    for id in early:
        same = np.array_equal(early[id].points, late[id].points)
        assert same is (id.kind != "graft"), id


def test_metal_rides_on_its_bones_and_is_not_built_anew() -> None:
    alone = _changed(("fusion-plf", "L3-L4", "", 1.0))
    turn = np.eye(4)
    turn[:3, 3] = (0.0, 4.0, 1.5)
    ridden = Changed(_normal(), alone.changes.with_joint("L5-S1", turn))
    for id, mesh in alone.made.items():
        moved = placed(turn, mesh.points.astype(np.float64))
        assert ridden.made[id].points == pytest.approx(moved, abs=1e-3), id


def test_two_fused_levels_share_screws_and_one_rod_goes_on() -> None:
    both = _changed(("fusion-plf", "L4-L5", "", 1.0), ("fusion-tlif", "L5-S1", "left", 1.0))
    rods = [both.made[StructureId(f"rod.{level}.left")].points for level in ("L4-L5", "L5-S1")]
    alone = _changed(("fusion-plf", "L4-L5", "", 1.0)).made
    assert len(both.made[StructureId("screw.L5.left")].points) == len(
        alone[StructureId("screw.L5.left")].points
    )
    near = np.linalg.norm(rods[0][:, None] - rods[1][None], axis=2).min()
    assert near < 1.0


@pytest.mark.parametrize("kind", ["plif", "tlif", "alif"])
@pytest.mark.parametrize("level", ["L1-L2", "L5-S1"])
def test_a_cage_goes_in_through_a_window_of_the_annulus(level: str, kind: str) -> None:
    changed = _changed((f"fusion-{kind}", level, "left", 1.0))
    annulus = StructureId(f"disc.{level}.annulus")
    whole = _normal().assets.meshes[annulus]
    assert len(changed.mesh(annulus).triangles) != len(whole.triangles)
    assert f"disc.{level}.nucleus" in changed.gone
    assert str(annulus) not in changed.gone


def test_a_tlif_takes_the_joint_of_its_side_alone() -> None:
    gone = _changed(("fusion-tlif", "L4-L5", "left", 1.0)).gone
    assert "facet.L4-L5.left" in gone
    assert "facet.L4-L5.right" not in gone


def test_what_does_not_fit_is_not_drawn_and_says_so() -> None:
    upper = bones_of("L4-L5")[0]
    apart = np.eye(4)
    apart[:3, 3] = (0.0, 60.0, 0.0)
    hardware = (Hardware("tlif", "L4-L5", "left", 52.0),)
    changed = Changed(_normal(), Changes(hardware=hardware).with_joint("L4-L5", apart))
    assert upper == "vertebra.L4"
    assert changed.fusions[0].fusion is None
    assert changed.fusions[0].why.startswith("This fusion does not fit at L4-L5")
    assert not changed.made
