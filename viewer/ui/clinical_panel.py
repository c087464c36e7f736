"""The panel on the right: the clinical text of what is selected, for the chosen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QMouseEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotations.library import Library
from meshes.catalog import Catalog
from viewer.state import Audience, ViewState
from viewer.ui import icons
from viewer.ui.clinical_page import RED_FLAGS, SOURCES, Folds, Setting, page_html
from viewer.ui.role_marks import has_mark, mark
from viewer.ui.segmented import Segmented
from viewer.ui.theme import THEMES, Theme

#: The text column grows no wider than this many letter heights: about 70 characters.
_WIDEST_COLUMN_EM = 36
_SIDE_MARGIN = 20
#: Side of a drawing in the page, in pixels, before the page scales it down.
_DRAWING = 48
_KEEP = QTextCursor.MoveMode.KeepAnchor
_OWN_KEYS = frozenset([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End])


class PageBrowser(QTextBrowser):
    """Shows one page; keeps its column readable and its keys to itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName("Clinical text")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(4)
        self.ink = THEMES["light"].muted

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Icons named `icon:<name>`; nothing is ever read from disc or network."""
        url = QUrl(name) if isinstance(name, str) else name
        if url.scheme() == "icon" and url.path() in icons.NAMES:
            return icons.pixmap(url.path(), self.ink, _DRAWING)
        if url.scheme() == "mark" and has_mark(url.path()):
            return mark(url.path(), _DRAWING)
        return None

    def event(self, event: QEvent) -> bool:
        """Keep the keys that scroll."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN_KEYS
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def focus_link(self, href: str) -> None:
        """Put the keyboard back on a link after the page was set anew."""
        block = self.document().begin()
        while block.isValid():
            for piece in block:  # type: ignore[attr-defined]
                if piece.fragment().charFormat().anchorHref() == href:
                    cursor = self.textCursor()
                    cursor.setPosition(piece.fragment().position())
                    cursor.movePosition(QTextCursor.MoveOperation.Right, _KEEP)
                    self.setTextCursor(cursor)
                    # Only Qt's own step makes it a focus frame, so go one link on and back.
                    self.focusNextPrevChild(True)
                    self.focusNextPrevChild(False)
                    return
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short on wide panels."""
        widest = self.fontMetrics().height() * _WIDEST_COLUMN_EM
        spare = max(0, (self.width() - widest - 2 * _SIDE_MARGIN) // 2)
        margins = self.viewportMargins()
        wanted = _SIDE_MARGIN + spare
        if margins.left() != wanted:
            self.setViewportMargins(wanted, 10, wanted - 8, 0)
        super().resizeEvent(event)


class ClinicalPanel(QWidget):
    """Pages with back and forward. Emits what the reader asks for and never writes the state."""

    selected = Signal(str)
    hovered = Signal(str)
    audience_chosen = Signal(str)
    folds_changed = Signal(object)

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
        self.browser = PageBrowser(self)
        self.browser.anchorClicked.connect(self._on_link)
        self.browser.highlighted.connect(self._on_highlighted)
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
        bar.addStretch(1)
        bar.addWidget(self.red_flags)
        column.addLayout(bar)
        reader = QHBoxLayout()
        reader.setContentsMargins(16, 4, 16, 8)
        reader.addWidget(self.audience)
        column.addLayout(reader)
        column.addWidget(self.browser, 1)

    @property
    def page(self) -> str:
        """Id of the page shown: a structure, a place, a topic, or "" for the welcome page."""
        return self._history[self._place]

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take a theme's colours and a text scale."""
        self._theme, self._scale = theme, scale
        self.browser.ink = theme.muted
        side = round(20 * min(1.6, theme.growth * scale))
        for button in (self.back, self.forward):
            button.setIcon(icons.icon(str(button.property("drawing")), theme.text, side))
            button.setIconSize(QSize(side, side))
        self.red_flags.setIcon(icons.icon("flag", theme.danger, side))
        self.red_flags.setIconSize(QSize(side - 3, side - 3))
        self._render(keep_scroll=True)

    def set_folds(self, folds: Folds) -> None:
        """Take remembered folds."""
        self.folds = folds
        self._render()

    def set_library(self, library: Library) -> None:
        """Show these texts from now on."""
        self._library = library
        self._render()

    def show_state(self, state: ViewState) -> None:
        """Follow selection and reader."""
        old, self._state = self._state, state
        if page_of(state) != page_of(old):
            self.show_page(page_of(state))
        elif state.audience is not old.audience:
            self._render(keep_scroll=True)

    def show_selection(self) -> None:
        """Come back from a topic to what is selected."""
        self.show_page(page_of(self._state))

    def show_page(self, id: str, anchor: str = "") -> None:
        """Show a page and remember the way to it."""
        if id != self.page:
            del self._history[self._place + 1 :]
            self._history.append(id)
            self._place += 1
            self._render()
        if anchor:
            self._open(anchor)
            self.browser.scrollToAnchor(anchor)

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
        self._render()
        if not self.page.startswith("topic."):
            self.selected.emit(self.page)

    def _render(self, *, keep_scroll: bool = False) -> None:
        bar = self.browser.verticalScrollBar()
        scrolled = bar.value()
        how = Setting(self._theme, self._scale, self._state.audience, self.folds)
        self.browser.setHtml(page_html(self.page, self._catalog, self._library, how))
        bar.setValue(scrolled if keep_scroll else 0)
        self.audience.show_choice(str(self._state.audience))
        self.back.setEnabled(self._place > 0)
        self.forward.setEnabled(self._place < len(self._history) - 1)

    def _on_link(self, url: QUrl) -> None:
        kind, target = url.scheme(), url.path()
        if kind == "fold":
            self._fold(target)
        elif kind == "topic":
            self.show_page(f"topic.{target}")
        elif kind == "structure":
            self._follow(target)
        elif kind == "https":
            QDesktopServices.openUrl(url)
        elif url.hasFragment():
            self.show_page(self.page, url.fragment())

    def _follow(self, id: str) -> None:
        if id in self._catalog.structures or id in self._catalog.places:
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
