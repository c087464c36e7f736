"""The words of the command line: commands, options and what each means."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from viewer.camera import named_views
from viewer.commandline.condition_option import add_condition_options
from viewer.commandline.errors import in_a_line
from viewer.commandline.lesson_command import add_lesson_options
from viewer.commandline.section_option import HELP as SECTION_HELP
from viewer.commandline.xray_option import add_xray_options

PROGRAM = "lumbosacral-viewer"
FORMATS = ("stl", "obj", "ply", "glb", "html", "gif", "mp4")
#: What carries out a command; returns the exit status.
Act = Callable[[argparse.Namespace], int]
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
  {PROGRAM} xray film.png --view lateral              a simulated X-ray
  {PROGRAM} lesson play which-nerve                  a lesson, step by step
  {PROGRAM} lesson check my-lesson                   does each step show what it says?
  {PROGRAM} paper exam.pdf --segment L5-S1 --seed 7   a spotter paper to print
  {PROGRAM} check                                  verify meshes, catalogue and texts
"""


class _Parser(argparse.ArgumentParser):
    """argparse with errors of one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{PROGRAM}: {in_a_line(message)} (see {PROGRAM} --help)\n")


def parser(acts: Mapping[str, Act]) -> argparse.ArgumentParser:
    """The whole command line. acts: what carries out each command, "" for the window."""
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
    top.set_defaults(act=acts[""])
    subs = top.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for name, add in _COMMANDS.items():
        add(subs, acts[name])
    return top


def _render(subs: Any, act: Act) -> None:
    render = subs.add_parser("render", help="draw the scene to a PNG; needs no display")
    render.add_argument("out", type=Path, metavar="OUT.png")
    _scene_options(render)
    render.add_argument("--size", default="1600x1000", metavar="WxH", help="pixels, 1600x1000")
    render.add_argument("--labels", action="store_true", help="print the names and the legend")
    render.add_argument("--no-legend", action="store_true", help="names without the legend")
    render.add_argument("--scale", type=int, choices=(1, 2, 4), default=1, help="times the size")
    render.add_argument("--transparent", action="store_true", help="no background")
    render.set_defaults(act=act)


def _describe(subs: Any, act: Act) -> None:
    describe = subs.add_parser("describe", help="what the program knows about an id")
    describe.add_argument("id", nargs="?", metavar="ID", help="none: list all ids")
    describe.add_argument("--json", action="store_true", help="for scripts")
    add_condition_options(describe)
    describe.set_defaults(act=act)


def _export(subs: Any, act: Act) -> None:
    export = subs.add_parser(
        "export", help="write the meshes (millimetres, RAS+), or the scene as a web page or film"
    )
    export.add_argument("out", type=Path, metavar="OUT", help="folder; a file for html, gif, mp4")
    export.add_argument("--format", required=True, metavar="|".join(FORMATS))
    _scene_options(export)
    export.add_argument("--only", nargs="+", default=[], metavar="ID", help="these alone")
    export.add_argument(
        "--mark", action="store_true", help="raise the level's name on each vertebra (STL)"
    )
    export.set_defaults(act=act)


def _report(subs: Any, act: Act) -> None:
    report = subs.add_parser("report", help="one page about a level as PDF")
    report.add_argument("level", metavar="L5-S1", help="the level, or 'sacrum'")
    report.add_argument("-o", "--out", type=Path, metavar="OUT.pdf", help="L5-S1-patient.pdf")
    report.add_argument("--audience", default="patient", metavar="WHO", help="patient, student ...")
    report.add_argument("--paper", default="A4", metavar="A4|Letter")
    add_condition_options(report)
    report.set_defaults(act=act)


def _xray(subs: Any, act: Act) -> None:
    xray = subs.add_parser("xray", help="a simulated X-ray of the scene as a PNG; needs no display")
    add_xray_options(xray)
    xray.set_defaults(act=act)


def _lesson(subs: Any, act: Act) -> None:
    lesson = subs.add_parser("lesson", help="play a lesson in the window, or check its folder")
    add_lesson_options(lesson)
    lesson.set_defaults(act=act)


def _paper(subs: Any, act: Act) -> None:
    paper = subs.add_parser("paper", help="a spotter paper with its answers as PDF")
    paper.add_argument("out", type=Path, metavar="OUT.pdf")
    paper.add_argument("--segment", default="L5-S1", metavar="L5-S1", help="level, or 'sacrum'")
    paper.add_argument("--seed", type=int, default=1, metavar="N", help="same number, same paper")
    paper.add_argument("--items", type=int, default=12, metavar="N", help="questions, 6 to 40")
    paper.set_defaults(act=act)


def _check(subs: Any, act: Act) -> None:
    check = subs.add_parser("check", help="verify meshes, catalogue and texts; exit 1 if any fails")
    check.set_defaults(act=act)


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


#: Commands in the order of the help.
_COMMANDS: Mapping[str, Callable[[Any, Act], None]] = {
    "render": _render,
    "describe": _describe,
    "export": _export,
    "report": _report,
    "xray": _xray,
    "lesson": _lesson,
    "paper": _paper,
    "check": _check,
}
