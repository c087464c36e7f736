"""A file that cannot be written is told before anything is drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from viewer.__main__ import main
from viewer.commandline.errors import UserError
from viewer.commandline.machine import check_writable

LONG = "é" * 200


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    "line",
    [
        ("render", f"{LONG}.png", "--size", "64x64"),
        ("xray", f"{LONG}.png"),
        ("export", LONG, "--format", "stl", "--only", "disc.L5-S1"),
        ("report", "L5-S1", "-o", f"{LONG}.pdf"),
    ],
    ids=lambda line: line[0],
)
def test_a_name_that_is_too_long_is_one_sentence_for_every_command(
    line: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(line) == 2
    said = capsys.readouterr().err
    assert "its name is too long; choose a shorter one." in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_itself_is_refused_and_stays(tmp_path: Path) -> None:
    loop = tmp_path / "loop.png"
    loop.symlink_to(loop.name)
    for file in (loop, loop / "picture.png"):
        with pytest.raises(UserError, match=r"choose another"):
            check_writable(file)
    assert loop.is_symlink()


def test_what_can_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    check_writable(file)
    assert list(tmp_path.iterdir()) == []
    file.write_bytes(b"older")
    check_writable(file)
    assert file.read_bytes() == b"older"
