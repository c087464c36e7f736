"""What one step of a condition's slider costs: `python benchmarks/changes.py [model ...]`.

Prints, for each model, medians in milliseconds: applying its effects, working out what they change,
and the verdicts; once as while dragging (draft) and once at rest. Only what is in sight from the
start is asked for, as the window does. Nothing is drawn.

Times are of the processor, so that other work on the machine counts little.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from functools import cache
from statistics import median

from annotations.models import Model, load_models
from meshes.catalog import load_catalog
from meshes.changed.conflict import verdicts
from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE
from meshes.ids import StructureId

STEPS = 9


def main(names: list[str]) -> None:
    """Measure the models named, all without a name."""
    normal = load_normal()
    models: Mapping[str, Model] = load_models()
    print(f"{'model':28} {'effects':>8} {'draft':>8} {'rest':>8} {'verdicts':>8}   structures")
    for name in names or list(models):
        print(_row(normal, models[name]))


def _row(normal: Normal, model: Model) -> str:
    """One line: medians over steps of the slider, the first left out, which fills caches."""
    place = next((at for at in ("L4-L5", "L4", "L5") if at in model.at), model.at[0])
    site = Site.of(place, model.side if model.sides else "", model.zone)
    spent: list[tuple[float, float, float, float]] = []
    touched = 0
    for step in range(STEPS + 1):
        severity = 0.4 + 0.5 * step / STEPS
        start = time.process_time()
        changes = applied(normal, NONE, model.steps, site, severity, model.extra_start)
        ready = time.process_time()
        touched = _shapes(Changed(normal, changes, draft=True))
        drafted = time.process_time()
        full = Changed(normal, changes)
        _shapes(full)
        rested = time.process_time()
        verdicts(full, site.level)
        done = time.process_time()
        spent.append((ready - start, drafted - ready, rested - drafted, done - rested))
    cells = [f"{1000.0 * median(column):8.1f}" for column in zip(*spent[1:], strict=True)]
    return f"{model.id:28} {' '.join(cells)}   {touched}"


@cache
def _in_sight(normal: Normal) -> tuple[StructureId, ...]:
    """What ships and is drawn from the start."""
    catalog = load_catalog()
    meshes = normal.assets.meshes
    return tuple(id for id in catalog.drawn if id in meshes and not catalog.on_request(id))


def _shapes(changed: Changed) -> int:
    """Work out all that is in sight; how many meshes differ from the shipped ones."""
    meshes, ids = changed.normal.assets.meshes, _in_sight(changed.normal)
    return sum(changed.mesh(id) is not meshes[id] for id in ids) + len(changed.made)


if __name__ == "__main__":
    main(sys.argv[1:])
