"""Measures on shapes whose sizes are known, and on one real vertebra."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from meshes.bone import Bone, Endplate
from meshes.field import SignedDistanceGrid
from meshes.measures.figures import morphometry, morphometry_from
from meshes.measures.joints import space_sizes
from meshes.measures.posture import body_place
from meshes.measures.recess import recess_sizes
from meshes.measures.sacrum import coccyx_sizes
from meshes.measures.section import extent, section
from meshes.measures.vertebra import height_sizes, plate_sizes, vertebra_sizes
from meshes.pose import turned
from meshes.spine import Spine
from meshes.surface import Points, Surface, smooth_normals


def ball(radius: float) -> Surface:
    mesh = pv.Icosphere(radius=radius, nsub=4)
    points = np.asarray(mesh.points, dtype=np.float64)
    triangles = mesh.regular_faces.astype(np.int32)
    shade = np.ones(len(points), np.float32)
    return Surface(points, triangles, smooth_normals(points, triangles), shade)


def plate(height: float, wide: float, deep: float) -> Endplate:
    turns = np.arange(96) * 2 * np.pi / 96
    rim = np.stack(
        [wide / 2 * np.cos(turns), deep / 2 * np.sin(turns), np.full(96, height)], axis=1
    )
    frame: Points = np.eye(4)
    frame[2, 3] = height
    return Endplate(frame, rim)


def drum(landmarks: dict[str, Points] | None = None) -> Bone:
    """A body 40 wide, 30 deep and 28 high."""
    grid = SignedDistanceGrid(np.zeros(3), 1.0, np.ones((2, 2, 2), np.float32))
    return Bone(
        ball(10.0), grid, plate(14.0, 40.0, 30.0), plate(-14.0, 40.0, 30.0), landmarks or {}
    )


def test_a_section_of_a_ball_is_as_wide_as_geometry_says() -> None:
    cut = section(ball(10.0), np.array([0.0, 0.0, 6.0]), np.array([0.0, 0.0, 1.0]))
    assert extent(cut, np.array([1.0, 0.0, 0.0])) == pytest.approx(16.0, abs=0.05)
    assert np.allclose(cut[:, 2], 6.0)
    missed = section(ball(10.0), np.array([0.0, 0.0, 11.0]), np.array([0.0, 0.0, 1.0]))
    assert extent(missed, np.array([1.0, 0.0, 0.0])) is None


def test_plates_and_heights_of_a_drum() -> None:
    sizes = plate_sizes(drum()) | height_sizes(drum())
    assert sizes["endplate-width-superior"] == pytest.approx(40.0)
    assert sizes["endplate-depth-inferior"] == pytest.approx(30.0)
    assert sizes["body-height-anterior"] == pytest.approx(28.0)
    assert sizes["body-wedge"] == pytest.approx(0.0, abs=1e-9)


def test_a_tilted_drum_on_another_opens_a_wedge() -> None:
    above = turned(8.0)
    above[:3, 3] = 0.0, 3.0, 40.0
    spine = Spine({"a": drum(), "b": drum()}, {"a": above, "b": np.eye(4)})
    sizes = space_sizes(spine, "a", "b")
    assert sizes["disc-wedge"] == pytest.approx(8.0)
    assert sizes["segment-lordosis"] == pytest.approx(8.0)
    anterior, posterior = sizes["disc-height-anterior"], sizes["disc-height-posterior"]
    assert anterior is not None
    assert posterior is not None
    assert anterior > posterior
    place = body_place(spine, "a")
    assert place["body-tilt"] == pytest.approx(8.0)
    assert place["body-centre-y"] == pytest.approx(3.0)
    assert place["body-centre-z"] == pytest.approx(40.0)


def test_the_coccyx_is_measured_from_base_to_tip() -> None:
    bone = drum({"base": np.zeros(3), "tip": np.array([0.0, 30.0, -40.0])})
    assert coccyx_sizes(bone)["coccyx-length"] == pytest.approx(50.0)


def test_the_recess_of_a_real_vertebra_is_as_deep_as_published(spine: Spine) -> None:
    sizes = recess_sizes(spine.bones["vertebra.L4"])
    depth, width, area = (sizes[f"recess-{key}"] for key in ("depth", "width", "area"))
    assert depth is not None
    assert width is not None
    assert area is not None
    assert morphometry().figures["recess-depth"].holds("L4", depth)
    assert depth == pytest.approx(6.5, abs=1.5)
    assert 0.5 < width < 4.0
    assert area == pytest.approx(depth * width, rel=0.1)


def test_every_size_of_a_real_vertebra_is_measurable_and_as_published(spine: Spine) -> None:
    figures = morphometry().figures
    for key, value in vertebra_sizes(spine.bones["vertebra.L4"]).items():
        assert value is not None
        assert figures[key].holds("L4", value), key


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"range": [1.0, 2.0]}, "one of sd"),
        ({"source": ["nobody"]}, "unknown source"),
        ({"sd": {"L2": 1.0}}, "different places"),
        ({"misses": {"L9": "why"}}, "no figure"),
    ],
)
def test_a_figure_that_is_not_right_is_refused(change: dict[str, object], words: str) -> None:
    row = {
        "title": "Width",
        "group": "Body",
        "unit": "mm",
        "definition": "across",
        "source": ["one"],
        "mean": {"L1": 3.0},
        "sd": 1.0,
    }
    assert morphometry_from({"source": {"one": "One"}, "width": row}).figures["width"].upper == {
        "L1": 5.0
    }
    with pytest.raises(ValueError, match=words):
        morphometry_from({"source": {"one": "One"}, "width": row | change})
