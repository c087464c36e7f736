"""Broken vertebral bodies: Genant's shapes and the burst."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.conflict import Reach, verdicts
from meshes.changed.figures import quick_measures
from meshes.changed.normal import Normal, load_normal
from meshes.changed.rooms import canal_depth, facet_gap
from meshes.changed.shape import Changed
from meshes.effects.apply import Site
from meshes.effects.broken_body import Body
from meshes.effects.changes import COLUMN, LEVELS, Changes
from meshes.effects.fracture import SHAPES, compress
from meshes.ids import StructureId
from tools.one_way import reversal

BONES = ("L1", "L2", "L3", "L4", "L5")


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


def broken(normal: Normal, bone: str, shape: str, loss: float, back: float = 0.0) -> Changes:
    site = Site.of(bone)
    return compress(normal, Changes(), site, shape=shape, loss=loss, retropulsion=back)


def heights(normal: Normal, bone: str, changes: Changes) -> tuple[float, float]:
    """Anterior and posterior height of a body between its rims."""
    marks = normal.marks.bones[f"vertebra.{bone}"]
    assert marks.superior is not None
    assert marks.inferior is not None
    rows = [24, 72]
    top, low = marks.superior.rim[rows], marks.inferior.rim[rows]
    for warp in changes.warps:
        top, low = warp.there(top), warp.there(low)
    front, rear = (top - low)[:, 2]
    return float(front), float(rear)


@pytest.mark.parametrize("bone", BONES)
def test_a_wedge_loses_what_is_asked_in_front_and_nothing_behind(normal: Normal, bone: str) -> None:
    before = heights(normal, bone, Changes())
    after = heights(normal, bone, broken(normal, bone, "wedge", 30.0))
    assert after[0] / before[0] == pytest.approx(0.70, abs=0.03)
    assert after[1] / before[1] == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("bone", BONES)
def test_a_crush_loses_height_behind_too(normal: Normal, bone: str) -> None:
    before = heights(normal, bone, Changes())
    after = heights(normal, bone, broken(normal, bone, "crush", 40.0))
    assert after[0] / before[0] == pytest.approx(0.60, abs=0.03)
    assert 0.75 < after[1] / before[1] < 0.92


@pytest.mark.parametrize("bone", BONES)
def test_a_biconcave_body_keeps_its_rims_and_loses_its_middle(normal: Normal, bone: str) -> None:
    changes = broken(normal, bone, "biconcave", 40.0)
    assert heights(normal, bone, changes) == pytest.approx(
        heights(normal, bone, Changes()), abs=0.4
    )
    body = Body.of(normal, f"vertebra.{bone}")
    z = np.linspace(body.bottom - 3.0, body.top + 3.0, 300)
    column = np.column_stack([0.0 * z, 0.0 * z, z])
    field = normal.fields[f"vertebra.{bone}"]
    back = changes.warps[0].back(column)
    left = np.ptp(z[field.distance(back) < 0.0])
    assert left / body.height[1] == pytest.approx(0.60, abs=0.05)
    assert not changes.joints


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bone", BONES)
def test_the_map_goes_back_and_leaves_the_arch(normal: Normal, bone: str, shape: str) -> None:
    changes = broken(normal, bone, shape, 50.0, 8.0 if shape == "burst" else 0.0)
    warp = changes.warps[0]
    points = normal.bones[f"vertebra.{bone}"].surface.points
    spread = np.random.default_rng(0).uniform(
        points.min(axis=0) - 5.0, points.max(axis=0) + 5.0, (1500, 3)
    )
    places = np.concatenate([points, spread])
    assert np.abs(warp.back(warp.there(places)) - places).max() < 0.02
    arch = points[points[:, 1] < -32.0]
    assert np.abs(warp.there(arch) - arch).max() < 0.2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bone", BONES)
def test_the_bone_above_follows_and_does_not_enter(normal: Normal, bone: str, shape: str) -> None:
    changes = broken(normal, bone, shape, 45.0)
    model = Changed(normal, changes)
    id = f"vertebra.{bone}"
    above = COLUMN[COLUMN.index(id) - 1]
    points = model.mesh(StructureId(above)).points.astype(np.float64)
    assert model.posed.distance_to(id, points).min() > -0.3
    below = StructureId(COLUMN[COLUMN.index(id) + 1])
    assert model.mesh(below) is normal.assets.mesh(below)


@pytest.mark.parametrize("bone", ["L1", "L4"])
def test_the_disc_above_lies_on_the_broken_plate(normal: Normal, bone: str) -> None:
    for shape in SHAPES:
        model = Changed(normal, broken(normal, bone, shape, 40.0))
        id = f"vertebra.{bone}"
        level = LEVELS[COLUMN.index(id) - 1]
        disc = model.mesh(StructureId(f"disc.{level}")).points.astype(np.float64)
        before = normal.assets.meshes[StructureId(f"disc.{level}")].points.astype(np.float64)
        pose = normal.pose(id)
        at = (before - pose[:3, 3]) @ pose[:3, :3]
        cap = np.abs(normal.fields[id].distance(at)) < 0.15
        assert cap.sum() > 500
        away = model.posed.distance_to(id, disc[cap])
        assert np.percentile(np.abs(away), 95) < 0.5


@pytest.mark.parametrize("bone", BONES)
def test_a_burst_reaches_the_sac_and_a_wedge_does_not(normal: Normal, bone: str) -> None:
    level = next(level for level in LEVELS if level.endswith(f"-{bone}"))
    burst = verdicts(Changed(normal, broken(normal, bone, "burst", 40.0, 8.0)), level)[-1]
    wedge = verdicts(Changed(normal, broken(normal, bone, "wedge", 25.0)), level)[-1]
    assert burst.reach is Reach.PRESSED
    assert wedge.reach is not Reach.PRESSED


@pytest.mark.parametrize("bone", BONES)
@pytest.mark.parametrize("back", [3.0, 8.0])
def test_a_burst_reaches_the_sac_before_any_root_at_both_discs(
    normal: Normal, bone: str, back: float
) -> None:
    model = Changed(normal, broken(normal, bone, "burst", 40.0, back))
    row = COLUMN.index(f"vertebra.{bone}")
    for level in LEVELS[row - 1 : row + 1]:
        *roots, sac = verdicts(model, level)
        assert sac.reach is Reach.PRESSED
        assert all(sac.clearance < root.clearance for root in roots)
    # what lies behind a broken body is measured there, not only behind the disc below
    found = {m.id: m.value for m in quick_measures(model, LEVELS[row])}
    assert (found["sac-lost-body"] or 0.0) > (found["sac-lost"] or 0.0) + 5.0


@pytest.mark.parametrize("bone", BONES)
def test_a_fragment_in_the_canal_is_no_slip_and_makes_no_disc_higher(
    normal: Normal, bone: str
) -> None:
    level = LEVELS[COLUMN.index(f"vertebra.{bone}") - 1]
    model = Changed(normal, broken(normal, bone, "burst", 45.0, 8.0))
    found = {each.id: each.value for each in quick_measures(model, level)}
    assert abs(found["slip"] or 0.0) < 1.0
    assert found["meyerding"] == 0.0
    assert 90.0 < (found["disc-height-share"] or 0.0) < 105.0


@pytest.mark.parametrize("bone", BONES)
def test_the_bone_above_a_crush_comes_down_without_a_jump(normal: Normal, bone: str) -> None:
    level = LEVELS[COLUMN.index(f"vertebra.{bone}") - 1]
    tilts = []
    for loss in np.linspace(5.0, 50.0, 10):
        move = broken(normal, bone, "crush", float(loss)).joints[level]
        tilts.append(float(np.degrees(np.arctan2(move[2, 1], move[1, 1]))))
    assert np.abs(np.diff(tilts)).max() < 4.0


@pytest.mark.parametrize("bone", BONES)
@pytest.mark.parametrize(("shape", "most"), [("crush", 50.0), ("burst", 45.0)])
def test_joints_above_a_broken_body_only_close_or_only_open(
    normal: Normal, bone: str, shape: str, most: float
) -> None:
    level = LEVELS[COLUMN.index(f"vertebra.{bone}") - 1]
    losses = np.linspace(0.0, most, 7).tolist()
    models = [Changed(normal, broken(normal, bone, shape, loss)) for loss in losses]
    gaps = [facet_gap(model, level, "right") for model in models]
    assert None not in gaps
    assert reversal(np.array(gaps, dtype=np.float64).tolist()) < 0.05


@pytest.mark.parametrize("bone", BONES)
def test_a_cleft_within_a_broken_body_is_no_canal(normal: Normal, bone: str) -> None:
    level = LEVELS[COLUMN.index(f"vertebra.{bone}") - 1]
    usual = canal_depth(Changed(normal, Changes()), level)
    assert usual is not None
    assert canal_depth(Changed(normal, broken(normal, bone, "biconcave", 50.0)), level) == (
        pytest.approx(usual, abs=0.1)
    )


def test_other_shapes_are_refused(normal: Normal) -> None:
    with pytest.raises(ValueError, match="no shape"):
        broken(normal, "L1", "split", 20.0)


@pytest.mark.parametrize("bone", BONES)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_rough_inverse_of_a_fracture_is_the_inverse_to_some_hundredths(
    normal: Normal, bone: str, shape: str
) -> None:
    warp = broken(normal, bone, shape, 40.0, 6.0 if shape == "burst" else 0.0).warps[0]
    points = np.random.default_rng(1).uniform((-25.0, -45.0, -20.0), (25.0, 20.0, 20.0), (300, 3))
    assert warp.roughly is not None
    away = np.linalg.norm(warp.roughly(points) - warp.back(points), axis=1)
    assert away.max() < 0.06
