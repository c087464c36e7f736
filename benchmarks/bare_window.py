"""The bare toolkit, for the table of speed: `python -m benchmarks.bare_window empty|scene`.

`empty`: a PySide6 window of our window's size with one label, until it is painted. `scene`: the
same with VTK's picture of the program's own meshes in a bare `QOpenGLWidget`, until its first
frame: the fewest vtkmodules, arrays by memory map without a look at their checksums, one actor a
structure, one light. Prints JSON: seconds since `BORN`, and megabytes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

SIZE = (1280, 800)


def main() -> int:
    """Show the window, print, end."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication(sys.argv[:1])
    if sys.argv[1] == "scene":
        _format()
    window = QMainWindow()
    window.resize(*SIZE)

    def done() -> None:
        took, spent = time.time() - float(os.environ["BORN"]), time.process_time()
        from benchmarks.memory import resident_mb

        found = {"took": took, "took_cpu": spent, "memory": resident_mb()}
        found["memory_cpu"] = found["memory"]
        print(json.dumps(found), flush=True)
        os._exit(0)

    class Done(QObject):
        """Comes as soon as a paint is on the screen, before any timer."""

        def customEvent(self, _event: QEvent) -> None:
            done()

    watch = Done()

    def later() -> None:
        high = Qt.EventPriority.HighEventPriority.value
        QCoreApplication.postEvent(watch, QEvent(QEvent.Type.User), high)

    if sys.argv[1] == "scene":
        view = _gl_widget(_renderer(), window)
        view.frameSwapped.connect(done)
        window.setCentralWidget(view)
    else:

        class Words(QLabel):
            """Says when it is painted."""

            def paintEvent(self, event: Any) -> None:
                super().paintEvent(event)
                later()

        window.setCentralWidget(Words("bare", window))
    window.show()
    return app.exec()


def _format() -> None:
    from PySide6.QtGui import QSurfaceFormat

    wanted = QSurfaceFormat()
    wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setVersion(3, 2)
    QSurfaceFormat.setDefaultFormat(wanted)


def _renderer() -> Any:
    """Every structure that is on at the start, as VTK draws arrays by itself."""
    import vtkmodules.vtkRenderingOpenGL2  # noqa: F401
    from vtkmodules.util.numpy_support import numpy_to_vtk
    from vtkmodules.vtkCommonCore import vtkPoints
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer

    renderer = vtkRenderer()
    for points, normals, triangles in shipped():
        data, corners, cells = vtkPolyData(), vtkPoints(), vtkCellArray()
        corners.SetData(numpy_to_vtk(points))
        cells.SetData(3, numpy_to_vtk(triangles.reshape(-1)))
        data.SetPoints(corners)
        data.SetPolys(cells)
        data.GetPointData().SetNormals(numpy_to_vtk(normals))
        mapper, actor = vtkPolyDataMapper(), vtkActor()
        mapper.SetInputData(data)
        actor.SetMapper(mapper)
        actor.GetProperty().BackfaceCullingOn()
        renderer.AddActor(actor)
    renderer.GetActiveCamera().SetViewUp(0.0, 0.0, 1.0)
    renderer.GetActiveCamera().SetPosition(0.0, -1.0, 0.0)
    renderer.ResetCamera()
    return renderer


def shipped() -> list[tuple[Any, Any, Any]]:
    """Points, normals and triangles of each structure that is on at the start, memory-mapped.

    The names come from benchmarks/start_ids.json, which the rows write beforehand: to know what
    is on is the program's business and not to be paid here.
    """
    import numpy as np

    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "meshes", "assets")
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        rows = json.load(file)["structures"]
    points, normals, triangles = (
        np.load(os.path.join(folder, f"{name}.npy"), mmap_mode="r").view(np.ndarray)
        for name in ("points", "normals", "triangles")
    )
    found = []
    for id in json.loads(os.environ["START_IDS"]):
        start, count = rows[id]["points"]
        first, faces = rows[id]["triangles"]
        found.append(
            (
                points[start : start + count],
                normals[start : start + count],
                triangles[first : first + faces],
            )
        )
    return found


def _gl_widget(renderer: Any, parent: Any) -> Any:
    """VTK in Qt's own context, rendered once a paint; nothing else."""
    import ctypes

    from PySide6.QtOpenGLWidgets import QOpenGLWidget
    from vtkmodules.vtkRenderingOpenGL2 import vtkGenericOpenGLRenderWindow

    class View(QOpenGLWidget):
        """The widget."""

        def initializeGL(self) -> None:
            self.window_vtk = window = vtkGenericOpenGLRenderWindow()
            window.SetReadyForRendering(False)
            window.SetFrameBlitModeToNoBlit()
            window.SetMultiSamples(0)
            window.AddRenderer(renderer)
            window.AddObserver("WindowMakeCurrentEvent", lambda *_: self.makeCurrent())
            window.AddObserver("WindowIsCurrentEvent", lambda *_: window.SetIsCurrent(True))
            finder = ctypes.CDLL("libGL.so.1").glXGetProcAddressARB
            window.SetOpenGLSymbolLoader2(int(ctypes.cast(finder, ctypes.c_void_p).value or 0), 0)
            window.OpenGLInitContext()
            window.OpenGLInit()
            window.SetReadyForRendering(True)
            window.SetOwnContext(0)

        def resizeGL(self, wide: int, high: int) -> None:
            self.window_vtk.SetSize(wide, high)

        def paintGL(self) -> None:
            window = self.window_vtk
            state = window.GetState()
            state.Reset()
            state.Push()
            state.vtkglDepthFunc(0x0203)
            window.Render()
            self.makeCurrent()
            self.bind()
            window.BlitDisplayFramebuffer(
                0, 0, 0, *window.GetSize(), 0, 0, self.width(), self.height(), 0x4000, 0x2601
            )
            state.Pop()

        def bind(self) -> None:
            call = ctypes.CFUNCTYPE(None, ctypes.c_uint, ctypes.c_uint)
            address = int(self.context().getProcAddress(b"glBindFramebuffer") or 0)
            call(address)(0x8CA9, self.defaultFramebufferObject())

    return View(parent)


if __name__ == "__main__":
    sys.exit(main())
