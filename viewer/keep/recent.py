"""The scenes opened or saved last, newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from meshes.reading import read_plain
from viewer.keep.atomic import write_atomically

MOST = 8
_LARGEST_BYTES = 1_000_000


def with_newest(recent: Sequence[Path], path: Path) -> tuple[Path, ...]:
    """The list with a scene at its head, once only."""
    path = Path(path).absolute()
    return (path, *(old for old in recent if old != path))[:MOST]


def why_missing(path: Path) -> str:
    """Why a scene of the list cannot be opened, "" when it can."""
    try:
        if path.is_file():
            return ""
        return "not found" if path.parent.is_dir() else "folder not found"
    except OSError:
        return "cannot be reached"


def read_recent(file: Path) -> tuple[Path, ...]:
    """The remembered list. It is a mere convenience: what cannot be read is an empty list."""
    try:
        data = json.loads(read_plain(file, _LARGEST_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    names = data.get("scenes") if isinstance(data, dict) else None
    if not isinstance(names, list):
        return ()
    return tuple(Path(name) for name in names if isinstance(name, str) and name)[:MOST]


def write_recent(file: Path, recent: Sequence[Path]) -> None:
    """Remember the list. Raises OSError."""
    text = json.dumps({"version": 1, "scenes": [str(path) for path in recent]}, indent=1)
    write_atomically(file, text.encode("utf-8", "surrogateescape"))
