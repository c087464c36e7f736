from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from meshes.builders.facet import build_facets
from meshes.builders.flavum import build_flava
from meshes.builders.foramen import (
    PLANES,
    Section,
    _loft,
    bounds,
    foramen_sections,
    foramen_sizes,
    size_of,
)
from meshes.builders.nerve_set import NerveCourses, build_nerves
from meshes.field import triangle_distance
from meshes.landmarks import pedicle
from meshes.measures.figures import morphometry
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


@pytest.fixture(scope="module")
def soft(
    spine: Spine, column_discs: dict[str, Surface], courses: NerveCourses
) -> dict[str, Surface]:
    """Discs, joints, flava and nerves of the whole column."""
    nerves = build_nerves(spine, column_discs, None, courses)
    facets = build_facets(spine)
    return column_discs | nerves | facets | build_flava(spine, nerves, facets)


@pytest.mark.parametrize("key", ["foramen-height", "foramen-width", "foramen-area"])
def test_every_foramen_has_its_published_size(
    spine: Spine, soft: dict[str, Surface], key: str
) -> None:
    figure = morphometry().figures[key]
    for level, size in foramen_sizes(spine, soft).items():
        assert figure.holds(level, getattr(size, key.removeprefix("foramen-"))), level


def test_nerves_pass_clear_of_flava(soft: dict[str, Surface]) -> None:
    flava = np.concatenate([s.points for k, s in soft.items() if k.startswith("ligamentum")])
    for key, nerve in soft.items():
        if key.endswith(".right") and key.startswith(("root.", "ganglion.")):
            mesh = pv.PolyData.from_regular_faces(nerve.points, nerve.triangles)
            low, high = nerve.points.min(axis=0) - 2.0, nerve.points.max(axis=0) + 2.0
            near = flava[np.all((flava > low) & (flava < high), axis=1)]
            if len(near):
                assert triangle_distance(mesh, near).min() > 0.25, key


def test_width_is_taken_across_the_leaning_axis() -> None:
    turns = np.arange(72) * 2 * np.pi / 72
    lean = np.radians(30.0)
    # Distance from the centre of an ellipse 18 high and 8 wide, leaning by 30 degrees.
    free = 1.0 / np.hypot(np.cos(turns - lean) / 4.0, np.sin(turns - lean) / 9.0)
    size = size_of([Section(np.zeros(3), free)])
    assert size.area == pytest.approx(np.pi * 36.0, rel=0.01)
    # A third of the way down from the top the chord is 2 * 4 * sqrt(1 - (1/3)^2).
    assert size.width == pytest.approx(7.54, abs=0.1)
    assert size.height < 17.0


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
    outward = disc.points + 0.8 * disc.normals.astype(np.float64)
    wall = slice(len(disc.points) // 2 - 200, len(disc.points) // 2 + 200)
    for point in outward[wall][np.abs(disc.normals[wall, 0]) < 0.3][::10]:
        found = bounds(segment, PAIR, [disc], float(point[0])).distance(point[None])
        bone = segment.distance(point[None])
        assert found[0] <= min(0.9, bone[0]) + 1e-6
        assert found[0] > 0.5 or bone[0] <= 1.0
