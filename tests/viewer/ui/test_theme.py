"""Every pair of colours that the window puts together can be read."""

from __future__ import annotations

import pytest

from viewer.ui import theme as themes
from viewer.ui.style_sheet import points, style_sheet
from viewer.ui.theme import SHAPE_PAIRS, TEXT_PAIRS, THEMES, contrast


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(name: str, ink: str, ground: str) -> None:
    theme = THEMES[name]
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_outlines_can_be_seen(name: str, shape: str, ground: str) -> None:
    theme = THEMES[name]
    assert contrast(getattr(theme, shape), getattr(theme, ground)) >= 3.0


def test_the_projector_has_the_strongest_contrast_and_the_largest_letters() -> None:
    projector = THEMES["projector"]
    assert contrast(projector.text, projector.surface) >= 20.0
    assert points(projector, 1.0) > points(THEMES["light"], 1.0)


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_has_no_gaps_and_no_colours_of_its_own(name: str) -> None:
    theme = THEMES[name]
    sheet = style_sheet(theme, 2.0)
    assert "$" not in sheet
    used = {word.strip(";,") for word in sheet.split() if word.startswith("#") and len(word) > 6}
    assert used <= set(themes.colours(theme).values()) | {"#sidePanel", "#segmented", "#spotlight"}
