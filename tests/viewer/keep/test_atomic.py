"""Files that are written wholly, whatever their names are like."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

import pytest

from viewer.commandline.opening import NOWHERE
from viewer.keep.atomic import cure, write_atomically
from viewer.keep.scene_file import SavedScene, SceneError, write_scene
from viewer.state import ViewState

LONGEST = 255


@pytest.mark.parametrize("letter", ["x", "é", "\N{BONE}"])
def test_the_longest_name_a_system_allows_can_be_written_and_written_again(
    tmp_path: Path, letter: str
) -> None:
    file = tmp_path / (letter * (LONGEST // len(letter.encode())))
    for data in (b"older", b"newer"):
        write_atomically(file, data)
        assert file.read_bytes() == data
    assert list(tmp_path.iterdir()) == [file]


def test_what_a_killed_program_left_goes_also_beside_a_long_name(tmp_path: Path) -> None:
    file = tmp_path / ("é" * 120)
    left = tmp_path / f".{'é' * 100}.abc.new"
    left.write_bytes(b"half")
    old = time.time() - 2 * 3600
    os.utime(left, (old, old))
    write_atomically(file, b"whole")
    assert list(tmp_path.iterdir()) == [file]


def test_a_name_that_is_too_long_is_told_with_its_cure(tmp_path: Path) -> None:
    file = tmp_path / ("x" * (LONGEST + 1))
    with pytest.raises(SceneError, match=r"cannot be written \(.*\); choose a shorter name\."):
        write_scene(file, SavedScene(ViewState(NOWHERE)))
    assert list(tmp_path.iterdir()) == []
    assert "make room" in cure(OSError(errno.ENOSPC, "full"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_itself_and_a_name_that_is_none_are_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    with pytest.raises(OSError, match="its name cannot be"):
        write_atomically(tmp_path / "a\0b", b"x")
    if sys.version_info < (3, 13):
        with pytest.raises(OSError, match="a link to itself"):
            write_atomically(loop, b"x")
        assert [each.name for each in tmp_path.iterdir()] == ["loop"]
