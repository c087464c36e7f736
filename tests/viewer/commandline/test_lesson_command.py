"""`lesson check` tells what is wrong and says so by its exit status; `lesson play` needs one."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshes.catalog import Catalog
from viewer.__main__ import ACTS, main
from viewer.atlas import Atlas
from viewer.commandline.lesson_command import with_lesson
from viewer.commandline.opening import asked_state
from viewer.commandline.parser import parser
from viewer.lessons.reading import HEAD
from viewer.lessons.shelf import SHIPPED_FOLDER


def test_a_shipped_lesson_is_all_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "check", "which-nerve"]) == 0
    assert "all good" in capsys.readouterr().out


def test_findings_are_printed_and_change_the_status(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for file in (SHIPPED_FOLDER / "l1-l2").iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace("lower back", "weak back"), "utf-8")
    assert main(["lesson", "check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "where.toml, text patient: 'weak back'" in out
    assert "findings" in out.splitlines()[-1]


@pytest.mark.parametrize("way", ["play", "check"])
def test_no_lesson_is_one_line_with_the_cure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, way: str
) -> None:
    assert main(["lesson", way, str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert HEAD in told
    assert "choose the folder" in told
    assert len(told.splitlines()) == 1


def test_play_begins_with_the_first_step(atlas: Atlas, catalog: Catalog) -> None:
    arguments = parser(ACTS).parse_args(["lesson", "play", "l1-l2", "--audience", "clinician"])
    state = with_lesson(asked_state(arguments, atlas), arguments, catalog)
    assert state.playing is not None
    assert (state.playing.lesson, state.playing.step) == ("shipped:l1-l2", "where")
    assert state.audience == "clinician"
    assert state.playing.before.place is None
