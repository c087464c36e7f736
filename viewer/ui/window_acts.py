"""The acts of the window itself: what the commands without a change of the scene do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication

from viewer.commands.consult_commands import BEGIN, CONSULT
from viewer.commands.present_commands import ERASER, IN_HAND, PEN, SPOTLIGHT, START
from viewer.commands.study_commands import MASTERY, STUDY
from viewer.comparing import read_side
from viewer.named import named
from viewer.ui.about import About
from viewer.ui.contents_page import CONTENTS
from viewer.ui.find import Found
from viewer.ui.page_setting import RED_FLAGS
from viewer.ui.reading_panel import page_of
from viewer.ui.settings import LARGEST_TEXT, SMALLEST_TEXT, TEXT_STEP
from viewer.ui.shortcuts_sheet import ShortcutsSheet
from viewer.ui.theme import THEME_NAMES
from viewer.ui.window_layout import make_room
from viewer.ui.wording import name_of

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


def window_acts(window: MainWindow) -> dict[str, Callable[[], None]]:
    """What to do for each command of the window."""
    return {
        **window.taking.acts(),
        **window.keeping.acts(),
        **window.cards.acts(),
        **window.sectioning.acts(),
        **window.conditioning.acts(),
        **window.leg_mapping.acts(),
        **window.filming.acts(),
        **window.lessoning.acts(),
        # Made when one studies: nobody waits for it at a start.
        **{id: partial(_study, window, id) for id in STUDY},
        START: lambda: window.presenting.toggle(),
        **{id: partial(_ink, window, id) for id in IN_HAND},
        "window.quit": lambda: _ignore(window.close()),
        **{id: partial(_consult, window, id) for id in CONSULT},
        "window.undo": lambda: _undo(window),
        "window.redo": lambda: _step(window, window.store.redo),
        "window.copy-name": lambda: copy_name(
            window, page_of(read_side(window.store.state, window.atlas))
        ),
        "window.copy-text": partial(copy_text, window),
        "window.print-page": window.clinical.print_page,
        "window.find": partial(find_on_page, window),
        "window.contents": lambda: show_topic(window, CONTENTS),
        "window.search": window.start_search,
        "window.palette": window.palette_card.open,
        "window.structures": lambda: toggle_panel(window, "structures"),
        "window.clinical": lambda: toggle_panel(window, "clinical"),
        **{f"window.theme-{name}": partial(_set_theme, window, name) for name in THEME_NAMES},
        "window.text-larger": lambda: _scale_text(window, TEXT_STEP),
        "window.text-smaller": lambda: _scale_text(window, -TEXT_STEP),
        "window.text-normal": lambda: window.change_settings(
            replace(window.settings, text_scale=1.0)
        ),
        "window.reduced-motion": lambda: window.change_settings(
            replace(window.settings, reduced_motion=not window.settings.reduced_motion)
        ),
        "window.full-screen": lambda: window.setWindowState(
            window.windowState() ^ Qt.WindowState.WindowFullScreen
        ),
        "window.red-flags": lambda: _show_flags(window),
        "window.shortcuts": lambda: ShortcutsSheet(window.commands, window.theme, window).show(),
        "window.coach": partial(_begin_again, window),
        "window.settings": lambda: window.settings_card.ask(window.settings),
        "window.inset": lambda: window.change_settings(
            replace(window.settings, inset=not window.settings.inset)
        ),
        "window.about": lambda: About(window.theme, window).open(),
    }


def window_checks(window: MainWindow) -> dict[str, Callable[[], bool]]:
    """Whether each switch of the window is on."""
    return {
        "window.structures": lambda: window.docks["structures"].isVisibleTo(window),
        "window.clinical": lambda: window.docks["clinical"].isVisibleTo(window),
        **{
            f"window.theme-{name}": lambda name=name: window.theme.name == name  # type: ignore[misc]
            for name in THEME_NAMES
        },
        "window.slice": lambda: window.settings.slice_panel,
        "window.lesson-edit": lambda: window.is_made("lessoning") and window.lessoning.is_editing,
        **{
            f"window.{name}": lambda name=name: (  # type: ignore[misc]
                window.is_made("cards") and getattr(window.cards, name).isVisible()
            )
            for name in ("opacity", "measures", "posture", "hidden")
        },
        "window.conditions": lambda: (
            window.is_made("conditioning") and not window.conditioning.bar.isHidden()
        ),
        START: lambda: window.is_made("presenting") and window.presenting.is_on,
        SPOTLIGHT: lambda: window.is_made("inking") and window.inking.has_spot,
        PEN: lambda: window.is_made("inking") and window.inking.is_pen,
        ERASER: lambda: window.is_made("inking") and window.inking.is_eraser,
        MASTERY: lambda: window.store.state.study.mastery is not None,
        "window.reduced-motion": lambda: window.settings.reduced_motion,
        "window.inset": lambda: window.settings.inset,
        "window.full-screen": window.isFullScreen,
    }


def _study(window: MainWindow, id: str) -> None:
    window.studying.run(id)


def _consult(window: MainWindow, id: str) -> None:
    window.consulting.acts()[id]()


def _show_flags(window: MainWindow) -> None:
    """Where the words are that are read just now."""
    if window.store.state.consult is not None:
        window.consulting.show_flags()
    else:
        show_topic(window, RED_FLAGS)


def _undo(window: MainWindow) -> None:
    """A step back; back out of a consultation is the way out of it, which may ask."""
    if window.store.state.consult is not None and window.store.undo_label == BEGIN:
        window.consulting.ask_to_leave()
    else:
        _step(window, window.store.undo)


def _ink(window: MainWindow, id: str) -> None:
    window.inking.acts()[id]()


def _ignore(_done: bool) -> None:
    """A window that stays open has said why."""


def _step(window: MainWindow, step: Callable[[], bool]) -> None:
    """A step through the history; not out of a question that is open."""
    if not window.store.state.study.asks:
        _recall(window, step())


def _recall(window: MainWindow, done: bool) -> None:
    """Turn to what was read when the scene was so; at the end of the history there is nothing."""
    if done:
        window.clinical.recall()


def _begin_again(window: MainWindow) -> None:
    window.hints.begin_again()
    window.coach.open()


def press_focused() -> bool:
    """Press the button that has the keyboard, if one has it."""
    pressed = QApplication.focusWidget()
    if not isinstance(pressed, QAbstractButton):
        return False
    pressed.click()
    return True


def toggle_panel(window: MainWindow, name: str) -> None:
    """Fold a side panel away or bring it back."""
    dock = window.docks[name]
    dock.setVisible(not dock.isVisibleTo(window))
    if name == "structures":
        window.is_folded = False
    else:
        make_room(window)
    window.refresh_actions()


def show_topic(window: MainWindow, id: str, anchor: str = "") -> None:
    """Show a page of text, unfolding the panel when it is away."""
    window.docks["clinical"].show()
    window.clinical.show_page(id, anchor)


def find_on_page(window: MainWindow) -> None:
    """Find words in the text, unfolding the panel when it is away."""
    window.docks["clinical"].show()
    window.clinical.find_in_page()


def show_found(window: MainWindow, found: Found) -> None:
    """Go to what search found: select what the catalogue knows, open the page of a text."""
    is_in_scene = bool(named(window.atlas.catalog, found.id, window.store.state.place))
    if is_in_scene:
        window.select(found.id)
    if found.anchor or not is_in_scene:
        show_topic(window, found.id, found.anchor)
    window.canvas_widget.setFocus()


def copy_name(window: MainWindow, id: str) -> None:
    """Put a structure's name on the clipboard."""
    name = name_of(window.atlas.catalog, id)
    if name:
        QGuiApplication.clipboard().setText(name)
        window.status.showMessage(f"Copied: {name}", 4000)


def copy_text(window: MainWindow) -> None:
    """Put the selected words, or the page, on the clipboard with their sources."""
    is_part = window.clinical.browser.textCursor().hasSelection()
    window.clinical.copy_with_sources()
    what = "selected words" if is_part else "page"
    window.status.showMessage(f"Copied: the {what} with sources", 4000)


def _set_theme(window: MainWindow, name: str) -> None:
    window.forget_theme_now()
    window.change_settings(replace(window.settings, theme=name))


def _scale_text(window: MainWindow, step: float) -> None:
    scale = round(window.settings.text_scale + step, 2)
    scale = max(SMALLEST_TEXT, min(LARGEST_TEXT, scale))
    window.change_settings(replace(window.settings, text_scale=scale))
    window.status.showMessage(f"Text size {100 * scale:.0f} %", 4000)
