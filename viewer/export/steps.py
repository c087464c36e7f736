"""Long work in small pieces, and files that are written whole or not at all.

A job is a generator: between two pieces it says how far it is, and whoever runs it may stop it
there by closing it. The window runs jobs on its event loop, the command line in one go.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. share: 0..1; words: what it does now."""

    share: float
    words: str


#: A job that ends with a result.
Steps = Generator[Progress, None, Result]


class TakeError(Exception):
    """Nothing was written; the text is one sentence that names the thing and the cure."""


def finished(job: Steps[Result]) -> Result:
    """Run a job to its end, here and now."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            result: Result = end.value
            return result


def part_of(job: Steps[Result], start: float, end: float) -> Steps[Result]:
    """The same job as a stretch of a longer one."""
    while True:
        try:
            now = next(job)
        except StopIteration as done:
            result: Result = done.value
            return result
        try:
            yield Progress(start + (end - start) * now.share, now.words)
        except GeneratorExit:
            job.close()
            raise


def named_file(name: str, suffixes: Sequence[str]) -> Path:
    """The file a person means by a name; without an ending it gets the first of `suffixes`.

    Raises TakeError when the name ends in something else.
    """
    file = Path(name)
    if file.suffix.lower() in suffixes:
        return file
    # "L5.2" is a name, not an ending: only endings that mean a kind of file count.
    if file.suffix.lower() in _KNOWN:
        kinds = " or ".join(suffixes)
        raise TakeError(f"{file.name} was not written: end the name in {kinds}.")
    return file.with_name(file.name + suffixes[0])


_KNOWN = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".webp",
        ".svg",
        ".pdf",
        ".html",
        ".htm",
        ".mp4",
        ".mov",
        ".avi",
        ".stl",
        ".obj",
        ".ply",
        ".glb",
        ".gltf",
        ".txt",
        ".docx",
        ".zip",
    ]
)


def fault(file: Path, error: OSError) -> TakeError:
    """What to say when a file cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return TakeError(
            f"{file} was not written: the disk is full; free some space and try again."
        )
    if error.errno == errno.ENAMETOOLONG:
        return TakeError(f"{file} was not written: its name is too long; choose a shorter one.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return TakeError(
            f"{file} was not written: the folder does not exist; make it or choose another."
        )
    why = f" ({error.strerror})" if error.strerror else ""
    return TakeError(f"{file} was not written{why}: choose another folder or name.")


def refuse_unwritable(file: Path) -> None:
    """Say before the work, not after it, that a file cannot be written. Raises TakeError."""
    with suppress(_UnusedError), fresh_file(file):
        raise _UnusedError


class _UnusedError(Exception):
    """Leaves `fresh_file` without a file."""


@contextmanager
def fresh_file(file: Path) -> Iterator[Path]:
    """A file beside the target, with its ending, that takes its place once all is written.

    No reader ever sees half a file, and nothing remains when the work fails or is stopped. Raises
    TakeError when the target cannot be written.
    """
    try:
        # A name that is too long would be noticed only after the work.
        with suppress(FileNotFoundError, NotADirectoryError):
            if stat.S_ISDIR(file.stat().st_mode):
                raise TakeError(f"{file} was not written: it is a folder; give the name of a file.")
        handle, name = tempfile.mkstemp(suffix=file.suffix, prefix=".part-", dir=file.parent)
        os.close(handle)
    except OSError as error:
        raise fault(file, error) from None
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(file)
    except OSError as error:
        raise fault(file, error) from error
    finally:
        part.unlink(missing_ok=True)
