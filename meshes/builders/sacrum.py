"""The sacrum: five fused vertebrae as a smooth union of named limbs, less its canal and foramina.

Numbers stand in `meshes/shapes/sacrum.toml`. Body frame: origin at the centre of the upper endplate
of S1, z along that plate's normal (superior), y anterior, x to the patient's right; millimetres.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from meshes.sdf import Barrel, Floats, Limb, Plate, Point, carved, fold, smooth_maximum, united

SHAPES = Path(__file__).parent.parent / "shapes"


@dataclass(frozen=True, slots=True)
class End:
    """A flat face that ends a bone towards its neighbour.

    point, normal: a point on the face and its outward unit normal. blend: width (mm) of the
    rounded edge.
    """

    point: Point
    normal: Point
    blend: float

    def distance(self, points: Floats) -> Floats:
        """Signed distance (mm) from the face, negative on the bone's side."""
        beyond = points - np.asarray(self.point, np.float32)
        return np.asarray(beyond @ np.asarray(self.normal, np.float32), np.float32)


@dataclass(frozen=True, slots=True)
class FusedShape:
    """Limbs joined to a body in the order given, then limbs cut out of the whole.

    body: the S1 body, or None for a bone of limbs alone. Keys are part names such as
    'foramen-anterior.S1'; a part off the mid-line stands for both sides.
    """

    body: Barrel | None
    additions: Mapping[str, Limb]
    cuts: Mapping[str, Limb]
    end: End

    def distance(self, points: Floats) -> Floats:
        """Signed distance (mm, negative inside) of (n, 3) points on either side."""
        folded = fold(points)
        bone = carved(self.solid(folded), list(self.cuts.values()), folded)
        return smooth_maximum(bone, self.end.distance(folded), self.end.blend)

    def solid(self, folded: Floats) -> Floats:
        """The bone before anything is cut out of it; points already folded."""
        limbs = list(self.additions.values())
        if self.body is None:
            return united(limbs[0].distance(folded), limbs[1:], folded)
        return united(self.body.distance(folded), limbs, folded)


def read_shape(path: Path) -> FusedShape:
    """The shape that a file of numbers describes. Raises KeyError or TypeError on a wrong file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return shape_of(table)


def shape_of(table: Mapping[str, Any]) -> FusedShape:
    """The shape of an already parsed table; see `read_shape`."""
    return FusedShape(
        _barrel(table["body"]) if "body" in table else None,
        {part["name"]: limb_of(part) for part in table["addition"]},
        {part["name"]: limb_of(part) for part in table.get("cut", [])},
        End(**{k: tuple(v) if isinstance(v, list) else v for k, v in table["end"].items()}),
    )


def limb_of(part: Mapping[str, Any]) -> Limb:
    """A limb from its table, without the two keys that are for the reader: name and note."""
    numbers = {key: value for key, value in part.items() if key not in ("name", "note")}
    return Limb(
        **{key: tuple(v) if isinstance(v, list) else v for key, v in numbers.items()}
    )


def _barrel(table: Mapping[str, Any]) -> Barrel:
    numbers = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
    numbers["superior"] = Plate(**table["superior"])
    numbers["inferior"] = Plate(**table["inferior"])
    return Barrel(**numbers)
