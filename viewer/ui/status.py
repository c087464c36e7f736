"""The status bar: what is out of sight and how to bring it back, what is under the cursor."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from meshes.catalog import Catalog
from viewer.commands.acts import show_all
from viewer.numbering import USUAL, counting, numbered
from viewer.state import ViewState
from viewer.telling import hidden_note

NUMBERING_NOTE = "Counted for five lumbar vertebrae"
NUMBERING_TOPIC = "topic.numbering"


class StatusBar(QStatusBar):
    """Emits `restore_asked`, `list_asked` and `topic_asked`."""

    restore_asked = Signal()
    list_asked = Signal()
    topic_asked = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 2, 10, 2)
        self.hidden_label = QPushButton(self)
        self.hidden_label.setObjectName("link")
        self.hidden_label.setToolTip("List what is hidden")
        self.hidden_label.clicked.connect(self.list_asked)
        self.restore = QPushButton("Restore", self)
        self.restore.setObjectName("link")
        self.restore.setAccessibleName("Show everything again")
        self.restore.clicked.connect(self.restore_asked)
        self.hover_label = QLabel(self)
        self.hover_label.setAccessibleName("Under the cursor")
        self._names, self._count, self._hovered = catalog, USUAL, ""
        self.numbering = QPushButton(NUMBERING_NOTE, self)
        self.numbering.setObjectName("link")
        self.numbering.setToolTip("How levels are counted, and why it may differ")
        self.numbering.clicked.connect(self._ask_numbering)
        self._restores = False
        self.messageChanged.connect(lambda _words: self._make_way())
        self.addWidget(self.hidden_label)
        self.addWidget(self.restore)
        self.addWidget(self.hover_label, 1)
        self.addPermanentWidget(self.numbering)

    def show_state(self, state: ViewState) -> None:
        """Say what is out of sight."""
        self._show_count(state)
        note = hidden_note(state, self._catalog)
        self.hidden_label.setText(note)
        self.hidden_label.setAccessibleName(f"{note}; list what is hidden")
        self._restores = bool(note) and show_all(state) != state
        self._make_way()

    def _show_count(self, state: ViewState) -> None:
        """Say how levels are counted, and name what is under the cursor so."""
        self._names, self._count = numbered(self._catalog, state), counting(state)
        note = f"Numbering in doubt; counted from {self._count.counted}"
        self.numbering.setText(note if self._count.note else NUMBERING_NOTE)
        self.show_hover(self._hovered)

    def _ask_numbering(self) -> None:
        self.topic_asked.emit(NUMBERING_TOPIC)

    def _make_way(self) -> None:
        """A passing message has the place for itself."""
        is_free = not self.currentMessage()
        self.hidden_label.setVisible(is_free and bool(self.hidden_label.text()))
        self.restore.setVisible(is_free and self._restores)

    def show_hover(self, id: str) -> None:
        """Name what is under the cursor, "" for nothing."""
        self._hovered = id
        structure = self._names.structures.get(self._names.find(id)) if id else None
        self.hover_label.setText(structure.name if structure else "")
