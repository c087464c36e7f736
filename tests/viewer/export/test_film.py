"""Films: every frame, the right time, colours kept, nothing half-written."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from viewer.export.film import TURN_MS, film_steps
from viewer.export.steps import Progress, TakeError, finished

COUNT, SIZE = 12, (50, 64)
LIT = (0, 158, 115)


def frames() -> Iterator[Progress | npt.NDArray[np.uint8]]:
    """A wide grey shade with a small lit spot that moves."""
    for k in range(COUNT):
        yield Progress(k / COUNT, "Drawing")
        frame = np.zeros((*SIZE, 3), dtype=np.uint8)
        frame[:] = np.linspace(190, 245, SIZE[0]).astype(np.uint8)[:, None, None]
        frame[20:26, 4 * k : 4 * k + 6] = LIT
        yield frame


def test_a_gif_turns_for_ever_and_keeps_small_colours(tmp_path: Path) -> None:
    file = tmp_path / "t.gif"
    finished(film_steps(frames(), COUNT, file))
    with Image.open(file) as film:
        assert film.n_frames == COUNT  # type: ignore[attr-defined]
        assert film.size == SIZE[::-1]
        assert film.info["loop"] == 0
        assert abs(film.info["duration"] * COUNT - TURN_MS) < 10 * COUNT
        for k in range(COUNT):
            film.seek(k)
            spot = np.asarray(film.convert("RGB"))[23, 4 * k + 3].astype(int)
            assert abs(spot - LIT).max() < 16
    assert [f.name for f in tmp_path.iterdir()] == ["t.gif"]


@pytest.mark.parametrize("steps", [2, COUNT, COUNT + 4])
def test_a_stopped_film_leaves_nothing(tmp_path: Path, steps: int) -> None:
    job = film_steps(frames(), COUNT, tmp_path / "t.gif")
    for _ in range(steps):
        next(job)
    job.close()
    assert list(tmp_path.iterdir()) == []


def test_mp4_is_written_or_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "t.mp4"
    job = film_steps(frames(), COUNT, file)
    if find_spec("imageio_ffmpeg") is None:
        with pytest.raises(TakeError, match=r"lumbosacral-viewer\[video\]"):
            finished(job)
        assert list(tmp_path.iterdir()) == []
        return
    finished(job)
    assert file.read_bytes()[4:8] == b"ftyp"
