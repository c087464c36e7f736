"""Every needle, everywhere: it ends where it should, keeps off what it must, and goes through what
anatomy says, in that order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from meshes import rays
from meshes.changed.pierced import Pierced, pierced
from meshes.effects.needle_ground import FLIP, Ground
from meshes.effects.needle_joint import junction
from meshes.effects.needle_shape import needle_surface
from meshes.effects.needles import (
    KINDS,
    NeedlePath,
    joint_targets,
    needle_id,
    needle_in,
    needle_path,
    needle_places,
)
from meshes.ids import Side
from meshes.shipped import load_landmarks
from meshes.store import Assets, load_assets
from meshes.surface import volume

BONES = ("vertebra", "sacrum", "coccyx", "hip-bone")
SPACES, ROOTS = KINDS["interlaminar"][0], KINDS["root-block"][0]
SIDES = pytest.mark.parametrize("side", list(Side))
EVERY = pytest.mark.parametrize(
    ("kind", "level", "side"),
    needle_places(),
    ids=lambda value: str(value) if value is not None else "-",
)


@cache
def _assets() -> Assets:
    return load_assets()


@cache
def _ground(flip: bool) -> Ground:
    return Ground(load_landmarks(), _assets().meshes, flip)


@cache
def _needle(kind: str, level: str, side: Side | None) -> NeedlePath:
    path = needle_in(kind, level, side, _ground(side is Side.LEFT))
    assert path is not None, f"no way for {kind} at {level}"
    return path


@cache
def _through(kind: str, level: str, side: Side | None) -> tuple[Pierced, ...]:
    path = _needle(kind, level, side)
    return pierced(path.entry, path.tip, _assets().meshes)


def _kinds(kind: str, level: str, side: Side | None) -> list[str]:
    return [one.id.kind for one in _through(kind, level, side)]


def _faces(id: str) -> rays.Faces:
    return _ground(False).faces(id)


@cache
def _all_faces(*kinds: str) -> rays.Faces:
    return rays.joined([_faces(id) for id in _assets().meshes if id.kind in kinds])


def _gap(path: NeedlePath, *kinds: str) -> float:
    return path.gap(_all_faces(*kinds))


@EVERY
def test_no_needle_enters_sac_nerve_or_joint_capsule(
    kind: str, level: str, side: Side | None
) -> None:
    path = _needle(kind, level, side)
    assert _gap(path, "thecal-sac") > 0.0
    assert _gap(path, "root", "ganglion", "lumbosacral-trunk") > (
        0.45 if kind != "si-joint" else 0.0
    )
    assert not {"facet", "disc"} & set(_kinds(kind, level, side))


@EVERY
def test_only_a_medial_branch_needle_meets_bone(kind: str, level: str, side: Side | None) -> None:
    struck = [one for one in _through(kind, level, side) if one.id.kind in BONES]
    if kind != "medial-branch":
        assert not struck
        return
    assert len(struck) == 1
    assert struck[0].exit_mm - struck[0].entry_mm <= 0.5
    assert _through(kind, level, side)[-1] == struck[0]


@EVERY
def test_left_mirrors_right(kind: str, level: str, side: Side | None) -> None:
    if side is not Side.LEFT:
        return
    left, right = _needle(kind, level, Side.LEFT), _needle(kind, level, Side.RIGHT)
    assert left.tip == pytest.approx(right.tip * FLIP, abs=0.05)
    assert left.entry == pytest.approx(right.entry * FLIP, abs=0.6)


@EVERY
def test_the_needle_is_a_closed_solid_with_its_sharp_end_at_the_tip(
    kind: str, level: str, side: Side | None
) -> None:
    path = _needle(kind, level, side)
    surface = needle_surface(path)
    ahead = (surface.points - path.tip) @ path.ahead
    assert ahead.max() == pytest.approx(0.0, abs=1e-6)
    assert volume(surface) > 0.0
    edges = np.sort(surface.triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    assert np.all(np.unique(edges, axis=0, return_counts=True)[1] == 2)
    shaft = ahead > -path.shaft + 1.0
    beside = np.linalg.norm(surface.points - path.tip - ahead[:, None] * path.ahead, axis=1)
    assert beside[shaft].max() == pytest.approx(0.5 * path.drawn, abs=1e-6)


@EVERY
def test_the_shaft_is_long_enough(kind: str, level: str, side: Side | None) -> None:
    path = _needle(kind, level, side)
    assert path.shaft >= np.linalg.norm(path.tip - path.entry) + 5.0
    assert path.before[0] == "Skin"
    assert path.id == needle_id(kind, level, side)


@pytest.mark.parametrize("level", SPACES)
def test_a_midline_needle_goes_through_the_ligaments_of_the_back_in_order(level: str) -> None:
    kinds = _kinds("interlaminar", level, None)
    # The supraspinous ligament ends at L4 in most people and in this model.
    first = [] if level in ("L4-L5", "L5-S1") else ["supraspinous-ligament"]
    assert kinds == [*first, "interspinous-ligament", "ligamentum-flavum"]


@pytest.mark.parametrize("level", SPACES)
@SIDES
def test_a_paramedian_needle_goes_through_the_flavum_of_its_side_alone(
    level: str, side: Side
) -> None:
    assert [one.id for one in _through("paramedian", level, side)] == [
        f"ligamentum-flavum.{level}.{side.value}"
    ]


@pytest.mark.parametrize("level", SPACES)
@pytest.mark.parametrize(
    ("kind", "side"),
    [("interlaminar", None), ("paramedian", Side.LEFT), ("paramedian", Side.RIGHT)],
)
def test_an_epidural_tip_lies_between_flavum_and_dura(
    kind: str, level: str, side: Side | None
) -> None:
    path = _needle(kind, level, side)
    flavum = _through(kind, level, side)[-1]
    length = float(np.linalg.norm(path.tip - path.entry))
    assert 0.5 <= length - flavum.exit_mm <= 2.0
    beyond = rays.stretches(path.tip, path.tip + 15.0 * path.ahead, _faces("thecal-sac"))
    assert beyond
    assert beyond[0].start >= 0.7


@pytest.mark.parametrize("level", SPACES)
@SIDES
def test_a_subpedicular_tip_lies_in_the_foramen_above_and_behind_the_root(
    level: str, side: Side
) -> None:
    path = _needle("transforaminal", level, side)
    upper = level.split("-")[0]
    assert rays.within(path.tip, _faces(f"foramen.{level}.{side.value}"))
    assert 0.5 <= _gap(path, "root", "ganglion") <= 4.0
    bone = load_landmarks().bones[f"vertebra.{upper}"]
    assert bone.pedicle is not None
    middle = 0.5 * (bone.pedicle["medial"] + bone.pedicle["lateral"])
    assert abs(path.tip[0]) >= middle - 0.3
    ganglion = _faces(f"ganglion.{upper}.{side.value}").corners.mean(axis=(0, 1))
    assert path.tip[2] > ganglion[2]
    assert path.tip[1] < ganglion[1] + 1.0


@pytest.mark.parametrize("level", SPACES)
@SIDES
def test_an_infraneural_tip_lies_in_the_foramen_below_the_root(level: str, side: Side) -> None:
    path = _needle("infraneural", level, side)
    high = _needle("transforaminal", level, side)
    assert rays.within(path.tip, _faces(f"foramen.{level}.{side.value}"))
    assert path.tip[2] < high.tip[2] - 3.0


@pytest.mark.parametrize("level", ROOTS)
@SIDES
def test_a_root_block_ends_beside_its_own_root(level: str, side: Side) -> None:
    path = _needle("root-block", level, side)
    own = min(path.gap(_faces(f"{kind}.{level}.{side.value}")) for kind in ("root", "ganglion"))
    assert 0.4 <= own <= 2.6
    others = [id for id in _assets().meshes if id.kind == "root" and id.levels[0].name != level]
    assert path.gap(rays.joined([_faces(id) for id in others])) > own + 3.0


@pytest.mark.parametrize("kind", ["transforaminal", "root-block"])
@SIDES
def test_the_first_sacral_root_is_reached_through_its_dorsal_foramen(kind: str, side: Side) -> None:
    path = _needle(kind, "S1", side)
    door = _ground(side is Side.LEFT).place("sacrum", "foramen-posterior.S1.right")
    door = door * (FLIP if side is Side.LEFT else 1.0)
    along = float((door - path.entry) @ path.ahead)
    assert np.linalg.norm(path.entry + along * path.ahead - door) < 4.0
    assert along < np.linalg.norm(path.tip - path.entry)
    assert path.openings == (f"sacrum.S1.posterior-foramen.{side.value}",)


def test_a_caudal_tip_lies_in_the_canal_below_the_third_sacral_foramina_and_the_sac() -> None:
    path, ground = _needle("caudal", "", None), _ground(False)
    canal = ground.place("sacrum", "canal")
    nearest = int(np.argmin(np.linalg.norm(canal - path.tip, axis=1)))
    assert np.linalg.norm(canal[nearest] - path.tip) < 4.0
    assert path.tip[2] < ground.place("sacrum", "foramen-inner.S3.right")[2]
    assert path.tip[2] < _faces("thecal-sac").corners[:, :, 2].min() - 10.0
    assert _gap(path, "filum-terminale") > 0.0
    assert not _through("caudal", "", None)


@pytest.mark.parametrize("level", ROOTS)
@SIDES
def test_a_medial_branch_needle_touches_bone_where_the_processes_meet(
    level: str, side: Side
) -> None:
    path = _needle("medial-branch", level, side)
    seam = junction(_ground(side is Side.LEFT), level, 0.67) * (FLIP if side is Side.LEFT else 1.0)
    assert np.linalg.norm(seam - path.tip, axis=1).min() <= 1.2
    part = _through("medial-branch", level, side)[-1].part
    assert part is not None
    assert part.part in (
        "transverse-process",
        "superior-articular-process",
        "mammillary-process",
        "ala",
        "lateral-part",
    )


@pytest.mark.parametrize("level", ROOTS)
@SIDES
def test_a_radiofrequency_tip_lies_along_the_bone(level: str, side: Side) -> None:
    path = _needle("radiofrequency", level, side)
    block = _needle("medial-branch", level, side)
    bone = _faces("sacrum" if level == "S1" else f"vertebra.{level}")
    for way in np.linspace(0.0, 10.0, 6):
        point = path.tip - way * path.ahead
        assert rays.distance(point, point + 1e-3, bone) <= 4.6
    assert np.linalg.norm(path.tip - block.tip) <= 6.0


def test_each_facet_joint_has_two_targets() -> None:
    assert joint_targets("L4-L5") == ("L4", "L5")
    assert joint_targets("L5-S1") == ("L5", "S1")


@SIDES
def test_a_sacroiliac_tip_lies_in_the_lower_third_of_the_joint(side: Side) -> None:
    path, joint = _needle("si-joint", "", side), _faces(f"si-joint.{side.value}")
    assert rays.within(path.tip, joint)
    low, high = joint.corners[:, :, 2].min(), joint.corners[:, :, 2].max()
    assert path.tip[2] < low + (high - low) / 3.0
    assert _kinds("si-joint", "", side)[-1] == "si-joint"


def test_a_root_that_moves_into_the_way_moves_the_needle() -> None:
    meshes: Mapping[str, rays.Solid] = _assets().meshes
    before = _needle("transforaminal", "L4-L5", Side.RIGHT)
    raised = {
        id: _Moved(mesh, np.array([0.0, -1.5, 1.5])) if id in _RAISED else mesh
        for id, mesh in meshes.items()
    }
    after = needle_path("transforaminal", "L4-L5", Side.RIGHT, load_landmarks(), raised)
    assert after is not None
    assert np.linalg.norm(after.tip - before.tip) > 0.3
    assert min(after.gap(rays.Faces.of_solid(raised[id])) for id in _RAISED) >= 0.5


_RAISED = ("root.L4.right", "ganglion.L4.right")


class _Moved:
    def __init__(self, solid: rays.Solid, shift: np.ndarray) -> None:
        self.points = np.asarray(solid.points, dtype=np.float64) + shift
        self.triangles = solid.triangles


@pytest.mark.parametrize(
    ("kind", "level", "side"),
    [
        ("interlaminar", "L4-L5", Side.LEFT),
        ("transforaminal", "L4-L5", None),
        ("caudal", "L5-S1", None),
        ("acupuncture", "L4-L5", None),
    ],
)
def test_a_needle_that_is_not_done_there_is_refused(
    kind: str, level: str, side: Side | None
) -> None:
    with pytest.raises(ValueError, match="no needle"):
        needle_path(kind, level, side, load_landmarks(), {})
