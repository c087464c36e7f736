"""Every figure of a level goes one way along a slider: what a condition takes, it does not give
back on the way.

Each model is looked at in two places and on two sides, which turn over the catalogue, and as a hand
that drags it sees it; figures that take longer, at rest, of those models that narrow rooms; levels
beside, of those that move bones. Over all places: `python -m tools.one_way`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from annotations.models import Model, load_models
from meshes.changed.figures import measures
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.changes import Changes
from meshes.effects.contact import further
from tools.one_way import Case, allowed, cases, figures_along, reversal

MODELS = [model for model in load_models().values() if not model.is_treatment]
SEVERITIES = tuple(np.linspace(0.0, 1.0, 5).tolist())
#: What narrows canal, recess or foramen, each looked at in one place and zone at rest.
NARROWING = (
    "disc-degeneration",
    "disc-extrusion",
    "facet-arthropathy",
    "lateral-recess-stenosis",
)


def some_cases(model: Model, number: int, count: int) -> list[Case]:
    """So many cases of a model, as far apart as they can be, beginning elsewhere with each."""
    own, sides = list(cases(model)), model.sides or ("",)
    step = max(len(own) // count, 1)
    # places turn with the models, and so do zones, of which there is another number, and sides
    picked = dict.fromkeys(own[(number * 7 + k * step) % len(own)] for k in range(count))
    turned = enumerate(picked, start=number)
    return [replace(case, side=sides[k % len(sides)]) for k, case in turned]


#: Zones of a herniation that narrow neither a recess nor a foramen.
BESIDE = ("central", "extraforaminal")
QUICK = [case for number, model in enumerate(MODELS) for case in some_cases(model, number, 2)]
AT_REST = [
    next(case for case in some_cases(load_models()[id], number, 8) if case.zone not in BESIDE)
    for number, id in enumerate(NARROWING)
]
#: Bones that stand elsewhere or are broken, at rest.
DISPLACED = (
    Case("isthmic-slip", "L5-S1", "", ""),
    Case("degenerative-slip", "L3-L4", "", ""),
    Case("castellvi-3", "L5", "right", ""),
    Case("burst-fracture", "L3", "", ""),
)
#: What once went to and fro at rest: a flavum that bones draw along, heads that leave the disc.
GRAZED = (
    Case("scoliosis", "L1-L2", "right", ""),
    Case("disc-degeneration", "L5-S1", "", ""),
    Case("disc-extrusion", "L4-L5", "right", "foraminal"),
)
#: Broken bodies, looked at from the disc above, on their broken plate.
BROKEN = (
    Case("burst-fracture", "L2", "", ""),
    Case("burst-fracture", "L3", "", ""),
    Case("burst-fracture", "L4", "", ""),
    Case("crush-fracture", "L3", "", ""),
    Case("wedge-fracture", "L4", "", ""),
)
#: What moves bones, how far above (-) or below its level is looked at, and whether at rest as well.
NEIGHBOURS = (
    (Case("scoliosis", "L2-L3", "right", ""), -1, True),
    (Case("scoliosis", "L3-L4", "left", ""), 1, False),
)
#: A side and the other, at which figures are each other's mirror image; those at rest as well.
MIRRORED = (
    (Case("disc-extrusion", "L4-L5", "left", "subarticular"), True),
    (Case("scoliosis", "L2-L3", "left", ""), False),
)


def title(case: object) -> str:
    parts = (case.model, case.place, case.side, case.zone) if isinstance(case, Case) else (case,)
    return "-".join(str(part) for part in parts if part)


@pytest.mark.parametrize("case", QUICK, ids=title)
def test_disc_slip_and_sac_go_one_way_while_a_slider_is_dragged(case: Case) -> None:
    rows = figures_along(load_normal(), case, SEVERITIES)
    back = {
        id: (reversal(row), row)
        for id, (unit, usual, row) in rows.items()
        if reversal(row) > allowed(unit, usual)
    }
    assert not back


def back_at_rest(rows: Mapping[str, tuple[str, float, list[float]]]) -> dict[str, list[float]]:
    """Figures that go to and fro from the normal one on, by id."""
    return {
        id: [usual, *row]
        for id, (unit, usual, row) in rows.items()
        if reversal([usual, *row]) > allowed(unit, usual)
    }


@pytest.mark.parametrize("case", DISPLACED, ids=title)
def test_figures_go_one_way_at_rest_where_bones_are_displaced(case: Case) -> None:
    assert case in list(cases(load_models()[case.model], sides=True))
    rows = figures_along(load_normal(), case, (0.35, 0.8, 1.0), resting=True)
    assert not back_at_rest(rows)


@pytest.mark.parametrize("case", GRAZED, ids=title)
def test_a_flavum_drawn_along_and_a_piece_that_grows_give_no_room_back(case: Case) -> None:
    assert case in list(cases(load_models()[case.model], sides=True))
    rows = figures_along(load_normal(), case, (0.3, 0.8, 0.9, 1.0), resting=True)
    assert not back_at_rest(rows)


@pytest.mark.parametrize("case", BROKEN, ids=title)
def test_figures_of_the_disc_on_a_broken_body_go_one_way(case: Case) -> None:
    assert case in list(cases(load_models()[case.model], sides=True))
    rows = figures_along(load_normal(), case, (0.3, 0.6, 0.8, 0.9, 1.0), beside=-1)
    assert not back_at_rest(rows)
    # what stands on it does not slip
    assert abs(rows["slip"][2][-1]) < 0.3
    areas = rows["sac-area"][2]
    assert case.model != "burst-fracture" or areas[-1] < 0.7 * rows["sac-area"][1]


@pytest.mark.parametrize(("case", "beside", "resting"), NEIGHBOURS, ids=title)
def test_figures_of_a_neighbour_go_one_way_where_bones_move(
    case: Case, beside: int, resting: bool
) -> None:
    assert case in list(cases(load_models()[case.model], sides=True))
    shares = (0.5, 1.0) if resting else (0.33, 0.5, 0.67, 1.0)
    rows = figures_along(load_normal(), case, shares, resting=resting, beside=beside)
    assert not back_at_rest(rows)


def test_the_disc_above_a_body_that_slips_out_of_its_arch_stays_as_it_is() -> None:
    for place in load_models()["isthmic-slip"].at:
        case = Case("isthmic-slip", place, "", "")
        rows = figures_along(load_normal(), case, (0.3, 0.65, 1.0), beside=-1)
        for id in ("disc-height-anterior", "disc-height-middle", "disc-height-posterior", "slip"):
            assert rows[id][2] == pytest.approx([rows[id][1]] * 3, abs=1e-6)
        assert rows["disc-wedge"][2] == pytest.approx([rows["disc-wedge"][1]] * 3, abs=1e-6)


@pytest.mark.parametrize(("case", "resting"), MIRRORED, ids=title)
def test_a_side_has_the_figures_of_the_other_one_mirrored(case: Case, resting: bool) -> None:
    there, back = (
        figures_along(load_normal(), replace(case, side=side), (0.8,), resting=resting)
        for side in ("left", "right")
    )
    for id, (unit, usual, row) in there.items():
        stem, _, side = id.partition(".")
        other = f"{stem}.{'right' if side == 'left' else 'left'}" if side else id
        sign = -1.0 if id == "slip-lateral" else 1.0
        within = allowed(unit, usual) or 1e-9
        assert row == pytest.approx([sign * v for v in back[other][2]], abs=within, nan_ok=True), id


def test_a_column_that_leans_and_turns_as_a_whole_keeps_its_figures() -> None:
    way = further(np.eye(4), np.array([30.0, -10.0, 5.0, 12.0, 20.0, 15.0]))
    changed = Changed(load_normal(), Changes(base=way))
    for level in ("L2-L3", "L5-S1"):
        for each in measures(changed, level):
            assert each.value == pytest.approx(each.normal, rel=2e-3, abs=1e-3), each.id


def test_there_are_no_figures_above_the_first_level() -> None:
    case = Case("endplate-osteophytes", "T12-L1", "both", "")
    assert figures_along(load_normal(), case, (0.0,), beside=-1) == {}


def test_a_slip_has_figures_of_its_rooms_up_to_half_of_the_end_plate() -> None:
    rows = figures_along(load_normal(), DISPLACED[0], (0.2, 0.8), resting=True)
    area, gap = rows["foramen-area.right"][2], rows["facet-gap.right"][2]
    assert np.isfinite(area).tolist() == [True, False]
    # the joint of the arch that stays behind is whole
    assert np.isfinite(gap).all()
    # behind the body that leaves it the canal widens, until it is open
    _, usual, depth = rows["canal-depth"]
    assert depth[0] > usual + 2.0
    assert np.isnan(depth[-1])


@pytest.mark.parametrize("case", AT_REST, ids=title)
def test_rooms_go_one_way_at_rest(case: Case) -> None:
    rows = figures_along(load_normal(), case, (0.45, 0.75, 1.0), resting=True)
    assert not back_at_rest(rows)
    rooms = [row for id, row in rows.items() if id.startswith(("foramen-area", "recess"))]
    # one that is filled cannot be measured any more
    assert any(np.isnan(row[-1]) or row[-1] < usual - 0.5 for _, usual, row in rooms)


def test_every_model_is_looked_at_in_two_places_if_it_can_be() -> None:
    for model in MODELS:
        seen = [case for case in QUICK if case.model == model.id]
        assert len(seen) == min(2, len(list(cases(model))))
        assert len({case.place for case in seen}) == min(2, len(model.at))


def test_a_row_that_goes_to_and_fro_is_told_by_how_far_it_goes_back() -> None:
    assert reversal([3.0, 2.0, 1.0]) == 0.0
    assert reversal([1.0, 1.0, 4.0]) == 0.0
    assert reversal([3.0, 2.0, 2.4, 1.0]) == pytest.approx(0.4)
    assert reversal([1.0, 5.0, float("nan"), 4.0]) == pytest.approx(1.0)
    assert reversal([float("nan"), 1.0]) == 0.0
    assert allowed("mm", 20.0) == pytest.approx(0.1)
    assert allowed("mm", 4.0) == pytest.approx(0.05)
    assert allowed("mm²", 100.0) == pytest.approx(0.5)
