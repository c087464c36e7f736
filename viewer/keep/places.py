"""Where the user's things lie on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Places:
    """One folder of the user's own, and what lies in it.

    log_folder: where the log lies, None for within `folder`.
    """

    folder: Path
    log_folder: Path | None = None

    @property
    def database(self) -> Path:
        """Notes and bookmarks."""
        return self.folder / "notes-and-bookmarks.sqlite"

    @property
    def progress(self) -> Path:
        """What was learned: cards and answers."""
        return self.folder / "study-progress.sqlite"

    @property
    def recent(self) -> Path:
        """The list of scenes opened or saved last."""
        return self.folder / "recent-scenes.json"

    @property
    def sessions(self) -> Path:
        """The scenes of the windows that are open, for the case that one ends badly."""
        return self.folder / "sessions"

    @property
    def lessons(self) -> Path:
        """How far lessons were read, and where the user's own lie."""
        return self.folder / "lessons.json"

    @property
    def unsaved_lessons(self) -> Path:
        """Where a lesson goes that could not be saved in its own folder."""
        return self.folder / "lessons-not-saved"

    @property
    def log(self) -> Path:
        """Errors, versions and graphics facts, for Help > Diagnostics."""
        return (self.log_folder or self.folder / "log") / "lumbosacral-viewer.log"

    def make(self) -> None:
        """Make the folder, for its owner alone. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def default_places() -> Places:
    """Where this user's data lie by the custom of the system."""
    return Places(
        platformdirs.user_data_path("lumbosacral-viewer", appauthor=False),
        platformdirs.user_log_path("lumbosacral-viewer", appauthor=False),
    )
