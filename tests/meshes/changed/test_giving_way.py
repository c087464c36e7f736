"""What a bone that gave way takes along: the same whether asked alone or with all the others."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.giving_way import warped
from meshes.changed.normal import Normal, load_normal
from meshes.changed.resting import skin
from meshes.changed.skin import ARCH, weights_on
from meshes.effects.apply import Site
from meshes.effects.changes import NONE, Changes
from meshes.effects.fracture import compress
from meshes.effects.remodelling import joint_warps, with_warps
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points

IDS = [
    *("disc.L3-L4", "disc.L4-L5.annulus", "thecal-sac", "root.L4.left"),
    *("anterior-longitudinal-ligament", "ligamentum-flavum.L4-L5.right", "disc.T12-L1"),
]


def plainly(normal: Normal, changes: Changes, id: StructureId) -> Points:
    """Each point moved by its carriers' warps, by its share of them."""
    own, points = skin(normal, id), normal.assets.meshes[id].points.astype(np.float64)
    found = points.copy()
    for warp in changes.warps:
        for number, carrier in enumerate(own.carriers):
            if carrier.removesuffix(ARCH) == warp.bone:
                rows, weight = weights_on(own, number)
                pose = normal.pose(warp.bone)
                body = unplaced(pose, points[rows])
                found[rows] += weight[:, None] * ((warp.there(body) - body) @ pose[:3, :3].T)
    return found


@pytest.mark.parametrize("what", ["burst", "bent"])
def test_all_go_where_the_bone_takes_them(what: str) -> None:
    normal = load_normal()
    reached = 0
    # the first time each is asked alone, then with all that were asked before
    for much in (0.5, 0.7, 0.9):
        if what == "burst":
            changes = compress(normal, NONE, Site.of("L4"), shape="burst", loss=50 * much)
        else:
            changes = with_warps(NONE, joint_warps(normal, "L4-L5", 3.0 * much))
        for text in IDS:
            id = StructureId(text)
            points = normal.assets.meshes[id].points.astype(np.float64)
            told = plainly(normal, changes, id)
            for shipped in (True, False):
                found = warped(normal, changes, skin(normal, id), id, points, as_shipped=shipped)
                np.testing.assert_allclose(found, told, atol=1e-9)
            reached += bool(np.abs(told - points).max() > 0.2)
    assert reached > 6


def test_what_no_bone_reaches_is_the_same_array() -> None:
    normal, id = load_normal(), StructureId("disc.T12-L1")
    changes = with_warps(NONE, joint_warps(normal, "L4-L5", 2.0))
    points = normal.assets.meshes[id].points.astype(np.float64)
    found = warped(normal, changes, skin(normal, id), id, points, as_shipped=True)
    assert found is points
