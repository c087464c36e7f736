"""One sitting of an exam in the window: what an answer does, the clock, the result and the way
back to each item. It restores the scene when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from viewer.commands import study_acts
from viewer.study.items import ON_SKIN, Given, Item, Kind, Paper, Sitting
from viewer.study.marking import Verdict
from viewer.ui.announce import announce
from viewer.ui.study_asking import MERGED, Asking

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.study_panel import StudyPanel

_SECOND_MS = 1000


class Exam(QObject):
    """kept(item, given): called with each answer before the next item shows."""

    def __init__(
        self,
        window: MainWindow,
        panel: StudyPanel,
        paper: Paper,
        seconds: int,
        kept: Callable[[Item, Given], None],
    ) -> None:
        super().__init__(window)
        self._window, self._panel, self._kept = window, panel, kept
        self.sitting = Sitting(paper, seconds=seconds)
        self._asking = Asking(window, panel.question)
        self.reviewed: int | None = None
        self._left = seconds
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.tick)
        self._ask()

    @property
    def item(self) -> Item:
        """The item that is asked now."""
        return self.sitting.paper.items[self.sitting.number]

    @property
    def is_asking(self) -> bool:
        """Whether a question is open."""
        return not self.sitting.is_done

    def stop(self) -> None:
        """No more clock."""
        self._timer.stop()

    def _ask(self) -> None:
        panel, item, sitting = self._panel, self.item, self.sitting
        self._asking.ask(item)
        panel.show_progress(sitting.number, len(sitting.paper.items))
        panel.heading.setText(f"Question {sitting.number + 1} of {len(sitting.paper.items)}")
        self._left = sitting.seconds
        panel.show_clock(self._left if sitting.seconds else None)
        if sitting.seconds:
            self._timer.start()
        self._window.presenter.apply("Study", study_acts.show_scene(item.scene), MERGED)
        self._window.comparing.split.setVisible(item.kind is not Kind.FILM)
        panel.stay_last()
        panel.show_page(panel.question)
        panel.question.show_item(item, self._window.theme)
        announce(self._window, item.question)

    def tick(self) -> None:
        """A second has gone; at the last what is written so far is the answer."""
        self._left -= 1
        self._panel.show_clock(max(0, self._left))
        if self._left > 0:
            return
        if self.item.kind is Kind.NAME:
            self.take(self._panel.question.field.text())
        elif self.item.kind in (Kind.FIND, Kind.POINT):
            self.take(self._asking.pressed_words())
        else:
            self.take("")

    def answer(self, words: str) -> None:
        """An answer was typed, chosen or pressed; what is not sure is asked back first."""
        mark = self._asking.mark(words)
        if mark.verdict is Verdict.UNSURE:
            self._panel.question.show_ask(mark.ask, mark.meant)
            announce(self._window, f"{mark.ask} {mark.meant}".strip())
            return
        self.take(words)

    def press(self, id: str) -> bool:
        """A structure was pressed in the picture; True when a question had it."""
        if not self.is_asking:
            return False
        self._asking.press(id)
        return True

    def take_pressed(self) -> None:
        """What is lit in the picture, or pressed on the figure, is the answer."""
        self.answer(self._asking.pressed_words())

    def take(self, words: str) -> None:
        """This is the answer, right or wrong; it is kept before the next item shows."""
        item, given = self.item, Given(self._asking.told(words), self._asking.is_right(words))
        self._timer.stop()
        self._kept(item, given)
        self.sitting = self.sitting.answered(given)
        if self.sitting.is_done:
            self.show_result()
        else:
            self._ask()

    def show_result(self) -> None:
        """The score and the list, beside the scene as it was before."""
        window, before = self._window, self._window.studying.before
        if before is not None:
            window.presenter.apply("Study", lambda _state: before, MERGED)
        panel, paper = self._panel, self.sitting.paper
        self.reviewed = None
        panel.show_clock(None)
        panel.heading.setText("Result")
        self._window.comparing.split.setVisible(True)
        place = self._window.atlas.catalog.places[paper.place].short
        panel.result.show_result(self.sitting, place)
        panel.show_page(panel.result)
        panel.result.list.setFocus()

    def review(self, number: int) -> None:
        """Show an item again, with its answer in the picture."""
        panel, item = self._panel, self.sitting.paper.items[number]
        self.reviewed = number
        window = self._window
        window.presenter.apply("Study", study_acts.show_scene(item.scene), MERGED)
        on_skin = item.kind in ON_SKIN
        window.presenter.apply("Study", study_acts.reveal(item.target, on_skin=on_skin), MERGED)
        window.comparing.split.setVisible(True)
        if window.is_made("conditioning"):
            # Its card would take the picture's room.
            window.conditioning.bar.put_away()
        panel.stay_last()
        panel.heading.setText(f"Question {number + 1}")
        panel.show_progress(number + 1, len(self.sitting.paper.items))
        given = self.sitting.given[number]
        panel.answer.show_answer(
            item, given, cited(window, item), back="Back to the result", rates=()
        )
        panel.show_page(panel.answer)

    def accept(self) -> None:
        """The answer that is looked at counts as right."""
        if self.reviewed is not None:
            self.sitting = self.sitting.accepted(self.reviewed)
            self._kept(self.sitting.paper.items[self.reviewed], self.sitting.given[self.reviewed])
            self.review(self.reviewed)


def cited(window: MainWindow, item: Item) -> list[str]:
    """The works an item rests on, as they are cited."""
    if window.library is None:
        return []
    sources = window.library.sources
    return [sources[id].citation for id in item.sources if id in sources]
