"""The changed model as geometry: what nothing reaches stays, nerves and sac give way."""

from __future__ import annotations

import gc
from itertools import pairwise, product
from weakref import ref

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.normal import load_normal
from meshes.changed.sac import SAC
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import LEVELS, NONE, Changes, DiscChange, Herniation
from meshes.effects.disc_look import disc_tint
from meshes.ids import StructureId

LUMBAR = LEVELS[1:]


def with_piece(
    level: str, zone: str = "subarticular", size: float = 7.0, shape: str = "extrusion"
) -> Changed:
    side = "" if zone == "central" else "left"
    piece = Herniation(level, shape, zone, side, size)
    return Changed(load_normal(), Changes(herniations=(piece,)))


def test_without_changes_every_mesh_is_the_shipped_one() -> None:
    meshes = load_normal().assets.meshes
    changed = Changed(load_normal(), NONE)
    assert all(changed.mesh(id) is mesh for id, mesh in meshes.items())
    assert not changed.made


@pytest.mark.parametrize("model", sorted(load_models()))
def test_severity_nothing_changes_nothing(model: str) -> None:
    found = load_models()[model]
    site = Site.of(found.at[0], found.side if found.sides else "", found.zone)
    assert applied(load_normal(), NONE, found.steps, site, 0.0, found.extra_start) is NONE


def test_what_a_piece_does_not_reach_stays_the_same_object() -> None:
    changed = with_piece("L4-L5")
    differing = {
        str(id) for id, mesh in load_normal().assets.meshes.items() if changed.mesh(id) is not mesh
    }
    assert {"root.L5.left", "thecal-sac", "cauda-equina"} <= differing
    assert differing <= {
        *("root.L5.left", "ganglion.L5.left", "thecal-sac", "cauda-equina"),
        *("filum-terminale", "posterior-longitudinal-ligament"),
    }


@pytest.mark.parametrize(
    ("level", "zone", "size"),
    list(product(LUMBAR, ("subarticular", "foraminal", "extraforaminal"), (5.0, 9.0))),
)
def test_a_displaced_root_keeps_out_of_bone_and_of_what_pushes_it(
    level: str, zone: str, size: float
) -> None:
    changed = with_piece(level, zone, size)
    moved = np.flatnonzero(np.abs(changed.shift).max(axis=(1, 2)) > 0.0)
    assert len(moved)
    for row in moved:
        name = changed.courses.names[row].removeprefix("root.")
        for kind in ("root", "ganglion"):
            points = changed.mesh(StructureId(f"{kind}.{name}")).points.astype(np.float64)
            assert changed.bones.distance(points).min() > 0.0
            assert changed.masses[0].distance(points).min() > -0.2


def test_the_same_holds_to_the_triangles_of_the_bone() -> None:
    from meshes.field import triangle_distance

    pv = pytest.importorskip("pyvista")
    changed = with_piece("L4-L5", "foraminal", 8.0)
    points = changed.mesh(StructureId("root.L4.left")).points.astype(np.float64)
    bone = load_normal().assets.meshes[StructureId("vertebra.L4")]
    faces = np.column_stack([np.full(len(bone.triangles), 3), bone.triangles])
    surface = pv.PolyData(bone.points.astype(np.float64), faces.ravel())
    near = points[changed.posed.distance_to("vertebra.L4", points) < 2.0]
    assert len(near)
    assert triangle_distance(surface, near).min() > -0.1


@pytest.mark.parametrize("level", LUMBAR)
def test_a_displaced_root_bends_without_a_kink(level: str) -> None:
    changed = with_piece(level, "subarticular", 7.0)
    row = changed.courses.row(f"root.{level.split('-')[1]}.left")
    line = changed.courses.lines[row] + changed.shift[row]
    turn = np.linalg.norm(line[2:] - 2.0 * line[1:-1] + line[:-2], axis=1)
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)[1:]
    # radius of the bend, mm: no smaller than a root is thick
    assert (step**2 / np.maximum(turn, 1e-9)).min() > 1.8


@pytest.mark.parametrize(("level", "size"), list(product(LUMBAR, (5.0, 9.0, 12.0))))
def test_the_sac_gives_way_and_keeps_its_strands(level: str, size: float) -> None:
    changed = with_piece(level, "central", size)
    sac = changed.sac
    assert sac.after.areas.min() > 0.0
    assert (sac.after.areas <= sac.before.areas + 1e-6).all()
    flat = sac.after.points.reshape(-1, 3)
    assert changed.masses[0].distance(flat).min() > -0.45
    for name in ("cauda-equina", "filum-terminale"):
        id = StructureId(name)
        old = load_normal().assets.meshes[id].points.astype(np.float64)
        new = changed.mesh(id).points.astype(np.float64)
        moved = np.any(np.abs(new - old) > 1e-3, axis=1)
        assert changed.masses[0].distance(new[moved]).min(initial=0.0) > -0.6


@pytest.mark.parametrize("level", LUMBAR)
def test_a_larger_central_piece_leaves_less_of_the_sac(level: str) -> None:
    areas = [with_piece(level, "central", size).sac.after.areas for size in (4.0, 7.0, 10.0, 12.0)]
    normal = Changed(load_normal(), NONE).sac.after.areas
    left = [float((area / normal).min()) for area in areas]
    assert all(later < earlier for earlier, later in pairwise(left))


@pytest.mark.parametrize("level", LUMBAR)
def test_left_and_right_mirror_each_other(level: str) -> None:
    pieces = [Herniation(level, "extrusion", "subarticular", s, 7.0) for s in ("left", "right")]
    both = [Changed(load_normal(), Changes(herniations=(p,))) for p in pieces]
    name = level.split("-")[1]
    left, right = (
        each.shift[each.courses.row(f"root.{name}.{side}")]
        for each, side in zip(both, ("left", "right"), strict=True)
    )
    assert np.abs(left * [-1.0, 1.0, 1.0] - right).max() < 0.05


def test_pieces_of_both_sides_are_one_structure() -> None:
    sides = ("left", "right")
    pieces = tuple(Herniation("L4-L5", "protrusion", "foraminal", side, 5.0) for side in sides)
    changed = Changed(load_normal(), Changes(herniations=pieces))
    (mesh,) = changed.made.values()
    assert mesh.points[:, 0].min() < -10.0
    assert mesh.points[:, 0].max() > 10.0


@pytest.mark.parametrize("shape", ["protrusion", "extrusion", "sequestration"])
@pytest.mark.parametrize("draft", [False, True])
def test_a_piece_is_closed_and_out_of_bone(shape: str, draft: bool) -> None:
    piece = Herniation("L4-L5", shape, "subarticular", "left", 7.0, -5.0)
    changed = Changed(load_normal(), Changes(herniations=(piece,)), draft)
    mesh = changed.made[StructureId("herniation.L4-L5")]
    a, b, c = mesh.triangles.T
    edges = np.concatenate([np.column_stack(pair) for pair in ((a, b), (b, c), (c, a))])
    count = len(mesh.points)
    forward = edges[:, 0].astype(np.int64) * count + edges[:, 1]
    backward = edges[:, 1].astype(np.int64) * count + edges[:, 0]
    assert np.array_equal(np.sort(forward), np.sort(backward))
    assert changed.bones.distance(mesh.points.astype(np.float64)).min() > -0.1


def test_the_posterior_band_lies_over_the_piece() -> None:
    changed = with_piece("L4-L5", "central", 6.0)
    id = StructureId("posterior-longitudinal-ligament")
    band = changed.mesh(id)
    lifted = np.any(band.points != load_normal().assets.meshes[id].points, axis=1)
    assert lifted.any()
    assert changed.masses[0].distance(band.points[lifted].astype(np.float64)).min() > -0.3


def test_a_fissure_is_a_cleft_of_the_annulus_alone() -> None:
    change = DiscChange(fissure=((225.0, 0.9),))
    changed = Changed(load_normal(), Changes(discs={"L4-L5": change}))
    assert (
        changed.mesh(StructureId("disc.L4-L5.nucleus"))
        is load_normal().assets.meshes[StructureId("disc.L4-L5.nucleus")]
    )
    annulus, normal = (
        changed.mesh(StructureId("disc.L4-L5.annulus")),
        load_normal().assets.meshes[StructureId("disc.L4-L5.annulus")],
    )
    away = np.linalg.norm(annulus.points - normal.points, axis=1)
    assert away.max() > 3.0
    assert np.count_nonzero(away > 0.0) < 60
    assert annulus.shade.min() < 0.5


def test_a_worn_disc_darkens_with_its_grade() -> None:
    tones = [sum(map(sum, disc_tint(grade))) for grade in np.linspace(1.0, 5.0, 17)]
    assert all(b < a for a, b in pairwise(tones))
    changed = Changed(load_normal(), Changes(discs={"L4-L5": DiscChange(grade=4.0)}))
    assert set(changed.tints) == {"disc.L4-L5", "disc.L4-L5.annulus", "disc.L4-L5.nucleus"}
    assert changed.mesh(SAC) is load_normal().assets.meshes[SAC]


def test_a_model_that_needles_meet_goes_as_soon_as_nobody_shows_it() -> None:
    """It must not refer to itself: its meshes would stay until garbage is collected."""
    shape = Changed(load_normal(), NONE)
    scene = shape.needle_scene
    assert scene["vertebra.L4"].points.any()
    gone = ref(shape)
    gc.disable()
    try:
        del shape
        assert gone() is None
    finally:
        gc.enable()
    with pytest.raises(KeyError):
        scene["vertebra.L4"]
