"""A root's thickness and its ganglion on a plain straight course."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.builders.root import build_ganglion, build_roots
from meshes.builders.root_course import (
    STANDS_OUT,
    STATIONS,
    RootCourse,
    centre_lines,
    ganglion_half_length,
    nerve_radius,
)
from meshes.nerves import nerve_figures
from meshes.surface import volume

FIGURES = nerve_figures()


def course(level: str = "L4") -> RootCourse:
    """80 mm down and outward, the sac left after 20 mm, the ganglion's middle at 40 mm."""
    way = np.linspace(0.0, 80.0, STATIONS)
    line = way[:, None] * np.array([0.6, 0.0, -0.8]) + np.array([8.0, 0.0, 0.0])
    radius = nerve_radius(way, np.array([20.0, 40.0]), FIGURES.root[level])
    full = 0.5 * FIGURES.root[level].ganglion_width
    return RootCourse(level, line, radius, 20.0, 40.0, full)


def test_the_radius_runs_from_sleeve_to_ramus_to_a_tapered_end() -> None:
    way, root = np.linspace(0.0, 80.0, STATIONS), FIGURES.root["L4"]
    radius = nerve_radius(way, np.array([20.0, 40.0]), root)
    assert np.interp(30.0, way, radius) == pytest.approx(root.sleeve, abs=0.05)
    assert np.interp(55.0, way, radius) == pytest.approx(root.ramus, abs=0.05)
    assert radius[0] < 0.7 * root.sleeve
    assert radius[-1] < 0.6 * root.ramus
    assert np.abs(np.diff(radius)).max() < 0.15


def test_the_published_length_of_the_ganglion_stands_out_of_the_nerve() -> None:
    root = FIGURES.root["L4"]
    half = ganglion_half_length(root, 0.5 * root.ganglion_width)
    nerve = 0.5 * (root.sleeve + root.ramus) + STANDS_OUT
    shown = half * np.sqrt(1.0 - (nerve / (0.5 * root.ganglion_width)) ** 2)
    assert 2.0 * shown == pytest.approx(root.ganglion_length)


def test_the_ganglion_is_a_spindle_at_its_place() -> None:
    made, root = build_ganglion(course(), FIGURES), FIGURES.root["L4"]
    centre = np.array([8.0 + 0.6 * 40.0, 0.0, -0.8 * 40.0])
    assert made.points.mean(axis=0) == pytest.approx(centre, abs=0.2)
    assert np.ptp(made.points[:, 1]) == pytest.approx(root.ganglion_width, rel=0.03)
    half = ganglion_half_length(root, 0.5 * root.ganglion_width)
    ellipsoid = 4.0 / 3.0 * np.pi * half * (0.5 * root.ganglion_width) ** 2
    assert volume(made) == pytest.approx(ellipsoid, rel=0.08)


def test_right_roots_are_built_and_both_sides_have_a_line() -> None:
    built = build_roots({"L4": course(), "L5": course("L5")}, FIGURES)
    assert set(built) == {f"{k}.{v}.right" for k in ("root", "ganglion") for v in ("L4", "L5")}
    lines = centre_lines({"L4": course()})
    assert lines["root.L4.left"][:, 0] == pytest.approx(-lines["root.L4.right"][:, 0])
