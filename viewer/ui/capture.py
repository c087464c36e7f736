"""What the 3D view shows at this moment, frozen for whoever takes it away."""

from __future__ import annotations

from viewer.export.darkroom import Shot
from viewer.export.steps import Progress, Steps
from viewer.labels import Rect
from viewer.ui.sheet import Sheet
from viewer.ui.stage import Stage


def captured(stage: Stage, *, transparent: bool = False) -> Steps[tuple[Shot, Sheet]]:
    """The view's picture and writing once it stands still."""
    while not stage.is_settled and stage.isVisible():
        yield Progress(0.0, "Waiting for the view to stand still")
    box = stage.cube.geometry()
    cube = Rect(float(box.x()), float(box.y()), float(box.width()), float(box.height()))
    sheet = stage.overlay.sheet(stage.camera, cube if stage.cube.isVisibleTo(stage) else None)
    ratio = stage.devicePixelRatioF()
    size = max(1, round(stage.width() * ratio)), max(1, round(stage.height() * ratio))
    return Shot(stage.scene.spec, stage.camera, stage.scene.theme, size, transparent), sheet
