"""What lies over the 3D picture at one moment, frozen, to be painted again at any size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter

from viewer.id_image import IdPictures
from viewer.labels import Rect
from viewer.marks import NO_MARKS, Marks, marks
from viewer.measuring import DrawnMeasure
from viewer.scene import Scene
from viewer.spec import LegendEntry
from viewer.state import Camera
from viewer.ui.orientation_cube import paint_cube
from viewer.ui.paint_corners import (
    foot_height,
    hides,
    paint_foot,
    paint_legend,
    paint_title,
    paint_unnamed,
    place_legend,
    title_box,
)
from viewer.ui.paint_measures import paint_values, placed_values
from viewer.ui.paint_overlay import Stationery, paint_marks
from viewer.ui.whereabouts import Inset, paint_inset


@dataclass(frozen=True, slots=True)
class Writing:
    """What of the writing is wanted; outlines come in any case.

    corners: the patient's sides, the scale, the orientation cube and the little spine.
    """

    labels: bool = True
    legend: bool = True
    corners: bool = True


@dataclass(frozen=True)
class Sheet:
    """Marks, legend and the rest in view pixels. size: of the view; cube: where it stands;
    inset: the little spine, if it is there; title: what stands over it beside another view."""

    size: tuple[float, float]
    camera: Camera
    stationery: Stationery
    marks: Marks = NO_MARKS
    legend: tuple[LegendEntry, ...] = ()
    legend_box: Rect | None = None
    cube: Rect | None = None
    measures: tuple[DrawnMeasure, ...] = ()
    inset: Inset | None = None
    title: str = ""


def paint_sheet(painter: QPainter, sheet: Sheet, writing: Writing) -> None:
    """Paint in view pixels; a scaled painter gives larger, not coarser, lines and letters."""
    with_ = sheet.stationery
    kept = sheet.marks if writing.labels else Marks((), sheet.marks.contours)
    paint_marks(painter, kept, with_)
    values = placed_values(sheet.measures, sheet.camera, sheet.size, with_, _taken(sheet))
    paint_values(painter, values, with_)
    if writing.labels:
        paint_title(painter, sheet.title, sheet.size, with_)
        paint_unnamed(painter, kept.unnamed, sheet.size, with_, _taken(sheet))
    if writing.legend:
        paint_legend(painter, sheet.legend, sheet.legend_box, with_)
    if writing.corners:
        paint_foot(painter, sheet.size, sheet.camera, with_)
        if sheet.cube is not None:
            painter.save()
            painter.translate(sheet.cube.x, sheet.cube.y)
            paint_cube(painter, sheet.camera, sheet.cube.width, with_.theme)
            painter.restore()
        if sheet.inset is not None:
            paint_inset(painter, sheet.inset, with_.theme)


def _taken(sheet: Sheet) -> tuple[Rect, ...]:
    """Where no value may stand: the same as in the window."""
    high = foot_height(sheet.stationery)
    strip = Rect(0.0, sheet.size[1] - high, sheet.size[0], high)
    small = None if sheet.inset is None else sheet.inset.box
    title = title_box(sheet.title, sheet.size, sheet.stationery)
    boxes = [box for box in (sheet.legend_box, sheet.cube, small, title) if box is not None]
    return (*boxes, strip, *(mark.placed.plate for mark in sheet.marks.labels))


def laid_out(
    scene: Scene,
    camera: Camera,
    pictures: IdPictures,
    with_: Stationery,
    size: tuple[float, float],
    title: str = "",
) -> Sheet:
    """A sheet for a picture that no window shows."""
    spec = scene.spec
    foot = foot_height(with_)
    strip = Rect(0.0, size[1] - foot, size[0], foot)
    over = title_box(title, size, with_)
    taken = () if over is None else (over,)
    corner = place_legend(spec.legend, size, with_, taken, hides(pictures))
    blocked = (*taken, strip) if corner is None else (*taken, corner, strip)
    written = marks(pictures, spec, scene.catalog, size, with_.plate_size, blocked, camera)
    return Sheet(
        size, camera, with_, written, spec.legend, corner, None, spec.measures, title=title
    )
