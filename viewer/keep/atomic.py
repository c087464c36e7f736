"""Writing a file so that it is wholly the old one or wholly the new one, even if power fails."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import tempfile
import time
from pathlib import Path

#: An unfinished file so old is nobody's.
_LEFT_S = 3600.0
#: Systems allow names of 255 bytes; the rest is for what is put around.
_LONGEST_BYTES = 200


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside the file, flush to the disc, then put it in the file's place. Raises OSError.

    A link is followed, so that the link stays a link. What a program that was killed on the way
    left beside the file goes.
    """
    try:
        path = path.resolve()
    except RuntimeError:
        raise OSError(errno.ELOOP, "it is a link to itself") from None
    except ValueError:
        raise OSError(errno.EINVAL, "its name cannot be one of a file") from None
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path), suffix=".new")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_over_rights(path, fresh)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)
    _sweep(path)


def cure(error: OSError) -> str:
    """What helps when a file of the user's could not be written."""
    if error.errno == errno.ENAMETOOLONG:
        return "choose a shorter name"
    return "choose another folder, or make room there"


def _prefix(path: Path) -> str:
    """How unfinished files of a name begin; a long name leaves no room for all of itself."""
    name = path.name
    while len(os.fsencode(name)) > _LONGEST_BYTES:
        name = name[:-1]
    return f".{name}."


def _sweep(path: Path) -> None:
    """Remove unfinished files of the same name; one that is fresh may be another window's."""
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f"{glob.escape(_prefix(path))}*.new"):
            with contextlib.suppress(OSError):
                if left.stat().st_mtime < time.time() - _LEFT_S:
                    left.unlink()


def _take_over_rights(old: Path, new: Path) -> None:
    """Temporary files are for their owner alone; a file of the user has the usual rights."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        if old.exists():
            new.chmod(old.stat().st_mode & 0o777)
        else:
            mask = os.umask(0)
            os.umask(mask)
            new.chmod(0o666 & ~mask)


def _flush_folder(folder: Path) -> None:
    """The new name reaches the disc as well; Windows needs no such step."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
