"""Files of studying: a paper to print, cards for Anki, progress out and in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from meshes.changed.normal import load_normal
from meshes.ids import StructureId, on_screen
from viewer.export.steps import Steps, TakeError, named_file, part_of
from viewer.study.items import Paper
from viewer.study.making import USUAL, Desk, paper_steps
from viewer.study.progress import KeepError
from viewer.study.progress_file import merged, read_progress, write_progress

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.studying import Studying

_JSON = "Study progress (*.json);;All files (*)"


class StudyFiles:
    """What is written and read for one window."""

    def __init__(self, window: MainWindow, studying: Studying) -> None:
        self._window, self._studying = window, studying

    def acts(self) -> dict[str, Callable[[], None]]:
        """What the commands do."""
        return {
            "window.study-paper": self.ask_and_print,
            "window.study-anki": self.ask_and_export_cards,
            "window.study-export": self.ask_and_export,
            "window.study-import": self.ask_and_import,
        }

    # Paper

    def ask_and_print(self) -> None:
        """Ask where, and write the paper that was sat, or a new one of the level."""
        from viewer.ui.studying import any_seed

        exam, place = self._studying.exam, self._studying.place
        paper = exam.sitting.paper if exam is not None else None
        seed = paper.seed if paper is not None else any_seed()
        where = (paper.place if paper is not None else place).partition(".")[2]
        path = self._asked_path("Save the paper", f"spotter-{where}-{seed}", ".pdf", "PDF (*.pdf)")
        if path is not None:
            self.print_to(path, place, seed, paper)

    def print_to(
        self, path: Path, place: StructureId, seed: int, paper: Paper | None = None
    ) -> None:
        """Write a paper; `paper` where it is made already."""
        desk = self._studying.desk
        if desk is not None:
            job = _print_steps(desk, place, seed, paper, path)
            self._window.taking.jobs.start(self._studying.looking(job), self._say)

    # Anki

    def ask_and_export_cards(self) -> None:
        """Ask where, and write the cards of the level as a package for Anki."""
        place = self._studying.place
        stem = f"spine-{place.partition('.')[2]}"
        path = self._asked_path("Export cards to Anki", stem, ".apkg", "Anki package (*.apkg)")
        if path is not None:
            self.export_cards_to(path, place)

    def export_cards_to(self, path: Path, place: StructureId) -> None:
        """Write them, each with its picture."""
        from viewer.ui.study_anki import anki_steps

        desk = self._studying.desk
        if desk is not None:
            name = f"Lumbosacral spine {on_screen(place.level_text) or 'sacrum'}"
            job = anki_steps(load_normal().assets, desk, place, name, path)
            self._window.taking.jobs.start(self._studying.looking(job), self._say)

    # Progress

    def ask_and_export(self) -> None:
        """Ask where, and write all progress."""
        path = self._asked_path("Export progress", "spine-progress", ".json", _JSON)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write all cards and answers to a file."""
        progress = self._studying.progress
        cards = progress.cards()
        try:
            write_progress(path, cards, progress.answers())
        except KeepError as problem:
            self._window.notices.add(str(problem))
            return
        self._say(f"{len(cards)} cards exported: {path}")

    def ask_and_import(self) -> None:
        """Ask for a file, and add what it holds."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Import progress", "", _JSON)
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Add the cards of a file that are new, or were answered later than ours."""
        progress = self._studying.progress
        try:
            taken = read_progress(path)
            cards = merged(progress.cards(), taken.cards)
            had = set(progress.answers())
            progress.put(cards, [each for each in taken.answers if each not in had])
        except KeepError as problem:
            self._window.notices.add(str(problem))
            return
        words = f"{len(cards)} of {len(taken.cards)} cards taken from {path.name}"
        if taken.passed:
            words += f"; {taken.passed} could not be read"
        self._say(words)

    def _asked_path(self, title: str, stem: str, ending: str, filter: str) -> Path | None:
        start = str(Path.home() / f"{stem}{ending}")
        name, _ = QFileDialog.getSaveFileName(self._window, title, start, filter)
        if not name:
            return None
        try:
            return named_file(name, (ending,))
        except TakeError as problem:
            self._window.notices.add(str(problem))
            return None

    def _say(self, words: str) -> None:
        self._window.status.showMessage(words, 8000)


def _print_steps(
    desk: Desk, place: StructureId, seed: int, paper: Paper | None, path: Path
) -> Steps[str]:
    from viewer.ui.study_paper import paper_pdf_steps

    if paper is None:
        paper = yield from part_of(paper_steps(desk, place, seed, USUAL), 0.0, 0.2)
    catalog, assets = desk.atlas.catalog, load_normal().assets
    yield from part_of(paper_pdf_steps(assets, catalog, desk.library, paper, path), 0.2, 1.0)
    return f"{path} written, with answers"
