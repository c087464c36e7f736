"""Between the keys of a slider the same is seen and said as without them, within what nobody sees;
over the catalogue, each condition and operation at another level in turn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from annotations.models import Model, load_models
from meshes.changed import keys as keys_module
from meshes.changed.between import Between, figures_now, lost_now, verdicts_now
from meshes.changed.conflict import lost_area, reach_of, verdicts
from meshes.changed.figures import quick_measures
from meshes.changed.keys import Keys
from meshes.changed.leading import mesh_apart
from meshes.changed.normal import load_normal
from meshes.changed.shape import Changed
from meshes.effects.apply import Site, applied
from meshes.effects.changes import LEVELS, NONE, Changes, bones_of
from meshes.ids import StructureId

MODELS = [model for model in load_models().values() if model.group != "needle"]
#: One model of eight, so that several kinds are among them; the tool looks at all.
TURN = MODELS[2::8]
TICKS, NEAR = 100, 0.6
#: How far what is led across may be from the draft half-way between keys, mm: `TOLERANCE` where
#: the slider is smooth, and what leaps within three ticks more.
MOST_MM = 0.75


def site_of(model: Model, turn: int) -> Site:
    levels = LEVELS[3:] if turn % 2 else LEVELS[2:5]
    level = levels[turn % len(levels)]
    upper, lower = level.split("-")
    place = next((at for at in (level, upper, lower) if at in model.at), model.at[0])
    return Site.of(place, model.side if model.sides else "", model.zone)


def seen_at(level: str) -> list[StructureId]:
    upper, lower = bones_of(level)
    name = lower.removeprefix("vertebra.").replace("sacrum", "S1")
    wanted = (f"disc.{level}.annulus", "thecal-sac", upper, lower, f"root.{name}.left")
    return [StructureId(id) for id in wanted]


def changes_of(model: Model, site: Site) -> Callable[[float], Changes]:
    return lambda share: applied(load_normal(), NONE, model.steps, site, share, model.extra_start)


def begun(model: Model, site: Site) -> Keys:
    """Keys of the parts of a slider nearest to `NEAR`, without finer ones."""
    keys = Keys(
        load_normal(), changes_of(model, site), seen_at(site.level), (site.level,), TICKS, 1
    )
    work = keys.work(NEAR)
    while keys.at(NEAR) is None:
        next(work)
    return keys


@pytest.mark.parametrize(("turn", "model"), list(enumerate(TURN)), ids=[m.id for m in TURN])
def test_at_a_key_all_is_the_draft_and_between_two_nearly(turn: int, model: Model) -> None:
    site = site_of(model, turn)
    keys, level, changes_at = begun(model, site), site.level, changes_of(model, site)
    at_key, between = keys.at(0.5), keys.at(0.57)
    assert at_key is not None
    assert between is not None
    draft = Changed(load_normal(), changes_at(0.5), draft=True)
    assert verdicts_now(at_key, level) == verdicts(draft, level)
    assert figures_now(at_key, level) == quick_measures(draft, level)
    for id in set(seen_at(level)) - set(map(StructureId, draft.gone)):
        assert np.array_equal(at_key.mesh(id).points, draft.mesh(id).points), id
    draft = Changed(load_normal(), changes_at(0.57), draft=True)
    assert (between.gone, set(between.made)) == (draft.gone, set(draft.made))
    for id in set(seen_at(level)) - set(map(StructureId, draft.gone)):
        assert mesh_apart(between.mesh(id), draft.mesh(id)) < MOST_MM, id
    for one, other in zip(verdicts_now(between, level), verdicts(draft, level), strict=True):
        assert one.clearance == pytest.approx(other.clearance, abs=0.3)
        assert one.reach is reach_of(one.clearance, one.lost)
    assert lost_now(between, level) == pytest.approx(lost_area(draft, level), abs=0.04)


EXTRUSION = load_models()["disc-extrusion"]
SITE = Site.of("L4-L5", "left", "subarticular")
PIECE = StructureId("herniation.L4-L5")
SACRAL = Site.of("L5-S1", "", "")


@pytest.fixture(scope="module")
def extruded() -> Keys:
    keys = begun(EXTRUSION, SITE)
    work = keys.work(NEAR)
    while keys.told.at(57) is None or keys.tracks[PIECE].at(57) is None:
        next(work)
    return keys


def test_what_is_between_keys_works_nothing_out(extruded: Keys) -> None:
    shape = extruded.at(0.57)
    assert isinstance(shape, Between)
    assert PIECE in shape.made
    for id in (*seen_at("L4-L5"), PIECE):
        assert len(shape.mesh(id).points)
    assert verdicts_now(shape, "L4-L5")
    assert not shape.needles
    assert "changes" not in shape.__dict__
    assert shape.mesh(PIECE) is shape.mesh(PIECE)


def test_what_keys_do_not_hold_is_worked_out_as_a_draft(extruded: Keys) -> None:
    shape, changes = extruded.at(0.57), changes_of(EXTRUSION, SITE)(0.57)
    draft = Changed(load_normal(), changes, draft=True)
    root = StructureId("root.L5.right")
    assert shape is not None
    assert np.array_equal(shape.mesh(root).points, draft.mesh(root).points)
    far = StructureId("vertebra.L1")
    assert shape.mesh(far) is load_normal().assets.meshes[far]
    assert verdicts_now(shape, "L3-L4") == verdicts(draft, "L3-L4")
    with pytest.raises(KeyError):
        shape.mesh(StructureId("herniation.L1-L2"))


def test_beyond_its_keys_nothing_is_told() -> None:
    keys = begun(load_models()["annular-fissure"], SITE)
    assert keys.at(NEAR) is not None
    assert keys.at(0.1) is None
    assert keys.at(0.0) is None


def test_keys_end_at_their_share_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "MOST_BYTES", 1)
    keys = Keys(load_normal(), changes_of(EXTRUSION, SITE), seen_at("L4-L5"), (), TICKS, 1)
    for _ in keys.work(NEAR):
        pass
    assert keys.size > 1
    assert len(keys.told.ticks) == 1
    assert keys.at(NEAR) is None


def test_what_is_there_from_somewhere_on_has_keys_at_every_tick_it_is_there() -> None:
    model, ticks = load_models()["lumbarised-s1"], 12
    changes_at = changes_of(model, SACRAL)
    # the beginning of its slider: the small disc is there from a twentieth of it on
    keys = Keys(load_normal(), lambda share: changes_at(0.1 * share), (), (), ticks, 1)
    for _ in keys.work(NEAR):
        pass
    assert not [gap for led in (True, False) for gap in keys.told.rough_gaps(led=led)]
    new = StructureId("transitional-disc.S1-S2")
    told = {tick: keys.told.at(tick) for tick in range(1, ticks + 1)}
    there = [tick for tick, each in told.items() if each is not None and new in each.made]
    assert None not in told.values()
    assert there
    assert len(there) < ticks
    assert all(keys.tracks[new].at(tick) is not None for tick in there)
