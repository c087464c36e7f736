"""Narrow canals, recesses and foramina: what is left of the sac, and which roots are reached."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from annotations.models import load_models
from meshes.builders import flavum as builder
from meshes.changed import flavum
from meshes.changed.conflict import Reach, root_verdict, sac_verdict
from meshes.changed.figures import quick_measures
from meshes.changed.normal import Normal, load_normal
from meshes.changed.rooms import recess_depth
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import LEVELS, Changes, bones_of
from meshes.ids import StructureId

LUMBAR = LEVELS[1:]


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


def changed(normal: Normal, model: str, level: str, side: str, severity: float) -> Changed:
    steps = load_models()[model].steps
    return Changed(normal, applied(normal, Changes(), steps, Site.of(level, side), severity))


@cache
def narrowest(level: str) -> Changed:
    return changed(load_normal(), "central-stenosis", level, "", 1.0)


def sac_area(model: Changed, level: str) -> float:
    """Cross-section of the sac at a disc, mm2."""
    frame = model.normal.disc_frames[level]
    rings = model.sac.after
    height = (rings.centres - frame[:3, 3]) @ frame[:3, 2]
    return float(np.interp(0.0, height[::-1], rings.areas[::-1]))


def root_of(level: str, which: str, side: str) -> str:
    bone = bones_of(level)[0 if which == "exiting" else 1]
    name = bone.removeprefix("vertebra.").replace("sacrum", "S1")
    return f"root.{name}.{side}"


@pytest.mark.parametrize("level", LUMBAR)
def test_central_stenosis_narrows_the_sac_step_by_step_to_the_severe_figure(
    normal: Normal, level: str
) -> None:
    areas = [
        sac_area(changed(normal, "central-stenosis", level, "", severity), level)
        for severity in (0.0, 0.5, 0.75, 1.0)
    ]
    assert all(a > b for a, b in pairwise(areas))
    assert areas[1] == pytest.approx(100.0, abs=4.0)
    assert areas[2] == pytest.approx(74.0, abs=2.0)
    assert 45.0 < areas[3] < 65.0


@pytest.mark.parametrize("level", LUMBAR)
def test_the_narrowest_canal_takes_more_than_two_thirds_of_the_sac(level: str) -> None:
    found = quick_measures(narrowest(level), level)
    lost = next(figure.value for figure in found if figure.id == "sac-lost")
    assert lost is not None
    assert 200.0 / 3 < lost < 75.0


@pytest.mark.parametrize("level", LUMBAR)
def test_the_exiting_roots_of_a_narrow_canal_are_touched_at_most(level: str) -> None:
    model = narrowest(level)
    assert root_verdict(model, root_of(level, "exiting", "right")).clearance > -1.0
    assert sac_verdict(model, level).reach is Reach.PRESSED


@pytest.mark.parametrize("level", LUMBAR)
def test_the_thickest_flavum_is_no_thicker_than_buckled_ones_are(level: str) -> None:
    model = narrowest(level)
    points = model.flavum(StructureId(f"ligamentum-flavum.{level}.left"))
    front, back = np.split(points, 2)
    assert 5.0 < np.linalg.norm(front - back, axis=1).max() < 8.2


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("level", LUMBAR)
def test_a_narrow_recess_presses_the_traversing_root_of_its_side(
    normal: Normal, level: str, side: str
) -> None:
    model = changed(normal, "lateral-recess-stenosis", level, side, 1.0)
    traversing = root_verdict(model, root_of(level, "traversing", side))
    assert traversing.clearance < -0.9
    assert recess_depth(model, level, side) < 3.0
    other = "left" if side == "right" else "right"
    for which in ("traversing", "exiting"):
        assert root_verdict(model, root_of(level, which, other)).clearance > 0.0


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("level", LUMBAR)
def test_a_narrow_foramen_presses_the_exiting_root_of_its_side(
    normal: Normal, level: str, side: str
) -> None:
    exiting = [
        root_verdict(
            changed(normal, "foraminal-stenosis", level, side, severity),
            root_of(level, "exiting", side),
        ).clearance
        for severity in (0.4, 1.0)
    ]
    assert exiting[0] > exiting[1]
    assert exiting[1] < -1.0
    other = "left" if side == "right" else "right"
    usual = changed(normal, "foraminal-stenosis", level, side, 0.6)
    for which in ("traversing", "exiting"):
        assert root_verdict(usual, root_of(level, which, other)).clearance > 0.0


@pytest.mark.parametrize("level", LUMBAR)
def test_thick_flava_keep_to_their_side_and_off_the_body(normal: Normal, level: str) -> None:
    changes = Changes().with_flavum(level, "left", 5.0).with_flavum(level, "right", 5.0)
    model = Changed(normal, changes)
    for side, sign in (("left", -1.0), ("right", 1.0)):
        id = StructureId(f"ligamentum-flavum.{level}.{side}")
        now, before = model.mesh(id).points, normal.assets.meshes[id].points
        assert (sign * now[:, 0] > -1e-3).all()
        ahead = (now - before).astype(np.float64) @ normal.disc_frames[level][:3, 1]
        assert 3.0 < ahead.max() <= 5.01
    whole = model.mesh(StructureId(f"ligamentum-flavum.{level}")).points
    left = model.mesh(StructureId(f"ligamentum-flavum.{level}.left")).points
    assert np.allclose(whole[: len(left)], left, atol=1e-4)


def test_one_flavum_leaves_the_other_as_it_was(normal: Normal) -> None:
    model = Changed(normal, Changes().with_flavum("L4-L5", "left", 4.0))
    right = StructureId("ligamentum-flavum.L4-L5.right")
    assert np.allclose(model.mesh(right).points, normal.assets.meshes[right].points, atol=1e-5)


def test_sheets_are_counted_as_they_are_built() -> None:
    assert (flavum.COLUMNS, flavum.ROWS) == (builder.COLUMNS, builder.ROWS)
