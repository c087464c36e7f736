"""The named parts of the sacrum, by the primitive that made or carved each face.

Bodies, wings and processes come from the limbs joined; the canal, the hiatus and the foramina are
openings: their part is the wall that their cut left. Numbers here say where anatomists draw a line
that the limbs do not know; they are read off the built bone, in its body frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from meshes.parting import Costs, Parting
from meshes.sdf import Barrel, Floats, Limb, fold
from meshes.surface import Points

LEVELS = ("S1", "S2", "S3", "S4", "S5")
OPEN_LEVELS = LEVELS[:4]
_FACES = ("anterior", "posterior")
PLATE, PROMONTORY, CREST = "S1.superior-endplate", "promontory", "median-crest"
BODIES = tuple(f"{level}.body" for level in LEVELS)
CANAL, HIATUS = "canal", "hiatus"
AURICULAR = "auricular-surface"

#: Parts of each side with the limbs they are made of.
LIMBS: Mapping[str, tuple[str, ...]] = {
    "ala": ("ala.superior", "ala.anterior", "pedicle.S1"),
    "superior-articular-process": (
        "articular-process.superior",
        "articular-process.lip",
        "articular-process.tip",
    ),
    "lateral-part": (
        *("lateral-mass.S1", "lateral-mass.S2", "lateral-mass.S3", "lateral-mass.S4"),
        *("crest.lateral.S1", "crest.lateral.S2", "crest.lateral.S3", "angle.inferior-lateral"),
        *("bridge.S1-S2", "bridge.S2-S3", "bridge.S3-S4"),
    ),
    "dorsal-surface": (
        *("lamina.S1", "plate.S1-S2", "plate.S3", "plate.S4"),
        *("crest.intermediate", "tubercle.intermediate"),
    ),
    "cornu": ("cornu",),
}
_CRESTS = ("tubercle.S1", "tubercle.S2", "tubercle.S3", "tubercle.S4")
_AURICULAR_LIMBS = ("auricular.superior", "auricular.inferior")

#: A wall is a face no farther (mm) from the cut that left it than this.
_WALL = 1.2
#: Half the width of the median crest, and of the promontory; how far (mm) the latter reaches.
_CREST_HALF_WIDTH = 4.5
_PROMONTORY_HALF_WIDTH = 17.0
_PROMONTORY_REACH = 5.0
#: The auricular surface looks laterally: a face that leans away from that is not on it.
_LATERAL = 0.62
#: The wing ends posteriorly at this y and medially at this x (mm).
_WING_BEHIND = -17.0
_WING_MEDIAL = 15.0
_FAR = 9.0


def sacrum_parting(
    body: Barrel, joined: Mapping[str, Limb], cuts: Mapping[str, Limb], promontory: Points
) -> Parting:
    """How to tell the parts of the sacrum apart. promontory: its point in the mid-line."""
    foramina = tuple(f"{level}.{face}-foramen" for face in _FACES for level in OPEN_LEVELS)
    middle = (*BODIES, PLATE, PROMONTORY, CREST, CANAL, HIATUS)
    names = (*middle, *LIMBS, AURICULAR, *foramina)

    def costs(middles: Points, normals: Points) -> Costs:
        points = fold(middles)
        found = _bodies(body, joined, points)
        found[PROMONTORY] = _promontory(promontory, points, found)
        found[CREST] = _crest(joined, points, normals)
        canals = [name for name in cuts if name.startswith(("canal", "recess"))]
        found[CANAL] = _wall([cuts[name] for name in canals], points) - 1.5
        found[HIATUS] = _wall([cuts["hiatus"]], points) - 2.5
        for name, limbs in LIMBS.items():
            found[name] = _nearest(joined, limbs, points)
        found["ala"] = found["ala"] + _outside_wing(points)
        found[AURICULAR] = _auricular(joined, points, normals)
        for name in foramina:
            level, face = name.split(".")
            tunnel = cuts[f"foramen-{face.removesuffix('-foramen')}.{level}"]
            found[name] = _wall([tunnel], points) - 2.0
        return np.stack([found[name] for name in names], axis=1).astype(np.float64)

    return Parting(names, frozenset(names) - frozenset(middle), costs)


def _nearest(joined: Mapping[str, Limb], limbs: tuple[str, ...], points: Floats) -> Floats:
    return np.asarray(np.min([joined[limb].distance(points) for limb in limbs], axis=0))


def _wall(cuts: list[Limb], points: Floats) -> Floats:
    """Cost of being the wall that any of these cuts left: below 0 right at it."""
    depth = np.min([np.abs(cut.distance(points)) for cut in cuts], axis=0)
    return np.asarray(2.0 * (depth - _WALL), np.float32)


def _bodies(body: Barrel, joined: Mapping[str, Limb], points: Floats) -> dict[str, Floats]:
    """The five bodies and the plate of the first; each ends half-way to the next one's axis."""
    drum = body.distance(points)
    wall, upper, lower = body.faces(points)
    ridges = [joined[f"ridge.{a}-{b}"].start[2] for a, b in pairwise(LEVELS)]
    edges = [np.inf, *ridges, -np.inf]
    column = np.minimum(drum, _nearest(joined, tuple(f"body.{k}" for k in LEVELS[1:]), points))
    column = np.minimum(
        column, _nearest(joined, tuple(k for k in joined if k.startswith("ridge.")), points)
    )
    height = points[:, 2]
    found = {
        name: column + np.maximum(np.maximum(height - above, below - height), 0)
        for name, above, below in zip(BODIES, edges[:-1], edges[1:], strict=True)
    }
    found[PLATE] = drum + np.maximum(np.maximum(wall, lower) - upper, 0)
    found[BODIES[0]] = found[BODIES[0]] + np.maximum(upper - wall, 0)
    return found


def _promontory(point: Points, points: Floats, bodies: Mapping[str, Floats]) -> Floats:
    """The anterior edge of the first body: near its foremost point, as wide as that is sharp."""
    aside = np.maximum(np.abs(points[:, 0]) - _PROMONTORY_HALF_WIDTH, 0)
    # the edge runs backwards as it goes aside
    y = point[1] - 0.012 * np.minimum(np.abs(points[:, 0]), 25.0) ** 2
    away = np.hypot(points[:, 1] - y, points[:, 2] - point[2])
    near = np.maximum(away - _PROMONTORY_REACH, -1.5) + aside
    return np.asarray(near + np.minimum(bodies[BODIES[0]], bodies[PLATE]), np.float32)


def _crest(joined: Mapping[str, Limb], points: Floats, normals: Points) -> Floats:
    """The median crest: the strip along the spinous tubercles that looks posteriorly."""
    tips = np.array([joined[name].end for name in _CRESTS])
    top, bottom = float(tips[0, 2]) + 12.0, float(tips[-1, 2]) - 12.0
    behind = np.interp(points[:, 2], tips[::-1, 2], tips[::-1, 1] + 11.0)
    beyond = np.maximum(np.maximum(points[:, 2] - top, bottom - points[:, 2]), 0)
    aside = points[:, 0] - _CREST_HALF_WIDTH
    ahead = np.maximum(points[:, 1] - behind, 0)
    inward = _FAR * (normals[:, 1] > 0.3)
    return np.asarray(np.maximum(aside, -2.0) + beyond + ahead + inward, np.float32)


def _outside_wing(points: Floats) -> Floats:
    """What the wing loses behind its posterior border and medial to the body's side, mm."""
    behind = np.maximum(_WING_BEHIND - points[:, 1], 0)
    medial = np.maximum(_WING_MEDIAL - points[:, 0], 0)
    return np.asarray(0.5 * behind + medial, np.float32)


def _auricular(joined: Mapping[str, Limb], points: Floats, normals: Points) -> Floats:
    """The ear-shaped surface for the hip bone: the lateral faces of its two arms."""
    near = _nearest(joined, _AURICULAR_LIMBS, points)
    return np.asarray(near - 2.0 + _FAR * np.maximum(_LATERAL - normals[:, 0], 0), np.float32)
