"""What the window remembers between starts, kept in one small JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from meshes.reading import brief, is_finite, read_plain
from viewer.keep.atomic import write_atomically
from viewer.state import Audience
from viewer.ui.theme import FOLLOW_DESKTOP, THEME_NAMES

VERSION = 1
_LARGEST_BYTES = 1_000_000
SMALLEST_TEXT, LARGEST_TEXT, TEXT_STEP = 0.8, 2.0, 0.1
#: Up to this shorter side, in the screen's own points, letters of the usual size are easily read;
#: larger screens get larger letters in proportion, from the second figure on. Chosen.
_USUAL_SCREEN, _LARGE_SCREEN = 1440, 1800
ARRANGEMENTS = ("segment", "tissue")


@dataclass(frozen=True, slots=True)
class Settings:
    """One user's window. geometry, layout: Qt's own bytes as base64, "" when never saved. panels:
    widths drawn by hand, as `clinical=520`.

    text_scale: 1.0 = 100 %. arrangement: how the tree is ordered. folded, unfolded: section keys
    the reader closed or opened by hand. taken: what was last chosen in the cards of the Export
    menu, as `picture.scale=2`. slice_panel: whether the flat picture stands beside a section.
    audience: whom the text is for at start. smooth: still pictures get smooth edges. inset: a
    little spine shows where one looks. hints_seen: which hints were given.
    """

    theme: str = FOLLOW_DESKTOP
    text_scale: float = 1.0
    reduced_motion: bool = False
    coach_seen: bool = False
    arrangement: str = ARRANGEMENTS[0]
    folded: tuple[str, ...] = ()
    unfolded: tuple[str, ...] = ()
    geometry: str = ""
    layout: str = ""
    panels: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    slice_panel: bool = True
    audience: str = Audience.PATIENT.value
    smooth: bool = True
    inset: bool = True
    hints_seen: tuple[str, ...] = ()


def fitting_text(width: int, height: int) -> float:
    """The text scale that suits a screen of so many points, 1.0 for all but very large ones.

    Desktops that draw everything larger on fine screens have done it already: such screens have few
    points.
    """
    shorter = min(width, height)
    return 1.0 if shorter < _LARGE_SCREEN else min(LARGEST_TEXT, round(shorter / _USUAL_SCREEN, 1))


class SettingsFile:
    """Reads and writes Settings. `problem` says what could not be done, "" when all is well.
    `is_first`: nothing was remembered when they were read, because there never was anything.

    A file that is not understood is moved aside as .bak; one of a newer program is left alone and
    never written over.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self.problem, self.is_first = "", False
        self._may_write = True

    def load(self) -> Settings:
        """The remembered settings, or the defaults with a word about why."""
        try:
            return _parsed(json.loads(read_plain(self.path, _LARGEST_BYTES).decode("utf-8")))
        except FileNotFoundError:
            self.is_first = True
            return Settings()
        except _NewerError as newer:
            self._may_write = False
            self.problem = (
                f"Settings not used: {self.path} was written by a newer version of this program "
                f"({newer}). It stays as it is and today's changes are not kept; update the "
                "program, or delete the file to start afresh."
            )
        except OSError as error:
            self._may_write = False
            self.problem = (
                f"Settings not used: {self.path} cannot be read ({error.strerror}). Allow reading "
                "it, or delete it; until then the program starts with its defaults."
            )
        except (ValueError, TypeError, RecursionError) as error:
            self._set_aside(brief(str(error)))
        return Settings()

    def save(self, settings: Settings) -> None:
        """Write the settings; a failure is told in `problem` and is not fatal."""
        if not self._may_write:
            return
        text = json.dumps({"version": VERSION, **asdict(settings)}, indent=1) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.path, text.encode("utf-8", "replace"))
        except OSError as error:
            self.problem = (
                f"Settings not kept: {self.path} cannot be written ({error.strerror}). Allow "
                "writing there; until then every start begins with the defaults."
            )

    def _set_aside(self, why: str) -> None:
        kept = self._free_name()
        try:
            self.path.replace(kept)
        except OSError:
            self._may_write, kept = False, self.path
        self.problem = (
            f"Settings not used: {self.path} is damaged ({why}). It is kept as {kept.name}; the "
            "program starts with its defaults. To use it again, mend it and give it back its name."
        )

    def _free_name(self) -> Path:
        kept, number = self.path.with_name(self.path.name + ".bak"), 1
        while kept.exists():
            number += 1
            kept = self.path.with_name(f"{self.path.name}.{number}.bak")
        return kept


class _NewerError(Exception):
    """The file is of a later version."""


def default_path() -> Path:
    """Where this user's settings lie."""
    return platformdirs.user_config_path("lumbosacral-viewer", appauthor=False) / "settings.json"


def _parsed(data: Any) -> Settings:
    """Settings from what the file holds. Raises ValueError naming the first entry that is wrong."""
    if not isinstance(data, dict) or type(data.get("version")) is not int:
        raise ValueError("no version number")
    if data["version"] > VERSION:
        raise _NewerError(f"version {min(data['version'], 10**9)}, this program knows {VERSION}")
    known = Settings()
    given: dict[str, Any] = {}
    for name, default in ((f.name, getattr(known, f.name)) for f in fields(known)):
        if name in data:
            given[name] = _checked(name, data[name], default)
    settings = replace(known, **given)
    if settings.theme not in (FOLLOW_DESKTOP, *THEME_NAMES):
        raise ValueError(f"theme '{settings.theme}' is unknown")
    if settings.arrangement not in ARRANGEMENTS:
        raise ValueError(f"arrangement '{settings.arrangement}' is unknown")
    if settings.audience not in set(Audience):
        raise ValueError(f"audience '{settings.audience}' is unknown")
    if not SMALLEST_TEXT <= settings.text_scale <= LARGEST_TEXT:
        raise ValueError(f"text_scale {settings.text_scale} is out of range")
    return settings


def _checked(name: str, value: Any, default: Any) -> Any:
    if isinstance(default, float) and type(value) in (int, float):
        if not is_finite(value):
            raise ValueError(f"{name} is out of range")
        return float(value)
    if isinstance(default, tuple) and isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return tuple(value)
    elif type(value) is type(default):
        return value
    raise ValueError(f"{name} is not of the expected kind")
