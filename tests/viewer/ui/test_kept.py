"""What was read, laid out or painted once is not made again while nothing in it changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.state import ViewState
from viewer.ui.level_strip import LevelStrip
from viewer.ui.main_window import MainWindow
from viewer.ui.page_browser import PageBrowser
from viewer.ui.strip_spine import StripPainter, StripSpine
from viewer.ui.theme import THEMES

pytestmark = pytest.mark.window


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_page_turned_to_again_is_the_one_that_was_read(window: MainWindow) -> None:
    browser = window.clinical.browser
    window.select("segment.L4-L5")
    page, words = browser.document(), browser.toPlainText()
    browser.selectAll()
    browser.verticalScrollBar().setValue(40)
    window.select("segment.L2-L3")
    assert browser.document() is not page
    assert browser.toPlainText() != words
    window.select("segment.L4-L5")
    assert browser.document() is page
    assert browser.toPlainText() == words
    assert not browser.textCursor().hasSelection()
    assert browser.verticalScrollBar().value() == 0


def test_a_page_for_another_reader_or_theme_is_another_page(window: MainWindow) -> None:
    browser = window.clinical.browser
    window.select("segment.L4-L5")
    seen = {browser.toHtml()}
    window.run("text.clinician")
    seen.add(browser.toHtml())
    window.run("window.theme-dark")
    seen.add(browser.toHtml())
    window.run("window.text-larger")
    seen.add(browser.toHtml())
    assert len(seen) == 4
    assert THEMES["dark"].link.lower() in browser.toHtml()


def test_pages_wait_their_turn_and_the_oldest_go(parent: QWidget) -> None:
    browser = PageBrowser(parent)
    first = "<p>page 0</p>"
    browser.setHtml(first)
    shown = browser.document()
    assert not browser.get_ready(first)
    for number in range(1, 30):
        assert browser.get_ready(f"<p>page {number}</p>")
    # What is on the screen stays, and so do the latest.
    assert browser.document() is shown
    assert not browser.get_ready("<p>page 29</p>")
    assert browser.get_ready("<p>page 3</p>")
    browser.setHtml("<p>page 29</p>")
    assert browser.toPlainText() == "page 29"


def test_levels_pages_are_read_when_it_has_been_quiet(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.clinical
    places = [place for place in window.atlas.catalog.places if place != window.store.state.place]
    read: list[str] = []
    get_ready = panel.browser.get_ready

    def watched(html: str) -> bool:
        is_new = get_ready(html)
        read.extend([html] if is_new else [])
        return is_new

    panel.browser.get_ready = watched  # type: ignore[method-assign]
    panel.look_ahead()
    qtbot.waitUntil(lambda: len(read) >= len(places))
    window.select(places[0])
    assert panel._html(places[0]) in read


@pytest.fixture
def strip(parent: QWidget, catalog: Catalog) -> LevelStrip:
    made = LevelStrip(catalog, parent)
    made.resize(640, made.sizeHint().height())
    return made


def painted(strip: LevelStrip, state: ViewState, place: str) -> npt.NDArray[np.uint8]:
    """The strip with a level lit: (height, width, 4)."""
    strip.show_state(ViewState(state.camera, place=StructureId(place)))
    image = QImage(strip.size(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    strip.render(image)
    pixels = np.frombuffer(image.constBits(), np.uint8)
    return pixels.reshape(image.height(), image.width(), 4).copy()


def test_the_strip_draws_only_what_looks_otherwise(
    strip: LevelStrip, start: ViewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    pieces = [(StripPainter, name) for name in ("disc", "body", "sacrum")]
    for owner, name in [*pieces, (LevelStrip, "_paint_name")]:
        paint = getattr(owner, name)

        def watched(*given: object, of: str = name, do: object = paint, **how: object) -> None:
            drawn.append(of)
            do(*given, **how)  # type: ignore[operator]

        monkeypatch.setattr(owner, name, watched)
    first = painted(strip, start, "segment.L2-L3")
    assert len(drawn) > 15
    drawn.clear()
    second = painted(strip, start, "segment.L4-L5")
    # Two discs, two names and four bodies are new to their look, at most.
    assert 0 < len(drawn) <= 8
    drawn.clear()
    assert (painted(strip, start, "segment.L2-L3") == first).all()
    assert not drawn
    assert (second != first).any()
    strip.set_theme(THEMES["dark"])
    assert (painted(strip, start, "segment.L2-L3") != first).any()
    assert len(drawn) > 15


def test_a_link_that_has_the_keyboard_is_framed(window: MainWindow, qtbot: QtBot) -> None:
    browser = window.clinical.browser
    browser.setFocus()
    assert browser.link_boxes() == []
    qtbot.keyClick(browser, Qt.Key.Key_Tab)
    (box,) = browser.link_boxes()
    assert browser.rect().contains(box.toRect())
    assert browser.anchorAt(box.center().toPoint()).startswith("structure:")
    window.canvas_widget.setFocus()
    assert browser.link_boxes() == []


def test_the_little_spine_grows_with_the_letters_where_there_is_room() -> None:
    small, roomy = StripSpine(640.0, 8.5, 2.0), StripSpine(4000.0, 8.5, 2.0)
    assert small.height == StripSpine(640.0, 8.5).height == StripSpine(4000.0, 8.5).height
    assert roomy.height == 2 * small.height
    assert roomy.slot == 2 * StripSpine(4000.0, 8.5).slot
