"""Tree and picture say the same after whatever was done."""

from __future__ import annotations

import random as chance
from dataclasses import replace

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.commands import acts
from viewer.commands.finding_acts import add_finding
from viewer.commands.registry import commands
from viewer.resolve import resolve
from viewer.state import ViewState
from viewer.ui.structure_rows import (
    MADE,
    SPURS,
    Row,
    Sight,
    rows_by_segment,
    rows_by_tissue,
    rows_of,
    sight,
)


def all_rows(catalog: Catalog) -> list[Row]:
    tops = (*rows_by_segment(catalog), *rows_by_tissue(catalog))
    return [row for top in tops for row in top.walk()]


def check(state: ViewState, catalog: Catalog, rows: list[Row]) -> None:
    looks = resolve(state, catalog).looks
    for row in rows:
        drawn = [p for top in row.tops for p in catalog.with_parts(top) if p in catalog.drawn]
        shown = [p for p in drawn if p in looks]
        usual = [p for p in drawn if not catalog.is_extra(p)]
        found = sight(row, state, catalog)
        assert (found is Sight.NONE) == (not shown), row.text
        assert (found is Sight.ALL) == (bool(shown) and set(usual) <= set(shown)), row.text


@pytest.mark.parametrize("seed", range(4))
def test_check_boxes_equal_what_is_drawn_after_random_acts(
    seed: int, atlas: Atlas, catalog: Catalog
) -> None:
    random = chance.Random(seed)
    rows = all_rows(catalog)
    made = [c for c in commands(atlas).values() if c.make is not None and c.id != "show.reset"]
    ids = [*catalog.structures, *catalog.places]
    state = atlas.start()
    for _ in range(50):
        pick, row = random.randrange(7), random.choice(rows)
        id = random.choice(ids)
        if pick < 3:
            act = random.choice([acts.hide, acts.show_only, acts.toggle_fade])
            state = act(row.tops)(state)
        elif pick == 3:
            state = acts.unhide(atlas, row.tops)(state)
        elif pick == 4:
            state = acts.select_any(atlas, id)(state)
        elif pick == 5 and id in catalog.structures:
            state = acts.hide([id])(acts.add_to_selection(id)(state))
        else:
            command = random.choice(made)
            assert command.make is not None
            state = command.make(state)(state)
        if random.random() < 0.2:
            check(state, catalog, rows)
    check(state, catalog, rows)


def test_the_eye_of_every_row_takes_away_and_brings_back(atlas: Atlas, catalog: Catalog) -> None:
    for row in all_rows(catalog):
        state = atlas.start()
        if sight(row, state, catalog) is not Sight.ALL:
            state = acts.unhide(atlas, row.tops)(state)
        assert sight(row, state, catalog) is Sight.ALL, row.text
        gone = acts.hide(row.tops)(state)
        assert sight(row, gone, catalog) is Sight.NONE, row.text
        back = acts.unhide(atlas, row.tops)(gone)
        assert sight(row, back, catalog) is Sight.ALL, row.text


def test_what_is_hidden_is_listed_each_whole_once_and_comes_back(
    atlas: Atlas, catalog: Catalog
) -> None:
    gone = [StructureId(t) for t in ("disc.L5-S1", "disc.L5-S1.nucleus", "vertebra.L3", "sacrum")]
    state = acts.hide(gone)(atlas.start())
    listed = acts.hidden_list(state, catalog)
    assert set(listed) == {"disc.L5-S1", "vertebra.L3", "sacrum"}
    for id in listed:
        state = acts.unhide(atlas, [id])(state)
        assert id not in acts.hidden_list(state, catalog)
    assert state == atlas.start()


@pytest.mark.parametrize(
    ("model", "level", "borne"),
    [
        (
            "endplate-osteophytes",
            "L5-S1",
            {"vertebra.L5.inferior-endplate", "sacrum.S1.superior-endplate"},
        ),
        (
            "endplate-osteophytes",
            "L1-L2",
            {"vertebra.L1.inferior-endplate", "vertebra.L2.superior-endplate"},
        ),
        ("facet-arthropathy", "L4-L5", {"facet.L4-L5.left", "facet.L4-L5.right"}),
        (
            "foraminal-stenosis",
            "L2-L3",
            {"facet.L2-L3.left", "vertebra.L2.inferior-endplate", "vertebra.L3.superior-endplate"},
        ),
        ("isthmic-slip", "L4-L5", {"vertebra.L4.pars.left", "vertebra.L4.pars.right"}),
    ],
)
def test_bone_spurs_are_listed_with_what_bears_them(
    atlas: Atlas, model: str, level: str, borne: set[str]
) -> None:
    place = StructureId(f"segment.{level}")
    state = add_finding(atlas, finding_for(model, place))(atlas.start())
    first = rows_of("segment", atlas.catalog, state)[0]
    assert first.text == MADE
    assert {row.id for row in first.children if row.note == SPURS} == borne
    assert sight(first, state, atlas.catalog) is Sight.ALL
    before = replace(state, is_before=True)
    assert rows_of("segment", atlas.catalog, before)[0].text != MADE
