"""The window as a whole: first start, themes, text size, layout, things that are missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QIcon
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from annotations.library import ContentError, Library
from meshes.store import AssetError, Assets
from viewer.atlas import Atlas
from viewer.state import Labels
from viewer.store import Store
from viewer.ui import app, icons
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.coach import STEPS
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.theme import THEME_NAMES

pytestmark = pytest.mark.window


def shown_window(
    qtbot: QtBot, store: Store, atlas: Atlas, library: Library | None, file: SettingsFile
) -> MainWindow:
    made = MainWindow(store, atlas, library, file)
    qtbot.addWidget(made)
    # Asked for outright: where no window manager runs nobody else gives the keyboard.
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_the_coach_comes_once_and_says_the_disclaimer(
    qtbot: QtBot, store: Store, atlas: Atlas, library: Library, tmp_path: Path
) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    first = shown_window(qtbot, store, atlas, library, file)
    coach = first.coach
    assert coach.isVisible()
    assert coach.notice.isVisible()
    assert "diagnosis" in coach.notice.text()
    for _ in STEPS:
        assert coach.isVisible()
        coach.next.click()
    assert not coach.isVisible()
    first.close()
    second = shown_window(qtbot, Store(atlas.start()), atlas, library, SettingsFile(file.path))
    assert not second.coach.isVisible()
    second.run("window.coach")
    assert second.coach.isVisible()


def test_the_coach_has_the_keyboard_and_goes_with_enter_or_escape(
    qtbot: QtBot, store: Store, atlas: Atlas, library: Library, tmp_path: Path
) -> None:
    file = SettingsFile(tmp_path / "nowhere" / "settings.json")
    window = shown_window(qtbot, store, atlas, library, file)
    window.give_canvas(BlankCanvas("", window))
    qtbot.waitUntil(window.coach.next.hasFocus)
    qtbot.keyClick(window.coach.next, Qt.Key.Key_Return)
    assert window.coach.step == 1
    (tmp_path / "nowhere").write_text("in the way of the settings' folder")
    qtbot.keyClick(window.coach.next, Qt.Key.Key_Escape)
    assert not window.coach.isVisible()
    assert any("cannot be written" in text for text in window.notices.texts)
    assert window.canvas_widget.hasFocus()


def test_faint_icons_are_fainter(qtbot: QtBot) -> None:
    picture = icons.icon("undo", "#A3B0B9", 20)

    def ink(mode: QIcon.Mode) -> int:
        image = picture.pixmap(QSize(20, 20), mode).toImage()
        return max(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20))

    assert ink(QIcon.Mode.Disabled) < 0.5 * ink(QIcon.Mode.Normal)


def test_the_layout_is_remembered(
    qtbot: QtBot, window: MainWindow, atlas: Atlas, library: Library, settings_file: SettingsFile
) -> None:
    window.run("window.structures")
    window.run("window.theme-dark")
    window.run("window.text-larger")
    window.structures.arrange("tissue")
    window.close()
    again = shown_window(
        qtbot, Store(atlas.start()), atlas, library, SettingsFile(settings_file.path)
    )
    assert not again.docks["structures"].isVisible()
    assert again.docks["clinical"].isVisible()
    assert again.theme.name == "dark"
    assert again.settings.text_scale == pytest.approx(1.1)
    assert again.settings.arrangement == "tissue"


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut_at_any_theme_and_text_size(
    window: MainWindow, qtbot: QtBot, name: str, scale: float
) -> None:
    window.resize(1280, 800)
    window.change_settings(replace(window.settings, theme=name, text_scale=scale))
    window.select("segment.L5-S1")
    # The strip fits its letters to its slots; everything else has to give them room.
    buttons = [b for b in window.findChildren(QAbstractButton) if b.parent() is not window.strip]
    shown = [b for b in buttons if b.isVisible() and b.text()]

    def cut() -> list[str]:
        return [
            b.text()
            for b in shown
            if b.height() < b.fontMetrics().height()
            or b.width() < b.fontMetrics().horizontalAdvance(b.text())
        ]

    assert len(shown) > 10
    qtbot.waitUntil(lambda: cut() == [])


def test_everything_to_press_has_a_name(window: MainWindow) -> None:
    for widget in (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)):
        if not widget.isVisibleTo(window) or widget.parent().inherits("QLineEdit"):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget


def test_damaged_settings_are_told_in_the_window(
    qtbot: QtBot, store: Store, atlas: Atlas, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{ no json")
    window = shown_window(qtbot, store, atlas, library, SettingsFile(path))
    assert any(str(path) in text for text in window.notices.texts)
    assert window.settings == Settings()


def test_without_meshes_the_window_still_works(
    qtbot: QtBot,
    atlas: Atlas,
    library: Library,
    settings_file: SettingsFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise AssetError("points.npy: missing; reinstall the program")

    monkeypatch.setattr(app, "load_assets", missing)
    app._shipped.cache_clear()
    assets, problem = app._shipped()
    app._shipped.cache_clear()
    empty = Atlas(atlas.catalog, {})
    window = shown_window(qtbot, Store(empty.start()), empty, library, settings_file)
    app.bring_canvas(window, assets, problem)
    assert any("points.npy: missing" in text for text in window.notices.texts)
    assert isinstance(window.canvas_widget, BlankCanvas)
    assert "points.npy" in window.canvas_widget.message.text()
    window.select("segment.L5-S1")
    assert window.clinical.page == "segment.L5-S1"


def test_without_texts_the_window_still_works(
    qtbot: QtBot,
    store: Store,
    atlas: Atlas,
    settings_file: SettingsFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def damaged() -> None:
        raise ContentError(["L5-S1.toml: no title", "L4-L5.toml: no title"])

    monkeypatch.setattr(app, "read_library", damaged)
    window = shown_window(qtbot, store, atlas, None, settings_file)
    app.bring_texts(window)
    assert window.notices.texts[0].startswith("The texts cannot be shown: L5-S1.toml: no title")
    window.select("segment.L5-S1")
    assert window.store.state.place == "segment.L5-S1"


def test_every_icon_draws_something(qtbot: QtBot) -> None:
    for name in icons.NAMES:
        image = icons.pixmap(name, "#000000", 24).toImage()
        assert any(
            image.pixelColor(x, y).alpha() for x in range(0, 24, 2) for y in range(0, 24, 2)
        ), name


def test_search_knows_lay_words_texts_and_nonsense(window: MainWindow, qtbot: QtBot) -> None:
    for query, wanted in (
        ("slipped disc", "disc.L5-S1"),
        ("tailbone", "coccyx"),
        ("L5/S1", "segment.L5-S1"),
        ("si joint", "region.sacrum"),
        ("red flags", "topic.red-flags"),
    ):
        assert wanted in [found.id for found in window._seek(query)], query
    qtbot.keyClicks(window.search, "qwertzuiop")
    assert window.search.nothing.isVisible()
    assert "qwertzuiop" in window.search.nothing.text()


def test_search_forgives_misspellings_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    for typed, meant, wanted in (
        ("sakrum", "sacrum", "sacrum"),
        ("canda equina", "cauda equina", "cauda-equina"),
        ("foraman", "foramen", "foramen.L5-S1.left"),
    ):
        found = window._seek(typed)
        assert wanted in [answer.id for answer in found], typed
        assert {answer.meant for answer in found} == {meant}
    assert not window._seek("L7")
    qtbot.keyClicks(window.search, "sakrum")
    assert "Shown for “sacrum”" in window.search.nothing.text()
    assert window.search.list.isVisible()


def test_a_text_found_opens_its_page(window: MainWindow) -> None:
    found = next(f for f in window._seek("red flags") if f.id == "topic.red-flags")
    window.search.found.emit(found)
    assert window.clinical.page == "topic.red-flags"


def test_a_window_that_was_never_shown_can_be_closed_again(
    qtbot: QtBot, store: Store, atlas: Atlas, settings_file: SettingsFile
) -> None:
    made = MainWindow(store, atlas, None, settings_file)
    qtbot.addWidget(made)
    assert made.close()
    settings_file.path.unlink()
    # Python's own functions that fail within an override end the interpreter (PySide 6.11).
    assert made.close()
    assert not settings_file.path.exists()
    store.apply("heard by nobody", lambda state: replace(state, labels=Labels.ALL))
    made.deleteLater()


def test_the_real_picture_takes_its_place(window: MainWindow, qtbot: QtBot, assets: Assets) -> None:
    app.bring_canvas(window, assets, "")
    canvas = window.canvas_widget
    assert not isinstance(canvas, BlankCanvas)
    assert window.notices.texts == []
    window.select("segment.L5-S1")
    qtbot.waitUntil(canvas.isVisible)
    camera = window.store.state.camera
    qtbot.waitUntil(lambda: canvas.camera == camera)  # type: ignore[attr-defined]
    for name in THEME_NAMES:
        window.run(f"window.theme-{name}")
    window.canvas.structure_clicked.emit("disc.L5-S1.annulus", False)
    assert window.store.state.focus == ("disc.L5-S1",)
    assert not window.grab().isNull()
