"""Bone that grows under a hand: sums over kept weights say what the fields themselves say."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.growing import growing, grown_bone, risen
from meshes.changed.normal import Normal, load_normal
from meshes.changed.rising import Spot, grown_at, rise
from meshes.effects.apply import Site
from meshes.effects.changes import NONE, Changes, bones_of
from meshes.effects.growth import facet_growth, osteophytes

LEVELS = ("L5-S1",)


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


def grown(normal: Normal, level: str) -> Changes:
    """Facet joints and rims of a level that grew."""
    site = Site.of(level)
    changes = facet_growth(normal, NONE, site, osteophyte=4.0, process=1.5, medial=1.4)
    return osteophytes(normal, changes, site, front=5.0, recess=3.0)


@pytest.mark.parametrize("level", LEVELS)
def test_a_bone_grows_under_a_hand_as_at_rest(normal: Normal, level: str) -> None:
    changes = grown(normal, level)
    for bone in bones_of(level):
        quick = grown_bone(normal, changes, bone, draft=True)
        exact = grown_bone(normal, changes, bone)
        away = np.linalg.norm(quick - exact, axis=1)
        gone = np.linalg.norm(exact - normal.bones[bone].surface.points, axis=1)
        assert gone.max() > 2.0
        assert away.max() < 0.5
        assert away.mean() < 0.01


def test_growth_at_places_is_that_of_the_growths(normal: Normal) -> None:
    changes, bone = grown(normal, "L5-S1"), "vertebra.L5"
    parts = [g.by for g in changes.growths if g.bone == bone]
    surface = normal.bones[bone].surface
    spot, by = Spot(surface.points, surface.normals.astype(np.float64)), growing(changes, bone)
    found = grown_at(spot, parts)
    assert found is not None
    assert by is not None
    assert by(spot.points).max() > 1.0
    assert np.abs(found - by(spot.points)).max() < 1e-3


def test_nothing_rises_where_nothing_grows_and_a_free_field_is_left_to_others(
    normal: Normal,
) -> None:
    changes = grown(normal, "L5-S1")
    parts = [g.by for g in changes.growths if g.bone == "vertebra.L5"]
    far = Spot(np.full((4, 3), 300.0), np.tile([0.0, 0.0, 1.0], (4, 1)))
    still = rise(far, parts)
    assert still is not None
    assert not still.any()
    assert rise(far, [*parts, lambda points: np.ones(len(points))]) is None
    assert risen(lambda p: np.zeros(len(p)), far.points, far.out).max() == 0.0


def test_places_rise_beside_others_as_they_do_alone(normal: Normal) -> None:
    changes, bone = grown(normal, "L5-S1"), "vertebra.L5"
    parts = [g.by for g in changes.growths if g.bone == bone]
    surface = normal.bones[bone].surface
    out = surface.normals.astype(np.float64)
    spots = [Spot(surface.points[start::3], out[start::3]) for start in range(3)]
    alone = [rise(spot, parts) for spot in spots]
    # asked again they are worked out together, and so are those of another step
    again = [rise(spot, parts) for spot in spots]
    other = [g.by for g in grown(normal, "L5-S1").growths if g.bone == bone]
    for one, two, three in zip(alone, again, (rise(s, other) for s in spots), strict=True):
        assert one is not None
        assert two is not None
        assert three is not None
        assert one.max() > 1.0
        assert np.abs(one - two).max() < 1e-4
        assert np.abs(one - three).max() < 1e-4
