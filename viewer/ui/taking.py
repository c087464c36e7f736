"""Taking things away from the window: which card asks, where the file goes, which job makes it.

The jobs themselves are imported when first wanted, because starting the window needs none of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from viewer.commands import acts
from viewer.export.steps import Steps, TakeError, named_file
from viewer.numbering import numbered
from viewer.ui import take_forms
from viewer.ui.job_bar import JobBar
from viewer.ui.take_card import Form, TakeCard, Values, defaults, to_keep
from viewer.ui.wording import short_of

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.stage import Stage

#: For each form: the words of the file dialog, and the endings, the first of them added.
_FILES = {
    "picture": ("PNG (*.png)", (".png",)),
    "page": ("Web page (*.html)", (".html", ".htm")),
    "handout": ("PDF (*.pdf)", (".pdf",)),
}
_NO_PICTURE = (
    "The model is not shown here, so there is no picture to take. Update the graphics driver."
)


class Taking:
    """The Export menu of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.card = TakeCard(window)
        self.jobs = JobBar(window)
        self._folder = Path.home()
        self.card.taken.connect(self._on_taken)
        self.jobs.failed.connect(window.notices.add)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What to do for each command."""
        return {
            "window.save-picture": lambda: self._ask_about_view(take_forms.picture_form()),
            "window.copy-picture": self._copy_now,
            "window.save-figure": lambda: self._ask_about_view(
                take_forms.figure_form(self.subject())
            ),
            "window.export-handout": self._ask_handout,
            "window.export-page": lambda: self._ask(take_forms.page_form(self.subject())),
            "window.export-meshes": self._ask_meshes,
            "window.export-turntable": lambda: self._ask_about_view(take_forms.turntable_form()),
        }

    def subject(self) -> str:
        """What the view is about, as a title."""
        state = self._window.store.state
        catalog = numbered(self._window.atlas.catalog, state)
        place = catalog.places.get(state.place) if state.place else None
        picked = [short_of(catalog, id) for id in state.focus[:3]]
        if picked:
            return ", ".join(picked)
        return place.name if place is not None else "Lumbar spine and sacrum"

    def stage(self) -> Stage | None:
        """The 3D view, None where there is none."""
        found: Any = self._window.canvas_widget
        return found if getattr(found, "view", None) is not None else None

    def stages(self) -> tuple[Stage, ...]:
        """The 3D views from left to right: one, or the two that are compared."""
        both = (self.stage(), self._window.comparing.widget)
        return tuple(view for view in both if getattr(view, "view", None) is not None)  # type: ignore[misc]

    @property
    def kept(self) -> dict[str, str]:
        """What was chosen last."""
        pairs = (line.partition("=") for line in self._window.settings.taken)
        return {key: value for key, _, value in pairs}

    def _ask(self, form: Form) -> None:
        self.card.ask(form, self.kept)

    def _ask_about_view(self, form: Form) -> None:
        if self.stage() is None:
            self._window.notices.add(_NO_PICTURE)
        else:
            self._ask(form)

    def _ask_meshes(self) -> None:
        state = self._window.store.state
        chosen = bool(acts.chosen(state, self._window.atlas.catalog))
        self._ask(take_forms.meshes_form(self._window.atlas.catalog, has_choice=chosen))

    def _ask_handout(self) -> None:
        catalog, state = self._window.atlas.catalog, self._window.store.state
        place = state.place if state.place in catalog.places else None
        start = str(place or "segment.L5-S1")
        self._ask(take_forms.handout_form(catalog, start, str(state.audience)))

    def _copy_now(self) -> None:
        form = take_forms.picture_form()
        if self.stage() is None:
            self._window.notices.add(_NO_PICTURE)
        else:
            self._copy(defaults(form, self.kept))

    def _on_taken(self, form: Form, button: str, values: Values) -> None:
        kept = to_keep(form, values, self.kept)
        lines = tuple(f"{key}={value}" for key, value in sorted(kept.items()))
        self._window.settings = replace(self._window.settings, taken=lines)
        if button == "copy":
            self._copy(values)
            return
        target = self._asked_where(form, values)
        if target is not None:
            self._start(self._job(form, values, target))

    def _asked_where(self, form: Form, values: Values) -> Path | None:
        """The file or folder the person names; a name that cannot be is told and ends it."""
        window = self._window
        if form.id == "meshes":
            name = QFileDialog.getExistingDirectory(window, form.title, str(self._folder))
            if not name:
                return None
            self._folder = Path(name)
            return _free_folder(Path(name), f"{self._file_name(form, values)}-{values['format']}")
        kind = values.get("format", "")
        words, suffixes = _FILES.get(form.id, (f"{kind.upper()} (*.{kind})", (f".{kind}",)))
        start = str(self._folder / f"{self._file_name(form, values)}{suffixes[0]}")
        name, _ = QFileDialog.getSaveFileName(window, form.title, start, words)
        if not name:
            return None
        try:
            file = named_file(name, suffixes)
            if file != Path(name) and os.path.exists(file):
                # The dialog asked about another name, so nobody agreed to lose this file.
                raise TakeError(
                    f"{file} is there already: choose another name, or give it in full."
                )
        except TakeError as problem:
            window.notices.add(str(problem))
            return None
        self._folder = file.parent
        return file

    def _file_name(self, form: Form, values: Values) -> str:
        what = values.get("what", "")
        place = what if "." in what else values.get("place") or self._window.store.state.place
        place = place or "spine"
        stem = str(place).partition(".")[2] or str(place)
        return f"{stem}-{values['audience']}" if form.id == "handout" else stem

    def _job(self, form: Form, values: Values, target: Path) -> Steps[str]:
        """The job of a form; it ends with the words to say."""
        from viewer.ui import take_jobs

        window, stage = self._window, self.stage()
        if form.id == "meshes":
            return take_jobs.meshes(window, values, target)
        if form.id == "page":
            return take_jobs.page(window, values, target)
        if form.id == "handout":
            return take_jobs.handout(window, values, target)
        # Asked only where there is a view; one that went since then ends in a message.
        if stage is None:
            raise TakeError(_NO_PICTURE)
        if form.id == "figure":
            return take_jobs.figure(stage, values, target)
        if form.id == "turntable":
            return take_jobs.turntable(stage, values, target)
        return take_jobs.picture(self.stages(), values, target)

    def _start(self, job: Steps[str]) -> None:
        self.jobs.start(job, lambda words: self._window.status.showMessage(words, 8000))

    def _copy(self, values: Values) -> None:
        from viewer.ui import take_jobs

        stages = self.stages()
        if not stages:
            return

        def done(image: QImage) -> None:
            QGuiApplication.clipboard().setImage(image)
            size = f"{image.width()} × {image.height()}"
            self._window.status.showMessage(f"Picture copied, {size} pixels", 6000)

        self.jobs.start(take_jobs.drawn(stages, values), done)


def _free_folder(within: Path, name: str) -> Path:
    """A folder that does not exist yet: an export never writes over an earlier one."""
    folder, number = within / name, 1
    while os.path.exists(folder):
        number += 1
        folder = within / f"{name}-{number}"
    return folder
