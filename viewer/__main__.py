"""Command line and composition root: the only place where the parts are constructed and joined.

Heavy parts (VTK, Qt) are imported inside the commands that need them, so that `--help`, `describe`
and errors answer at once.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from annotations.library import ContentError, load_library
from meshes.catalog import Catalog, CatalogError, load_catalog
from meshes.ids import StructureId
from meshes.reading import TableError
from meshes.store import AssetError, Assets, load_assets
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commandline.condition_option import add_condition_options, with_conditions
from viewer.commandline.errors import UserError, known, place_id, structure_id
from viewer.commandline.scene_option import opened_scene
from viewer.commandline.section_option import HELP as SECTION_HELP
from viewer.commandline.section_option import parsed_section
from viewer.commands import acts, finding_looks, section_acts
from viewer.disc_planes import disc_planes
from viewer.starting import no_collections, plain_imports
from viewer.state import Audience, Camera, Labels, ViewState

PROGRAM = "lumbosacral-viewer"
THEMES = ("light", "dark", "projector")
#: What a state needs that nobody looks at.
_NOWHERE = Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0))
_FORMATS = ("stl", "obj", "ply", "glb", "html", "gif", "mp4")
#: Letters of one message; a path may have some thousand.
_LONGEST = 1000
_EXAMPLES = f"""examples:
  {PROGRAM}                                        open the window
  {PROGRAM} --segment L5-S1 --audience patient     open it at a level, for a patient
  {PROGRAM} render out.png --segment L4-L5 --labels --size 1600x1000
  {PROGRAM} render cut.png --section disc:L5-S1       cut open along the disc
  {PROGRAM} render lesion.png --segment L5-S1 --condition disc-extrusion --side left
  {PROGRAM} describe L5-S1 --json                  everything known about a level
  {PROGRAM} export meshes --format stl --only vertebra.L5 disc.L5-S1
  {PROGRAM} export level.html --format html --segment L5-S1
  {PROGRAM} report L5-S1 --audience patient -o level.pdf
  {PROGRAM} check                                  verify meshes, catalogue and texts
"""


class _Parser(argparse.ArgumentParser):
    """argparse with errors of one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{PROGRAM}: {_in_a_line(message)} (see {PROGRAM} --help)\n")


def _in_a_line(message: str) -> str:
    """A message that quotes what was typed: short, without line ends and control characters."""
    if len(message) > _LONGEST:
        # What is wrong stands at the beginning, the cure at the end.
        message = f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 2 :]}"
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in message
    )


def run() -> NoReturn:
    """Entry point of the installed program."""
    for stream in (sys.stdout, sys.stderr):
        # The name of a file may hold bytes that are no letters.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))


def main(words: Sequence[str]) -> int:
    """Carry out one command line. Returns the exit status: 0 done, 1 check failed, 2 user error."""
    arguments = parser().parse_args(words)
    try:
        return int(arguments.act(arguments))
    except (UserError, AssetError, CatalogError, TableError) as problem:
        return _refused(str(problem))
    except ContentError as problem:
        more = len(problem.problems) - 1
        return _refused(problem.problems[0] + (f" (and {more} more)" if more else ""))
    except BrokenPipeError:
        # The reader (head, less) went away; standard output must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _refused(message: str) -> int:
    print(f"{PROGRAM}: {_in_a_line(message)}", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    formatter = argparse.RawDescriptionHelpFormatter
    top = _Parser(
        prog=PROGRAM,
        description="The lumbar spine and sacrum in 3D: choose a motion segment, see its disc, "
        "facet joints and nerve roots, read what they mean. Education, not diagnosis.",
        epilog=_EXAMPLES,
        formatter_class=formatter,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="say the version and end")
    _scene_options(top)
    top.set_defaults(act=_window)
    subs = top.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    render = subs.add_parser("render", help="draw the scene to a PNG; needs no display")
    render.add_argument("out", type=Path, metavar="OUT.png")
    _scene_options(render)
    render.add_argument("--size", default="1600x1000", metavar="WxH", help="pixels, 1600x1000")
    render.add_argument("--labels", action="store_true", help="print the names and the legend")
    render.add_argument("--no-legend", action="store_true", help="names without the legend")
    render.add_argument("--scale", type=int, choices=(1, 2, 4), default=1, help="times the size")
    render.add_argument("--transparent", action="store_true", help="no background")
    render.set_defaults(act=_render)

    describe = subs.add_parser("describe", help="what the program knows about an id")
    describe.add_argument("id", nargs="?", metavar="ID", help="none: list all ids")
    describe.add_argument("--json", action="store_true", help="for scripts")
    add_condition_options(describe)
    describe.set_defaults(act=_describe)

    export = subs.add_parser(
        "export", help="write the meshes (millimetres, RAS+), or the scene as a web page or film"
    )
    export.add_argument("out", type=Path, metavar="OUT", help="folder; a file for html, gif, mp4")
    export.add_argument("--format", required=True, metavar="|".join(_FORMATS))
    _scene_options(export)
    export.add_argument("--only", nargs="+", default=[], metavar="ID", help="these alone")
    export.add_argument(
        "--mark", action="store_true", help="raise the level's name on each vertebra (STL)"
    )
    export.set_defaults(act=_export)

    report = subs.add_parser("report", help="one page about a level as PDF")
    report.add_argument("level", metavar="L5-S1", help="the level, or 'sacrum'")
    report.add_argument("-o", "--out", type=Path, metavar="OUT.pdf", help="L5-S1-patient.pdf")
    report.add_argument("--audience", default="patient", metavar="WHO", help="patient, student ...")
    report.add_argument("--paper", default="A4", metavar="A4|Letter")
    add_condition_options(report)
    report.set_defaults(act=_report)

    check = subs.add_parser("check", help="verify meshes, catalogue and texts; exit 1 if any fails")
    check.set_defaults(act=_check)
    return top


class _Version(argparse.Action):
    """Looks the version up when it is asked for, and not at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{PROGRAM} {_version()}")
        parser.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "(not installed)"


def _scene_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("--scene", type=Path, metavar="FILE", help="a saved scene to start from")
    to.add_argument("--segment", metavar="L5-S1", help="the level to light, or 'sacrum'")
    to.add_argument("--audience", metavar="WHO", help="patient, student or clinician")
    to.add_argument("--view", metavar="NAME", help=", ".join(named_views()))
    to.add_argument("--section", metavar="KIND:WHERE", help=f"cut it open: {SECTION_HELP}")
    to.add_argument("--theme", metavar="NAME", help="light, dark or projector")
    add_condition_options(to)


def _state(arguments: argparse.Namespace, atlas: Atlas) -> ViewState:
    """The state that the options ask for. Raises UserError."""
    state = atlas.start()
    if arguments.scene is not None:
        state = opened_scene(atlas.catalog, arguments.scene).state
    if arguments.segment is not None:
        place = place_id(atlas.catalog, arguments.segment)
        state = acts.select_place(atlas, place)(state)
    state = with_conditions(state, arguments)
    if arguments.condition and arguments.view is None and arguments.section is None:
        shown = state.findings[-1]
        state = finding_looks.look_at(atlas, shown, finding_looks.best_look(shown))(state)
    if arguments.view is not None:
        state = acts.look_from(atlas, known("view", arguments.view, named_views()))(state)
    if arguments.section is not None:
        section = parsed_section(atlas.catalog, arguments.section)
        state = section_acts.cut_as(atlas, section, fly=arguments.view is None)(state)
    if arguments.audience is not None:
        name = known("audience", arguments.audience, [str(a) for a in Audience])
        state = acts.set_audience(Audience(name))(state)
    return state


def _theme(arguments: argparse.Namespace) -> str | None:
    return known("theme", arguments.theme, THEMES) if arguments.theme is not None else None


def _atlas(catalog: Catalog, assets: Assets) -> Atlas:
    return Atlas(catalog, assets.boxes, disc_planes(assets.meshes))


def _window(arguments: argparse.Namespace) -> int:
    from viewer.commandline.machine import has_display

    catalog = load_catalog()
    if not has_display():
        return _picture_instead(arguments, catalog)
    reading = opened_scene(catalog, arguments.scene).reading if arguments.scene else None
    with no_collections() as started:
        with plain_imports():
            from viewer.ui.app import run_window

        return run_window(
            catalog,
            lambda atlas: _state(arguments, atlas),
            _theme(arguments),
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
    _theme(arguments)
    _state(arguments, _atlas(catalog, load_assets()))
    print(f"No display found: drawing {drawn} to {arguments.out} instead.")
    return _render(arguments)


def _render(arguments: argparse.Namespace) -> int:
    from viewer.commandline.machine import check_writable, parsed_size
    from viewer.graphics import missing_graphics

    catalog, theme = load_catalog(), _theme(arguments) or "light"
    size = parsed_size(arguments.size)
    assets = load_assets()
    state = _state(arguments, _atlas(catalog, assets))
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


def _describe(arguments: argparse.Namespace) -> int:
    from viewer.commandline.describe import as_words, description, overview, topic_description

    catalog, library = load_catalog(), load_library()
    if arguments.id is None:
        found = overview(catalog, library)
    elif arguments.id in library.notes and "topic." in arguments.id:
        found = topic_description(library.note(arguments.id), library)
    else:
        id = structure_id(catalog, arguments.id)
        changed = _changed_description(id, catalog, arguments)
        found = description(id, catalog, library) | changed
    print(json.dumps(found, indent=2, ensure_ascii=False) if arguments.json else as_words(found))
    return 0


def _changed_description(
    id: StructureId, catalog: Catalog, arguments: argparse.Namespace
) -> dict[str, object]:
    """What conditions and posture do at a level; nothing without them. Raises UserError."""
    if not arguments.condition and not (arguments.flexion or arguments.bend or arguments.rotation):
        if arguments.side or arguments.zone or arguments.severity is not None:
            with_conditions(ViewState(_NOWHERE), arguments)
        return {}
    from viewer.commandline.changed import changed_description

    if id.kind != "segment":
        raise UserError(f"'{id}' is no level; conditions are described at one, e.g. L5-S1")
    state = with_conditions(ViewState(_NOWHERE, place=id), arguments)
    return changed_description(state, catalog)


def _export(arguments: argparse.Namespace) -> int:
    from viewer.commandline import taking
    from viewer.export.steps import TakeError

    catalog = load_catalog()
    name, theme = known("format", arguments.format, _FORMATS), _theme(arguments) or "light"
    only = [structure_id(catalog, text) for text in arguments.only]
    assets = load_assets()
    state = _state(arguments, _atlas(catalog, assets))
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


def _report(arguments: argparse.Namespace) -> int:
    from viewer.commandline import taking
    from viewer.export.steps import TakeError

    catalog = load_catalog()
    place = place_id(catalog, arguments.level)
    audience = Audience(known("audience", arguments.audience, [str(a) for a in Audience]))
    paper = known("paper", arguments.paper, ("A4", "Letter"))
    out = arguments.out or Path(f"{place.partition('.')[2]}-{audience}.pdf")
    try:
        state = with_conditions(ViewState(_NOWHERE, place=place), arguments)
        library = load_library()
        print(taking.report(out, load_assets(), catalog, library, place, audience, paper, state))
    except TakeError as problem:
        raise UserError(str(problem)) from None
    return 0


def _check(_arguments: argparse.Namespace) -> int:
    from viewer.commandline.check import all_violations

    violations = all_violations()
    for violation in violations:
        print(violation)
    print(
        f"{len(violations)} violations" if violations else "meshes, catalogue and texts: all good"
    )
    return 1 if violations else 0


if __name__ == "__main__":
    run()
