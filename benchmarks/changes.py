"""What one step of a condition's slider costs: `python benchmarks/changes.py [model ...]`.

Prints for each model, in milliseconds of processor time, medians over steps of a slider: applying
its effects and working out the shapes in sight while a hand moves it, both together and the worst
step; the verdicts; all of it once the hand rests; how many meshes differ; and how many times as
long that is as a bare toolkit takes to move, turn and light the same points anew. Then the same
steps from keys, as a slider that was pointed at takes them: a step with its verdicts, the worst,
and once for all steps what making the keys costs, its longest piece, and their megabytes. Nothing
is drawn.

Only what is in sight where the window opens on the condition is asked for, as the window does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import median

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkCommonTransforms import vtkTransform
from vtkmodules.vtkFiltersCore import vtkTriangleMeshPointNormals
from vtkmodules.vtkFiltersGeneral import vtkTransformFilter

from annotations.models import Model, load_models
from meshes.catalog import Catalog, load_catalog
from meshes.changed.between import verdicts_now
from meshes.changed.conflict import verdicts
from meshes.changed.keys import Keys
from meshes.changed.normal import Normal, load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE, Changes
from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.commands.finding_acts import add_finding, place_at
from viewer.disc_planes import disc_planes
from viewer.resolve import resolve

STEPS, TICKS = 9, 100
_HEAD = (
    "effects",
    "shapes",
    "a step",
    "worst",
    "verdicts",
    "at rest",
    "meshes",
    "points",
    "toolkit",
    "ratio",
    "keyed",
    "worst",
    "making",
    "a piece",
    "MB",
)


@dataclass(frozen=True, slots=True)
class _Step:
    """Seconds that one step took, and the meshes that differ."""

    effects: float
    shapes: float
    verdicts: float
    rest: float
    meshes: tuple[Mesh, ...]
    toolkit: float


def main(names: list[str]) -> None:
    """Measure the models named, all without a name."""
    normal, models = load_normal(), load_models()
    print(f"{'model':28} {' '.join(f'{word:>8}' for word in _HEAD)}")
    typical = [_row(normal, models[name]) for name in names or list(models)]
    for words, column in zip(("", " from keys"), zip(*typical, strict=True), strict=True):
        over = [sum(each > limit for each in column) for limit in (50.0, 15.0, 5.0)]
        print(
            f"a step{words} takes {max(column):.0f} ms with the slowest model and "
            f"{median(column):.1f} ms with the one in the middle; of {len(column)} "
            f"{over[0]} take more than 50 ms, {over[1]} more than 15, {over[2]} more than 5"
        )


def _row(normal: Normal, model: Model) -> tuple[float, float]:
    """Print one line; the medians of a step without keys and from them, milliseconds. The first
    step, which fills caches, is left out."""
    place = next((at for at in ("L4-L5", "L4", "L5") if at in model.at), model.at[0])
    site = Site.of(place, model.side if model.sides else "", model.zone)
    seen = _in_sight(normal, model.id, place)
    every = [_step(normal, model, site, seen, 0.4 + 0.5 * k / STEPS) for k in range(STEPS + 1)]
    steps = every[1:]
    both = [step.effects + step.shapes for step in steps]
    bare = median(step.toolkit for step in steps)
    cells = (
        median(step.effects for step in steps),
        median(step.shapes for step in steps),
        median(both),
        max(both),
        median(step.verdicts for step in steps),
        median(step.rest for step in steps),
    )
    last = steps[-1].meshes
    points = sum(len(mesh.points) for mesh in last)
    shown = " ".join(f"{1000.0 * cell:8.1f}" for cell in cells)
    ratio = median(both) / bare if bare else float("nan")
    keyed = _keyed(normal, model, site, seen)
    told = " ".join(f"{1000.0 * cell:8.1f}" for cell in keyed[:4])
    print(
        f"{model.id:28} {shown} {len(last):8} {points:8} {1000.0 * bare:8.1f} {ratio:8.1f}"
        f" {told} {keyed[4]:8.1f}",
        flush=True,
    )
    return 1000.0 * median(both), 1000.0 * keyed[0]


def _keyed(
    normal: Normal, model: Model, site: Site, seen: tuple[StructureId, ...]
) -> tuple[float, float, float, float, float]:
    """Seconds of a step from keys with its verdicts, median and worst, of making all keys and of
    the longest piece of that; and megabytes of them. A needle, which is given none, as without."""

    def changes_at(share: float) -> Changes:
        return applied(normal, NONE, model.steps, site, share, model.extra_start)

    keys, pieces = Keys(normal, changes_at, seen, (site.level,), TICKS, 1), [0.0]
    start = time.process_time()
    for _ in keys.work(0.5) if model.group != "needle" else ():
        done = time.process_time()
        pieces.append(done - start)
        start = done
    spent = []
    for k in range(STEPS + 1):
        share = round(TICKS * (0.4 + 0.5 * k / STEPS)) / TICKS
        start = time.process_time()
        shape = keys.at(share) or Changed(normal, changes_at(share), draft=True)
        _shapes(shape, seen)
        verdicts_now(shape, site.level)
        spent.append(time.process_time() - start)
    return median(spent[1:]), max(spent[1:]), sum(pieces), max(pieces), keys.size / 1e6


def _step(
    normal: Normal, model: Model, site: Site, seen: tuple[StructureId, ...], severity: float
) -> _Step:
    start = time.process_time()
    changes = applied(normal, NONE, model.steps, site, severity, model.extra_start)
    ready = time.process_time()
    quick = Changed(normal, changes, draft=True)
    meshes = _shapes(quick, seen)
    drafted = time.process_time()
    verdicts(quick, site.level)
    told = time.process_time()
    _shapes(Changed(normal, changes), seen)
    rested = time.process_time()
    return _Step(
        *(ready - start, drafted - ready, told - drafted, rested - told),
        *(meshes, _toolkit(meshes)),
    )


@cache
def _in_sight(normal: Normal, model: str, place: str) -> tuple[StructureId, ...]:
    """What ships and is to be seen where the window opens on a model."""
    catalog, atlas = _catalog(), _atlas(normal)
    state = add_finding(atlas, finding_for(model, place_at(place)))(atlas.start())
    return tuple(id for id in resolve(state, catalog).looks if id in normal.assets.meshes)


@cache
def _catalog() -> Catalog:
    return load_catalog()


@cache
def _atlas(normal: Normal) -> Atlas:
    assets = normal.assets
    return Atlas(_catalog(), assets.boxes, disc_planes(assets.meshes))


def _shapes(changed: Changed, seen: tuple[StructureId, ...]) -> tuple[Mesh, ...]:
    """Work out all that is in sight; the meshes that differ from the shipped ones, and new ones."""
    shipped: Mapping[StructureId, Mesh] = changed.normal.assets.meshes
    gone = changed.gone
    found = [changed.mesh(id) for id in seen if id not in gone]
    known = {id(mesh) for mesh in shipped.values()}
    return (*(mesh for mesh in found if id(mesh) not in known), *changed.made.values())


def _toolkit(meshes: tuple[Mesh, ...]) -> float:
    """Seconds that VTK alone takes to transform these meshes and work out their normals."""
    turn, spent = vtkTransform(), 0.0
    turn.RotateX(3.0)
    for mesh in meshes:
        points, cells, data = vtkPoints(), vtkCellArray(), vtkPolyData()
        points.SetData(numpy_to_vtk(np.ascontiguousarray(mesh.points)))
        cells.SetData(3, numpy_to_vtkIdTypeArray(mesh.triangles.astype(np.int64).ravel(), True))
        data.SetPoints(points)
        data.SetPolys(cells)
        moved, normals = vtkTransformFilter(), vtkTriangleMeshPointNormals()
        moved.SetInputData(data)
        moved.SetTransform(turn)
        normals.SetInputConnection(moved.GetOutputPort())
        start = time.process_time()
        normals.Update()
        spent += time.process_time() - start
    return spent


if __name__ == "__main__":
    main(sys.argv[1:])
