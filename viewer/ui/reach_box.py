"""The box over the clinical text: what the picture reaches, and what may then be felt."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from meshes.catalog import Catalog
from viewer.ui import icons
from viewer.ui.own_keys import is_kept
from viewer.ui.page_setting import Setting
from viewer.ui.reach_page import Reached, reach_html
from viewer.ui.theme import Theme

#: The most of the panel's height the box may take from the text.
_LARGEST = 0.5
#: It is never lower, pixels.
_LEAST = 40
_OWN_KEYS = frozenset([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End])
TITLE = "What this picture reaches"


class _Words(QTextBrowser):
    """Keeps the keys that scroll; reads nothing from disc."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """There are no pictures in it."""
        return None

    def event(self, event: QEvent) -> bool:
        """Keep the keys that scroll."""
        return is_kept(event, _OWN_KEYS, plain=True) or super().event(event)


class TextBox(QFrame):
    """A box that folds, over the page of text. linked: the target of a link in it."""

    linked = Signal(QUrl)

    def __init__(self, title: str, panel: QWidget) -> None:
        super().__init__(panel)
        self.setObjectName("reachBox")
        self.setAccessibleName(title)
        self._panel = panel
        self._html = ""
        self.head = QToolButton(self)
        self.head.setObjectName("boxHead")
        self.head.setText(title)
        self.head.setCheckable(True)
        self.head.setChecked(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setAccessibleName(f"Fold: {title}")
        self.head.toggled.connect(self._on_folded)
        self.words = _Words(self)
        self.words.setOpenLinks(False)
        self.words.setAccessibleName(title)
        self.words.setFrameShape(QFrame.Shape.NoFrame)
        self.words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.document().setDocumentMargin(2)
        self.words.anchorClicked.connect(self.linked)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 4, 8, 6)
        column.setSpacing(2)
        column.addWidget(self.head)
        column.addWidget(self.words)
        panel.installEventFilter(self)
        self.hide()

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the colours of a theme."""
        side = round(16 * min(1.6, theme.growth * scale))
        for checked, name in ((True, "open"), (False, "closed")):
            if self.head.isChecked() is checked:
                self.head.setIcon(icons.icon(name, theme.muted, side))
        self._theme, self._side = theme, side

    def show_html(self, html: str, description: str) -> None:
        """Show this text; what is read stays where it is."""
        if html != self._html:
            scrolled = self.words.verticalScrollBar().value()
            self._html = html
            self.words.setHtml(html)
            self.words.setAccessibleDescription(description)
            self.words.verticalScrollBar().setValue(scrolled)
        self._fit()

    def _on_folded(self, is_open: bool) -> None:
        self.words.setVisible(is_open)
        self.head.setIcon(
            icons.icon("open" if is_open else "closed", self._theme.muted, self._side)
        )
        self._fit()

    def _fit(self) -> None:
        document = self.words.document()
        document.setTextWidth(max(120, self.words.viewport().width()))
        wanted = round(document.size().height()) + 4
        most = round(_LARGEST * self._panel.height())
        if wanted > most:
            wanted = _whole_lines(document, most)
        self.words.setFixedHeight(max(_LEAST, wanted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower text is higher."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panel's height."""
        if watched is self._panel and event.type() == QEvent.Type.Resize:
            self._fit()
        return False


class ReachBox(TextBox):
    """What is set on the model reaches this; hidden while nothing is set."""

    def __init__(self, catalog: Catalog, panel: QWidget) -> None:
        super().__init__(TITLE, panel)
        self._catalog = catalog

    def show_reached(self, told: Reached | None, how: Setting) -> None:
        """Show this; None hides the box."""
        self.setVisible(told is not None)
        if told is not None:
            self.show_html(reach_html(told, self._catalog, how), told.sentence)


def _whole_lines(document: QTextDocument, most: int) -> int:
    """The largest height up to so many pixels at which no line of the text is cut."""
    layout, lines = document.documentLayout(), []
    block = document.begin()
    while block.isValid():
        top = layout.blockBoundingRect(block).top()
        for k in range(block.layout().lineCount()):
            line = block.layout().lineAt(k)
            lines.append((top + line.y(), top + line.y() + line.height()))
        block = block.next()
    ends = sorted((end for _, end in lines if end <= most), reverse=True)
    whole = (end for end in ends if not any(a < end - 1.0 and end + 1.0 < b for a, b in lines))
    return round(next(whole, most))
