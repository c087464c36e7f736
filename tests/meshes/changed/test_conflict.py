"""Which nerve a piece of disc reaches: the table of zones, levels and sides."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.conflict import PRESSED, TOUCHED, Reach, root_verdict, roots_within, verdicts
from meshes.changed.normal import load_normal
from meshes.changed.resting import root_courses
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import LEVELS, NONE, Changes, Herniation

LUMBAR = LEVELS[1:]
SIDES = ("left", "right")
ZONES = ("central", "subarticular", "foraminal", "extraforaminal")


@cache
def clearances(
    level: str,
    shape: str,
    zone: str,
    side: str,
    size: float,
    migration: float = 0.0,
    aside: float = 0.0,
) -> tuple[float, float]:
    """Room of the traversing and of the exiting root of a side, mm, from the piece alone."""
    own = "" if zone == "central" else side
    piece = Herniation(level, shape, zone, own, size, migration, aside)
    (mass,) = Changed(load_normal(), Changes(herniations=(piece,))).masses
    courses = root_courses(load_normal())
    upper, lower = level.split("-")
    rows = [courses.row(f"root.{name}.{side}") for name in (lower, upper)]
    return tuple(  # type: ignore[return-value]
        float((mass.distance(courses.lines[k]) - courses.radii[k]).min()) for k in rows
    )


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("level", LUMBAR)
def test_a_subarticular_piece_reaches_the_traversing_root_and_never_the_exiting_one(
    level: str, side: str
) -> None:
    for size, migration, aside in product((5.0, 6.0, 7.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0)):
        traversing, exiting = clearances(
            level, "extrusion", "subarticular", side, size, migration, aside
        )
        assert traversing <= -1.0, (size, migration, aside)
        assert exiting >= 2.0, (size, migration, aside)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("level", LUMBAR)
def test_a_foraminal_piece_reaches_the_exiting_root_and_never_the_traversing_one(
    level: str, side: str
) -> None:
    for size, migration, aside in product((5.0, 6.0, 7.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0)):
        traversing, exiting = clearances(
            level, "extrusion", "foraminal", side, size, migration, aside
        )
        assert traversing >= 2.0, (size, migration, aside)
        assert exiting <= (-1.0 if migration == aside == 0.0 else -0.4), (size, migration, aside)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("level", LUMBAR)
@pytest.mark.parametrize("shape", ["protrusion", "extrusion"])
def test_an_extraforaminal_piece_reaches_the_exiting_root(
    shape: str, level: str, side: str
) -> None:
    for size in (5.0, 6.0, 7.0):
        traversing, exiting = clearances(level, shape, "extraforaminal", side, size)
        assert exiting <= -1.0
        assert traversing >= 5.0


@pytest.mark.parametrize("level", LUMBAR)
@pytest.mark.parametrize(("zone", "shape"), list(product(ZONES, ["protrusion", "extrusion"])))
def test_a_small_piece_reaches_no_other_root_than_its_own(
    level: str, zone: str, shape: str
) -> None:
    traversing, exiting = clearances(level, shape, zone, "left", 3.0)
    if zone != "subarticular":
        assert traversing >= 2.0
    if zone in ("central", "subarticular"):
        assert exiting >= 2.0


@pytest.mark.parametrize("shape", ["protrusion", "extrusion"])
@pytest.mark.parametrize("level", LUMBAR)
def test_a_central_piece_enters_the_sac_and_touches_roots_at_most(level: str, shape: str) -> None:
    for size in (5.0, 6.0, 7.0) if shape == "extrusion" else (5.0, 6.0):
        piece = Herniation(level, shape, "central", "", size)
        changed = Changed(load_normal(), Changes(herniations=(piece,)))
        *roots, sac = verdicts(changed, level)
        assert sac.reach is Reach.PRESSED
        assert sac.by == f"herniation.{level}"
        assert all(root.clearance > -PRESSED for root in roots)


def test_the_sac_holds_the_roots_that_leave_it_farther_down() -> None:
    normal = load_normal()
    assert roots_within(normal, "L1-L2")[:2] == ("L2", "L3")
    assert roots_within(normal, "L4-L5") == ("L5", "S1", "S2", "S3", "S4", "S5", "Co")
    # S1 has left the sac at L5-S1
    assert roots_within(normal, "L5-S1") == ("S2", "S3", "S4", "S5", "Co")


@pytest.mark.parametrize("model", ["disc-protrusion", "disc-extrusion"])
@pytest.mark.parametrize(("level", "zone", "side"), list(product(LUMBAR, ZONES, SIDES)))
def test_each_model_begins_by_pressing_what_its_zone_says(
    model: str, level: str, zone: str, side: str
) -> None:
    found = load_models()[model]
    site = Site.of(level, side, zone)
    changes = applied(load_normal(), NONE, found.steps, site, found.start, found.extra_start)
    reached = {
        v.id for v in verdicts(Changed(load_normal(), changes), level) if v.clearance <= -1.0
    }
    upper, lower = level.split("-")
    own = {"central": "thecal-sac", "subarticular": f"root.{lower}.{side}"}
    expected = own.get(zone, f"root.{upper}.{side}")
    assert expected in reached
    assert {id for id in reached if id != "thecal-sac"} <= {expected}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("level", LUMBAR)
def test_a_root_that_lies_elsewhere_is_not_reached(level: str, side: str) -> None:
    piece = Herniation(level, "extrusion", "subarticular", side, 6.0)
    changed = Changed(load_normal(), Changes(herniations=(piece,)))
    id = f"root.{level.split('-')[1]}.{side}"
    assert root_verdict(changed, id).reach is Reach.PRESSED
    away = np.array([0.0, -9.0, 0.0])
    moved = replace(changed.courses, lines=changed.courses.lines + away)
    assert root_verdict(changed, id, moved).by != f"herniation.{level}"


def test_an_unknown_zone_or_shape_is_refused() -> None:
    for wrong in (
        Herniation("L4-L5", "extrusion", "lateral", "left", 5.0),
        Herniation("L4-L5", "prolapse", "central", "", 5.0),
    ):
        with pytest.raises(ValueError, match="is not a"):
            _ = Changed(load_normal(), Changes(herniations=(wrong,))).masses


@pytest.mark.parametrize(
    ("overlap", "reach"),
    [
        (-1.0, Reach.FREE),
        (TOUCHED - 0.02, Reach.FREE),
        (TOUCHED + 0.02, Reach.TOUCHED),
        (PRESSED - 0.02, Reach.TOUCHED),
        (PRESSED + 0.02, Reach.PRESSED),
    ],
)
def test_a_nerve_is_touched_and_pressed_from_stated_overlaps_on(
    overlap: float, reach: Reach
) -> None:
    changed = Changed(
        load_normal(),
        Changes(herniations=(Herniation("L4-L5", "extrusion", "subarticular", "left", 6.0),)),
    )
    found = root_verdict(changed, "root.L5.left")
    row = changed.courses.row("root.L5.left")
    radii = changed.courses.radii.copy()
    radii[row] += found.clearance + overlap
    assert (
        root_verdict(changed, "root.L5.left", replace(changed.courses, radii=radii)).reach is reach
    )
