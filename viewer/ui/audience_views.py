"""The views of the audience's window: one, or two where two stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from viewer.camera import FRAMED_ASPECT
from viewer.comparing import other_side, titles
from viewer.state import ViewState
from viewer.ui.canvas_like import BlankCanvas, CanvasLike

if TYPE_CHECKING:
    from viewer.ui.canvas import Canvas
    from viewer.ui.main_window import MainWindow


#: Width to height of a view in which what was framed and names in large letters stand beside each
#: other (chosen: of 560 names of steps and levels beside a film 11 are lost, at 1.35 23).
_WITH_NAMES = 1.5


class AudienceViews:
    """Draws what the program's own views would, larger. room: the widget they lie in."""

    def __init__(self, window: MainWindow, room: QWidget) -> None:
        self._window, self._room = window, room
        self._views: list[QWidget] = []
        self._letters = 0
        self._is_shared = False

    @property
    def canvases(self) -> list[Canvas]:
        """Those that show a picture: none where there is no model or no OpenGL."""
        return [cast("Canvas", one) for one in self._views if not isinstance(one, BlankCanvas)]

    def show_state(self, state: ViewState) -> bool:
        """Show this state; whether there are other views now."""
        window, states = self._window, self._states(state)
        is_new = len(states) != len(self._views)
        if is_new:
            self._match(len(states))
        self.draw(state)
        heads = titles(state, window.atlas.catalog)
        for view, one, head in zip(self._views, states, heads, strict=False):
            canvas = cast(CanvasLike, view)
            canvas.set_title(head)
            canvas.fly_to(one.camera, animated=not (is_new or window.settings.reduced_motion))
            canvas.show_tool(one.tool, one.pending)
        if is_new:
            self.write_large(self._letters)
        return is_new

    def draw(self, state: ViewState) -> None:
        """Draw the scenes of this state, which may be one that is only pointed at."""
        presenter = self._window.presenter
        for view, one in zip(self._views, self._states(state), strict=False):
            cast(CanvasLike, view).show_spec(presenter.spec_of(one))

    def write_large(self, letters: int) -> None:
        """Write with letters of so many pixels, however many views share the width."""
        self._letters = letters
        for canvas in self.canvases:
            canvas.write_with(letters)

    def set_theme(self, name: str) -> None:
        """Take a theme by name."""
        for view in self._views:
            cast(CanvasLike, view).set_theme(name)

    def release(self) -> None:
        """Free the graphics card."""
        self._match(0)

    def _states(self, state: ViewState) -> list[ViewState]:
        return [state] if state.compare is None else [state, other_side(state, self._window.atlas)]

    def _match(self, count: int) -> None:
        while len(self._views) > count:
            gone = self._views.pop()
            gone.hide()
            cast(CanvasLike, gone).release()
            gone.deleteLater()
        row = self._room.layout()
        assert row is not None
        while len(self._views) < count:
            view = self._made(is_second=len(self._views) > 0)
            self._views.append(view)
            row.addWidget(view)
            view.show()
        self._widen()

    def share(self, is_shared: bool) -> None:
        """Whether a film or words take a part of the width: the views step back so far that names
        find room beside what they name."""
        self._is_shared = is_shared
        self._widen()

    def _widen(self) -> None:
        is_one = len(self._views) == 1
        for canvas in self.canvases:
            aspect = _WITH_NAMES if is_one and self._is_shared else FRAMED_ASPECT
            canvas.set_widened(self._is_shared or not is_one, aspect)

    def _made(self, *, is_second: bool) -> QWidget:
        """A view like the program's own: the same meshes, or the same blank."""
        window, own = self._window, self._window.canvas_widget
        if isinstance(own, BlankCanvas):
            return BlankCanvas(own.message.text(), self._room)
        from viewer.scene import Scene
        from viewer.ui.canvas import Canvas

        scene, presenter = cast("Canvas", own).scene, window.presenter
        view = Canvas(Scene(scene.assets, scene.catalog), self._room)
        view.set_theme(window.theme.name)
        view.set_inset(False)
        view.set_knob(False)
        view.set_smooth_at_rest(window.settings.smooth)
        told = (
            (view.structure_clicked, presenter.click, presenter.click_beside),
            (view.structure_double_clicked, presenter.double_click, presenter.double_click_beside),
            (view.camera_moved, presenter.move_camera, presenter.move_camera_beside),
        )
        for signal, first, second in told:
            signal.connect(second if is_second else first)
        view.section_moved.connect(presenter.move_section)
        view.section_stepped.connect(presenter.step_section)
        view.surface_pressed.connect(presenter.press_surface)
        return view
