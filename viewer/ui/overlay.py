"""The sheet over the 3D view: still picture, outlines, labels, legend, sides and scale.

It lets the mouse through and repaints without a new 3D frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from meshes.ids import StructureId
from viewer.id_image import IdPictures
from viewer.labels import Rect
from viewer.looks import THEMES, SceneTheme
from viewer.marks import NO_MARKS, Marks
from viewer.measuring import DrawnMeasure
from viewer.outline import Stretch
from viewer.spec import LegendEntry
from viewer.state import Camera
from viewer.ui.kept_picture import KeptPicture
from viewer.ui.paint_corners import (
    Cost,
    foot,
    foot_height,
    hides,
    paint_foot,
    paint_legend,
    paint_title,
    paint_unnamed,
    place_legend,
    title_box,
)
from viewer.ui.paint_measures import Probe, Value, paint_probe, paint_values, placed_values
from viewer.ui.paint_overlay import Stationery, colour_of, growth, paint_hovered, paint_marks
from viewer.ui.sheet import Sheet
from viewer.ui.touched import touched_by_box, touched_by_lines
from viewer.ui.whereabouts import Column, Inset, inset, paint_inset


class Overlay(QWidget):
    """Holds what to paint; each setter repaints only when something changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Labels of the 3D view")
        self.marks = NO_MARKS
        self.stationery = Stationery(THEMES["light"])
        self._scale = 1.0
        self._camera: Camera | None = None
        self._legend: tuple[LegendEntry, ...] = ()
        self._legend_box: Rect | None = None
        self._corners: tuple[Rect, ...] = ()
        self._still: QImage | None = None
        self._framed = False
        self._hovered: tuple[Stretch, ...] = ()
        self._measures: tuple[DrawnMeasure, ...] = ()
        self._probe: Probe | None = None
        self._column: Column | None = None
        self._lit: frozenset[StructureId] = frozenset()
        self._inset: Inset | None = None
        self._kept_clear: Rect | None = None
        self._kept_foot, self._kept_writing = KeptPicture(), KeptPicture()
        self.title = ""
        #: The handle of a section's plane, which stands over all that is painted here.
        self.knob: Rect | None = None
        #: Painted over the picture, below all that is written.
        self.below: Callable[[QPainter], None] = lambda _painter: None

    @property
    def still(self) -> QImage | None:
        """The smooth picture shown over the live one, if any."""
        return self._still

    def show_marks(self, marks: Marks) -> None:
        """Labels and outlines of the still view; NO_MARKS while it moves."""
        if marks is not self.marks:
            self.marks = marks
            self.setAccessibleDescription(
                ", ".join(m.label.text.replace("\n", " ") for m in marks.labels)
            )
            self.update()

    def show_hovered(self, stretches: tuple[Stretch, ...]) -> None:
        """The outline of what is under the cursor."""
        if stretches or self._hovered:
            both = (*self._hovered, *stretches)
            self._hovered = stretches
            self.update(touched_by_lines(both, self.stationery.line(4.0)))

    def show_measures(self, measures: tuple[DrawnMeasure, ...]) -> None:
        """Lines and values over everything, following the camera."""
        if measures != self._measures:
            self._measures = measures
            self.update()

    def show_probe(self, probe: Probe | None) -> None:
        """Where the next click of a measuring tool would set its point."""
        if probe != self._probe:
            self._probe = probe
            self.update()

    @property
    def probe(self) -> Probe | None:
        """Where the next click would set a point, if it would."""
        return self._probe

    def values(self) -> tuple[Value, ...]:
        """The measures as they stand on the picture now."""
        if self._camera is None or not self._measures:
            return ()
        size = (float(self.width()), float(self.height()))
        taken = (*self.blocked(), *(mark.placed.plate for mark in self.marks.labels))
        return placed_values(self._measures, self._camera, size, self.stationery, taken)

    def show_camera(self, camera: Camera) -> None:
        """Keep sides and scale in step with the camera."""
        if camera != self._camera:
            was, self._camera = self._inset, camera
            self._place_inset()
            if self._measures or self._probe is not None:
                self.update()
                return
            # Only what follows the camera: while it turns, this is asked for with every frame.
            high = self._foot_room()
            self.update(0, self.height() - high, self.width(), high)
            for small in (was, self._inset):
                if small is not None:
                    self.update(touched_by_box(small.box))

    def show_column(self, column: Column | None, lit: frozenset[StructureId]) -> None:
        """The little spine that shows where one looks, and what of it is lit; None for none."""
        if (column, lit) != (self._column, self._lit):
            self._column, self._lit = column, lit
            self._place_inset()
            self.update()

    @property
    def inset(self) -> Inset | None:
        """The little spine as it stands in its corner now."""
        return self._inset

    def keep_clear(self, box: Rect | None) -> bool:
        """Let nothing be written there; whether that is new."""
        is_new = box != self._kept_clear
        self._kept_clear = box
        return is_new

    def show_title(self, words: str) -> bool:
        """What stands over the view, "" for nothing; whether that is new."""
        is_new, self.title = words != self.title, words
        if is_new:
            self._place_legend()
        return is_new

    def _place_inset(self) -> None:
        size, had = (float(self.width()), float(self.height())), self._inset is not None
        cube = self._corners[0] if self._corners else None
        self._inset = inset(self._column, self._camera, size, self.stationery, cube, self._lit)
        if had != (self._inset is not None):
            self._place_legend()

    def show_legend(self, entries: tuple[LegendEntry, ...]) -> None:
        """What colours and shapes mean now."""
        if entries != self._legend:
            self._legend = entries
            self._place_legend()

    def show_still(self, image: QImage | None) -> None:
        """A smooth picture of the same view to lay over the live one."""
        if image is not self._still:
            self._still = image
            self.update()

    def set_look(self, theme: SceneTheme, scale: float, least: float = 0.0) -> None:
        """Colours and size of writing. least: pixels it has whatever the room."""
        self._scale = scale
        self.stationery = replace(self.stationery, theme=theme, least=least)
        self._fit_writing()

    def set_corners(self, taken: tuple[Rect, ...]) -> None:
        """What else stands in the view, as the orientation cube does."""
        if taken != self._corners:
            self._corners = taken
            self._place_inset()
            self._place_legend()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Writing is as large as the view has room for."""
        super().resizeEvent(event)
        self._fit_writing()

    def _fit_writing(self) -> None:
        room = (float(self.width()), float(self.height()))
        self.stationery = replace(self.stationery, scale=self._scale * growth(room), room=room)
        self._place_inset()
        self._place_legend()

    def clear_of(self, pictures: IdPictures) -> None:
        """Move the legend off what is lit, where a corner allows it."""
        self._place_legend(hides(pictures))

    def _place_legend(self, cost: Cost = lambda _box: 0.0) -> None:
        size, now = (float(self.width()), float(self.height())), self._legend_box
        taken = (*self._taken(), *(() if self.knob is None else (self.knob,)))
        self._legend_box = place_legend(self._legend, size, self.stationery, taken, cost, now)
        self.update()

    def _foot_room(self) -> int:
        """Height of the strip the words along the lower edge are painted into."""
        return math.ceil(foot_height(self.stationery) + 2.0 * self.stationery.size)

    def _foot(self, camera: Camera) -> QPixmap:
        """The words along the lower edge: painted anew only when they change, not every frame."""
        (width, height), high = self._room(), self._foot_room()

        def paint(painter: QPainter) -> None:
            painter.translate(0.0, high - height)
            paint_foot(painter, (width, height), camera, self.stationery)

        key = (foot((width, height), camera, self.stationery), self.stationery, height)
        return self._kept_foot.of(key, (width, high), self.devicePixelRatioF(), paint)

    def set_framed(self, framed: bool) -> None:
        """Show that the view has the keyboard."""
        if framed != self._framed:
            self._framed = framed
            self.update()

    def blocked(self) -> tuple[Rect, ...]:
        """Where labels must not stand: legend, cube, handle, and the words along the lower edge."""
        foot = foot_height(self.stationery)
        strip = Rect(0.0, self.height() - foot, float(self.width()), foot)
        boxes = (self._legend_box, self._kept_clear, self.knob)
        return (*(box for box in boxes if box is not None), *self._taken(), strip)

    def corner_boxes(self) -> tuple[Rect, ...]:
        """Where the legend, the title and what else is in the corners stand now."""
        legend = () if self._legend_box is None else (self._legend_box,)
        return (*legend, *self._taken())

    def _taken(self) -> tuple[Rect, ...]:
        """The cube, the little spine below it, and the title."""
        small = None if self._inset is None else self._inset.box
        title = title_box(self.title, self._room(), self.stationery)
        return (*self._corners, *(box for box in (small, title) if box is not None))

    def _room(self) -> tuple[float, float]:
        return float(self.width()), float(self.height())

    def sheet(self, camera: Camera, cube: Rect | None) -> Sheet:
        """All that is written now, to be painted elsewhere."""
        with_, box, inset = self.stationery, self._legend_box, self._inset
        return Sheet(
            self._room(),
            camera,
            with_,
            self.marks,
            self._legend,
            box,
            cube,
            self._measures,
            inset,
            self.title,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Everything in one go, from the bottom up."""
        painter = QPainter(self)
        if self._still is not None:
            painter.drawImage(QPointF(0.0, 0.0), self._still)
        self.below(painter)
        paint_hovered(painter, self._hovered, self.stationery)
        if self.marks is NO_MARKS:
            self._write(painter)
        else:
            # At rest only what lies under the cursor changes: all that is written is kept.
            painter.drawPixmap(QPointF(0.0, 0.0), self._writing())
        if self._probe is not None:
            paint_probe(painter, self._probe, self.stationery)
        if self._framed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour_of(self.stationery.theme.ink, 0.6), 2.0))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _writing(self) -> QPixmap:
        key = (
            self.marks,
            self.stationery,
            self._camera,
            (self._legend, self._legend_box),
            self.values(),
            self.title,
            self._inset,
        )
        room = self._room()
        return self._kept_writing.of(key, room, self.devicePixelRatioF(), self._write)

    def _write(self, painter: QPainter) -> None:
        """All that is written, from the bottom up."""
        paint_marks(painter, self.marks, self.stationery)
        paint_values(painter, self.values(), self.stationery)
        paint_legend(painter, self._legend, self._legend_box, self.stationery)
        plates = (mark.placed.plate for mark in self.marks.labels)
        room, taken = self._room(), (*self.blocked(), *plates)
        paint_unnamed(painter, self.marks.unnamed, room, self.stationery, taken)
        if self._camera is not None:
            above = self.height() - self._foot_room()
            painter.drawPixmap(QPointF(0.0, above), self._foot(self._camera))
        paint_title(painter, self.title, self._room(), self.stationery)
        if self._inset is not None:
            paint_inset(painter, self._inset, self.stationery.theme)
