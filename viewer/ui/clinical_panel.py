"""The panel on the right: the clinical text of what is selected, for the chosen reader."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotations.library import Library
from meshes.catalog import Catalog
from viewer.named import named
from viewer.numbering import counting, numbered
from viewer.state import Audience, ViewState
from viewer.ui import icons
from viewer.ui.clinical_page import (
    RED_FLAGS,
    SHOW_MODEL,
    SOURCES,
    TEXT_KINDS,
    Folds,
    Setting,
    is_text,
    page_html,
)
from viewer.ui.contents_page import CONTENTS
from viewer.ui.page_browser import PageBrowser
from viewer.ui.segmented import Segmented
from viewer.ui.theme import THEMES, Theme

if TYPE_CHECKING:
    from viewer.ui.find_bar import FindBar

#: So many pages are kept as HTML; and pages of other levels are read when nobody has done anything
#: for so long.
_KEPT = 16
_QUIET_MS = 300


class ClinicalPanel(QWidget):
    """Pages with back and forward. Emits what the reader asks for and never writes the state.

    page_shown: the id of the page turned to. model_asked: a condition to be shown on the model.
    how_changed: pages are set for another reader, theme or letter size.
    """

    selected = Signal(str)
    hovered = Signal(str)
    audience_chosen = Signal(str)
    folds_changed = Signal(object)
    page_shown = Signal(str)
    model_asked = Signal(str)
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
        self._history: list[str] = [page_of(state)]
        self._place = 0
        self._read_at: dict[str, str] = {}
        self._pages: dict[str, str] = {}
        self._set_for: tuple[object, object, object] = (None, None, None)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self._on_ahead)
        self.browser = PageBrowser(self)
        self.browser.anchorClicked.connect(self._on_link)
        self.browser.highlighted.connect(self._on_highlighted)
        self.browser.asked.connect(self._on_asked)
        self.contents = self._tool("text", "Contents: all texts", self.show_contents)
        self.back = self._tool("back", "Back", self.go_back)
        self.forward = self._tool("forward", "Forward", self.go_forward)
        self.red_flags = QPushButton("Red flags", self)
        self.red_flags.setObjectName("redFlags")
        self.red_flags.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.red_flags.setAccessibleName("Red flags: when to get help fast")
        self.red_flags.setToolTip("When to get help fast  (Ctrl+R)")
        self.red_flags.clicked.connect(lambda: self.show_page(RED_FLAGS))
        words = {str(audience): str(audience).capitalize() for audience in Audience}
        self.audience = Segmented(words, "Text for", self)
        self.audience.chosen.connect(self._on_audience)
        self._arrange()
        self._render()

    def _tool(self, drawing: str, name: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("icon")
        button.setProperty("drawing", drawing)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(act)
        return button

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 10, 14, 6)
        bar.setSpacing(2)
        bar.addWidget(self.back)
        bar.addWidget(self.forward)
        bar.addWidget(self.contents)
        bar.addStretch(1)
        bar.addWidget(self.red_flags)
        column.addLayout(bar)
        reader = QHBoxLayout()
        reader.setContentsMargins(16, 4, 16, 8)
        reader.addWidget(self.audience)
        column.addLayout(reader)
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        column.addWidget(self.browser, 1)
        self._column = column

    @cached_property
    def find_bar(self) -> FindBar:
        """The bar that finds words; a start has no use for it."""
        from viewer.ui.find_bar import FindBar

        made = FindBar(self.browser, self)
        made.set_theme(self._theme, self._side())
        made.closed.connect(lambda: self._render(keep_scroll=True))
        self._column.insertWidget(self._column.indexOf(self.browser) + 1, made)
        return made

    @property
    def _is_finding(self) -> bool:
        return "find_bar" in self.__dict__ and self.find_bar.isVisibleTo(self)

    def _side(self) -> int:
        """Side of an icon: it grows with the letters."""
        return round(20 * min(1.6, self._theme.growth * self._scale))

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
        return self._history[self._place]

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        self._theme, self._scale = theme, scale
        self.browser.ink = theme.muted
        side = self._side()
        if "find_bar" in self.__dict__:
            self.find_bar.set_theme(theme, side)
        for button in (self.back, self.forward, self.contents):
            button.setIcon(icons.icon(str(button.property("drawing")), theme.text, side))
            button.setIconSize(QSize(side, side))
        self.red_flags.setIcon(icons.icon("flag", theme.danger, side))
        self.red_flags.setIconSize(QSize(side - 3, side - 3))
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
        self._read_at[page_of(self._state)] = id
        if anchor:
            self._open(anchor)
            self.browser.scrollToAnchor(anchor)

    def recall(self) -> None:
        """After an undo: what was read last while this was selected."""
        id = self._read_at.get(page_of(self._state), "")
        if id and self.has_page(id):
            self.show_page(id)

    def _turn_to(self, id: str) -> None:
        if id != self.page:
            del self._history[self._place + 1 :]
            self._history.append(id)
            self._place += 1
            self._render()
            self.page_shown.emit(id)

    def go_back(self) -> None:
        """The page before; a structure's page selects it again."""
        self._go(-1)

    def go_forward(self) -> None:
        """The page after."""
        self._go(1)

    def _go(self, step: int) -> None:
        if not 0 <= self._place + step < len(self._history):
            return
        self._place += step
        self._read_at[page_of(self._state)] = self.page
        self._render()
        self.page_shown.emit(self.page)
        if not is_text(self.page):
            self.selected.emit(self.page)

    def _render(self, *, keep_scroll: bool = False) -> None:
        bar = self.browser.verticalScrollBar()
        scrolled = bar.value()
        self.browser.setHtml(self._html(self.page))
        bar.setValue(scrolled if keep_scroll else 0)
        if self._is_finding and self.find_bar.isVisible():
            self.find_bar.search()
        self.audience.show_choice(str(self._state.audience))
        self.back.setEnabled(self._place > 0)
        self.forward.setEnabled(self._place < len(self._history) - 1)

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
        return Setting(self._theme, self._scale, self._state.audience, folds, count=count)

    @property
    def how(self) -> Setting:
        """For whom and how pages are set now."""
        return self._how()

    def follow(self, url: QUrl) -> None:
        """Go where a link of a page goes."""
        self._on_link(url)

    def show_contents(self) -> None:
        """The list of all texts."""
        self.show_page(CONTENTS)

    def find_in_page(self) -> None:
        """Open the bar that finds words on this page."""
        self.find_bar.show()
        self._render(keep_scroll=True)
        self.find_bar.open_bar()

    def print_page(self) -> None:
        """Print this page, whole."""
        from viewer.ui.take_page import paper, print_page

        document = paper(self.page, self._catalog, self._library, self._how())
        print_page(document, "Lumbosacral Viewer", self)

    def copy_with_sources(self) -> None:
        """Put the selected words, or the page, on the clipboard with their sources."""
        from viewer.ui.take_page import with_sources

        if self._library is not None:
            words = with_sources(self.browser, self.page, self._catalog, self._library, self._how())
            QGuiApplication.clipboard().setText(words)

    def _on_link(self, url: QUrl) -> None:
        kind, target = url.scheme(), url.path()
        if kind == "fold":
            self._fold(target)
        elif kind == CONTENTS:
            self.show_page(CONTENTS, target)
        elif kind in TEXT_KINDS:
            self.show_page(f"{kind}.{target}")
        elif kind == "structure":
            self._follow(target)
        elif kind == SHOW_MODEL:
            self.model_asked.emit(target)
        elif kind == "https":
            QDesktopServices.openUrl(url)
        elif url.hasFragment():
            self.show_page(self.page, url.fragment())

    def _follow(self, id: str) -> None:
        if named(self._catalog, id, self._state.place):
            self.selected.emit(id)
        else:
            self.show_page(id)

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

    def _on_asked(self, key: str) -> None:
        acts = {
            "copy": self.copy_with_sources,
            "find": self.find_in_page,
            "print": self.print_page,
        }
        acts[key]()

    def _on_highlighted(self, url: QUrl) -> None:
        self.hovered.emit(url.path() if url.scheme() == "structure" else "")

    def _on_audience(self, key: str) -> None:
        self.audience_chosen.emit(key)
        self.audience.show_choice(str(self._state.audience))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Left and Alt+Right, as in a browser."""
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
        ):
            self._go(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The back and forward buttons of the mouse."""
        if event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()
        else:
            super().mouseReleaseEvent(event)


def page_of(state: ViewState) -> str:
    """The page that belongs to a state: what is picked out last, else the lit place."""
    return state.focus[-1] if state.focus else state.place or ""
