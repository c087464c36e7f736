"""Joins studying to the window: the panel beside the picture, exam, repetition, mastery."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray

from meshes.changed.normal import load_normal
from meshes.ids import StructureId
from viewer.commands import study_acts
from viewer.commands.study_commands import DUE, EXAM, MASTERY
from viewer.export.steps import Steps, TakeError
from viewer.state import ViewState
from viewer.study.cards import mastery_of
from viewer.study.items import Given, Item, Paper
from viewer.study.making import Desk, paper_steps
from viewer.study.progress import KeepError, Progress, now
from viewer.study.schedule import known
from viewer.study.sight import Sight
from viewer.ui.study_asking import MERGED
from viewer.ui.study_exam import Exam
from viewer.ui.study_files import StudyFiles
from viewer.ui.study_panel import StudyPanel
from viewer.ui.study_review import RATINGS, Review, kept_after_exam

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.theme import Theme

T = TypeVar("T")

_SHARE = 0.36
_USUAL = "segment.L5-S1"
_HIGHEST_SEED = 9999
_NO_TEXTS = "The texts are still being read; try again in a moment."


class Studying:
    """The parts of one window that study. exam, review: what is under way, None without. before:
    the scene that studying will bring back, None while nobody studies."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.panel: StudyPanel | None = None
        self.exam: Exam | None = None
        self.review: Review | None = None
        self.progress = Progress(window.places.progress)
        if self.progress.problem:
            window.notices.add(self.progress.problem)
        self.files = StudyFiles(window, self)
        self.before: ViewState | None = None
        self._docks: dict[str, bool] = {}
        self._layout = QByteArray()
        self._sight: Sight | None = None

    def run(self, id: str) -> None:
        """Carry out a command of studying."""
        acts = {EXAM: self.open, DUE: self.open_due, MASTERY: self.toggle_mastery}
        (acts | self.files.acts())[id]()

    @property
    def desk(self) -> Desk | None:
        """What questions are made from; None while the texts are not there yet."""
        window = self._window
        if window.library is None:
            window.status.showMessage(_NO_TEXTS, 6000)
            return None
        return Desk(window.atlas, window.library, self._seeing)

    # The panel

    def open(self) -> None:
        """Bring the panel up, ready to begin; a sitting under way stays."""
        panel = self._entered()
        if self.exam is None and self.review is None:
            panel.heading.setText("Spotter exam")
            panel.show_clock(None)
            panel.start.show_place(str(self.place))
            panel.show_page(panel.start)
            panel.start.begin.setFocus()

    def open_due(self) -> None:
        """What is due today, and a few new cards of the lit level."""
        desk = self.desk
        if desk is None or self.exam is not None:
            return
        place, panel = self.place, self._entered()
        if self.review is None:
            panel.heading.setText("Due today")
            failed = self._window.notices.add
            self.review = Review(self._window, panel, desk, self.progress, place, failed)

    def leave(self) -> None:
        """End studying and bring back the scene and the panels as they were."""
        self._end_sitting()
        window, before = self._window, self.before
        if self.panel is None or before is None:
            return
        self.before = None
        self.panel.hide()
        window.comparing.split.setVisible(True)
        for name, was_seen in self._docks.items():
            window.docks[name].setVisible(was_seen)
        # As wide as they were, too.
        window.restoreState(self._layout)
        window.presenter.apply("Study", lambda _state: before, MERGED)
        window.canvas_widget.setFocus()

    def close(self) -> None:
        """The window goes."""
        self.leave()
        self.progress.close()

    def _end_sitting(self) -> None:
        if self.exam is not None:
            self.exam.stop()
            self.exam.deleteLater()
        if self.review is not None:
            self.review.deleteLater()
        self.exam = self.review = None
        self._look_no_more()

    def looking(self, job: Steps[T]) -> Steps[T]:
        """A job that looks at scenes: what it looked with is a scene of its own, and goes with it,
        done or given up."""
        try:
            return (yield from job)
        finally:
            self._look_no_more()

    def _look_no_more(self) -> None:
        if self._sight is not None:
            self._sight.close()
            self._sight = None

    @property
    def place(self) -> StructureId:
        """The level that is studied: the one lit when the panel came, else the usual one."""
        state = self.before or self._window.store.state
        return state.place or StructureId(_USUAL)

    def _entered(self) -> StudyPanel:
        window = self._window
        panel = self.panel or self._made()
        if self.before is None:
            self.before = window.store.state
            self._docks = {n: d.isVisibleTo(window) for n, d in window.docks.items()}
            self._layout = window.saveState()
            window.is_folded = False
            for dock in window.docks.values():
                dock.hide()
            panel.show()
            split = window.sectioning.split
            width = split.width()
            side = max(panel.minimumSizeHint().width(), round(_SHARE * width))
            rest = [0] * (split.count() - 2)
            split.setSizes([width - side, *rest, side])
        return panel

    def set_theme(self, theme: Theme) -> None:
        """The colours of the figure that is asked on; the rest has them from the style sheet."""
        if self.panel is not None:
            self.panel.question.set_theme(theme)

    def _made(self) -> StudyPanel:
        window = self._window
        places = {str(p.id): p.short for p in window.atlas.catalog.places.values()}
        self.panel = panel = StudyPanel(places, tuple(RATINGS), window.sectioning.split)
        window.sectioning.split.addWidget(panel)
        window.presenter.take_press = self._on_pressed
        question, answer, result = panel.question, panel.answer, panel.result
        panel.closed.connect(self.leave)
        panel.start.begun.connect(self._on_begun)
        question.answered.connect(lambda words: self._now(lambda now: now.answer(words)))
        question.meant.connect(lambda words: self._now(lambda now: now.answer(words)))
        question.kept.connect(lambda words: self._now(lambda now: now.take(words)))
        question.skipped.connect(lambda: self._now(lambda now: now.take("")))
        question.taken.connect(lambda: self._now(lambda now: now.take_pressed()))
        answer.accepted.connect(lambda: self._now(lambda now: now.accept()))
        answer.read.connect(self._read)
        answer.left.connect(lambda: self.exam.show_result() if self.exam else None)
        answer.rated.connect(lambda word: self.review.rate(word) if self.review else None)
        result.reviewed.connect(lambda number: self.exam.review(number) if self.exam else None)
        result.again.connect(self._on_again)
        result.printed.connect(self.files.ask_and_print)
        result.closed.connect(self.leave)
        panel.told.mastery.connect(self._leave_to_mastery)
        return panel

    def _now(self, act: Callable[[Exam | Review], None]) -> None:
        """Tell what is under way."""
        under_way = self.exam or self.review
        if under_way is not None:
            act(under_way)

    def _on_pressed(self, id: str) -> bool:
        under_way = self.exam or self.review
        return under_way is not None and under_way.press(id)

    def _read(self, page: str) -> None:
        window = self._window
        window.docks["clinical"].show()
        window.clinical.show_page(page)

    # The exam

    def _on_begun(self, place: str, count: int, seconds: int, seed: str) -> None:
        self.begin(StructureId(place), count, seconds, int(seed) if seed else any_seed())

    def _on_again(self) -> None:
        self._end_sitting()
        self.open()

    def begin(self, place: StructureId, count: int, seconds: int, seed: int) -> None:
        """Make a paper and ask its first question."""
        desk = self.desk
        if desk is None:
            return
        self._entered()

        def done(paper: Paper) -> None:
            if self.panel is not None and self.before is not None:
                self._end_sitting()
                self.exam = Exam(self._window, self.panel, paper, seconds, self._keep)

        self._window.taking.jobs.start(self.looking(paper_steps(desk, place, seed, count)), done)

    def _seeing(self, id: StructureId, scene: ViewState) -> int:
        """How much shows; where nothing can be drawn, all is asked for by name."""
        if self._sight is None:
            self._sight = Sight(load_normal().assets, self._window.atlas.catalog)
        try:
            return self._sight.pixels(id, scene)
        except TakeError:
            return 0

    def _keep(self, item: Item, given: Given) -> None:
        """Each answer is on the disc before the next question shows."""
        cards = {card.key: card for card in self.progress.cards()}
        place = self.exam.sitting.paper.place if self.exam is not None else self.place
        try:
            self.progress.keep(*kept_after_exam(cards, item, place, given))
        except KeepError as problem:
            if str(problem) not in self._window.notices.texts:
                self._window.notices.add(str(problem))

    # Mastery

    def toggle_mastery(self) -> None:
        """Colour the scene by how well each structure is known, or as usual again."""
        state = self._window.store.state
        if state.study.mastery is not None:
            self._window.presenter.apply("Usual colours", study_acts.show_mastery(None))
            return
        mastery = self.mastery()
        self._window.presenter.apply("Mastery", study_acts.show_mastery(mastery.items()))

    def mastery(self) -> dict[StructureId, float]:
        """How well structures are known now, 0..1."""
        at, catalog = now(), self._window.atlas.catalog
        shares = [(card.key, known(card, at)) for card in self.progress.cards()]
        return {id: s for id, s in mastery_of(shares).items() if id in catalog.structures}

    def _leave_to_mastery(self) -> None:
        self.leave()
        if self._window.store.state.study.mastery is None:
            self.toggle_mastery()


def any_seed() -> int:
    """A number for a paper nobody asked for by its number."""
    return 1 + secrets.randbelow(_HIGHEST_SEED)
