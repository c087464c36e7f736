"""Repetition in the window: what is due today and a few new cards, one after the other.

Each answer is on the disc before the next card shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from meshes.ids import StructureId
from viewer.commands import study_acts
from viewer.study.cards import NEW_A_DAY, card_item, card_keys
from viewer.study.items import ON_SKIN, Given, Item
from viewer.study.making import Desk
from viewer.study.marking import Verdict
from viewer.study.progress import Answered, KeepError, Kept, Progress, now
from viewer.study.schedule import Rating, due_today, reviewed
from viewer.ui.announce import announce
from viewer.ui.study_asking import MERGED, Asking
from viewer.ui.study_exam import cited

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.study_panel import StudyPanel

#: The words of the ratings, in the order of their buttons.
RATINGS = {"again": Rating.AGAIN, "hard": Rating.HARD, "good": Rating.GOOD, "easy": Rating.EASY}
_FOR_RIGHT, _FOR_WRONG = ("hard", "good", "easy"), ("again",)
#: How the keys of items begin of which there are cards.
_CARDS = ("name:", "find:", "felt:", "point:", "fact:bank:", "fact:relation:")
NOTHING = "Nothing is due today. New cards come with another level, or tomorrow."
DONE = "That is all for today."


class Review(QObject):
    """One round of cards. failed(sentence): an answer was not kept; it is asked again."""

    def __init__(
        self,
        window: MainWindow,
        panel: StudyPanel,
        desk: Desk,
        progress: Progress,
        place: StructureId,
        failed: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._panel, self._desk = window, panel, desk
        self._progress, self._failed = progress, failed
        self._asking = Asking(window, panel.question)
        self._cards = {card.key: card for card in progress.cards()}
        due = due_today(self._cards.values(), now().astimezone())
        today = now().astimezone().date()
        begun = {answer.key for answer in _first_answers(progress) if _day(answer.moment) == today}
        fresh = [key for key in card_keys(desk, place) if key not in self._cards]
        room = max(0, NEW_A_DAY - len(begun))
        #: Key and level of each card that is still to come.
        self.queue = [(card.key, StructureId(card.place)) for card in due]
        self.queue += [(key, place) for key in fresh[:room]]
        self.total, self.done = len(self.queue), 0
        self.item: Item | None = None
        self._place = place
        self.is_asking = False
        self.next()

    def next(self) -> None:
        """The next card, or the end."""
        panel, self.item = self._panel, None
        while self.queue and self.item is None:
            key, self._place = self.queue[0]
            self.item = card_item(self._desk, self._place, key)
            if self.item is None:
                # A card of another version of the program: it stays kept, and is passed over.
                self.queue.pop(0)
                self.total -= 1
        if self.item is None:
            self.is_asking = False
            panel.show_words(DONE if self.done else NOTHING)
            return
        self.is_asking = True
        self._asking.ask(self.item)
        panel.heading.setText(f"Due today: {len(self.queue)} to go")
        panel.show_clock(None)
        panel.show_progress(self.done, self.total)
        self._window.presenter.apply("Study", study_acts.show_scene(self.item.scene), MERGED)
        panel.stay_last()
        panel.show_page(panel.question)
        panel.question.show_item(self.item, self._window.theme)
        announce(self._window, self.item.question)

    def answer(self, words: str) -> None:
        """Typed, chosen or pressed; what is not sure is asked back first."""
        if self.item is None:
            return
        mark = self._asking.mark(words)
        if mark.verdict is Verdict.UNSURE:
            self._panel.question.show_ask(mark.ask, mark.meant)
            announce(self._window, f"{mark.ask} {mark.meant}".strip())
            return
        self.take(words)

    def press(self, id: str) -> bool:
        """A structure was pressed in the picture; True when a question had it."""
        if not self.is_asking or self.item is None:
            return False
        self._asking.press(id)
        return True

    def take_pressed(self) -> None:
        """What is lit in the picture, or pressed on the figure, is the answer."""
        self.answer(self._asking.pressed_words())

    def take(self, words: str) -> None:
        """This is the answer: show the right one, and ask how well it was known."""
        if self.item is None:
            return
        self.show(Given(self._asking.told(words), self._asking.is_right(words)))

    def show(self, given: Given) -> None:
        """The back of the card."""
        item, panel, window = self.item, self._panel, self._window
        assert item is not None
        self.is_asking, self._given = False, given
        on_skin = item.kind in ON_SKIN
        window.presenter.apply("Study", study_acts.reveal(item.target, on_skin=on_skin), MERGED)
        panel.stay_last()
        rates = _FOR_RIGHT if given.is_right else _FOR_WRONG
        panel.answer.show_answer(item, given, cited(window, item), back="", rates=rates)
        panel.show_page(panel.answer)
        panel.answer.ratings["good" if given.is_right else "again"].setFocus()

    def accept(self) -> None:
        """The answer counts as right."""
        self.show(Given(self._given.words, True, accepted=True))

    def rate(self, word: str) -> None:
        """How well it was known: kept before the next card shows."""
        item, rating, at = self.item, RATINGS[word], now()
        if item is None:
            return
        key = self.queue[0][0]
        card = reviewed(self._cards.get(key), key, str(self._place), rating, at)
        moment = at.isoformat(timespec="seconds")
        try:
            self._progress.keep(card, Answered(key, str(self._place), moment, int(rating), False))
        except KeepError as problem:
            self._failed(str(problem))
            return
        self._cards[key] = card
        self.queue.pop(0)
        if rating is Rating.AGAIN:
            # Once more at the end of the round.
            self.queue.append((key, self._place))
        else:
            self.done += 1
        self.next()


def kept_after_exam(
    cards: dict[str, Kept], item: Item, place: StructureId, given: Given
) -> tuple[Kept | None, Answered]:
    """What an exam's answer leaves: a card that is known moves on; what was missed becomes one,
    where there are cards of its kind."""
    at = now()
    rating = Rating.GOOD if given.is_right else Rating.AGAIN
    answer = Answered(item.key, str(place), at.isoformat(timespec="seconds"), int(rating), True)
    is_card = item.key.startswith(_CARDS)
    card = cards.get(item.key)
    if not is_card or (card is None and given.is_right):
        return None, answer
    return reviewed(card, item.key, str(place), rating, at), answer


def _first_answers(progress: Progress) -> list[Answered]:
    """The answer with which each card began, exams apart."""
    first: dict[str, Answered] = {}
    for answer in progress.answers():
        first.setdefault(answer.key, answer)
    return [answer for answer in first.values() if not answer.is_exam]


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone().date()
