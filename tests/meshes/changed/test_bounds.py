"""Rooms that have lost what bounds them have no size."""

from __future__ import annotations

import pytest

from annotations.models import load_models
from meshes.changed.bounds import has_foramen, has_joint, is_united
from meshes.changed.figures import quick_measures, resting_measures
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE

OTHER = {"left": "right", "right": "left"}


def changed_by(model: str, place: str, side: str = "", severity: float = 1.0) -> Changed:
    found, normal = load_models()[model], load_normal()
    site = Site.of(place, side, found.zone)
    changes = applied(normal, NONE, found.steps, site, severity, found.extra_start)
    return Changed(normal, changes, draft=True)


@pytest.mark.parametrize(("level", "side"), [("L1-L2", "left"), ("L5-S1", "right")])
def test_the_joint_that_a_fusion_goes_in_through_is_gone_with_its_foramen(
    level: str, side: str
) -> None:
    changed = changed_by("fusion-tlif", level, side)
    assert not has_joint(changed, level, side)
    assert not has_foramen(changed, level, side)
    assert has_joint(changed, level, OTHER[side])
    assert has_foramen(changed, level, OTHER[side])


def test_no_sizes_are_told_of_a_side_that_was_opened_and_all_of_the_other() -> None:
    found = {
        m.id: m.value
        for m in resting_measures(changed_by("fusion-tlif", "L4-L5", "right"), "L4-L5")
    }
    taken = {id for id, value in found.items() if value is None}
    rows = ("recess-depth", "foramen-height", "foramen-width", "foramen-area", "facet-gap")
    assert taken == {f"{row}.right" for row in rows}


@pytest.mark.parametrize("model", ["laminectomy", "laminotomy", "foraminotomy"])
def test_an_operation_that_spares_the_joint_leaves_its_space(model: str) -> None:
    place = load_models()[model].at[-2]
    side = "left" if load_models()[model].sides else ""
    assert has_foramen(changed_by(model, place, side), place, "left")


@pytest.mark.parametrize(
    ("model", "united"),
    [
        ("castellvi-1", ()),
        ("castellvi-2", ()),
        ("castellvi-3", ("left",)),
        ("castellvi-4", ("left",)),
    ],
)
def test_only_a_bony_union_closes_the_level_and_on_its_side(
    model: str, united: tuple[str, ...]
) -> None:
    changed = changed_by(model, "L5", "left")
    assert tuple(s for s in OTHER if is_united(changed, "L5-S1", s)) == united
    assert not any(is_united(changed, "L4-L5", side) for side in OTHER)


def test_a_process_that_does_not_reach_the_ala_yet_is_not_united_with_it() -> None:
    assert not is_united(changed_by("castellvi-3", "L5", "left", 0.2), "L5-S1", "left")


@pytest.mark.parametrize("level", load_models()["isthmic-slip"].at)
def test_a_disc_has_a_height_or_none_but_never_less_than_nothing(level: str) -> None:
    for severity in (0.5, 1.0):
        rows = quick_measures(changed_by("isthmic-slip", level, "", severity), level)
        heights = [m.value for m in rows if m.id.startswith("disc-height")]
        assert len(heights) == 4
        assert all(value is None or value > 0.0 for value in heights)
