"""Joins what belongs to lessons: the step over the text, the choice of lessons, making one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog

from viewer.commands import lesson_commands as commands
from viewer.keep.places import Places
from viewer.lessons import playing
from viewer.lessons.lesson import Opened
from viewer.lessons.progress import Progress, read_progress, write_progress
from viewer.lessons.reading import HEAD, LessonError
from viewer.lessons.shelf import Shelf, folder_of, is_shipped, key_of, shipped
from viewer.lessons.shown import Shown, shown
from viewer.state import ViewState
from viewer.ui.announce import announce
from viewer.ui.lesson_page import plain_words, step_html
from viewer.ui.lesson_panel import LessonPanel
from viewer.ui.lessons_card import LessonsCard, Row
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.ui.lesson_making import LessonMaking
    from viewer.ui.main_window import MainWindow


#: A window lower than this shows the picture of a step rather than the card of its condition.
_HIGH = 820


class Lessoning(QObject):
    """The parts of one window that play lessons. making: None before one is first edited."""

    def __init__(self, window: MainWindow, places: Places) -> None:
        super().__init__(window)
        self._window, self._places = window, places
        self.shelf = Shelf(window.atlas.catalog)
        self.progress: Progress = read_progress(places.lessons)
        self.panel = LessonPanel(window.clinical)
        window.clinical.add_above(self.panel, first=True)
        self.card = LessonsCard(self._rows, window)
        self.making: LessonMaking | None = None
        self._theme: tuple[Theme, float] = (window.theme, window.settings.text_scale)
        self._was: Shown | None = None
        self._has_notes = self._is_untold = False
        self._connect()

    def _connect(self) -> None:
        window, panel = self._window, self.panel
        panel.asked.connect(window.run)
        panel.linked.connect(window.clinical.follow)
        panel.hovered.connect(window.presenter.preview)
        panel.step_chosen.connect(self.go_to)
        panel.notes_asked.connect(self._on_notes)
        self.card.chosen.connect(self._on_chosen)
        self.card.asked.connect(window.run)
        self.card.dropped.connect(self._on_dropped)
        window.clinical.how_changed.connect(self.show_again)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands of the window do."""
        return {
            commands.CHOOSE: self.card.open,
            commands.OPEN: self.ask_and_open,
            commands.NEXT: lambda: self.step_by(1),
            commands.PREVIOUS: lambda: self.step_by(-1),
            commands.AGAIN: self._again,
            commands.NEW: lambda: self.made().ask_and_begin(),
            commands.EDIT: self._toggle_editing,
            commands.ADD: lambda: self.made().add_step(),
        }

    def made(self) -> LessonMaking:
        """The part that makes lessons."""
        if self.making is None:
            from viewer.ui.lesson_making import LessonMaking

            self.making = LessonMaking(self._window, self)
            self.making.set_theme(*self._theme)
        return self.making

    @property
    def is_editing(self) -> bool:
        """Whether the lesson's editor is open."""
        return self.making is not None and self.making.is_open

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the window's theme."""
        self._theme = (theme, scale)
        self.panel.set_theme(theme, scale)
        self.card.set_theme(theme, scale)
        if self.making is not None:
            self.making.set_theme(theme, scale)
        self.show_again()

    # What is played

    def opened(self, state: ViewState) -> Opened | None:
        """The lesson that a state plays."""
        return None if state.playing is None else self.shelf.known(state.playing.lesson)

    def show_state(self, state: ViewState) -> None:
        """Show the step of this state, or nothing."""
        step = shown(state, self.opened(state))
        came = step is not None and self._was is None
        self.panel.setVisible(step is not None and not self.is_editing)
        if step is not None:
            window, how = self._window, self._window.clinical.how
            html = step_html(step, window.library, how, with_notes=self._has_notes)
            self.panel.show_step(step, html, plain_words(step))
            if self._was is None or self._was.name != step.name:
                self._arrived(state, step)
        if came:
            self._began(state)
        if self.making is not None:
            self.making.show_state(state)
        self._was = step

    def show_again(self) -> None:
        """Show the same, as when letters, colours or readers are others now."""
        self.show_state(self._window.store.state)

    def _began(self, state: ViewState) -> None:
        """A lesson is played from here on: the text stands in sight, and its faults are told."""
        window, opened = self._window, self.opened(state)
        window.docks["clinical"].show()
        for problem in opened.problems if opened is not None else ():
            window.notices.add(problem)
        if state.playing is not None and not is_shipped(state.playing.lesson):
            self.own(folder_of(state.playing.lesson))

    def _arrived(self, state: ViewState, step: Shown) -> None:
        """Another step came: others over the text make room, and its place is remembered."""
        window = self._window
        for name in ("conditioning", "leg_mapping"):
            if window.is_made(name):
                getattr(window, name).box.head.setChecked(False)
        self._make_room(state)
        announce(window, plain_words(step))
        if state.playing is not None:
            is_last = step.number == step.count
            self._remember(self.progress.at(state.playing.lesson, step.name, is_last=is_last))

    def _make_room(self, state: ViewState) -> None:
        """The card of conditions goes where it has nothing to show, or the picture needs the room;
        whoever wants it opens it again."""
        window = self._window
        if not window.is_made("conditioning") or not window.conditioning.bar.isVisible():
            return
        if not state.findings or window.height() < _HIGH:
            had = QApplication.focusWidget()
            window.conditioning.bar.put_away()
            if had is not None:
                had.setFocus()

    def _remember(self, progress: Progress) -> None:
        if progress == self.progress:
            return
        self.progress = progress
        try:
            self._places.make()
            write_progress(self._places.lessons, progress)
        except OSError as error:
            if not self._is_untold:
                self._is_untold = True
                self._window.notices.add(
                    f"How far lessons were read is not kept: {self._places.lessons} cannot be "
                    f"written ({error.strerror}); allow writing there. The lessons are safe."
                )

    def play(self, key: str, *, anew: bool = False) -> bool:
        """Begin a lesson, or go on where it was left; its faults are told, and the rest plays."""
        window = self._window
        try:
            self.shelf.forget(key)
            opened = self.shelf.opened(key)
        except LessonError as problem:
            window.notices.add(str(problem))
            return False
        lesson = opened.lesson
        if not lesson.steps:
            window.notices.add(f"{opened.folder} has no steps yet; add one first.")
            return False
        if window.is_made("studying"):
            # One thing at a time: an exam beside a lesson would ask about its scene.
            window.studying.leave()
        left = "" if anew or key in self.progress.done else self.progress.reached.get(key, "")
        window.presenter.apply(f"Begin “{lesson.title}”", playing.start(key, lesson, left))
        return True

    def go_to(self, name: str) -> None:
        """Show a step as it was made."""
        state = self._window.store.state
        if (opened := self.opened(state)) is not None:
            step = opened.lesson.step(name)
            words = f"Step “{step.title}”" if step else "Step"
            self._window.presenter.apply(words, playing.go_to(opened.lesson, name))

    def step_by(self, by: int) -> None:
        """So many steps on, or back."""
        state = self._window.store.state
        if (opened := self.opened(state)) is not None:
            words = "Next step" if by > 0 else "Previous step"
            self._window.presenter.apply(words, playing.step_by(opened.lesson, by))

    def _again(self) -> None:
        state = self._window.store.state
        if state.playing is not None:
            self.go_to(state.playing.step)

    def _on_notes(self, is_on: bool) -> None:
        self._has_notes = is_on
        self.show_again()

    def _toggle_editing(self) -> None:
        self.made().toggle()
        self.show_again()

    # The choice

    def _rows(self) -> list[Row]:
        keys = [*shipped(), *(key_of(folder) for folder in self.progress.own)]
        return [self._row(key) for key in keys]

    def _row(self, key: str) -> Row:
        try:
            opened = self.shelf.opened(key)
        except LessonError as problem:
            return Row(key, folder_of(key).name, "", "", not is_shipped(key), str(problem))
        lesson = opened.lesson
        reached = lesson.place_of(self.progress.reached.get(key, "")) + 1
        words = f"{len(lesson.steps)} steps"
        if key in self.progress.done:
            words += ", seen to the end"
        elif reached > 1:
            words = f"Step {reached} of {len(lesson.steps)}"
        if not is_shipped(key):
            words += ", your own"
        return Row(key, lesson.title, lesson.about, words, not is_shipped(key))

    def _on_chosen(self, key: str, anew: bool) -> None:
        self.play(key, anew=anew)

    def _on_dropped(self, key: str) -> None:
        self._remember(self.progress.without_own(folder_of(key)))

    def ask_and_open(self) -> None:
        """Ask for a folder, and play the lesson in it."""
        name = QFileDialog.getExistingDirectory(
            self._window, f"Folder of a lesson (it holds {HEAD})", str(self.usual_folder())
        )
        if name:
            self.open_folder(Path(name))

    def open_folder(self, folder: Path) -> bool:
        """Play the lesson of a folder, and keep it in the list."""
        return self.play(key_of(folder))

    def own(self, folder: Path) -> None:
        """Keep a folder at the head of the user's own."""
        self._remember(self.progress.with_own(folder))

    def usual_folder(self) -> Path:
        """Where the user's lessons lie: beside the last one, else at home."""
        for folder in self.progress.own:
            if folder.parent.is_dir():
                return folder.parent
        return Path.home()

    def close(self) -> None:
        """Keep what was written."""
        if self.making is not None:
            self.making.flush()
