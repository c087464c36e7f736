"""Shapes that give way: what lies beyond the boxes they name stays where it is."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.normal import load_normal
from meshes.effects.apply import Site, applied
from meshes.effects.boxes import rows_in
from meshes.effects.changes import NONE

MODELS = load_models()
GIVING_WAY = [
    *(key for key in MODELS if "fracture" in key or key.startswith("castellvi")),
    "degenerative-slip",
]


@pytest.mark.parametrize("key", GIVING_WAY)
def test_nothing_moves_beyond_the_reach_of_a_warp(key: str) -> None:
    normal, model = load_normal(), MODELS[key]
    place = next((at for at in ("L3-L4", "L3", "L5") if at in model.at), model.at[-1])
    site = Site.of(place, model.side if model.sides else "", model.zone)
    warps = applied(normal, NONE, model.steps, site, 0.8, model.extra_start).warps
    assert warps
    for warp in warps:
        assert warp.reach is not None
        points = normal.bones[warp.bone].surface.points
        points = np.concatenate([points[::4], 1.1 * points[1::4]])
        near = np.unique(np.concatenate([rows_in(points, *box) for box in warp.reach]))
        far = np.setdiff1d(np.arange(len(points)), near)
        assert len(near)
        assert np.array_equal(warp.there(points[far]), points[far])
        assert np.allclose(warp.back(points[far]), points[far], atol=1e-6)
        # asked only where it reaches, it says the same
        assert np.array_equal(warp.goes_to(points), warp.there(points))
        assert np.allclose(warp.came_from(points), warp.back(points), atol=1e-6)
