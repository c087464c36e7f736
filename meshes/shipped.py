"""Files that ship beside the meshes and are read only when somebody asks for them.

Written by `ship.py`, pinned by checksum in the manifest.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from meshes.reading import is_finite, why
from meshes.store import AssetError, default_folder, read_extra

if TYPE_CHECKING:
    import numpy.typing as npt

    from meshes.field import SignedDistanceGrid

FIELDS: Final = "fields.npz"
LANDMARKS: Final = "landmarks.json"
MEASURES: Final = "measures.json"
#: Millimetres of one step of a shipped field; beyond 127 steps it says no more than "far".
FIELD_STEP: Final = 0.05
#: Spacing of the shipped fields' nodes, mm.
FIELD_SPACING: Final = 1.0

Points: TypeAlias = "npt.NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class PlateMarks:
    """An endplate in its bone's body frame: 4x4 frame and (96, 3) rim, see `bone.Endplate`."""

    frame: Points
    rim: Points


@dataclass(frozen=True, slots=True)
class BoneMarks:
    """Where a bone stands and what is named on it.

    pose: 4x4, body to world. places: points (3,) or rows (k, 3) in the body frame, mm.
    pedicle: borders of the right pedicle's isthmus, see `landmarks.Pedicle`; None without one.
    """

    pose: Points
    places: Mapping[str, Points]
    superior: PlateMarks | None
    inferior: PlateMarks | None
    pedicle: Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class RootMarks:
    """The course of a right root in the world; the left one is its mirror image in x.

    line: (n, 3) from within the sac outward; radius: (n,) mm; origin, ganglion: ways along the line
    at which it leaves the sac and at which its ganglion has its middle, mm.
    """

    line: Points
    radius: Points
    origin: float
    ganglion: float
    ganglion_radius: float


@dataclass(frozen=True, slots=True)
class Landmarks:
    """All shipped places: bones by id, right roots by level."""

    bones: Mapping[str, BoneMarks]
    roots: Mapping[str, RootMarks]


def load_fields(folder: Path | None = None) -> dict[str, SignedDistanceGrid]:
    """Signed distances of the bones by id, each in its body frame, true within 6.35 mm of the
    surface and to 0.03 mm of the built field at the nodes. Raises AssetError."""
    from meshes.field import SignedDistanceGrid

    data = read_extra(FIELDS, folder)
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            names = [name.removesuffix(".values") for name in file if name.endswith(".values")]
            return {
                name: SignedDistanceGrid(
                    file[f"{name}.origin"],
                    FIELD_SPACING,
                    file[f"{name}.values"].astype(np.float32) * np.float32(FIELD_STEP),
                )
                for name in names
            }
    # zlib and zipfile have errors of their own; whatever is wrong, the file is.
    except Exception as problem:  # noqa: BLE001
        raise _damaged(FIELDS, folder, problem) from None


def load_landmarks(folder: Path | None = None) -> Landmarks:
    """Poses, plates, named places and root courses. Raises AssetError."""
    table = _table(LANDMARKS, folder)
    try:
        return Landmarks(
            {key: _bone(row) for key, row in table["bones"].items()},
            {level: _root(row) for level, row in table["roots"].items()},
        )
    except (LookupError, ArithmeticError, ValueError, TypeError, AttributeError) as problem:
        raise _damaged(LANDMARKS, folder, problem) from None


def load_measures(folder: Path | None = None) -> dict[str, dict[str, float | None]]:
    """Sizes of the built anatomy by figure and place. Raises AssetError."""
    table = _table(MEASURES, folder)
    for figures in table.values():
        if not isinstance(figures, dict) or not all(map(_is_size, figures.values())):
            raise _damaged(MEASURES, folder, ValueError("a size is none"))
    return table


def _is_size(value: Any) -> bool:
    return value is None or is_finite(value)


def _table(name: str, folder: Path | None) -> dict[str, Any]:
    try:
        return dict(json.loads(read_extra(name, folder)))
    except (ValueError, TypeError, RecursionError) as problem:
        raise _damaged(name, folder, problem) from None


def _damaged(name: str, folder: Path | None, problem: Exception) -> AssetError:
    file = (folder or default_folder()) / name
    return AssetError(f"{file}: damaged ({why(problem)}); reinstall the program")


def _numbers(value: Any) -> Points:
    """An array of finite numbers. Raises ValueError."""
    array = np.array(value, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError("numbers that are none")
    return array


def _bone(row: Mapping[str, Any]) -> BoneMarks:
    plates = [
        PlateMarks(_numbers(row[side]["frame"]), _numbers(row[side]["rim"]))
        if side in row
        else None
        for side in ("superior", "inferior")
    ]
    places = {name: _numbers(place) for name, place in row["landmarks"].items()}
    return BoneMarks(_numbers(row["pose"]), places, plates[0], plates[1], row.get("pedicle"))


def _root(row: Mapping[str, Any]) -> RootMarks:
    return RootMarks(
        _numbers(row["line"]),
        _numbers(row["radius"]),
        float(row["origin"]),
        float(row["ganglion"]),
        float(row["ganglion_radius"]),
    )
