"""Nerves that nothing pushes keep out of bone that grew up to them."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE
from meshes.ids import StructureId

#: Discs with spurs, and nerves that these come to the surface of, not to the course.
BESIDE = [
    ("L2-L3", ("root.L2.left", "ganglion.L2.left")),
    ("L3-L4", ("root.L3.right", "ganglion.L3.right")),
    ("L4-L5", ("root.L5.left", "ganglion.L4.left")),
]


@pytest.mark.parametrize(("level", "nerves"), BESIDE, ids=str)
def test_spurs_of_the_rims_do_not_stand_in_nerves(level: str, nerves: tuple[str, ...]) -> None:
    normal, spurs = load_normal(), load_models()["endplate-osteophytes"]
    changed = Changed(normal, applied(normal, NONE, spurs.steps, Site.of(level), 1.0))
    for id in map(StructureId, nerves):
        mesh, usual = changed.mesh(id), normal.assets.meshes[id]
        points = mesh.points.astype(np.float64)
        assert changed.bones.distance(points).min() >= -0.02, id
        assert np.linalg.norm(points - usual.points, axis=1).max() < 0.8, id
        assert mesh.triangles is usual.triangles
