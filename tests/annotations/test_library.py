"""Loading: whole content gives a library, spoilt content names every fault at once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from annotations.library import (
    ContentError,
    Library,
    general_ids,
    load_library,
    read_library,
)
from annotations.note import AUDIENCES, AudienceTexts, Claim, Note, SectionKind, Source
from annotations.schema import (
    AudienceTextsFile,
    ClaimFile,
    NoteFile,
    SectionKindFile,
    SourceFile,
)
from meshes.catalog import Catalog


def spoil(folder: Path, old: str, new: str, name: str = "en/structures/disc.toml") -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_small_library_loads(folder: Path) -> None:
    note = load_library(folder).note("kind.disc")
    assert note.synonyms == ("spacer",)
    assert [section.is_awaiting_review for section in note.sections] == [False, True, False]


def test_unknown_note_says_so(library: Library) -> None:
    with pytest.raises(KeyError, match=r"no text for .disc\.C1-C2"):
        library.note("disc.C1-C2")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Disc"', 'titel = "Disc"', "titel: unknown key; remove it"),
        ('title = "Disc"', "", "title: missing; add it"),
        ('key = "function"', 'key = "function"\nclaims = []', "section function claims: unknown"),
        ("checked = true", 'checked = "yes"', "section definition claim 1 checked"),
        ('evidence = "cohort"', 'evidence = "hearsay"', "section definition claim 1 evidence"),
        ('student = "A spacer."', "", "summary student: missing"),
        ('key = "function"', 'key = "purpose"', "section purpose: unknown section"),
        ('sources = ["anyone-2001"]', 'sources = ["noone"]', "unknown source 'noone'; add it"),
        ('id = "kind.disc"', "id = kind", "cannot be read"),
    ],
)
def test_fault_names_file_place_and_cure(folder: Path, old: str, new: str, said: str) -> None:
    spoil(folder, old, new)
    with pytest.raises(ContentError) as caught:
        load_library(folder)
    assert any(p.startswith("en/structures/disc.toml") and said in p for p in caught.value.problems)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    spoil(folder, 'title = "Disc"', 'titel = "Disc"')
    spoil(folder, 'doi = "10', 'dio = "10', "sources.toml")
    with pytest.raises(ContentError) as caught:
        load_library(folder)
    files = {problem.partition(",")[0] for problem in caught.value.problems}
    assert {"en/structures/disc.toml", "sources.toml"} <= files


def test_one_id_in_two_files_is_a_fault(folder: Path) -> None:
    text = (folder / "en" / "structures" / "disc.toml").read_text(encoding="utf-8")
    (folder / "en" / "structures" / "twin.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"twin.toml: id kind.disc is also in"):
        load_library(folder)


def test_loading_does_not_import_pydantic() -> None:
    code = (
        "import sys; from annotations.library import load_library; load_library();"
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("value", "model"),
    [
        (Source, SourceFile),
        (SectionKind, SectionKindFile),
        (Claim, ClaimFile),
        (AudienceTexts, AudienceTextsFile),
    ],
)
def test_values_and_models_have_the_same_fields(value: type, model: type) -> None:
    assert {field.name for field in fields(value)} == set(model.__annotations__)


def test_note_and_its_model_have_the_same_fields() -> None:
    model = {"section" if name == "sections" else name for name in Note.__dataclass_fields__}
    assert model == set(NoteFile.model_fields)


def test_text_falls_back_to_the_more_general() -> None:
    assert general_ids("facet.L5-S1.cartilage-superior.left") == (
        "facet.L5-S1.cartilage-superior.left",
        "facet.L5-S1.cartilage-superior",
        "kind.cartilage-superior",
        "kind.cartilage",
        "facet.L5-S1",
        "kind.facet",
    )
    assert "kind.endplate" in general_ids("vertebra.L5.superior-endplate")
    assert "kind.articular-process" in general_ids("sacrum.superior-articular-process.left")
    assert not [key for key in general_ids("vertebra.L5.body") if key.startswith("kind.L")]
    assert "kind.root" not in general_ids("needle.L5.root-block.left")


def test_everything_in_the_catalogue_has_text(catalog: Catalog, library: Library) -> None:
    ids = [str(id) for id in (*catalog.structures, *catalog.places)]
    assert [id for id in ids if library.note_for(id) is None] == []


def test_notes_for_gives_each_note_once(library: Library) -> None:
    notes = library.notes_for(["disc.L4-L5", "nothing.at-all", "disc.L5-S1", "coccyx"])
    assert [note.id for note in notes] == ["kind.disc", "coccyx"]


def test_every_note_speaks_to_every_audience(library: Library) -> None:
    for note in library.notes.values():
        for audience in AUDIENCES:
            assert all(text.strip() for text in note.texts(audience)), (note.id, audience)


def test_one_damaged_page_leaves_all_others_readable(folder: Path) -> None:
    whole = load_library(folder)
    spoil(folder, 'title = "Disc"', 'titel = "Disc"')
    library, problems = read_library(folder)
    assert set(whole.notes) - set(library.notes) == {"kind.disc"}
    assert any(problem.startswith("en/structures/disc.toml") for problem in problems)


def test_a_page_that_is_no_toml_leaves_all_others_readable(folder: Path) -> None:
    (folder / "en/structures/disc.toml").write_bytes(b"\xff\x00 not text")
    library, problems = read_library(folder)
    assert "kind.disc" not in library.notes
    assert library.sources
    assert len(problems) == 1
