"""What is set on the model: its shape, what it brings, whom it reaches, how it is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshes.catalog import load_catalog
from meshes.changed.normal import load_normal
from meshes.changed.reach import Reach
from meshes.effects.posture import Posture
from meshes.ids import StructureId
from viewer.changing import changes_of, finding_for, made_by, roughly, shape_of, why_unshown
from viewer.reaching import reach_sentence, reached, touched
from viewer.resolve import resolve
from viewer.spec import Emphasis
from viewer.state import (
    MOST_FINDINGS,
    MOST_MEASUREMENTS,
    Camera,
    Labels,
    Measurement,
    Tool,
    ViewState,
)
from viewer.telling import scene_sentence, set_sentences

CATALOG = load_catalog()
PIECE = StructureId("herniation.L5-S1")
S1_LEFT = StructureId("root.S1.left")


def extruded(severity: float = 0.6, side: str = "left", zone: str = "subarticular") -> ViewState:
    segment = StructureId("segment.L5-S1")
    found = finding_for("disc-extrusion", segment, side, zone, severity)
    camera = Camera(180.0, 0.0, 300.0, (0.0, 0.0, 0.0))
    return ViewState(camera, place=segment, findings=(found,))


def test_conditions_change_the_same_whatever_the_order_they_were_set_in() -> None:
    segment = StructureId("segment.L4-L5")
    names = ("facet-arthropathy", "disc-degeneration", "retrolisthesis")
    findings = [finding_for(name, segment, "", "", 0.7) for name in names]
    once, again = changes_of(findings), changes_of(reversed(findings))
    assert np.array_equal(once.joints["L4-L5"], again.joints["L4-L5"])
    assert [each.part for each in once.growths] == [each.part for each in again.growths]
    spots = load_normal().bones["vertebra.L5"].surface.points[::40]
    for one, other in zip(once.growths, again.growths, strict=True):
        assert np.array_equal(one.by(spots), other.by(spots))


def test_the_normal_model_has_no_shape_of_its_own() -> None:
    plain = replace(extruded(), findings=())
    assert shape_of(plain) is None
    assert shape_of(extruded(0.0)) is None
    assert shape_of(replace(extruded(), is_before=True)) is None
    assert not reached(plain)
    assert reach_sentence(plain, CATALOG) == ""


def test_the_same_findings_are_worked_out_once() -> None:
    assert shape_of(extruded()) is shape_of(replace(extruded(), explode=0.5))
    assert shape_of(extruded()) is not shape_of(extruded(0.61))


def test_under_a_hand_words_and_picture_ask_the_same_quick_shape() -> None:
    exact = shape_of(extruded(0.63))
    with roughly():
        quick = shape_of(extruded(0.63))
        assert quick is resolve(extruded(0.63), CATALOG).shape
        assert touched(extruded(0.63))
    with roughly(False):
        assert shape_of(extruded(0.63)) is exact
    assert shape_of(extruded(0.63)) is exact
    assert quick is not None
    assert quick.draft
    assert exact is not None
    assert not exact.draft
    # nobody has worked out the exact one beside it
    assert "surroundings" in quick.__dict__
    assert "surroundings" not in exact.__dict__


def test_a_piece_is_in_sight_and_named_only_while_it_is_there() -> None:
    spec = resolve(extruded(), CATALOG)
    assert PIECE in spec.looks
    assert not spec.looks[PIECE].ghost
    assert PIECE in {label.id for label in spec.labels}
    assert [entry.text for entry in spec.legend if entry.role == "lesion"]
    for without in (extruded(0.0), replace(extruded(), is_before=True)):
        assert PIECE not in resolve(without, CATALOG).looks
        assert not made_by(without)


def test_a_hidden_piece_is_out_of_sight() -> None:
    assert PIECE not in resolve(replace(extruded(), hidden=frozenset([PIECE])), CATALOG).looks


def test_a_reached_root_stands_out_and_is_told() -> None:
    state = extruded()
    assert touched(state)[S1_LEFT] is Reach.PRESSED
    spec = resolve(state, CATALOG)
    assert spec.looks[S1_LEFT].emphasis is Emphasis.FOCUS
    assert "Left S1 root (traversing): pressed" in {label.text for label in spec.labels}
    assert "root.L5.left" not in touched(state)
    said = scene_sentence(state, CATALOG)
    assert "Disc extrusion at L5–S1, left subarticular, 7" in said
    assert "This picture would be expected to reach the left S1 root" in said


def test_a_reached_root_stands_out_even_where_nothing_is_lit() -> None:
    spec = resolve(replace(extruded(), place=None, labels=Labels.SELECTION), CATALOG)
    assert not spec.looks[S1_LEFT].ghost
    assert S1_LEFT in {label.id for label in spec.labels}


def test_shown_as_before_says_so_and_reaches_nothing() -> None:
    state = replace(extruded(), is_before=True)
    assert "Shown as before." in set_sentences(state, CATALOG)
    assert not touched(state)


def test_a_posture_is_told_in_degrees() -> None:
    posture = Posture(flexion_deg=20.0, bend_deg=-10.0)
    told = set_sentences(replace(extruded(), findings=(), posture=posture), CATALOG)
    assert told == ("Bent forwards 20° and bent to the left 10°.",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"place": "segment.T12-L1"}, "it can be at L1-L2"),
        ({"side": "up"}, "it can be left, right or both"),
        ({"zone": "rear"}, "zones are central"),
        ({"severity": 1.5}, "from 0 to 1"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_can(words: dict[str, object], said: str) -> None:
    place = StructureId(str(words.pop("place", "segment.L4-L5")))
    with pytest.raises(ValueError, match=said):
        finding_for("disc-extrusion", place, **words)  # type: ignore[arg-type]


def test_what_no_scene_file_would_hold_is_not_taken_either() -> None:
    many = replace(extruded(), findings=extruded().findings * (MOST_FINDINGS + 1))
    assert "remove one first" in why_unshown(many)
    length = Measurement(1, Tool.DISTANCE, ())
    plain = replace(extruded(), findings=())
    full = replace(plain, measurements=(length,) * MOST_MEASUREMENTS)
    assert why_unshown(full) == ""
    assert "delete some first" in why_unshown(
        replace(full, measurements=(*full.measurements, length))
    )
