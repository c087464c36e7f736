from __future__ import annotations

import pytest

from meshes.changed.normal import load_normal
from meshes.effects.motion import ranges
from meshes.effects.posture import NEUTRAL, Posture
from viewer.atlas import Atlas
from viewer.commands import finding_acts, posture_acts
from viewer.commands.posture_acts import ANGLES
from viewer.commands.registry import commands
from viewer.store import Store


@pytest.mark.parametrize("name", ANGLES)
def test_an_angle_stays_in_its_range_and_is_told_in_words(atlas: Atlas, name: str) -> None:
    angle, start = ANGLES[name], atlas.start()
    most = posture_acts.set_angle(name, 999.0)(start)
    least = posture_acts.set_angle(name, -999.0)(start)
    assert getattr(most.posture, name) == angle.high
    assert getattr(least.posture, name) == angle.low
    assert posture_acts.degrees_words(name, most.posture).endswith(angle.more)
    assert posture_acts.degrees_words(name, least.posture).endswith(angle.less)
    assert posture_acts.degrees_words(name, NEUTRAL) == "0°"
    assert not posture_acts.can_step(name, 1.0)(most)
    assert posture_acts.can_step(name, -1.0)(most)


def test_every_posture_command_moves_its_angle_both_ways_and_is_undone(atlas: Atlas) -> None:
    made = [c for c in commands(atlas).values() if c.id.startswith("posture.")]
    assert len(made) == 7
    for command in made:
        if command.id == "posture.neutral":
            continue
        store = Store(atlas.start())
        assert command.make is not None
        store.apply(command.title, command.make(store.state))
        assert store.state.posture != NEUTRAL
        store.undo()
        assert store.state == atlas.start()


def test_standing_neutral_is_possible_only_when_something_differs(atlas: Atlas) -> None:
    neutral = commands(atlas)["posture.neutral"]
    start = atlas.start()
    assert not neutral.is_enabled(start)
    bent = posture_acts.set_posture(Posture(flexion_deg=20.0, bend_deg=-4.0))(start)
    assert bent.posture == Posture(flexion_deg=20.0, bend_deg=-4.0)
    assert neutral.is_enabled(bent)
    assert posture_acts.stand(bent) == start
    before = finding_acts.toggle_before(bent)
    assert before.is_before
    assert not posture_acts.stand(before).is_before
    assert not posture_acts.set_angle("bend_deg", 3.0)(before).is_before


@pytest.mark.parametrize("name", ANGLES)
def test_sliders_go_as_far_as_people_do_and_no_further(name: str) -> None:
    low, high = ranges(load_normal())[name]
    assert low <= ANGLES[name].low <= low + 0.5
    assert high - 0.5 <= ANGLES[name].high <= high
