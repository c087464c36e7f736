"""Every data file of what can be set on the model holds together and does something."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.fault import ContentError
from annotations.library import load_library
from annotations.models import GROUPS, Model, load_models
from meshes.catalog import load_catalog
from meshes.changed.normal import load_normal
from meshes.effects.apply import applied, effects
from meshes.effects.changes import NONE, Changes
from meshes.effects.site import Site
from meshes.ids import StructureId
from viewer.changing import made_by
from viewer.state import Camera, Finding, ViewState

MODELS = load_models()
PLACES = [(model, place) for model in MODELS.values() for place in model.at]
NAMES = [f"{model.id}@{place}" for model, place in PLACES]


def changes(model: Model, place: str, severity: float, side: str | None = None) -> Changes:
    site = Site.of(place, model.side if side is None and model.sides else side or "", model.zone)
    return applied(load_normal(), NONE, model.steps, site, severity)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_model_is_told_by_a_text_and_has_known_effects(model: Model) -> None:
    assert model.text in load_library().notes
    assert model.group in GROUPS
    assert model.steps
    assert {step["do"] for step in model.steps} <= set(effects())
    assert 0.0 < model.start <= 1.0
    assert not model.sides or model.side in (*model.sides, "both")
    assert not model.zones or model.zone in model.zones


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_in_the_order_of_the_field_or_of_names(group: str) -> None:
    found = [model for model in MODELS.values() if model.group == group]
    ranks = [model.rank for model in found]
    assert ranks in ([0] * len(found), list(range(1, len(found) + 1)))
    # Types that bear a number stand in its order, whatever they are called.
    types = [model.id for model in found if model.id[-1].isdigit() and "s1" not in model.id]
    assert types == sorted(types)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_its_figures_and_grades_only_rise(model: Model) -> None:
    values, starts = model.amount.values, [grade.start for grade in model.grades]
    assert list(values) in (sorted(values), sorted(values, reverse=True))
    assert starts == sorted(set(starts))
    assert all(0.0 <= start <= 1.0 for start in starts)
    assert model.grade_at(0.0) is None


@pytest.mark.parametrize(("model", "place"), PLACES, ids=NAMES)
def test_it_changes_the_model_wherever_it_can_be_and_nothing_at_nought(
    model: Model, place: str
) -> None:
    assert changes(model, place, 0.0) is NONE
    assert changes(model, place, 1.0) != NONE
    assert changes(model, place, 0.5) != NONE


@pytest.mark.parametrize(("model", "place"), PLACES, ids=NAMES)
def test_what_it_brings_is_in_the_catalogue(model: Model, place: str) -> None:
    catalog = load_catalog()
    kind = "segment" if "-" in place else "vertebra"
    side = "both" if model.sides else ""
    found = Finding(model.id, StructureId(f"{kind}.{place}"), side, model.zone, 1.0)
    made = made_by(ViewState(Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0)), findings=(found,)))
    assert made <= set(catalog.made)
    assert bool(made) == bool(model.makes)


def test_a_damaged_file_is_named_with_the_cure(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "broken.toml").write_text("name = ", encoding="utf-8")
    (folder / "strange.toml").write_text('name = "x"\ngroup = "none"\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"broken.toml.*mend this file[\s\S]*strange.toml"):
        load_models(folder)
