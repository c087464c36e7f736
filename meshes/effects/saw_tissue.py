"""What goes with the bone: ligaments and joints that hang on what is cut, or lie in its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from meshes.effects.cutting import NothingLeftError, carve, without_crumbs
from meshes.effects.pars import ParsGap
from meshes.effects.pieces import kept
from meshes.effects.regions import Region
from meshes.effects.saw import Cut, regions_of
from meshes.effects.saw_marks import JOINTS, SawMarks
from meshes.store import Mesh

#: The ligamentum flavum above a laminectomy is freed up to this far above the lamina's edge, mm.
_FREED = 4.0
#: From this amount on a joint is taken as a whole.
_WHOLE = 0.999
_CRUMB = 4.0
#: Regions that graze a sheet are tried so much wider, mm.
_WIDER = (0.0, 0.03, 0.08, 0.15)


@dataclass(frozen=True, slots=True)
class Fate:
    """gone: ids of structures taken whole. trimmed: of others by id, the regions taken from them,
    each with the bone in whose body frame it lies."""

    gone: frozenset[str]
    trimmed: Mapping[str, tuple[tuple[str, Region], ...]]


def tissue_fate(cuts: Iterable[Cut], marks: Mapping[str, SawMarks]) -> Fate:
    """What becomes of ligaments, cartilage and capsules. marks: of the bones cut."""
    gone: set[str] = set()
    trimmed: dict[str, list[tuple[str, Region]]] = defaultdict(list)
    for cut in cuts:
        own = marks[cut.bone]
        for side in ("left", "right") if cut.side == "both" else (cut.side,):
            one = replace(cut, side=side)
            laid = regions_of(one, own)
            if cut.kind == "laminectomy" and cut.side == "both":
                # the whole trough: halves would leave the strip under the spinous process
                laid = regions_of(cut, own)[:1]
            regions = tuple(_through(each) for each in laid)
            if not regions:
                continue
            for id in _met(one, side, gone):
                trimmed[id] += [(cut.bone, each) for each in regions]
            if cut.kind == "laminectomy":
                freed = tuple(_below(each, own.edge_superior + _FREED) for each in regions)
                for id in _flava(JOINTS[cut.bone][0], side):
                    trimmed[id] += [(cut.bone, each) for each in freed]
        if cut.kind == "laminectomy" and cut.side == "both" and cut.amount > 0.0:
            _spinous(cut, own, gone, trimmed)
    left = {id: tuple(regions) for id, regions in trimmed.items() if id not in gone}
    return Fate(frozenset(gone), left)


def freed_flavum(bone: str, gap: ParsGap) -> dict[str, tuple[Region, ...]]:
    """What of the flavum below a bone hung on the stub of its pars, when the arch stays behind the
    body: by id, in the body frame of the arch, which carries the rest of it."""
    right = gap.beyond()
    left = tuple(each.mirrored() for each in right)
    whole, below = "ligamentum-flavum", JOINTS[bone][1]
    return {
        f"{whole}.{below}.right": right,
        f"{whole}.{below}.left": left,
        f"{whole}.{below}": right + left,
    }


def trimmed(mesh: Mesh, regions: tuple[Region, ...]) -> Mesh | None:
    """A ligament's or joint's mesh less regions in its frame; None where nothing is left."""
    for wider in _WIDER:
        laid = tuple(Region(each.normals, each.offsets + wider) for each in regions)
        try:
            return without_crumbs(carve(mesh, laid), _CRUMB).mesh
        except NothingLeftError:
            return None
        except ValueError:
            # planes that graze a thin sheet in many places: a little beside them there are none
            continue
    return roughly_trimmed(mesh, regions)


def roughly_trimmed(mesh: Mesh, regions: tuple[Region, ...]) -> Mesh | None:
    """The same without closing it, to the mesh's own triangles: quick enough to follow a hand."""
    points = mesh.points.astype(np.float64)
    gone = np.zeros(len(points), np.bool_)
    for region in regions:
        gone |= region.distance(points) <= 0.0
    first, second, third = gone[mesh.triangles].T
    stays = ~(first & second & third)
    if stays.all():
        return mesh
    return kept(mesh, stays) if stays.any() else None


def _met(cut: Cut, side: str, gone: set[str]) -> tuple[str, ...]:
    """Structures that a cut of one side trims; those it takes whole go into `gone`."""
    above, below = JOINTS[cut.bone]
    match cut.kind:
        case "laminotomy":
            return (*_flava(below, side), *_joint(below, side))
        case "laminectomy":
            if cut.amount >= _WHOLE:
                gone.update(_flava(below, side))
            return (*_flava(below, side), *_joint(below, side))
        case "inferior-facetectomy":
            if cut.amount >= _WHOLE:
                gone.update(_joint(below, side))
            return (*_flava(below, side), *_joint(below, side))
        case "lamina-edge":
            return _flava(above, side)
        case "undercutting" | "superior-facetectomy":
            return (*_flava(above, side), *_joint(above, side))
        case _:
            return ()


def _flava(level: str, side: str) -> tuple[str, ...]:
    """The flavum of a side, and the whole one that holds it; there is none above L1."""
    whole = f"ligamentum-flavum.{level}"
    return () if level == "T12-L1" else (f"{whole}.{side}", whole)


def _joint(level: str, side: str) -> tuple[str, ...]:
    parts = ("capsule", "cartilage-superior", "cartilage-inferior")
    return (f"facet.{level}.{side}", *(f"facet.{level}.{part}.{side}" for part in parts))


def _spinous(
    cut: Cut, own: SawMarks, gone: set[str], trimmed: dict[str, list[tuple[str, Region]]]
) -> None:
    """With the spinous process go the ligaments between it and its neighbours."""
    above, below = JOINTS[cut.bone]
    gone.update(f"interspinous-ligament.{level}" for level in (above, below) if level != "T12-L1")
    if cut.amount >= _WHOLE:
        gone.add(f"ligamentum-flavum.{below}")
    low, high = own.spinous_span
    normals = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]])
    trimmed["supraspinous-ligament"].append((cut.bone, Region(normals, np.array([high, -low]))))


def _through(region: Region) -> Region:
    """The region without its front: a ligament lies in the opening wherever it lies."""
    rest = region.normals[:, 1] < 0.99
    return Region(region.normals[rest], region.offsets[rest])


def _below(region: Region, height: float) -> Region:
    """What of a region lies below a height."""
    up = np.array([[0.0, 0.0, 1.0]])
    return Region(np.concatenate([region.normals, up]), np.append(region.offsets, height))
