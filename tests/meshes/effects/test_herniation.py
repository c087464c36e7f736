"""Pieces of disc that grow: they go where there is room, and do not leap."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.changes import LEVELS, Changes, DiscChange, Herniation, Values, bones_of
from meshes.effects.herniation import herniated
from meshes.surface import Points

#: What leaves the height of the disc within the canal, by shape, zone and migration, mm.
MIGRATED = (
    ("extrusion", "subarticular", -8.0),
    ("extrusion", "central", 8.0),
    ("sequestration", "subarticular", -15.0),
)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_a_piece_that_grows_stays_on_its_body_and_does_not_leap_to_the_arch(level: str) -> None:
    changed = Changed(load_normal(), Changes(discs={level: DiscChange()}))

    def bone(points: Points) -> Values:
        above, below = (changed.posed.distance_to(key, points) for key in bones_of(level))
        return np.minimum(above, below)

    for shape, zone, migration in MIGRATED:
        side = "" if zone == "central" else "left"
        ends = []
        for size in np.arange(4.0, 15.1, 1.0):
            asked = Herniation(level, shape, zone, side, float(size), migration)
            mass = herniated(changed.normal, changed.walls[level], asked, bone)
            ends.append(np.concatenate([mass.lower, mass.upper]))
        assert np.abs(np.diff(ends, axis=0)).max() < 1.6, (shape, zone)
