"""What teachers make from the command line: pages, sheets, films, marked meshes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image


def run(tmp_path: Path, *words: str) -> tuple[int, str, str]:
    """In a process of its own: writing letters makes an application that windows cannot share."""
    done = subprocess.run(
        [sys.executable, "-m", "viewer", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **_PATH},
    )
    return done.returncode, done.stdout, done.stderr


_PATH = {k: v for k, v in os.environ.items() if k in ("PYTHONPATH", "OMP_NUM_THREADS")}
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="EGL is Linux's way")


def test_a_scene_becomes_a_page(tmp_path: Path) -> None:
    file = tmp_path / "level.html"
    code, out, _ = run(tmp_path, "export", str(file), "--format", "html", "--segment", "L4-L5")
    assert code == 0
    assert f"{file} written" in out
    assert "<title>L4–L5" in file.read_text(encoding="utf-8")


def test_a_level_becomes_a_sheet(tmp_path: Path) -> None:
    file = tmp_path / "level.pdf"
    words = ("report", "l4/l5", "--audience", "student", "--paper", "letter", "-o", str(file))
    code, _, _ = run(tmp_path, *words)
    assert code == 0
    assert file.read_bytes().startswith(b"%PDF-1.4")


def test_a_picture_is_drawn_at_a_multiple_of_its_size(tmp_path: Path) -> None:
    file = tmp_path / "p.png"
    words = ("--labels", "--no-legend", "--size", "320x200", "--scale", "2", "--segment", "L5-S1")
    code, _, _ = run(tmp_path, "render", str(file), *words)
    assert code == 0
    with Image.open(file) as image:
        assert image.size == (640, 400)


def test_printed_bones_carry_their_level(tmp_path: Path) -> None:
    sizes = []
    for folder, extra in (("plain", ()), ("marked", ("--mark",))):
        out = tmp_path / folder
        words = ("--format", "stl", "--only", "vertebra.L5", *extra)
        assert run(tmp_path, "export", str(out), *words)[0] == 0
        sizes.append((out / "vertebra.L5.stl").stat().st_size)
    assert sizes[1] > sizes[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "x.png", "--format", "html"), "end the name in .html"),
        (("report", "L4-L5", "-o", "x.docx"), "end the name in .pdf"),
        (("report", "L9-L10"), "unknown segment 'L9-L10'"),
        (("report", "L4-L5", "--paper", "A5"), "unknown paper 'A5'"),
        (("export", "x", "--format", "fbx"), "unknown format 'fbx'"),
        (("report", "L4-L5", "-o", "no/such/folder/x.pdf"), "the folder does not exist"),
    ],
)
def test_mistakes_are_one_line(
    tmp_path: Path,
    words: tuple[str, ...],
    said: str,
) -> None:
    code, _, err = run(tmp_path, *words)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
