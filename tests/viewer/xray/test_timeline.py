"""The row of films after a fusion: the right times, the right words, and bone that comes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotations.models import load_models
from meshes.catalog import Catalog
from meshes.changed.normal import load_normal
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for, roughly
from viewer.state import ViewState, Xray
from viewer.xray.studio import Studio
from viewer.xray.timeline import NOT_JOINED, STAGES, fusion_stages

L4_L5 = StructureId("segment.L4-L5")
SIZE = (90, 110)


@pytest.fixture
def lit(atlas: Atlas) -> ViewState:
    return ViewState(atlas.start().camera, place=L4_L5)


def test_each_film_is_of_its_time() -> None:
    """What the keys say is what every fusion's model has at that share."""
    weeks = {"before": 0.0, "day-0": 0.0, "weeks-6": 6.0, "months-3": 13.0, "months-6": 26.0}
    for id, model in load_models().items():
        if id.startswith("fusion-"):
            for key, severity in STAGES.items():
                assert model.amount.at(severity) == pytest.approx(weeks.get(key, 52.0)), (id, key)


@pytest.mark.parametrize("model", ["fusion-plf", "fusion-plif", "fusion-tlif", "fusion-alif"])
def test_the_fusion_that_is_set_is_followed(lit: ViewState, model: str) -> None:
    slip = finding_for("degenerative-slip", L4_L5)
    fusion = finding_for(model, StructureId("segment.L5-S1"))
    stages = fusion_stages(replace(lit, findings=(slip, fusion)), Xray(window=80.0))
    assert [stage.key for stage in stages] == [*STAGES, NOT_JOINED]
    for stage in stages:
        assert slip in stage.state.findings
        assert stage.state.place == fusion.place
        assert stage.xray.is_close
        assert stage.xray.window == 80.0
    views = {stage.xray.view for stage in stages[:-1]}
    assert views == ({"ap"} if model == "fusion-plf" else {"lateral"})


def test_where_no_fusion_is_made_it_is_said(lit: ViewState) -> None:
    with pytest.raises(ValueError, match="needs a level"):
        fusion_stages(replace(lit, place=None), Xray())
    with pytest.raises(ValueError, match="not shown at"):
        fusion_stages(replace(lit, place=StructureId("segment.T12-L1")), Xray())


def test_bone_comes_with_time(lit: ViewState, catalog: Catalog) -> None:
    """Between the transverse processes the film of one year is brighter than that of the day."""
    studio = Studio(load_normal().assets, catalog)
    stages = {stage.key: stage for stage in fusion_stages(lit, Xray())}
    with roughly():
        day, year = (
            studio.films(stages[key].state, stages[key].xray, SIZE)[0]
            for key in ("day-0", "months-12")
        )
    mesh = year.body.surface(StructureId("graft.L4-L5.left"))
    assert mesh is not None
    column, row, _ = year.field.pixels(mesh.points)
    spot = np.s_[
        round(row.mean()) - 4 : round(row.mean()) + 5,
        round(column.mean()) - 2 : round(column.mean()) + 3,
    ]
    assert year.values[spot].mean() > day.values[spot].mean() + 0.05
