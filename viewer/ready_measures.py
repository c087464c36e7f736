"""Ready-made measures of a level: values of the built anatomy, published ranges, landmarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from meshes.catalog import Catalog, Place
from meshes.ids import Side, StructureId, on_screen
from meshes.measures.figures import WHOLE, Figure, morphometry
from meshes.shipped import Landmarks, load_landmarks, load_measures
from meshes.store import AssetError, Mesh, load_assets
from viewer.explode import Apart
from viewer.landmark_lines import canal_line, least_section
from viewer.measuring import (
    READY,
    DrawnMeasure,
    Plate,
    between,
    drawn_measures,
    plate_angle,
    plates,
    vector,
)
from viewer.recess_marks import recess_marks
from viewer.spec import SceneSpec
from viewer.state import ViewState

if TYPE_CHECKING:
    import numpy.typing as npt

Points: TypeAlias = "npt.NDArray[np.float64]"

#: The rows of each ready-made measure: key of the figure and the words in front of its value.
ROWS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "disc-height": (
        ("disc-height-anterior", "Disc height, anterior"),
        ("disc-height-mean", "Disc height, middle"),
        ("disc-height-posterior", "Disc height, posterior"),
    ),
    "canal": (("canal-depth", "Canal depth"),),
    "foramen": (("foramen-height", "Foramen height"), ("foramen-area", "Foramen area")),
    "lordosis": (("lordosis", "Lordosis L1–S1"),),
    "sacral-slope": (("sacral-slope", "Sacral slope"),),
}
_HEIGHTS = ("anterior", "mean", "posterior")
_UNITS = {"mm": " mm", "mm2": " mm²", "deg": "°"}


@dataclass(frozen=True, slots=True)
class Sized:
    """One value beside what is published. word: inside, above or below the published range."""

    key: str
    place: str
    title: str
    value: str
    published: str
    word: str
    definition: str


class Sizes:
    """Reads the shipped sizes and landmarks when first asked. Raises AssetError then."""

    def __init__(self, apart: Apart, folder: Path | None = None) -> None:
        self._apart, self._folder = apart, folder
        self._canals: dict[StructureId, tuple[Points, Points] | None] = {}

    @cached_property
    def _meshes(self) -> Mapping[StructureId, Mesh]:
        return load_assets(self._folder).meshes

    @cached_property
    def _landmarks(self) -> Landmarks:
        return load_landmarks(self._folder)

    @cached_property
    def _measures(self) -> dict[str, dict[str, float | None]]:
        return load_measures(self._folder)

    @cached_property
    def plates(self) -> dict[StructureId, Plate]:
        """The end plates by id, world mm."""
        return plates(self._landmarks.bones)

    def at(self, place: Place | None, ready: str) -> list[Sized]:
        """The sizes of a ready-made measure at a place; at every level when there is none."""
        found = []
        for key, title in ROWS[ready]:
            figure, values = morphometry().figures[key], self._measures.get(key, {})
            for spot in spots(place, ready):
                value = values.get(spot)
                if value is not None and spot in figure.mean:
                    found.append(_sized(figure, spot, title, value))
        return found

    def drawn_by_hand(self, state: ViewState) -> tuple[DrawnMeasure, ...]:
        """What the user measured."""
        return drawn_measures(state, self._apart, self.plates)

    def drawn(self, state: ViewState, place: Place | None) -> tuple[DrawnMeasure, ...]:
        """The landmarks of the ready-made measures that are on."""
        share = state.explode
        return tuple(
            measure
            for ready in READY
            if ready in state.ready_measures
            for spot in spots(place, ready)
            for measure in self._lines(ready, spot, share, brief=place is None)
        )

    def _lines(
        self, ready: str, spot: str, share: float, *, brief: bool = False
    ) -> Iterator[DrawnMeasure]:
        """brief: many at once, so one value a line, with its level for a name."""
        if ready == "disc-height":
            yield from self._disc(spot, share, brief=brief)
        elif ready == "canal":
            yield from self._canal(spot, share, brief=brief)
        elif ready == "foramen":
            yield from self._foramina(spot, share, brief=brief)
        else:
            yield from self._posture(ready, share)

    def _value(self, key: str, spot: str) -> str:
        value = self._measures.get(key, {}).get(spot)
        return "" if value is None else with_unit(value, morphometry().figures[key].unit)

    def _disc(self, level: str, share: float, *, brief: bool) -> Iterator[DrawnMeasure]:
        """Between the rims that face each other; with the disc when the column is drawn apart."""
        upper, lower = level.split("-")
        above = self.plates[StructureId(f"vertebra.{upper}.inferior-endplate")]
        name = "sacrum.S1" if lower == "S1" else f"vertebra.{lower}"
        below = self.plates[StructureId(f"{name}.superior-endplate")]
        move = share * self._apart.offset(StructureId(f"disc.{level}"))
        for word, top, bottom in (
            ("anterior", above.anterior, below.anterior),
            ("mean", above.middle, below.middle),
            ("posterior", above.posterior, below.posterior),
        ):
            said = "Middle" if word == "mean" else word.capitalize()
            text = f"{said} {self._value(f'disc-height-{word}', level)}"
            if brief:
                text = self._three_heights(level) if word == "anterior" else ""
            yield _line(vector(top + move), vector(bottom + move), text)

    def _three_heights(self, level: str) -> str:
        """Anterior, middle and posterior height in one line."""
        row = [self._measures[f"disc-height-{word}"][level] for word in _HEIGHTS]
        return f"{on_screen(level)} {' · '.join(f'{value:.1f}' for value in row)} mm"

    def _canal(self, level: str, share: float, *, brief: bool) -> Iterator[DrawnMeasure]:
        """Where the canal of a vertebra is least deep in the mid-line."""
        bone = StructureId(f"vertebra.{level}")
        if bone not in self._canals:
            # Of the model as it ships, and tens of milliseconds of search: once is enough.
            mesh = self._meshes.get(bone)
            marks = self._landmarks.bones[bone]
            self._canals[bone] = None if mesh is None else canal_line(marks, mesh)
        found = self._canals[bone]
        if found is not None:
            move = share * self._apart.offset(bone)
            wall, dorsal = found
            text = f"{'' if brief else 'Canal '}{level} {self._value('canal-depth', level)}"
            yield _line(vector(wall + move), vector(dorsal + move), text)

    def _foramina(self, level: str, share: float, *, brief: bool) -> Iterator[DrawnMeasure]:
        """The section of least area on both sides, with its height."""
        height, area = (self._value(f"foramen-{name}", level) for name in ("height", "area"))
        for side in Side:
            id = StructureId(f"foramen.{level}.{side}")
            mesh = self._meshes.get(id)
            edge = least_section(mesh) if mesh is not None else None
            if edge is None:
                continue
            edge = edge + share * self._apart.offset(id)
            top, bottom = edge[np.argmax(edge[:, 2])], edge[np.argmin(edge[:, 2])]
            ring = tuple(vector(row) for row in (*edge, edge[0]))
            line = (vector(top), vector(bottom))
            # Both sides are alike: one value says it for both.
            said = on_screen(level) if brief else "Foramen"
            text = f"{said} {height}, {area}" if side is Side.LEFT else ""
            yield DrawnMeasure(((ring, False), (line, True)), line, text, between(*line), True)

    def _posture(self, ready: str, share: float) -> Iterator[DrawnMeasure]:
        sacral = self.plates[StructureId("sacrum.S1.superior-endplate")]
        text = f"{READY[ready].split(' L')[0]} {self._value(ready, WHOLE)}"
        if ready == "lordosis":
            top = self.plates[StructureId("vertebra.L1.superior-endplate")]
            yield plate_angle(top, sacral, text, self._apart, share, ready=True)
            return
        yield _slope(sacral, text, share * self._apart.offset(sacral.bone))


def with_measures(spec: SceneSpec, state: ViewState, catalog: Catalog, sizes: Sizes) -> SceneSpec:
    """A scene with everything that was measured in it. Without the shipped landmarks what needs
    them is left out; the card of measures says why."""
    place = catalog.places.get(state.place) if state.place else None
    try:
        drawn = recess_marks(state)
        if state.measurements or state.pending or state.ready_measures:
            drawn += (*sizes.drawn(state, place), *sizes.drawn_by_hand(state))
    except AssetError:
        return spec
    if not drawn:
        return spec
    say = spec.counting.both
    return replace(spec, measures=tuple(replace(one, text=say(one.text)) for one in drawn))


def spots(place: Place | None, ready: str) -> list[str]:
    """The keys of the figures at a place: its level, its vertebrae, or the whole column."""
    if ready in ("lordosis", "sacral-slope"):
        return [WHOLE]
    joints = ["L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"]
    bones = ["L1", "L2", "L3", "L4", "L5"]
    if ready == "canal":
        return bones if place is None else [b for b in bones if b in place.id.level_text.split("-")]
    return joints if place is None else [j for j in joints if j == place.id.level_text]


def with_unit(value: float, unit: str) -> str:
    """A value as people read it."""
    return f"{value:.0f}{_UNITS[unit]}" if unit == "mm2" else f"{value:.1f}{_UNITS[unit]}"


def _sized(figure: Figure, spot: str, title: str, value: float) -> Sized:
    low, high = figure.lower[spot], figure.upper[spot]
    digits = 0 if figure.unit == "mm2" else 1
    unit = _UNITS[figure.unit]
    word = "inside" if low <= value <= high else "above" if value > high else "below"
    published = f"{low:.{digits}f}–{high:.{digits}f}{unit}"
    return Sized(
        figure.key,
        "" if spot == WHOLE else on_screen(spot),
        title,
        with_unit(value, figure.unit),
        published,
        word,
        f"Measured {figure.definition}. Published mean {figure.mean[spot]:.{digits}f}{unit}; "
        f"range: {_range_words(figure)}. {_sources(figure)}",
    )


def _range_words(figure: Figure) -> str:
    return "mean ± 2 standard deviations" if figure.sd else "lowest and highest reported"


def _sources(figure: Figure) -> str:
    keys = dict.fromkeys((*figure.source, *figure.spread_source))
    return "; ".join(morphometry().sources[key] for key in keys)


def _line(a: tuple[float, float, float], b: tuple[float, float, float], text: str) -> DrawnMeasure:
    return DrawnMeasure((((a, b), False),), (a, b), text, between(a, b), True)


def _slope(plate: Plate, text: str, move: Points) -> DrawnMeasure:
    """The plate's line against the horizontal through its posterior corner."""
    corner, reach = plate.posterior + move, 62.0
    along = corner + reach * plate.forward
    level = corner + np.array([0.0, reach, 0.0])
    turns = np.radians(np.linspace(plate.tilt_deg, 0.0, 17))[:, None]
    bow = corner + 46.0 * np.hstack([0 * turns, np.cos(turns), np.sin(turns)])
    arc = tuple(vector(row) for row in bow)
    lines = (
        ((vector(corner - 8.0 * plate.forward), vector(along)), False),
        ((vector(corner), vector(level)), True),
        (arc, False),
    )
    return DrawnMeasure(
        lines, (vector(corner), vector(plate.anterior + move)), text, arc[len(arc) // 2], True
    )
