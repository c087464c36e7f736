"""What the 3D view costs, for the table of speed: `python -m benchmarks.view orbit|... ROUNDS`.

Prints JSON: `pairs` of what is measured and, where something is beside it, of that, in turn. Times
are milliseconds of the processor over all threads, so that other work on the machine counts little.

orbit, orbit-lit: a frame of the view (1280 x 800) on the way round the spine, whole or with a lit
segment, beside `vtkRenderWindow.Render()` of the same meshes with one light and culled back faces.
moves: frames drawn for each of thirty mouse moves that wait in one queue. hover, hover-ghost: from
the pointer over another structure to the end of painting, beside a whole frame. select: from the
call to the frame with another segment lit, beside a whole frame. pick: one question of what lies
under a point where something does. rest: from the last frame of a drag until labels, outlines and
the first smooth picture stand; the pause that ends a movement is added to the processor's time.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkLight,
    vtkPolyDataMapper,
    vtkRenderer,
    vtkRenderWindow,
)

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.ids import StructureId
from meshes.store import load_assets
from viewer.atlas import Atlas
from viewer.disc_planes import disc_planes
from viewer.scene import Scene
from viewer.scene_parts import point_camera
from viewer.store import Store
from viewer.ui.app import application, bring_canvas, expect_gl
from viewer.ui.canvas import Canvas
from viewer.ui.main_window import MainWindow
from viewer.ui.rest import PAUSE_MS
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.surface_format import install_surface_format

SIZE = (1280, 800)
SEGMENTS = tuple(f"segment.{place}" for place in ("L4-L5", "L2-L3", "L5-S1", "L3-L4"))
_NONE, _LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
Pairs = list[tuple[float, float | None]]


class Bench:
    """The program's window, a hand, and the means to wait for it."""

    def __init__(self, folder: str) -> None:
        install_surface_format()
        self.app: QApplication = application()
        catalog, self.assets = load_catalog(), load_assets()
        atlas = Atlas(catalog, self.assets.boxes, disc_planes(self.assets.meshes))
        settings = SettingsFile(Path(folder) / "settings.json")
        settings.save(Settings(theme="light", coach_seen=True, reduced_motion=True))
        self.window = MainWindow(Store(atlas.start()), atlas, load_library(), settings)
        self.window.resize(*SIZE)
        expect_gl(self.window)
        self.window.show()
        bring_canvas(self.window, self.assets, "")
        found = self.window.canvas_widget
        assert isinstance(found, Canvas)
        assert found.view is not None
        self.canvas, self.view = found, found.view
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is left to do."""
        for _ in range(4):
            self.app.processEvents()
        while not self.canvas.is_settled:
            self.app.processEvents()

    def hand(self, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton = _NONE) -> None:
        """The mouse moves, is pressed or let go. button: what is held, or let go."""
        held = _NONE if kind is QEvent.Type.MouseButtonRelease else button
        changed = _NONE if kind is QEvent.Type.MouseMove else button
        where = QPointF(self.canvas.mapToGlobal(at))
        event = QMouseEvent(kind, QPointF(at), where, changed, held, Qt.KeyboardModifier(0))
        QApplication.sendEvent(self.canvas, event)

    def to_frame(self, act: Callable[[], object]) -> float:
        """Processor milliseconds from an act to the end of the next frame."""
        ended: list[float] = []
        link = self.view.drawn.connect(lambda: ended.append(time.process_time()))
        start = time.process_time()
        act()
        while not ended:
            self.app.processEvents()
        self.view.drawn.disconnect(link)
        return 1000.0 * (ended[0] - start)

    def frame(self) -> float:
        """A whole frame, with nothing else to do."""
        return self.to_frame(self.view.update)

    def spots(self, is_ghost: bool) -> list[QPoint]:
        """Points on several structures in sight, or on several ghosts."""
        canvas, found = self.canvas, {}
        looks = canvas.scene.spec.looks
        for y in range(40, canvas.height() - 60, 9):
            for x in range(40, canvas.width() - 40, 9):
                id = canvas.structure_at(QPointF(x, y))
                if id and looks[StructureId(id)].ghost == is_ghost:
                    found.setdefault(id, QPoint(x, y))
        return list(found.values())


def moves(bench: Bench, rounds: int) -> Pairs:
    """Frames a move."""
    found: Pairs = []
    bench.hand(QEvent.Type.MouseButtonPress, QPoint(200, 200), _LEFT)
    for _ in range(rounds):
        before = bench.view.renders
        for k in range(30):
            bench.hand(QEvent.Type.MouseMove, QPoint(200 + 5 * k, 200), _LEFT)
            if k % 10 == 9:
                bench.app.processEvents()
        found.append(((bench.view.renders - before) / 30.0, None))
    bench.hand(QEvent.Type.MouseButtonRelease, QPoint(350, 200), _LEFT)
    return found


def hover(bench: Bench, rounds: int, *, is_ghost: bool) -> Pairs:
    """From the pointer to the pixels, beside a frame; what was under it before is let go of."""
    if is_ghost:
        bench.window.select("segment.L5-S1")
        bench.settle()
    spots = bench.spots(is_ghost)
    found: Pairs = []
    for k in range(rounds + 1):
        before = bench.view.renders
        start = time.process_time()
        bench.hand(QEvent.Type.MouseMove, spots[k % len(spots)])
        # The event loop comes round twice: what the pointer strikes, then painting.
        bench.app.processEvents()
        bench.app.processEvents()
        took = 1000.0 * (time.process_time() - start)
        assert bench.view.renders == before, "hover drew a frame"
        bench.settle()
        found.append((took, bench.frame()))
        bench.settle()
    return found[1:]


def select(bench: Bench, rounds: int) -> Pairs:
    """From the call to the frame, beside a frame of the same picture."""
    found: Pairs = []
    for k in range(rounds + len(SEGMENTS)):
        id = SEGMENTS[k % len(SEGMENTS)]
        took = bench.to_frame(lambda at=id: bench.window.select(at))  # type: ignore[misc]
        bench.settle()
        found.append((took, bench.frame()))
        bench.settle()
    return found[len(SEGMENTS) :]


def pick(bench: Bench, rounds: int) -> Pairs:
    """One question, the median of many at points where something is struck."""
    rng = np.random.default_rng(1)
    high, wide = bench.canvas.height(), bench.canvas.width()
    points = [QPointF(x * wide, y * high) for x, y in rng.uniform(0.05, 0.95, (1500, 2))]
    points = [point for point in points if bench.canvas.structure_at(point)]
    found: Pairs = []
    for _ in range(rounds):
        times = []
        for point in points:
            start = time.perf_counter()
            bench.canvas.structure_at(point)
            times.append(1000.0 * (time.perf_counter() - start))
        found.append((median(times), None))
    return found


def rest(bench: Bench, rounds: int) -> Pairs:
    """From the last frame of a drag to the full look."""
    found: Pairs = []
    for number in range(rounds + 1):
        done: list[float] = []
        link = bench.canvas.looked.connect(lambda to=done: to.append(time.process_time()))
        bench.hand(QEvent.Type.MouseButtonPress, QPoint(200, 200), _LEFT)
        for k in range(1, 6):
            at = QPoint(200 + (6 if number % 2 else -6) * k, 200)
            bench.to_frame(lambda to=at: bench.hand(QEvent.Type.MouseMove, to, _LEFT))  # type: ignore[misc]
        start = time.process_time()
        while not done:
            bench.app.processEvents()
        found.append((PAUSE_MS + 1000.0 * (done[0] - start), None))
        bench.canvas.looked.disconnect(link)
        bench.hand(QEvent.Type.MouseButtonRelease, QPoint(230, 200), _LEFT)
        bench.settle()
    return found[1:]


def orbit(bench: Bench, rounds: int, *, lit: bool) -> Pairs:
    """A frame of the view and a bare one, from the same poses. The view fills its own window."""
    if lit:
        bench.window.select("segment.L5-S1")
        bench.settle()
    canvas, view = bench.canvas, bench.view
    canvas.set_smooth_at_rest(False)
    canvas.setParent(None)
    canvas.resize(*SIZE)
    canvas.show()
    bench.settle()
    renderer, window = bare(canvas.scene)
    found: Pairs = []
    for k in range(rounds + 1):
        pose = replace(canvas.camera, azimuth_deg=canvas.camera.azimuth_deg + 5.0 * k)
        canvas.scene.set_camera(pose)
        start = time.process_time()
        view.snapshot(lambda drawn: drawn.Render())
        middle = time.process_time()
        point_camera(renderer, pose, canvas.scene.box)
        start_bare = time.process_time()
        window.Render()
        end = time.process_time()
        found.append((1000.0 * (middle - start), 1000.0 * (end - start_bare)))
    return found[1:]


def bare(scene: Scene) -> tuple[vtkRenderer, vtkRenderWindow]:
    """VTK's plain way to show what a scene shows: a colour each, one light, culled back faces."""
    renderer, window, light = vtkRenderer(), vtkRenderWindow(), vtkLight()
    window.SetOffScreenRendering(True)
    window.SetMultiSamples(0)
    window.SetSize(*SIZE)
    window.AddRenderer(renderer)
    renderer.AutomaticLightCreationOff()
    light.SetLightTypeToHeadlight()
    renderer.AddLight(light)
    for id in scene.drawn_looks():
        source, data = scene.data(id), vtkPolyData()
        data.SetPoints(source.GetPoints())
        data.SetPolys(source.GetPolys())
        data.GetPointData().SetNormals(source.GetPointData().GetNormals())
        mapper, actor = vtkPolyDataMapper(), vtkActor()
        mapper.SetInputData(data)
        actor.SetMapper(mapper)
        actor.GetProperty().BackfaceCullingOn()
        renderer.AddActor(actor)
    return renderer, window


JOBS: dict[str, Callable[[Bench, int], Pairs]] = {
    "orbit": lambda bench, rounds: orbit(bench, rounds, lit=False),
    "orbit-lit": lambda bench, rounds: orbit(bench, rounds, lit=True),
    "moves": moves,
    "hover": lambda bench, rounds: hover(bench, rounds, is_ghost=False),
    "hover-ghost": lambda bench, rounds: hover(bench, rounds, is_ghost=True),
    "select": select,
    "pick": pick,
    "rest": rest,
}


def main(words: list[str]) -> int:
    """Measure one job and print its pairs."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        pairs = JOBS[words[0]](bench, int(words[1]))
    print(json.dumps({"pairs": pairs}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
