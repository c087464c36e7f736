from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from meshes.builders.flavum import COLUMNS, ROWS, build_flavum
from meshes.field import triangle_distance
from meshes.landmarks import pedicle
from meshes.ligaments import ligament_figures
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.stacking import posture
from meshes.surface import Surface, mirrored, volume

PAIR = ("vertebra.L4", "vertebra.L5")


@pytest.fixture(scope="module")
def flavum(segment: Spine) -> Surface:
    """The right half."""
    return build_flavum(segment, *PAIR)


def test_flavum_is_a_closed_slab(flavum: Surface) -> None:
    assert is_closed(flavum.triangles)
    # Both halves together: more than 300 mm3.
    assert volume(flavum) > 150
    assert np.all(np.isfinite(flavum.points))


def test_flavum_lies_on_the_laminae_and_not_in_them(segment: Spine, flavum: Surface) -> None:
    distance = segment.distance(flavum.points)
    assert distance.min() > -0.35
    for key in PAIR:
        assert segment.distance(flavum.points, (key,)).min() < 0.3


def test_flavum_has_its_thickness_in_the_gap(flavum: Surface) -> None:
    front, back = flavum.points.reshape(2, COLUMNS, ROWS, 3)
    thickness = np.linalg.norm(front - back, axis=2)
    assert np.percentile(thickness, 97) == pytest.approx(posture().flavum["L4-L5"], abs=0.9)
    assert thickness.min() > 0.05


def test_flavum_leaves_the_canal_open(segment: Spine, flavum: Surface) -> None:
    # Behind the disc there is room for a sac 13 mm deep, and more.
    wall = segment.plate("vertebra.L5", "superior").rim[72, 1]
    middle = np.abs(flavum.points[:, 0]) < 5.0
    assert flavum.points[middle, 1].max() < wall - 11.0


def test_both_halves_leave_a_cleft_and_are_alike(flavum: Surface) -> None:
    left = mirrored(flavum)
    cleft = flavum.points[:, 0].min() - left.points[:, 0].max()
    assert 1.0 <= cleft <= 2.0
    assert cleft == pytest.approx(ligament_figures().flavum.cleft, abs=0.2)
    assert volume(left) == pytest.approx(volume(flavum))


def test_flavum_reaches_the_capsule_of_the_facet_joint(
    flavum: Surface, facets: dict[str, Surface]
) -> None:
    capsule = facets["facet.L4-L5.capsule.right"].points
    lateral = flavum.points[flavum.points[:, 0] > 8.0]
    nearest = np.linalg.norm(lateral[:, None] - capsule[None], axis=2).min()
    assert nearest < 1.0
    assert flavum.points[:, 0].max() < ligament_figures().flavum.half_width["L4-L5"] + 2.0


@pytest.fixture(scope="module")
def covering(segment: Spine, facets: dict[str, Surface]) -> Surface:
    """The right half, laid on the capsule."""
    return build_flavum(segment, *PAIR, None, facets["facet.L4-L5.capsule.right"])


def test_flavum_touches_the_capsule_and_does_not_cut_it(
    covering: Surface, facets: dict[str, Surface]
) -> None:
    capsule = facets["facet.L4-L5.capsule.right"]
    mesh = pv.PolyData.from_regular_faces(capsule.points, capsule.triangles)
    distance = triangle_distance(mesh, covering.points)
    assert distance.min() > -0.3
    # It lies on the front of the joint with much of its back.
    assert (np.abs(distance) < 0.35).sum() > 40


def test_flavum_is_the_posterior_wall_of_the_foramen(segment: Spine, covering: Surface) -> None:
    border = pedicle(segment.bones["vertebra.L4"])
    middle = 0.5 * (border.medial + border.lateral)
    front = covering.points.reshape(2, COLUMNS, ROWS, 3)[0]
    assert front[..., 0].max() > middle
    # Between the pedicles only: superior of the disc's upper edge it is in the foramen.
    beside = front[front[..., 0] > middle - 1.0]
    assert np.ptp(beside[:, 2]) < 20.0
    thick = np.linalg.norm(np.subtract(*covering.points.reshape(2, COLUMNS, ROWS, 3)), axis=2)
    assert thick[front[..., 0] > 15.0].max() < 4.0
