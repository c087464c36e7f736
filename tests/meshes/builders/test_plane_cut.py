"""Closed surfaces cut by a sagittal plane."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from meshes.builders.plane_cut import FAR, PlaneCut
from meshes.surface import Surface, smooth_normals


def ball(centre: tuple[float, float, float], radius: float = 5.0) -> Surface:
    mesh = pv.Icosphere(radius=radius, center=centre, nsub=4)
    points, triangles = np.asarray(mesh.points, float), mesh.regular_faces.astype(np.int32)
    shade = np.ones(len(points), np.float32)
    return Surface(points, triangles, smooth_normals(points, triangles), shade)


@pytest.mark.parametrize("x", [0.0, 3.0])
def test_ball_is_a_disc_in_the_plane(x: float) -> None:
    points = np.random.default_rng(5).uniform(-9, 9, (300, 3))
    true = np.hypot(points[:, 1], points[:, 2]) - np.sqrt(25.0 - x * x)
    assert PlaneCut.of([ball((0, 0, 0))], x).distance(points) == pytest.approx(true, abs=0.03)


def test_overlapping_solids_are_inside_too() -> None:
    cut = PlaneCut.of([ball((0, 0, 0)), ball((0, 3, 0))], 0.0)
    found = cut.distance(np.array([[0, 1.5, 0], [0, -4, 0], [0, 7, 0], [0, 9, 0]], float))
    assert (found < 0).tolist() == [True, True, True, False]


def test_plane_beside_everything_meets_nothing() -> None:
    cut = PlaneCut.of([ball((0, 0, 0))], 6.0)
    assert cut.distance(np.zeros((2, 3))) == pytest.approx(FAR)
