"""Plain read-only values that hold the clinical text once it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Audience = Literal["patient", "student", "clinician"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)

EVIDENCE_WORDS: Mapping[str, str] = {
    "guideline": "guideline",
    "systematic-review": "systematic review",
    "trial": "randomised trial",
    "cohort": "cohort study",
    "imaging-series": "imaging series",
    "anatomy-series": "anatomical series",
    "consensus": "expert consensus",
    "expert-text": "textbook or expert review",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One citable work; an identifier that is not certain is None."""

    id: str
    citation: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None

    @property
    def link(self) -> str | None:
        """The most lasting address of the work, or None."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url


@dataclass(frozen=True, slots=True)
class SectionKind:
    """One word of the closed vocabulary of sections, with its heading for each audience."""

    key: str
    patient: str
    student: str
    clinician: str

    def heading(self, audience: Audience) -> str:
        """The heading shown to `audience`."""
        return str(getattr(self, audience))


@dataclass(frozen=True, slots=True)
class Claim:
    """One factual statement and the works that carry it.

    `checked`: the statement was compared with the text of its source.
    """

    says: str
    sources: tuple[str, ...]
    evidence: str
    checked: bool


@dataclass(frozen=True, slots=True)
class AudienceTexts:
    """The same matter, written for each audience in the Markdown subset of `annotations.markup`."""

    patient: str
    student: str
    clinician: str

    def text(self, audience: Audience) -> str:
        """The text written for `audience`."""
        return str(getattr(self, audience))


@dataclass(frozen=True, slots=True)
class Section:
    """One folding section of a note."""

    key: str
    texts: AudienceTexts
    claims: tuple[Claim, ...]

    @property
    def is_awaiting_review(self) -> bool:
        """True if the section makes claims and none of them was compared with its source."""
        return bool(self.claims) and not any(claim.checked for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Note:
    """The text that belongs to one structure, motion segment, region or topic.

    `latin` is the term of Terminologia Anatomica, or None where there is none. `synonyms` are
    shown, `searched_as` only searched.
    """

    id: str
    title: str
    summary: AudienceTexts
    sections: tuple[Section, ...]
    synonyms: tuple[str, ...] = ()
    searched_as: tuple[str, ...] = ()
    latin: str | None = None

    @property
    def kind(self) -> str:
        """The first part of the id: `segment`, `disc`, `topic` ..."""
        return self.id.partition(".")[0]

    def section(self, key: str) -> Section:
        """The section called `key`; KeyError names the sections that exist."""
        for section in self.sections:
            if section.key == key:
                return section
        known = ", ".join(section.key for section in self.sections)
        raise KeyError(f"{self.id} has no section {key!r}; it has {known}")

    def texts(self, audience: Audience) -> tuple[str, ...]:
        """Summary and sections as written for `audience`, in page order."""
        sections = (section.texts.text(audience) for section in self.sections)
        return (self.summary.text(audience), *sections)


SIDES = ("left", "right")
#: Words that only say where a part lies: its text may be one for both.
_PLACED = ("superior", "inferior", "anterior", "posterior")
#: Kinds whose parts say by which way they come, not what they are.
_BY_WAY = ("needle",)


def general_ids(structure_id: str) -> tuple[str, ...]:
    """`structure_id` and ever more general ids that may hold its text, most particular first."""
    parts = structure_id.split(".")
    if len(parts) > 1 and parts[-1] in SIDES:
        parts = parts[:-1]
    candidates = [structure_id, ".".join(parts)]
    for part in parts[:0:-1]:
        if part[:1].isupper() or parts[0] in _BY_WAY:  # a level, or a way: `root-block` is no root
            continue
        first, _, rest = part.partition("-")
        candidates += [f"kind.{part}", f"kind.{rest if first in _PLACED else first}"]
    candidates += [".".join(parts[:2]), f"kind.{parts[0]}"]
    return tuple(dict.fromkeys(candidates))
