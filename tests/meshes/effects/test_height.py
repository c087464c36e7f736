"""Loss of disc height: as much as asked for, bone on bone nowhere."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.effects.changes import LEVELS, NONE
from meshes.effects.height import lower, middle_height, most_lost
from meshes.effects.motion import posture_changes
from meshes.effects.posture import Posture
from meshes.effects.site import Site

from .moved import deepest, pedicles_apart


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.55])
def test_the_middle_height_is_what_is_left_and_bone_keeps_off_bone(
    level: str, share: float
) -> None:
    normal = load_normal()
    changes = lower(normal, NONE, Site.of(level), share=share)
    left = middle_height(normal, level, changes.joints[level]) / middle_height(normal, level)
    assert left == pytest.approx(1.0 - share, abs=0.02)
    assert deepest(changes, [level]) < 0.3


@pytest.mark.parametrize("level", LEVELS)
def test_more_than_bone_lets_go_is_not_given(level: str) -> None:
    normal = load_normal()
    changes = lower(normal, NONE, Site.of(level), share=1.0)
    left = middle_height(normal, level, changes.joints[level]) / middle_height(normal, level)
    assert left == pytest.approx(1.0 - most_lost(normal, level), abs=0.02)
    assert deepest(changes, [level]) < 0.3


def test_no_loss_changes_nothing_and_a_loss_makes_the_disc_bulge() -> None:
    normal = load_normal()
    assert lower(normal, NONE, Site.of("L4-L5"), share=0.0) is NONE
    bulge = lower(normal, NONE, Site.of("L4-L5"), share=0.5).discs["L4-L5"].bulge
    assert bulge is not None
    assert 1.0 < float(bulge[[24, 72]].min()) <= float(bulge.max()) < 3.0
    # beside, where the exiting root lies, it stands out least
    assert 0.3 < float(bulge.min()) < 0.6 * float(bulge[24])
    assert abs(int(np.argmin(bulge[48:])) + 48 - 53) <= 3


def test_two_reasons_for_a_low_disc_do_not_add_up() -> None:
    normal = load_normal()
    once = lower(normal, NONE, Site.of("L4-L5"), share=0.3)
    for second in (0.2, 0.45):
        twice = lower(normal, once, Site.of("L4-L5"), share=second)
        left = middle_height(normal, "L4-L5", twice.joints["L4-L5"])
        left /= middle_height(normal, "L4-L5")
        assert left == pytest.approx(1.0 - max(0.3, second), abs=0.02)
        assert deepest(twice, ["L4-L5"]) < 0.3


@pytest.mark.parametrize("level", LEVELS[1:])
def test_the_foramen_closes_with_the_disc(level: str) -> None:
    changes = lower(load_normal(), NONE, Site.of(level), share=0.5)
    for side in ("left", "right"):
        assert pedicles_apart(changes, level, side) < pedicles_apart(NONE, level, side) - 2.0


@pytest.mark.parametrize("level", ["L3-L4", "L5-S1"])
def test_a_low_disc_bends_without_bone_in_bone(level: str) -> None:
    normal = load_normal()
    low = lower(normal, NONE, Site.of(level), share=0.5)
    for angle in (-16.0, 40.0):
        bent = posture_changes(normal, low, Posture(flexion_deg=angle))
        assert deepest(bent) < 0.3
