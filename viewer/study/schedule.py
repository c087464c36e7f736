"""When a card comes again, by the FSRS scheduler, and how well it is known."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from viewer.study.progress import Kept

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

#: The share of cards that shall still be known when they come again; the library's own default.
RETENTION = 0.9
#: A memory that lasts so many days is as good as it is shown (chosen: three weeks, what flashcard
#: programs call mature).
MATURE_DAYS = 21.0
#: Difficulties that the scheduler makes, and a memory far longer than any it can make.
_EASIEST, _HARDEST, _LONGEST_DAYS = 1.0, 10.0, 1e6
#: What a card that is not the scheduler's own ends in.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


class Rating(IntEnum):
    """How well it was known, as the scheduler counts."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@cache
def _scheduler() -> Scheduler:
    # Imported here: only who studies needs it. Chance would make two computers disagree.
    from fsrs import Scheduler

    return Scheduler(desired_retention=RETENTION, enable_fuzzing=False)


def reviewed(card: Kept | None, key: str, place: str, rating: Rating, at: datetime) -> Kept:
    """The card after an answer; a new one where there was none. at: with its zone."""
    from fsrs import Rating as Given

    state = _new(at) if card is None else _card(card.state, at)
    after, _log = _scheduler().review_card(state, Given(int(rating)), at)
    return Kept(key, place, after.to_json(), after.due.isoformat(timespec="seconds"))


def known(card: Kept, at: datetime) -> float:
    """How well a card is known at a moment, 0..1: how likely it is remembered, times how long the
    memory lasts against MATURE_DAYS."""
    state = _card(card.state, at)
    lasting = min(1.0, (state.stability or 0.0) / MATURE_DAYS)
    share: float = _scheduler().get_card_retrievability(state, at)
    return share * math.sqrt(lasting)


def due_today(cards: Iterable[Kept], at: datetime) -> tuple[Kept, ...]:
    """Those that come again before the day ends, where `at` has its day; first due first."""
    end = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    due = (card for card in cards if datetime.fromisoformat(card.due) < end)
    return tuple(sorted(due, key=lambda card: (card.due, card.key)))


def is_sound(card: Kept) -> bool:
    """Whether a card from a file can be read and asked again."""
    try:
        due = datetime.fromisoformat(card.due)
        _read(card.state)
    except _UNREADABLE:
        return False
    return due.tzinfo is not None


def _new(at: datetime) -> Card:
    from fsrs import Card

    return Card(card_id=0, due=at)


def _card(state: str, at: datetime) -> Card:
    """The scheduler's card; a new one where what is kept cannot be read."""
    try:
        return _read(state)
    except _UNREADABLE:
        return _new(at)


def _read(state: str) -> Card:
    """The scheduler's card, checked: it takes any numbers and trips over them when it is asked.
    Raises one of _UNREADABLE."""
    from fsrs import Card
    from fsrs import State as Stage

    card, scheduler = Card.from_json(state), _scheduler()
    steps = {
        Stage.Learning: len(scheduler.learning_steps),
        Stage.Relearning: len(scheduler.relearning_steps),
    }.get(card.state)
    if steps is not None and (type(card.step) is not int or not 0 <= card.step < steps):
        raise ValueError("no step of learning")
    if card.state is not Stage.Learning and None in (card.stability, card.difficulty):
        raise ValueError("learnt, and nothing known of it")
    if card.stability is not None and not 0.0 < card.stability <= _LONGEST_DAYS:
        raise ValueError("a memory of no length")
    if card.difficulty is not None and not _EASIEST <= card.difficulty <= _HARDEST:
        raise ValueError("no difficulty")
    if any(moment and moment.tzinfo is None for moment in (card.due, card.last_review)):
        raise ValueError("a moment without zone")
    return card
