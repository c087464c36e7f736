"""Where roots give feeling: the key points of the examination lie in their roots' areas."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.legmap_data import MAPS, ROOTS, SADDLE, VIEWS, load_regions
from meshes.ids import Side
from viewer.legmap.areas import (
    BELONGS,
    drawn_weights,
    middle,
    named_places,
    reaches_saddle,
    region_cells,
    root_at,
    ticked,
    weights,
)
from viewer.legmap.grid import dab, grids, is_skin, numbers, outline, painted

#: ISNCSCI's key points on the figure: view, mm outwards and downwards.
KEY_POINTS = {
    "L1": ("front", 50.0, 205.0),
    "L2": ("front", 95.0, 330.0),
    "L3": ("front", 70.0, 570.0),
    "L4": ("front", 88.0, 960.0),
    "L5": ("front", 125.0, 1130.0),
    "S1": ("back", 140.0, 1010.0),
    "S2": ("back", 104.0, 600.0),
    "S3": ("saddle", 60.0, 180.0),
    "S4": ("saddle", 25.0, 150.0),
    "S5": ("saddle", 4.0, 166.0),
}


@pytest.mark.parametrize("kind", MAPS)
@pytest.mark.parametrize("root", ROOTS)
def test_key_points_lie_in_the_area_of_their_root(root: str, kind: str) -> None:
    view, x, y = KEY_POINTS[root]
    grid = grids()[view]
    area = weights(kind)[root][view]
    assert area[int(y / grid.cell), int(x / grid.cell)] >= BELONGS


@pytest.mark.parametrize("kind", MAPS)
def test_pressing_a_key_point_finds_its_root_on_its_side(kind: str) -> None:
    for root in ("L2", "S3", "S4", "S5"):
        view, x, y = KEY_POINTS[root]
        assert root_at(kind, view, (x, y)) == (root, Side.LEFT)
        assert root_at(kind, view, (-x, y)) == (root, Side.RIGHT)
    assert root_at(kind, "front", (0.0, 600.0)) is None
    assert root_at(kind, "front", (-4000.0, -5.0)) is None


def test_the_maps_differ_where_their_makers_did() -> None:
    toe = {kind: root_at(kind, "front", (88.0, 1180.0)) for kind in MAPS}
    assert toe["evidence"] == ("L5", Side.LEFT)
    assert toe["textbook"] == ("L4", Side.LEFT)
    # Outer thigh: a gap of the one, a strip of L4 in the other.
    assert root_at("evidence", "front", (155.0, 500.0)) is None
    assert root_at("textbook", "front", (155.0, 500.0)) == ("L4", Side.LEFT)


@pytest.mark.parametrize("kind", MAPS)
def test_edges_are_soft_and_neighbours_overlap(kind: str) -> None:
    for root in ROOTS:
        views = weights(kind)[root]
        values = np.concatenate([views[view].ravel() for view in VIEWS])
        assert values.min() >= 0.0
        assert values.max() > 0.9
        assert ((values > 0.1) & (values < 0.9)).sum() > 8, f"{root} has hard edges"
        for view in VIEWS:
            assert not views[view][~grids()[view].skin].any()
    both = np.minimum(weights(kind)["L5"]["front"], weights(kind)["L4"]["front"])
    assert both.max() > 0.05


@pytest.mark.parametrize("kind", MAPS)
def test_names_stand_within_their_areas(kind: str) -> None:
    for root in ROOTS:
        spots = {view: middle(kind, root, view) for view in VIEWS}
        assert any(spots.values()), root
        for view, spot in spots.items():
            if spot is not None:
                assert root_at(kind, view, spot[:2]) is not None


def test_cells_have_lasting_numbers_and_mirrored_sides() -> None:
    cells = dab("front", (100.0, 700.0), 20.0)
    assert is_skin(cells)
    assert list(painted(cells)) == [("front", Side.LEFT)]
    other = dab("front", (-100.0, 700.0), 20.0)
    left, right = painted(cells)["front", Side.LEFT], painted(other)["front", Side.RIGHT]
    assert (left == right).all()
    for (view, side), mask in painted(cells | other).items():
        assert numbers(view, side, mask) <= cells | other
    # As saved scenes hold them: column 10, row 10 of the right and of the left front, and of the
    # left half of the back.
    assert dab("front", (-63.0, 63.0), 1.0) == {10_010}
    assert dab("front", (63.0, 63.0), 1.0) == {1_010_010}
    assert dab("back", (63.0, 63.0), 1.0) == {3_010_010}
    assert not is_skin({-1})
    assert not is_skin({10**12})
    assert not is_skin({900_000})


def test_a_brush_over_the_mid_line_paints_both_sides_and_never_beside_the_skin() -> None:
    assert {side for _view, side in painted(dab("saddle", (0.0, 166.0), 8.0))} == set(Side)
    assert dab("front", (0.0, 700.0), 10.0) == frozenset()
    assert len(dab("saddle", (40.0, 100.0), 0.01)) >= 1


@pytest.mark.parametrize("place", load_regions())
def test_a_ticked_place_is_told_by_its_name(place: str) -> None:
    for side in Side:
        cells = region_cells(place, side)
        assert is_skin(cells)
        assert (place, side) in ticked(cells)
        assert (place, side) in named_places(cells)
        assert {other for _, other in named_places(cells)} == {side}


def test_named_places_cover_nearly_all_skin() -> None:
    every = frozenset(c for place in load_regions() for c in region_cells(place, Side.LEFT))
    for view in ("front", "back"):
        skin = numbers(view, Side.LEFT, grids()[view].skin & (grids()[view].y[:, None] > 180.0))
        assert len(skin & every) > 0.9 * len(skin)


@pytest.mark.parametrize("kind", MAPS)
def test_the_saddle_is_known_from_either_view(kind: str) -> None:
    for view, spot in (("saddle", (10.0, 120.0)), ("back", (20.0, 250.0))):
        assert reaches_saddle(kind, dab(view, spot, 12.0))
    for place in ("calf", "groin", "back-thigh", "low-back"):
        assert not reaches_saddle(kind, region_cells(place, Side.RIGHT))
    assert not reaches_saddle(kind, dab("saddle", (10.0, 120.0), 1.0)), "a slip of the brush"
    assert all(drawn_weights(kind)[root]["saddle"].max() > 0.9 for root in SADDLE)


def test_outlines_are_closed_halves() -> None:
    for view in VIEWS:
        edge = outline(view)
        assert edge[0, 0] == edge[-1, 0] == 0.0
        assert edge[:, 0].min() > -2.0
