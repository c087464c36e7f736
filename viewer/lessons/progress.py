"""How far each lesson was read, and the user's own lessons, in one small file.

It is a convenience: what cannot be read is empty, and a lesson begins at its beginning.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from meshes.reading import read_plain
from viewer.keep.atomic import write_atomically

_LARGEST_BYTES, _MOST = 1_000_000, 200


@dataclass(frozen=True, slots=True)
class Progress:
    """reached: the step each lesson was left at. done: lessons whose last step was seen. own:
    folders of the user's lessons, newest first."""

    reached: Mapping[str, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    own: tuple[Path, ...] = ()

    def at(self, key: str, step: str, *, is_last: bool) -> Progress:
        """With a lesson read up to a step."""
        rest = {other: name for other, name in self.reached.items() if other != key}
        done = self.done | {key} if is_last else self.done
        return replace(self, reached={**rest, key: step}, done=done)

    def with_own(self, folder: Path) -> Progress:
        """With a folder at the head of the user's own."""
        path = Path(folder).absolute()
        return replace(self, own=(path, *(old for old in self.own if old != path))[:_MOST])

    def without_own(self, folder: Path) -> Progress:
        """Without a folder in the list; the folder itself stays."""
        return replace(self, own=tuple(old for old in self.own if old != folder))


def read_progress(file: Path) -> Progress:
    """What is remembered, or nothing."""
    try:
        data = json.loads(read_plain(file, _LARGEST_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Progress()
    if not isinstance(data, dict):
        return Progress()
    reached, done, own = (data.get(name) for name in ("reached", "done", "own"))
    pairs = reached.items() if isinstance(reached, dict) else ()
    return Progress(
        {key: step for key, step in list(pairs)[-_MOST:] if isinstance(step, str)},
        frozenset(_texts(done)),
        tuple(Path(name) for name in _texts(own)[:_MOST]),
    )


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []


def write_progress(file: Path, progress: Progress) -> None:
    """Remember it. Raises OSError."""
    data = {
        "version": 1,
        "reached": dict(progress.reached),
        "done": sorted(progress.done),
        "own": [str(path) for path in progress.own],
    }
    write_atomically(file, json.dumps(data, indent=1).encode("utf-8", "surrogateescape"))
