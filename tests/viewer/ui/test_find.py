"""Search in the words people use: lay words, synonyms, other spellings, mistakes."""

from __future__ import annotations

import pytest

from annotations.library import Library, load_library
from meshes.catalog import load_catalog
from viewer.state import Audience
from viewer.ui.find import Found, find

CATALOG = load_catalog()


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def answers(query: str, library: Library) -> list[Found]:
    return find(query, CATALOG, library, Audience.PATIENT)


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("slipped disc", "condition.disc-herniation"),
        ("slipped disk", "condition.disc-herniation"),
        ("tailbone", "coccyx"),
        ("sacrum", "sacrum"),
        ("L5/S1", "segment.L5-S1"),
        ("l4-5", "segment.L4-L5"),
        ("discectomy", "procedure.discectomy"),
        ("tlif", "procedure.tlif"),
        ("red flags", "topic.red-flags"),
        ("arachnoiditis", None),
        # A whole question is about its telling words, and a fright is no answer to it.
        ("what is a slipped disc", "condition.disc-herniation"),
        ("will I be paralysed", "faq.can-it-paralyse"),
        ("can I run", "topic.aftercare"),
        ("pain in my bum", "condition.si-joint-pain"),
        ("wear and tear", "condition.disc-degeneration"),
        ("titanium cage", "kind.cage"),
        # What is urgent comes first all the same.
        ("my bum is numb", "condition.cauda-equina-syndrome"),
        ("numb between my legs", "condition.cauda-equina-syndrome"),
        ("I can't pee", "condition.cauda-equina-syndrome"),
        ("hexenschuss", None),
        ("numbness between legs", "condition.cauda-equina-syndrome"),
    ],
)
def test_first_answer_is_what_people_mean(query: str, id: str | None, library: Library) -> None:
    found = answers(query, library)
    assert (found[0].id if found else None) == id


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("trapped nerve", "condition.radiculopathy"),
        ("sciatica", "condition.radiculopathy"),
        ("foot drop", "root.L5"),
        ("headache", "topic.headaches"),
        ("can i drive", "faq.driving-and-work"),
        ("stenosis", "condition.central-stenosis"),
    ],
)
def test_what_people_mean_is_among_the_first_answers(query: str, id: str, library: Library) -> None:
    assert id in [found.id for found in answers(query, library)[:5]]


@pytest.mark.parametrize(
    ("query", "meant", "id"),
    [
        ("herniaton", "herniation", "condition.disc-herniation"),
        ("spondylolysthesis", "spondylolisthesis", "condition.isthmic-spondylolisthesis"),
        ("discectomie", "discectomy", "procedure.discectomy"),
        ("stenossis", "stenosis", "condition.central-stenosis"),
        ("siatica xq", "siatica", "condition.radiculopathy"),
        ("slipped disc xq", "slipped disc", "condition.disc-herniation"),
    ],
)
def test_a_slip_of_the_pen_is_read_as_what_was_meant(
    query: str, meant: str, id: str, library: Library
) -> None:
    found = answers(query, library)
    assert found[0].meant == meant
    assert id in [answer.id for answer in found[:5]]


def test_answers_say_what_they_are(library: Library) -> None:
    kinds = {
        found.kind for query in ("herniation", "epidural") for found in answers(query, library)
    }
    assert {"Condition", "Procedure", "Question", "Word", "Guide"} <= kinds


@pytest.mark.parametrize("kind", ["condition", "procedure", "faq", "topic", "term"])
def test_every_text_is_found_by_its_title(kind: str, library: Library) -> None:
    for note in library.notes.values():
        if note.kind == kind:
            assert note.id in [found.id for found in answers(note.title, library)[:9]], note.title
