"""Sizes of sacrum and coccyx in the sacrum's body frame. The keys stand in morphometry.toml."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshes.bone import Bone
from meshes.field import SignedDistanceGrid
from meshes.landmarks import midline_profile
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, endplate
from meshes.surface import Points

Sizes = dict[str, float | None]
Values = npt.NDArray[np.float64]

_STEP = 0.2
_REACH = 16.0
# The pelvic surface is followed to this far superior of the face towards the coccyx, mm.
_END = 3.0
# Each foramen's face, the landmark its tunnel starts from, and where along it it is measured.
_TUNNELS = (
    ("anterior", "foramen-inner", np.array([0.75])),
    ("posterior", "foramen-fork", np.linspace(0.4, 0.9, 11)),
)


def sacrum_sizes(bone: Bone) -> Sizes:
    """Sizes of the whole sacrum by key; None where it cannot be measured."""
    rim, points = endplate(bone, "superior").rim, bone.surface.points
    marks = bone.landmarks
    radius = marks["canal-radius"]
    return {
        "plate-width": float(np.ptp(rim[:, 0])),
        "plate-depth": float(np.linalg.norm(rim[RIM_ANTERIOR] - rim[RIM_POSTERIOR])),
        "sacrum-width": float(np.ptp(points[:, 0])),
        "sacrum-height": float(np.linalg.norm(marks["promontory"] - marks["apex"])),
        "sacrum-hollow": _hollow(bone),
        "sacral-canal-depth": 2.0 * float(radius[1, 0]),
        "sacral-canal-width": 2.0 * float(radius[1, 1]),
        "hiatus-length": float(np.linalg.norm(marks["hiatus"] - marks["apex"])),
        "hiatus-depth": 2.0 * float(radius[-1, 0]),
    }


def foramen_sizes(bone: Bone, level: str) -> Sizes:
    """Height and width of the anterior and posterior foramen of a level `S1` .. `S4`."""
    marks, found = bone.landmarks, dict[str, float | None]()
    for face, start, shares in _TUNNELS:
        inner, mouth = (marks[f"{name}.{level}.right"] for name in (start, f"foramen-{face}"))
        height, width = _across(bone.field, inner, mouth, shares)
        found |= {f"foramen-{face}-height": height, f"foramen-{face}-width": width}
    return found


def coccyx_sizes(bone: Bone) -> Sizes:
    """Straight length and greatest width of the coccyx."""
    base, tip = bone.landmarks["base"], bone.landmarks["tip"]
    return {
        "coccyx-length": float(np.linalg.norm(tip - base)),
        "coccyx-width": float(np.ptp(bone.surface.points[:, 0])),
    }


def _across(
    field: SignedDistanceGrid, inner: Points, mouth: Points, shares: Values
) -> tuple[float | None, float | None]:
    """Height and width of a tunnel where it is narrowest of some shares of the way to its mouth;
    None where it is nowhere walled on all four sides."""
    axis = (mouth - inner) / np.linalg.norm(mouth - inner)
    up = np.array([0.0, 0.0, 1.0]) - axis * axis[2]
    up = up / np.linalg.norm(up)
    aside = np.cross(up, axis)
    found: list[tuple[float, float]] = []
    for share in shares:
        place = inner + share * (mouth - inner)
        ways = [_way(field, place, way) for way in (up, -up, aside, -aside)]
        walled = [way for way in ways if way is not None]
        if len(walled) == len(ways):
            found.append((walled[0] + walled[1], walled[2] + walled[3]))
    return min(found, key=lambda size: size[0] * size[1]) if found else (None, None)


def _way(field: SignedDistanceGrid, start: Points, along: Points) -> float | None:
    """Way from a free point to bone; None when it starts in bone or meets none."""
    steps = np.arange(0.0, _REACH, _STEP)
    blocked = field.distance(start + steps[:, None] * along) < 0.0
    if blocked[0] or not blocked.any():
        return None
    return float(steps[int(np.argmax(blocked))])


def _hollow(bone: Bone) -> float:
    """Greatest distance of the pelvic surface in the mid-line from the chord between its ends."""
    top, bottom = bone.landmarks["promontory"][2], bone.landmarks["apex"][2]
    heights = np.linspace(top, bottom + _END, 80)
    depths = midline_profile(bone.field, heights).anterior
    away = np.stack([np.zeros_like(depths), depths, heights], axis=1)
    away = away - away[0]
    chord = away[-1] / np.linalg.norm(away[-1])
    return float(np.linalg.norm(away - np.outer(away @ chord, chord), axis=1).max())
