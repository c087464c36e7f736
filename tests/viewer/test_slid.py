"""Keys of a slider hold for one slider with all else as it was, and are asked under a hand only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meshes.changed.between import Between
from meshes.effects.posture import Posture
from meshes.ids import StructureId
from viewer.changing import finding_for, roughly, shape_of
from viewer.reaching import reached
from viewer.sizes_now import has_narrow_sac, sizes_at
from viewer.slid import Slid, SlidKeys, is_worth
from viewer.state import Camera, Finding, ViewState

L4L5 = StructureId("segment.L4-L5")
SEEN = frozenset(map(StructureId, ("disc.L4-L5.annulus", "thecal-sac", "vertebra.L4")))
CAMERA = Camera(180.0, 0.0, 300.0, (0.0, 0.0, 0.0))
BULGE = finding_for("disc-bulge", L4L5, severity=0.5)
SLID = Slid("severity", ("disc-bulge", L4L5))


def bulged(severity: float, *others: Finding) -> ViewState:
    return ViewState(CAMERA, findings=(replace(BULGE, severity=severity), *others))


@pytest.fixture(scope="module")
def keys() -> SlidKeys:
    made = SlidKeys(SLID, bulged(0.5), SEEN)
    for _ in made.work(bulged(0.5)):
        pass
    return made


def test_under_a_hand_all_ask_the_shape_between_keys_and_at_rest_the_exact_one(
    keys: SlidKeys,
) -> None:
    state, exact = bulged(0.57), shape_of(bulged(0.57))
    assert exact is not None
    assert not exact.draft
    with roughly(True, keys.at):
        quick = shape_of(state)
        assert isinstance(quick, Between)
        assert shape_of(replace(state, explode=0.4)) is quick
        assert reached(state)
        assert not has_narrow_sac(state)
        assert sizes_at(state, "L4-L5")
    with roughly(False, keys.at):
        assert shape_of(state) is exact
    assert shape_of(state) is exact


def test_words_between_keys_are_those_of_its_clearances(keys: SlidKeys) -> None:
    for severity in (0.31, 0.57, 0.83, 0.96):
        state = bulged(severity)
        draft = dict(reached(state))
        with roughly(True, keys.at):
            found = reached(state)
            assert set(found) == set(draft)
            for id, verdict in found.items():
                assert verdict.clearance == pytest.approx(draft[id].clearance, abs=0.3)


def test_where_nothing_is_left_the_model_is_the_shipped_one(keys: SlidKeys) -> None:
    with roughly(True, keys.at):
        assert shape_of(bulged(0.0)) is None
        assert shape_of(replace(bulged(0.5), is_before=True)) is None


def test_keys_hold_only_while_all_else_stays(keys: SlidKeys) -> None:
    other = finding_for("disc-bulge", StructureId("segment.L3-L4"))
    assert keys.fits(bulged(0.9))
    assert keys.fits(replace(bulged(0.1), explode=1.0))
    for state in (
        bulged(0.5, other),
        replace(bulged(0.5), posture=Posture(flexion_deg=5.0)),
        replace(bulged(0.5), is_before=True),
        replace(bulged(0.5), findings=()),
        replace(bulged(0.5), findings=(replace(BULGE, severity=0.5, extra=0.1),)),
    ):
        assert not keys.fits(state)
        assert keys.at(state) is None


def test_only_what_reshapes_at_a_price_is_worth_keys() -> None:
    needle = finding_for("interlaminar-injection", L4L5)
    own = Slid("severity", (needle.model, needle.place))
    assert is_worth(SLID, bulged(0.5))
    assert not is_worth(SLID, replace(bulged(0.5), is_before=True))
    assert not is_worth(SLID, ViewState(CAMERA))
    assert not is_worth(own, ViewState(CAMERA, findings=(needle,)))
    assert is_worth(Slid("bend_deg", None, -21.5, 21.5, 86), bulged(0.5))


def test_a_posture_has_keys_from_one_end_to_the_other() -> None:
    slid = Slid("flexion_deg", None, -16.0, 52.0, 136)
    state = ViewState(CAMERA, posture=Posture(flexion_deg=20.0))
    assert slid.share(state) == pytest.approx(36.0 / 68.0)
    made = SlidKeys(slid, state, SEEN)
    work = made.work(state)
    while made.at(state) is None:
        next(work)
    with roughly(True, made.at):
        shape = shape_of(replace(state, posture=Posture(flexion_deg=21.0)))
        assert isinstance(shape, Between)
        assert shape.mesh(StructureId("vertebra.L4")) is not None
        assert shape_of(replace(state, posture=Posture())) is None
