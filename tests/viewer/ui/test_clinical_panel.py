"""Text for every place, structure and reader; links, folds, the way back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from annotations.markup import plain_lines
from annotations.render import page
from meshes.ids import StructureId
from viewer.named import named
from viewer.resolve import resolve
from viewer.state import Audience
from viewer.ui.clinical_page import page_html
from viewer.ui.contents_page import GROUPS
from viewer.ui.main_window import MainWindow
from viewer.ui.page_setting import DISCLAIMER, RED_FLAGS, Folds, Setting
from viewer.ui.take_page import paper
from viewer.ui.theme import THEMES

pytestmark = pytest.mark.window


def shown(window: MainWindow) -> str:
    text = window.clinical.browser.toPlainText()
    return " ".join(text.replace("\u2060", "").split())


@pytest.mark.parametrize("audience", list(Audience))
def test_every_place_has_text_for_every_reader(window: MainWindow, audience: Audience) -> None:
    assert window.library is not None
    window.clinical.audience.chosen.emit(str(audience))
    assert window.store.state.audience is audience
    foot = plain_lines(window.library.note(DISCLAIMER).summary.text(audience.value))[0]
    for id in window.atlas.catalog.places:
        window.select(id)
        note = window.library.note_for(id)
        assert note is not None
        text = shown(window)
        assert note.title in text
        assert plain_lines(note.summary.text(audience.value))[0][:40] in text
        for part in page(note, audience.value, window.library).parts:
            assert part.heading.replace("&amp;", "&") in text
        assert foot[:30] in text


def test_every_structure_has_text_for_every_reader(window: MainWindow) -> None:
    structures = window.atlas.catalog.structures
    for audience in Audience:
        how = Setting(THEMES["light"], 1.0, audience, Folds())
        for structure in structures.values():
            html = page_html(structure.id, window.atlas.catalog, window.library, how)
            assert structure.name in unescape(html).replace("\u2060", "")
            assert "no text for this yet" not in html
            assert len(" ".join(re.sub("<[^>]*>", "", html).split())) > 150


def test_the_panel_shows_the_page_of_what_is_selected(window: MainWindow) -> None:
    for structure in list(window.atlas.catalog.structures.values())[::5]:
        window.select(structure.id)
        assert structure.name in shown(window)


def test_another_reader_keeps_selection_and_camera(window: MainWindow) -> None:
    window.select("disc.L4-L5")
    before = window.store.state
    window.clinical.audience.buttons["clinician"].click()
    after = window.store.state
    assert after.audience is Audience.CLINICIAN
    assert (after.place, after.focus, after.camera) == (before.place, before.focus, before.camera)
    assert window.store.undo_label == "Text for clinicians"


def test_another_reader_stays_in_the_section_being_read(window: MainWindow) -> None:
    window.run("text.patient")
    window.select("segment.L4-L5")
    browser = window.clinical.browser
    browser.scrollToAnchor("section-nerves")
    assert browser.section_at_top()[0] == "section-nerves"
    for audience in ("clinician", "student", "patient"):
        window.run(f"text.{audience}")
        assert browser.section_at_top()[0] == "section-nerves"


def test_a_vertebra_alone_offers_both_its_segments(window: MainWindow) -> None:
    window.select("vertebra.L4")
    assert window.store.state.place is None
    html = window.clinical.browser.toHtml()
    for id in ("segment.L3-L4", "segment.L4-L5"):
        assert f"structure:{id}" in html


def test_a_segment_lists_its_members_as_links(window: MainWindow) -> None:
    window.select("segment.L5-S1")
    html = window.clinical.browser.toHtml()
    for member in window.atlas.catalog.places[StructureId("segment.L5-S1")].members:
        assert f"structure:{member.id}" in html


def test_a_link_selects_and_back_returns(window: MainWindow) -> None:
    window.select("segment.L5-S1")
    window.clinical.browser.anchorClicked.emit(QUrl("structure:root.S1.left"))
    assert window.store.state.focus == ("root.S1.left",)
    assert window.store.state.place == "segment.L5-S1"
    window.clinical.back.click()
    assert window.clinical.page == "segment.L5-S1"
    assert window.store.state.focus == ()
    window.clinical.forward.click()
    assert window.store.state.focus == ("root.S1.left",)


def test_every_link_of_every_page_leads_somewhere(window: MainWindow) -> None:
    assert window.library is not None
    targets: set[str] = set()
    for note in window.library.notes.values():
        for audience in Audience:
            laid_out = page(note, audience.value, window.library)
            for html in (laid_out.summary, *(part.html for part in laid_out.parts)):
                targets |= {piece.split('"')[0] for piece in html.split('href="')[1:]}
    assert len(targets) > 50
    for href in sorted(t for t in targets if not t.startswith("#")):
        window.clinical.browser.anchorClicked.emit(QUrl(href))
        kind, _, target = href.partition(":")
        page_id = target if kind == "structure" else f"{kind}.{target}"
        ids = named(window.atlas.catalog, page_id, window.store.state.place)
        assert window.clinical.page == (ids[-1] if ids else page_id)
        assert "no text for this yet" not in shown(window)


def test_red_flags_are_one_press_away_and_choosing_leads_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.select("segment.L5-S1")
    window.clinical.red_flags.click()
    assert window.clinical.page == RED_FLAGS
    window.select("segment.L5-S1")
    assert window.clinical.page == "segment.L5-S1"
    window.docks["clinical"].hide()
    window.run("window.red-flags")
    assert window.clinical.page == RED_FLAGS
    assert window.docks["clinical"].isVisible()


def test_folds_are_remembered_and_warnings_never_fold(
    window: MainWindow, settings_file: object
) -> None:
    window.select("segment.L5-S1")
    before = shown(window)
    browser = window.clinical.browser
    browser.anchorClicked.emit(QUrl("fold:where"))
    assert len(shown(window)) < len(before)
    assert window.settings.folded == ("where",)
    browser.anchorClicked.emit(QUrl("fold:where"))
    assert shown(window) == before
    browser.anchorClicked.emit(QUrl("fold:red-flags"))
    assert len(shown(window)) >= len(before)


def test_a_citation_unfolds_the_sources(window: MainWindow) -> None:
    window.presenter.read_as("clinician")
    window.select("segment.L5-S1")
    before = shown(window)
    window.clinical.browser.anchorClicked.emit(QUrl("#source-1"))
    assert len(shown(window)) > len(before)


def test_the_whole_spine_shows_the_welcome_page(window: MainWindow) -> None:
    window.select("segment.L1-L2")
    window.run("select.whole")
    html = window.clinical.browser.toHtml()
    assert window.clinical.page == ""
    for id in window.atlas.catalog.places:
        assert f"structure:{id}" in html
    assert "topic:red-flags" in html
    assert "topic:disclaimer" in html


def test_without_texts_the_panel_says_so(window: MainWindow) -> None:
    window.clinical._library = None
    window.select("segment.L5-S1")
    assert "texts are being read" in shown(window)
    assert window.canvas_widget.spec == resolve(  # type: ignore[attr-defined]
        window.store.state, window.atlas.catalog
    )


def test_tab_goes_on_where_a_section_was_folded(window: MainWindow, qtbot: QtBot) -> None:
    window.select("segment.L5-S1")
    browser = window.clinical.browser
    browser.setFocus()
    qtbot.waitUntil(browser.hasFocus)

    def link() -> str:
        return browser.textCursor().charFormat().anchorHref()

    for _ in range(60):
        if link() == "fold:movement":
            break
        qtbot.keyClick(browser, Qt.Key.Key_Tab)
    assert link() == "fold:movement"
    before = shown(window)
    qtbot.keyClick(browser, Qt.Key.Key_Return)
    assert len(shown(window)) > len(before)
    assert link() == "fold:movement"
    qtbot.keyClick(browser, Qt.Key.Key_Return)
    assert shown(window) == before


def test_contents_lists_every_condition_procedure_guide_question_and_word(
    window: MainWindow,
) -> None:
    window.run("window.contents")
    words = shown(window)
    assert window.library is not None
    listed = [n for n in window.library.notes.values() if n.kind in GROUPS]
    assert len(listed) > 100
    for note in listed:
        assert note.title in words


def test_a_word_without_level_lights_its_kind_at_the_lit_place(window: MainWindow) -> None:
    window.select("segment.L3-L4")
    window.clinical.show_page("condition.disc-herniation")
    window.clinical.hovered.emit("kind.facet")
    window.presenter.select("kind.facet")
    assert window.store.state.place == "segment.L3-L4"
    assert window.store.state.focus == ("facet.L3-L4.left", "facet.L3-L4.right")
    window.presenter.select("kind.exiting-root")
    assert window.store.state.focus == ("root.L3.left", "root.L3.right")


def test_find_marks_words_in_folded_sections_and_walks_through_them(window: MainWindow) -> None:
    window.select("segment.L4-L5")
    window.run("window.find")
    bar = window.clinical.find_bar
    bar.field.setText("l4/l5")
    assert bar.count.text().startswith("1 of ")
    bar.step(1)
    assert bar.count.text().startswith("2 of ")
    bar.field.setText("xyzzy")
    assert bar.count.text() == "Not on this page"
    bar.close_bar()
    assert not window.clinical.browser.extraSelections()


def test_marks_of_words_go_with_their_page(window: MainWindow) -> None:
    window.select("segment.L4-L5")
    window.run("window.find")
    bar, browser = window.clinical.find_bar, window.clinical.browser
    bar.field.setText("disc")
    assert browser.extraSelections()
    for number in range(14):  # More than are kept: the marked one is dropped, with its tables.
        browser.setHtml(f"<p>{number}</p>")
        assert not browser.extraSelections()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    browser.setHtml("<table><tr><td>a disc</td></tr></table>")
    bar.search()
    assert bar.count.text() == "1 of 1"


def test_escape_in_the_find_bar_closes_it_and_keeps_the_selection(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    window.select("segment.L4-L5")
    window.run("window.find")
    bar = window.clinical.find_bar
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert window.store.state.place == "segment.L4-L5"
    assert window.focusWidget() is window.clinical.browser


def test_text_is_copied_with_where_it_comes_from(window: MainWindow) -> None:
    window.select("segment.L5-S1")
    window.run("text.student")
    window.clinical.browser.selectAll()
    window.run("window.copy-text")
    copied = QGuiApplication.clipboard().text()
    assert (
        "From Lumbosacral Viewer, “L5–S1: the lumbosacral junction”, text for students." in copied
    )
    assert "\n1. " in copied


@pytest.mark.parametrize("audience", list(Audience))
def test_paper_holds_every_section_and_nothing_to_press(
    window: MainWindow, audience: Audience
) -> None:
    library = window.library
    assert library is not None
    how = Setting(THEMES["dark"], 2.0, audience, Folds())
    printed = paper("segment.L1-L2", window.atlas.catalog, library, how).toPlainText()
    for section in library.note("segment.L1-L2").sections:
        assert library.kinds[section.key].heading(audience.value) in printed
    assert "\ufffc" not in printed
