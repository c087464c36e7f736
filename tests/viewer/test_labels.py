"""Boundary labels: no overlaps, no crossings, nothing named is covered, anchors lie inside."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshes.ids import StructureId
from viewer.label_leaders import cross
from viewer.label_spots import anchor_in, spread
from viewer.labels import PICKED_OUT, Placed, Rect, Sheet, Wanted, place

SIZE = (1280.0, 800.0)
FIGURE = Rect(440.0, 60.0, 400.0, 680.0)
IDS = [
    StructureId(f"vertebra.L{k}.p{'abcdefghijklmnopqrstuvwxyz'[j]}")
    for k in range(1, 6)
    for j in range(10)
]


def wanted(points: list[tuple[float, float]]) -> list[Wanted]:
    return [
        Wanted(id, (120.0 + 3 * k, 20.0), point, float(k))
        for k, (id, point) in enumerate(zip(IDS, points, strict=False))
    ]


anchors = st.lists(
    st.tuples(st.floats(FIGURE.x, FIGURE.right), st.floats(FIGURE.y, FIGURE.bottom)),
    min_size=1,
    max_size=40,
)


def overlaps(placed: tuple[Placed, ...]) -> int:
    return sum(a.plate.meets(b.plate) for a, b in itertools.combinations(placed, 2))


def crossings(placed: tuple[Placed, ...]) -> int:
    same = [(a, b) for a, b in itertools.combinations(placed, 2) if a.on_left == b.on_left]
    return sum(cross(a, b) for a, b in same)


@settings(deadline=None)
@given(anchors)
def test_labels_never_overlap_and_leaders_of_a_side_never_cross(
    points: list[tuple[float, float]],
) -> None:
    placed = place(wanted(points), Sheet(SIZE, FIGURE))
    assert overlaps(placed) == 0
    assert crossings(placed) == 0
    for label in placed:
        assert label.plate.x >= 0
        assert label.plate.right <= SIZE[0]
        assert label.plate.y >= 0
        assert label.plate.bottom <= SIZE[1]


@settings(deadline=None)
@given(anchors)
def test_labels_keep_off_cards(points: list[tuple[float, float]]) -> None:
    card, foot = Rect(0.0, 0.0, 500.0, 140.0), Rect(0.0, 770.0, 1280.0, 30.0)
    placed = place(wanted(points), Sheet(SIZE, FIGURE, (card, foot)))
    assert not any(label.plate.meets(b) for label in placed for b in (card, foot))


def test_few_labels_all_find_a_place_near_the_figure() -> None:
    points = [(500.0 + 30 * k, 100.0 + 60 * k) for k in range(9)]
    placed = place(wanted(points), Sheet(SIZE, FIGURE))
    assert len(placed) == 9
    for label in placed:
        gap = FIGURE.x - label.plate.right if label.on_left else label.plate.x - FIGURE.right
        assert 0 <= gap < 80


def test_with_no_room_the_highest_ranks_stay() -> None:
    points = [(600.0, 100.0 + k) for k in range(40)]
    placed = place(wanted(points), Sheet((1280.0, 300.0), FIGURE))
    assert 10 < len(placed) < 40
    assert IDS[39] in {label.id for label in placed}
    assert IDS[0] not in {label.id for label in placed}


def test_a_label_that_would_cover_what_it_names_moves_or_goes() -> None:
    def covers(_id: StructureId, plate: Rect) -> bool:
        return plate.right > 250.0 and plate.x < 1000.0

    points = [(500.0, 200.0), (800.0, 300.0)]
    placed = place(wanted(points), Sheet(SIZE, FIGURE, covers=covers))
    assert placed
    assert not any(covers(label.id, label.plate) for label in placed)
    assert place(wanted(points), Sheet(SIZE, FIGURE, covers=lambda _i, _p: True)) == ()


def test_a_label_moves_up_or_down_off_what_stands_in_its_column() -> None:
    hub = Rect(900.0, 190.0, 380.0, 20.0)
    sheet = Sheet(SIZE, FIGURE, covers=lambda _id, plate: plate.meets(hub))
    placed = place(wanted([(830.0, 200.0)]), sheet)
    assert len(placed) == 1
    assert not placed[0].plate.meets(hub)
    assert abs(placed[0].plate.y - 190.0) < 3.0 * placed[0].plate.height


def test_many_labels_are_shared_out_between_the_sides() -> None:
    points = [(450.0 + 4 * k, 80.0 + 20 * k) for k in range(24)]
    placed = place(wanted(points), Sheet(SIZE, FIGURE))
    left = sum(label.on_left for label in placed)
    assert len(placed) == 24
    assert 9 <= left <= 15


def test_nothing_wanted_nothing_placed() -> None:
    assert place([], Sheet(SIZE, FIGURE)) == ()


def test_spread_leaves_roomy_wishes_alone_and_shares_out_crowded_ones() -> None:
    assert spread([10.0, 100.0], [20.0, 20.0], 0.0, 500.0) == [10.0, 100.0]
    crowded = spread([50.0, 50.0, 50.0], [20.0, 20.0, 20.0], 0.0, 500.0)
    assert crowded == pytest.approx([30.0, 50.0, 70.0])
    assert spread([490.0], [20.0], 0.0, 500.0) == [480.0]


def test_an_anchor_lies_inside_even_a_ring() -> None:
    rows, columns = np.mgrid[:80, :100]
    ring = abs(np.hypot(rows - 40, columns - 50) - 25) < 4
    found = anchor_in(ring)
    assert found is not None
    assert ring[int(found[1]), int(found[0])]
    assert anchor_in(np.zeros((5, 5), dtype=bool)) is None
    assert anchor_in(np.ones((1, 1), dtype=bool)) == (0.5, 0.5)


def test_an_anchor_is_well_inside_a_blob_with_a_thin_tail() -> None:
    mask = np.zeros((60, 120), dtype=bool)
    mask[20:50, 10:40] = True
    mask[34:36, 40:115] = True
    found = anchor_in(mask)
    assert found is not None
    assert 15 < found[0] < 36
    assert 25 < found[1] < 46


@settings(deadline=None)
@given(anchors, st.floats(150.0, 600.0), st.floats(80.0, 500.0))
def test_small_views_show_fewer_labels_but_no_broken_ones(
    points: list[tuple[float, float]], width: float, height: float
) -> None:
    card = Rect(0.0, 0.0, 60.0, 40.0)
    figure = Rect(width * 0.2, 10.0, width * 0.6, height - 20.0)
    inside = [(x * width / SIZE[0], y * height / SIZE[1]) for x, y in points]
    placed = place(wanted(inside), Sheet((width, height), figure, (card,)))
    assert overlaps(placed) == 0
    for label in placed:
        assert label.plate.lies_in(Rect(0.0, 0.0, width, height))
        assert not label.plate.meets(card)


def test_what_says_left_or_right_is_not_moved_beside_its_fellow_but_when_picked_out() -> None:
    """The right column would cover all: plain names go over, sided ones only when picked out."""
    sheet = Sheet(SIZE, FIGURE, covers=lambda _id, plate: plate.x > SIZE[0] / 2)
    ids = [StructureId(text) for text in ("root.L5.right", "root.S1.right", "vertebra.L5")]
    ranks = (1.0, 2.0 * PICKED_OUT, 1.0)
    asked = [
        Wanted(id, (120.0, 20.0), (800.0, 200.0 + 100.0 * k), rank)
        for k, (id, rank) in enumerate(zip(ids, ranks, strict=True))
    ]
    placed = place(asked, sheet)
    assert {label.id for label in placed} == {ids[1], ids[2]}
    assert all(label.on_left for label in placed)


def test_a_plain_name_goes_over_before_one_that_says_left_or_right() -> None:
    """In the right column the root's name covers it unless it stands there alone."""
    root, disc = StructureId("root.L5.right"), StructureId("disc.L5-S1")

    def covers(id: StructureId, plate: Rect) -> bool:
        return id == root and plate.x > SIZE[0] / 2 and abs(plate.y - 300.0) > 1.0

    sheet = Sheet(SIZE, FIGURE, covers=covers)
    asked = [
        Wanted(disc, (120.0, 20.0), (700.0, 300.0), 3.0 * PICKED_OUT),
        Wanted(root, (120.0, 20.0), (800.0, 310.0), 2.0 * PICKED_OUT),
    ]
    placed = {label.id: label for label in place(asked, sheet)}
    assert set(placed) == {root, disc}
    assert not placed[root].on_left
    assert placed[disc].on_left


def test_a_picked_out_root_that_lies_wide_beneath_its_column_keeps_its_side() -> None:
    """Its plate goes up or down by more than two heights before it goes over."""
    root = StructureId("root.L5.left")

    def covers(id: StructureId, plate: Rect) -> bool:
        return plate.x < SIZE[0] / 2 and plate.bottom > 260.0 and plate.y < 340.0

    asked = [Wanted(root, (120.0, 20.0), (400.0, 300.0), PICKED_OUT)]
    (placed,) = place(asked, Sheet(SIZE, FIGURE, covers=covers))
    assert placed.on_left
    assert not covers(root, placed.plate)


def test_both_of_a_pair_in_one_half_of_a_view_stand_on_their_own_sides() -> None:
    """As where the column bends aside."""
    ids = [StructureId(f"root.L3.{side}") for side in ("left", "right")]
    asked = [Wanted(id, (90.0, 20.0), (800.0 + 40.0 * k, 300.0)) for k, id in enumerate(ids)]
    placed = {p.id: p.on_left for p in place(asked, Sheet(SIZE, FIGURE, paired=True))}
    assert placed == {ids[0]: True, ids[1]: False}
    assert not any(p.on_left for p in place(asked, Sheet(SIZE, FIGURE)))
