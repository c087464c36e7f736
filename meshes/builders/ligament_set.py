"""All ligaments but the ligamenta flava in one go: those of the bodies, of the arches, of L5."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meshes.builders.anterior_longitudinal import build_anterior_longitudinal
from meshes.builders.clearing import seated
from meshes.builders.iliolumbar import build_iliolumbar
from meshes.builders.interspinous import build_interspinous
from meshes.builders.intertransverse import build_intertransverse
from meshes.builders.posterior_longitudinal import build_posterior_longitudinal
from meshes.builders.supraspinous import build_supraspinous
from meshes.spine import Spine
from meshes.surface import Surface


def build_ligaments(
    spine: Spine,
    discs: Mapping[str, Surface],
    flava: Mapping[str, Surface],
    nerves: Mapping[str, Surface] | None = None,
    hip: Surface | None = None,
) -> dict[str, Surface]:
    """The ligaments by id, closed, in the world.

    discs, flava, nerves: already built, by id; nerves are kept clear of.
    hip: the right hip bone, where there is one to end on.
    """
    built = {
        "anterior-longitudinal-ligament": build_anterior_longitudinal(spine, discs),
        "posterior-longitudinal-ligament": build_posterior_longitudinal(spine, discs, nerves),
        "supraspinous-ligament": build_supraspinous(spine),
        **build_interspinous(spine, flava),
        **build_intertransverse(spine),
        **build_iliolumbar(spine, hip),
    }
    return {key: _on_bone(spine, surface) for key, surface in built.items()}


def _on_bone(spine: Spine, surface: Surface) -> Surface:
    """The surface with nothing of it deeper in bone than its attachment needs."""
    lower, upper = surface.points.min(axis=0) - 1.0, surface.points.max(axis=0) + 1.0
    keys = []
    for key in spine.bones:
        points = spine.surface(key).points
        if np.all(points.max(axis=0) > lower) and np.all(points.min(axis=0) < upper):
            keys.append(key)
    return seated(surface, spine, tuple(keys))
