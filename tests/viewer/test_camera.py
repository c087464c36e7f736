"""The guided camera: named views look the right way, superior stays up, zoom keeps its point."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshes.frame import ANTERIOR, INFERIOR, LEFT, POSTERIOR, RIGHT, SUPERIOR
from meshes.store import Box
from viewer.camera import (
    basis,
    between,
    framed,
    millimetres_per_pixel,
    named_views,
    panned,
    position,
    turned,
    widened,
    zoomed,
)
from viewer.picking import display, ray
from viewer.state import Camera

poses = st.builds(
    Camera,
    st.floats(0, 359.9),
    st.floats(-89.9, 89.9),
    st.floats(50, 2000),
    st.tuples(st.floats(-90, 90), st.floats(-90, 90), st.floats(-150, 200)),
)
SIZE = (1280, 800)


@pytest.mark.parametrize(
    ("name", "towards_viewer", "on_the_right", "at_the_top"),
    [
        ("anterior", ANTERIOR, LEFT, SUPERIOR),
        ("posterior", POSTERIOR, RIGHT, SUPERIOR),
        ("left", LEFT, POSTERIOR, SUPERIOR),
        ("right", RIGHT, ANTERIOR, SUPERIOR),
        ("superior", SUPERIOR, RIGHT, ANTERIOR),
        ("inferior", INFERIOR, LEFT, ANTERIOR),
    ],
)
def test_named_views_look_the_right_way(
    name: str,
    towards_viewer: tuple[float, ...],
    on_the_right: tuple[float, ...],
    at_the_top: tuple[float, ...],
) -> None:
    view = named_views()[name]
    axes = basis(Camera(view.azimuth_deg, view.elevation_deg, 500.0, (0, 0, 0)))
    np.testing.assert_allclose(axes, (on_the_right, at_the_top, towards_viewer), atol=2e-3)


@given(poses)
def test_axes_are_square_and_right_handed(pose: Camera) -> None:
    axes = np.asarray(basis(pose))
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(axes) == pytest.approx(1.0)


def test_superior_stays_up_in_1000_random_drags() -> None:
    rng = np.random.default_rng(5)
    pose = Camera(138.0, 14.0, 600.0, (0.0, 0.0, 60.0))
    for right, down in rng.normal(0, 60, (1000, 2)):
        pose = turned(pose, right, down)
        rightwards, upwards, _ = basis(pose)
        assert rightwards[2] == 0.0
        assert upwards[2] > 0.0
        assert abs(pose.elevation_deg) <= 89.9
        assert 0.0 <= pose.azimuth_deg < 360.0


def test_guided_rotation_never_tilts_the_spine_in_1000_random_drags() -> None:
    """Where superior points on the picture is up, from any pose: the spine never leans over."""
    rng = np.random.default_rng(11)
    pose = Camera(138.0, 14.0, 600.0, (0.0, 0.0, 60.0))
    for right, down in rng.normal(0, 120, (1000, 2)):
        pose = turned(pose, right, down)
        rightwards, upwards, _ = basis(pose)
        on_picture = np.array((rightwards[2], upwards[2]))
        assert (on_picture / np.linalg.norm(on_picture))[1] > 0.999
        steep = math.cos(math.radians(pose.elevation_deg))
        assert upwards[2] == pytest.approx(steep)
        assert upwards[2] > 0.9 or abs(pose.elevation_deg) > 25.0


@given(poses, st.floats(0.3, 3.0), st.floats(0, SIZE[0]), st.floats(0, SIZE[1]))
def test_zoom_keeps_the_point_under_the_cursor(
    pose: Camera, factor: float, x: float, y: float
) -> None:
    size = millimetres_per_pixel(pose, SIZE[1])
    right, up = (x - SIZE[0] / 2) * size, (SIZE[1] / 2 - y) * size
    rightwards, upwards, _ = basis(pose)
    point = tuple(
        f + right * r + up * u for f, r, u in zip(pose.focal, rightwards, upwards, strict=True)
    )
    nearer = zoomed(pose, factor, right, up)
    assert display(nearer, point, *SIZE) == pytest.approx((x, y), abs=1e-4)  # type: ignore[arg-type]


@given(poses, st.floats(-300, 300), st.floats(-300, 300))
def test_panning_there_and_back_changes_nothing(pose: Camera, right: float, up: float) -> None:
    back = panned(panned(pose, right, up), -right, -up)
    np.testing.assert_allclose(back.focal, pose.focal, atol=1e-9)


@given(poses, st.floats(1, SIZE[0] - 1), st.floats(1, SIZE[1] - 1), st.floats(30, 900))
def test_a_point_on_a_pixels_ray_falls_on_that_pixel(
    pose: Camera, x: float, y: float, away: float
) -> None:
    eye, way = ray(pose, x, y, *SIZE)
    assert eye == position(pose)
    assert math.hypot(*way) == pytest.approx(1.0)
    point = tuple(e + away * w for e, w in zip(eye, way, strict=True))
    assert display(pose, point, *SIZE) == pytest.approx((x, y), abs=1e-4)  # type: ignore[arg-type]


def test_what_is_behind_the_eye_has_no_place_on_the_picture() -> None:
    pose = Camera(0.0, 0.0, 100.0, (0.0, 0.0, 0.0))
    assert display(pose, (0.0, 101.0, 0.0), *SIZE) is None


@given(poses, poses)
def test_a_flight_begins_and_ends_exactly_and_goes_the_short_way(a: Camera, b: Camera) -> None:
    assert between(a, b, 1.0) == b
    begun = between(a, b, 0.0)
    assert begun.focal == a.focal
    assert begun.azimuth_deg == pytest.approx(a.azimuth_deg)
    halfway = between(a, b, 0.5)
    turn = (halfway.azimuth_deg - a.azimuth_deg + 180) % 360 - 180
    assert abs(turn) <= 90.0 + 1e-6


@pytest.mark.parametrize("name", list(named_views()))
def test_a_framed_box_lies_within_the_picture(name: str) -> None:
    box = Box((-40.0, -60.0, 0.0), (45.0, 20.0, 90.0))
    pose = framed([box], named_views()[name])
    for x in (box.lower[0], box.upper[0]):
        for y in (box.lower[1], box.upper[1]):
            for z in (box.lower[2], box.upper[2]):
                at = display(pose, (x, y, z), *SIZE)
                assert at is not None
                assert 0 <= at[0] <= SIZE[0]
                assert 0 <= at[1] <= SIZE[1]


def test_a_narrow_picture_is_seen_from_farther_away() -> None:
    camera = Camera(120.0, 8.0, 500.0, (0.0, 0.0, 60.0))
    assert widened(camera, 1600, 1000) == camera
    assert widened(camera, 500, 1000).distance > 1000.0
