"""Validators of the figures on findings without pain: never alone, and from the one data file."""

from __future__ import annotations

import re

from annotations import markup
from annotations.library import Library
from annotations.prevalence import prevalence
from annotations.violation import Violation, texts

_AT_AGE = re.compile(
    r"\b(?P<percent>\d{1,2})(?: ?%| in 100| of 100)?(?: of people)? at (?:age |the age of )?"
    r"(?P<age>[2-8]0)\b"
)


def both_or_neither(library: Library) -> list[Violation]:
    """A section that says how common a finding is without pain says how it is with pain too."""
    data = prevalence()
    found = []
    for note in library.notes.values():
        for section in note.sections:
            cited = {name for claim in section.claims for name in claim.sources}
            if data.without_pain in cited and data.with_pain not in cited:
                what = f"figures without pain only; add those with pain ({data.with_pain})"
                found.append(Violation(library.files[note.id], f"section {section.key}", what))
    return found


def figures_known(library: Library) -> list[Violation]:
    """Tables name findings of the data file, rest on both sources, and texts repeat it rightly."""
    data = prevalence()
    percents = {
        (str(age), str(value)) for f in data.findings.values() for age, value in f.percent.items()
    }
    found = []
    for note, where, text in texts(library):
        file = library.files[note.id]
        for ids in markup.figures(text):
            found += [
                Violation(file, where, f"no finding {id!r} in prevalence.toml")
                for id in ids
                if id not in data.findings
            ]
            key = where.split(" ")[1]
            claims = note.section(key).claims if where.startswith("section") else ()
            cited = {name for claim in claims for name in claim.sources}
            for source in sorted({data.without_pain, data.with_pain} - cited):
                what = f"a table of figures needs a claim of {source}"
                found.append(Violation(file, where, what))
        words = markup.plain(text) if data.without_pain in markup.citations(text) else ""
        for match in _AT_AGE.finditer(words):
            # "93, 96 % at 20, 30 ..." lists figures and ages apart.
            is_listed = re.search(r"\d, $", words[: match.start()])
            if (match["age"], match["percent"]) not in percents and not is_listed:
                what = f"{match.group()!r} is not a figure of prevalence.toml; correct one of them"
                found.append(Violation(file, where, what))
    return found
