"""Whether every figure of a level goes one way along a condition's slider, over all levels.

`python -m tools.one_way [--steps N] [--quick] [--beside] [--sides] [model ...]` prints, for each
model and place, the figures that go to and fro, worst first, and by how much; at the end how many
there are. All models but operations and needle paths without a name. Takes some seconds a place.
--beside: of the levels above and below as well; --sides: on either side and on both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.models import Model, load_models
from meshes.changed.between import figures_now
from meshes.changed.figures import resting_measures
from meshes.changed.keys import Keys
from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import LEVELS, NONE, Changes

#: How far a figure may go back: so much of its unit, or such a share of the normal one.
TOLERANCE, SHARE = {"mm": 0.05, "°": 0.05, "%": 0.5, "mm²": 0.0, "": 0.0}, 0.005


@dataclass(frozen=True, slots=True)
class Case:
    """A slider: a model at a place, of a side and in a zone; "" for none."""

    model: str
    place: str
    side: str
    zone: str

    @property
    def site(self) -> Site:
        """Where it is, as effects know places."""
        return Site.of(self.place, self.side, self.zone)


def cases(model: Model, *, sides: bool = False) -> Iterator[Case]:
    """Every place and zone of a model, on the side that it begins with; sides: on each of its."""
    own = (model.side,) if model.sides and not sides else model.sides or ("",)
    for place in model.at:
        for zone in model.zones or (model.zone,):
            for side in own:
                yield Case(model.id, place, side, zone)


def figures_along(
    normal: Normal,
    case: Case,
    severities: Sequence[float],
    *,
    resting: bool = False,
    beside: int = 0,
    keyed: bool = False,
) -> Mapping[str, tuple[str, float, list[float]]]:
    """Values of each figure by id: its unit, the normal one, and one for each severity; nan where
    it cannot be measured. resting: canal, recesses, foramina and joints too, which take longer.
    keyed: from the keys of the slider, as under a hand that came to it before.
    beside: of another level, so many above (-) or below the case's own; nothing beyond the last."""
    model = load_models()[case.model]
    rows: dict[str, tuple[str, float, list[float]]] = {}
    place = LEVELS.index(case.site.level) + beside
    if not 0 <= place < len(LEVELS):
        return rows
    keys = _keys(normal, case, LEVELS[place]) if keyed else None
    for severity in severities:
        changes = applied(normal, NONE, model.steps, case.site, severity, model.extra_start)
        known = None if keys is None else keys.at(severity)
        changed = known or Changed(normal, changes, draft=not resting)
        found = figures_now(changed, LEVELS[place])
        if resting:
            found = (*found, *resting_measures(changed, LEVELS[place]))
        for each in found:
            usual = np.nan if each.normal is None else each.normal
            row = rows.setdefault(each.id, (each.unit, usual, []))
            row[2].append(np.nan if each.value is None else each.value)
    return rows


def _keys(normal: Normal, case: Case, level: str) -> Keys:
    """The keys of a slider's figures, as the window has them once it was pointed at."""
    model = load_models()[case.model]

    def changes_at(share: float) -> Changes:
        return applied(normal, NONE, model.steps, case.site, share, model.extra_start)

    keys = Keys(normal, changes_at, (), (level,), 100, 1)
    for _ in keys.work(0.5):
        pass
    return keys


def reversal(values: Sequence[float]) -> float:
    """How far a row goes back on the way it goes: 0 for one that only rises or only falls."""
    row = np.array([v for v in values if np.isfinite(v)])
    if len(row) < 2:
        return 0.0
    fell = float((np.maximum.accumulate(row) - row).max())
    rose = float((row - np.minimum.accumulate(row)).max())
    return min(fell, rose)


def allowed(unit: str, usual: float) -> float:
    """How far back a figure may go, of its unit."""
    share = SHARE * abs(usual) if unit in ("mm", "mm²") and np.isfinite(usual) else 0.0
    return max(TOLERANCE[unit], share)


def _told(case: Case, beside: int, rows: Mapping[str, tuple[str, float, list[float]]]) -> int:
    """Print what of a case goes to and fro; how many that are."""
    back = {id: (reversal(row), allowed(unit, usual)) for id, (unit, usual, row) in rows.items()}
    bad = sorted((name for name, (r, a) in back.items() if r > a), key=lambda name: -back[name][0])
    where = {-1: " above", 0: "", 1: " below"}[beside]
    title = f"{case.model} {case.place} {case.side} {case.zone}".rstrip()
    print(f"{title}{where}: {len(bad)} of {len(rows)}", flush=True)
    for id in bad:
        values = " ".join(f"{v:.2f}" for v in rows[id][2])
        print(f"    {id:24} back {back[id][0]:.3f} of {back[id][1]:.3f}: {values}")
    return len(bad)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what goes to and fro; 1 where anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help="ids; all conditions without")
    parser.add_argument("--steps", type=int, default=8, help="steps of the slider")
    parser.add_argument("--quick", action="store_true", help="only disc, slip and sac, as dragged")
    parser.add_argument("--beside", action="store_true", help="levels above and below as well")
    parser.add_argument("--sides", action="store_true", help="on every side there is")
    given = parser.parse_args(arguments)
    normal, models = load_normal(), load_models()
    names = given.models or [m.id for m in models.values() if not m.is_treatment]
    severities, failed = np.linspace(0.0, 1.0, given.steps + 1), 0
    for case in (each for name in names for each in cases(models[name], sides=given.sides)):
        for beside in (0, -1, 1) if given.beside else (0,):
            how = {"resting": not given.quick, "keyed": given.quick}
            rows = figures_along(normal, case, severities, beside=beside, **how)
            failed += _told(case, beside, rows)
    print(f"{failed} figures go to and fro")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
