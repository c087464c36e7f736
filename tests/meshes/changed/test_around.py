"""What surrounds the nerves, asked as one while a slider is dragged."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.around import disc_solids, flavum_sheets, flavum_solids, pushed_roots
from meshes.changed.normal import load_normal
from meshes.changed.obstacles import Solid, Surroundings
from meshes.changed.resting import roots_beside
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import NONE


@pytest.fixture(scope="module")
def changed() -> Changed:
    normal, model = load_normal(), load_models()["burst-fracture"]
    return Changed(normal, applied(normal, NONE, model.steps, Site.of("L3"), 0.8), draft=True)


def near(solid: Solid) -> np.ndarray:  # type: ignore[type-arg]
    """Places in a solid's box."""
    return np.random.default_rng(3).uniform(solid.lower, solid.upper, (300, 3))


def test_discs_asked_as_one_are_the_discs(changed: Changed) -> None:
    (one,) = disc_solids(changed.posed, changed.walls, joined=True)
    each = disc_solids(changed.posed, changed.walls)
    assert len(each) > 1
    for solid in each:
        points = near(solid)
        asked = Surroundings((solid,)).distance(points)
        close = asked < 4.0
        assert close.any()
        assert np.allclose(one.distance(points)[close], asked[close])


def test_flava_asked_as_one_are_the_flava(changed: Changed) -> None:
    sheets = flavum_sheets(changed.posed, changed.touched_levels, changed.flavum)
    (one,) = flavum_solids(sheets, joined=True)
    each = Surroundings(tuple(flavum_solids(sheets)))
    points = np.concatenate([near(solid) for solid in each.solids])
    asked = each.distance(points)
    close = asked < 2.0
    # but at the mid-line, where both sides meet
    assert np.percentile(np.abs(one.distance(points) - asked)[close], 98.0) < 0.1


def test_pushed_roots_asked_as_one_are_the_roots(changed: Changed) -> None:
    ready = changed.courses, changed.shift, roots_beside(changed.normal)
    each = Surroundings(tuple(pushed_roots(*ready)))
    assert len(each.solids) > 1
    (one,) = pushed_roots(*ready, joined=True)
    points = np.concatenate([near(solid) for solid in each.solids])
    asked = each.distance(points)
    assert np.abs(one.distance(points) - asked)[asked < 3.0].max() < 0.6
