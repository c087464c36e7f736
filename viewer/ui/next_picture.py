"""A small picture of what comes next, drawn while nobody waits, by the view that rests."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage, QPixmap
from vtkmodules.vtkRenderingOpenGL2 import vtkGenericOpenGLRenderWindow

from viewer.resolve import resolve
from viewer.state import ViewState
from viewer.ui.canvas import Canvas
from viewer.ui.gl_view import read_pixels
from viewer.ui.speaker_window import NEXT

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

#: How long the scene must have stood still before the next one is drawn, ms (chosen): a condition
#: may take half a second to work out.
_QUIET_MS = 900
#: Drawn larger than shown, for smooth edges.
_FINER = 2


class NextPicture(QObject):
    """Gives `give` the picture of what comes next, or None while there is none."""

    def __init__(self, window: MainWindow, give: Callable[[QPixmap | None], None]) -> None:
        super().__init__(window)
        self._window, self._give = window, give
        self._state: ViewState | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_QUIET_MS)
        self._wait.timeout.connect(self._draw)

    def show(self, state: ViewState | None) -> None:
        """This comes next; None for nothing. The same again draws nothing."""
        if state == self._state and not self._wait.isActive():
            return
        if state != self._state:
            self._give(None)
        self._state = state
        if state is None:
            self._wait.stop()
        else:
            self._wait.start()

    def stop(self) -> None:
        """Draw no more, and leave the view as it was found."""
        self._wait.stop()
        self._state = None
        view = self._window.canvas_widget
        if isinstance(view, Canvas):
            view.scene.draw(view.wanted_spec)
            view.scene.set_camera(view.camera)

    def _draw(self) -> None:
        state, view = self._state, self._window.canvas_widget
        if state is None or not isinstance(view, Canvas) or view.view is None:
            return
        kept = view.scene.spec
        view.scene.draw(resolve(state, self._window.atlas.catalog))
        view.scene.set_camera(state.camera)
        image = view.view.snapshot(partial(_small, view))
        view.scene.draw(kept)
        view.scene.set_camera(view.camera)
        if isinstance(image, QImage):
            self._give(QPixmap.fromImage(image))


def _small(_view: Canvas, window: vtkGenericOpenGLRenderWindow) -> QImage:
    """One frame of the present scene at the size it is shown, drawn finer."""
    from PySide6.QtCore import Qt

    size = window.GetSize()
    wide, high = NEXT.width() * _FINER, NEXT.height() * _FINER
    window.SetSize(wide, high)
    try:
        window.Render()
        rows = np.ascontiguousarray(read_pixels(window)[::-1])
    finally:
        window.SetSize(*size)
    image = QImage(rows.data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()
    return image.scaled(
        NEXT,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
