"""Scoliosis: the Cobb angle asked for, turned towards the convex side, foramina closed inside."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.changed.posed import moves_of
from meshes.effects.changes import NONE, bones_of
from meshes.effects.curve import cobb_of, curve, figures
from meshes.effects.site import Site

from .moved import deepest, pedicles_apart

APICES = tuple(figures()["wedge"])


@pytest.mark.parametrize("apex", APICES)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("cobb", [10.0, 27.0, 40.0])
def test_the_cobb_angle_is_what_was_asked_for(apex: str, side: str, cobb: float) -> None:
    normal = load_normal()
    changes = curve(normal, NONE, Site.of(apex, side), cobb=cobb)
    assert cobb_of(normal, changes) == pytest.approx(cobb, abs=1.0)


@pytest.mark.parametrize("apex", APICES)
def test_a_curve_keeps_bone_off_bone(apex: str) -> None:
    for cobb in (15.0, 33.0, 40.0):
        assert deepest(curve(load_normal(), NONE, Site.of(apex, "left"), cobb=cobb)) < 0.3


@pytest.mark.parametrize("apex", APICES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_apex_goes_and_turns_to_the_convex_side_and_closes_the_concave_foramen(
    apex: str, side: str
) -> None:
    normal, sign = load_normal(), 1.0 if side == "right" else -1.0
    changes = curve(normal, NONE, Site.of(apex, side), cobb=25.0)
    bone = bones_of(apex)[1]
    move = moves_of(changes)[bone]
    centre = (move @ normal.pose(bone))[:3, 3]
    assert sign * centre[0] > 4.0
    forward = move[:3, :3] @ np.array([0.0, 1.0, 0.0])
    assert sign * np.degrees(np.arctan2(forward[0], forward[1])) > 4.0
    concave = "left" if side == "right" else "right"
    assert pedicles_apart(changes, apex, concave) < pedicles_apart(NONE, apex, concave) - 0.5
    assert pedicles_apart(changes, apex, side) > pedicles_apart(NONE, apex, side) + 0.5


@pytest.mark.parametrize("apex", APICES)
def test_a_curve_does_not_list_to_one_side(apex: str) -> None:
    """The thoracic spine is not modelled: T12 stands where C7 may in a balanced one, 20 mm."""
    for cobb in (10.0, 25.0, 40.0):
        changes = curve(load_normal(), NONE, Site.of(apex, "right"), cobb=cobb)
        place = moves_of(changes)["vertebra.T12"] @ load_normal().pose("vertebra.T12")
        assert abs(place[0, 3]) < 20.0


def test_no_curve_changes_nothing_and_some_levels_are_no_apex() -> None:
    normal = load_normal()
    assert curve(normal, NONE, Site.of("L2-L3", "left"), cobb=0.0) is NONE
    with pytest.raises(ValueError, match="no curve has its apex"):
        curve(normal, NONE, Site.of("L5-S1", "left"), cobb=20.0)
