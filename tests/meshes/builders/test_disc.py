from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.disc import ANGLES, NUCLEUS_BACK, RINGS, build_disc
from meshes.builders.plate import bone_plate, drawn_plate
from meshes.meshing import is_closed
from meshes.spine import Spine
from meshes.stacking import posture
from meshes.surface import Surface, volume

CAP_FACES = ANGLES * (2 * len(RINGS) - 1)


def centres(surface: Surface) -> np.ndarray:
    return surface.points[surface.triangles].mean(axis=1)


def test_disc_and_parts_are_closed_and_look_outward(discs: dict[str, Surface]) -> None:
    assert set(discs) == {"disc.L4-L5", "disc.L4-L5.annulus", "disc.L4-L5.nucleus"}
    for surface in discs.values():
        assert is_closed(surface.triangles)
        assert volume(surface) > 0
        assert np.all((surface.shade > 0.4) & (surface.shade <= 1.0))


def test_caps_lie_on_their_bones(segment: Spine, discs: dict[str, Surface]) -> None:
    disc = discs["disc.L4-L5"]
    distance = segment.distance(centres(disc))
    for cap in (distance[:CAP_FACES], distance[-CAP_FACES:]):
        assert float(np.abs(cap).max()) < 0.2
    assert float(distance[CAP_FACES:-CAP_FACES].min()) > -0.2


def test_heights_and_wedge_are_near_the_figures(discs: dict[str, Surface]) -> None:
    rows = discs["disc.L4-L5"].points[1:-1].reshape(-1, ANGLES, 3)
    low, high = rows[len(RINGS) - 1], rows[-len(RINGS)]
    figures = posture().disc["L4-L5"]
    # The edge of the disc lies inside the rim, where the plates are closer by their hollow.
    assert np.linalg.norm(high[24] - low[24]) == pytest.approx(figures["anterior"], abs=1.5)
    assert np.linalg.norm(high[72] - low[72]) == pytest.approx(figures["posterior"], abs=1.5)


def test_nucleus_has_its_share_and_lies_posterior(discs: dict[str, Surface]) -> None:
    whole, nucleus = discs["disc.L4-L5"], discs["disc.L4-L5.nucleus"]
    assert 0.26 < volume(nucleus) / volume(whole) < 0.29
    assert volume(discs["disc.L4-L5.annulus"]) == pytest.approx(
        volume(whole) - volume(nucleus), rel=0.01
    )
    middle = 0.5 * (nucleus.points[:, 1].min() + nucleus.points[:, 1].max())
    outer = 0.5 * (whole.points[:, 1].min() + whole.points[:, 1].max())
    assert outer - middle == pytest.approx(NUCLEUS_BACK, abs=0.8)


def test_wall_bulges_more_anteriorly(discs: dict[str, Surface]) -> None:
    rows = discs["disc.L4-L5"].points[1:-1].reshape(-1, ANGLES, 3)
    wall = rows[len(RINGS) - 1 : -len(RINGS) + 1]
    chord = 0.5 * (wall[0] + wall[-1])
    out = np.linalg.norm(wall[len(wall) // 2] - chord, axis=1)
    assert out[24] > 0.8
    assert out[72] < 0.6
    # Most beside the posterior longitudinal ligament, within the 0.5-1.5 mm of a loaded disc.
    assert 1.0 < out[84] < 1.5
    assert out[84] == pytest.approx(out[60], abs=0.05)


def test_disc_is_symmetric_and_repeatable(segment: Spine, discs: dict[str, Surface]) -> None:
    rows = discs["disc.L4-L5"].points[1:-1].reshape(-1, ANGLES, 3)
    mirror = rows[:, (ANGLES // 2 - np.arange(ANGLES)) % ANGLES] * [-1, 1, 1]
    assert float(np.abs(rows - mirror).max()) < 0.05
    lower = bone_plate(segment, "vertebra.L5", "superior")
    again = build_disc("L4-L5", lower, bone_plate(segment, "vertebra.L4", "inferior"))
    for name, surface in discs.items():
        np.testing.assert_array_equal(surface.points, again[name].points)


def test_a_drawn_plate_carries_a_disc_where_no_bone_is(segment: Spine) -> None:
    lower = bone_plate(segment, "vertebra.L4", "superior")
    upper = drawn_plate(lower, dict(posture().plate["T12"]), 7.2, 2.8)
    disc = build_disc("T12-L1", lower, upper)["disc.T12-L1"]
    assert is_closed(disc.triangles)
    rows = disc.points[1:-1].reshape(-1, ANGLES, 3)
    heights = np.linalg.norm(rows[len(RINGS) - 1] - rows[-len(RINGS)], axis=1)
    assert heights[24] > heights[72]
    assert 5.5 < heights.mean() < 9.0
    # The plate is hollow: the disc is highest near its middle.
    assert np.linalg.norm(disc.points[-1] - disc.points[0]) > heights.mean() + 0.8
