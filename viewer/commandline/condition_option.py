"""What `--condition` and its companions mean: conditions and postures set on the model."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from annotations.models import load_models
from meshes.effects.posture import Posture
from meshes.ids import StructureId, on_screen
from viewer.changing import finding_for, model_of, place_text
from viewer.commandline.errors import UserError, known
from viewer.commands.finding_acts import key_of, sides_of
from viewer.commands.posture_acts import ANGLES
from viewer.state import Counted, Finding, ViewState

SIDES = ("left", "right", "both")
#: Option, field of the posture, help.
_ANGLES = (
    ("--flexion", "flexion_deg", "bend forwards, degrees; negative backwards"),
    ("--bend", "bend_deg", "bend to the patient's right, degrees; negative to the left"),
    ("--rotation", "rotation_deg", "turn to the patient's right, degrees; negative to the left"),
    ("--lordosis", "lordosis_deg", "deepen the hollow of the low back, degrees; negative flatter"),
    ("--slope", "slope_deg", "tilt the sacrum more, degrees; negative less"),
)


def add_condition_options(to: argparse.ArgumentParser) -> None:
    """Give a command the options that set conditions and a posture."""
    to.add_argument(
        "--condition",
        action="append",
        default=[],
        metavar="ID",
        help="set a condition at the segment, e.g. disc-extrusion; may be given again, each with "
        "its own side, zone and severity as ID:left:foraminal:0.5",
    )
    to.add_argument("--side", metavar="SIDE", help="left, right or both (the patient's)")
    to.add_argument(
        "--zone", metavar="ZONE", help="central, subarticular, foraminal or extraforaminal"
    )
    to.add_argument("--severity", type=_figure, metavar="0..1", help="how much of it, 0 to 1")
    to.add_argument(
        "--count-from",
        choices=[str(counted) for counted in Counted],
        default=str(Counted.ABOVE),
        help="which names of levels come first with a transitional vertebra",
    )
    for option, field, words in _ANGLES:
        help = f"{words}; {ANGLES[field].low:g} to {ANGLES[field].high:g}"
        to.add_argument(option, type=_figure, default=0.0, metavar="DEG", help=help)


def _figure(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no number; write one like 0.5") from None


def is_normal(arguments: argparse.Namespace) -> bool:
    """Whether the options leave the model as it is: no condition, and no posture."""
    return not arguments.condition and not any(_degrees(arguments, o) for o, *_ in _ANGLES)


def _degrees(arguments: argparse.Namespace, option: str) -> float:
    return float(getattr(arguments, option.strip("-")))


def with_conditions(state: ViewState, arguments: argparse.Namespace) -> ViewState:
    """The state with what the options set. Raises UserError."""
    findings = [_finding(text, state.place, arguments) for text in arguments.condition]
    alone = [name for name in ("side", "zone", "severity") if getattr(arguments, name) is not None]
    if alone and not findings:
        raise UserError(f"--{alone[0]} needs a condition; add --condition ID")
    _refuse_doubles((*state.findings, *findings))
    posture = Posture(**{f: _angle(o, f, arguments) for o, f, _ in _ANGLES})
    if not findings and posture.is_neutral:
        return state
    posture = state.posture if posture.is_neutral else posture
    return replace(
        state,
        findings=(*state.findings, *findings),
        posture=posture,
        counted=Counted(arguments.count_from),
    )


def _angle(option: str, field: str, arguments: argparse.Namespace) -> float:
    """The degrees of an option. Raises UserError for more than people can do."""
    degrees, angle = _degrees(arguments, option), ANGLES[field]
    # what is no number is in no range
    if not angle.low <= degrees <= angle.high:
        raise UserError(
            f"{option} {degrees:g} is out of range; it goes from {angle.low:g} ({angle.less}) to "
            f"{angle.high:g} ({angle.more}) degrees"
        )
    return degrees


def _refuse_doubles(findings: Iterable[Finding]) -> None:
    """There is one of a model at a place. Raises UserError for a second."""
    known_keys = set()
    for finding in findings:
        if key_of(finding) in known_keys:
            raise UserError(
                f"condition '{finding.model}' is set twice at {on_screen(place_text(finding))}; "
                f"set it once{_for_two_sides(finding)}"
            )
        known_keys.add(key_of(finding))


def _for_two_sides(finding: Finding) -> str:
    return ", with --side both for both sides" if "both" in sides_of(model_of(finding)) else ""


def _finding(text: str, place: StructureId | None, arguments: argparse.Namespace) -> Finding:
    id, *words = text.split(":")
    model = known("condition", id, list(load_models()))
    if place is None:
        raise UserError(f"condition '{model}' needs a level; add for example --segment L5-S1")
    side, zone, severity = arguments.side or "", arguments.zone or "", arguments.severity
    for word in words:
        if word in SIDES:
            side = word
        elif word in load_models()[model].zones:
            zone = word
        else:
            severity = _number(word, text)
    try:
        return finding_for(model, place, side, zone, severity)
    except ValueError as problem:
        raise UserError(str(problem)) from None


def _number(word: str, text: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise UserError(
            f"condition '{text}': '{word}' is no side, zone or severity; write for example "
            "disc-extrusion:left:foraminal:0.5"
        ) from None
