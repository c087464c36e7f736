"""Joins what belongs to simulated films and slices: their panel beside the 3D view and its hands.

The panel is made when the first film is asked for. A film is made coarsely at once, in the same
turn as everything else that follows a state, and finely when nothing has changed for a while.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from annotations.fault import ContentError
from meshes.ids import StructureId
from meshes.reading import TableError
from meshes.store import AssetError
from viewer.changing import roughly
from viewer.commands import xray_acts
from viewer.commands.xray_commands import MERGED, SLICED
from viewer.mri.place import followed, level_of
from viewer.numbering import numbered
from viewer.state import ViewState, Xray
from viewer.ui.announce import announce
from viewer.ui.window_layout import make_room
from viewer.xray.views import film_views

if TYPE_CHECKING:
    from viewer.atlas import Atlas
    from viewer.mri.room import Room
    from viewer.ui.film_panel import FilmPanel
    from viewer.ui.main_window import MainWindow

_SHARE = 0.42
#: Height of a film while something moves and the most at rest, pixels; how long nothing must have
#: changed, ms.
_MOVING, _MOST, _REST_MS = 512, 1024, 160
_MOST_OUTLINED = 4
#: Height of each film in the row after a fusion, pixels.
_IN_ROW = 430


class Filming:
    """The parts of one window that show the film. panel: None until a film was asked for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.panel: FilmPanel | None = None
        self._room_made: Room | None = None
        self._made: tuple[Any, ...] = ()
        self._greys: Xray | None = None
        self._outlined: tuple[Any, ...] = ()
        self._state = window.store.state
        self._said: str | None = None
        self._is_sized = False
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._refine)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands of the window do."""
        return {"window.save-film": self._save, "window.fusion-films": self._follow}

    def release(self) -> None:
        """Make no film any more."""
        self._rest.stop()

    def show_state(self, state: ViewState) -> None:
        """Show the film of this state, or nothing."""
        was_on, self._state = self._state.xray is not None, state
        is_shown = state.xray is not None and not state.leg_map.is_open
        if not is_shown:
            self._said = None
            self._rest.stop()
            if self.panel is not None and not self.panel.isHidden():
                self.panel.hide()
                # What is not seen keeps no model alive.
                self.panel.pane.show_films((), Xray())
                self._room_made, self._made, self._outlined = None, (), ()
                make_room(self._window)
            return
        panel = self._opened()
        if not was_on:
            make_room(self._window)
        panel.show_state(state)
        self._expose(_MOVING)
        self._tell(state)

    def _tell(self, state: ViewState) -> None:
        """Say which film it is, once for each."""
        key = None if state.xray is None else state.xray.view
        if key != self._said and self.panel is not None:
            view = self.panel.pane.view
            what = "MRI-like slice" if view.scan else "X-ray"
            announce(self._window, f"Simulated {what}. {view.title}")
        self._said = key

    def _opened(self) -> FilmPanel:
        split = self._window.sectioning.split
        if self.panel is None:
            from viewer.ui.film_panel import FilmPanel

            self.panel = FilmPanel(self._window.commands, split)
            self.panel.hide()
            split.addWidget(self.panel)
            split.setStretchFactor(split.indexOf(self.panel), 1)
            self.panel.asked.connect(self._window.run)
            self.panel.chosen.connect(self._window.presenter.click)
            self.panel.pane.pressed.connect(self._on_pressed)
            self.panel.pane.greys.connect(self._on_greys)
            self.panel.pane.stepped.connect(self._on_stepped)
            self.panel.pane.grown.connect(self._rest.start)
        if not self.panel.isVisibleTo(split):
            self.panel.show()
            if not self._is_sized:
                self._is_sized = True
                *others, _ = split.sizes()
                film = round(_SHARE * split.width())
                others[0] = split.width() - film - sum(others[1:])
                split.setSizes([*others, film])
        return self.panel

    def _expose(self, height: int) -> None:
        """Bring films, greys and outlines in step with the state; what stands stays."""
        state, panel = self._state, self.panel
        if state.xray is None or panel is None:
            return
        subject = _subject(state, self._window.atlas)
        if self._made[:1] != (subject,) or self._made[1] < height:
            if self._made[:1] != (subject,):
                panel.show_ray((), str)
            try:
                self._take(state, state.xray, height)
            except (AssetError, ContentError, TableError) as problem:
                self._window.notices.add(f"No film can be made: {problem}.")
                return
            self._made, self._greys, self._outlined = (subject, height), state.xray, ()
        elif self._greys != state.xray:
            panel.pane.show_greys(state.xray)
            self._greys = state.xray
        self._outline(state)
        if self._made[1] < self._wanted_height():
            self._rest.start()

    def _take(self, state: ViewState, xray: Xray, height: int) -> None:
        from viewer.mri.room import size_of

        assert self.panel is not None
        size = size_of(film_views()[xray.view], height)
        self.panel.pane.show_films(self._room().pictures(state, xray, size), xray)

    def _room(self) -> Room:
        if self._room_made is None:
            from meshes.changed.normal import load_normal
            from viewer.mri.room import Room

            # The meshes that changes are worked out from: what did not change is the same object.
            self._room_made = Room(load_normal().assets, self._window.atlas)
        return self._room_made

    def _outline(self, state: ViewState) -> None:
        assert self.panel is not None
        pane = self.panel.pane
        wanted = (self._made, state.focus[-_MOST_OUTLINED:])
        if wanted != self._outlined:
            self._outlined = wanted
            pane.show_outlines([film.outlined(wanted[1]) for film in pane.films])

    def _wanted_height(self) -> int:
        if self.panel is None:
            return 0
        pane = self.panel.pane
        return max(_MOVING, min(_MOST, round(pane.height() * pane.devicePixelRatioF())))

    def _refine(self) -> None:
        """As fine as there is room for, once nothing moves."""
        if self.panel is None or not self.panel.isVisible():
            return
        if self._window.presenter.is_sliding():
            self._rest.start()
            return
        with roughly(False):
            self._expose(self._wanted_height())

    def _on_greys(self, window: float, level: float) -> None:
        self._window.presenter.apply(
            "Greys of the X-ray", xray_acts.set_greys(window, level), merge_key=MERGED
        )

    def _on_stepped(self, steps: float) -> None:
        """The wheel over a slice: up towards the patient's right, or the head."""
        change = xray_acts.step_slice(self._window.atlas, xray_acts.SLICE_MM * steps)
        self._window.presenter.apply("Move the slice", change, SLICED)

    def _on_pressed(self, number: int, column: float, row: float) -> None:
        """List what lies on the ray, and pick out what shows first."""
        from viewer.xray.body import shows

        assert self.panel is not None
        film = self.panel.pane.films[number]
        found = film.along(column, row)
        names = numbered(self._window.atlas.catalog, self._state).structures
        structures = self._window.atlas.catalog.structures
        is_scan = bool(self.panel.pane.view.scan)
        first = next((p for p in found if is_scan or shows(p.id, structures[p.id].tissue)), None)
        if first is not None:
            self._window.presenter.click(str(first.part), False)
        self.panel.show_ray(found, lambda one: names[one].name, asked=True)
        self.panel.pane.show_mark((number, column, row))
        if first is not None:
            words = names[first.part].name
            if not is_scan:
                words += f", {first.length:.0f} millimetres, first of {len(found)} on this ray"
            announce(self._window, words)

    def _save(self) -> None:
        """Write the film with its marks."""
        from viewer.ui.paint_film import film_picture

        state = self._state
        if state.xray is None or self.panel is None or not self.panel.pane.films:
            return
        if self._made[1] < _MOST:
            self._expose(_MOST)
        pane = self.panel.pane
        stem = state.xray.view if pane.view.scan else f"x-ray-{state.xray.view}"
        self._write(stem, film_picture(pane.view, pane.films, state.xray))

    def _write(self, stem: str, image: QImage) -> None:
        """Ask where, and write."""
        from viewer.export.png import png_steps
        from viewer.export.steps import TakeError, finished, named_file
        from viewer.ui.pixels import pixels_of

        window = self._window
        start, title = str(Path.home() / f"{stem}.png"), "Save the X-ray as a picture"
        name, _ = QFileDialog.getSaveFileName(window, title, start, "PNG (*.png)")
        if not name:
            return
        try:
            file = named_file(name, (".png",))
            finished(png_steps(pixels_of(image), file))
        except TakeError as problem:
            window.notices.add(str(problem))
            return
        window.status.showMessage(f"{file} written", 8000)

    def _follow(self) -> None:
        """The films after a fusion, in a window of their own once all are made."""
        from viewer.ui.film_row_sheet import FilmRowSheet
        from viewer.ui.paint_film_row import FilmRow, fusion_row_steps
        from viewer.xray.exposure import ASPECT
        from viewer.xray.studio import Studio
        from viewer.xray.timeline import fusion_stages

        window, state = self._window, self._window.store.state
        if window.library is None:
            return
        try:
            stages = fusion_stages(state, state.xray or Xray())
        except ValueError as problem:
            window.status.showMessage(str(problem), 8000)
            return
        size = (round(_IN_ROW * ASPECT), _IN_ROW)
        # A studio of its own: what the film beside the scene keeps stays.
        studio = Studio(self._room().assets, window.atlas.catalog)

        def done(row: FilmRow) -> None:
            FilmRowSheet(row, lambda image: self._write("fusion-films", image), window).show()

        job = fusion_row_steps(studio, window.library, state.audience.value, stages, size)
        window.taking.jobs.start(job, done)


def _subject(state: ViewState, atlas: Atlas) -> tuple[Any, ...]:
    """What films and slices are made of: while this is the same, they are."""
    from viewer.mri.room import sides_of

    xray = state.xray
    assert xray is not None
    sides = sides_of(state, xray, atlas)
    return (xray.view, *(_of_side(each, xray, title) for title, each in sides))


def _of_side(state: ViewState, xray: Xray, title: str) -> tuple[Any, ...]:
    from viewer.changing import shape_of

    view = film_views()[xray.view]
    place: StructureId | None = state.place if xray.is_close else None
    where: tuple[Any, ...] = ()
    if view.scan:
        section = followed(state, view)
        plane = None if section is None else (section.cut, section.level, section.offset)
        where = (xray.slice, plane, view.scan == "axial" and level_of(state))
    # A pair of films bends the model by its own; the posture of the scene does not matter there.
    model = shape_of(state), state.findings, state.posture, state.is_before
    return (title, place, *where, *model)
