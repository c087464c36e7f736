"""Joins what belongs to sections: the bar, the flat picture beside the 3D view, and their acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from meshes.ids import StructureId, on_screen
from viewer.commands import section_acts
from viewer.commands.finding_looks import is_opened
from viewer.commands.xray_commands import is_scan
from viewer.section import sentence
from viewer.state import Section, ViewState
from viewer.ui.announce import announce
from viewer.ui.canvas_like import CanvasLike
from viewer.ui.section_bar import SectionBar
from viewer.ui.slice_panel import SlicePanel
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_SHARE = 0.40
_MAP_THERE = "The leg map stands where the flat picture would be; close it (G) to see it."
_NO_ROOM = "Two views leave no room for the flat picture; end the comparison to see it."


class Sectioning:
    """The parts of one window that show and move the section."""

    def __init__(self, window: MainWindow, canvas_place: QWidget) -> None:
        self._window = window
        self.bar = SectionBar(window.atlas, window.commands, window.centre)
        self.split = QSplitter(Qt.Orientation.Horizontal, window.centre)
        self.split.setChildrenCollapsible(False)
        self.panel = SlicePanel(window.atlas, self.split)
        self.split.addWidget(canvas_place)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.panel.hide()
        self._is_sized = False
        self._said: Section | None = None
        self._is_flat_wanted = False
        self._canvas: CanvasLike | None = None

    def connect(self) -> None:
        """Listen to the parts; the window is whole now."""
        window, presenter, view = self._window, self._window.presenter, self.panel.view
        self.bar.asked.connect(window.run)
        self.bar.moved.connect(presenter.move_section)
        self.bar.level_asked.connect(self._to_level)
        self.panel.closed.connect(self.toggle_panel)
        view.clicked.connect(presenter.click)
        view.stepped.connect(presenter.step_section)
        view.hovered.connect(self._on_hovered)

    def attach(self, canvas: CanvasLike) -> None:
        """Follow this 3D view from now on."""
        self._canvas = canvas
        self.panel.show_section(None)
        canvas.sliced.connect(self._on_sliced)
        canvas.hovered.connect(self.panel.view.light)

    def set_theme(self, theme: Theme) -> None:
        """Take the window's theme."""
        self.panel.set_theme(theme)

    def show_state(self, state: ViewState) -> None:
        """Show the section of this state, or nothing."""
        # The card of conditions has chips for its own; the bar would take room from the picture,
        # and so it would from that of a lesson.
        of_others = self._is_of_others(state)
        self.bar.show_state(state, gives_way=of_others)
        self._is_flat_wanted = self._is_flat_wanted and of_others
        self.panel.show_state(state)
        self._show_panel(state)
        section = state.section
        if section is not None and self._said is not None and section != self._said:
            announce(self._window, sentence(section, self._window.atlas, state.explode))
        self._said = section

    def _is_of_others(self, state: ViewState) -> bool:
        """Whether a section was opened by a look at a condition, or by a step of a lesson."""
        return state.playing is not None or is_opened(self._window.atlas, state)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands of the window do."""
        return {"window.slice": self.toggle_panel}

    def toggle_panel(self) -> None:
        """Fold the flat picture away or bring it back; with no section yet, cut one."""
        window = self._window
        if window.store.state.compare is not None:
            window.status.showMessage(_NO_ROOM, 6000)
            return
        if window.store.state.leg_map.is_open:
            window.status.showMessage(_MAP_THERE, 6000)
            return
        if self._is_of_others(window.store.state):
            self._is_flat_wanted = not self._is_flat_wanted
            self._show_panel(window.store.state)
            return
        opens = not window.settings.slice_panel
        if window.store.state.section is None:
            opens = True
        window.settings = replace(window.settings, slice_panel=opens)
        if opens and window.store.state.section is None:
            window.run("section.sagittal")
        self._show_panel(window.store.state)
        window.refresh_actions()

    def _show_panel(self, state: ViewState) -> None:
        wanted = self._window.settings.slice_panel
        self.bar.show_panel(wanted)
        if self._is_of_others(state):
            wanted = self._is_flat_wanted
        # Two views leave it no room, and neither does the leg map.
        is_crowded = state.compare is not None or state.leg_map.is_open
        # An MRI-like slice is the same section, read flat.
        is_crowded = is_crowded or is_scan(state)
        shown = wanted and state.section is not None and not is_crowded
        if shown == self.panel.isVisibleTo(self.split):
            return
        self.panel.setVisible(shown)
        if shown:
            if not self._is_sized:
                self._is_sized = True
                width = self.split.width()
                self.split.setSizes([round(width * (1 - _SHARE)), round(width * _SHARE)])
            self.panel.refresh()

    def _to_level(self, id: str) -> None:
        level = StructureId(id)
        words = f"Section at {on_screen(level.level_text)}"
        self._window.presenter.apply(words, section_acts.at_level(self._window.atlas, level))

    def _on_sliced(self, section: Any) -> None:
        self.panel.show_section(section)

    def _on_hovered(self, id: str) -> None:
        if self._canvas is not None:
            self._canvas.light(id)
        self._window.status.show_hover(id)
