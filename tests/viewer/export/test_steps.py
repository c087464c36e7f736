"""Files are written whole or not at all, and what goes wrong is one sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from viewer.export.png import png_steps
from viewer.export.steps import (
    Progress,
    Steps,
    TakeError,
    fault,
    finished,
    fresh_file,
    named_file,
    part_of,
    refuse_unwritable,
)


def test_a_file_takes_its_place_only_when_all_is_written(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("older")
    with fresh_file(file) as part:
        part.write_text("newer")
        assert file.read_text() == "older"
        assert part.suffix == ".txt"
    assert file.read_text() == "newer"
    assert list(tmp_path.iterdir()) == [file]


def test_work_that_fails_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("older")
    with pytest.raises(TakeError, match=r"a\.txt was not written: the disk is full"):
        _fill_the_disk(file)
    assert file.read_text() == "older"
    assert list(tmp_path.iterdir()) == [file]


def _fill_the_disk(file: Path) -> None:
    with fresh_file(file) as part:
        part.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; free some space"),
        (errno.ENOENT, "the folder does not exist; make it"),
        (errno.EACCES, "choose another folder or name"),
        (errno.ENAMETOOLONG, "its name is too long; choose a shorter one"),
    ],
)
def test_each_fault_is_one_sentence_with_the_cure(number: int, words: str) -> None:
    said = str(fault(Path("/x/y.png"), OSError(number, "why")))
    assert said.startswith("/x/y.png was not written")
    assert words in said
    assert said.count(".") == 2, "one sentence, and the ending of the name"
    assert "\n" not in said


def test_what_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    refuse_unwritable(tmp_path / "fine.png")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(TakeError, match="does not exist"):
        refuse_unwritable(tmp_path / "no" / "picture.png")
    with pytest.raises(TakeError, match="its name is too long"):
        refuse_unwritable(tmp_path / f"{'é' * 200}.png")
    with pytest.raises(TakeError, match="it is a folder"):
        refuse_unwritable(tmp_path)


def test_names_get_their_ending_and_wrong_ones_are_refused() -> None:
    assert named_file("a/L5-S1", (".html", ".htm")) == Path("a/L5-S1.html")
    assert named_file("L5.2 view", (".png",)) == Path("L5.2 view.png")
    assert named_file("x.HTM", (".html", ".htm")) == Path("x.HTM")
    with pytest.raises(TakeError, match=r"^x\.jpg was not written: end the name in \.png\.$"):
        named_file("x.jpg", (".png",))


def test_a_job_within_a_job_fills_its_stretch_and_stops_with_it() -> None:
    closed: list[bool] = []

    def inner() -> Steps[int]:
        try:
            yield Progress(0.0, "a")
            yield Progress(0.5, "b")
        finally:
            closed.append(True)
        return 7

    assert [p.share for p in part_of(inner(), 0.2, 0.6)] == [0.2, 0.4]
    assert finished(part_of(inner(), 0.0, 1.0)) == 7
    job = part_of(inner(), 0.0, 1.0)
    next(job)
    closed.clear()
    job.close()
    assert closed == [True]


@pytest.mark.parametrize("opaque", [True, False])
def test_png_holds_the_same_pixels(tmp_path: Path, opaque: bool) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (70, 33, 4), dtype=np.uint8)
    if opaque:
        pixels[..., 3] = 255
    file = tmp_path / "p.png"
    finished(png_steps(pixels, file))
    with Image.open(file) as image:
        assert image.mode == ("RGB" if opaque else "RGBA")
        assert (np.asarray(image.convert("RGBA")) == pixels).all()
        assert image.info == {}


def test_a_large_picture_is_written_in_several_bands(tmp_path: Path) -> None:
    pixels = np.full((3000, 1000, 4), 255, dtype=np.uint8)
    pixels[1500:, :, 0] = 7
    shares = [p.share for p in png_steps(pixels, tmp_path / "p.png")]
    assert len(shares) > 3
    assert shares == sorted(shares)
    with Image.open(tmp_path / "p.png") as image:
        assert (np.asarray(image) == pixels[..., :3]).all()


@pytest.fixture
def half(tmp_path: Path) -> Iterator[Steps[None]]:
    job = png_steps(np.full((3000, 1000, 4), 255, dtype=np.uint8), tmp_path / "p.png")
    next(job)
    yield job
    job.close()


def test_a_stopped_picture_leaves_nothing(tmp_path: Path, half: Steps[None]) -> None:
    next(half)
    assert list(tmp_path.iterdir())
    half.close()
    assert list(tmp_path.iterdir()) == []
