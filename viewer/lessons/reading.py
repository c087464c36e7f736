"""Reading a lesson's folder: what is whole is played, what is not is told with its cure.

`lesson.toml` has the title and the order; each step has a file of its own, so that a change of one
step changes one file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from meshes.catalog import Catalog
from meshes.reading import brief, read_toml, why
from viewer.keep.coding import StrangerError, UnfitError, from_plain, known_to
from viewer.keep.sense import refuse_senseless
from viewer.lessons.lesson import (
    LONGEST_NOTES,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_STEPS,
    PICTURE_NAME,
    STEP_NAME,
    Lesson,
    Opened,
    Question,
    Step,
    Texts,
)
from viewer.state import ViewState

FORMAT, VERSION = "lumbosacral-viewer lesson", 1
HEAD = "lesson.toml"
#: The largest file of a lesson, and the largest picture, bytes.
LARGEST_FILE, LARGEST_PICTURE = 400_000, 8_000_000
_HEAD_KEYS = frozenset(["format", "version", "title", "about", "steps"])
_STEP_KEYS = frozenset(
    ["title", "notes", "sources", "picture", "picture_words", "text", "question", "scene"]
)
_UPDATE = "update the program to see it"
_MEND = "mend it, or take another copy"
#: No more files than this are looked at where the order is lost.
_MOST_FILES = 400


class LessonError(Exception):
    """A lesson of which nothing can be played; a whole sentence that names folder and cure."""


def read_lesson(folder: Path, catalog: Catalog) -> Opened:
    """Read a folder. Raises LessonError where there is no lesson in it, or no step can be shown."""
    problems: list[str] = []
    head = _head(folder, problems)
    names = _names(folder, head, problems)
    steps = []
    for name in names:
        try:
            steps.append(read_step(folder / f"{name}.toml", catalog))
        except UnfitError as problem:
            problems.append(f"Step left out: {folder / name}.toml {problem}.")
    if not steps and names:
        raise LessonError(f"Lesson not opened: no step can be shown. {problems[0]}")
    title = _short(head.get("title"), LONGEST_TITLE) or folder.resolve().name or "Lesson"
    return Opened(
        folder,
        Lesson(title, _short(head.get("about"), LONGEST_TEXT), tuple(steps)),
        tuple(problems),
    )


def _head(folder: Path, problems: list[str]) -> Mapping[str, Any]:
    """What the first file says; {} and a word about it where it is damaged."""
    path = folder / HEAD
    try:
        head = read_toml(path, LARGEST_FILE)
    except FileNotFoundError:
        raise LessonError(
            f"Lesson not opened: there is no {HEAD} in {folder}; choose the folder of a lesson."
        ) from None
    except NotADirectoryError:
        raise LessonError(
            f"Lesson not opened: {folder} is a file; choose the folder of a lesson."
        ) from None
    except PermissionError:
        raise LessonError(
            f"Lesson not opened: {path} may not be read; allow reading it, or choose another."
        ) from None
    except (OSError, ValueError) as error:
        problems.append(
            f"{path} is damaged ({why(error)}); the steps are shown in the order of their files. "
            f"{_MEND[:1].upper()}{_MEND[1:]}."
        )
        return {}
    if head.get("format") != FORMAT:
        raise LessonError(
            f"Lesson not opened: {path} is not a lesson of this program, which begins with "
            f'format = "{FORMAT}"; choose the folder of a lesson.'
        )
    version = head.get("version")
    if (type(version) is int and version > VERSION) or head.keys() - _HEAD_KEYS:
        problems.append(
            f"{path} was written by a newer version of this program; what this one does not know "
            "is left out. Update the program to see all of it."
        )
    return head


def _names(folder: Path, head: Mapping[str, Any], problems: list[str]) -> tuple[str, ...]:
    """The names of the steps in their order, each once."""
    listed = head.get("steps")
    if not isinstance(listed, list):
        if head:
            problems.append(
                f"{folder / HEAD} does not list the steps; they are shown in the order of their "
                "files. Add the line steps = [...]."
            )
        listed = _files(folder)
    names: list[str] = []
    for name in listed[: MOST_STEPS + 1]:
        if not isinstance(name, str) or not STEP_NAME.fullmatch(name) or name == "lesson":
            problems.append(
                f"Step left out: {folder / HEAD} names '{brief(str(name))}', which cannot be the "
                "name of a step; use small letters, figures and hyphens."
            )
        elif name in names:
            problems.append(f"{folder / HEAD} names the step '{name}' twice; name it once.")
        else:
            names.append(name)
    if len(listed) > MOST_STEPS:
        problems.append(
            f"{folder / HEAD} has more than {MOST_STEPS} steps; the rest is left out. Make two "
            "lessons of it."
        )
    return tuple(names[:MOST_STEPS])


def _files(folder: Path) -> list[Any]:
    try:
        with os.scandir(folder) as found:
            files = [one.name for one, _ in zip(found, range(_MOST_FILES), strict=False)]
    except OSError:
        return []
    stems = (Path(name).stem for name in sorted(files) if name.endswith(".toml") and name != HEAD)
    return [stem for stem in stems if STEP_NAME.fullmatch(stem)]


def read_step(path: Path, catalog: Catalog) -> Step:
    """One step. Raises UnfitError with a clause and the cure: "is damaged (...); mend it ..."."""
    try:
        _refuse_outside(path)
        table = read_toml(path, LARGEST_FILE)
    except FileNotFoundError:
        raise UnfitError(f"is missing; put it back, or take its name out of {HEAD}") from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            raise UnfitError("is too large to be a step of a lesson; take it out") from None
        raise UnfitError(f"is damaged ({why(error)}); {_MEND}") from None
    try:
        if strange := sorted(table.keys() - _STEP_KEYS):
            raise StrangerError(f"the entry '{brief(str(strange[0]))}'")
        return _step(path, table, catalog)
    except StrangerError as stranger:
        raise UnfitError(
            f"uses {brief(str(stranger))}, which this version of the program does not know; "
            f"{_UPDATE}"
        ) from None
    except (UnfitError, RecursionError) as unfit:
        raise UnfitError(f"is damaged ({brief(str(unfit))}); {_MEND}") from None


def _step(path: Path, table: Mapping[str, Any], catalog: Catalog) -> Step:
    state = from_plain(ViewState, table.get("scene"), "scene", known_to(catalog))
    refuse_senseless(state, catalog)
    text = from_plain(Texts, table.get("text", {}), "text", _none)
    question = table.get("question")
    asked = None if question is None else from_plain(Question, question, "question", _none)
    picture = _text(table, "picture", LONGEST_TITLE)
    if picture and not PICTURE_NAME.fullmatch(picture):
        raise UnfitError("picture is not the name of a picture beside it, as drawing.png")
    step = Step(
        path.stem,
        _text(table, "title", LONGEST_TITLE) or path.stem,
        state,
        text,
        _text(table, "notes", LONGEST_NOTES),
        asked,
        from_plain(tuple[str, ...], table.get("sources", []), "sources", _none),
        picture,
        _text(table, "picture_words", LONGEST_TEXT),
    )
    parts = (text.patient, text.student, text.clinician)
    parts += (asked.ask, asked.answer, asked.reason) if asked else ()
    if any(len(part) > LONGEST_TEXT for part in parts):
        raise UnfitError(f"a text has more than {LONGEST_TEXT} letters")
    return step


def _none(_id: str) -> bool:
    """There are no ids in texts."""
    return False


def _text(table: Mapping[str, Any], key: str, most: int) -> str:
    text: str = from_plain(str, table.get(key, ""), key, _none)
    if len(text) > most:
        raise UnfitError(f"{key} has more than {most} letters")
    return text


def _short(value: Any, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""


def picture_file(folder: Path, step: Step) -> Path | None:
    """The picture of a step, None where it has none or it lies elsewhere."""
    if not step.picture or not PICTURE_NAME.fullmatch(step.picture):
        return None
    path = folder / step.picture
    try:
        _refuse_outside(path)
        return path if path.is_file() and path.stat().st_size <= LARGEST_PICTURE else None
    except (OSError, UnfitError):
        return None


def _refuse_outside(path: Path) -> None:
    """A link to a file elsewhere, or to itself, is not followed. Raises UnfitError."""
    try:
        is_outside = path.is_symlink() and path.resolve().parent != path.parent.resolve()
    except (OSError, RuntimeError):
        raise UnfitError("is a link that leads nowhere; put the file back") from None
    if is_outside:
        raise UnfitError("it is a link to a file outside the folder of the lesson")
