"""The status bar: what is out of sight and how to bring it back, what is under the cursor."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from meshes.catalog import Catalog
from viewer.state import ViewState
from viewer.ui.wording import short_of

NUMBERING_NOTE = "Counted for five lumbar vertebrae"
NUMBERING_TOPIC = "topic.numbering"


def hidden_note(state: ViewState, catalog: Catalog) -> str:
    """What is out of sight or see-through, in words; nothing when all is shown."""
    parts = []
    if state.only is not None:
        tops = [id for id in state.only if not set(_above(catalog, id)) & state.only]
        what = short_of(catalog, tops[0]) if len(tops) == 1 else "the selection"
        parts.append(f"Only {what} is shown")
    elif state.hidden:
        gone = {id for id in state.hidden if not set(_above(catalog, id)) & state.hidden}
        parts.append(f"{len(gone)} hidden")
    if state.faded:
        parts.append(f"{len(state.faded)} faded")
    if state.see_through_bone:
        parts.append("bone see-through")
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def _above(catalog: Catalog, id: str) -> list[str]:
    return [step for step in catalog.chain(catalog.find(id)) if step != id]


class StatusBar(QStatusBar):
    """Emits `restore_asked` and `topic_asked`."""

    restore_asked = Signal()
    topic_asked = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 2, 10, 2)
        self.hidden_label = QLabel(self)
        self.restore = QPushButton("Restore", self)
        self.restore.setObjectName("link")
        self.restore.setAccessibleName("Show everything again")
        self.restore.clicked.connect(self.restore_asked)
        self.hover_label = QLabel(self)
        self.hover_label.setAccessibleName("Under the cursor")
        numbering = QPushButton(NUMBERING_NOTE, self)
        numbering.setObjectName("link")
        numbering.setToolTip("How levels are counted, and why it may differ")
        numbering.clicked.connect(lambda: self.topic_asked.emit(NUMBERING_TOPIC))
        self.addWidget(self.hidden_label)
        self.addWidget(self.restore)
        self.addWidget(self.hover_label, 1)
        self.addPermanentWidget(numbering)

    def show_state(self, state: ViewState) -> None:
        """Say what is out of sight."""
        note = hidden_note(state, self._catalog)
        self.hidden_label.setText(note)
        self.hidden_label.setVisible(bool(note))
        self.restore.setVisible(bool(note))

    def show_hover(self, id: str) -> None:
        """Name what is under the cursor, "" for nothing."""
        structure = self._catalog.structures.get(self._catalog.find(id)) if id else None
        self.hover_label.setText(structure.name if structure else "")
