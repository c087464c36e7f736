"""Films: every condition is asked for or left out with a reason, and no right answer is wrong."""

from __future__ import annotations

from random import Random

import pytest

from annotations.models import load_models
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.study.film_items import NORMAL, film_items
from viewer.study.film_signs import NORMAL_SIGNS, OF_ITS_SIDE, SHOWN, UNSEEN
from viewer.study.items import Item
from viewer.xray.views import film_views


@pytest.fixture(scope="module")
def items(atlas: Atlas) -> tuple[Item, ...]:
    return tuple(i for place in atlas.catalog.places for i in film_items(atlas, place, Random(5)))


def test_every_condition_is_asked_for_or_left_out_with_a_reason() -> None:
    assert set(SHOWN).isdisjoint(UNSEEN)
    assert set(SHOWN) | set(UNSEEN) == set(load_models())
    assert all(UNSEEN.values())
    assert all(each.view in {*film_views(), OF_ITS_SIDE} for each in SHOWN.values())


def test_each_of_them_is_asked_somewhere_and_on_its_view(items: tuple[Item, ...]) -> None:
    asked = {item.key.split(":")[1]: item for item in items}
    assert set(asked) == {*SHOWN, "normal"}
    for name, each in SHOWN.items():
        xray = asked[name].scene.xray
        assert xray is not None
        assert xray.is_close is each.is_close
        side = asked[name].scene.findings[0].side
        assert xray.view == (f"oblique-{side}" if each.view == OF_ITS_SIDE else each.view)
    assert {each.view for each in SHOWN.values()} - {OF_ITS_SIDE} <= set(NORMAL_SIGNS)


def test_no_two_options_could_be_taken_for_each_other(items: tuple[Item, ...]) -> None:
    named = {load_models()[name].name: each for name, each in SHOWN.items()}
    for item in items:
        assert item.answer in item.options
        groups = [g for words in item.options if words != NORMAL for g in named[words].alike]
        assert len(groups) == len(set(groups)), item
        assert "at :" not in item.reason
        assert ": :" not in item.question


def test_look_alikes_come_after_one_another_only_when_others_have_had_their_turn(
    atlas: Atlas,
) -> None:
    for seed in range(4):
        found = film_items(atlas, StructureId("segment.L4-L5"), Random(seed))
        first = [i.key.split(":")[1] for i in found][:6]
        needles = [n for n in first if n in SHOWN and "needle" in SHOWN[n].alike]
        assert len(needles) <= 1, first
