"""Two conditions at one level: bone keeps off bone, what narrows frees no nerve."""

from __future__ import annotations

from itertools import permutations

import pytest

from annotations.models import load_models
from meshes.changed.conflict import verdicts
from meshes.changed.figures import quick_measures
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied, turn_of
from meshes.effects.changes import LEVELS, NONE, Changes
from meshes.effects.motion import posture_changes
from meshes.effects.posture import Posture

from .moved import deepest

#: What grows at the same joint, or beside a slip, at one level after another.
GROWING = (
    ("L3-L4", "isthmic-slip", "central-stenosis"),
    ("L3-L4", "degenerative-slip", "central-stenosis"),
    ("L4-L5", "central-stenosis", "facet-arthropathy"),
)
#: What narrows a level that has a piece of disc in it already.
NARROWING = (
    ("L2-L3", "disc-extrusion", "facet-arthropathy"),
    ("L3-L4", "disc-extrusion", "central-stenosis"),
    ("L4-L5", "disc-extrusion", "disc-bulge"),
)


def together(level: str, *names: str) -> Changes:
    """Changes by conditions at a level, each in its turn."""
    changes = NONE
    for name in sorted(names, key=lambda each: (turn_of(load_models()[each].steps), each)):
        model = load_models()[name]
        site = Site.of(level, "left" if model.sides else "", model.zone)
        changes = applied(load_normal(), changes, model.steps, site, 0.7, model.extra_start)
    return changes


@pytest.mark.parametrize(("level", "first", "second"), GROWING)
def test_bone_of_two_conditions_does_not_grow_into_bone(
    level: str, first: str, second: str
) -> None:
    assert deepest(together(level, first, second), (level,)) < 0.3


def test_an_arch_that_stays_behind_keeps_off_bone_when_one_bends_backwards() -> None:
    bent = posture_changes(
        load_normal(), together("L4-L5", "isthmic-slip"), Posture(flexion_deg=-12.0)
    )
    assert deepest(bent, ("L3-L4", "L4-L5")) < 0.3


@pytest.mark.parametrize(("level", "piece", "more"), NARROWING)
def test_what_narrows_a_level_frees_no_nerve_that_is_reached(
    level: str, piece: str, more: str
) -> None:
    before, after = (
        {each.id: each.clearance for each in verdicts(Changed(load_normal(), changes, True), level)}
        for changes in (together(level, piece), together(level, piece, more))
    )
    assert min(before.values()) < -1.0
    assert all(after[id] < room + 0.1 for id, room in before.items())


def test_a_slip_is_as_large_as_asked_for_beside_a_worn_disc() -> None:
    for level in LEVELS[3:]:
        changes = together(level, "disc-degeneration", "retrolisthesis")
        rows = {m.id: m.value for m in quick_measures(Changed(load_normal(), changes, True), level)}
        assert rows["slip-share"] == pytest.approx(0.7 * 15.0, abs=0.1)


def test_slips_come_first_and_bone_grows_last() -> None:
    names = ("endplate-osteophytes", "foraminal-stenosis", "disc-degeneration", "isthmic-slip")
    for order in permutations(names, len(names)):
        found = sorted(order, key=lambda each: turn_of(load_models()[each].steps))
        assert tuple(reversed(found)) == names
