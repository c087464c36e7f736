"""Pictures from the command line, without a display."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def viewer(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "viewer", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="EGL is Linux's way")
def test_a_picture_needs_no_display(tmp_path: Path) -> None:
    done = viewer(
        tmp_path, "render", "out.png", "--segment", "L4-L5", "--labels", "--size", "640x400"
    )
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "out.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 640
    assert int.from_bytes(data[20:24], "big") == 400


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display cannot be taken away")
def test_with_no_display_the_window_becomes_a_picture_and_says_so(tmp_path: Path) -> None:
    done = viewer(tmp_path, "--segment", "L3-L4")
    assert done.returncode == 0, done.stderr
    assert "No display" in done.stdout
    assert len(done.stdout.strip().splitlines()) == 1
    assert (tmp_path / "lumbosacral-L3-L4.png").stat().st_size > 20_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display cannot be taken away")
def test_with_no_display_a_mistake_is_told_alone(tmp_path: Path) -> None:
    done = viewer(tmp_path, "--view", "sideways")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "sideways" in done.stderr
