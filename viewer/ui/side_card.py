"""Cards that stay open while one goes on working: opacity, measures, what is hidden.

They stand below the list of structures, one at a time, so that they hide nothing of the picture,
and scroll where room is short.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.cross import Cross
from viewer.ui.own_keys import ESCAPE, is_kept
from viewer.ui.theme import THEMES, Theme

#: The share of the panel's height a card may take from the list.
_LARGEST = 0.62
_SCROLL_BAR = 14
#: Left over, so that a panel that loses a line of room can still shrink.
_SLACK = 24


class SideCard(QFrame):
    """A card with a title and a cross. Subclasses fill `body`.

    coming: it is about to come up. opened: it came up. closed: the user has put it away.
    """

    coming = Signal()
    opened = Signal()
    closed = Signal()

    def __init__(self, title: str, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self.theme: Theme = THEMES["light"]
        self.setObjectName("sideCard")
        self.setAccessibleName(title)
        self.title = QLabel(title, self)
        self.title.setObjectName("cardTitle")
        self.cross = Cross(self)
        self.cross.setAccessibleName(f"Close: {title}")
        self.cross.setToolTip("Close (Esc)")
        self.cross.clicked.connect(self.put_away)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.cross)
        self.content = QWidget(self)
        self.content.setObjectName("cardContent")
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 6, 0)
        self.body.setSpacing(7)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.content)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 10)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)
        self.hide()
        panel.installEventFilter(self)
        self.content.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.cross.set_theme(theme)
        self.fit()

    @property
    def can_wait(self) -> bool:
        """Whether nobody sees it."""
        return not self.isVisible()

    def first(self) -> QWidget:
        """What gets the keyboard when the card comes up."""
        return self.cross

    def open(self) -> None:
        """Come up with the keyboard in it."""
        self.bring()
        self.first().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def bring(self) -> None:
        """Come up; the keyboard stays where it is."""
        # Others go first: two at once could ask for more height than the window has.
        self.coming.emit()
        self.show()
        self.opened.emit()
        self.fit()

    def put_away(self) -> None:
        """Go away, and tell so."""
        self.hide()
        self.closed.emit()

    def fit(self) -> None:
        """As high as it needs, as far as the list keeps its share."""
        layout = self.layout()
        assert layout is not None
        margins, body, inner = layout.contentsMargins(), self.body, self.inner_width
        wanted = body.sizeHint().height()
        if body.hasHeightForWidth():
            wanted = body.heightForWidth(max(inner, 60))
        head = max(self.title.sizeHint().height(), self.cross.sizeHint().height())
        head += margins.top() + margins.bottom() + layout.spacing() + 4
        self.setFixedHeight(max(head, min(wanted + head, self._most())))

    @property
    def inner_width(self) -> int:
        """Room for what stands in the card, in pixels."""
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        return self._panel.width() - margins.left() - margins.right() - _SCROLL_BAR

    def _most(self) -> int:
        """What the card may take without asking for a higher window."""
        panel = self._panel.layout()
        assert panel is not None
        rest = panel.totalMinimumSize().height() - (0 if self.isHidden() else self.height())
        most = self._panel.height() - rest - _SLACK
        return min(most, round(_LARGEST * self._panel.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panel's size and one's own content."""
        kind = event.type()
        if (watched is self._panel and kind == QEvent.Type.Resize) or (
            watched is self.content and kind == QEvent.Type.LayoutRequest
        ):
            self.fit()
        return False

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the card while the keyboard is in it."""
        return is_kept(event, ESCAPE) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
