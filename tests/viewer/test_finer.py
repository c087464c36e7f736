"""Finer meshes for a graphics card: the same surface, rounder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets, Mesh
from viewer.atlas import Atlas
from viewer.camera import framed, named_views
from viewer.changing import finding_for
from viewer.commands import acts
from viewer.commands.finding_acts import add_finding
from viewer.finer import finer
from viewer.resolve import resolve
from viewer.state import ViewState


def ball(radius: float) -> Mesh:
    """An octahedron cut twice in four on a ball: (66, 3) points mm."""
    axes = np.vstack([np.eye(3), -np.eye(3)])
    rows = [(0, 1, 2), (1, 3, 2), (3, 4, 2), (4, 0, 2), (1, 0, 5), (3, 1, 5), (4, 3, 5), (0, 4, 5)]
    mesh = _on_ball(axes, np.array(rows, np.int32), radius)
    for _ in range(2):
        cut = finer(mesh)
        mesh = _on_ball(cut.points, cut.triangles, radius)
    return mesh


def _on_ball(points: np.ndarray, triangles: np.ndarray, radius: float) -> Mesh:
    normals = points / np.linalg.norm(points, axis=1, keepdims=True)
    shade = np.ones(len(points), np.float32)
    as_32 = normals.astype(np.float32)
    return Mesh(as_32 * np.float32(radius), as_32, shade, triangles)


def edges_of(mesh: Mesh) -> np.ndarray:
    rows = np.concatenate([mesh.triangles[:, k] for k in ([0, 1], [1, 2], [2, 0])])
    rows = np.sort(rows, axis=1).astype(np.int64)
    return np.unique(rows[:, 0] * len(mesh.points) + rows[:, 1], return_counts=True)[1]


def test_the_middle_of_an_edge_lies_on_the_round_surface_it_stands_for() -> None:
    mesh = ball(10.0)
    middles = finer(mesh).points[len(mesh.points) :]
    edges = np.unique(np.sort(mesh.triangles[:, [0, 1]], axis=1), axis=0)
    straight = mesh.points[edges].mean(axis=1)
    off = np.abs(np.linalg.norm(middles, axis=1) - 10.0).max()
    assert np.abs(np.linalg.norm(straight, axis=1) - 10.0).max() > 0.3
    assert off < 0.05


def test_a_rim_stays_where_it_is() -> None:
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)
    normals = np.array([[0, 0, 1], [1, 0, 0], [0, 0, 1]], np.float32)
    mesh = Mesh(points, normals, np.ones(3, np.float32), np.array([[0, 1, 2]], np.int32))
    found = {tuple(point) for point in np.round(finer(mesh).points, 6).tolist()}
    assert (0.5, 0.0, 0.0) in found


def test_every_shipped_mesh_stays_closed_keeps_its_points_and_its_parts(assets: Assets) -> None:
    for id, mesh in assets.meshes.items():
        if id.endswith(".right"):
            continue  # The left one's mirror image.
        fine = finer(mesh)
        assert len(fine.triangles) == 4 * len(mesh.triangles), id
        assert np.array_equal(fine.points[: len(mesh.points)], mesh.points), id
        if (edges_of(mesh) == 2).all():
            assert (edges_of(fine) == 2).all(), id
        moved = fine.points[len(mesh.points) :]
        assert np.isfinite(moved).all(), id
        assert np.allclose(np.linalg.norm(fine.normals, axis=1), 1.0, atol=1e-3), id
        box = np.array([mesh.points.min(axis=0) - 0.5, mesh.points.max(axis=0) + 0.5])
        assert (moved >= box[0]).all(), id
        assert (moved <= box[1]).all(), id
        if mesh.parts is not None:
            assert fine.part_at(4 * 7 + 3) == mesh.part_at(7), id


def test_a_mesh_without_triangles_stays_as_it_is() -> None:
    none = np.zeros((0, 3), np.float32)
    mesh = Mesh(none, none, np.zeros(0, np.float32), np.zeros((0, 3), np.int32))
    assert finer(mesh) is mesh


def test_what_is_in_sight_is_drawn_finer_until_it_changes(
    studio: Any, atlas: Atlas, catalog: Catalog, start: ViewState
) -> None:
    bone, scene = StructureId("vertebra.L4"), studio.scene
    shown = acts.show_only([bone])(start)
    camera = framed([atlas.boxes[bone]], named_views()["left"])
    scene.draw(resolve(shown, catalog))
    plain = studio.shot(camera).astype(int)
    count = scene.data(bone).GetNumberOfCells()
    while scene.round_off():
        pass
    assert scene.data(bone).GetNumberOfCells() == 4 * count
    rounder = studio.shot(camera).astype(int)
    assert 0 < (abs(rounder - plain).max(axis=2) > 24).mean() < 0.02
    scene.draw(resolve(replace(shown, explode=0.5), catalog))
    assert scene.data(bone).GetNumberOfCells() == count
    moved = vtk_to_numpy(scene.data(bone).GetPoints().GetData())
    assert np.array_equal(moved, scene.mesh(bone).points)
    assert scene.round_off()
    finding = replace(finding_for("wedge-fracture", bone), severity=0.8)
    scene.draw(resolve(add_finding(atlas, finding)(shown), catalog))
    assert scene.data(bone).GetNumberOfCells() == len(scene.mesh(bone).triangles)
