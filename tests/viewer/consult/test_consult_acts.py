"""The acts of a consultation, at every level where a word can be, and back to what was before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations.consult_words import Word, load_consult
from annotations.models import load_models
from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.commands.acts import select_place
from viewer.commands.finding_acts import add_model, places_of
from viewer.consult import acts
from viewer.state import Audience, Beside, ViewState

CONSULT = load_consult()
LEVEL = StructureId("segment.L4-L5")
PROTRUSION, MODIC = CONSULT.words["protrusion"], CONSULT.words["modic"]


@pytest.fixture
def begun(atlas: Atlas, start: ViewState) -> ViewState:
    return acts.enter(atlas)(replace(start, audience=Audience.CLINICIAN))


def test_it_begins_calmly_and_leads_back_to_what_was_before(atlas: Atlas, start: ViewState) -> None:
    before = replace(select_place(atlas, LEVEL)(start), audience=Audience.STUDENT, explode=0.4)
    state = acts.enter(atlas)(before)
    assert (state.audience, state.place, state.explode) == (Audience.PATIENT, LEVEL, 0.0)
    assert acts.enter(atlas)(state) == state
    changed = acts.add(atlas, PROTRUSION, LEVEL)(state)
    assert acts.leave(changed) == before
    assert acts.leave(before) == before


def test_what_is_set_comes_along_as_words(atlas: Atlas, start: ViewState) -> None:
    state = acts.enter(atlas)(add_model(atlas, "disc-extrusion")(start))
    assert state.consult is not None
    assert [said.word for said in state.consult.said] == ["extrusion"]
    assert state.findings == state.consult.before.findings


@pytest.mark.parametrize("word", [w for w in CONSULT.words.values() if w.model], ids=lambda w: w.id)
def test_a_word_is_shown_at_every_level_its_model_can_be(word: Word) -> None:
    for place in places_of(load_models()[word.model]):
        finding = acts.finding_at(word, place, "left", "foraminal")
        assert finding is not None
        assert finding.place == place
        assert finding.severity > 0.0


def test_a_vertebra_alone_means_the_disc_below_it_where_a_disc_is_meant() -> None:
    finding = acts.finding_at(CONSULT.words["slip-1"], StructureId("vertebra.L4"))
    assert finding is not None
    assert finding.place == LEVEL


def test_a_word_is_seen_beside_the_normal_model(atlas: Atlas, begun: ViewState) -> None:
    state = acts.add(atlas, PROTRUSION, LEVEL, side="right", severity=0.5)(begun)
    assert state.compare is not None
    assert state.compare.kind is Beside.NORMAL
    assert [(f.model, f.place, f.side, f.severity) for f in state.findings] == [
        ("disc-protrusion", LEVEL, "right", 0.5)
    ]
    assert state.place == LEVEL
    again = acts.add(atlas, PROTRUSION, LEVEL)(acts.choose(state))
    assert again.findings == state.findings
    assert again.consult == state.consult


def test_what_cannot_be_shown_is_a_word_all_the_same(atlas: Atlas, begun: ViewState) -> None:
    high = StructureId("segment.T12-L1")
    state = acts.add(atlas, PROTRUSION, high)(acts.add(atlas, MODIC, LEVEL)(begun))
    assert state.consult is not None
    assert [said.place for said in state.consult.said] == [LEVEL, high]
    assert state.findings == ()
    assert state.compare is None
    assert acts.finding_of(state, 0) is None


def test_words_can_be_turned_to_moved_matched_and_taken_away(
    atlas: Atlas, begun: ViewState
) -> None:
    other = StructureId("segment.L2-L3")
    state = acts.add(atlas, MODIC, LEVEL)(acts.add(atlas, PROTRUSION, LEVEL)(begun))
    state = acts.talk_about(atlas, 0)(state)
    state = acts.set_amount(0, 0.3)(acts.set_side(atlas, 0, "right")(state))
    state = acts.set_zone(atlas, 0, "foraminal")(acts.set_place(atlas, 0, other)(state))
    finding = acts.finding_of(state, 0)
    assert finding is not None
    told = (finding.place, finding.side, finding.zone, finding.severity)
    assert told == (other, "right", "foraminal", 0.3)
    assert state.place == other
    state = acts.remove(atlas, 0)(state)
    assert state.consult is not None
    assert [said.word for said in state.consult.said] == ["modic"]
    assert (state.findings, state.compare) == ((), None)


def test_two_words_that_one_thing_shows_keep_it_until_both_go(
    atlas: Atlas, begun: ViewState
) -> None:
    dark, lower = CONSULT.words["black-disc"], CONSULT.words["height-loss"]
    state = acts.add(atlas, lower, LEVEL)(acts.add(atlas, dark, LEVEL)(begun))
    assert len(state.findings) == 1
    state = acts.remove(atlas, 0)(state)
    assert len(state.findings) == 1
    assert acts.remove(atlas, 0)(state).findings == ()
