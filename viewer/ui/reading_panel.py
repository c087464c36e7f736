"""A panel of text pages: what is selected or was turned to, set for the chosen reader."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotations.library import Library
from meshes.catalog import Catalog
from viewer.numbering import counting, numbered
from viewer.state import ViewState
from viewer.ui.clinical_page import page_html
from viewer.ui.contents_page import CONTENTS
from viewer.ui.page_browser import PageBrowser
from viewer.ui.page_setting import (
    PAGE_LETTERS,
    RED_FLAGS,
    SOURCES,
    Folds,
    Setting,
    is_text,
)
from viewer.ui.page_trail import Trail
from viewer.ui.panel_head import PanelHead
from viewer.ui.theme import THEMES, Theme
from viewer.ui.welcome_page import MOST_TILES, fitting_tiles

if TYPE_CHECKING:
    pass

#: So many pages are kept as HTML; and pages of other levels are read when nobody has done anything
#: for so long.
_KEPT = 16
_QUIET_MS = 300


class ReadingPanel(QWidget):
    """Pages with back and forward. Emits what the reader asks for and never writes the state.

    page_shown: the id of the page turned to. how_changed: pages are set for another reader, theme
    or letter size.
    """

    selected = Signal(str)
    audience_chosen = Signal(str)
    folds_changed = Signal(object)
    page_shown = Signal(str)
    how_changed = Signal()

    def __init__(
        self, catalog: Catalog, library: Library | None, state: ViewState, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._catalog, self._library, self._state = catalog, library, state
        self._theme, self._scale = THEMES["light"], 1.0
        self.folds = Folds()
        self._trail = Trail(page_of(state))
        self._pages: dict[str, str] = {}
        self._tiles = MOST_TILES
        self._set_for: tuple[object, object, object] = (None, None, None)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self._on_ahead)
        flags = partial(self.show_page, RED_FLAGS)
        self.head = PanelHead((self.go_back, self.go_forward, self.show_contents, flags), self)
        self.back, self.forward = self.head.back, self.head.forward
        self.contents, self.red_flags = self.head.contents, self.head.red_flags
        self.audience = self.head.audience
        self.audience.chosen.connect(self._on_audience)
        self.browser = PageBrowser(self)
        self._arrange()
        self._render()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        column.addWidget(self.browser, 1)
        self._column = column

    def add_above(self, widget: QWidget, *, first: bool = False) -> None:
        """Put something of the window's over the page. first: over all others there."""
        self._above.insertWidget(0 if first else -1, widget)

    def add_below(self, widget: QWidget) -> None:
        """Put something of the window's under the page."""
        self._column.addWidget(widget)

    def has_page(self, id: str) -> bool:
        """Whether there is a page of this id: a text, a structure, a place, the first page."""
        catalog, library = self._catalog, self._library
        if id in ("", CONTENTS) or id in catalog.structures or id in catalog.places:
            return True
        return library is not None and id in library.notes

    @property
    def page(self) -> str:
        """Id of the page shown: a structure, a place, a topic, or "" for the welcome page."""
        return self._trail.page

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        self._theme, self._scale = theme, scale
        self.browser.ink = theme.muted
        self.head.set_theme(theme, scale)
        self._render(keep_scroll=True)
        self.how_changed.emit()

    def set_folds(self, folds: Folds) -> None:
        """Take remembered folds."""
        self.folds = folds
        self._render()

    def set_library(self, library: Library) -> None:
        """Show these texts from now on."""
        self._library = library
        self._render(keep_scroll=True)

    def show_state(self, state: ViewState) -> None:
        """Follow selection and reader."""
        old, self._state = self._state, state
        self._catalog = numbered(self._catalog, state)
        if page_of(state) != page_of(old):
            self._turn_to(page_of(state))
        elif state.audience is not old.audience:
            # Another reader's text is longer or shorter: the section stays, not the number.
            anchor, past = self.browser.section_at_top()
            self._render()
            self.browser.show_section(anchor, past if not anchor else min(past, 40.0))
            self.how_changed.emit()
        elif counting(state) != counting(old):
            self._render(keep_scroll=True)

    def show_selection(self) -> None:
        """Come back from a topic to what is selected."""
        self.show_page(page_of(self._state))

    def show_page(self, id: str, anchor: str = "") -> None:
        """Show a page and remember the way to it."""
        self._turn_to(id)
        self._trail.note(page_of(self._state))
        if anchor:
            self._open(anchor)
            self.browser.scrollToAnchor(anchor)

    def recall(self) -> None:
        """After an undo: what was read last while this was selected."""
        id = self._trail.noted(page_of(self._state))
        if id and self.has_page(id):
            self.show_page(id)

    def _turn_to(self, id: str) -> None:
        if self._trail.visit(id):
            self._render()
            self.page_shown.emit(id)

    def go_back(self) -> None:
        """The page before; a structure's page selects it again."""
        self._go(-1)

    def go_forward(self) -> None:
        """The page after."""
        self._go(1)

    def _go(self, step: int) -> None:
        if not self._trail.go(step):
            return
        self._trail.note(page_of(self._state))
        self._render()
        self.page_shown.emit(self.page)
        if not is_text(self.page):
            self.selected.emit(self.page)

    def _render(self, *, keep_scroll: bool = False) -> None:
        bar = self.browser.verticalScrollBar()
        scrolled = bar.value()
        if not self.page:
            self._tiles = self._fitting_tiles()
        self.browser.setHtml(self._html(self.page))
        bar.setValue(scrolled if keep_scroll else 0)
        self._on_rendered()
        self.audience.show_choice(str(self._state.audience))
        self.back.setEnabled(self._trail.has(-1))
        self.forward.setEnabled(self._trail.has(1))

    def _on_rendered(self) -> None:
        """For panels that do something with a page that is set anew."""

    @property
    def _is_finding(self) -> bool:
        """Whether words are looked for, also in folded sections."""
        return False

    def _html(self, id: str) -> str:
        """A page for the present reader; what was set lately is kept."""
        how, of = self._how(), self._set_for
        if of[0] is not self._catalog or of[1] is not self._library or of[2] != how:
            self._pages.clear()
            self._set_for = (self._catalog, self._library, how)
        if id not in self._pages:
            if len(self._pages) >= _KEPT:
                self._pages.clear()
            self._pages[id] = page_html(id, self._catalog, self._library, how)
        return self._pages[id]

    def look_ahead(self) -> None:
        """Nothing else is to be done: soon read the pages of the levels, one at a time, so that
        they are there when they are turned to."""
        self._ahead.start(_QUIET_MS)

    def stop(self) -> None:
        """Read nothing more."""
        self._ahead.stop()

    def _on_ahead(self) -> None:
        if self._library is None or not self.isVisible():
            return
        if any(self.browser.get_ready(self._html(place)) for place in self._catalog.places):
            self._ahead.start(0)

    def _how(self) -> Setting:
        # Words are found in folded sections too.
        folds = Folds(all_open=True) if self._is_finding else self.folds
        count = counting(self._state)
        theme, scale, reader = self._theme, self._scale, self._state.audience
        return Setting(theme, scale, reader, folds, count=count, tiles=self._tiles)

    def _fitting_tiles(self) -> int:
        """So many levels stand beside each other on the first page."""
        letters = self.browser.fontMetrics()

        def width_of(words: str) -> float:
            return PAGE_LETTERS * letters.horizontalAdvance(words)

        return fitting_tiles(self._catalog, self.browser.column_width, width_of)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower first page has fewer levels beside each other."""
        super().resizeEvent(event)
        if not self.page and self._fitting_tiles() != self._tiles:
            self._render(keep_scroll=True)

    @property
    def how(self) -> Setting:
        """For whom and how pages are set now."""
        return self._how()

    def show_contents(self) -> None:
        """The list of all texts."""
        self.show_page(CONTENTS)

    def _note_id(self) -> str:
        note = self._library.note_for(self.page) if self._library and self.page else None
        return note.id if note else ""

    def _fold(self, key: str) -> None:
        self.folds = self.folds.toggled(key, self._note_id())
        self._render(keep_scroll=True)
        if self.browser.hasFocus():
            scrolled = self.browser.verticalScrollBar().value()
            self.browser.focus_link(f"fold:{key}")
            self.browser.verticalScrollBar().setValue(scrolled)
        self.folds_changed.emit(self.folds)

    def _open(self, anchor: str) -> None:
        """Unfold the section in which an anchor lies."""
        key = SOURCES if anchor.startswith("source") else anchor.removeprefix("section-")
        if not self.folds.is_open(key, self._note_id()):
            self._fold(key)

    def _on_audience(self, key: str) -> None:
        self.audience_chosen.emit(key)
        self.audience.show_choice(str(self._state.audience))


def page_of(state: ViewState) -> str:
    """The page that belongs to a state: what is picked out last, else the lit place."""
    return state.focus[-1] if state.focus else state.place or ""
