"""The log: rotating, on this computer, and with nothing personal in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from viewer.keep.log import (
    LARGEST,
    NAME,
    OLDER,
    begin_log,
    end_log,
    last_lines,
    note,
    shortened,
    told,
)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    handler = begin_log(tmp_path / "deep" / "folder" / "viewer.log")
    assert handler is not None
    yield tmp_path / "deep" / "folder" / "viewer.log"
    end_log(handler)
    assert handler not in logging.getLogger(NAME).handlers


def caught(act: object) -> BaseException:
    try:
        act()  # type: ignore[operator]
    except BaseException as error:  # noqa: BLE001 - any error is what is asked for
        return error
    raise AssertionError("nothing was raised")


def test_the_log_turns_over_and_keeps_little(file: Path) -> None:
    logs = logging.getLogger(NAME).handlers
    handler = next(each for each in logs if isinstance(each, RotatingFileHandler))
    assert handler.maxBytes == LARGEST
    handler.maxBytes = 4096
    for number in range(100):
        note(f"entry {number:06d} " + "x" * 200)
    sizes = [each.stat().st_size for each in file.parent.iterdir()]
    assert len(sizes) == 1 + OLDER
    assert max(sizes) <= 4096
    assert "entry 000099" in last_lines(file).splitlines()[-1]


def test_the_home_folder_and_user_names_are_taken_out(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/srv/people/anna"))
    note("lies in /srv/people/anna/notes and /home/berta/x and C:\\Users\\carla\\y")
    text = file.read_text(encoding="utf-8")
    assert "lies in ~/notes" in text
    assert not any(name in text for name in ("anna", "berta", "carla"))
    assert shortened("/Users/dora/z") == "/Users/…/z"


@pytest.mark.parametrize(
    "error",
    [
        ValueError("my patient Smith has pain"),
        KeyError("my patient Smith has pain"),
        FileNotFoundError(2, "No such file", "my patient Smith.json"),
        RuntimeError("Smith"),
        UnicodeError("Smith"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_was_typed_never_reaches_the_log(error: Exception) -> None:
    def fail() -> None:
        try:
            raise error
        except type(error) as first:
            raise ValueError(f"because of {first}") from first

    words = told(caught(fail))
    assert "Smith" not in words
    assert type(error).__name__ in words
    assert "which came of" in words


def test_an_error_is_told_with_its_place_and_the_words_of_python_itself() -> None:
    def wrong() -> None:
        None.nothing  # type: ignore[attr-defined]  # noqa: B018

    words = told(caught(wrong))
    assert "tests/viewer/keep/test_log.py:" in words
    assert " in wrong" in words
    assert "AttributeError: 'NoneType' object has no attribute 'nothing'" in words
    assert "KeyError: herniation.L5-S1" in told(KeyError("herniation.L5-S1"))


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert begin_log(tmp_path / "taken" / "viewer.log") is None
    note("goes nowhere, and disturbs nobody")
    assert last_lines(tmp_path / "taken" / "viewer.log") == ""


def test_a_log_whose_file_goes_away_is_silent(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = logging.getLogger(NAME).handlers
    handler = next(each for each in logs if isinstance(each, RotatingFileHandler))
    handler.stream.close()
    note("lost")
    assert capsys.readouterr().err == ""
