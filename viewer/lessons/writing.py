"""Lessons as files that read well: one for the order, one a step, only what differs from usual."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, is_dataclass, replace
from pathlib import Path
from typing import Any

import rtoml

from viewer.keep.atomic import write_atomically
from viewer.keep.coding import kept_fields, to_plain
from viewer.lessons.lesson import Lesson, Step
from viewer.lessons.reading import FORMAT, HEAD, VERSION, LessonError
from viewer.state import Audience, Camera, Tool, ViewState

#: Poses are written to a hundredth of a degree and of a millimetre.
_DIGITS = 2


def recorded(state: ViewState) -> ViewState:
    """The scene as a step holds it: nothing half done, and nothing of the lesson that is played."""
    kept = replace(
        state,
        camera=_rounded(state.camera),
        tool=Tool.NONE,
        pending=(),
        before_cut=None,
        audience=Audience.PATIENT,
        playing=None,
    )
    beside = kept.compare
    if beside is not None and beside.camera is not None:
        kept = replace(kept, compare=replace(beside, camera=_rounded(beside.camera)))
    return kept


def _rounded(camera: Camera) -> Camera:
    x, y, z = (round(float(value), _DIGITS) for value in camera.focal)
    return Camera(
        round(float(camera.azimuth_deg), _DIGITS) % 360.0,
        round(float(camera.elevation_deg), _DIGITS),
        round(float(camera.distance), _DIGITS),
        (x, y, z),
    )


def head_text(lesson: Lesson) -> str:
    """The file with title and order."""
    head: dict[str, Any] = {"format": FORMAT, "version": VERSION, "title": lesson.title}
    if lesson.about:
        head["about"] = _whole_lines(lesson.about)
    return rtoml.dumps({**head, "steps": [step.name for step in lesson.steps]}, pretty=True)


def step_text(step: Step) -> str:
    """The file of one step."""
    table: dict[str, Any] = {"title": step.title}
    for name in ("sources", "picture", "picture_words", "notes"):
        if value := getattr(step, name):
            table[name] = list(value) if name == "sources" else value
    if text := sparse(step.text):
        table["text"] = text
    if step.question is not None:
        table["question"] = sparse(step.question)
    table["scene"] = sparse(step.state)
    return rtoml.dumps(_with_whole_lines(table), pretty=True)


def sparse(value: Any) -> Any:
    """A value as plain data without the fields that are as usual."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: sparse(given)
            for one in kept_fields(value)
            if (given := getattr(value, one.name)) != _usual(one)
        }
    if isinstance(value, tuple):
        return [sparse(item) for item in value]
    return to_plain(value)


def _usual(one: Field[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _with_whole_lines(table: Mapping[str, Any]) -> dict[str, Any]:
    texts = {"text", "question"}
    return {
        key: _with_whole_lines(value)
        if key in texts
        else value
        if key in ("title", "scene", "picture", "sources")
        else _whole_lines(value)
        if isinstance(value, str)
        else value
        for key, value in table.items()
    }


def _whole_lines(text: str) -> str:
    """A text of more than a line stands between marks of its own: it ends with its line."""
    return text if "\n" not in text or text.endswith("\n") else f"{text}\n"


def write_lesson(folder: Path, lesson: Lesson, old: Lesson | None = None) -> None:
    """Write what differs from `old`, each file wholly or not at all; then remove the files of steps
    that are gone. Raises LessonError with a whole sentence; what was not written stays as it was.
    """
    texts = {f"{step.name}.toml": step_text(step) for step in lesson.steps}
    texts[HEAD] = head_text(lesson)
    was = {} if old is None else {f"{step.name}.toml": step_text(step) for step in old.steps}
    if old is not None:
        was[HEAD] = head_text(old)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The order comes last: it never names a step that is not there yet.
        for name, text in texts.items():
            if was.get(name) != text or not (folder / name).exists():
                write_atomically(folder / name, text.encode())
    except (OSError, UnicodeEncodeError) as error:
        words = error.strerror if isinstance(error, OSError) else "it has halves of letters"
        raise LessonError(
            f"Lesson not saved: {folder} cannot be written ({words}); allow writing there, make "
            "room, or choose another folder. What you wrote is still in the window."
        ) from None
    for name in was.keys() - texts.keys():
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def free_name(title: str, taken: frozenset[str], *, usual: str = "step") -> str:
    """A name of a file for a title: `The nerve leaves` becomes `the-nerve-leaves`."""
    plain = unicodedata.normalize("NFKD", title.replace("–", "-")).encode("ascii", "ignore")
    stem = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:40].strip("-") or usual
    stem = f"{stem}-{usual}" if stem == "lesson" else stem
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found
