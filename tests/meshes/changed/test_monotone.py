"""Every figure of a level goes one way along a slider: what a condition takes, it does not give
back on the way.

Each model is looked at in two places, which turn over the catalogue, and as a hand that drags it
sees it; figures that take longer, at rest, of those models that narrow rooms. Over all places:
`python -m tools.one_way`.
"""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import Model, load_models
from meshes.changed.normal import load_normal
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
    own = list(cases(model))
    step = max(len(own) // count, 1)
    # places turn with the models, and so do zones, of which there is another number
    picked = [own[(number * 7 + k * step) % len(own)] for k in range(count)]
    return list(dict.fromkeys(picked))


#: Zones of a herniation that narrow neither a recess nor a foramen.
BESIDE = ("central", "extraforaminal")
QUICK = [case for number, model in enumerate(MODELS) for case in some_cases(model, number, 2)]
AT_REST = [
    next(case for case in some_cases(load_models()[id], number, 8) if case.zone not in BESIDE)
    for number, id in enumerate(NARROWING)
]


def title(case: Case) -> str:
    return "-".join(part for part in (case.model, case.place, case.zone) if part)


@pytest.mark.parametrize("case", QUICK, ids=title)
def test_disc_slip_and_sac_go_one_way_while_a_slider_is_dragged(case: Case) -> None:
    rows = figures_along(load_normal(), case, SEVERITIES)
    back = {
        id: (reversal(row), row)
        for id, (unit, usual, row) in rows.items()
        if reversal(row) > allowed(unit, usual)
    }
    assert not back


@pytest.mark.parametrize("case", AT_REST, ids=title)
def test_rooms_go_one_way_at_rest(case: Case) -> None:
    rows = figures_along(load_normal(), case, (0.45, 0.75, 1.0), resting=True)
    back = {
        id: (reversal([usual, *row]), row)
        for id, (unit, usual, row) in rows.items()
        if reversal([usual, *row]) > allowed(unit, usual)
    }
    assert not back
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
