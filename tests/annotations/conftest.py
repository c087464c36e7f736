"""A small library in a folder of its own, sound until a test spoils it."""

from __future__ import annotations

from pathlib import Path

import pytest

SOURCES = """
[[source]]
id = "anyone-2001"
citation = "Anyone A. A study. 2001."
doi = "10.1000/xyz"
"""

SECTIONS = """
[[section]]
key = "definition"
patient = "What it is"
student = "Definition"
clinician = "Definition"

[[section]]
key = "function"
patient = "What it does"
student = "Function"
clinician = "Function"

[[section]]
key = "importance"
patient = "Why it matters"
student = "Importance"
clinician = "Importance"
"""

SECTION = """
[[section]]
key = "{key}"
patient = '''A [disc](structure:disc.L5-S1) sits here. It is soft.'''
student = '''A **[disc](structure:disc.L5-S1)** of fibrocartilage. [@anyone-2001]'''
clinician = '''- Disc.
- Symphysis.'''
[[section.claim]]
says = "A disc lies between two vertebrae"
sources = ["anyone-2001"]
evidence = "cohort"
checked = {checked}
"""

NOTE = """
id = "kind.disc"
title = "Disc"
synonyms = ["spacer"]
searched_as = ["slipped disc"]

[summary]
patient = "A soft pad."
student = "A spacer."
clinician = "Disc."
""" + "".join(
    SECTION.format(key=key, checked=checked)
    for key, checked in (("definition", "true"), ("function", "false"), ("importance", "true"))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Content that passes every check."""
    (tmp_path / "en" / "structures").mkdir(parents=True)
    (tmp_path / "en" / "levels").mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "en" / "sections.toml").write_text(SECTIONS, encoding="utf-8")
    (tmp_path / "en" / "structures" / "disc.toml").write_text(NOTE, encoding="utf-8")
    return tmp_path
