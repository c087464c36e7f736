"""Reading files that may be damaged, strange or hostile: ordinary files alone, up to a size.

A pipe would wait for ever, a device has no end, and no file of ours grows a thousandfold.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import rtoml

#: The largest text file that ships has 0.13 MB.
LARGEST_TEXT = 2_000_000
_LONGEST, _MOST_DOTS = 160, 400
#: Kinds that hold whatever they hold.
_PLAIN = frozenset({str, int, bool})


class TableError(Exception):
    """A file of figures that ships cannot be read; the text names it and the cure."""


def read_plain(path: Path, most: int) -> bytes:
    """The whole of an ordinary file (links are followed). Raises OSError, its `strerror` in words,
    for a folder, pipe or device and for a file of more than `most` bytes."""
    # Without waiting: opening a pipe to read would wait for somebody to write into it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except ValueError:
        raise OSError(errno.EINVAL, "its name cannot be one of a file") from None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        kind = about.st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if not stat.S_ISREG(kind):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        # No more room is made than the file needs; one byte over shows that it grew meanwhile.
        data = file.read(min(about.st_size, most) + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / 1e6:g} MB")
    return data


def read_toml(path: Path, most: int = LARGEST_TEXT) -> dict[str, Any]:
    """A TOML file. Raises OSError, or ValueError for whatever is wrong inside it."""
    raw = read_plain(path, most)
    # The parser's time grows with the square of a key's parts: minutes for a file of 1 MB.
    if raw.count(b".") > _MOST_DOTS and any(_dots(line) > _MOST_DOTS for line in raw.split(b"\n")):
        raise ValueError("a line with more dots than any of ours")
    try:
        return dict(rtoml.loads(raw.decode("utf-8")))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _dots(line: bytes) -> int:
    """Dots before the value of a line."""
    return line.partition(b"=")[0].count(b".")


class Figures(dict[str, Any]):
    """A table of figures that ship. An entry that is asked for and not there raises TableError
    naming file and entry, wherever it is asked for; `get` and `in` work as on any table."""

    __slots__ = ("_file", "_way")

    def __init__(self, table: Mapping[str, Any], file: Path, way: tuple[str, ...] = ()) -> None:
        super().__init__(
            {name: _figures(value, file, (*way, name)) for name, value in table.items()}
        )
        self._file, self._way = file, way

    def __missing__(self, name: object) -> Any:
        entry = brief(".".join([*self._way, str(name)]))
        raise TableError(f"{self._file}: '{entry}' is missing; reinstall the program")


def _figures(value: Any, file: Path, way: tuple[str, ...]) -> Any:
    """A value of a table, its own tables as `Figures`. Raises ValueError for a number that is none,
    or has too many digits to reckon with."""
    if type(value) is dict:
        return Figures(value, file, way)
    if isinstance(value, list):
        return [_figures(each, file, way) for each in value]
    if type(value) in (int, float) and not is_finite(value):
        raise ValueError(brief(f"'{'.'.join(way)}' is no number to reckon with"))
    return value


def shipped_table(path: Path) -> Figures:
    """A TOML file of figures without which nothing can be worked out. Raises TableError, also when
    an entry that is not there is asked for later."""
    try:
        return Figures(read_toml(path), path)
    except RecursionError:
        problem: Exception = ValueError("nested too deeply")
    except (OSError, ValueError) as wrong:
        problem = wrong
    raise TableError(f"{path}: cannot be read ({why(problem)}); reinstall the program")


def why(problem: Exception) -> str:
    """What a reader's error says, short enough for a sentence."""
    if isinstance(problem, OSError):
        return problem.strerror or type(problem).__name__
    if isinstance(problem, KeyError):
        return brief(f"{problem} is missing")
    return brief(str(problem) or type(problem).__name__)


def brief(text: str) -> str:
    """Words that quote a file: in one line, of readable length, without control characters."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in
                    text[: 2 * _LONGEST])  # fmt: skip
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def refuse_misfits(value: Any) -> None:
    """A dataclass made of a table holds what its hints say, however deep; numbers are finite.
    Raises TypeError naming the field."""
    kind: Any = type(value)
    for name, hint in _hints(kind).items():
        if not _fits(getattr(value, name), hint):
            raise TypeError(f"'{name}' is not of its kind")


def is_finite(value: Any) -> bool:
    """Whether it is a number to reckon with; a whole one may have too many digits for that."""
    return type(value) in (int, float) and abs(value) <= sys.float_info.max


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


@cache
def _taken_apart(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(hint), get_args(hint)


def _fits(value: Any, hint: Any) -> bool:
    if type(hint) is type and type(value) is hint and hint in _PLAIN:
        return True
    origin, parts = _taken_apart(hint)
    if origin is UnionType:
        return any(_fits(value, part) for part in parts)
    if origin is tuple and parts[-1:] == (Ellipsis,):
        return isinstance(value, tuple) and all(_fits(item, parts[0]) for item in value)
    if origin is frozenset:
        return isinstance(value, frozenset) and all(_fits(item, parts[0]) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            _fits(key, parts[0]) and _fits(item, parts[1]) for key, item in value.items()
        )
    if hint is Any:
        return True
    if hint is float:
        return is_finite(value)
    if is_dataclass(hint):
        if type(value) is not hint:
            return False
        refuse_misfits(value)
        return True
    return type(value) is hint
