from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.foramen import PLANES, _loft, foramen_sections, size_of
from meshes.builders.obstacle import obstacles
from meshes.landmarks import pedicle
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.surface import Surface, volume

PAIR = ("vertebra.L4", "vertebra.L5")


def test_region_is_closed_free_of_bone_and_beside_the_canal(
    segment: Spine, discs: dict[str, Surface], facets: dict[str, Surface]
) -> None:
    region = _loft(foramen_sections(segment, *PAIR, discs | facets))
    assert is_closed(region.triangles)
    assert volume(region) > 500
    distance = segment.distance(region.points)
    assert distance.min() > -0.05
    # It fills the opening: it comes close to bone all along its height.
    rows = region.points[1:-1].reshape(-1, 72, 3)
    nearest = segment.distance(rows[len(rows) // 2])
    assert np.percentile(nearest, 30) < 0.6
    assert region.points[:, 0].min() > 8


def test_size_is_that_of_a_lumbar_foramen(
    segment: Spine, discs: dict[str, Surface], facets: dict[str, Surface]
) -> None:
    bare = size_of(foramen_sections(segment, *PAIR, discs))
    full = size_of(foramen_sections(segment, *PAIR, discs | facets))
    assert full.height == pytest.approx(18.0, abs=3.0)  # 18 mm pedicle to pedicle at L4-L5
    assert 6.0 < full.width < 13.0
    assert 100 < full.area < 190
    assert full.area < bare.area + 5


def test_sections_run_between_the_pedicle_borders(
    segment: Spine, discs: dict[str, Surface]
) -> None:
    sections = foramen_sections(segment, *PAIR, discs)
    across = [float(s.centre[0]) for s in sections]
    assert len(sections) == PLANES
    assert across == sorted(across)
    borders = [pedicle(segment.bones[key]) for key in PAIR]
    assert across[0] > max(b.medial for b in borders)
    assert across[-1] < min(b.lateral for b in borders)


def test_a_higher_disc_opens_the_foramen(segment: Spine) -> None:
    raised = segment.poses["vertebra.L4"].copy()
    raised[2, 3] += 3.0
    higher = Spine(segment.bones, {**segment.poses, "vertebra.L4": raised})
    low = size_of(foramen_sections(segment, *PAIR, {}))
    high = size_of(foramen_sections(higher, *PAIR, {}))
    assert high.height > low.height + 1.5


def test_soft_parts_are_obstacles(segment: Spine, discs: dict[str, Surface]) -> None:
    disc = discs["disc.L4-L5"]
    block = obstacles(segment, PAIR, [disc])
    outward = disc.points + 0.8 * disc.normals.astype(np.float64)
    wall = slice(len(disc.points) // 2 - 200, len(disc.points) // 2 + 200)
    found = block.distance(outward[wall])
    bone = segment.distance(outward[wall])
    assert np.all(found <= np.minimum(0.85, bone) + 1e-6)
    assert np.all(found[bone > 1.0] > 0.5)
