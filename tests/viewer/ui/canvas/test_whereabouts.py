"""The little spine in the corner says rightly where one looks, and keeps out of the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commands import acts
from viewer.labels import Rect
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.state import Camera
from viewer.ui.canvas import Canvas
from viewer.ui.paint_overlay import Stationery
from viewer.ui.whereabouts import Column, column_of, inset, lit_discs, seen_span

SIZE = (900.0, 640.0)
CUBE = Rect(800.0, 8.0, 92.0, 92.0)


@pytest.fixture
def column(atlas: Atlas) -> Column:
    found = column_of(atlas.catalog, atlas.boxes)
    assert found is not None
    return found


def test_it_has_every_disc_from_above_to_below(atlas: Atlas, column: Column) -> None:
    assert [id for id, _ in column.discs] == [place.id for place in atlas.catalog.segments]
    heights = [column.top[1], *(at[1] for _, at in column.discs), column.tail[1]]
    assert heights == sorted(heights, reverse=True)


def test_the_whole_spine_needs_no_little_one(atlas: Atlas, column: Column) -> None:
    with_ = Stationery(THEMES["light"], room=SIZE)
    assert inset(column, atlas.home(), SIZE, with_, CUBE) is None
    assert inset(None, atlas.home(), SIZE, with_, CUBE) is None


@pytest.mark.parametrize("theme", list(THEMES))
def test_at_every_level_it_frames_that_level(atlas: Atlas, column: Column, theme: str) -> None:
    with_ = Stationery(THEMES[theme], room=SIZE)
    for place in atlas.catalog.segments:
        camera = acts.select_place(atlas, place.id)(atlas.start()).camera
        found = inset(column, camera, SIZE, with_, CUBE, frozenset([place.id]))
        assert found is not None
        low, high = found.seen
        discs = dict(column.discs)
        assert low < discs[place.id][1] < high
        assert not found.box.meets(CUBE)
        assert found.box.lies_in(Rect(0.0, 0.0, *SIZE))


def test_a_small_view_keeps_its_room(atlas: Atlas, column: Column) -> None:
    camera = acts.select_place(atlas, StructureId("segment.L5-S1"))(atlas.start()).camera
    for size in ((300.0, 600.0), (600.0, 250.0)):
        assert inset(column, camera, size, Stationery(THEMES["light"], room=size), CUBE) is None


def test_seen_from_above_it_shows_the_height_of_what_is_looked_at() -> None:
    view = named_views()["superior"]
    low, high = seen_span(Camera(view.azimuth_deg, view.elevation_deg, 300.0, (0.0, 0.0, 40.0)))
    assert low < 40.0 < high
    assert high - low < 20.0


def test_what_is_lit_is_lit_there_too(atlas: Atlas) -> None:
    for place in atlas.catalog.segments:
        state = acts.select_place(atlas, place.id)(atlas.start())
        spec = resolve(state, atlas.catalog)
        assert lit_discs(spec, atlas.catalog) == {place.id}
    assert lit_discs(resolve(atlas.start(), atlas.catalog), atlas.catalog) == frozenset()


def test_it_comes_with_nearness_goes_with_distance_and_can_be_switched_off(
    canvas: Canvas, atlas: Atlas, settle: Callable[[], None]
) -> None:
    state = acts.select_place(atlas, StructureId("segment.L3-L4"))(atlas.start())
    assert canvas.overlay.inset is None
    canvas.show_spec(resolve(state, atlas.catalog))
    canvas.fly_to(state.camera, animated=False)
    settle()
    shown = canvas.overlay.inset
    assert shown is not None
    assert shown.lit == {"segment.L3-L4"}
    assert not any(m.placed.plate.meets(shown.box) for m in canvas.overlay.marks.labels)
    assert canvas.overlay.sheet(canvas.camera, None).inset == shown
    canvas.set_inset(False)
    assert canvas.overlay.inset is None
    canvas.set_inset(True)
    assert canvas.overlay.inset is not None
    canvas.show_spec(resolve(replace(state, explode=0.5), atlas.catalog))
    assert canvas.overlay.inset is None
