"""Postures: every segment takes its published share, facets glide, foramina open and close."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotations.models import load_models
from meshes.changed.normal import load_normal
from meshes.changed.posed import moves_of
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import COLUMN, NONE, Changes
from meshes.effects.changes import LEVELS as ALL_LEVELS
from meshes.effects.contact import Watched, contact_of, further
from meshes.effects.height import plates_of
from meshes.effects.motion import LEVELS, posture_changes, ranges, reached, shares_of
from meshes.effects.posture import NEUTRAL, Posture
from meshes.effects.steering import contacts_now, figures
from meshes.pose import RIM_POSTERIOR

from .moved import deepest, foramen_area, normal_foramen_area, pedicles_apart

AXES = {"flexion_deg": (0, -1.0), "bend_deg": (1, 1.0), "rotation_deg": (2, -1.0)}
ENDS = [
    Posture(**{name: float(end)}) for name, both in ranges(load_normal()).items() for end in both
]


def in_posture(posture: Posture, changes: Changes = NONE) -> Changes:
    return posture_changes(load_normal(), changes, posture)


def with_model(id: str, level: str, severity: float) -> Changes:
    model = load_models()[id]
    site = Site.of(level, "left" if model.sides else "", model.zone)
    return applied(load_normal(), NONE, model.steps, site, severity, model.extra_start)


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
    flexed, leaning, bent_back = (
        in_posture(Posture(flexion_deg=angle)) for angle in (52.0, -12.0, -16.0)
    )
    areas = [foramen_area(changes, level) for changes in (flexed, leaning, bent_back)]
    assert areas[0] > 1.05 * normal_foramen_area(level) > 1.05 * 1.02 * areas[2]
    assert normal_foramen_area(level) > areas[1] > areas[2]
    apart = [pedicles_apart(changes, level, "right") for changes in (flexed, NONE, bent_back)]
    assert apart[0] > apart[1] > apart[2]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("fused", [(), LEVELS[:2], LEVELS[2:4]], ids=str)
def test_a_disc_does_not_gape_behind_as_one_bends_back(level: str, fused: tuple[str, ...]) -> None:
    heights = []
    for angle in (0.0, -4.0, -8.0, -11.0, -13.0, -14.5, -16.0):
        posture = Posture(flexion_deg=angle)
        changes = posture_changes(load_normal(), NONE, posture, frozenset(fused) - {level})
        below, above = plates_of(load_normal(), level, changes.joints.get(level))
        heights.append(float(np.linalg.norm(above.rim[RIM_POSTERIOR] - below.rim[RIM_POSTERIOR])))
    assert heights[-1] < heights[0]
    assert max(np.diff(heights)) < 0.03


@pytest.mark.parametrize("level", LEVELS)
def test_lordosis_changes_a_disc_one_way(level: str) -> None:
    heights = []
    for angle in np.linspace(0.0, ranges(load_normal())["lordosis_deg"][1], 6):
        changes = in_posture(Posture(lordosis_deg=float(angle)))
        below, above = plates_of(load_normal(), level, changes.joints.get(level))
        heights.append(float(np.linalg.norm(above.rim[RIM_POSTERIOR] - below.rim[RIM_POSTERIOR])))
    steps = np.diff(heights)
    assert steps.min() > -0.03 or steps.max() < 0.03


#: Conditions that reshape or part bones, and postures that bring these together.
BESIDE = [
    ("isthmic-slip", "L5-S1", Posture(flexion_deg=-12.0)),
    ("isthmic-slip", "L5-S1", Posture(flexion_deg=-16.0)),
    ("isthmic-slip", "L4-L5", Posture(rotation_deg=5.0)),
    ("central-stenosis", "L1-L2", Posture(flexion_deg=-12.0)),
    ("central-stenosis", "L3-L4", Posture(flexion_deg=-16.0)),
    ("foraminal-stenosis", "L4-L5", Posture(rotation_deg=5.0)),
    ("foraminal-stenosis", "L2-L3", Posture(bend_deg=15.0)),
]


@pytest.mark.parametrize(("model", "level", "posture"), BESIDE, ids=str)
def test_bone_that_grew_or_came_loose_keeps_off_bone_in_a_posture(
    model: str, level: str, posture: Posture
) -> None:
    changes = in_posture(posture, with_model(model, level, 0.7))
    above = ALL_LEVELS[ALL_LEVELS.index(level) - 1]
    assert deepest(changes, (above, level)) < 0.3


@pytest.mark.parametrize("level", ["L2-L3", "L4-L5"])
def test_bones_that_grew_are_asked_where_their_surface_is(level: str) -> None:
    """Else they would meet too early, and what overlap they have then would be let pass."""
    grown = with_model("foraminal-stenosis", level, 1.0)
    ((contact, _),) = contacts_now(load_normal(), grown, level)
    plain = contact_of(load_normal(), level)
    assert contact.overlap(grown.joints[level]) < 0.15
    for piece, before in ((contact.mover, plain.mover), (contact.rest, plain.rest)):
        assert before.distance(piece.points).max() > 2.0
        assert np.percentile(np.abs(piece.distance(piece.points)), 99) < 0.3


def test_what_comes_near_as_it_moves_is_found_without_asking_all_of_it_again() -> None:
    normal, level = load_normal(), "L5-S1"
    contact, frame = contact_of(normal, level), normal.disc_frames[level]
    watched = Watched(contact)
    for angle in (0.0, 3.0, 6.0, -2.0, 9.0):
        move = further(frame, np.array([0.0, 0.0, -1.0, angle, 0.0, 0.0]))
        gaps = contact.gaps(move)
        rows, found = watched.nearer(move, 0.5)
        assert rows.tolist() == np.flatnonzero(gaps < 0.5).tolist()
        assert np.allclose(found, gaps[rows])


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
