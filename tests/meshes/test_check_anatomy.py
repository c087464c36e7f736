from __future__ import annotations

from dataclasses import replace

import numpy as np

from meshes import check_anatomy
from meshes.checks import strange_sizes
from meshes.ids import StructureId
from meshes.measures.figures import morphometry
from meshes.shipped import load_measures
from meshes.store import Assets, Mesh


def moved(assets: Assets, id: str, by: tuple[float, float, float]) -> Assets:
    mesh = assets.meshes[StructureId(id)]
    other = replace(mesh, points=mesh.points + np.array(by, dtype=np.float32))
    return replace(assets, meshes={**assets.meshes, StructureId(id): other})


def test_the_shipped_anatomy_meets_as_it_should(assets: Assets) -> None:
    assert check_anatomy.check_anatomy(assets) == []


def test_bones_that_run_into_each_other_are_found(assets: Assets) -> None:
    found = dict(check_anatomy.overlapping_bones(moved(assets, "vertebra.L4", (0, -4.0, 0))))
    assert any("into" in what for what in found.values())


def test_a_disc_off_its_plate_is_found(assets: Assets) -> None:
    found = dict(check_anatomy.loose_discs(moved(assets, "vertebra.L3", (0, 0, 0.5))))
    assert set(found) == {"disc.L2-L3", "disc.L3-L4"}


def test_a_nerve_on_bone_or_disc_is_found(assets: Assets) -> None:
    found = dict(check_anatomy.nerves_in_bone(moved(assets, "root.L3.right", (0, 0, 4.0))))
    assert set(found) == {"root.L3.right"}
    assert "mm off vertebra.L3" in found["root.L3.right"]
    found = dict(check_anatomy.nerves_in_bone(moved(assets, "disc.L4-L5", (0, -6.0, 0))))
    assert "disc.L4-L5" in found["thecal-sac"]


def test_cartilage_off_its_bone_or_in_the_other_one_is_found(assets: Assets) -> None:
    id = "facet.L4-L5.cartilage-superior.right"
    found = list(check_anatomy.loose_cartilage(moved(assets, id, (0, 0, 8.0))))
    assert any(where == id and "lies on vertebra.L5" in what for where, what in found)
    found = list(check_anatomy.loose_cartilage(moved(assets, id, (-2.0, -1.5, 0))))
    assert any(where == id and "runs into vertebra.L4" in what for where, what in found)


def test_a_sacroiliac_joint_too_wide_or_too_narrow_is_found(assets: Assets) -> None:
    for side, by in (("right", 2.5), ("left", 2.0)):
        found = dict(check_anatomy.sacroiliac_space(moved(assets, f"hip-bone.{side}", (by, 0, 0))))
        assert list(found) == [f"si-joint.{side}"]
        assert "mm wide, 1.0 to 4.0 in adults" in found[f"si-joint.{side}"]


def test_every_finding_names_a_cure(assets: Assets) -> None:
    broken = moved(assets, "vertebra.L4", (0, -4.0, 0))
    broken = moved(broken, "hip-bone.right", (2.5, 0, 0))
    found = check_anatomy.check_anatomy(broken)
    assert len(found) > 4
    assert all(": " in what for _, what in found)


def test_unlike_sides_are_found(assets: Assets) -> None:
    found = dict(check_anatomy.unlike_sides(moved(assets, "root.L4.left", (0, 0.2, 0))))
    assert list(found) == ["root.L4.left"]
    found = dict(check_anatomy.unlike_sides(moved(assets, "sacrum", (0.1, 0, 0))))
    assert list(found) == ["sacrum"]


def test_depth_is_measured_in_millimetres() -> None:
    def cube(x: float) -> Mesh:
        corners = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)], np.float32)
        quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
        faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
        points = 10.0 * corners + np.array([x, 2.0 * (x > 0), 2.0 * (x > 0)], np.float32)
        zero = np.zeros((8, 3), np.float32)
        return Mesh(points, zero, np.ones(8, np.float32), np.array(faces, np.int32))

    assert abs(check_anatomy.deepest(cube(9.0), cube(0.0)) - 1.0) < 1e-5
    assert check_anatomy.deepest(cube(11.0), cube(0.0)) == 0.0


def test_sizes_are_as_published_or_on_record_as_misses() -> None:
    assert list(strange_sizes(load_measures())) == []


def test_a_strange_a_missing_and_a_needless_size_are_found() -> None:
    figures = morphometry().figures
    good = {key: dict(figure.mean) for key, figure in figures.items()}
    needless = {f"{k} {place}" for k, f in figures.items() for place in f.misses}
    assert {where for where, _ in strange_sizes(good)} == needless
    good["pedicle-width"]["L3"] = 40.0
    assert any("published" in w for k, w in strange_sizes(good) if k == "pedicle-width L3")
    missing = {**good, "pedicle-width": {}}
    found = dict(strange_sizes(missing))
    assert found["pedicle-width L3"].startswith("not measured")
