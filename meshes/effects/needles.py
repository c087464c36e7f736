"""Needles of injections: where each enters, where its tip ends, and how near it passes to what.

The routes are searched in the scene as it is, shipped or changed (`needle_epidural`,
`needle_nerve`, `needle_joint`); figures and their sources are in `needles.toml`. What a needle goes
through is told by `meshes.changed.pierced`; how it looks by `needle_shape`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from meshes import rays
from meshes.effects import needle_epidural, needle_joint, needle_nerve
from meshes.effects.needle_field import Row, Way
from meshes.effects.needle_ground import FLIP, Ground
from meshes.ids import Side, StructureId
from meshes.reading import shipped_table
from meshes.shipped import Landmarks

Points = npt.NDArray[np.float64]

_SPACES: Final = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
_ROOTS: Final = ("L1", "L2", "L3", "L4", "L5", "S1")
#: Where each kind of needle is done: its levels, and whether it has a side.
KINDS: Final[Mapping[str, tuple[tuple[str, ...], bool]]] = {
    "interlaminar": (_SPACES, False),
    "paramedian": (_SPACES, True),
    "transforaminal": ((*_SPACES, "S1"), True),
    "infraneural": (_SPACES, True),
    "root-block": (_ROOTS, True),
    "caudal": (("",), False),
    "medial-branch": (_ROOTS, True),
    "radiofrequency": (_ROOTS, True),
    "si-joint": (("",), True),
}


@dataclass(frozen=True, slots=True)
class NeedlePath:
    """A straight needle in the world, mm.

    entry: assumed point of the skin; tip: where it ends. gauge: as sold; diameter: true outer
    diameter; drawn: diameter at which it is drawn and its distances are kept. shaft: length sold.
    bevel: angle of the tip, degrees. before: soft tissue it passes that the model does not draw, in
    order, in words. openings: named openings of bone it goes through without piercing anything.
    """

    id: StructureId
    kind: str
    level: str
    side: Side | None
    entry: Points
    tip: Points
    gauge: int
    diameter: float
    drawn: float
    shaft: float
    bevel: float
    before: tuple[str, ...]
    openings: tuple[StructureId, ...] = ()

    @property
    def ahead(self) -> Points:
        """Unit direction from entry to tip."""
        way = self.tip - self.entry
        return np.asarray(way / np.linalg.norm(way))

    def gap(self, faces: rays.Faces) -> float:
        """Room between the needle's side and a surface, mm; 0 or less: it touches or goes in."""
        return rays.distance(self.entry, self.tip, faces) - 0.5 * self.drawn


def needle_id(kind: str, level: str, side: Side | None) -> StructureId:
    """`needle.L4-L5.transforaminal.left`, `needle.caudal`, `needle.si-joint.right` ..."""
    parts = ("needle", level, kind, side.value if side else "")
    return StructureId(".".join(part for part in parts if part))


def needle_places() -> tuple[tuple[str, str, Side | None], ...]:
    """Kind, level and side of every needle there is."""
    return tuple(
        (kind, level, side)
        for kind, (levels, sided) in KINDS.items()
        for level in levels
        for side in (tuple(Side) if sided else (None,))
    )


def joint_targets(level: str) -> tuple[str, str]:
    """Vertebrae at which the two medial branches of a facet joint are reached: for `L4-L5` the
    branches L3 at L4 and L4 at L5; for `L5-S1` L4 at L5 and the L5 dorsal ramus at the ala."""
    upper, _, lower = level.partition("-")
    return upper, lower


def needle_path(
    kind: str,
    level: str,
    side: Side | None,
    marks: Landmarks,
    solids: Mapping[str, rays.Solid],
) -> NeedlePath | None:
    """The way of a needle in this scene; None where bone, nerves or dura leave no way.

    solids: closed surfaces in the world by id, as shipped or changed, with the posed `marks`.
    Raises ValueError for a needle that is not done there, KeyError where a bone is missing.
    """
    return needle_in(kind, level, side, Ground(marks, solids, flip=side is Side.LEFT))


def needle_in(kind: str, level: str, side: Side | None, ground: Ground) -> NeedlePath | None:
    """The same as `needle_path` where several needles share a ground (quicker). The ground is
    flipped for left needles."""
    levels, sided = KINDS.get(kind, ((), False))
    if level not in levels or sided is not (side is not None):
        raise ValueError(f"no needle {kind!r} at {level!r}, side {side}")
    if ground.flip is not (side is Side.LEFT):
        raise ValueError("a left needle is found in a flipped ground")
    row, limits = _rows(kind, level)
    drawn = max(row["diameter"], limits["thinnest"])
    way = _route(kind, level, ground, row, limits, 0.5 * drawn)
    if way is None:
        return None
    over = row.get("skin_over", limits["skin_over"])
    entry = ground.skin(way.tip, way.ahead, over)
    flip = FLIP if ground.flip else np.ones(3)
    return NeedlePath(
        needle_id(kind, level, side),
        kind,
        level,
        side,
        entry * flip,
        way.tip * flip,
        row["gauge"],
        row["diameter"],
        drawn,
        _shaft(float(np.linalg.norm(way.tip - entry)), limits),
        limits["bevel"],
        tuple(row["before"]),
        tuple(StructureId(ground.here(id)) for id in row.get("openings", ())),
    )


_SEARCHES: Final = {
    "interlaminar": needle_epidural.interlaminar,
    "paramedian": needle_epidural.interlaminar,
    "transforaminal": needle_epidural.transforaminal,
    "infraneural": needle_epidural.infraneural,
    "root-block": needle_nerve.root_block,
    "medial-branch": needle_joint.medial_branch,
    "radiofrequency": needle_joint.radiofrequency,
}


def _route(
    kind: str, level: str, ground: Ground, row: Row, limits: Row, radius: float
) -> Way | None:
    if kind in ("transforaminal", "root-block") and level == "S1":
        return needle_nerve.sacral_foramen(ground, kind, row, limits, radius)
    if kind == "caudal":
        return needle_epidural.caudal(ground, row, limits, radius)
    if kind == "si-joint":
        return needle_joint.si_joint(ground, row, limits, radius)
    return _SEARCHES[kind](ground, level, row, limits, radius)


def _rows(kind: str, level: str) -> tuple[Row, Row]:
    table = _table()
    row = dict(table[kind])
    if kind in ("transforaminal", "root-block") and level == "S1":
        row |= table["sacral-foramen"]
    row |= table["at"].get(level, {}).get(kind, {})
    return row, table["needle"]


def _shaft(inside: float, limits: Row) -> float:
    fit = [length for length in limits["shafts"] if length >= inside + limits["outside"]]
    return float(min(fit, default=max(limits["shafts"])))


@cache
def _table() -> Mapping[str, Any]:
    return shipped_table(Path(__file__).parent / "needles.toml")
