"""The cone at the end of the cord, in a plain straight sac."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.cord import build_conus, cord_half_axes
from meshes.builders.sac import RAYS, SacCourse
from meshes.nerves import nerve_figures
from meshes.surface import volume

FIGURES = nerve_figures()


def straight_sac() -> SacCourse:
    way = np.linspace(0.0, 60.0, 40)
    centres = np.stack([np.zeros(40), np.zeros(40), -way], axis=1)
    posterior = np.tile([0.0, -1.0, 0.0], (40, 1))
    return SacCourse(way, centres, posterior, np.tile([8.75, 7.2], (40, 1)), np.ones((40, RAYS)))


def test_the_cone_narrows_steadily_to_its_tip() -> None:
    way = np.linspace(0.0, 40.0, 81)
    half = cord_half_axes(way, 30.0, FIGURES)
    assert (np.diff(half, axis=0) <= 1e-9).all()
    assert (half[way >= 30.0] == 0.0).all()
    assert 2.0 * half[0] == pytest.approx([FIGURES.conus.width, FIGURES.conus.depth], rel=0.06)


def test_the_conus_stands_out_of_the_cut_sac_and_ends_at_the_tip() -> None:
    made = build_conus(straight_sac(), 30.0, FIGURES)
    assert made.points[:, 2].max() == pytest.approx(FIGURES.conus.above_sac + 0.5, abs=0.2)
    assert made.points[:, 2].min() == pytest.approx(-30.4, abs=0.5)
    assert np.ptp(made.points[:, 0]) == pytest.approx(FIGURES.conus.width, abs=0.3)
    assert volume(made) > 0.0


def test_the_cord_lies_within_the_sac() -> None:
    made = build_conus(straight_sac(), 30.0, FIGURES)
    assert np.hypot(made.points[:, 0] / 8.75, made.points[:, 1] / 7.2).max() < 0.8
