"""Postures: every segment takes its published share, facets glide, foramina open and close."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.changed.posed import moves_of
from meshes.changed.shape import Changed
from meshes.effects.changes import COLUMN, NONE, Changes
from meshes.effects.motion import LEVELS, posture_changes, ranges, reached, shares_of
from meshes.effects.posture import NEUTRAL, Posture
from meshes.effects.steering import figures

from .moved import deepest, foramen_area, normal_foramen_area, pedicles_apart

AXES = {"flexion_deg": (0, -1.0), "bend_deg": (1, 1.0), "rotation_deg": (2, -1.0)}
ENDS = [
    Posture(**{name: float(end)}) for name, both in ranges(load_normal()).items() for end in both
]


def in_posture(posture: Posture, changes: Changes = NONE) -> Changes:
    return posture_changes(load_normal(), changes, posture)


def angles(changes: Changes, name: str) -> list[float]:
    """The turn of each segment about the axis of a figure of a Posture, degrees."""
    axis, sign = AXES[name]
    found = []
    for level in LEVELS:
        frame = load_normal().disc_frames[level][:3, :3]
        turn = frame.T @ changes.joints.get(level, np.eye(4))[:3, :3] @ frame
        angle = np.degrees(np.arccos(np.clip((np.trace(turn) - 1.0) / 2.0, -1.0, 1.0)))
        along = np.array(
            [turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]]
        )
        found.append(float(sign * angle * np.sign(along[axis])))
    return found


def test_standing_changes_nothing() -> None:
    assert in_posture(NEUTRAL) is NONE


@pytest.mark.parametrize(
    ("posture", "share"),
    [
        (Posture(flexion_deg=40.0), figures()["flexion"]["mean"]),
        (Posture(flexion_deg=-12.0), figures()["extension"]["mean"]),
        (Posture(bend_deg=15.0), [5.5, 5.5, 5.5, 4.0, 1.0]),
        (Posture(bend_deg=-15.0), [5.5, 5.5, 5.5, 4.0, 1.0]),
        (Posture(rotation_deg=4.0), [1.0, 1.0, 1.5, 1.5, 0.5]),
        (Posture(rotation_deg=-4.0), [1.0, 1.0, 1.5, 1.5, 0.5]),
    ],
)
def test_segments_take_their_published_shares(posture: Posture, share: list[float]) -> None:
    name = next(name for name in AXES if getattr(posture, name))
    found = angles(in_posture(posture), name)
    assert sum(found) == pytest.approx(getattr(posture, name), abs=0.1)
    wanted = np.array(share) / sum(share) * getattr(posture, name)
    assert found == pytest.approx(wanted.tolist(), abs=0.05)


@pytest.mark.parametrize("posture", ENDS, ids=str)
def test_no_posture_drives_bone_into_bone(posture: Posture) -> None:
    assert deepest(in_posture(posture)) < 0.3


@pytest.mark.parametrize(
    "posture",
    [
        Posture(flexion_deg=-16.0, lordosis_deg=15.0),
        Posture(flexion_deg=40.0, bend_deg=20.0, rotation_deg=5.0),
        Posture(flexion_deg=-16.0, bend_deg=-15.0, rotation_deg=5.0),
    ],
)
def test_postures_together_keep_bone_off_bone(posture: Posture) -> None:
    assert deepest(in_posture(posture)) < 0.3


@pytest.mark.parametrize("level", LEVELS)
def test_foramina_open_in_flexion_and_close_in_extension(level: str) -> None:
    flexed, bent_back = (
        in_posture(Posture(flexion_deg=52.0)),
        in_posture(Posture(flexion_deg=-16.0)),
    )
    areas = [foramen_area(changes, level) for changes in (flexed, bent_back)]
    assert areas[0] > 1.05 * normal_foramen_area(level) > 1.05 * 1.02 * areas[1]
    apart = [pedicles_apart(changes, level, "right") for changes in (flexed, NONE, bent_back)]
    assert apart[0] > apart[1] > apart[2]


@pytest.mark.parametrize("level", LEVELS)
def test_side_bending_closes_the_foramen_of_its_side(level: str) -> None:
    bent = in_posture(Posture(bend_deg=21.5))
    apart = [pedicles_apart(bent, level, side) for side in ("right", "left")]
    assert apart[0] < pedicles_apart(NONE, level, "right") < apart[1]


@pytest.mark.parametrize("name", ["bend_deg", "rotation_deg"])
def test_left_is_the_mirror_image_of_right(name: str) -> None:
    flip = np.diag([-1.0, 1.0, 1.0, 1.0])
    right = in_posture(replace(NEUTRAL, **{name: 5.0}))
    left = in_posture(replace(NEUTRAL, **{name: -5.0}))
    for level in right.joints:
        assert np.allclose(flip @ right.joints[level] @ flip, left.joints[level], atol=1e-9)


def test_fused_levels_stand_still_and_others_take_their_motion_up_to_a_limit() -> None:
    fused = frozenset({"L4-L5", "L5-S1"})
    posture = Posture(flexion_deg=30.0)
    changes = posture_changes(load_normal(), NONE, posture, fused)
    assert not fused & set(changes.joints)
    assert sum(angles(changes, "flexion_deg")) == pytest.approx(30.0, abs=0.1)
    assert reached(posture, fused).flexion_deg == pytest.approx(30.0)
    far = reached(Posture(flexion_deg=52.0), fused)
    assert far.flexion_deg == pytest.approx(18.0 + 14.0 + 14.0)
    own = replace(NONE, fixed=fused)
    assert set(in_posture(posture, own).joints) == set(changes.joints)


def test_shares_of_nothing_fixed_are_those_of_the_table() -> None:
    turns = shares_of(Posture(flexion_deg=52.0))
    assert [turn.flexion for turn in turns.values()] == figures()["flexion"]["mean"]


def test_the_pelvis_tilts_with_the_sacral_slope() -> None:
    moves = moves_of(in_posture(Posture(slope_deg=10.0)))
    forward = moves["sacrum"][:3, :3] @ np.array([0.0, 1.0, 0.0])
    assert np.degrees(np.arctan2(forward[2], forward[1])) == pytest.approx(-10.0)
    assert all(np.allclose(moves[bone], moves["sacrum"]) for bone in COLUMN)


@pytest.mark.parametrize(
    "posture",
    [
        Posture(flexion_deg=32.0),
        Posture(flexion_deg=-16.0),
        Posture(bend_deg=21.5),
        Posture(rotation_deg=5.5),
        Posture(lordosis_deg=18.0),
        Posture(lordosis_deg=-18.0),
    ],
    ids=str,
)
def test_roots_keep_off_bone_in_every_posture(posture: Posture) -> None:
    changed = Changed(load_normal(), in_posture(posture))
    for row, line in enumerate(changed.courses.lines):
        away = np.min([changed.posed.distance_to(bone, line) for bone in COLUMN], axis=0)
        assert float((away - changed.courses.radii[row]).min()) >= 0.2, changed.courses.names[row]
