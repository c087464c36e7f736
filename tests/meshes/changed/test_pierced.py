"""Rays through solids of known size: right order, right millimetres, no edge lost or told twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from meshes import rays
from meshes.changed.pierced import finest, pierced


@dataclass(frozen=True)
class _Solid:
    points: np.ndarray
    triangles: np.ndarray


def _box(lower: tuple[float, float, float], upper: tuple[float, float, float]) -> _Solid:
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=float)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    low, high = np.array(lower), np.array(upper)
    return _Solid(low + corners * (high - low), np.array(faces, dtype=np.int32))


FLAVUM = _box((-5.0, -3.0, -5.0), (5.0, 0.0, 5.0))
SAC = _box((-5.0, 4.0, -5.0), (5.0, 14.0, 5.0))
ASIDE = _box((20.0, 0.0, 0.0), (30.0, 10.0, 10.0))
SOLIDS = {"thecal-sac": SAC, "ligamentum-flavum.L4-L5.left": FLAVUM, "hip-bone.left": ASIDE}


def test_structures_come_in_order_with_their_millimetres() -> None:
    found = pierced(np.array([1.0, -10.0, 0.3]), np.array([1.0, 8.0, 0.3]), SOLIDS)
    assert [(p.id, p.entry_mm, p.exit_mm) for p in found] == [
        ("ligamentum-flavum.L4-L5.left", pytest.approx(7.0), pytest.approx(10.0)),
        ("thecal-sac", pytest.approx(14.0), pytest.approx(18.0)),
    ]


def test_a_slanting_line_is_longer_by_its_slant() -> None:
    slant = np.radians(30.0)
    ahead = np.array([np.sin(slant), np.cos(slant), 0.0])
    middle = np.array([0.0, -1.5, 0.2])
    found = pierced(middle - 9.0 * ahead, middle + 3.0 * ahead, SOLIDS)
    assert found[0].exit_mm - found[0].entry_mm == pytest.approx(3.0 / np.cos(slant))


def test_a_line_that_stops_short_pierces_nothing_beyond() -> None:
    assert not pierced(np.array([0.0, -10.0, 0.0]), np.array([0.0, -3.1, 0.0]), SOLIDS)


def test_a_line_that_begins_inside_begins_at_nought() -> None:
    found = pierced(np.array([0.1, -1.0, 0.0]), np.array([0.1, 2.0, 0.0]), SOLIDS)
    assert (found[0].entry_mm, found[0].exit_mm) == (0.0, pytest.approx(1.0))


@pytest.mark.parametrize("x", [-5.0, -2.5, 0.0, 2.5, 4.999])
@pytest.mark.parametrize("z", [-2.5, 0.0, 2.5])
def test_edges_of_triangles_are_neither_lost_nor_told_twice(x: float, z: float) -> None:
    # Among these lie the diagonals of the faces: x = z exactly on the edge of two triangles.
    faces = rays.Faces.of_solid(FLAVUM)
    found = rays.stretches(np.array([x, -9.0, z]), np.array([x, 9.0, z]), faces)
    assert len(found) == (1 if x > -5.0 else len(found))
    assert all(s.stop - s.start == pytest.approx(3.0) for s in found)


def test_a_hollow_is_left_and_entered_again() -> None:
    one, two = _box((-1.0, 0.0, -1.0), (1.0, 1.0, 1.0)), _box((-1.0, 2.0, -1.0), (1.0, 4.0, 1.0))
    both = _Solid(
        np.concatenate([one.points, two.points]),
        np.concatenate([one.triangles, two.triangles + 8]),
    )
    found = pierced(np.array([0.1, -5.0, 0.3]), np.array([0.1, 9.0, 0.3]), {"sacrum": both})
    assert [round(p.entry_mm, 6) for p in found] == [5.0, 7.0]
    assert [round(p.exit_mm, 6) for p in found] == [6.0, 9.0]


@pytest.mark.parametrize(
    ("start", "stop", "wanted"),
    [
        ((8.0, -1.0, 0.0), (8.0, 1.0, 0.0), 3.0),
        ((0.0, -9.0, 0.0), (0.0, -5.0, 0.0), 2.0),
        ((8.0, -9.0, 9.0), (8.0, 9.0, 9.0), 5.0),
        ((0.0, -9.0, 0.0), (0.0, 9.0, 0.0), 0.0),
    ],
)
def test_distance_is_exact(
    start: tuple[float, ...], stop: tuple[float, ...], wanted: float
) -> None:
    faces = rays.Faces.of_solid(FLAVUM)
    assert rays.distance(np.array(start), np.array(stop), faces) == pytest.approx(wanted)


def test_wholes_give_way_to_their_parts() -> None:
    ids = [
        "disc.L4-L5",
        "disc.L4-L5.annulus",
        "facet.L4-L5.left",
        "facet.L4-L5.capsule.left",
        "facet.L4-L5.right",
        "ligamentum-flavum.L4-L5",
        "ligamentum-flavum.L4-L5.left",
        "sacrum",
    ]
    assert finest(ids) == (
        "disc.L4-L5.annulus",
        "facet.L4-L5.capsule.left",
        "facet.L4-L5.right",
        "ligamentum-flavum.L4-L5.left",
        "sacrum",
    )
