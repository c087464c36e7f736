"""Moving pictures: GIF always, MP4 where the extra `video` (imageio-ffmpeg) is installed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from viewer.export.steps import Progress, Steps, TakeError, fresh_file, refuse_unwritable

Frame = npt.NDArray[np.uint8]
TURN_MS = 6000
_COLOURS, _RAREST, _WAIT_S = 255, 12, 0.02


def film_steps(frames: Iterator[Progress | Frame], count: int, file: Path) -> Steps[None]:
    """Write frames, (height, width, 3) RGB, as an endless GIF or as MP4, by the file's ending.

    frames: gives progress between the frames. Raises TakeError.
    """
    refuse_unwritable(file)
    with fresh_file(file) as part:
        if file.suffix.lower() == ".mp4":
            yield from _mp4(frames, count, part)
        else:
            yield from _gif(frames, count, part)


def _gif(frames: Iterator[Progress | Frame], count: int, part: Path) -> Steps[None]:
    pictures: list[Image.Image] = []
    for item in frames:
        if isinstance(item, Progress):
            yield Progress(0.85 * item.share, item.words)
        else:
            pictures.append(Image.fromarray(item))
    palette = _palette(pictures[:: max(1, count // 6)])
    plain: list[Image.Image] = []
    for k, picture in enumerate(pictures):
        yield Progress(0.85 + 0.1 * k / count, "Choosing colours")
        plain.append(picture.quantize(palette=palette, dither=Image.Dither.NONE))
    duration = round(TURN_MS / count / 10) * 10
    yield from _beside(
        lambda: plain[0].save(
            part, "GIF", save_all=True, append_images=plain[1:], duration=duration, loop=0
        )
    )


def _palette(some: list[Image.Image]) -> Image.Image:
    """One palette for all frames, from some of them: colours must not jump while it turns.

    Every shade counts by the cube root of its area, or a small lit disc would lose its colour to
    the wide shades of the background.
    """
    pixels = np.concatenate([np.asarray(picture).reshape(-1, 3)[::3] for picture in some])
    shade = (pixels >> 3).astype(np.int32) @ np.array((1024, 32, 1), dtype=np.int32)
    _found, places, counts = np.unique(shade, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(places, pixels[:, k]) / counts for k in range(3)], axis=1)
    kept = counts >= min(_RAREST, int(counts.max()))
    times = np.maximum(1, np.cbrt(counts[kept])).astype(int)
    rows = np.repeat(np.rint(means[kept]).astype(np.uint8), times, axis=0)
    return Image.fromarray(rows[None]).quantize(_COLOURS, method=Image.Quantize.MEDIANCUT)


def _beside(work: Any) -> Steps[None]:
    """Do work that cannot be cut into pieces on a thread of its own, and wait for it in steps."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except Exception as problem:  # noqa: BLE001 - told where the job is waited for
            failed.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        while thread.is_alive():
            yield Progress(0.97, "Writing the file")
            thread.join(_WAIT_S)
    finally:
        thread.join()
    if failed:
        raise failed[0]


def _mp4(frames: Iterator[Progress | Frame], count: int, part: Path) -> Steps[None]:
    try:
        import imageio_ffmpeg
    except ImportError:
        raise TakeError(
            "No MP4 was written: install the extra with pip install 'lumbosacral-viewer[video]', "
            "or choose GIF."
        ) from None
    writer: Any = None
    try:
        for item in frames:
            if isinstance(item, Progress):
                yield Progress(0.95 * item.share, item.words)
                continue
            if writer is None:
                high, wide = item.shape[:2]
                writer = imageio_ffmpeg.write_frames(
                    str(part),
                    (wide - wide % 2, high - high % 2),
                    fps=count * 1000 / TURN_MS,
                    macro_block_size=2,
                    quality=8,
                    ffmpeg_log_level="error",
                    output_params=["-map_metadata", "-1"],
                )
                writer.send(None)
            even = item[: item.shape[0] // 2 * 2, : item.shape[1] // 2 * 2]
            writer.send(np.ascontiguousarray(even))
    finally:
        if writer is not None:
            with closing(writer):
                pass
