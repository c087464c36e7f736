"""The cube tells sides rightly from all 26 directions, and a click looks from what was pressed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from viewer.camera import basis, named_views, towards_viewer
from viewer.marks import edge_words
from viewer.snaps import Snap, snap, snaps
from viewer.state import Camera
from viewer.ui.orientation_cube import OrientationCube, faces, snap_at

SIZE = 92.0
LETTERS = {"R": (1, 0, 0), "L": (-1, 0, 0), "A": (0, 1, 0), "P": (0, -1, 0), "S": (0, 0, 1)}
LETTERS |= {"I": (0, 0, -1)}
ALL = pytest.mark.parametrize("view", snaps(), ids=lambda view: str(view.direction))


def camera_of(view: Snap) -> Camera:
    return Camera(view.azimuth_deg, view.elevation_deg, 500.0, (0.0, 0.0, 60.0))


def test_there_are_26_and_the_six_sides_are_the_named_views() -> None:
    assert len({view.direction for view in snaps()}) == 26
    for letter, name in zip(
        "ALPRSI", ("anterior", "left", "posterior", "right", "", ""), strict=True
    ):
        if name:
            found, wanted = snap(LETTERS[letter]), named_views()[name]
            assert (found.azimuth_deg, found.elevation_deg) == (wanted.azimuth_deg, 0.0)
    for direction, name in (((0, 0, 1), "superior"), ((0, 0, -1), "inferior")):
        found, wanted = snap(direction), named_views()[name]
        angles = (found.azimuth_deg, found.elevation_deg)
        assert angles == (wanted.azimuth_deg, wanted.elevation_deg)


@ALL
def test_one_looks_from_where_it_says(view: Snap) -> None:
    way = towards_viewer(view.azimuth_deg, view.elevation_deg)
    wanted = np.asarray(view.direction) / np.linalg.norm(view.direction)
    np.testing.assert_allclose(way, wanted, atol=2e-3)


@ALL
def test_just_the_letters_of_the_sides_one_looks_at_are_seen_and_the_right_way_round(
    view: Snap,
) -> None:
    seen = faces(camera_of(view), SIZE)
    wanted = {
        letter
        for letter, out in LETTERS.items()
        if any(a and a == b for a, b in zip(out, view.direction, strict=True))
    }
    assert {face.letter for face in seen} == wanted
    rightwards, upwards, _ = (np.asarray(axis) for axis in basis(camera_of(view)))
    for face in seen:
        out = np.asarray(LETTERS[face.letter], dtype=float)
        assert face.centre.x() - SIZE / 2 == pytest.approx(SIZE * 0.285 * float(out @ rightwards))
        assert SIZE / 2 - face.centre.y() == pytest.approx(SIZE * 0.285 * float(out @ upwards))
        turn = face.across.x() * face.up.y() - face.across.y() * face.up.x()
        assert turn < 0, "a letter seen in a mirror"


@ALL
def test_words_name_the_patients_own_sides(view: Snap) -> None:
    right = view.direction[0]
    assert ("the patient’s right" in view.words) == (right > 0)
    assert ("the patient’s left" in view.words) == (right < 0)
    left_edge, right_edge = edge_words(camera_of(view))
    towards_right = basis(camera_of(view))[0][0]
    if abs(towards_right) > 0.4:
        near, far = (right_edge, left_edge) if towards_right > 0 else (left_edge, right_edge)
        assert "patient’s right" in near.lower()
        assert "patient’s left" in far.lower()


@ALL
def test_each_can_be_pressed(view: Snap) -> None:
    """From a pose a little aside, where faces, edges and corners all have some room."""
    camera = Camera(
        view.azimuth_deg + 17.0, max(-70, min(70, view.elevation_deg + 9)), 1, (0, 0, 0)
    )
    found = set()
    for x in np.arange(1.5, SIZE, 3.0):
        for y in np.arange(1.5, SIZE, 3.0):
            hit = snap_at(camera, SIZE, QPointF(x, y))
            if hit is not None:
                found.add(hit.direction)
    assert view.direction in found
    assert snap_at(camera, SIZE, QPointF(1.0, 1.0)) is None


def test_the_middle_of_a_face_is_the_face_and_its_rim_an_edge() -> None:
    front = Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0))
    middle, half = SIZE / 2, SIZE * 0.285
    for dx, dy, wanted in (
        (0, 0, (0, 1, 0)),
        (0.8, 0, (-1, 1, 0)),
        (-0.8, 0, (1, 1, 0)),
        (0, -0.8, (0, 1, 1)),
        (0.8, 0.8, (-1, 1, -1)),
    ):
        hit = snap_at(front, SIZE, QPointF(middle + dx * half, middle + dy * half))
        assert hit is not None
        assert hit.direction == wanted


@pytest.mark.window
def test_it_takes_little_of_a_small_view_and_grows_with_the_letters_of_a_large_one(
    qtbot: QtBot,
) -> None:
    cube = OrientationCube()
    qtbot.addWidget(cube)

    def side(width: int, height: int, letters: float) -> int:
        cube.set_letters(letters)
        cube.fit(width, height)
        assert cube.width() == cube.height()
        return cube.width()

    usual = side(800, 600, 1.0)
    assert side(2400, 1800, 1.0) == usual
    assert side(2400, 1800, 2.0) == 2 * usual
    assert side(620, 540, 1.5) == usual
    assert side(240, 285, 1.0) < 0.3 * 240
