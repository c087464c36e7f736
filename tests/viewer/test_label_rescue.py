"""Names that found no place in the columns: near, on their side, over nothing, or left out."""

from __future__ import annotations

from dataclasses import replace

from meshes.ids import StructureId
from viewer.label_leaders import cross
from viewer.label_plates import Placed, Rect, Sheet, Wanted
from viewer.label_rescue import rescued, runs_through
from viewer.labels import place

SHEET = Sheet((600.0, 500.0), Rect(0.0, 0.0, 600.0, 500.0))
ROOT = Wanted(StructureId("root.L5.left"), (150.0, 40.0), (250.0, 250.0), 5.0)
DISC = Wanted(StructureId("disc.L4-L5"), (150.0, 40.0), (300.0, 100.0), 9.0)


def test_it_stands_on_its_side_off_all_that_is_there() -> None:
    there = Placed(DISC.id, Rect(20.0, 80.0, 150.0, 40.0), DISC.anchor, True, False)
    sheet = replace(SHEET, blocked=(Rect(0.0, 200.0, 600.0, 60.0),))
    (kept, found) = rescued([(ROOT, True)], [there], sheet)
    assert kept == there
    assert found.on_left
    assert found.plate.right < ROOT.anchor[0]
    assert not found.plate.meets(there.plate)
    assert not found.plate.meets(sheet.blocked[0])
    assert not cross(found, there)


def test_what_names_a_side_never_goes_over_and_what_names_none_may() -> None:
    full = replace(SHEET, blocked=(Rect(0.0, 0.0, 240.0, 500.0),))
    assert rescued([(ROOT, True)], [], full) == []
    (found,) = rescued([(replace(DISC, anchor=(290.0, 250.0)), True)], [], full)
    assert not found.on_left


def test_no_leader_crosses_half_the_picture() -> None:
    far = replace(SHEET, size=(3000.0, 500.0), blocked=(Rect(900.0, 0.0, 800.0, 500.0),))
    assert rescued([(replace(ROOT, anchor=(1300.0, 250.0)), True)], [], far) == []


def test_it_covers_nothing_that_is_named_where_there_is_bare_ground() -> None:
    there = Placed(DISC.id, Rect(430.0, 80.0, 150.0, 40.0), DISC.anchor, False, False)
    band = Rect(0.0, 200.0, 600.0, 120.0)
    sheet = replace(SHEET, covers=lambda key, plate: key == DISC.id and plate.meets(band))
    found = rescued([(ROOT, True)], [there], sheet)[1]
    assert not found.plate.meets(band)


def test_columns_come_first_and_the_search_only_when_asked() -> None:
    wanted = [
        replace(DISC, id=StructureId(f"disc.L{k}-L{k + 1}"), anchor=(300.0, 60.0 + 100.0 * k))
        for k in (1, 2, 3)
    ]
    usual = place(wanted, SHEET)
    both = place(wanted, SHEET, anywhere=True)
    assert set(usual) <= set(both)


def test_a_line_through_a_box() -> None:
    box = Rect(10.0, 10.0, 20.0, 20.0)
    assert runs_through((0.0, 20.0), (50.0, 20.0), box)
    assert runs_through((20.0, 0.0), (20.0, 50.0), box)
    assert not runs_through((0.0, 0.0), (50.0, 0.0), box)
    assert not runs_through((0.0, 40.0), (5.0, 20.0), box)
