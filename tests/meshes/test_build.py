"""The shipped meshes are those of today's numbers, and the build gives the same bytes each time.

A full build twice takes minutes; here one vertebra, its field and the disc on it stand for it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from meshes.bone import Bone
from meshes.build import parameters_hash
from meshes.builders.disc import build_disc
from meshes.builders.plate import bone_plate, drawn_plate
from meshes.builders.vertebra import build_vertebra
from meshes.parallel import later, pool_of
from meshes.ship import fields_file
from meshes.spine import Spine
from meshes.stacking import posture
from meshes.store import Assets
from meshes.surface import Surface


def test_the_shipped_meshes_are_not_stale(assets: Assets) -> None:
    assert assets.parameters == parameters_hash(), "run 'python -m meshes build'"


@pytest.fixture
def here(spine: Spine) -> Bone:
    return spine.bones["vertebra.L5"]


def test_a_vertebra_built_in_another_process_has_the_same_bytes(here: Bone) -> None:
    with pool_of(1) as pool:
        there = later(pool, build_vertebra, "L5")()
    assert bytes_of(here.surface) == bytes_of(there.surface)
    assert fields_file({"vertebra.L5": here}) == fields_file({"vertebra.L5": there})
    assert here.landmarks.keys() == there.landmarks.keys()
    assert all(np.array_equal(here.landmarks[k], there.landmarks[k]) for k in here.landmarks)


def test_a_disc_built_twice_has_the_same_bytes(here: Bone) -> None:
    spine = Spine({"vertebra.L5": here}, {"vertebra.L5": np.eye(4)})
    built = []
    for _ in range(2):
        below = bone_plate(spine, "vertebra.L5", "superior")
        above = drawn_plate(below, dict(posture().plate["T12"]), 11.0, 10.0)
        built.append(build_disc("L4-L5", below, above))
    assert {k: bytes_of(s) for k, s in built[0].items()} == {
        k: bytes_of(s) for k, s in built[1].items()
    }


def test_a_later_task_runs_once_and_only_when_asked() -> None:
    ran: list[int] = []
    wait = later(None, ran.append, 1)
    assert ran == []
    wait()
    wait()
    assert ran == [1]


def test_the_hash_sees_numbers_and_code_but_not_what_shapes_nothing(tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    shape = tmp_path / "shapes" / "vertebra_L1.toml"
    shape.write_bytes(b"a = 1\n")
    before = parameters_hash(tmp_path)
    (tmp_path / "morphometry.toml").write_text("b = 1\n")
    (tmp_path / "checks.py").write_text("pass\n")
    shape.write_bytes(b"a = 1\r\n")
    assert parameters_hash(tmp_path) == before
    shape.write_bytes(b"a = 2\n")
    assert parameters_hash(tmp_path) != before


def bytes_of(surface: Surface) -> tuple[bytes, ...]:
    arrays = (surface.points, surface.triangles, surface.normals, surface.shade)
    return tuple(np.ascontiguousarray(a).tobytes() for a in arrays)
