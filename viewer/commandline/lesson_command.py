"""`lesson play` and `lesson check`: a folder of steps, or the name of a lesson that ships."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshes.catalog import Catalog, load_catalog
from viewer.commandline.errors import UserError
from viewer.state import ViewState

if TYPE_CHECKING:
    # Every start reads the words of the command line; few play a lesson.
    from viewer.lessons.lesson import Opened

_HELP = "folder of a lesson, or the name of one that ships, for instance which-nerve"


def add_lesson_options(to: Any) -> None:
    """Give the command its two ways and what each takes."""
    to.add_argument("way", choices=("play", "check"), help="open it in the window, or examine it")
    to.add_argument("lesson", type=Path, metavar="DIR", help=_HELP)
    to.add_argument("--audience", metavar="WHO", help="patient, student or clinician")
    to.add_argument("--theme", metavar="NAME", help="light, dark or projector")
    to.set_defaults(scene=None, segment=None, view=None, section=None, condition=[])
    to.set_defaults(side=None, zone=None, severity=None, count_from="above")
    to.set_defaults(flexion=0.0, bend=0.0, rotation=0.0, lordosis=0.0, slope=0.0)


def opened_lesson(path: Path, catalog: Catalog) -> Opened:
    """The lesson of a folder or of a name. Raises UserError."""
    from viewer.lessons.reading import LessonError, read_lesson
    from viewer.lessons.shelf import ORDER, SHIPPED_FOLDER

    is_name = str(path) in ORDER and not path.exists()
    try:
        return read_lesson(SHIPPED_FOLDER / path if is_name else path, catalog)
    except LessonError as problem:
        raise UserError(str(problem)) from None


def with_lesson(state: ViewState, arguments: argparse.Namespace, catalog: Catalog) -> ViewState:
    """The state with the lesson begun that was asked for. Raises UserError."""
    path: Path | None = getattr(arguments, "lesson", None)
    if path is None:
        return state
    from viewer.lessons import playing
    from viewer.lessons.shelf import key_of

    opened = opened_lesson(path, catalog)
    if not opened.lesson.steps:
        raise UserError(f"Lesson not opened: {opened.folder} has no steps yet; add one first.")
    return playing.start(key_of(opened.folder), opened.lesson)(state)


def check(arguments: argparse.Namespace) -> int:
    """Print what is wrong with a lesson. Returns 1 where anything is."""
    from annotations.library import load_library
    from meshes.store import load_assets
    from viewer.atlas import Atlas
    from viewer.disc_planes import disc_planes
    from viewer.lessons.checks import check_lesson

    catalog = load_catalog()
    opened = opened_lesson(arguments.lesson, catalog)
    assets = load_assets()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    found = check_lesson(opened, atlas, load_library())
    for violation in found:
        print(violation)
    count = len(opened.lesson.steps)
    steps = f"{opened.lesson.title}: {count} {'step' if count == 1 else 'steps'}"
    print(f"{steps}, {len(found)} findings" if found else f"{steps}, all good")
    return 1 if found else 0
