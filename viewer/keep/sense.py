"""What no act of the program could have made: states of the right kinds that mean nothing.

A file may be written by hand or by another program; what is refused here would break a view later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields

from annotations.fault import ContentError
from annotations.models import load_models
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.reading import brief
from viewer.camera import named_views
from viewer.changing import finding_for
from viewer.keep.coding import StrangerError, UnfitError
from viewer.measuring import READY
from viewer.state import (
    LEVELS,
    MOST_FINDINGS,
    MOST_INK,
    MOST_MEASUREMENTS,
    MOST_STROKES,
    SLICES,
    WINDOWS,
    Camera,
    SurfacePoint,
    Tool,
    ViewState,
)
from viewer.xray.views import film_views

#: How many points make a measurement.
LARGEST_ANGLE = 90.0
POINTS: Mapping[Tool, int] = {Tool.DISTANCE: 2, Tool.ANGLE: 3, Tool.PLATES: 2}


def refuse_senseless(state: ViewState, catalog: Catalog) -> None:
    """Raises UnfitError for the first thing that makes no sense."""
    for problem in _problems(state, catalog):
        raise UnfitError(f"scene: {problem}")


def _problems(state: ViewState, catalog: Catalog) -> Iterator[str]:
    yield from _camera_problems(state.camera)
    yield from _measure_problems(state)
    if state.place is not None and state.place not in catalog.places:
        yield f"'{state.place}' is not a place to be lit"
    if len(set(state.focus)) < len(state.focus):
        yield "a structure is picked twice"
    for id in _structures(state):
        if id not in catalog.structures:
            yield f"'{id}' is not a structure"
    if state.view and state.view not in named_views():
        yield f"there is no view '{state.view}'"
    if not 0.0 <= state.explode <= 1.0:
        yield "explode is out of range"
    if not all(0.0 <= share <= 1.0 for _, share in (*state.tissue_opacity, *state.own_opacity)):
        yield "an opacity is out of range"
    yield from _finding_problems(state)
    yield from _paint_problems(state)
    yield from _xray_problems(state)
    yield from _ink_problems(state)
    level = state.section.level if state.section else None
    if level is not None and (level.kind != "segment" or level not in catalog.places):
        yield f"a section cannot be counted from '{level}'"


def _camera_problems(camera: Camera) -> Iterator[str]:
    if camera.distance <= 0.0:
        yield "camera.distance is out of range"
    if abs(camera.elevation_deg) > 90.0:
        yield "camera.elevation_deg is out of range"


def _measure_problems(state: ViewState) -> Iterator[str]:
    if strange := state.ready_measures - set(READY):
        yield f"there is no measure '{min(strange)}'"
    if state.pending and len(state.pending) >= POINTS.get(state.tool, 0):
        yield "too many points are set"
    if len(state.measurements) > MOST_MEASUREMENTS:
        yield f"more than {MOST_MEASUREMENTS} measurements"
    for made in state.measurements:
        if len(made.points) != POINTS.get(made.tool, -1):
            yield f"measurement {made.number} has too many or too few points"
        if made.tool is Tool.PLATES and not all(_is_plate(point) for point in made.points):
            yield f"measurement {made.number} is not between end plates"


def _finding_problems(state: ViewState) -> Iterator[str]:
    if len(state.findings) > MOST_FINDINGS:
        yield f"more than {MOST_FINDINGS} conditions"
    keys = Counter((finding.model, finding.place) for finding in state.findings)
    if doubles := sorted(key for key, times in keys.items() if times > 1):
        yield f"'{doubles[0][0]}' is set twice at '{doubles[0][1]}'"
    for finding in state.findings:
        if finding.model not in load_models():
            raise StrangerError(f"the condition '{finding.model}'")
        try:
            finding_for(
                finding.model,
                finding.place,
                finding.side,
                finding.zone,
                finding.severity,
                finding.extra,
            )
        except ValueError as problem:
            yield str(problem)
    angles = (getattr(state.posture, f.name) for f in fields(state.posture))
    if not all(abs(angle) <= LARGEST_ANGLE for angle in angles):
        yield "posture is out of range"


def _paint_problems(state: ViewState) -> Iterator[str]:
    cells = state.leg_map.pain | state.leg_map.numb
    if not cells:
        return
    # Imported here: no start of the window needs the figure.
    from viewer.legmap.grid import is_skin

    try:
        if not is_skin(cells):
            yield "leg_map: something is painted beside the figure"
    except ContentError as problem:
        yield f"leg_map: {problem}"


def _xray_problems(state: ViewState) -> Iterator[str]:
    if state.xray is None:
        return
    if state.xray.view not in film_views():
        raise StrangerError(f"the film '{brief(state.xray.view)}'")
    if not WINDOWS[0] <= state.xray.window <= WINDOWS[1]:
        yield "xray.window is out of range"
    if not LEVELS[0] <= state.xray.level <= LEVELS[1]:
        yield "xray.level is out of range"
    if not SLICES[0] <= state.xray.slice <= SLICES[1]:
        yield "xray.slice is out of range"


def _ink_problems(state: ViewState) -> Iterator[str]:
    if len(state.ink) > MOST_STROKES:
        yield f"more than {MOST_STROKES} lines of ink"
    if sum(len(run.points) for stroke in state.ink for run in stroke.runs) > MOST_INK:
        yield f"ink of more than {MOST_INK} points"
    if len({stroke.number for stroke in state.ink}) < len(state.ink):
        yield "two lines of ink have one number"
    if not all(stroke.runs and all(run.points for run in stroke.runs) for stroke in state.ink):
        yield "a line of ink has no points"


def _is_plate(point: SurfacePoint) -> bool:
    return point.id.endswith("-endplate")


def _structures(state: ViewState) -> Iterator[StructureId]:
    """Every id that has to be a structure."""
    for ids in (state.focus, state.hidden, state.shown, state.faded, state.only or ()):
        yield from ids
    yield from (id for id, _ in state.own_opacity)
    yield from (point.id for point in state.pending)
    yield from (run.id for stroke in state.ink for run in stroke.runs)
    yield from (point.id for made in state.measurements for point in made.points)
