"""Room that is known without asking a bone: never more than there is."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.clear import least_room
from meshes.changed.normal import Normal, load_normal
from meshes.changed.obstacles import BEYOND
from meshes.changed.posed import Posed, moves_of
from meshes.changed.resting import root_places, sac_places
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import COLUMN, NONE, Changes

#: Grids of growth are straight between their nodes: what is known at rest differs by this, mm.
_GRID = 0.05


@pytest.fixture(scope="module")
def normal() -> Normal:
    return load_normal()


def changes_of(normal: Normal, name: str) -> Changes:
    model = load_models()[name]
    place = model.at[-1]
    site = Site.of(place, model.side if model.sides else "", model.zone)
    return applied(normal, NONE, model.steps, site, 0.8, model.extra_start)


@pytest.mark.parametrize("name", ["central-stenosis", "foraminal-stenosis", "degenerative-slip"])
def test_no_place_is_nearer_to_a_bone_than_it_is_said_to_be(normal: Normal, name: str) -> None:
    changed = Changed(normal, changes_of(normal, name), draft=True)
    rest, told = root_places(normal), 0
    now = changed.courses.lines.reshape(-1, 3)
    for bone in COLUMN:
        least = least_room(changed.posed, bone, rest, now)
        if least is None:
            continue
        told += 1
        away = np.minimum(changed.posed.distance_to(bone, now), BEYOND)
        assert (least - away).max() < _GRID
        # that it is clear of a bone is seen of most that is
        clear = away >= BEYOND
        assert (least[clear] > 2.5).mean() > 0.5
    assert told >= 5


def test_room_of_the_sac_beside_a_bone_that_grew_is_what_it_is(normal: Normal) -> None:
    changes = changes_of(normal, "central-stenosis")
    posed, rest = Posed(normal, changes, moves_of(changes), True), sac_places(normal)
    bone = changes.growths[0].bone
    least = least_room(posed, bone, rest, rest.copy())
    assert least is not None
    near = posed.distance_to(bone, rest) < BEYOND
    assert near.any()
    away = posed.distance_to(bone, rest)[near]
    assert np.abs(least[near] - away).max() < _GRID


def test_of_a_bone_in_two_pieces_or_that_gave_way_nothing_is_told(normal: Normal) -> None:
    rest = root_places(normal)
    slipped = changes_of(normal, "isthmic-slip")
    loose = next(iter(slipped.loose))
    assert least_room(Posed(normal, slipped, moves_of(slipped)), loose, rest, rest) is None
    broken = changes_of(normal, "wedge-fracture")
    bone = broken.warps[0].bone
    assert least_room(Posed(normal, broken, moves_of(broken)), bone, rest, rest) is None
