"""The lateral recess of a lumbar vertebra: the room under the superior articular process, medial
to the pedicle, at the pedicle's upper border. Its keys' meaning stands in morphometry.toml."""

from __future__ import annotations

import numpy as np

from meshes.bone import Bone
from meshes.landmarks import midline_profile, pedicle

# Columns across the recess, mm apart, looked at as far medially as the process can reach.
_STEP, _REACH = 0.25, 9.0


def recess_sizes(bone: Bone) -> dict[str, float | None]:
    """Depth and width (mm) and area (mm2) of the recess by key, both sides alike.

    In the transverse plane of the upper border of the pedicle: from the posterior wall of the body
    to the superior articular process, over the part of the process that lies medial to the pedicle.
    None where no process does.
    """
    found = pedicle(bone)
    height = np.array([found.superior])
    depths = []
    for x in np.arange(found.medial, found.medial - _REACH, -_STEP):
        profile = midline_profile(bone.field, height, float(x))
        depth = float(profile.wall[0] - profile.dorsal[0])
        if not np.isfinite(depth):
            break
        depths.append(depth)
    if len(depths) < 2:
        return {"recess-depth": None, "recess-width": None, "recess-area": None}
    return {
        "recess-depth": float(np.mean(depths)),
        "recess-width": _STEP * (len(depths) - 1),
        "recess-area": float(np.trapezoid(depths, dx=_STEP)),
    }
