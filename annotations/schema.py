"""Strict shape of every text file, checked by the tests and whenever a file cannot be read.

The program itself reads files into the plain dataclasses of `annotations.note`, because importing
pydantic costs more than reading all texts. These models state the same shape, with every rule
that one file alone can break; rules that span files stand in `annotations.checks`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Evidence = Literal[
    "guideline",
    "systematic-review",
    "trial",
    "cohort",
    "imaging-series",
    "anatomy-series",
    "consensus",
    "expert-text",
]

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NOTE_ID = r"^[a-z]+(-[a-z]+)*(\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*)*$"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
NoteId = Annotated[str, StringConstraints(pattern=NOTE_ID)]
Doi = Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")]
Pmid = Annotated[str, StringConstraints(pattern=r"^\d{4,9}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class Strict(BaseModel):
    """Base of all file models: read-only, and an unknown key is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SourceFile(Strict):
    """One work that a claim can cite."""

    id: Slug
    citation: Text
    doi: Doi | None = None
    pmid: Pmid | None = None
    url: Url | None = None


class SourcesFile(Strict):
    """The file `sources.toml`: every citable work, once."""

    source: Annotated[list[SourceFile], Field(min_length=1)]


class SectionKindFile(Strict):
    """One entry of the closed vocabulary of sections: a key and its heading per audience."""

    key: Slug
    patient: Text
    student: Text
    clinician: Text


class SectionKindsFile(Strict):
    """The file `sections.toml`; the order of entries is the order on the page."""

    section: Annotated[list[SectionKindFile], Field(min_length=1)]


class ClaimFile(Strict):
    """One factual statement behind a section, with what carries it.

    `checked` says that the statement was compared with the text of its source; a statement that
    was not is shown as awaiting clinical review.
    """

    says: Text
    sources: Annotated[list[Slug], Field(min_length=1)]
    evidence: Evidence
    checked: bool


class AudienceTextsFile(Strict):
    """The same matter for the three audiences."""

    patient: Text
    student: Text
    clinician: Text


class SectionFile(AudienceTextsFile):
    """One folding section of a note."""

    key: Slug
    claim: list[ClaimFile] = []


class NoteFile(Strict):
    """One text file: the note of one structure, motion segment, region or topic.

    `synonyms` are other names and are shown; `searched_as` are words by which people look for the
    note without being its name (a complaint, say), and are only searched.
    """

    id: NoteId
    title: Text
    latin: Text | None = None
    synonyms: list[Text] = []
    searched_as: list[Text] = []
    summary: AudienceTextsFile
    section: Annotated[list[SectionFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _sections_are_unique(self) -> NoteFile:
        keys = [section.key for section in self.section]
        doubled = sorted({key for key in keys if keys.count(key) > 1})
        if doubled:
            raise ValueError(f"section key used twice: {', '.join(doubled)}")
        return self


class TermFile(AudienceTextsFile):
    """One word of the glossary; `means` says it in a few plain words for every reader."""

    id: Slug
    title: Text
    synonyms: list[Text] = []
    searched_as: list[Text] = []
    means: Annotated[Text, StringConstraints(max_length=140)]
    claim: Annotated[list[ClaimFile], Field(min_length=1)]


class GlossaryFile(Strict):
    """The file `glossary.toml`."""

    term: Annotated[list[TermFile], Field(min_length=1)]
