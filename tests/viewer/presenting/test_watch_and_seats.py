"""The watch is arithmetic, and each window finds its screen."""

from __future__ import annotations

import pytest

from viewer.presenting.clock import Watch, clock_words
from viewer.presenting.seats import Seats, seats

LAPTOP, BEAMER, WALL = (0, 0, 1920, 1080), (1920, 0, 1280, 720), (1920, 0, 3840, 2160)


def test_a_watch_that_pauses_loses_nothing() -> None:
    watch = Watch(100.0)
    assert watch.seconds(160.0) == 60.0
    watch = watch.toggled(160.0)
    assert not watch.is_running
    assert watch.seconds(999.0) == 60.0
    watch = watch.toggled(1000.0)
    assert watch.seconds(1005.0) == 65.0


@pytest.mark.parametrize("watch", [Watch(3.0, 70.0), Watch(None, 70.0)])
def test_reset_is_nought_and_goes_on_as_it_went(watch: Watch) -> None:
    new = watch.reset(50.0)
    assert new.seconds(50.0) == 0.0
    assert new.is_running is watch.is_running


def test_time_that_runs_backwards_shows_no_negative_time() -> None:
    assert Watch(100.0).seconds(90.0) == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0, "0:00"), (65.9, "1:05"), (3599.0, "59:59"), (3723.0, "1:02:03")]
)
def test_the_clock_reads(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words


def test_the_audience_gets_the_screen_the_program_is_not_on() -> None:
    assert seats([LAPTOP, BEAMER], (100, 80, 1400, 900)) == Seats(BEAMER, LAPTOP)
    assert seats([LAPTOP, BEAMER], (2000, 10, 900, 600)) == Seats(LAPTOP, BEAMER)


def test_of_several_others_it_gets_the_largest() -> None:
    third = (0, 1080, 1280, 720)
    assert seats([LAPTOP, third, WALL], (0, 0, 800, 600)) == Seats(WALL, LAPTOP)


@pytest.mark.parametrize("screens", [[LAPTOP], [LAPTOP, LAPTOP], [LAPTOP, (0, 0, 1280, 720)]])
def test_one_screen_or_one_that_is_mirrored_leaves_none_to_the_presenter(
    screens: list[tuple[int, int, int, int]],
) -> None:
    assert seats(screens, (10, 10, 800, 600)) == Seats(LAPTOP)


def test_a_window_off_all_screens_still_finds_two() -> None:
    found = seats([LAPTOP, BEAMER], (-5000, -5000, 10, 10))
    assert {found.audience, found.speaker} == {LAPTOP, BEAMER}


def test_without_a_screen_it_is_told() -> None:
    with pytest.raises(ValueError, match="no screen"):
        seats([], (0, 0, 10, 10))
