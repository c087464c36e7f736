"""What one step of a condition's slider costs: `python benchmarks/changes.py [model ...]`.

Prints, for each model, medians in milliseconds: applying its effects, working out what they change,
and the verdicts; once as while dragging (draft) and once at rest. Nothing is drawn.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from statistics import median

from annotations.models import Model, load_models
from meshes.changed.conflict import verdicts
from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE

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
        start = time.perf_counter()
        changes = applied(normal, NONE, model.steps, site, severity, model.extra_start)
        ready = time.perf_counter()
        touched = _shapes(Changed(normal, changes, draft=True))
        drafted = time.perf_counter()
        full = Changed(normal, changes)
        _shapes(full)
        rested = time.perf_counter()
        verdicts(full, site.level)
        done = time.perf_counter()
        spent.append((ready - start, drafted - ready, rested - drafted, done - rested))
    cells = [f"{1000.0 * median(column):8.1f}" for column in zip(*spent[1:], strict=True)]
    return f"{model.id:28} {' '.join(cells)}   {touched}"


def _shapes(changed: Changed) -> int:
    """Work out every mesh; how many differ from the shipped ones."""
    meshes = changed.normal.assets.meshes
    return sum(changed.mesh(id) is not mesh for id, mesh in meshes.items()) + len(changed.made)


if __name__ == "__main__":
    main(sys.argv[1:])
