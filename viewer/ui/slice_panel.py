"""The slice panel beside the 3D view: the section's flat picture with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.looks import THEMES
from viewer.numbering import USUAL, counting
from viewer.section import facing, place_words, title
from viewer.state import ViewState
from viewer.ui.one_line import OneLine
from viewer.ui.slice_view import SliceView
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.scene_section import SceneSection

_LINES_FOR_WORDS, _LINES_FOR_NAME = 16, 11
_NOTHING = "The plane passes everything by. Step it back."


class SlicePanel(QFrame):
    """Shown while a section is on and the panel is wanted. closed: its button was pressed."""

    closed = Signal()

    def __init__(self, atlas: Atlas, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slicePanel")
        self.setAccessibleName("Slice panel")
        self._atlas = atlas
        self._state: ViewState | None = None
        self._count = USUAL
        self._section: SceneSection | None = None
        self.view = SliceView(atlas.catalog, self)
        self.heading, self.place = OneLine(self), OneLine(self)
        self.heading.setObjectName("cardTitle")
        self.place.setObjectName("caption")
        self.words = QLabel(self)
        self.words.setObjectName("caption")
        self.words.setWordWrap(True)
        self.name = OneLine(self)
        self.name.setObjectName("caption")
        close = QPushButton("✕", self)
        close.setToolTip("Fold the flat picture away")
        close.setAccessibleName("Fold the flat picture away")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.place)
        column.addWidget(self.view, 1)
        column.addWidget(self.name)
        column.addWidget(self.words)
        self.view.hovered.connect(self._on_hovered)

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(210, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture comes first where room is short; its tip says what is left out."""
        super().resizeEvent(event)
        lines = self.height() / max(1, self.fontMetrics().height())
        self.words.setVisible(lines > _LINES_FOR_WORDS)
        self.name.setVisible(lines > _LINES_FOR_NAME)
        self.place.setVisible(lines > _LINES_FOR_NAME)

    def set_theme(self, theme: Theme) -> None:
        """Take the window's theme."""
        self.view.set_theme(THEMES[theme.name])

    def show_state(self, state: ViewState) -> None:
        """Say which section it is; what is cut comes by `show_section`."""
        self._state, self._count = state, counting(state)
        if state.section is not None:
            where = self._count.both(place_words(state.section, self._atlas, state.explode))
            self.heading.setText(self._count.both(title(state.section)))
            self.place.setText(where[0].upper() + where[1:])

    def show_section(self, section: SceneSection | None) -> None:
        """Paint what a scene's section cuts, if the panel is in sight."""
        self._section = section
        state = self._state
        # While folded away it costs nothing.
        if state is None or state.section is None or section is None or not self.isVisible():
            self.view.show_section(None, None, None)
            return
        seen = facing(state.section, self._atlas)
        self.words.setText(seen.words + ".")
        self.view.setToolTip("" if self.words.isVisible() else seen.words)
        kind = (state.section.cut, state.section.level)
        self.view.show_section(section, seen, kind)
        self._on_hovered("")

    def refresh(self) -> None:
        """Paint again, as when the panel has just been opened."""
        self.show_section(self._section)

    def _on_hovered(self, id: str) -> None:
        known = StructureId(id) if id else None
        words = self._count.both(self._atlas.catalog.structures[known].name) if known else ""
        if not words:
            words = "Point at a part for its name." if self.view.patches else _NOTHING
        self.name.setText(words)
