"""What is typed from a report: the word, and the level, side, place and size beside it."""

from __future__ import annotations

import pytest

from annotations.consult_words import load_consult
from annotations.models import load_models
from viewer.consult.asking import found_words, middle_of, severity_of, understood

CONSULT = load_consult()


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("protrusion", "protrusion"),
        ("prot", "protrusion"),
        ("herniated disc", "protrusion"),
        ("left paracentral disc extrusion L5-S1", "extrusion"),
        ("black disc", "black-disc"),
        ("disc desiccation", "black-disc"),
        ("Modic", "modic"),
        ("modic type 2", "modic"),
        ("spondylolisthesis grade 1", "slip-1"),
        ("spondylolisthesis grade II", "isthmic-slip-2"),
        ("anterolisthesis of L4 on L5", "slip-1"),
        ("facet arthrosis", "facet-arthropathy"),
        ("bilateral facet hypertrophy", "facet-arthropathy"),
        ("narrowing", "canal-stenosis"),
        ("severe foraminal stenosis", "foraminal-stenosis"),
        ("central stenosis", "canal-stenosis"),
        ("spondilolisthesis", "slip-1"),
        ("annular tear", "fissure"),
        ("L1 compression fracture", "wedge-fracture"),
        ("transitional vertebra", "sacralisation"),
        ("s/p laminectomy", "after-laminectomy"),
    ],
)
def test_the_word_meant_comes_first(typed: str, word: str) -> None:
    assert found_words(understood(typed), CONSULT)[0].id == word


def test_every_way_to_say_a_word_finds_it() -> None:
    for word in CONSULT.words.values():
        for way in (word.says, *word.also):
            asked = understood(way)
            ids = [found.id for found in found_words(asked, CONSULT)]
            assert word.id in ids[:3], (way, asked, ids)


def test_nothing_typed_offers_all_and_nonsense_nothing() -> None:
    assert found_words(understood("  "), CONSULT) == tuple(CONSULT.words.values())
    assert found_words(understood("left L4-L5"), CONSULT) == tuple(CONSULT.words.values())
    assert found_words(understood("xyzzy plugh"), CONSULT) == ()


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("L4/5 protrusion", "segment.L4-L5"),
        ("protrusion L4-L5", "segment.L4-L5"),
        ("protrusion L4–L5", "segment.L4-L5"),
        ("bulge at L5/S1", "segment.L5-S1"),
        ("L5-S1 bulge", "segment.L5-S1"),
        ("Th12/L1 bulge", "segment.T12-L1"),
        ("fracture of L2", "vertebra.L2"),
    ],
)
def test_the_level_is_understood(typed: str, place: str) -> None:
    assert understood(typed).place == place


@pytest.mark.parametrize("typed", ["L3/5 protrusion", "S1 bulge", "protrusion", "L9 bulge"])
def test_no_level_is_made_up(typed: str) -> None:
    assert understood(typed).place is None


def test_side_zone_and_size_are_understood() -> None:
    asked = understood("Right far lateral protrusion L3/4, 5 mm")
    assert (asked.side, asked.zone, asked.figure, asked.unit) == (
        "right",
        "extraforaminal",
        5,
        "mm",
    )
    assert understood("bilateral").side == "both"


@pytest.mark.parametrize("millimetres", [1, 2.5, 4, 6])
def test_a_size_sets_the_slider_to_that_size(millimetres: float) -> None:
    word = CONSULT.words["protrusion"]
    severity = severity_of(understood(f"protrusion {millimetres} mm"), word)
    assert severity is not None
    amount = load_models()["disc-protrusion"].amount
    assert amount.at(severity) == pytest.approx(millimetres, abs=0.05)


@pytest.mark.parametrize("number", ["IV", "4"])
def test_a_grade_sets_the_middle_of_its_stretch(number: str) -> None:
    model = load_models()["disc-degeneration"]
    fourth = next(grade for grade in model.grades if grade.name == "Pfirrmann IV")
    severity = severity_of(understood(f"Pfirrmann {number}"), CONSULT.words["degeneration"])
    assert severity == middle_of(model, fourth)
    assert severity is not None
    assert model.grade_at(severity) == fourth


def test_words_for_how_much_go_from_less_to_more() -> None:
    for id, word in CONSULT.words.items():
        if not word.model:
            continue
        found = [severity_of(understood(f"{way} {id}"), word) for way in
                 ("mild", "moderate", "severe")]  # fmt: skip
        assert None not in found
        assert found == sorted(found, key=lambda share: share or 0.0), id
        assert len(set(found)) > 1
