"""What is drawn round the model on a slice: where vessels lie, muscles apart, and a smooth skin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from meshes.changed.normal import load_normal
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for, shape_of
from viewer.mri.belly import with_belly
from viewer.mri.course import Course, course_of
from viewer.mri.grain import bundles, outside
from viewer.mri.scan import Scanner
from viewer.mri.signals import signals
from viewer.mri.slab import slab_of
from viewer.mri.surroundings import surroundings
from viewer.state import ViewState, Xray
from viewer.xray.body import Body
from viewer.xray.views import film_views

Floats = npt.NDArray[np.float32]
SQUARE, AXIAL = (170, 170), Xray("mri-axial")
L3_L4, L5_S1 = StructureId("segment.L3-L4"), StructureId("segment.L5-S1")
DARK, BRIGHT = 0.14, 0.5


@pytest.fixture(scope="module")
def body(atlas: Atlas) -> Body:
    return Body(load_normal().assets, atlas.catalog, None)


@pytest.fixture(scope="module")
def course(body: Body) -> Course:
    return course_of(body)


def before(course: Course, level: float, right: float, front: float) -> float:
    """How bright a place before the spine is: at a level, mm to the right, before the bodies."""
    z = float(np.interp(level, course.level[::-1], course.z[::-1]))
    x = float(np.interp(z, course.z, course.x)) + right
    y = float(np.interp(z, course.z, course.front)) + front
    world = np.array([x, y, z], np.float32).reshape(3, 1, 1)
    return float(with_belly(np.full((1, 1), 0.72, np.float32), world, course, 0.72)[0, 0])


def test_the_aorta_lies_left_and_the_vena_cava_right_of_the_midline(course: Course) -> None:
    for level in (1.5, 2.5, 3.5):
        assert before(course, level, -7.5, 11.0) < DARK
        assert before(course, level, 16.0, 8.0) < DARK
        assert before(course, level, -30.0, 10.0) > BRIGHT


def test_the_aorta_divides_at_l4_and_the_veins_join_at_l5(course: Course) -> None:
    assert before(course, 4.2, -8.0, 10.5) < DARK
    for right in (17.0, -26.0):
        assert before(course, 5.4, right, 12.8) < DARK
    assert before(course, 5.4, -7.0, 13.5) > BRIGHT, "between the arteries is fat"
    assert before(course, 4.5, 14.0, 6.5) < DARK
    for right in (24.0, -9.0):
        assert before(course, 5.5, right, 4.0) < DARK


def test_what_is_drawn_is_named_by_no_press(atlas: Atlas) -> None:
    """Muscles, vessels and fat: whatever is pressed there, nothing is picked out."""
    state = ViewState(atlas.start().camera, place=L3_L4)
    scan = Scanner(load_normal().assets, atlas).scan(state, AXIAL, SQUARE)
    for column, row in ((30, 120), (60, 120), (110, 120), (75, 36), (92, 36), (20, 20)):
        assert scan.along(float(column), float(row)) == ()


def test_fat_parts_the_muscles_of_the_back_and_no_edge_is_a_step(
    atlas: Atlas, body: Body, course: Course
) -> None:
    state = ViewState(atlas.start().camera, place=L3_L4)
    slab = slab_of(state, AXIAL, film_views()["mri-axial"], body, atlas, (512, 512))
    ground = surroundings(body, slab, signals()).ground
    _, y, z = slab.world(slice(0, 512), slice(256, 257))
    ahead = (y - np.interp(z, course.z, course.tip))[:, 0]
    row = int(np.argmin(np.abs(ahead - 12.0)))
    # From the spinous process outwards: muscle, cleft, muscle, cleft, muscle.
    line = ground[row, :256][::-1]
    muscle = line < 0.3
    changes = np.flatnonzero(np.diff(muscle.astype(int)) == 1)
    assert muscle[int(14 / slab.pitch)]
    assert len(changes) >= 2
    # Where the skin passes into the air, along each column, to a part of a pixel.
    edges = [_edge(ground[:, column], 0.2) for column in range(60, 450)]
    assert np.abs(np.diff(edges, n=2)).max() < 0.6


def _edge(column: Floats, level: float) -> float:
    """The last row at which a column passes a brightness, in parts of a pixel."""
    last = int(np.flatnonzero(column > level)[-1])
    return last + float((column[last] - level) / (column[last] - column[last + 1]))


def test_cells_and_outlines_are_measured_in_millimetres() -> None:
    square = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)])
    u, v = np.float32([5.0, 15.0, 5.0]), np.float32([5.0, 5.0, -3.0])
    assert outside(u, v, square, 1.0).tolist() == pytest.approx([-6.0, 4.0, 2.0])
    places = np.linspace(-40.0, 40.0, 400, dtype=np.float32)
    border, own = bundles(places, np.zeros_like(places), 8.0)
    assert border.min() >= 0.0
    assert border.max() < 8.0
    assert 4 < len(np.unique(own)) < 30


def test_vessels_bridge_a_slip_and_the_skin_covers_every_bone(atlas: Atlas) -> None:
    slip = finding_for("isthmic-slip", L5_S1, severity=0.98)
    state = ViewState(atlas.start().camera, findings=(slip,))
    slipped = Body(load_normal().assets, atlas.catalog, shape_of(state))
    course = course_of(slipped)
    assert (np.diff(course.z) > 0.0).all()
    assert (np.diff(course.level) < 0.0).all(), "one level above the other, however far one slips"
    assert (np.diff(course.front) / np.diff(course.z) < 2.5).all()
    for name in ("vertebra.L4", "vertebra.L5", "sacrum"):
        bone = slipped[StructureId(name)].points
        beyond = np.interp(bone[:, 2], course.z, course.tip) - bone[:, 1]
        assert beyond.max() < 12.0, name
