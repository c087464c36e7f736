"""The first page: levels in rows that break no name, and warning signs without scrolling."""

from __future__ import annotations

import re
from itertools import product

import pytest
from PySide6.QtWidgets import QApplication

from annotations.library import Library
from meshes.catalog import Catalog
from viewer.state import Audience
from viewer.ui.clinical_page import page_html
from viewer.ui.main_window import MainWindow
from viewer.ui.page_setting import Folds, Setting
from viewer.ui.theme import THEMES
from viewer.ui.welcome_page import MOST_TILES, fitting_tiles

#: A letter of a fixed width, in pixels.
LETTER = 7.0


def width_of(words: str) -> float:
    return LETTER * len(words)


def rows(catalog: Catalog, library: Library, tiles: int) -> list[list[str]]:
    """The names of the tiles, as the page has them."""
    how = Setting(THEMES["light"], 1.0, Audience.PATIENT, Folds(), tiles=tiles)
    html = page_html("", catalog, library, how)
    table = html[html.index("Start with a level") :].partition("</table>")[0]
    return [re.findall(r">([^<]+)</a>", row) for row in table.split("<tr>")[1:]]


def test_fewer_levels_stand_side_by_side_in_a_narrower_column(catalog: Catalog) -> None:
    found = [fitting_tiles(catalog, room, width_of) for room in range(40, 600, 5)]
    assert found == sorted(found)
    assert set(found) == set(range(1, MOST_TILES + 1))


def test_what_fits_is_as_wide_as_its_names_and_no_name_can_break(
    catalog: Catalog, library: Library
) -> None:
    for room in range(200, 600, 40):
        tiles = fitting_tiles(catalog, room, width_of)
        shown = rows(catalog, library, tiles)
        assert sum(map(len, shown)) == len(catalog.places)
        assert max(map(len, shown)) == tiles
        assert all(sum(map(width_of, row)) < room for row in shown)
        assert not any(" " in name for row in shown for name in row)


@pytest.mark.window
def test_warning_signs_are_in_sight_on_a_small_laptop(window: MainWindow) -> None:
    window.resize(1280, 800)
    browser = window.clinical.browser
    for theme, audience in product(("light", "dark"), Audience):
        window.run(f"window.theme-{theme}")
        window.run(f"text.{audience}")
        QApplication.processEvents()
        cursor = browser.document().find("All warning signs")
        assert not cursor.isNull()
        assert browser.verticalScrollBar().value() == 0
        assert browser.cursorRect(cursor).bottom() < browser.viewport().height()


@pytest.mark.window
def test_a_wider_panel_gets_longer_rows(window: MainWindow) -> None:
    def longest() -> int:
        html = window.clinical.browser.toHtml()
        return max(row.count("structure:") for row in html.split("<tr>"))

    dock = window.docks["clinical"]
    seen = []
    for width in (250, 500, 250):
        dock.setFixedWidth(width)
        QApplication.processEvents()
        seen.append(longest())
    assert seen[0] == seen[2] < seen[1] == MOST_TILES
