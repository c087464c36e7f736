"""Sentences, their length, and the reading grade of every patient text."""

from __future__ import annotations

import pytest
import textstat

from annotations.consult_checks import patient_lines as consult_lines
from annotations.language import MAX_GRADE, patient_prose
from annotations.library import load_library
from annotations.readability import running_text, sentences, words_in
from annotations.root_rows import patient_lines

NOTES = [note for note in load_library().notes.values() if note.kind != "term"]


def test_list_items_and_sentences_count_and_marks_do_not() -> None:
    found = sentences("One two. **Three** [four](structure:sacrum) five. [@x-1]\n\n- six\n- seven")
    assert [words_in(sentence) for sentence in found] == [2, 3, 1, 1]


def test_running_text_ends_every_line_as_a_sentence() -> None:
    assert running_text("Look for:\n\n- one\n- two.") == "Look for.\none.\ntwo."


@pytest.mark.parametrize("id", [note.id for note in NOTES])
def test_patient_text_reads_at_school_level(id: str) -> None:
    note = next(note for note in NOTES if note.id == id)
    assert textstat.flesch_kincaid_grade(running_text(*patient_prose(note))) <= MAX_GRADE


def test_explanations_of_all_terms_together_read_at_school_level() -> None:
    terms = [note for note in load_library().notes.values() if note.kind == "term"]
    prose = [text for note in terms for text in patient_prose(note)]
    assert not terms or textstat.flesch_kincaid_grade(running_text(*prose)) <= MAX_GRADE


def test_words_for_reached_roots_read_at_school_level() -> None:
    assert textstat.flesch_kincaid_grade(running_text(*patient_lines())) <= MAX_GRADE


def test_words_of_a_consultation_read_at_school_level() -> None:
    assert textstat.flesch_kincaid_grade(running_text(*consult_lines())) <= MAX_GRADE
