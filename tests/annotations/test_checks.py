"""The shipped texts pass every check, and every check catches what it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations import checks, language, repeats
from annotations.checks import LEVEL_SECTIONS, all_violations
from annotations.library import Library, load_library
from annotations.note import AUDIENCES
from annotations.violation import Violation
from meshes.catalog import Catalog


def spoilt(folder: Path, old: str, new: str, times: int = 1) -> Library:
    path = folder / "en" / "structures" / "disc.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, times), encoding="utf-8")
    return load_library(folder)


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_shipped_texts_pass(check: object, library: Library) -> None:
    assert callable(check)
    assert [str(violation) for violation in check(library)] == []


def test_shipped_files_have_the_strict_shape() -> None:
    assert checks.schema() == []


def test_shipped_links_resolve(library: Library, catalog: Catalog) -> None:
    known = {str(id) for id in (*catalog.structures, *catalog.places)}
    assert [str(violation) for violation in checks.links_resolve(library, known)] == []


def test_small_library_passes_everything(folder: Path) -> None:
    assert all_violations(folder, {"disc.L5-S1"}) == []


def test_levels_have_every_section_red_flags_first(library: Library) -> None:
    levels = [note for note in library.notes.values() if note.kind in checks.LEVEL_KINDS]
    assert len(levels) == 7
    for note in levels:
        assert tuple(section.key for section in note.sections) == LEVEL_SECTIONS
        for audience in AUDIENCES:
            assert all(section.texts.text(audience) for section in note.sections)


def test_missing_section_is_found(folder: Path) -> None:
    library = spoilt(folder, 'id = "kind.disc"', 'id = "segment.L5-S1"')
    found = [str(violation) for violation in checks.sections(library)]
    assert "en/structures/disc.toml, section nerves: missing; every such note has it" in found
    assert any("red flags come first" in line for line in found)


def test_wrong_order_is_found(folder: Path) -> None:
    path = folder / "en" / "structures" / "disc.toml"
    text = path.read_text(encoding="utf-8").replace("definition", "function", 1)
    parts = text.split('key = "function"')
    path.write_text(f'{parts[0]}key = "function"{parts[1]}key = "definition"{parts[2]}')
    assert any("out of order" in v.what for v in checks.sections(load_library(folder)))


def test_section_without_claim_is_found(folder: Path) -> None:
    path = folder / "en" / "structures" / "disc.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("[[section.claim]]")], encoding="utf-8")
    found = checks.claims_present(load_library(folder))
    assert [violation.where for violation in found] == ["section importance"]


@pytest.mark.parametrize("text", ["**Odd bold", "[words](nowhere", "\n# Heading", "<b>bold</b>"])
def test_stray_markup_is_found(folder: Path, text: str) -> None:
    library = spoilt(folder, "It is soft.", text)
    assert "mend the markup" in checks.markup_is_whole(library)[0].what


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("structure:disc.L9-S1", "no structure 'disc.L9-S1'"),
        ("topic:nothing", "no topic 'nothing'"),
        ("note:disc", "unknown kind of link 'note'"),
    ],
)
def test_dead_link_is_found(folder: Path, link: str, said: str) -> None:
    library = spoilt(folder, "(structure:disc.L5-S1)", f"({link})")
    found = checks.links_resolve(library, {"disc.L5-S1"})
    assert len(found) == 1
    assert said in found[0].what


def test_citation_without_claim_is_found(folder: Path) -> None:
    library = spoilt(folder, "[@anyone-2001]", "[@someone-2002]")
    assert "no claim of the section has it" in checks.citations_belong(library)[0].what


def test_citation_in_a_summary_is_found(folder: Path) -> None:
    library = spoilt(folder, '"A spacer."', '"A spacer. [@anyone-2001]"')
    assert "a summary cites nothing" in checks.citations_belong(library)[0].what


def test_unused_source_is_found(folder: Path) -> None:
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('[[source]]\nid = "idle-1999"\ncitation = "Idle."\n')
    assert [v.where for v in checks.sources_used(load_library(folder))] == ["idle-1999"]


def test_missing_root_is_found(folder: Path) -> None:
    path = folder / "en" / "structures" / "disc.toml"
    text = path.read_text(encoding="utf-8").replace('"kind.disc"', '"segment.L5-S1"')
    path.write_text(text.replace('"function"', '"nerves"'), encoding="utf-8")
    kinds = folder / "en" / "sections.toml"
    kinds.write_text(kinds.read_text(encoding="utf-8").replace('"function"', '"nerves"'))
    found = checks.root_rule(load_library(folder))
    assert len(found) == 6
    assert "does not name L5; L5 exits here, S1 traverses" in found[0].what


@pytest.mark.parametrize("phrase", language.phrases("threat"), ids=lambda p: p.id)
def test_threat_word_is_found(folder: Path, phrase: language.Phrase) -> None:
    library = spoilt(folder, "It is soft.", phrase.example)
    assert phrase.what in [v.what.partition(": ")[2] for v in language.patient_words(library)]


def test_threat_words_bind_patient_texts_only(folder: Path) -> None:
    library = spoilt(folder, "of fibrocartilage", "that has ruptured")
    assert language.patient_words(library) == []


@pytest.mark.parametrize("phrase", language.phrases("wrong"), ids=lambda p: p.id)
@pytest.mark.parametrize("old", ["It is soft.", "A disc lies between two vertebrae"])
def test_wrong_statement_is_found(folder: Path, phrase: language.Phrase, old: str) -> None:
    library = spoilt(folder, old, phrase.example)
    assert phrase.what in [v.what.partition(": ")[2] for v in language.wrong_statements(library)]


def test_long_sentences_are_found(folder: Path) -> None:
    library = spoilt(folder, "It is soft.", "It is so soft and " * 40 + "so on.")
    found = [violation.what for violation in language.patient_sentences(library)]
    assert any("at most 20; split it" in what for what in found)
    assert any("words a sentence, at most 15" in what for what in found)


def test_condition_without_what_helps_is_found(folder: Path) -> None:
    library = spoilt(folder, 'id = "kind.disc"', 'id = "condition.disc-bulge"')
    assert [v.where for v in language.what_helps(library)] == ["summary patient"]
    library = spoilt(folder, "A soft pad.", "A soft pad. **What helps:** time.")
    assert language.what_helps(library) == []


def test_sentence_in_two_places_is_found(folder: Path) -> None:
    twice = "A ring of tough fibres holds the soft core in its place."
    library = spoilt(folder, "It is soft.", f"It is soft. {twice} It is soft.", times=2)
    found = repeats.repeated_sentences(library)
    assert [violation.where for violation in found] == ["section function patient"]
    assert "section definition patient" in found[0].what


def test_main_prints_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.main([]) == 0
    assert checks.main([Violation("a.toml", "here", "wrong; mend it")]) == 1
    assert "a.toml, here: wrong; mend it" in capsys.readouterr().out
