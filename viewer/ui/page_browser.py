"""The browser that shows one page of clinical text."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextLine,
)
from PySide6.QtWidgets import QMenu, QTextBrowser, QWidget

from viewer.ui import icons
from viewer.ui.own_keys import is_kept
from viewer.ui.role_marks import has_mark, mark
from viewer.ui.theme import THEMES

#: The text column grows no wider than this many letter heights: about 70 characters.
_WIDEST_COLUMN_EM = 36
_SIDE_MARGIN = 20
#: Side of a drawing in the page, in pixels, before the page scales it down.
_DRAWING = 48
#: So many pages turned to last are kept as they were read and laid out: those of a spine's levels
#: and a few more, some 100 kB each.
_KEPT = 10
_MARGIN = 4
#: Line about the link that has the keyboard, in pixels.
_FRAME = 2.0
_OWN_KEYS = frozenset([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End])
#: What the menu of a page offers besides copying.
PAGE_ACTS = {
    "copy": "Copy with sources",
    "find": "Find on this page…",
    "print": "Print page…",
}


class PageBrowser(QTextBrowser):
    """Shows one page; keeps its column readable and its keys to itself.

    asked: one of PAGE_ACTS, from its menu.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName("Clinical text")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.ink = THEMES["light"].muted
        self._kept: dict[object, QTextDocument] = {}

    @property
    def column_width(self) -> int:
        """How wide the lines of a page are, with a scroll bar beside them, in pixels."""
        margins = self.viewportMargins()
        beside = margins.left() + margins.right() + self.verticalScrollBar().sizeHint().width()
        return self.width() - beside - 2 * _MARGIN

    def setHtml(self, html: str) -> None:
        """Show a page. The scroll bar does not go while the old page is dropped, only to come back
        with the new one: each would lay the page out anew."""
        page = self._page(html)
        if page is self.document():
            self.setTextCursor(QTextCursor(page))
            return
        needed, always = self.verticalScrollBarPolicy(), Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        if self.verticalScrollBar().isVisible():
            self.setVerticalScrollBarPolicy(always)
        # Marks of the old page would be looked for on the new one, and end the program once the old
        # one is dropped.
        self.setExtraSelections([])
        self.setDocument(page)
        self.setVerticalScrollBarPolicy(needed)
        self._drop_oldest()

    def get_ready(self, html: str) -> bool:
        """Read and lay out a page that may be turned to next. False if it is there already."""
        if self._key(html) in self._kept:
            return False
        self._page(html).setPageSize(QSizeF(self.viewport().width(), -1.0))
        self._drop_oldest()
        return True

    def forget(self) -> None:
        """Keep no page but the one that is shown."""
        shown = self.document()
        for key in [key for key, page in self._kept.items() if page is not shown]:
            self._kept.pop(key).deleteLater()

    def _key(self, html: str) -> object:
        """All that a page shows: its icons have the ink's colour."""
        return (html, self.ink, self.font().key())

    def _page(self, html: str) -> QTextDocument:
        """A page as it was kept, else read now."""
        key = self._key(html)
        page = self._kept.pop(key, None)
        if page is None:
            page = QTextDocument(self)
            page.setUndoRedoEnabled(False)
            page.setDocumentMargin(_MARGIN)
            page.setDefaultFont(self.font())
            page.setDefaultTextOption(self.document().defaultTextOption())
            page.documentLayout().setPaintDevice(self.viewport())
            page.setHtml(html)
        self._kept[key] = page
        return page

    def _drop_oldest(self) -> None:
        shown = self.document()
        for key in list(self._kept)[:-_KEPT]:
            if self._kept[key] is not shown:
                self._kept.pop(key).deleteLater()

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
        return is_kept(event, _OWN_KEYS, plain=True) or super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the text."""
        menu = QMenu(self)
        copy = menu.addAction("Copy", self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        for key, title in PAGE_ACTS.items():
            menu.addAction(title, partial(self.asked.emit, key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def focus_link(self, href: str) -> None:
        """Put the keyboard back on a link after the page was set anew."""
        keep = QTextCursor.MoveMode.KeepAnchor
        block = self.document().begin()
        while block.isValid():
            for piece in block:  # type: ignore[attr-defined]
                if piece.fragment().charFormat().anchorHref() == href:
                    cursor = self.textCursor()
                    cursor.setPosition(piece.fragment().position())
                    cursor.movePosition(QTextCursor.MoveOperation.Right, keep)
                    self.setTextCursor(cursor)
                    # Only Qt's own step makes it a focus frame, so go one link on and back.
                    self.focusNextPrevChild(True)
                    self.focusNextPrevChild(False)
                    return
            block = block.next()

    def section_at_top(self) -> tuple[str, float]:
        """The last anchor at or above the upper edge, and how far it has been scrolled past.

        The anchor is "" above the first section.
        """
        layout, scrolled = self.document().documentLayout(), self.verticalScrollBar().value()
        found, above = "", 0.0
        block = self.document().begin()
        while block.isValid():
            top = layout.blockBoundingRect(block).top()
            if top > scrolled + 1:
                break
            names: list[str] = []
            for piece in block:  # type: ignore[attr-defined]
                names += piece.fragment().charFormat().anchorNames()
            if sections := [name for name in names if name.startswith("section-")]:
                found, above = sections[-1], top
            block = block.next()
        return found, scrolled - above

    def show_section(self, anchor: str, past: float) -> None:
        """Scroll so that a section is as far above the upper edge as it was before."""
        if not anchor:
            self.verticalScrollBar().setValue(round(past))
            return
        self.scrollToAnchor(anchor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(past))

    def link_boxes(self) -> list[QRectF]:
        """Where the link that has the keyboard stands, a box for each of its lines, in the
        viewport; empty without one."""
        cursor = self.textCursor()
        if not (self.hasFocus() and cursor.hasSelection() and cursor.charFormat().isAnchor()):
            return []
        block = self.document().findBlock(cursor.selectionStart())
        first = cursor.selectionStart() - block.position()
        last = min(cursor.selectionEnd() - block.position(), block.length() - 1)
        layout, at = block.layout(), self.document().documentLayout().blockBoundingRect(block)
        boxes = []
        for k in range(layout.lineCount()):
            line = layout.lineAt(k)
            start = max(first, line.textStart())
            end = min(last, line.textStart() + line.textLength())
            if start < end:
                left, right = _x_at(line, start), _x_at(line, end)
                box = QRectF(left, line.y(), right - left, line.height())
                scrolled = self.verticalScrollBar().value()
                boxes.append(box.translated(at.left(), at.top() - scrolled))
        return boxes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own frame about the link that has the keyboard is a line of thin dots."""
        super().paintEvent(event)
        if not (boxes := self.link_boxes()):
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), _FRAME))
        for box in boxes:
            painter.drawRoundedRect(box.adjusted(-2, 0, 2, 0), 4, 4)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short on wide panels."""
        widest = self.fontMetrics().height() * _WIDEST_COLUMN_EM
        spare = max(0, (self.width() - widest - 2 * _SIDE_MARGIN) // 2)
        margins = self.viewportMargins()
        wanted = _SIDE_MARGIN + spare
        if margins.left() != wanted:
            self.setViewportMargins(wanted, 10, wanted - 8, 0)
        super().resizeEvent(event)


def _x_at(line: QTextLine, place: int) -> float:
    """How far right a character of a line begins, in pixels of its block."""
    found: object = line.cursorToX(place)
    # Bindings differ: the place may come along.
    return float(found[0] if isinstance(found, tuple | list) else found)  # type: ignore[arg-type]
