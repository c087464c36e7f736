"""Between the store and what is on the screen: state goes out to all views, wishes come back in.

Views never write the state; what hands wish for stands in `wishes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import roughly
from viewer.commands import acts
from viewer.commands.registry import Command
from viewer.named import named
from viewer.ready_measures import with_measures
from viewer.resolve import resolve
from viewer.spec import SceneSpec
from viewer.state import ViewState
from viewer.store import Store
from viewer.ui.canvas_like import CanvasLike
from viewer.ui.wishes import Wishes


class StateView(Protocol):
    """Anything that shows the state."""

    def show_state(self, state: ViewState) -> None:
        """Show this state."""


class LateView(StateView, Protocol):
    """One whose painting takes long and that nobody looks at first."""

    @property
    def can_wait(self) -> bool:
        """Whether it may be told after the picture's next frame: not while a hand is in it."""


class Presenter(Wishes):
    """Joins one store to the views of one window. flies: whether the camera may take its time."""

    def __init__(
        self,
        store: Store,
        atlas: Atlas,
        commands: Mapping[str, Command],
        flies: Callable[[], bool],
    ) -> None:
        super().__init__(store, atlas, commands)
        self._flies = flies
        self._views: list[StateView] = []
        self._late: list[LateView] = []
        self._after: list[Callable[[], None]] = []
        self._canvas: CanvasLike | None = None
        #: The state that the picture shows, or is about to.
        self._pictured = store.state
        self._spec: SceneSpec | None = None
        #: Draws what stands beside the first view, also while a link is pointed at.
        self.draw_beside: Callable[[ViewState], None] = lambda _state: None
        self._leave = store.subscribe(self._on_changed)

    def add_views(
        self, views: Sequence[StateView], after: Callable[[], None] | None = None
    ) -> None:
        """Keep these views in step; call `after` when all have been told."""
        self._views += views
        for view in views:
            view.show_state(self.store.state)
        if after is not None:
            self._after.append(after)
            after()

    def add_late(self, view: LateView) -> None:
        """Keep this view in step, and let another selection come to it after the picture."""
        self._late.append(view)
        view.show_state(self.store.state)

    def close(self) -> None:
        """Listen no more."""
        self._leave()

    def attach(self, canvas: CanvasLike) -> None:
        """Draw into this canvas from now on and listen to it."""
        self._canvas, self._spec, self._pictured = canvas, None, self.store.state
        canvas.structure_clicked.connect(self.click)
        canvas.structure_double_clicked.connect(self.double_click)
        canvas.camera_moved.connect(self.move_camera)
        canvas.section_moved.connect(self.move_section)
        canvas.section_stepped.connect(self.step_section)
        canvas.surface_pressed.connect(self.press_surface)
        canvas.show_tool(self.store.state.tool, self.store.state.pending)
        canvas.fly_to(self.store.state.camera, animated=False)
        self._draw(self.store.state)
        # What waited for a frame of the canvas before is told now.
        _tell(self._late, self.store.state)

    def _on_changed(self, new: ViewState, old: ViewState) -> None:
        # under a hand's slider everyone, words and picture, asks the same quickly made shape
        with roughly(self.is_sliding(), self.known):
            self._show(new, old)

    def _show(self, new: ViewState, old: ViewState) -> None:
        _tell(self._views, new)
        if self._canvas is not None and (new.place, new.focus) != (old.place, old.focus):
            waiting = [view for view in self._late if view.can_wait]
            _tell([view for view in self._late if view not in waiting], new)
            self._canvas.after_text(self._show_picture)
            self._canvas.after_frame(lambda: _tell(waiting, self.store.state))
        else:
            _tell(self._late, new)
            self._show_picture()
        for after in self._after:
            after()

    def _show_picture(self) -> None:
        """Bring the picture to the present state, from the one that it shows."""
        old, new = self._pictured, self.store.state
        self._pictured = new
        with roughly(self.is_sliding(), self.known):
            self._draw(new)
        if self._canvas is not None and new.camera != old.camera:
            # Drawn apart, the spine jumps; a camera that follows it must not lag behind.
            self._canvas.fly_to(new.camera, animated=self._flies() and new.explode == old.explode)
        if self._canvas is not None and (new.tool, new.pending) != (old.tool, old.pending):
            self._canvas.show_tool(new.tool, new.pending)

    def _draw(self, state: ViewState) -> None:
        self.draw_beside(state)
        spec = self.spec_of(state)
        if self._canvas is not None and spec != self._spec:
            self._spec = spec
            self._canvas.show_spec(spec)

    def spec_of(self, state: ViewState) -> SceneSpec:
        """The whole scene of a state, with what was measured in it."""
        catalog = self.atlas.catalog
        return with_measures(resolve(state, catalog), state, catalog, self.sizes)

    @property
    def in_sight(self) -> frozenset[StructureId]:
        """What of the shipped model the picture shows, parts of bones as their bones."""
        return shipped_in(self._spec, self.atlas.catalog)

    def redraw(self) -> None:
        """Show the present state again: a hand has let go of what it moved, so that words and
        picture are exact now."""
        self._on_changed(self.store.state, self.store.state)

    def preview(self, id: str) -> None:
        """Light a structure while a link to it is pointed at; "" ends it. Not part of the state."""
        state = self.store.state
        catalog = self.atlas.catalog
        lit = state
        for one in named(catalog, id, state.place) if id else ():
            if one in catalog.places:
                lit = acts.select_place(self.atlas, one)(lit) if one != state.place else lit
            elif one not in lit.focus:
                lit = acts.add_to_selection(one)(lit)
        self._draw(lit)


def shipped_in(spec: SceneSpec | None, catalog: Catalog) -> frozenset[StructureId]:
    """What of the shipped model a scene shows, parts of bones as their bones, and what its shape
    takes away, which a slider may bring back."""
    if spec is None:
        return frozenset()
    gone = () if spec.shape is None else spec.shape.gone
    ids = (id for id in (*spec.looks, *map(StructureId, gone)) if id in catalog.structures)
    return frozenset(catalog.body_of(id) for id in ids if catalog.structures[id].shown != "made")


def _tell(views: Sequence[StateView], state: ViewState) -> None:
    for view in views:
        view.show_state(state)
