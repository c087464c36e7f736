"""Nets that are kept for all steps of a slider close a cut as those do that are made anew."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import Normal, load_normal
from meshes.changed.sawn_bones import marks
from meshes.changed.sawn_nets import Faces, nets
from meshes.effects.saw import Cut, Kind, regions_of

BONE = "vertebra.L4"
#: Nodes of the nets are so far apart, mm, and lie no farther from a face.
SPACING = 0.8


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


def area(faces: Faces) -> float:
    a, b, c = (faces.points[faces.triangles[:, k]] for k in range(3))
    return float(0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())


@pytest.mark.parametrize("kind", ["pars-defect", "laminectomy"])
def test_kept_nets_lie_where_new_ones_do(normal: Normal, kind: Kind) -> None:
    regions = regions_of(Cut(BONE, kind, "both", 1.0), marks(normal)[BONE])
    points = normal.bones[BONE].surface.points
    taken = np.min([region.distance(points) for region in regions], axis=0)
    bone, near = normal.fields[BONE].distance, points[taken < SPACING]
    new = nets(near, regions, bone, steady=False)
    kept = nets(near, regions, bone, steady=True)
    # a surface that hardly moved is closed with the same nets
    moved = nets(near + 0.01, regions, bone, steady=True)
    assert area(new) > 20.0
    assert abs(area(kept) / area(new) - 1.0) < 0.06
    assert abs(area(moved) / area(kept) - 1.0) < 0.06
    for faces in (new, kept):
        depth = np.min([np.abs(region.distance(faces.points)) for region in regions], axis=0)
        assert depth.max() < SPACING
        assert bone(faces.points).max() < 1.1
        middle = faces.points[faces.triangles].mean(axis=1)
        within = np.min([region.distance(middle) for region in regions], axis=0)
        assert within.min() > -0.3
