"""The program's own log: what went wrong, with versions and graphics facts. It stays on this
computer, in two small files of which the older goes.

Nothing personal is written: of an error the kind and the places in the program, and its words only
where Python itself chose them; folders of the user are shortened.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "lumbosacral-viewer"
#: Bytes of one file, and how many older ones stay.
LARGEST, OLDER = 256 * 1024, 1
#: Errors whose words name parts of the program, never what a person typed.
_OF_PYTHON = (
    AssertionError,
    AttributeError,
    ImportError,
    IndexError,
    MemoryError,
    NameError,
    RecursionError,
    TypeError,
    ZeroDivisionError,
)
#: Keys that are ids of the catalogue are no secret; others may be words somebody typed.
_ID = re.compile(r"[a-zA-Z0-9_.\-]{1,60}")
_NO_WORDS = "(its words are left out: they may hold what was typed)"
_PROGRAM = Path(__file__).resolve().parents[2]


class _Handler(RotatingFileHandler):
    """A log that cannot be written is no reason to disturb anybody."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing: the disc may be full, or another copy of the program turn the file over."""


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return shortened(super().format(record))


def begin_log(file: Path) -> logging.Handler | None:
    """Write the program's log there from now on; None where no file can be made."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _Handler(file, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger(NAME)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    # The terminal hears of errors in its own way.
    log.propagate = False
    return handler


def end_log(handler: logging.Handler | None) -> None:
    """Write no more, and let the file go."""
    if handler is not None:
        logging.getLogger(NAME).removeHandler(handler)
        with contextlib.suppress(OSError, ValueError):
            handler.close()


def note(words: str, level: int = logging.INFO) -> None:
    """Write one entry; nothing where no log was begun. words: nothing personal."""
    log = logging.getLogger(NAME)
    if log.handlers:
        log.log(level, "%s", words)


def told(error: BaseException) -> str:
    """An error as the log tells it: where in the program, which kind, and only safe words."""
    lines = ["Places in the program, the last one first:"]
    lines += [
        f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    ]
    lines.append(f"{type(error).__name__}: {_words(error)}")
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        lines += ["which came of", told(cause)]
    return "\n".join(lines)


def _words(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"{error.strerror or 'no words'} ({error.errno})"
    if isinstance(error, KeyError):
        key = error.args[0] if error.args else ""
        return key if isinstance(key, str) and _ID.fullmatch(key) else _NO_WORDS
    if isinstance(error, _OF_PYTHON):
        return str(error)
    return _NO_WORDS


def _place(file: str) -> str:
    """A file of the program from the program's folder on; of a library from the library's name."""
    path = Path(file)
    try:
        return path.resolve().relative_to(_PROGRAM).as_posix()
    except (ValueError, OSError):
        return "/".join(path.parts[-3:])


def shortened(text: str) -> str:
    """A text with the user's home folder, and folders named after the user, taken out."""
    home = str(Path.home())
    if len(home) > 1:
        for form in (home, home.replace(os.sep, "/"), home.replace("\\", "\\\\")):
            text = text.replace(form, "~")
    return re.sub(r"((?:/home/|/Users/|\\Users\\))[^/\\\s]+", r"\1…", text)


def last_lines(file: Path, most: int = 400) -> str:
    """The end of the log, with the older file before it where that is short; "" for none."""
    lines: list[str] = []
    for each in (file.with_name(f"{file.name}.1"), file):
        try:
            lines += each.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
    return shortened("\n".join(lines[-most:]))
