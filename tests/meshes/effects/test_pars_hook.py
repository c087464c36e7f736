"""The hook on the stub of a pars: it reaches the exiting root of a slip, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.conflict import Reach, root_verdict
from meshes.changed.normal import load_normal
from meshes.changed.sawn_bones import gap_of
from meshes.changed.shape import Changed
from meshes.effects.apply import applied
from meshes.effects.changes import NONE, Changes, bones_of
from meshes.effects.pars_hook import hook_kernels, pars_hook
from meshes.effects.site import Site
from meshes.ids import StructureId
from meshes.pose import unplaced

from .moved import deepest

SLIP = load_models()["isthmic-slip"]


def slipped(level: str, share: float) -> Changes:
    return applied(load_normal(), NONE, SLIP.steps, Site.of(level), share / 0.9)


def reaches(changes: Changes, level: str) -> list[Reach]:
    """Of both roots that leave at a level."""
    changed, name = Changed(load_normal(), changes), level.split("-")[0]
    return [root_verdict(changed, f"root.{name}.{side}").reach for side in ("left", "right")]


@pytest.mark.parametrize("level", SLIP.at)
def test_a_slip_reaches_both_exiting_roots_at_a_quarter_and_presses_them_at_half(
    level: str,
) -> None:
    assert Reach.FREE not in reaches(slipped(level, 0.25), level)
    assert reaches(slipped(level, 0.5), level) == [Reach.PRESSED, Reach.PRESSED]


def test_without_its_hook_the_same_slip_leaves_the_fourth_root_free() -> None:
    changes = slipped("L4-L5", 0.5)
    bare = Changes(joints=changes.joints, loose=changes.loose, cuts=changes.cuts)
    assert reaches(bare, "L4-L5") == [Reach.FREE, Reach.FREE]


@pytest.mark.parametrize("place", ["L3", "L4", "L5"])
def test_a_gap_without_a_slip_presses_no_root(place: str) -> None:
    site = Site.of(place, "both")
    changes = applied(load_normal(), NONE, load_models()["spondylolysis"].steps, site, 1.0)
    assert Reach.PRESSED not in reaches(changes, site.level)


@pytest.mark.parametrize("level", SLIP.at)
def test_the_hook_grows_on_the_stub_alone(level: str) -> None:
    normal, bone = load_normal(), bones_of(level)[0]
    changes = slipped(level, 0.9)
    gap, kernels = gap_of(normal, changes, bone), hook_kernels(normal, bone, "left")
    assert gap is not None
    high = kernels.nodes[kernels.parts[0] > 0.5]
    assert high[:, 0].max() < 0.0
    behind = (gap.height(high) < -gap.width / 2) & (high[:, 1] < gap.front)
    assert not behind.any()


def test_the_hook_drives_no_bone_into_bone() -> None:
    """Where it comes nearest to the sacrum."""
    assert deepest(slipped("L5-S1", 0.68), ("L5-S1",)) < 0.3


@pytest.mark.parametrize("level", SLIP.at)
def test_no_flavum_stands_above_the_arch_that_stayed_behind(level: str) -> None:
    normal, bone = load_normal(), bones_of(level)[0]
    changed = Changed(normal, slipped(level, 0.5))
    gap = gap_of(normal, changed.changes, bone)
    assert gap is not None
    for side in ("left", "right"):
        id = StructureId(f"ligamentum-flavum.{level}.{side}")
        arch = changed.posed.carrier(f"{bone}/arch")
        drawn = unplaced(arch, changed.mesh(id).points.astype(np.float64))
        assert gap.height(drawn).max() < -gap.width / 2 + 0.05
        whole = unplaced(normal.pose(bone), normal.assets.meshes[id].points.astype(np.float64))
        assert gap.height(whole).max() > 2.0


def test_no_hook_of_no_size() -> None:
    assert pars_hook(load_normal(), NONE, Site.of("L4-L5"), size=0.0) is NONE


@pytest.mark.parametrize("level", SLIP.at)
def test_a_torn_flavum_is_cut_once_and_carried(level: str) -> None:
    """Both slips leave the same triangles; the upper part stands where the arch takes it."""
    normal, id = load_normal(), StructureId(f"ligamentum-flavum.{level}.left")
    one, other = (Changed(normal, slipped(level, share)).mesh(id) for share in (0.5, 0.8))
    assert one.triangles is other.triangles
    assert len(one.triangles) != len(normal.assets.meshes[id].triangles)


@pytest.mark.parametrize("level", SLIP.at)
def test_a_parted_bone_is_as_far_as_the_nearer_of_its_pieces(level: str) -> None:
    normal, bone = load_normal(), bones_of(level)[0]
    posed = Changed(normal, slipped(level, 0.7)).posed
    gap, whole = gap_of(normal, posed.changes, bone), normal.fields[bone].distance
    assert gap is not None
    places = np.random.default_rng(0).uniform((-30.0, -60.0, -30.0), (30.0, 40.0, 30.0), (4000, 3))
    seen = [unplaced(pose, places + normal.pose(bone)[:3, 3]) for pose in posed.poses(bone)]
    pieces = [gap.piece_distance(whole, each, piece) for piece, each in enumerate(seen)]
    assert gap.parted_distance(whole, *seen) == pytest.approx(np.minimum(*pieces), abs=1e-12)
