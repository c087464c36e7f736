from __future__ import annotations

from pathlib import Path

import pytest

from annotations.language import phrases
from annotations.library import ContentError, Library
from annotations.roots import SIGNS, load_roots

ROOTS = load_roots()


def test_there_is_a_root_for_every_level_that_can_be_reached() -> None:
    assert list(ROOTS) == ["T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2"]


@pytest.mark.parametrize("level", ROOTS)
def test_each_root_has_all_signs_for_both_readers_with_text_and_sources(
    library: Library, level: str
) -> None:
    root = ROOTS[level]
    for audience in ("patient", "clinician"):
        assert all(getattr(root.read_by(audience), sign) for sign in SIGNS)
    assert root.read_by("student") == root.clinician
    assert library.note_for(root.text) is not None
    assert root.sources
    assert set(root.sources) <= set(library.sources)


@pytest.mark.parametrize("level", ROOTS)
def test_patients_read_no_word_that_frightens(level: str) -> None:
    words = " ".join(getattr(ROOTS[level].patient, sign) for sign in SIGNS)
    assert not [phrase for phrase in phrases("threat") if phrase.pattern.search(words)]


def test_the_roots_are_told_apart_as_in_the_published_tables() -> None:
    """ISNCSCI key muscles and reflexes."""
    wanted = {"L2": "hip flexion", "L3": "knee extension", "L4": "dorsiflexion", "S1": "plantar"}
    for level, muscle in wanted.items():
        assert muscle in ROOTS[level].clinician.muscles
    assert "knee jerk" in ROOTS["L4"].clinician.reflex
    assert "ankle jerk" in ROOTS["S1"].clinician.reflex
    assert "none dependable" in ROOTS["L5"].clinician.reflex


def test_a_broken_file_is_told_by_name(tmp_path: Path) -> None:
    file = tmp_path / "roots.toml"
    file.write_text("[L1]\ntext = 'root.L1'\n", encoding="utf-8")
    with pytest.raises(ContentError) as problem:
        load_roots(file)
    assert "roots.toml" in problem.value.problems[0]
