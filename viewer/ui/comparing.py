"""Joins what belongs to a comparison: the bar, the second 3D view, and what its hands mean.

The second view is made when a comparison begins and goes, with all it holds on the graphics card,
when it ends. Each view has a GL widget of its own: two renderers in one were no faster, and the
first view would have to be made anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from meshes.ids import StructureId
from viewer.commands import compare_acts
from viewer.comparing import link, other_side, read_side, titles, twin_of
from viewer.spec import SceneSpec
from viewer.state import Camera, ViewState
from viewer.store import Change
from viewer.ui.canvas_like import BlankCanvas, CanvasLike
from viewer.ui.compare_bar import CompareBar
from viewer.ui.pair import GAP
from viewer.ui.presenter import StateView, shipped_in
from viewer.ui.window_layout import make_room

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

_NAME = "3D view"


class Comparing:
    """The parts of one window that show two views beside each other.

    canvas: the second view, None while there is only one.
    """

    def __init__(self, window: MainWindow, canvas_place: QWidget) -> None:
        self._window = window
        self.bar = CompareBar(window.atlas, window.commands, window.centre)
        self.split = QSplitter(Qt.Orientation.Horizontal, window.centre)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(GAP)
        self.split.addWidget(canvas_place)
        self.place = QWidget(self.split)
        column = QVBoxLayout(self.place)
        column.setContentsMargins(0, 0, 0, 0)
        self.split.addWidget(self.place)
        self.place.hide()
        self.canvas: CanvasLike | None = None
        self.widget: QWidget | None = None
        self._spec: SceneSpec | None = None
        self._other: ViewState | None = None

    def connect(self) -> None:
        """Listen to the parts; the window is whole now."""
        self.bar.asked.connect(self._window.run)
        self._window.strip.second_chosen.connect(self._on_second_level)
        self._window.presenter.draw_beside = self._draw

    def reader(self, *views: StateView) -> StateView:
        """These views follow the side that was picked last."""
        return _Reader(self._window, views)

    def attach(self, canvas: CanvasLike) -> None:
        """Another first view: the second must be of its kind."""
        canvas.turned.connect(self._on_first_turned)
        canvas.hovered.connect(self._on_first_hovered)
        self._end()
        self.show_state(self._window.store.state)

    def show_state(self, state: ViewState) -> None:
        """Show what stands beside the scene of this state, or nothing."""
        self.bar.show_state(state)
        self._window.strip.show_second(state.compare.place if state.compare else None)
        if state.compare is None:
            self._end()
            return
        if self.canvas is None:
            self._begin()
        other = other_side(state, self._window.atlas)
        self._draw(state)
        self._name_views(state)
        assert self.canvas is not None
        was, self._other = self._other, other
        if was is None or (was.tool, was.pending) != (other.tool, other.pending):
            self.canvas.show_tool(other.tool, other.pending)
        flies = was is not None and was.explode == other.explode
        moves = not self._window.settings.reduced_motion
        self.canvas.fly_to(other.camera, animated=flies and moves)

    def set_up(self) -> None:
        """Take the window's theme and settings."""
        if self.canvas is not None:
            settings = self._window.settings
            self.canvas.set_theme(self._window.theme.name)
            self.canvas.set_text_scale(settings.text_scale)
            self.canvas.set_smooth_at_rest(settings.smooth)
            is_calm = self._window.store.state.consult is not None
            self.canvas.set_inset(settings.inset and not is_calm)
            self.canvas.set_calm(is_calm)

    def release(self) -> None:
        """Free the second view; the window goes."""
        self._end()

    @property
    def in_sight(self) -> frozenset[StructureId]:
        """What of the shipped model the second view shows."""
        return shipped_in(self._spec, self._window.atlas.catalog)

    def _draw(self, state: ViewState) -> None:
        """Draw the second view of a state, which may be one that is only pointed at."""
        if self.canvas is None or state.compare is None:
            return
        spec = self._window.presenter.spec_of(other_side(state, self._window.atlas))
        if spec != self._spec:
            self._spec = spec
            self.canvas.show_spec(spec)

    def _begin(self) -> None:
        window, presenter = self._window, self._window.presenter
        self.widget = self._made()
        self.canvas = canvas = cast(CanvasLike, self.widget)
        layout = self.place.layout()
        assert layout is not None
        layout.addWidget(self.widget)
        self.widget.show()
        self.place.show()
        half = self.split.width() // 2
        self.split.setSizes([half, half])
        window.canvas.set_widened(True)
        canvas.set_widened(True)
        self.set_up()
        canvas.structure_clicked.connect(presenter.click_beside)
        canvas.structure_clicked.connect(lambda *_: window.clinical.show_selection())
        canvas.structure_double_clicked.connect(presenter.double_click_beside)
        canvas.camera_moved.connect(presenter.move_camera_beside)
        canvas.section_moved.connect(presenter.move_section)
        canvas.section_stepped.connect(presenter.step_section)
        canvas.surface_pressed.connect(presenter.press_surface)
        canvas.turned.connect(self._on_second_turned)
        canvas.hovered.connect(self._on_second_hovered)
        canvas.context_requested.connect(self._on_menu)
        window.actions_of.give_keys_to(self.widget)
        make_room(window)

    def _made(self) -> QWidget:
        """A view like the first: the same meshes, or the same blank."""
        scene: Any = getattr(self._window.canvas_widget, "scene", None)
        if scene is None:
            blank = cast(BlankCanvas, self._window.canvas_widget)
            return BlankCanvas(blank.message.text(), self.place)
        # Imported here: VTK takes longer to import than the window to appear.
        from viewer.scene import Scene
        from viewer.ui.canvas import Canvas

        made = Canvas(Scene(scene.assets, scene.catalog), self.place)
        if made.view is not None:
            made.view.begin_bare()
        return made

    def _end(self) -> None:
        widget, canvas = self.widget, self.canvas
        if widget is None or canvas is None:
            return
        had_keys = widget.hasFocus()
        self.widget = self.canvas = self._spec = self._other = None
        widget.hide()
        self.place.hide()
        canvas.release()
        widget.deleteLater()
        window = self._window
        window.canvas.set_widened(False)
        self._name_views(window.store.state)
        make_room(window)
        if had_keys:
            window.canvas_widget.setFocus()

    def _name_views(self, state: ViewState) -> None:
        window = self._window
        first, second = titles(state, window.atlas.catalog)
        window.canvas.set_title(first)
        window.canvas_widget.setAccessibleName(f"{_NAME}, left: {first}" if first else _NAME)
        if self.widget is not None and self.canvas is not None:
            self.canvas.set_title(second)
            self.widget.setAccessibleName(f"{_NAME}, right: {second}")

    def _on_second_level(self, id: str) -> None:
        self._window.run(f"compare.with-{id}")

    def _is_linked(self) -> bool:
        compare = self._window.store.state.compare
        return self.canvas is not None and compare is not None and compare.camera is None

    def _on_first_turned(self, camera: Camera) -> None:
        if self._is_linked() and self.canvas is not None:
            there = link(self._window.store.state, self._window.atlas).there(camera)
            self.canvas.fly_to(there, animated=False)

    def _on_second_turned(self, camera: Camera) -> None:
        if self._is_linked():
            back = link(self._window.store.state, self._window.atlas).back(camera)
            self._window.canvas.fly_to(back, animated=False)

    def _on_first_hovered(self, id: str) -> None:
        if self.canvas is not None:
            self.canvas.light(self._twin(id, back=False))

    def _on_second_hovered(self, id: str) -> None:
        self._window.canvas.light(self._twin(id, back=True))
        self._window.status.show_hover(id)

    def _twin(self, id: str, *, back: bool) -> str:
        window = self._window
        if not id:
            return ""
        return twin_of(window.store.state, window.atlas, StructureId(id), back=back)

    def _on_menu(self, id: str, point: QPoint) -> None:
        """The menu of a structure of the second view: what is done there is done in both."""
        window = self._window
        other = other_side(window.store.state, window.atlas)

        def apply(label: str, change: Change) -> None:
            window.presenter.apply(label, compare_acts.there(window.atlas, change))

        window.show_menu(id, point, other, apply)


class _Reader:
    """Shows views the side that was picked last."""

    def __init__(self, window: MainWindow, views: tuple[StateView, ...]) -> None:
        self._window, self._views = window, views

    def show_state(self, state: ViewState) -> None:
        """Show them that side; of a consultation they learn nothing."""
        if state.consult is not None:
            return
        side = read_side(state, self._window.atlas)
        for view in self._views:
            view.show_state(side)
