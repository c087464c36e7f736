"""Making lessons: every change is written at once, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from viewer.keep.naming import automatic_name
from viewer.lessons import editing
from viewer.lessons.editing import Edit
from viewer.lessons.lesson import Lesson, Opened, Step
from viewer.lessons.reading import HEAD, LessonError
from viewer.lessons.shelf import is_shipped, key_of
from viewer.lessons.writing import free_name, write_lesson
from viewer.state import Audience, ViewState
from viewer.ui.lesson_editor import LessonEditor
from viewer.ui.theme import Theme

if TYPE_CHECKING:
    from viewer.ui.lessoning import Lessoning
    from viewer.ui.main_window import MainWindow

#: What is typed is written so long after the last letter, ms.
_REST_MS = 700
_MOST_UNDONE = 200
_SHIPPED = (
    "This lesson came with the program and stays as it is. Choose New lesson to make your own."
)


class LessonMaking(QObject):
    """The author's side of the lesson that is played. is_open: the editor stands in its place."""

    def __init__(self, window: MainWindow, lessoning: Lessoning) -> None:
        super().__init__(window)
        self._window, self._lessoning = window, lessoning
        self.editor = LessonEditor(window.clinical)
        window.clinical.add_above(self.editor, first=True)
        self.is_open = False
        #: The lesson as it was before each change, with a word for it; typing in a field is one.
        self._past: list[tuple[str, str, Lesson]] = []
        #: What lies on the disc, None while it is not known.
        self._written: Lesson | None = None
        self._key = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self.flush)
        self._connect()

    def _connect(self) -> None:
        editor = self.editor
        editor.closed.connect(self._close)
        editor.step_chosen.connect(self._lessoning.go_to)
        editor.add_asked.connect(self.add_step)
        editor.scene_asked.connect(self._take_scene)
        editor.move_asked.connect(lambda by: self._on_step("Move step", editing.move, by))
        editor.delete_asked.connect(self.delete_step)
        editor.undo_asked.connect(self.undo)
        editor.lesson_titled.connect(lambda text: self._type("title", editing.retitle(text)))
        editor.about_written.connect(lambda text: self._type("about", editing.describe(text)))
        editor.titled.connect(lambda text: self._write("step title", editing.retitle_step, text))
        editor.text_written.connect(self._on_text)
        editor.notes_written.connect(lambda text: self._write("notes", editing.set_notes, text))
        editor.question_written.connect(
            lambda *parts: self._write("question", editing.set_question, *parts)
        )

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Take the window's theme."""
        self.editor.set_theme(theme, scale)

    # What is open

    @property
    def _opened(self) -> Opened | None:
        return self._lessoning.opened(self._window.store.state)

    @property
    def _step(self) -> str:
        now = self._window.store.state.playing
        return now.step if now is not None else ""

    def toggle(self) -> None:
        """Bring the editor up for the lesson that is played, or put it away."""
        now = self._window.store.state.playing
        if not self.is_open and now is not None and is_shipped(now.lesson):
            self._window.notices.add(_SHIPPED)
            return
        self.is_open = not self.is_open and now is not None
        if not self.is_open:
            self.flush()
        self.show_state(self._window.store.state)

    def _close(self) -> None:
        if self.is_open:
            self._lessoning.acts()["window.lesson-edit"]()
            self._window.refresh_actions()

    def show_state(self, state: ViewState) -> None:
        """Show the step of this state in the editor."""
        opened = self._opened
        if state.playing is None or opened is None:
            if self.is_open:
                self.flush()
            self.is_open = False
        key = "" if state.playing is None else state.playing.lesson
        if key != self._key:
            self.flush()
            self._key, self._past, self._written = key, [], None
        self.editor.setVisible(self.is_open)
        if self.is_open and opened is not None:
            undo = self._past[-1][0] if self._past else ""
            self.editor.show_lesson(opened, self._step, state.audience, undo)

    # Beginning

    def ask_and_begin(self) -> None:
        """Ask for a folder, and begin a lesson in it with the present scene."""
        proposed = self._lessoning.usual_folder() / "My lesson"
        name, _ = QFileDialog.getSaveFileName(
            self._window, "New lesson: a folder of its own", str(proposed), "Folder (*)"
        )
        if name:
            self.begin(Path(name))

    def begin(self, folder: Path) -> bool:
        """Begin a lesson in a folder; one that holds a lesson already stays as it is."""
        window = self._window
        if (folder / HEAD).exists() or (folder.is_dir() and any(folder.iterdir())):
            window.notices.add(
                f"Lesson not made: {folder} is not empty; give a new name, or open the lesson "
                "that is there."
            )
            return False
        state = window.store.state
        first = editing.add_step(self._title(), state)(Lesson(folder.name or "Lesson"))
        try:
            write_lesson(folder, first)
        except LessonError as problem:
            window.notices.add(str(problem))
            return False
        key = key_of(folder)
        self._lessoning.shelf.forget(key)
        if self._lessoning.play(key, anew=True) and not self.is_open:
            window.run("window.lesson-edit")
        return True

    def _title(self) -> str:
        window = self._window
        return automatic_name(window.store.state, window.atlas.catalog)

    # Changes

    def add_step(self) -> None:
        """The present scene as a step after the one shown; it is the one shown then."""
        opened, title = self._opened, self._title()
        now = self._window.store.state.playing
        if opened is None or now is None:
            return
        if is_shipped(now.lesson):
            self._window.notices.add(_SHIPPED)
            return
        names = {step.name for step in opened.lesson.steps}
        self.change("Add step", editing.add_step(title, self._window.store.state, self._step))
        after = self._opened
        made = [s.name for s in after.lesson.steps if s.name not in names] if after else []
        if made:
            self._lessoning.go_to(made[0])

    def _take_scene(self) -> None:
        state = self._window.store.state
        self.change("Take scene", editing.take_scene(self._step, state))

    def _on_step(self, label: str, edit: object, *rest: object) -> None:
        self.change(label, edit(self._step, *rest))  # type: ignore[operator]

    def delete_step(self) -> None:
        """Without the step shown; its neighbour is shown. The last one stays."""
        opened = self._opened
        if opened is None or len(opened.lesson.steps) < 2:
            self._window.notices.add("A lesson keeps one step; add another before deleting it.")
            return
        place, gone = opened.lesson.place_of(self._step), self._step
        rest: list[Step] = [step for step in opened.lesson.steps if step.name != gone]
        beside = rest[min(place, len(rest) - 1)].name
        # To the neighbour first: the bar never shows a step that is gone.
        self._lessoning.go_to(beside)
        self.change("Delete step", editing.delete(gone))

    def _on_text(self, audience: str, text: str) -> None:
        self._write(f"text {audience}", editing.set_text, Audience(audience), text)

    def _write(self, field: str, edit: object, *rest: object) -> None:
        self._type(f"{field} of {self._step}", edit(self._step, *rest))  # type: ignore[operator]

    def _type(self, field: str, edit: Edit) -> None:
        """A field was typed in: shown at once, written when the hands rest."""
        self.change("Typing", edit, field=field)

    def change(self, label: str, edit: Edit, *, field: str = "") -> None:
        """Change the lesson. field: changes in a row of the same field are one, and are written
        when the hands rest; others at once."""
        opened = self._opened
        if opened is None:
            return
        new = edit(opened.lesson)
        if new == opened.lesson:
            return
        if self._written is None:
            self._written = opened.lesson
        if not field or not self._past or self._past[-1][1] != field:
            self._past.append((label, field, opened.lesson))
            del self._past[:-_MOST_UNDONE]
        self._put(opened, new, at_once=not field)

    def undo(self) -> None:
        """Take back the last change of the lesson."""
        opened = self._opened
        if opened is None or not self._past:
            return
        _label, _field, old = self._past.pop()
        back = [step.name for step in old.steps if opened.lesson.step(step.name) is None]
        self._put(opened, old, at_once=True)
        if back:
            self._lessoning.go_to(back[0])
        elif old.step(self._step) is None and old.steps:
            self._lessoning.go_to(old.steps[0].name)

    def _put(self, opened: Opened, lesson: Lesson, *, at_once: bool) -> None:
        now = self._window.store.state.playing
        if now is None:
            return
        self._lessoning.shelf.put(now.lesson, Opened(opened.folder, lesson, opened.problems))
        if at_once:
            self.flush()
        else:
            self._timer.start()
        self._lessoning.show_again()

    # Writing

    def flush(self) -> None:
        """Write what is not written yet; where that fails, into the program's own folder."""
        self._timer.stop()
        if not self._key or self._written is None:
            return
        opened = self._lessoning.shelf.known(self._key)
        if opened is None or opened.lesson == self._written:
            return
        try:
            write_lesson(opened.folder, opened.lesson, self._written)
        except LessonError as problem:
            self._window.notices.add(str(problem))
            self._rescue(opened)
            return
        self._written = opened.lesson

    def _rescue(self, opened: Opened) -> None:
        """Nothing that was written is lost, whatever became of its folder."""
        places = self._window.places
        name = free_name(opened.folder.name, frozenset(), usual="lesson")
        try:
            places.make()
            write_lesson(places.unsaved_lessons / name, opened.lesson)
        except (LessonError, OSError) as error:
            self._window.notices.add(f"No copy of the lesson could be kept either: {error}")
            return
        self._window.notices.add(f"A copy of the lesson is kept in {places.unsaved_lessons / name}")
