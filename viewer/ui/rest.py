"""What happens once the view stands still: labels first, then outlines, then a smoother picture.

It begins when the frame of the last disturbance has been drawn, at once after a single act and
after a short wait while a hand is at work. Each piece of work takes no longer than a frame and has
a turn of the event loop of its own, so that any input comes first and a disturbance drops the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from meshes.ids import StructureId
from viewer.id_image import COARSE, IdPass, IdPictures
from viewer.jitter import offsets, shift_picture
from viewer.marks import NO_MARKS, contours, labelled
from viewer.outline import Stretch, lone_outline, seen_outline
from viewer.quality import apply_quality
from viewer.scene import Scene
from viewer.state import Camera
from viewer.ui.gl_view import GlView, read_pixels
from viewer.ui.overlay import Overlay

#: Disturbances that follow each other so closely are one movement; it has ended after a pause.
_MOVEMENT_MS, PAUSE_MS = 300, 60
#: Where no frame comes, as in a window behind others, this is waited for one.
_NO_FRAME_MS = 250
_DONE = object()
Frame = npt.NDArray[np.uint8]


class Rest(QObject):
    """Watches over one view. `settled`: labels stand and the picture is as good as it gets.
    `refined`: the section's cut faces have the patterns of their tissues. `looked`: labels,
    outlines and the first smooth picture stand.

    smooth: whether to average shifted frames at all. clock: seconds.
    """

    settled = Signal()
    refined = Signal()
    looked = Signal()

    def __init__(
        self,
        scene: Scene,
        renderer: vtkRenderer,
        view: GlView,
        overlay: Overlay,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(view)
        self.smooth = True
        self.is_settled = False
        self._scene, self._renderer, self._view, self._overlay = scene, renderer, view, overlay
        self._clock = clock
        self._pass = IdPass(scene)
        self._pass.join(view.window_vtk)
        self._camera: Camera | None = None
        self._work: Iterator[None] | None = None
        self._marked = self._is_moving = self._has_frame = False
        self._last = -1.0
        self._pictures: IdPictures | None = None
        self._pointed: tuple[StructureId, ...] = ()
        self._begin = self._timer(self._on_begin)
        self._turn = self._timer(self._on_turn)
        view.drawn.connect(self._on_drawn)

    def _timer(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    def disturb(self, camera: Camera) -> None:
        """The picture changed: whatever is under way is for nothing."""
        now = self._clock()
        self._is_moving = 0.0 <= 1000.0 * (now - self._last) < _MOVEMENT_MS
        self._camera, self._last = camera, now
        self.is_settled = self._marked = self._has_frame = False
        self._work = self._pictures = None
        self._turn.stop()
        self._overlay.show_still(None)
        self._overlay.show_marks(NO_MARKS)
        self._overlay.show_hovered(())
        self._begin.start(_NO_FRAME_MS)

    def give_way(self) -> None:
        """A hand is at work that changes nothing: go on when it pauses."""
        if self._turn.isActive():
            self._turn.start(PAUSE_MS)

    def point_at(self, ids: tuple[StructureId, ...]) -> None:
        """Outline what is under the cursor, without a new frame; at the latest when labels come."""
        self._pointed = ids
        self._overlay.show_hovered(self._pointed_outline())

    def stop(self) -> None:
        """Do nothing any more."""
        self._begin.stop()
        self._turn.stop()
        self._work = None

    def release(self) -> None:
        """Let go of what its pictures were drawn from; the graphics card has been freed."""
        self.stop()
        self._pictures = None
        self._pass.release()

    def _on_drawn(self) -> None:
        self._has_frame = True
        was_hidden = self.is_settled and not self._marked
        if self._begin.isActive() or was_hidden:
            self._begin.start(PAUSE_MS if self._is_moving else 0)

    def _on_begin(self) -> None:
        self._work = self._steps()
        self._turn.start(0)

    def _on_turn(self) -> None:
        """One piece of work, then the next when the event loop comes round."""
        work = self._work
        if work is None:
            return
        if next(work, _DONE) is not _DONE:
            # What a step shows may disturb in turn.
            if self._work is work:
                self._turn.start(0)
            return
        self._work = None
        self.is_settled = True
        self.settled.emit()

    def _steps(self) -> Iterator[None]:
        """All that is to be done, a piece at a time."""
        if not (self._view.isVisible() and self._view.is_ready) or self._camera is None:
            return
        is_rough = self._scene.section.is_rough
        while self._scene.refine():
            yield
        while self._view.quality.rounds and self._scene.round_off():
            is_rough = True
            yield
        if is_rough:
            # Patterns and finer meshes are in the scene by now: they need a frame, and others want
            # to know of them.
            self._has_frame = False
            self._view.update()
            self.refined.emit()
            yield
        first = self._live_frame() if self.smooth else None
        yield from self._mark(self._camera)
        if self.smooth:
            yield from self._average(first)
        else:
            self.looked.emit()

    def _mark(self, camera: Camera) -> Iterator[None]:
        """Draw the id pictures; put labels in place, then outlines."""
        spec, catalog = self._scene.spec, self._scene.catalog

        def draw(window: vtkRenderWindow) -> IdPictures:
            return self._pass.draw(window, self._renderer, camera)

        pictures: IdPictures | None = self._view.snapshot(draw)
        if pictures is None:
            return
        step = COARSE / self._view.devicePixelRatioF()
        self._pictures = pictures = replace(pictures, step=step)
        yield
        size = (float(self._view.width()), float(self._view.height()))
        self._overlay.clear_of(pictures)
        blocked, measure = self._overlay.blocked(), self._overlay.stationery.plate_size
        named = labelled(pictures, spec, catalog, size, measure, blocked, camera)
        self._overlay.show_marks(named)
        yield
        self._overlay.show_marks(replace(named, contours=contours(pictures, spec, catalog)))
        self._overlay.show_hovered(self._pointed_outline())
        self._marked = True
        yield

    def _pointed_outline(self) -> tuple[Stretch, ...]:
        """The outline of what is pointed at: of what shows of it, else of all of it."""
        pictures, camera, ids = self._pictures, self._camera, self._pointed
        if pictures is None or camera is None or not ids:
            return ()
        if seen := seen_outline(pictures, ids):
            return seen
        shape = self._view.snapshot(
            lambda window: self._pass.silhouette(window, self._renderer, camera, ids)
        )
        if shape is None:
            return ()
        owners = {self._scene.assets.owners[id] for id in ids if id in self._scene.assets.owners}
        if owners:
            # A part of a bone shows where its bone does.
            shape &= pictures.mask(pictures.sight, owners) | pictures.mask(pictures.solid, owners)
        return lone_outline(shape, pictures.step)

    def _live_frame(self) -> Frame | None:
        """What the last paint drew, where that is as good as a frame drawn for the mean."""
        full = self._scene.is_layered and self._view.quality.spares_blending
        if not self._has_frame or full or self._view.quality.softens:
            return None
        frame: Frame | None = self._view.snapshot(read_pixels)
        return frame

    def _average(self, first: Frame | None) -> Iterator[None]:
        """The mean of shifted frames, shown whenever their number has doubled.

        first: a frame that is there already, unshifted; it stands for the one shifted least.
        """
        total = None if first is None else first.astype(np.uint16)
        places = offsets(self._view.quality.frames)
        for count, offset in enumerate(places, start=1):
            if count == 1 and total is not None:
                continue
            frame = self._view.snapshot(partial(self._shifted, offset))
            if frame is None:
                return
            if total is None:
                total = frame.astype(np.uint16)
            else:
                np.add(total, frame, out=total, casting="unsafe")
            if count > 1 and count & (count - 1) == 0:
                self._overlay.show_still(self._image(total // count))
            if count == 2:
                self.looked.emit()
            yield

    def _shifted(self, offset: tuple[float, float], window: vtkRenderWindow) -> Frame:
        quality = self._view.quality
        shift_picture(self._renderer, offset, window.GetSize())
        apply_quality(self._renderer, quality, full=self._scene.is_layered)
        try:
            window.Render()
            return read_pixels(window)
        finally:
            apply_quality(self._renderer, quality, full=False)
            shift_picture(self._renderer, (0.0, 0.0), window.GetSize())

    def _image(self, mean: npt.NDArray[np.uint16]) -> QImage:
        pixels = np.ascontiguousarray(mean[::-1], dtype=np.uint8)
        high, wide = pixels.shape[:2]
        image = QImage(pixels.data, wide, high, 3 * wide, QImage.Format.Format_RGB888)
        # Painted again and again: in the screen's own format that costs a third.
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._view.devicePixelRatioF())
        return image
