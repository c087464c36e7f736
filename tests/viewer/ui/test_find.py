"""Search in the words people use: lay words, synonyms, other spellings, mistakes."""

from __future__ import annotations

import pytest

from annotations.everyday import load_everyday
from annotations.fault import ContentError
from annotations.library import Library, load_library
from meshes.catalog import load_catalog
from viewer.state import Audience
from viewer.ui.find import Found, find
from viewer.ui.search_box import nothing_said

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
        ("my bum is numb", "topic.red-flags"),
        ("numb between my legs", "topic.red-flags"),
        ("I can't pee", "topic.red-flags"),
        ("hexenschuss", "topic.workup"),
        ("numbness between legs", "topic.red-flags"),
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


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("numb bottom", "topic.red-flags"),
        ("I wet myself", "topic.red-flags"),
        ("my foot drops", "topic.red-flags"),
        ("is it cancer", "topic.red-flags"),
        ("fever and back pain", "topic.red-flags"),
        ("I fell off a ladder", "topic.red-flags"),
        ("ischias", "condition.radiculopathy"),
        ("is swimming good for my back", "condition.disc-degeneration"),
        ("lifting my child", "faq.driving-and-work"),
        ("back pain in pregnancy", "condition.si-joint-pain"),
        ("should I stay in bed", "topic.care-ladder"),
        ("bone on bone", "condition.disc-degeneration"),
        ("will I end up in a wheelchair", "faq.can-it-paralyse"),
        ("it hurts when I cough", "condition.radiculopathy"),
    ],
)
def test_everyday_questions_lead_to_the_page_that_answers(
    query: str, id: str, library: Library
) -> None:
    found = answers(query, library)[0]
    assert (found.id, found.nothing) == (id, "")


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("which mattress for a slipped disc", "mattresses"),
        ("does massage help", "massage"),
        ("fear of the MRI", "fear of the scanner"),
        ("are high heels bad", "shoes and insoles"),
        ("cold weather", "cold and weather"),
        ("yoga", "yoga, Pilates and other kinds of training by name"),
    ],
)
def test_what_no_text_is_about_is_said_so(query: str, about: str, library: Library) -> None:
    found = answers(query, library)
    assert {each.nothing for each in found} == {about}
    assert about in nothing_said(query, found)


def test_what_is_urgent_leads_to_the_warning_signs_first(library: Library) -> None:
    for row in load_everyday():
        assert all(page in library.notes for page, _ in row.to)
        for saying in row.says[:1] if row.urgent else ():
            found = answers(" ".join(word.rstrip("*") for word in saying), library)
            assert "red-flags" in found[0].id + found[0].anchor, saying


def test_a_damaged_file_of_everyday_questions_leaves_the_search(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_words: object) -> None:
        raise ContentError(["everyday.toml: cannot be used"])

    monkeypatch.setattr("viewer.ui.find.asked", damaged)
    assert answers("sacrum", library)[0].id == "sacrum"


def test_a_word_far_from_every_known_one_is_not_read_as_one(library: Library) -> None:
    assert answers("golfen", library) == [], "golf, goal and gout are other words"
