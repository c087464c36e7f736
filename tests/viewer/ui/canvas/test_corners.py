"""What stands along the edges of the picture keeps out of the way, however small the view."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QFontMetricsF

from viewer.camera import named_views
from viewer.labels import Rect
from viewer.looks import THEMES
from viewer.spec import LegendEntry
from viewer.state import Camera
from viewer.ui.paint_corners import foot, place_legend
from viewer.ui.paint_overlay import Stationery, growth

pytestmark = pytest.mark.usefixtures("qapp")
ENTRIES = tuple(
    LegendEntry(f"role{k}", text, (0.0, 0.4, 0.7))
    for k, text in enumerate(("Disc", "Facet joints", "Exiting roots, L5", "Traversing roots, S1"))
)
SIZES = [
    (200.0, 590.0),
    (280.0, 200.0),
    (410.0, 210.0),
    (520.0, 390.0),
    (620.0, 540.0),
    (1260.0, 800.0),
]
THEMED = list(itertools.product(THEMES, (1.0, 1.5, 2.0), SIZES))


def pens(theme: str, scale: float, size: tuple[float, float]) -> Stationery:
    return Stationery(THEMES[theme], scale, size)


@pytest.mark.parametrize(("theme", "scale", "size"), THEMED)
def test_words_along_the_lower_edge_never_touch(
    theme: str, scale: float, size: tuple[float, float]
) -> None:
    with_ = pens(theme, scale, size)
    bold, plain = (QFontMetricsF(with_.font(bold=b)).horizontalAdvance for b in (True, False))
    for name, view in named_views().items():
        camera = Camera(view.azimuth_deg, view.elevation_deg, 400.0, (0.0, 0.0, 0.0))
        found = foot(size, camera, with_)
        left, right = 10.0 + bold(found.left), size[0] - 10.0 - bold(found.right)
        assert left < right, name
        if found.bar is not None:
            half = max(found.bar[0], plain(found.bar[1])) / 2
            assert left < size[0] / 2 - half, name
            assert size[0] / 2 + half < right, name


def test_a_low_view_has_no_scale_over_its_picture() -> None:
    camera = Camera(180.0, 0.0, 400.0, (0.0, 0.0, 0.0))
    low, high = ((900.0, 110.0), (900.0, 500.0))
    assert foot(low, camera, pens("light", 1.0, low)).bar is None
    assert foot(high, camera, pens("light", 1.0, high)).bar is not None


def test_a_wall_of_pixels_has_larger_writing_and_a_longer_scale_than_a_desk() -> None:
    usual, wall = (1400.0, 900.0), (4480.0, 2470.0)
    assert growth((320.0, 240.0)) == growth(usual) == 1.0
    assert growth(wall) > 2.0
    camera = Camera(180.0, 0.0, 400.0, (0.0, 0.0, 0.0))
    bars = [foot(size, camera, pens("light", growth(size), size)).bar for size in (usual, wall)]
    assert bars[0] is not None
    assert bars[1] is not None
    assert bars[1][0] > 1.5 * bars[0][0]


def test_short_words_keep_the_patients_side() -> None:
    view = named_views()["posterior-oblique"]
    camera = Camera(view.azimuth_deg, view.elevation_deg, 400.0, (0.0, 0.0, 0.0))
    wide, narrow = (foot((w, 400.0), camera, pens("light", 1.0, (w, 400.0))) for w in (1200, 300))
    assert "anterior" in wide.left.lower()
    assert narrow.left == "◂ Patient’s left"
    assert narrow.right == "Patient’s right ▸"


@pytest.mark.parametrize(("theme", "scale", "size"), THEMED)
def test_the_legend_leaves_the_view_to_the_spine(
    theme: str, scale: float, size: tuple[float, float]
) -> None:
    box = place_legend(ENTRIES, size, pens(theme, scale, size))
    if box is not None:
        assert box.width * box.height < 0.16 * size[0] * size[1]
        assert box.lies_in(Rect(0.0, 0.0, *size))


def test_the_legend_moves_off_what_is_lit_and_back_only_for_a_better_place() -> None:
    size, with_ = (800.0, 600.0), pens("light", 1.0, (800.0, 600.0))
    cube, lit = Rect(700.0, 8.0, 92.0, 92.0), Rect(0.0, 0.0, 300.0, 200.0)

    def cost(box: Rect) -> float:
        return float(box.meets(lit))

    first = place_legend(ENTRIES, size, with_, (cube,))
    assert first is not None
    assert (first.x, first.y) == (10.0, 10.0)
    moved = place_legend(ENTRIES, size, with_, (cube,), cost, first)
    assert moved is not None
    assert not moved.meets(lit)
    assert place_legend(ENTRIES, size, with_, (cube,), now=moved) == moved
    assert not any(b.meets(cube) for b in (first, moved))
    assert place_legend((), size, with_) is None
