"""Live figures: the normal ones at rest, one way along a slider, None where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.figures import Measure, as_said, compromise, measures, quick_measures
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import LEVELS, NONE, Changes
from meshes.effects.motion import posture_changes
from meshes.effects.posture import Posture
from meshes.shipped import load_measures

LUMBAR = LEVELS[1:]


def changed_by(model: str, level: str, severity: float, zone: str = "") -> Changed:
    found = load_models()[model]
    site = Site.of(level, found.side if found.sides else "", zone or found.zone)
    steps = found.steps
    return Changed(
        load_normal(), applied(load_normal(), NONE, steps, site, severity, found.extra_start)
    )


def by_id(found: tuple[Measure, ...]) -> dict[str, Measure]:
    return {measure.id: measure for measure in found}


@pytest.mark.parametrize("level", ["L5-S1"])
def test_at_rest_every_figure_is_its_normal_one_and_both_sides_agree(level: str) -> None:
    found = by_id(measures(Changed(load_normal(), NONE), level))
    assert all(m.value == m.normal and m.value is not None for m in found.values())
    for id, measure in found.items():
        if id.endswith(".left"):
            other = found[id.replace(".left", ".right")].value
            assert measure.value == pytest.approx(other, rel=0.01)


@pytest.mark.parametrize("level", LUMBAR)
def test_normal_heights_are_those_of_the_built_anatomy(level: str) -> None:
    shipped = load_measures()
    found = by_id(quick_measures(Changed(load_normal(), NONE), level))
    for end in ("anterior", "posterior"):
        built = shipped[f"disc-height-{end}"][level]
        assert found[f"disc-height-{end}"].value == pytest.approx(built, abs=0.6)
    assert found["disc-wedge"].value == pytest.approx(shipped["disc-wedge"][level], abs=0.05)


@pytest.mark.parametrize(
    ("model", "zone", "figure", "rises"),
    [
        ("disc-degeneration", "", "disc-height-share", False),
        ("disc-degeneration", "", "disc-height-posterior", False),
        ("disc-extrusion", "central", "sac-area", False),
        ("disc-extrusion", "central", "sac-lost", True),
        ("disc-protrusion", "central", "sac-area", False),
    ],
)
@pytest.mark.parametrize("level", ["L3-L4", "L5-S1"])
def test_a_figure_goes_one_way_along_its_slider(
    model: str, zone: str, figure: str, rises: bool, level: str
) -> None:
    rows = [
        by_id(quick_measures(changed_by(model, level, severity, zone), level))[figure].value
        for severity in np.linspace(0.0, 1.0, 9)
    ]
    steps = np.diff(np.array(rows, dtype=np.float64))
    assert ((steps if rises else -steps) >= -0.1).all()
    assert abs(rows[-1] - rows[0]) > 3.0  # type: ignore[operator]


def test_a_foraminal_piece_narrows_its_foramen_alone() -> None:
    found = by_id(measures(changed_by("disc-extrusion", "L5-S1", 0.6, "foraminal"), "L5-S1"))
    left, right = found["foramen-area.left"], found["foramen-area.right"]
    assert left.value is not None
    assert left.normal is not None
    assert left.value < 0.8 * left.normal
    assert right.value == pytest.approx(right.normal, rel=0.01)


def test_a_filled_recess_has_no_depth_left_and_the_other_keeps_its_own() -> None:
    found = by_id(measures(changed_by("disc-extrusion", "L5-S1", 1.0), "L5-S1"))
    assert found["recess-depth.left"].value == 0.0
    right = found["recess-depth.right"]
    assert right.value == pytest.approx(right.normal, abs=0.3)


def test_a_slip_is_told_in_millimetres_and_by_meyerding() -> None:
    forward = np.eye(4)
    forward[1, 3] = 11.0
    changed = Changed(load_normal(), Changes(joints={"L4-L5": forward}))
    found = by_id(quick_measures(changed, "L4-L5"))
    assert found["slip"].value == pytest.approx(11.0, abs=0.6)
    assert found["meyerding"].value == 2.0
    assert found["meyerding"].normal == 0.0


def test_a_backward_slip_is_said_as_one_and_has_no_grade() -> None:
    found = by_id(quick_measures(changed_by("retrolisthesis", "L4-L5", 1.0), "L4-L5"))
    assert found["slip"].value == pytest.approx(-5.1, abs=0.2)
    assert found["meyerding"].value == 0.0
    said = as_said(found["slip"])
    assert (said.name, said.value) == ("Slip, backward", -found["slip"].value)
    assert as_said(found["sac-depth"]) == found["sac-depth"]


def test_bending_forwards_is_no_slip_of_a_grade() -> None:
    bent = posture_changes(load_normal(), NONE, Posture(flexion_deg=52.0))
    for level in LUMBAR:
        found = by_id(quick_measures(Changed(load_normal(), bent, True), level))
        assert found["meyerding"].value == 0.0


def test_losses_of_the_sac_are_named_in_thirds() -> None:
    assert [compromise(lost) for lost in (0.0, 20.0, 50.0, 80.0)] == [
        "",
        "mild",
        "moderate",
        "severe",
    ]
