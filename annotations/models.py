"""What can be set on the model: conditions, postures, treatments and needle paths, as data files.

One file of `annotations/models/` each: where it can be, how much of it there can be, what it does
to the geometry (`meshes.effects`), which text tells about it. A new one is a new file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotations.fault import ContentError
from annotations.paths import FOLDER
from meshes.ids import StructureId
from meshes.reading import read_toml, refuse_misfits, why

#: Groups in the order of the menu, with their headings.
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "disc": "Discs",
        "stenosis": "Narrowing",
        "facet": "Facet joints",
        "slip": "Pars and slips",
        "fracture": "Fractures",
        "curve": "Curves",
        "variant": "Transitional vertebrae",
        "treatment": "Operations",
        "needle": "Needle paths",
    }
)

#: Groups of what is done to a spine, whatever conditions it has.
_DONE = ("treatment", "needle")


@dataclass(frozen=True, slots=True)
class Amount:
    """How much, in words people use. values: what the severities from 0 to 1 mean, evenly spaced.
    step: decimals printed."""

    name: str
    unit: str
    values: tuple[float, ...]
    decimals: int = 0

    def at(self, severity: float) -> float:
        """The figure at a severity 0..1."""
        last = len(self.values) - 1
        if last == 0:
            return self.values[0]
        place = min(max(severity, 0.0), 1.0) * last
        k = min(int(place), last - 1)
        return self.values[k] + (place - k) * (self.values[k + 1] - self.values[k])

    def text(self, severity: float) -> str:
        """The figure with its unit, as printed."""
        glue = "" if self.unit == "°" else " "
        return f"{self.at(severity):.{self.decimals}f}{glue}{self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Grade:
    """A named stretch of severity: begins at `start`, goes on to the next one."""

    start: float
    name: str
    plain: str


@dataclass(frozen=True, slots=True)
class Model:
    """One thing that can be set. name: the field's term; plain: everyday words; text: id of the
    note that tells about it. at: levels (`L4-L5`) or vertebrae (`L4`) it can be at. sides: those
    it can have; none when it has no side. zones: of a herniation, zone: the one to begin with.
    side: the side to begin with. start: severity to begin with. extra: a second figure that can be
    set, None without one; extra_start: where it begins, 0..1. makes: ids of structures it
    brings, with {level}, {upper}, {lower}, {bone} and {side} to be filled in. grows: likewise, of
    what bears the spurs it brings. steps: its effects.
    look: how it is seen first ("behind", "above", "side", "whole"), "" for as its group is.
    usual: where it is commonest, of `at`; "" for the lowest but T12. rank: its place in its group,
    where the field's own order is another than that of names.
    """

    id: str
    name: str
    plain: str
    group: str
    text: str
    at: tuple[str, ...]
    amount: Amount
    sides: tuple[str, ...] = ()
    side: str = "left"
    zones: tuple[str, ...] = ()
    zone: str = ""
    start: float = 0.5
    extra: Amount | None = None
    extra_start: float = 0.5
    grades: tuple[Grade, ...] = ()
    makes: tuple[str, ...] = ()
    grows: tuple[str, ...] = ()
    steps: tuple[Mapping[str, Any], ...] = ()
    usual: str = ""
    look: str = ""
    rank: int = 0

    @property
    def is_treatment(self) -> bool:
        """Whether it is done to what is there, and so comes after all conditions."""
        return self.group in _DONE

    def grade_at(self, severity: float) -> Grade | None:
        """The named stretch a severity is in; None below the first and without grades."""
        found = [grade for grade in self.grades if severity >= grade.start - 1e-9]
        return found[-1] if severity > 0.0 and found else None


_SIDES = frozenset(["left", "right", "both"])
_PLACE = re.compile(r"(?:T12|L[1-6]|S1)(?:-(?:L[1-6]|S1))?")
#: What may stand in `makes`.
_PLACEHOLDER = re.compile(r"\{(?:at|level|upper|lower|bone)\}")


@cache
def load_models(folder: Path | None = None) -> Mapping[str, Model]:
    """All models by id, in the order of groups, ranks and then names. Raises ContentError."""
    root = folder or FOLDER / "models"
    models, problems = [], []
    for file in sorted(root.glob("*.toml")):
        try:
            models.append(_model(file.stem, read_toml(file)))
        except (
            OSError,
            LookupError,
            ArithmeticError,
            TypeError,
            ValueError,
            AttributeError,
        ) as problem:
            problems.append(f"models/{file.name}: cannot be used ({why(problem)}); mend this file")
    if problems:
        raise ContentError(problems)
    order = list(GROUPS)
    models.sort(key=lambda model: (order.index(model.group), model.rank, model.name))
    return MappingProxyType({model.id: model for model in models})


def _model(id: str, row: dict[str, Any]) -> Model:
    row = dict(row)
    grades = tuple(Grade(**grade) for grade in row.pop("grade", []))
    steps = tuple(MappingProxyType(step) for step in row.pop("effect", []))
    amount = row.pop("amount")
    if row["group"] not in GROUPS:
        raise ValueError(f"'{row['group']}' is no group; groups are {', '.join(GROUPS)}")
    extra = row.pop("extra", None)
    lists = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    made = Model(
        id=id,
        amount=_amount(amount),
        extra=None if extra is None else _amount(extra),
        grades=grades,
        steps=steps,
        **lists,  # type: ignore[arg-type]
    )
    refuse_misfits(made)
    _refuse_senseless(made)
    return made


def _refuse_senseless(model: Model) -> None:
    """What of the right kinds would fail when it is set. Raises ValueError."""
    amounts = [amount for amount in (model.amount, model.extra) if amount is not None]
    if not all(amount.values and 0 <= amount.decimals <= 6 for amount in amounts):
        raise ValueError("an amount needs values, and 0 to 6 decimals")
    shares = (model.start, model.extra_start, *(grade.start for grade in model.grades))
    if not all(0.0 <= share <= 1.0 for share in shares):
        raise ValueError("a start is not between 0 and 1")
    if not model.at or not all(_PLACE.fullmatch(place) for place in model.at):
        raise ValueError("'at' names no levels")
    if model.usual and model.usual not in model.at:
        raise ValueError(f"'usual' is not one of {', '.join(model.at)}")
    if not {*model.sides, model.side} <= _SIDES:
        raise ValueError(f"a side is one of {', '.join(sorted(_SIDES))}")
    if model.zones and model.zone not in model.zones:
        raise ValueError(f"'zone' is not one of {', '.join(model.zones)}")
    for pattern in (*model.makes, *model.grows):
        StructureId(_PLACEHOLDER.sub("L5", pattern.replace("{side}", "left")))
    if not all(type(step.get("do")) is str for step in model.steps):
        raise ValueError("an effect has no name under 'do'")


def _amount(row: Mapping[str, Any]) -> Amount:
    return Amount(**{**row, "values": tuple(map(float, row["values"]))})
