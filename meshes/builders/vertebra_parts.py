"""The named parts of a lumbar vertebra, by the primitive that made each face."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meshes.parting import Costs, Parting
from meshes.sdf import Barrel, Floats, Limb, fold
from meshes.surface import Points

BODY, SUPERIOR, INFERIOR = "body", "superior-endplate", "inferior-endplate"

#: Each part with the limbs it is made of.
LIMBS: Mapping[str, tuple[str, ...]] = {
    "pedicle": ("pedicle",),
    "lamina": ("lamina", "lamina-inferior"),
    "pars": ("pars",),
    "spinous-process": ("spinous-process", "spinous-edge"),
    "transverse-process": ("transverse-root", "transverse-process"),
    "superior-articular-process": ("superior-articular",),
    "inferior-articular-process": ("inferior-articular",),
    "mammillary-process": ("mammillary",),
}
#: Parts that lie across the mid-line; all others are there twice.
MIDDLE = (BODY, SUPERIOR, INFERIOR, "spinous-process")

#: The pars is the waist between the articular processes; the limb of that name goes on into the
#: lower one. Beyond this share of its length it gives way, by so much for each mm.
_ISTHMUS_END = 0.55
_ISTHMUS_GIVES_WAY = 0.7


def vertebra_parting(body: Barrel, joined: Mapping[str, Limb]) -> Parting:
    """How to tell the parts of a vertebra apart, from its body and the limbs joined to it."""
    names = (BODY, SUPERIOR, INFERIOR, *LIMBS)

    def costs(middles: Points, _normals: Points) -> Costs:
        points = fold(middles)
        drum = body.distance(points)
        wall, upper, lower = body.faces(points)
        plates = np.maximum(upper, lower)
        columns = [
            drum + np.maximum(plates - wall, 0),
            drum + np.maximum(np.maximum(wall, lower) - upper, 0),
            drum + np.maximum(np.maximum(wall, upper) - lower, 0),
        ]
        for name, limbs in LIMBS.items():
            nearest = np.min([joined[limb].distance(points) for limb in limbs], axis=0)
            columns.append(nearest + _beyond_isthmus(joined["pars"], points) * (name == "pars"))
        return np.stack(columns, axis=1).astype(np.float64)

    return Parting(names, frozenset(names) - frozenset(MIDDLE), costs)


def _beyond_isthmus(pars: Limb, points: Floats) -> Floats:
    """What the pars loses by lying beyond the waist (mm): (n,)."""
    axes, length = pars.axes()
    along = (points - np.asarray(pars.start, np.float32)) @ axes[0]
    beyond = np.maximum(along - np.float32(_ISTHMUS_END * length), 0)
    return np.asarray(np.float32(_ISTHMUS_GIVES_WAY) * beyond, np.float32)
