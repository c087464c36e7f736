"""Meshes that bones carry whole go as point by point, whichever of the bones go the same way."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.changed.resting import skin
from meshes.changed.riding import Riding
from meshes.changed.skin import ARCH, Moves, carried, carried_normals
from meshes.effects.changes import COLUMN
from meshes.pose import turned


def moves(*, every: bool) -> Moves:
    """A column that goes as one above L4, or each bone its own way."""
    found = {}
    for number, bone in enumerate(COLUMN[:5]):
        move = turned(4.0 + (number if every else 0.0))
        move[:3, 3] = (1.0, 3.0, -2.0)
        found[bone] = found[bone + ARCH] = move
    return found


@pytest.mark.parametrize("every", [False, True])
def test_all_meshes_go_where_their_bones_take_them(*, every: bool) -> None:
    normal = load_normal()
    way = moves(every=every)
    riding = Riding(normal, way)
    ids = [id for id in normal.assets.meshes if id.kind not in ("hip-bone", "coccyx")]
    assert len(ids) > 60
    for id in ids:
        own, mesh = skin(normal, id), normal.assets.meshes[id]
        np.testing.assert_allclose(riding.points(id), carried(own, mesh.points, way), atol=2e-4)
        told = carried_normals(own, mesh.normals, way)
        np.testing.assert_allclose(riding.normals(id), told, atol=1e-4)
