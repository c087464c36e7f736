"""What lies between keys of a slider is told where a key in it was foretold, and only there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from meshes.changed.leading import mesh_apart, way_between, way_over
from meshes.changed.tracks import Track
from meshes.store import Mesh


def line(lower: float, upper: float) -> Callable[[float], float]:
    return lambda share: lower + share * (upper - lower)


def track(least: int = 0, hopeless: float = np.inf) -> Track[float]:
    return Track(line, lambda one, other: abs(one - other), least, hopeless)


def ball(steps: int, size: float) -> Mesh:
    """A sphere about the origin of so many rows of points."""
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkFiltersSources import vtkSphereSource

    source = vtkSphereSource()
    source.SetRadius(size)
    source.SetThetaResolution(steps)
    source.SetPhiResolution(steps)
    source.Update()
    found = source.GetOutput()
    points = vtk_to_numpy(found.GetPoints().GetData()).astype(np.float32)
    faces = vtk_to_numpy(found.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    normals = (points / size).astype(np.float32)
    return Mesh(points, normals, np.ones(len(points), np.float32), faces.astype(np.int32))


def test_a_gap_is_led_across_once_a_key_in_it_was_foretold() -> None:
    own = track()
    own.put(0, 0.0)
    own.put(8, 8.0)
    assert own.at(4) is None
    own.put(4, 4.1)
    assert own.at(4) == 4.1
    assert own.at(2) == pytest.approx(2.05)
    assert own.at(-1) is None
    assert own.at(9) is None
    assert not own.rough_gaps(led=True)


def test_a_key_that_its_neighbours_foretell_is_none() -> None:
    own = track()
    for tick, value in ((0, 0.0), (8, 8.0), (4, 4.01)):
        own.put(tick, value)
    assert own.ticks == [0, 8]
    assert own.at(4) == pytest.approx(4.0)


def test_a_leap_is_parted_to_where_it_is_and_led_across_only_where_that_may_be() -> None:
    exact, led = track(), track(least=2)
    for own in (exact, led):
        for tick in (0, 16, 8):
            own.put(tick, 0.0 if tick < 9 else 5.0)
        while gaps := own.rough_gaps(led=True):
            tick = sum(gaps[0]) // 2
            own.put(tick, 0.0 if tick < 9 else 5.0)
    assert exact.at(8.5) is None
    assert exact.at(8) == 0.0
    assert exact.at(9) == 5.0
    assert exact.at(4) == 0.0
    assert led.at(8.5) is not None
    assert 0.0 < led.at(8.5) < 5.0


def test_what_nothing_leads_across_is_kept_at_every_tick() -> None:
    own: Track[float] = Track(lambda _one, _other: None, lambda one, other: abs(one - other))
    own.put(0, 0.0)
    own.put(4, 1.0)
    assert not own.rough_gaps(led=True)
    while gaps := own.rough_gaps(led=False):
        own.put(sum(gaps[0]) // 2, 0.5)
    assert own.ticks == [0, 1, 2, 3, 4]
    assert own.at(2.5) is None


def test_no_way_is_looked_for_where_the_last_one_led_elsewhere() -> None:
    own = track(hopeless=1.0)
    for tick, value in ((0, 0.0), (8, 8.0), (4, 6.0)):
        own.put(tick, value)
    assert own.at(2) is None
    assert own.rough_gaps(led=False) == [(0, 4), (4, 8)]


def test_meshes_of_the_same_triangles_go_point_by_point() -> None:
    small, large = ball(12, 2.0), ball(12, 4.0)
    way = way_between(small, large)
    assert way is not None
    found = way(0.25)
    assert found is not None
    assert found.triangles is large.triangles
    assert found.points == pytest.approx(ball(12, 2.5).points, abs=1e-5)
    same = way_between(large, large)
    assert same is not None
    assert same(0.5) is large


def test_other_triangles_are_led_along_the_surface_where_that_is_wanted() -> None:
    small, large = ball(24, 4.0), ball(20, 5.0)
    assert way_between(small, large) is None
    assert way_between(small, None) is None
    assert way_over(None, large) is None
    way = way_over(small, large)
    assert way is not None
    half, start = way(0.5), way(0.0)
    assert half is not None
    assert start is not None
    assert mesh_apart(half, ball(24, 4.5)) < 0.1
    assert mesh_apart(start, small) < 0.1
    assert mesh_apart(half, small) == pytest.approx(0.5, abs=0.1)


class Halved:
    """A number kept as half of it."""

    def __init__(self, number: float) -> None:
        self.half = number / 2.0

    def unfolded(self) -> float:
        return 2.0 * self.half


def test_what_nothing_leads_to_is_kept_folded_and_given_as_it_was() -> None:
    own: Track[float] = Track(
        lambda one, other: None if other > 5.0 else line(one, other),
        lambda one, other: abs(one - other),
        fold=Halved,
    )
    for tick, value in ((0, 1.0), (10, 2.0), (20, 6.0), (30, 8.0)):
        own.put(tick, value)
    assert [isinstance(each, Halved) for each in own.kept] == [False, False, True, True]
    own.put(25, 7.0)
    assert isinstance(own.kept[3], Halved)
    assert [own.at(tick) for tick in own.ticks] == [1.0, 2.0, 6.0, 7.0, 8.0]
    own.put(15, 3.0)
    assert own.at(15) == 3.0
