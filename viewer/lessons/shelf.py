"""Where lessons lie: those that ship with the program, and folders of the user's own."""

from __future__ import annotations

from pathlib import Path

from annotations.paths import ENGLISH, FOLDER
from meshes.catalog import Catalog
from viewer.lessons.lesson import Opened
from viewer.lessons.reading import LessonError, read_lesson

SHIPPED_FOLDER = FOLDER / ENGLISH / "lessons"
#: In the order in which they are offered: where one is first, then what goes wrong, then care.
ORDER = (
    "motion-segment",
    "lumbosacral-junction",
    "l1-l2",
    "which-nerve",
    "slipped-vertebra",
    "stenosis-and-posture",
    "fusion-l5-s1",
    "my-report-says",
    "counting-vertebrae",
)
_SHIPPED = "shipped:"


def shipped() -> tuple[str, ...]:
    """The keys of the lessons that ship."""
    return tuple(f"{_SHIPPED}{name}" for name in ORDER if (SHIPPED_FOLDER / name).is_dir())


def key_of(folder: Path) -> str:
    """What a folder is called on the shelf: the same wherever the program lies, for its own."""
    path = Path(folder).absolute()
    is_ours = path.parent == SHIPPED_FOLDER.absolute() and path.name in ORDER
    return f"{_SHIPPED}{path.name}" if is_ours else str(path)


def folder_of(key: str) -> Path:
    """Where the lesson of a key lies."""
    name = key.removeprefix(_SHIPPED)
    return SHIPPED_FOLDER / name if key.startswith(_SHIPPED) and name in ORDER else Path(key)


def is_shipped(key: str) -> bool:
    """Whether a lesson came with the program, and is not to be written to."""
    return key.startswith(_SHIPPED)


class Shelf:
    """Lessons by key, each read once and kept until it is asked for anew."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._opened: dict[str, Opened] = {}

    def opened(self, key: str) -> Opened:
        """The lesson of a key. Raises LessonError."""
        if key not in self._opened:
            self._opened[key] = read_lesson(folder_of(key), self._catalog)
        return self._opened[key]

    def known(self, key: str) -> Opened | None:
        """The same, None where it cannot be read."""
        try:
            return self.opened(key)
        except LessonError:
            return None

    def put(self, key: str, opened: Opened) -> None:
        """Another version of a lesson, as its author has just changed it."""
        self._opened[key] = opened

    def forget(self, key: str) -> None:
        """Read it anew when it is next asked for."""
        self._opened.pop(key, None)
