"""Cards and answers: kept when the call returns, scheduled, taken along, never lost to damage."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meshes.ids import StructureId
from viewer.study.cards import mastery_of
from viewer.study.progress import Answered, KeepError, Kept, Progress
from viewer.study.progress_file import merged, read_progress, write_progress
from viewer.study.schedule import Rating, due_today, is_sound, known, reviewed

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACE = "segment.L4-L5"


def _card(key: str, *ratings: Rating, at: datetime = START) -> Kept:
    card: Kept | None = None
    for rating in ratings or (Rating.GOOD,):
        card = reviewed(card, key, PLACE, rating, at)
        at = max(at, datetime.fromisoformat(card.due))
    assert card is not None
    return card


def _answer(key: str) -> Answered:
    return Answered(key, PLACE, START.isoformat(), int(Rating.GOOD), False)


def test_an_answer_is_there_for_whoever_opens_the_file_next(tmp_path: Path) -> None:
    file, card = tmp_path / "progress.sqlite", _card("name:sacrum")
    one = Progress(file)
    one.keep(card, _answer("name:sacrum"))
    # The first is not closed, as after a kill.
    other = Progress(file)
    assert other.cards() == (card,)
    assert other.answers() == (_answer("name:sacrum"),)
    other.close()
    one.close()


def test_a_damaged_file_is_kept_aside_and_what_it_holds_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "progress.sqlite"
    progress = Progress(file)
    progress.keep(_card("name:sacrum"), _answer("name:sacrum"))
    progress.close()
    file.write_bytes(b"no database at all" * 200)
    again = Progress(file)
    assert again.problem.startswith("Study progress starts afresh")
    assert file.with_name(file.name + ".damaged").exists()
    again.keep(_card("name:coccyx"), _answer("name:coccyx"))
    assert [card.key for card in again.cards()] == ["name:coccyx"]
    again.close()


def test_a_place_that_cannot_be_written_is_told_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    progress = Progress(tmp_path / "file" / "progress.sqlite")
    with pytest.raises(KeepError, match=r"^Study progress cannot be used now: .*allow writing"):
        progress.keep(_card("name:sacrum"), _answer("name:sacrum"))


def test_what_is_known_comes_later_and_what_is_missed_today() -> None:
    good = _card("a", Rating.GOOD, Rating.GOOD, Rating.GOOD)
    missed = _card("b", Rating.AGAIN)
    assert due_today([good, missed], START) == (missed,)
    assert datetime.fromisoformat(good.due) > START + timedelta(days=5)
    assert due_today([good], datetime.fromisoformat(good.due)) == (good,)


def test_a_card_is_known_better_with_each_good_answer_and_fades() -> None:
    shares = []
    card, at = None, START
    for _ in range(5):
        card = reviewed(card, "a", PLACE, Rating.GOOD, at)
        shares.append(known(card, at))
        at = datetime.fromisoformat(card.due)
    assert shares == sorted(shares)
    assert shares[0] < 0.5 < 0.9 < shares[-1] <= 1.0
    assert card is not None
    assert known(card, at + timedelta(days=2000)) < shares[-1]


def test_the_same_answers_give_the_same_dates() -> None:
    assert _card("a", Rating.GOOD, Rating.HARD) == _card("a", Rating.GOOD, Rating.HARD)


def test_mastery_is_the_mean_of_the_cards_about_a_structure() -> None:
    shares = [("name:sacrum", 1.0), ("find:sacrum", 0.5), ("fact:bank:conus-end", 1.0)]
    assert mastery_of(shares) == {StructureId("sacrum"): 0.75}


def test_progress_goes_out_and_comes_in_whole(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    cards = (_card("name:sacrum"), _card("name:coccyx", Rating.AGAIN))
    write_progress(file, cards, (_answer("name:sacrum"),))
    taken = read_progress(file)
    assert (taken.cards, taken.answers, taken.passed) == (cards, (_answer("name:sacrum"),), 0)


def test_of_two_computers_the_later_answer_counts() -> None:
    ours = _card("a")
    later = _card("a", Rating.GOOD, at=START + timedelta(days=3))
    assert merged((ours,), (later, _card("b"))) == (later, _card("b"))
    assert merged((later,), (ours,)) == ()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"kind": "other"}', '{"kind": "lumbosacral-viewer study progress"}'],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)
    with pytest.raises(KeepError, match=r"p\.json cannot be used"):
        read_progress(file)


def test_a_card_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    broken = replace(_card("b"), state="{}")
    write_progress(file, (_card("a"), broken), ())
    taken = read_progress(file)
    assert ([card.key for card in taken.cards], taken.passed) == (["a"], 1)
    table = json.loads(file.read_text())
    table["cards"][0]["due"] = 5
    file.write_text(json.dumps(table))
    with pytest.raises(KeepError, match="'due' is of another kind"):
        read_progress(file)


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [("rating", 10**30, "too large a number"), ("key", "\ud800", "halves of letters")],
)
def test_what_no_database_takes_is_refused_before_it_comes_there(
    tmp_path: Path, field: str, value: object, why: str
) -> None:
    path = tmp_path / "progress.json"
    write_progress(path, (), (Answered("name:a", "segment.L5-S1", "2026-01-01", 3, False),))
    table = json.loads(path.read_text(encoding="utf-8"))
    table["answers"][0][field] = value
    path.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(KeepError, match=why):
        read_progress(path)


@pytest.mark.parametrize(
    "odd",
    [
        {"step": 1.5},
        {"step": 40},
        {"state": 2, "stability": None},
        {"state": 3, "step": None},
        {"stability": 1e308},
        {"stability": -1.0},
        {"difficulty": 400.0},
        {"state": float("inf")},
        {"last_review": "2026-03-02T09:00:00"},
    ],
    ids=str,
)
def test_a_card_that_the_scheduler_could_not_have_made_is_left_out_and_asked_anew(
    odd: dict[str, object], tmp_path: Path
) -> None:
    good, file = _card("name:sacrum"), tmp_path / "taken.json"
    bad = replace(good, key="name:coccyx", state=json.dumps({**json.loads(good.state), **odd}))
    write_progress(file, (good, bad), ())
    taken = read_progress(file)
    assert (taken.cards, taken.passed) == ((good,), 1)
    assert known(bad, START) == 0.0
    assert reviewed(bad, bad.key, PLACE, Rating.GOOD, START).state == good.state


def test_cards_of_every_stage_are_read_again() -> None:
    steps = (Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.EASY)
    at = START
    card: Kept | None = None
    for rating in (*steps, *(Rating.EASY for _ in range(40))):
        card = reviewed(card, "name:sacrum", PLACE, rating, at)
        assert is_sound(card), rating
        at = max(at, min(datetime.fromisoformat(card.due), at + timedelta(days=3000)))
