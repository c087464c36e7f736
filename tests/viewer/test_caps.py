"""Cut faces: right for any outline, patterned by place alone."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from viewer.caps import (
    LAMELLAE,
    Cap,
    Outline,
    Plane,
    annulus_tone,
    bone_tone,
    fill,
    lamellae,
    nucleus_tone,
    outline,
    side_faces,
    tone,
)

AXIAL = Plane((0.0, 0.0, 0.1), (0.0, 0.0, 1.0))


def cut(mesh: pv.PolyData, plane: Plane = AXIAL, spacing: float = 0.4) -> tuple[Outline, Cap]:
    mesh = mesh.triangulate()
    edge = outline(np.asarray(mesh.points, float), mesh.regular_faces, plane, spacing)
    return edge, fill(edge, spacing, most=50.0)


def area(cap: Cap) -> float:
    a, b, c = (cap.points[cap.triangles[:, k]] for k in range(3))
    return float(0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())


def drum(radius: float, height: float) -> pv.PolyData:
    return pv.Cylinder(direction=(0, 0, 1), radius=radius, height=height, resolution=96)


def test_a_ball_is_filled_by_a_disc_that_looks_along_the_normal() -> None:
    _, cap = cut(pv.Icosphere(radius=10.0, nsub=4))
    assert area(cap) == pytest.approx(np.pi * 100.0, rel=0.01)
    np.testing.assert_allclose(cap.points[:, 2], 0.1, atol=1e-9)
    a, b, c = (cap.points[cap.triangles[:, k]] for k in range(3))
    assert np.all(np.cross(b - a, c - a)[:, 2] > -1e-12)
    assert cap.depth.max() == pytest.approx(10.0, abs=0.4)
    assert cap.depth.min() == pytest.approx(0.0, abs=1e-9)


def test_holes_and_several_loops_stay_apart() -> None:
    ring = pv.ParametricTorus(ringradius=10.0, crosssectionradius=3.0, u_res=120, v_res=60)
    _, flat = cut(ring, Plane((0.0, 0.0, 0.001), (0.0, 0.0, 1.0)))
    assert area(flat) == pytest.approx(np.pi * (13.0**2 - 7.0**2), rel=0.01)
    _, upright = cut(ring, Plane((0.0, 0.001, 0.0), (0.0, 1.0, 0.0)), 0.2)
    assert area(upright) == pytest.approx(2 * np.pi * 9.0, rel=0.02)


def test_an_outline_that_is_not_convex_is_followed() -> None:
    star = np.arange(10) * 2 * np.pi / 10
    radius = np.where(np.arange(10) % 2 == 0, 10.0, 4.0)
    flat = np.column_stack([radius * np.cos(star), radius * np.sin(star), np.full(10, -5.0)])
    prism = pv.PolyData(flat, faces=[10, *range(10)]).extrude((0, 0, 10.0), capping=True)
    _, cap = cut(prism, spacing=0.2)
    assert area(cap) == pytest.approx(5 * 10.0 * 4.0 * np.sin(np.pi / 5), rel=0.01)


def test_a_slanting_plane_cuts_an_ellipse() -> None:
    slant = Plane((0.0, 0.0, 0.0), (0.0, 1.0, 1.0))
    _, cap = cut(drum(8.0, 60.0), slant)
    assert area(cap) == pytest.approx(np.pi * 64.0 * np.sqrt(2.0), rel=0.01)
    assert np.abs(cap.points[:, 1] + cap.points[:, 2]).max() < 1e-9


def test_a_plane_that_misses_gives_nothing() -> None:
    edge, cap = cut(drum(5.0, 4.0), Plane((0.0, 0.0, 9.0), (0.0, 0.0, 1.0)))
    assert len(edge.segments) == 0
    assert len(cap.points) == len(cap.triangles) == len(bone_tone(cap)) == 0
    assert len(lamellae(cap, edge, None)) == 0


def test_lamellae_run_from_the_outside_to_the_nucleus() -> None:
    outer, cap = cut(drum(20.0, 10.0), spacing=0.25)
    inner, _ = cut(drum(10.0, 6.0))
    place = lamellae(cap, outer, inner)
    radius = np.linalg.norm(cap.flat, axis=1)
    ring = (radius > 10.5) & (radius < 19.5)
    np.testing.assert_allclose(place[ring], (20.0 - radius[ring]) / 10.0, atol=0.03)
    alone = lamellae(cap, outer, None)
    assert alone.max() == pytest.approx(1.0)


def test_bands_alternate_and_soften_inward() -> None:
    assert 12 <= LAMELLAE <= 25
    middles = (np.arange(LAMELLAE) + 0.5) / LAMELLAE
    steps = np.diff(annulus_tone(middles))
    assert np.all(steps[:-1] * steps[1:] < 0)
    assert abs(steps[0]) > 1.8 * abs(steps[-1])


def test_sides_of_a_flat_body_leave_its_plates_out() -> None:
    mesh = drum(20.0, 8.0).triangulate()
    sides = side_faces(np.asarray(mesh.points, float), mesh.regular_faces)
    heights = np.ptp(np.asarray(mesh.points)[sides][:, :, 2], axis=1)
    assert np.all(heights > 7.9)
    assert 0 < len(sides) < mesh.n_cells


def test_bone_has_a_pale_rim_and_is_spongy_within_the_same_every_time() -> None:
    _, cap = cut(drum(15.0, 30.0))
    shade = bone_tone(cap)
    assert np.all(shade[cap.depth < 0.5] > 0.99)
    within = shade[cap.depth > 2.0]
    assert within.mean() < 0.9
    assert within.std() > 0.03
    np.testing.assert_array_equal(shade, bone_tone(cut(drum(15.0, 30.0))[1]))


@pytest.mark.parametrize("tissue", ["bone", "nerve", "dura", "ligament", "capsule", "cartilage"])
def test_every_tissue_has_tones_in_range(tissue: str) -> None:
    _, cap = cut(drum(4.0, 30.0))
    for shade in (tone(tissue, cap), nucleus_tone(cap)):
        assert shade.shape == (len(cap.points),)
        assert np.all((shade >= 0.0) & (shade <= 1.0))
