"""How far rays run within closed surfaces: against a second way to ask, over the catalogue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.xray.along import passed
from viewer.xray.beam import Field
from viewer.xray.body import Body
from viewer.xray.exposure import field_of
from viewer.xray.lengths import covered, lengths
from viewer.xray.marrow import inner_points, shell_depth
from viewer.xray.tissues import tissues
from viewer.xray.views import film_views

BONES = ("vertebra", "sacrum", "coccyx", "hip-bone")


def film(assets: Assets, catalog: Catalog, view: str, high: int = 160) -> Field:
    return field_of(film_views()[view], [Body(assets, catalog, None)], None, high, high)


def whole(picture_of: tuple[int, int], patch: object) -> np.ndarray:
    found = np.zeros(picture_of)
    patch.add_to(found, 1.0)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("view", ["ap", "lateral", "oblique-left", "ferguson"])
def test_every_pixel_is_what_its_own_ray_runs(assets: Assets, catalog: Catalog, view: str) -> None:
    field = film(assets, catalog, view)
    random = np.random.default_rng(5)
    for id in ("vertebra.L3", "sacrum", "hip-bone.left"):
        mesh = assets.meshes[StructureId(id)]
        picture = whole((160, 160), lengths(mesh.points, mesh.triangles, field))
        rows, columns = np.nonzero(picture > 0.5)
        for k in random.choice(len(rows), 12, replace=False):
            way = field.beam.ray(*field.place(columns[k], rows[k]))
            (one,) = passed({StructureId(id): mesh}, field.beam.source, way)
            assert picture[rows[k], columns[k]] == pytest.approx(one.length, abs=0.02)


def test_no_bone_has_a_spike_or_less_than_nothing(assets: Assets, catalog: Catalog) -> None:
    field = film(assets, catalog, "oblique-right", 300)
    for id in (id for id in assets.meshes if id.kind in BONES):
        mesh = assets.meshes[id]
        found = lengths(mesh.points, mesh.triangles, field).values
        across = float(np.linalg.norm(np.ptp(mesh.points, axis=0)))
        assert found.size == 0 or (found.min() > -1e-3 and found.max() < across), id


def test_a_surface_that_is_not_closed_still_says_where_it_is(
    assets: Assets, catalog: Catalog
) -> None:
    field = film(assets, catalog, "lateral")
    bone = assets.meshes[StructureId("vertebra.L4")]
    part = bone.part(StructureId("vertebra.L4.spinous-process"))
    seen = covered(part.points, part.triangles, field)
    assert seen.any()
    assert not (seen & ~covered(bone.points, bone.triangles, field)).any()
    is_in = whole(seen.shape, lengths(bone.points, bone.triangles, field)) > 1e-6
    assert (covered(bone.points, bone.triangles, field) == is_in).mean() > 0.9999


def test_a_film_hung_the_other_way_is_the_mirror_image(assets: Assets, catalog: Catalog) -> None:
    field = film(assets, catalog, "ap")
    beam = field.beam
    turned = replace(field, beam=replace(beam, right=tuple(-r for r in beam.right)))
    mesh = assets.meshes[StructureId("hip-bone.right")]
    one, other = (
        whole((160, 160), lengths(mesh.points, mesh.triangles, each)) for each in (field, turned)
    )
    assert one.max() > 5.0
    assert np.allclose(one, other[:, ::-1], atol=1e-6)


def test_spongy_bone_lies_within_every_bone(assets: Assets) -> None:
    for id in (id for id in assets.meshes if id.kind in BONES):
        mesh = assets.meshes[id]
        shells = tissues().shells_of(id.kind)
        depth = shell_depth(mesh, shells)
        assert depth.min() > 0.0
        assert depth.max() <= max(shells.usual, *shells.by_part.values(), 0.0) + 1e-6
        volumes = []
        for points in (mesh.points, inner_points(mesh, shells)):
            a, b, c = (points[mesh.triangles[:, k]].astype(np.float64) for k in range(3))
            volumes.append(float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0))
        assert 0.3 * volumes[0] < volumes[1] < 0.97 * volumes[0], id
