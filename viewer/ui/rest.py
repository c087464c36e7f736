"""What happens once the view stands still: labels and outlines first, then a smoother picture.

Every disturbance starts the wait anew, so nothing of this delays a drag by more than one step.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from meshes.ids import StructureId
from viewer.id_image import COARSE, IdPass, IdPictures
from viewer.jitter import OFFSETS, shift_picture
from viewer.marks import NO_MARKS, marks
from viewer.outline import seen_outline
from viewer.scene import Scene
from viewer.state import Camera
from viewer.ui.gl_view import GlView, read_pixels
from viewer.ui.overlay import Overlay

MARKS_AFTER_MS, SMOOTH_AFTER_MS = 110, 250
#: The running mean is shown after so many frames.
_SHOWN_AFTER = (4, 8)


class Rest(QObject):
    """Watches over one view. `settled`: labels stand and the picture is as good as it gets.
    `refined`: the section's cut faces have the patterns of their tissues.

    smooth: whether to average shifted frames at all.
    """

    settled = Signal()
    refined = Signal()

    def __init__(self, scene: Scene, renderer: vtkRenderer, view: GlView, overlay: Overlay) -> None:
        super().__init__(view)
        self.smooth = True
        self.is_settled = False
        self._scene, self._renderer, self._view, self._overlay = scene, renderer, view, overlay
        self._pass = IdPass(scene)
        self._pass.join(view.window_vtk)
        self._camera: Camera | None = None
        self._sum: npt.NDArray[np.uint16] | None = None
        self._count = 0
        self._marked = self._is_refining = False
        self._pictures: IdPictures | None = None
        self._pointed: tuple[StructureId, ...] = ()
        self._marks_timer = self._timer(self._on_marks)
        self._smooth_timer = self._timer(self._on_smooth)

    def _timer(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    def disturb(self, camera: Camera, *, keep_marks: bool = False) -> None:
        """The picture changed. keep_marks: only colours did, so labels and outlines still hold."""
        self._camera = camera
        self.is_settled = False
        self._count, self._sum = 0, None
        self._overlay.show_still(None)
        if not (keep_marks and self._marked):
            self._marked = False
            self._pictures = None
            self._overlay.show_marks(NO_MARKS)
            self._overlay.show_hovered(())
            self._marks_timer.start(MARKS_AFTER_MS)
        self._smooth_timer.start(SMOOTH_AFTER_MS)

    def outline_hovered(self, ids: tuple[StructureId, ...]) -> bool:
        """Outline what is under the cursor, without a new frame. False: it does not show at rest,
        being a ghost, or the view moves."""
        self._pointed = ids
        found = () if self._pictures is None else seen_outline(self._pictures, ids)
        self._overlay.show_hovered(found)
        return bool(found)

    def stop(self) -> None:
        """Do nothing any more."""
        self._marks_timer.stop()
        self._smooth_timer.stop()

    def _on_marks(self) -> None:
        """Draw the id pictures and put labels and outlines in place."""
        camera, spec = self._camera, self._scene.spec
        if camera is None or not self._view.isVisible():
            return
        if self._scene.refine():
            # One cut face on each turn of the event loop, so that a hand is never kept waiting.
            self._is_refining = True
            self._marks_timer.start(0)
            return
        if self._is_refining:
            self._is_refining = False
            self._view.update()
            self.refined.emit()
        self._marked = True

        def draw(window: vtkRenderWindow) -> IdPictures:
            return self._pass.draw(window, self._renderer, camera)

        pictures: IdPictures | None = self._view.snapshot(draw)
        if pictures is None:
            return
        step = COARSE / self._view.devicePixelRatioF()
        self._pictures = pictures = replace(pictures, step=step)
        size = (float(self._view.width()), float(self._view.height()))
        self._overlay.clear_of(pictures)
        blocked = self._overlay.blocked()
        measure = self._overlay.stationery.plate_size
        found = marks(pictures, spec, self._scene.catalog, size, measure, blocked, camera)
        self._overlay.show_marks(found)
        self._overlay.show_hovered(seen_outline(pictures, self._pointed) if self._pointed else ())

    def _on_smooth(self) -> None:
        """One more shifted frame, then the next when the event loop comes round."""
        if self._marks_timer.isActive():
            self._smooth_timer.start(MARKS_AFTER_MS)
            return
        if not self.smooth or not self._view.isVisible() or not self._view.is_ready:
            self._settle()
            return
        frame = self._view.snapshot(self._shifted_frame)
        total = frame.astype(np.uint16) if self._sum is None else self._sum + frame
        self._sum, self._count = total, self._count + 1
        if self._count in _SHOWN_AFTER:
            self._overlay.show_still(self._image(total // self._count))
        if self._count < len(OFFSETS):
            self._smooth_timer.start(0)
        else:
            self._settle()

    def _settle(self) -> None:
        self.is_settled = True
        self.settled.emit()

    def _shifted_frame(self, window: vtkRenderWindow) -> npt.NDArray[np.uint8]:
        shift_picture(self._renderer, OFFSETS[self._count], window.GetSize())
        try:
            window.Render()
            return read_pixels(window)
        finally:
            shift_picture(self._renderer, (0.0, 0.0), window.GetSize())

    def _image(self, mean: npt.NDArray[np.uint16]) -> QImage:
        pixels = np.ascontiguousarray(mean, dtype=np.uint8)
        high, wide = pixels.shape[:2]
        image = QImage(pixels.tobytes(), wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()
        image.setDevicePixelRatio(self._view.devicePixelRatioF())
        return image
