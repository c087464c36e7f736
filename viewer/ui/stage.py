"""What the 3D view shows: the OpenGL child with its overlays, and the camera's flights.

Stage knows nothing of the mouse; Canvas adds the hands. Without OpenGL a calm message stands in
for the picture and everything else goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from vtkmodules.vtkRenderingCore import vtkRenderer

from viewer.camera import FRAMED_ASPECT, is_same_pose, nearer, widened
from viewer.graphics import missing_graphics
from viewer.labels import Rect
from viewer.looks import THEMES
from viewer.scene import Scene
from viewer.snaps import Snap
from viewer.spec import SceneSpec
from viewer.state import Camera
from viewer.ui.flight import Flight
from viewer.ui.gl_view import GlView
from viewer.ui.no_picture import LOST, NO_GL, NoPicture
from viewer.ui.orientation_cube import OrientationCube
from viewer.ui.overlay import Overlay
from viewer.ui.own_window import give_own_window
from viewer.ui.plane_grip import PlaneGrip
from viewer.ui.rest import Rest
from viewer.ui.surface_format import platform_has_gl
from viewer.ui.turns import Turns
from viewer.ui.whereabouts import column_of, lit_discs

_CUBE_MARGIN = 8
#: A view lower, or narrower, than so many cubes has no room for one.
_CUBES_HIGH, _CUBES_WIDE = 2, 3.2


class Stage(QWidget):
    """See the module's text.

    sliced(SceneSection): the section or what it cuts has changed. section_moved(offset): a hand
    moves its plane.
    camera_moved(Camera): the hand let go of the camera at a new pose. looked: the view stands
    still with its labels, outlines and first smooth picture. settled: nothing is left to improve
    in it. reduced_motion: jump, do not fly.
    Poses come and go as the state has them; a narrow view beside another steps back from them, so
    that it holds what was framed.
    """

    camera_moved = Signal(object)
    looked = Signal()
    settled = Signal()
    sliced = Signal(object)
    section_moved = Signal(float)

    def __init__(
        self,
        scene: Scene,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.scene = scene
        self.reduced_motion = False
        self._camera = Camera(138.0, 14.0, 700.0, (0.0, 0.0, 60.0))
        self._text_scale, self._least = 1.0, 0.0
        self._is_wide, self._aspect = False, FRAMED_ASPECT
        self._renderer = vtkRenderer()
        scene.attach(self._renderer)
        problem = missing_graphics() or (None if platform_has_gl() else NO_GL)
        if not problem:
            give_own_window(self)
            # Its picture covers all of it: nothing is painted under that.
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._view = None if problem else GlView(self._renderer, self)
        self.notice = NoPicture(problem, self._has_no_picture, self)
        self._overlay = Overlay(self)
        self._grip = PlaneGrip(self._overlay, self)
        self._cube = OrientationCube(self)
        self._column = column_of(scene.catalog, scene.assets.boxes)
        self._shows_inset = True
        self._next_spec: SceneSpec | None = None
        self._cut_wait = QTimer(self)
        self._cut_wait.setSingleShot(True)
        self._cut_wait.setInterval(0)
        self._cut_wait.timeout.connect(self._draw_next)
        self._turns = Turns(self)
        self._rest = (
            None if self._view is None else Rest(scene, self._renderer, self._view, self._overlay)
        )
        self._flight = Flight(clock, self)
        self._flight.moved.connect(self._move_camera)
        self._cube.chosen.connect(self._on_side_chosen)
        self._prepare()

    def _prepare(self) -> None:
        self.setAccessibleName("3D view")
        self.setAccessibleDescription(
            "The spine in three dimensions. Everything in it is also in the structure list."
        )
        self.setAcceptDrops(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._overlay.setVisible(self._view is not None)
        self._cube.setVisible(self._view is not None)
        if self._view is not None:
            self._view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._view.drawn.connect(self.notice.come)
            self._view.drawn.connect(self._turns.drawn)
            self._view.lost.connect(lambda: self.notice.say(LOST))
        self._grip.pulled.connect(self.section_moved)
        if self._rest is not None:
            self._rest.looked.connect(self.looked)
            self._rest.settled.connect(self.settled)
            self._rest.refined.connect(lambda: self.sliced.emit(self.scene.section))
        self._move_camera(self._camera)

    @property
    def camera(self) -> Camera:
        """The pose shown now, also in the middle of a drag or flight."""
        return self._camera

    @property
    def view(self) -> GlView | None:
        """The OpenGL child, None where there is no OpenGL."""
        return self._view

    @property
    def overlay(self) -> Overlay:
        """The sheet of labels, legend and outlines."""
        return self._overlay

    @property
    def cube(self) -> OrientationCube:
        """The orientation cube."""
        return self._cube

    @property
    def wanted_spec(self) -> SceneSpec:
        """What is drawn, or will be as soon as the plane that moves is cut."""
        return self._next_spec or self.scene.spec

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to improve in what is shown."""
        is_behind = self._turns.is_waiting
        return not is_behind and (self._rest is None or self._rest.is_settled)

    @property
    def is_flying(self) -> bool:
        """Whether the camera is under way."""
        return self._flight.goal is not None

    def show_spec(self, spec: SceneSpec) -> None:
        """Draw this from now on; a plane that only moves is cut once for all moves that wait."""
        if spec == self.wanted_spec:
            return
        self._next_spec = spec
        if is_move(self.scene.spec, spec):
            self._cut_wait.start()
        else:
            self._draw_next()

    def _draw_next(self) -> None:
        self._cut_wait.stop()
        spec, self._next_spec = self._next_spec, None
        if spec is None or spec == self.scene.spec:
            return
        was_cut = self.scene.section.slice
        self.scene.draw(spec)
        if self.scene.section.slice is not None or was_cut is not None:
            self._grip.follow(self.scene.section, self._camera)
            self.sliced.emit(self.scene.section)
        self._show_inset()
        self._overlay.show_legend(spec.legend)
        self._overlay.show_measures(spec.measures)
        self._changed()

    def after_text(self, draw: Callable[[], None]) -> None:
        """Draw when all else that changes in the window is painted: a frame takes longer than all
        of it and would hold it up. Of several that wait the last is drawn."""
        if self._view is None:
            draw()
        else:
            self._turns.after_text(draw)

    def after_frame(self, act: Callable[[], None]) -> None:
        """Do what nobody waits for when the next frame is on the screen; at once where none comes.
        Of several that wait the last is done."""
        if self._view is None or not self.isVisible():
            act()
        else:
            self._turns.after_frame(act)

    def fly_to(self, camera: Camera, animated: bool = True) -> None:
        """Bring the camera to a pose; a jump when not animated or with reduced motion."""
        camera = self._fitted(camera)
        if is_same_pose(camera, self._flight.goal or self._camera):
            return
        if not animated or self.reduced_motion or not self.isVisible():
            self._flight.cancel()
            self._move_camera(camera)
        else:
            self._flight.start(self._camera, camera)

    def set_title(self, words: str) -> None:
        """What stands over this view beside another; "" while it is the only one."""
        if self._overlay.show_title(words):
            self._changed()

    def set_widened(self, widened: bool, aspect: float = FRAMED_ASPECT) -> None:
        """Whether a narrow view steps back so far that it holds what was framed, and how narrow it
        may be without."""
        if (widened, aspect) != (self._is_wide, self._aspect):
            camera = self._told()
            self._is_wide, self._aspect = widened, aspect
            self._flight.cancel()
            self._move_camera(self._fitted(camera))

    def _fitted(self, camera: Camera) -> Camera:
        """A pose of the state as it is shown here."""
        if not self._is_wide:
            return camera
        return widened(camera, self.width(), self.height(), self._aspect)

    def _told(self) -> Camera:
        """The pose shown, as the state has it."""
        if not self._is_wide:
            return self._camera
        return nearer(self._camera, self.width(), self.height(), self._aspect)

    def set_theme(self, name: str) -> None:
        """One of "light", "dark", "projector"."""
        self.scene.set_theme(THEMES[name])
        self._cube.set_theme(THEMES[name])
        self._grip.set_theme(THEMES[name])
        self._restyle()

    def set_text_scale(self, scale: float) -> None:
        """Size of all writing in the view against the usual."""
        self._text_scale = scale
        self._cube.set_letters(scale)
        self._restyle()

    def write_with(self, pixels: float) -> None:
        """Write with letters of so many pixels whatever the room, as for the last row."""
        if pixels != self._least:
            self._least = pixels
            self._restyle()

    def set_inset(self, shown: bool) -> None:
        """Whether a little spine shows where one looks."""
        if shown != self._shows_inset:
            self._shows_inset = shown
            self._show_inset()
            self._changed()

    def set_calm(self, calm: bool) -> None:
        """Whether what moves a section is out of the way, while two look at one picture."""
        self._grip.is_wanted = not calm
        self._grip.follow(self.scene.section, self._camera)
        self._changed()

    def set_knob(self, shown: bool) -> None:
        """Whether a section's frame has its handle, which is a control."""
        self._grip.has_knob = shown
        self._grip.follow(self.scene.section, self._camera)

    def keep_clear(self, box: Rect | None) -> None:
        """Let no label stand there; None for nowhere."""
        if self._overlay.keep_clear(box):
            self._changed()

    def _show_inset(self) -> None:
        spec = self.scene.spec
        # Drawn apart, the column is longer than the little spine says.
        is_shown = self._shows_inset and not spec.explode
        column = self._column if is_shown else None
        self._overlay.show_column(column, lit_discs(spec, self.scene.catalog))

    def set_smooth_at_rest(self, smooth: bool) -> None:
        """Whether a still view is drawn several times for smooth edges."""
        if self._rest is not None:
            self._rest.smooth = smooth

    def release(self) -> None:
        """Stop all clocks and free the graphics card; the widget may then be deleted."""
        self.notice.stop()
        self._cut_wait.stop()
        self._turns.stop()
        self._flight.cancel()
        if self._rest is not None:
            self._rest.stop()
        if self._view is not None:
            self._view.release()
        if self._rest is not None:
            self._rest.release()
        self._next_spec = None
        self.scene.release()

    def sizeHint(self) -> QSize:
        """As large as the room allows."""
        return QSize(800, 600)

    def minimumSizeHint(self) -> QSize:
        """Still usable."""
        return QSize(240, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Children cover the whole view; the cube keeps to its corner."""
        for child in (self._view, self._overlay, self.notice):
            if child is not None:
                child.setGeometry(self.rect())
        self._place_cube()
        self._refit(event.oldSize())
        self._grip.follow(self.scene.section, self._camera)
        self._changed()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """A screen with finer or coarser pixels needs another picture."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._changed()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """See whether a picture comes; what lies over the view stays over it."""
        super().showEvent(event)
        self.lower()
        self.notice.watch()

    def _move_camera(self, camera: Camera) -> None:
        self._camera = camera
        self.scene.set_camera(camera)
        self._cube.show_camera(camera)
        self._grip.follow(self.scene.section, camera)
        self._overlay.show_camera(camera)
        self._changed()

    def _changed(self) -> None:
        """The 3D picture is out of date."""
        if self._view is not None:
            self._view.update()
        if self._rest is not None:
            self._rest.disturb(self._camera)

    def _restyle(self) -> None:
        self._overlay.set_look(self.scene.theme, self._text_scale, self._least)
        self._place_cube()
        self._changed()

    def _place_cube(self) -> None:
        self._cube.fit(self.width(), self.height())
        self._cube.move(self.width() - self._cube.width() - _CUBE_MARGIN, _CUBE_MARGIN)
        is_high = self.height() >= _CUBES_HIGH * self._cube.height()
        is_wide = self.width() >= _CUBES_WIDE * self._cube.width()
        self._cube.setVisible(self._view is not None and is_high and is_wide)
        box = self._cube.geometry()
        x, y, width, height = box.x(), box.y(), box.width(), box.height()
        rect = Rect(float(x), float(y), float(width), float(height))
        self._overlay.set_corners((rect,) if is_wide else ())

    def _refit(self, was: QSize) -> None:
        """Hold what was framed in a view of another shape."""
        if self._is_wide and was.isValid():
            before = nearer(self._camera, was.width(), was.height(), self._aspect)
            self._flight.cancel()
            self._move_camera(self._fitted(before))

    def _on_side_chosen(self, side: Snap) -> None:
        goal = replace(self._told(), azimuth_deg=side.azimuth_deg, elevation_deg=side.elevation_deg)
        self.fly_to(goal)
        self.camera_moved.emit(goal)

    def _has_no_picture(self) -> bool:
        return self._view is not None and self.isVisible() and not self._view.is_ready


def is_move(old: SceneSpec, new: SceneSpec) -> bool:
    """Whether only the place of the section's plane differs."""
    if old.section is None or new.section is None or old.section.cut is not new.section.cut:
        return False
    moved = replace(old.section, offset=new.section.offset)
    return replace(old, section=moved) == new
