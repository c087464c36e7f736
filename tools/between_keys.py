"""How far what a dragged slider shows between its keys lies from what it would show without them.

`python -m tools.between_keys [--at LEVEL] [--extra] [model ...]` prints for each condition and
operation, at one level, over every tick of its slider: the keys there are, the three structures
farthest from the draft (mm, at which tick), the greatest error of a clearance (mm) and how many
words about what is reached differ; what had to be worked out as a draft, in how many of the ticks;
and figures that are off most. All models without a name. --extra: of the second figure's slider.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.models import Model, load_models
from meshes.catalog import load_catalog
from meshes.changed.between import figures_now, verdicts_now
from meshes.changed.conflict import verdicts
from meshes.changed.figures import quick_measures
from meshes.changed.keys import Keys
from meshes.changed.leading import mesh_apart
from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE, Changes
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.commands.finding_acts import add_finding, place_at
from viewer.disc_planes import disc_planes
from viewer.resolve import resolve

TICKS = 100


@dataclass(slots=True)
class Errors:
    """What differs along one slider, most of all ticks. structures: mm and tick; figures: of their
    unit; words, verdicts: how many differ of how many; drafted: in how many ticks."""

    keys: int = 0
    structures: dict[str, tuple[float, int]] = field(default_factory=dict)
    clearance: float = 0.0
    words: int = 0
    verdicts: int = 0
    figures: dict[str, float] = field(default_factory=dict)
    drafted: Counter[str] = field(default_factory=Counter)


def place_of(model: Model, level: str) -> str:
    """Where a model is looked at: at the level, its upper bone, or where it can be."""
    upper, lower = level.split("-")
    return next((at for at in (level, upper, lower) if at in model.at), model.at[0])


def errors_along(
    normal: Normal,
    model: Model,
    level: str,
    seen: Sequence[StructureId],
    every: int = 1,
    *,
    extra: bool = False,
) -> Errors:
    """What differs at each `every`th tick of a model's slider, once all keys are made. extra: of
    its second figure, with the severity it begins with."""
    site = Site.of(place_of(model, level), model.side if model.sides else "", model.zone)

    def changes_at(share: float) -> Changes:
        two = (model.start, share) if extra else (share, model.extra_start)
        return applied(normal, NONE, model.steps, site, *two)

    keys, found = Keys(normal, changes_at, seen, (site.level,), TICKS, 0 if extra else 1), Errors()
    for _ in keys.work(0.5):
        pass
    found.keys = len(set(keys.told.ticks).union(*(each.ticks for each in keys.tracks.values())))
    for tick in range(1, TICKS + 1, every):
        shape = keys.at(tick / TICKS)
        if shape is None:
            found.drafted["all"] += 1
            continue
        draft = Changed(normal, changes_at(tick / TICKS), draft=True)
        _compare(found, keys, shape, draft, tick, site.level)
    return found


def _compare(
    found: Errors, keys: Keys, shape: Changed, draft: Changed, tick: int, level: str
) -> None:
    if (shape.gone, set(shape.made)) != (draft.gone, set(draft.made)):
        raise ValueError(f"other structures are there at tick {tick}")
    if keys.told.at(tick) is None:
        found.drafted["words"] += 1
    for id in {*keys.tracks, *draft.made} - {StructureId(gone) for gone in draft.gone}:
        track = keys.tracks.get(id)
        if id not in draft.made and id not in draft.normal.assets.meshes:
            continue
        if track is None or track.at(tick) is None:
            found.drafted[id] += 1
        elif (off := mesh_apart(shape.mesh(id), draft.mesh(id))) > found.structures.get(
            id, (0.0, 0)
        )[0]:
            found.structures[id] = off, tick
    for one, other in zip(verdicts_now(shape, level), verdicts(draft, level), strict=True):
        found.verdicts += 1
        found.words += one.reach is not other.reach
        if one.clearance != other.clearance:
            found.clearance = max(found.clearance, abs(one.clearance - other.clearance))
    for now, then in zip(figures_now(shape, level), quick_measures(draft, level), strict=True):
        if now.value is not None and then.value is not None:
            off = abs(now.value - then.value)
            found.figures[now.id] = max(found.figures.get(now.id, 0.0), off)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the errors of the models named, all without a name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help="ids; all without")
    parser.add_argument("--at", default="L4-L5", help="a level")
    parser.add_argument("--every", type=int, default=3, help="look at each such tick")
    parser.add_argument("--extra", action="store_true", help="of the second figure")
    given = parser.parse_args(arguments)
    normal, models = load_normal(), load_models()
    catalog = load_catalog()
    atlas = Atlas(catalog, normal.assets.boxes, disc_planes(normal.assets.meshes))
    for name in given.models or list(models):
        model = models[name]
        if model.group == "needle" or (given.extra and model.extra is None):
            continue
        finding = finding_for(name, place_at(place_of(model, given.at)))
        looks = resolve(add_finding(atlas, finding)(atlas.start()), catalog).looks
        seen = [id for id in looks if id in normal.assets.meshes]
        found = errors_along(normal, model, given.at, seen, given.every, extra=given.extra)
        worst = sorted(found.structures.items(), key=lambda pair: -pair[1][0])[:3]
        figures = sorted(found.figures.items(), key=lambda pair: -pair[1])[:2]
        print(
            f"{name:24} {found.keys:3} keys | "
            + ", ".join(f"{id} {off:.2f} at {tick}" for id, (off, tick) in worst)
            + f" | clearance {found.clearance:.2f}, words {found.words} of {found.verdicts}"
            + f" | drafted {dict(found.drafted.most_common(3))}"
            + f" | {', '.join(f'{id} {off:.2f}' for id, off in figures)}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
