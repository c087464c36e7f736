"""Scene files: the whole state and the place in the text, as JSON with a version.

A scene is judged whole before anything of it is used, so a bad file never changes what is shown.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from meshes.catalog import Catalog
from meshes.reading import brief, read_plain
from viewer.keep.atomic import cure, write_atomically
from viewer.keep.coding import StrangerError, UnfitError, from_plain, known_to, to_plain
from viewer.keep.sense import refuse_senseless
from viewer.state import ViewState

FORMAT = "lumbosacral-viewer scene"
VERSION = 1
EXTENSION = ".lumbo.json"
#: The largest scene there can be is some tens of kilobytes.
LARGEST_BYTES = 1_000_000
Migration = Callable[[dict[str, Any]], dict[str, Any]]
#: For each version the step to the next one. A field that is merely added, with a default, needs
#: no step; one that changes its name or meaning does, and a new VERSION.
MIGRATIONS: Mapping[int, Migration] = {}
_CURE_DAMAGED = "open another copy of it, or save the scene anew"


class SceneError(Exception):
    """A scene that cannot be used. The text is a clause and the cure: "is empty; open ..."."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the reader was. page: id of the page shown; section: anchor of the section at the
    upper edge, "" above the first; past: pixels scrolled past it."""

    page: str = ""
    section: str = ""
    past: float = 0.0


@dataclass(frozen=True, slots=True)
class SavedScene:
    """All there is to bring back."""

    state: ViewState
    reading: Reading = field(default_factory=Reading)


def scene_text(saved: SavedScene) -> str:
    """A scene as the text of its file."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "scene": to_plain(saved.state),
        "text": to_plain(saved.reading),
    }
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def scene_from(text: str, catalog: Catalog) -> SavedScene:
    """The scene that a text stands for. Raises SceneError."""
    if not text.strip():
        raise SceneError(f"is empty; {_CURE_DAMAGED}")
    data, is_known = _migrated(_data(text)), known_to(catalog)
    try:
        state = from_plain(ViewState, data.get("scene"), "scene", is_known)
        reading = from_plain(Reading, data.get("text", {}), "text", is_known)
        refuse_senseless(state, catalog)
    except StrangerError as stranger:
        raise SceneError(
            f"uses {brief(str(stranger))}, which this version of the program does not know; update "
            "the program to open it"
        ) from None
    except (UnfitError, RecursionError) as unfit:
        raise SceneError(f"is damaged ({brief(str(unfit))}); {_CURE_DAMAGED}") from None
    return SavedScene(state, reading)


def _data(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        why = f"line {error.lineno}: {error.msg}"
        raise SceneError(f"is damaged ({brief(why)}); {_CURE_DAMAGED}") from None
    except (ValueError, RecursionError) as error:
        raise SceneError(f"is damaged ({brief(str(error))}); {_CURE_DAMAGED}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SceneError(
            f"is not a scene of this program; choose a file whose name ends in {EXTENSION}"
        )
    return data


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


def _migrated(data: dict[str, Any]) -> dict[str, Any]:
    """The data as the present version writes them. Raises SceneError."""
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise SceneError(f"is damaged (no version number); {_CURE_DAMAGED}")
    if version > VERSION:
        raise SceneError(
            f"was written by a newer version of this program (format {_figure(version)}, this one "
            f"reads up to {VERSION}); update the program to open it"
        )
    try:
        for step in range(version, VERSION):
            data = MIGRATIONS[step](data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SceneError(f"is damaged ({brief(repr(error))}); {_CURE_DAMAGED}") from None
    return data


def with_extension(path: Path) -> Path:
    """The path as scene files are called."""
    name = path.name
    if name.lower().endswith(EXTENSION):
        return path
    return path.with_name(name.removesuffix(".json").removesuffix(".lumbo") + EXTENSION)


def write_scene(path: Path, saved: SavedScene) -> None:
    """Write a scene file. Raises SceneError with a whole sentence; the old file then stays."""
    try:
        write_atomically(path, scene_text(saved).encode())
    except OSError as error:
        raise SceneError(
            f"Scene not saved: {path} cannot be written ({_words(error)}); {cure(error)}."
        ) from None


def read_scene(path: Path, catalog: Catalog) -> SavedScene:
    """Read a scene file. Raises SceneError with a whole sentence that names file and cure."""
    try:
        return scene_from(read_plain(path, LARGEST_BYTES).decode("utf-8-sig"), catalog)
    except SceneError as problem:
        raise SceneError(f"Scene not opened: {path} {problem}.") from None
    except FileNotFoundError:
        why = "is no longer there; look where it was moved to, and open it from there"
    except UnicodeDecodeError:
        why = f"is damaged (it is not text); {_CURE_DAMAGED}"
    except OSError as error:
        why = f"cannot be read ({_words(error)}); allow reading it, or choose another file"
        if error.errno == errno.EFBIG:
            why = f"is too large to be a scene; choose a file whose name ends in {EXTENSION}"
    raise SceneError(f"Scene not opened: {path} {why}.")


def _figure(number: int) -> str:
    """A number of a file for a sentence, however many digits it has."""
    return str(number) if number < 10**9 else "a huge one"


def _words(error: OSError) -> str:
    return error.strerror or type(error).__name__
