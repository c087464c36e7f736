"""The panel on the right: the clinical text of what is selected, and what a reader does with it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from annotations.library import Library
from meshes.catalog import Catalog
from viewer.named import named
from viewer.state import ViewState
from viewer.ui.clinical_page import SHOW_MODEL
from viewer.ui.contents_page import CONTENTS
from viewer.ui.page_setting import TEXT_KINDS
from viewer.ui.panel_head import icon_side
from viewer.ui.reading_panel import ReadingPanel
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.ui.find_bar import FindBar


class ClinicalPanel(ReadingPanel):
    """Follows links, finds, prints, copies. model_asked: a condition to be shown on the model."""

    hovered = Signal(str)
    model_asked = Signal(str)

    def __init__(
        self, catalog: Catalog, library: Library | None, state: ViewState, parent: QWidget
    ) -> None:
        super().__init__(catalog, library, state, parent)
        self.browser.anchorClicked.connect(self._on_link)
        self.browser.highlighted.connect(self._on_highlighted)
        self.browser.asked.connect(self._on_asked)

    @cached_property
    def find_bar(self) -> FindBar:
        """The bar that finds words; a start has no use for it."""
        from viewer.ui.find_bar import FindBar

        made = FindBar(self.browser, self)
        made.set_theme(self._theme, icon_side(self._theme, self._scale))
        made.closed.connect(lambda: self._render(keep_scroll=True))
        self._column.insertWidget(self._column.indexOf(self.browser) + 1, made)
        return made

    @property
    def _is_finding(self) -> bool:
        return "find_bar" in self.__dict__ and self.find_bar.isVisibleTo(self)

    def _on_rendered(self) -> None:
        if self._is_finding and self.find_bar.isVisible():
            self.find_bar.search()

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        if "find_bar" in self.__dict__:
            self.find_bar.set_theme(theme, icon_side(theme, scale))
        super().set_theme(theme, scale)

    def follow(self, url: QUrl) -> None:
        """Go where a link of a page goes."""
        self._on_link(url)

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

    def _on_asked(self, key: str) -> None:
        acts = {
            "copy": self.copy_with_sources,
            "find": self.find_in_page,
            "print": self.print_page,
        }
        acts[key]()

    def _on_highlighted(self, url: QUrl) -> None:
        self.hovered.emit(url.path() if url.scheme() == "structure" else "")

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
