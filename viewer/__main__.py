"""Command line and composition root: the only place where the parts are constructed and joined.

Heavy parts (VTK, Qt) are imported inside the commands that need them, so that `--help`, `describe`
and errors answer at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from viewer.starting import no_collections, numpy_when_used, plain_imports

with numpy_when_used():
    from annotations.library import ContentError, load_library
    from meshes.catalog import Catalog, CatalogError, load_catalog
    from meshes.reading import TableError
    from meshes.store import AssetError, Assets, load_assets
    from viewer.atlas import Atlas
    from viewer.commandline.condition_option import with_conditions
    from viewer.commandline.errors import UserError, in_a_line, known, place_id, structure_id
    from viewer.commandline.opening import NOWHERE, asked_state, asked_theme
    from viewer.commandline.parser import FORMATS, PROGRAM, Act, parser
    from viewer.commandline.scene_option import opened_scene
    from viewer.commands import acts
    from viewer.disc_planes import disc_planes
    from viewer.state import Audience, Labels, ViewState


def run() -> NoReturn:
    """Entry point of the installed program."""
    for stream in (sys.stdout, sys.stderr):
        # The name of a file may hold bytes that are no letters.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))


def main(words: Sequence[str]) -> int:
    """Carry out one command line. Returns the exit status: 0 done, 1 check failed, 2 user error."""
    arguments = parser(ACTS).parse_args(words)
    try:
        return int(arguments.act(arguments))
    except (UserError, AssetError, CatalogError, TableError) as problem:
        return _refused(str(problem))
    except ContentError as problem:
        more = len(problem.problems) - 1
        return _refused(problem.problems[0] + (f" (and {more} more)" if more else ""))
    except ImportError as problem:
        from viewer.graphics import unloadable

        if words_of_it := unloadable(problem):
            return _refused(words_of_it)
        raise
    except BrokenPipeError:
        # The reader (head, less) went away; standard output must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _refused(message: str) -> int:
    print(f"{PROGRAM}: {in_a_line(message)}", file=sys.stderr)
    return 2


def _atlas(catalog: Catalog, assets: Assets) -> Atlas:
    return Atlas(catalog, assets.boxes, disc_planes(assets.meshes))


def _window(arguments: argparse.Namespace) -> int:
    from viewer.commandline.lesson_command import with_lesson
    from viewer.commandline.machine import has_display
    from viewer.graphics import missing_for_window

    catalog = load_catalog()
    if not has_display():
        if getattr(arguments, "lesson", None):
            raise UserError("No display found: a lesson needs a window; play it where one is.")
        return _picture_instead(arguments, catalog)
    if lacking := missing_for_window():
        raise UserError(lacking)
    reading = opened_scene(catalog, arguments.scene).reading if arguments.scene else None
    # Plain for as long as the window stands: parts of it are imported when they are asked for.
    with no_collections() as started, plain_imports():
        with numpy_when_used():
            from viewer.ui.app import run_window

        return run_window(
            catalog,
            lambda atlas: with_lesson(asked_state(arguments, atlas), arguments, catalog),
            asked_theme(arguments),
            reading=reading,
            keeps_audience=bool(arguments.scene or arguments.audience),
            started=started,
        )


def _picture_instead(arguments: argparse.Namespace, catalog: Catalog) -> int:
    """No window can be shown: the chosen segment becomes a picture in the current folder."""
    if arguments.scene is None:
        place = place_id(catalog, arguments.segment or "L5-S1")
        arguments.segment = place.partition(".")[2]
    drawn = arguments.segment or arguments.scene.name.partition(".")[0]
    arguments.out = Path(f"lumbosacral-{drawn}.png")
    arguments.size, arguments.labels, arguments.transparent = "1600x1000", True, False
    arguments.scale, arguments.no_legend = 1, False
    # A mistake in the other words is told alone, before anything is promised.
    asked_theme(arguments)
    asked_state(arguments, _atlas(catalog, load_assets()))
    print(f"No display found: drawing {drawn} to {arguments.out} instead.")
    return _render(arguments)


def _render(arguments: argparse.Namespace) -> int:
    from viewer.commandline.machine import check_writable, parsed_size
    from viewer.graphics import missing_graphics

    catalog, theme = load_catalog(), asked_theme(arguments) or "light"
    size = parsed_size(arguments.size)
    assets = load_assets()
    state = asked_state(arguments, _atlas(catalog, assets))
    check_writable(arguments.out)
    if problem := missing_graphics():
        raise UserError(problem)
    named = Labels.SELECTION if state.place else Labels.ALL
    state = acts.set_labels(named if arguments.labels else Labels.OFF)(state)
    with no_collections():
        if arguments.transparent or not _draw_alone(assets, catalog, state, size, theme, arguments):
            with plain_imports():
                _draw(arguments.out, assets, catalog, state, size, theme, arguments)
    return 0


def _draw_alone(
    assets: Assets,
    catalog: Catalog,
    state: ViewState,
    size: tuple[int, int],
    theme: str,
    arguments: argparse.Namespace,
) -> bool:
    """Draw without Qt, if nothing is to be painted over the scene."""
    from viewer.export.steps import TakeError
    from viewer.export.unwritten import unwritten_shot, write_unwritten

    shot = unwritten_shot(assets, catalog, state, size, theme)
    if shot is None:
        return False
    try:
        write_unwritten(assets, catalog, shot, arguments.out, arguments.scale)
    except TakeError as problem:
        raise UserError(str(problem)) from None
    return True


def _draw(
    out: Path,
    assets: Assets,
    catalog: Catalog,
    state: ViewState,
    size: tuple[int, int],
    theme: str,
    arguments: argparse.Namespace,
) -> None:
    """Draw without a screen: Qt writes the names on its own canvas in memory."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    from viewer.export.steps import TakeError
    from viewer.ui.picture import draw_picture
    from viewer.ui.sheet import Writing

    _app = QGuiApplication.instance() or QGuiApplication([PROGRAM])
    try:
        draw_picture(
            assets,
            catalog,
            state,
            size,
            theme=theme,
            writing=Writing(
                arguments.labels, arguments.labels and not arguments.no_legend, arguments.labels
            ),
            transparent=arguments.transparent,
            scale=arguments.scale,
            file=out,
        )
    except TakeError as problem:
        raise UserError(str(problem)) from None


def _export(arguments: argparse.Namespace) -> int:
    from viewer.commandline import taking
    from viewer.export.steps import TakeError

    catalog = load_catalog()
    name, theme = known("format", arguments.format, FORMATS), asked_theme(arguments) or "light"
    only = [structure_id(catalog, text) for text in arguments.only]
    assets = load_assets()
    state = asked_state(arguments, _atlas(catalog, assets))
    try:
        if name == "html":
            said = taking.page(arguments.out, assets, catalog, state, theme)
        elif name in ("gif", "mp4"):
            said = taking.film(arguments.out, assets, catalog, state, theme, name)
        else:
            said = taking.meshes(
                arguments.out, assets, catalog, name, only, state, with_level=arguments.mark
            )
    except TakeError as problem:
        raise UserError(str(problem)) from None
    print(said)
    return 0


def _describe(arguments: argparse.Namespace) -> int:
    from viewer.commandline.describe_command import describe

    return describe(arguments)


def _report(arguments: argparse.Namespace) -> int:
    from viewer.commandline import taking
    from viewer.export.steps import TakeError

    catalog = load_catalog()
    place = place_id(catalog, arguments.level)
    audience = Audience(known("audience", arguments.audience, [str(a) for a in Audience]))
    paper = known("paper", arguments.paper, ("A4", "Letter"))
    out = arguments.out or Path(f"{place.partition('.')[2]}-{audience}.pdf")
    try:
        state = with_conditions(ViewState(NOWHERE, place=place), arguments)
        library = load_library()
        print(taking.report(out, load_assets(), catalog, library, place, audience, paper, state))
    except TakeError as problem:
        raise UserError(str(problem)) from None
    return 0


def _xray(arguments: argparse.Namespace) -> int:
    from viewer.commandline.machine import check_writable
    from viewer.commandline.xray_option import (
        asked_audience,
        asked_body,
        asked_size,
        asked_xray,
        write_film,
    )
    from viewer.export.steps import TakeError

    catalog = load_catalog()
    state = asked_body(arguments, catalog)
    xray = asked_xray(arguments, state)
    size = asked_size(arguments, xray)
    audience = asked_audience(arguments)
    check_writable(arguments.out)
    try:
        with no_collections():
            assets = load_assets()
            atlas = _atlas(catalog, assets)
            write_film(arguments.out, assets, atlas, state, xray, size, audience)
    except TakeError as problem:
        raise UserError(str(problem)) from None
    return 0


def _lesson(arguments: argparse.Namespace) -> int:
    from viewer.commandline import lesson_command

    if arguments.way == "check":
        return lesson_command.check(arguments)
    # A mistake is told before a window, or the want of one.
    lesson_command.with_lesson(ViewState(NOWHERE), arguments, load_catalog())
    return _window(arguments)


def _paper(arguments: argparse.Namespace) -> int:
    from viewer.commandline.paper_command import paper

    return paper(arguments)


def _check(_arguments: argparse.Namespace) -> int:
    from viewer.commandline.check import all_violations

    violations = all_violations()
    for violation in violations:
        print(violation)
    print(
        f"{len(violations)} violations" if violations else "meshes, catalogue and texts: all good"
    )
    return 1 if violations else 0


#: What carries out each command; "" is no command, which opens the window.
ACTS: Mapping[str, Act] = {
    "": _window,
    "render": _render,
    "describe": _describe,
    "export": _export,
    "report": _report,
    "xray": _xray,
    "lesson": _lesson,
    "paper": _paper,
    "check": _check,
}

if __name__ == "__main__":
    run()
