"""How common a finding is without pain, beside its odds with pain: both from one data file.

A text shows them by a line `{figures}` or `{figures disc-bulge disc-protrusion}`, so that no
figure is written twice, and none without the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from annotations.fault import ContentError
from annotations.note import AUDIENCES, Audience
from annotations.paths import ENGLISH, FOLDER
from meshes.reading import read_toml, refuse_misfits, why

FILE, WORDS_FILE = "prevalence.toml", "figures.toml"
_TOLD = ("heading", "odds", "odds_unclear", "no_odds", "awaiting")


@dataclass(frozen=True, slots=True)
class Odds:
    """Odds ratio of a finding, people with pain against people without, with its 95 % interval."""

    ratio: float
    lower: float
    upper: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 1, that is, no difference."""
        return self.lower > 1.0 or self.upper < 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of imaging. percent: by age in years, as published. awaiting: ages whose figure
    was not compared with the source. odds: None where none was published.
    """

    id: str
    percent: Mapping[int, int]
    awaiting: frozenset[int]
    odds: Odds | None


@dataclass(frozen=True, slots=True)
class Prevalence:
    """All findings; the two sources and the age up to which the odds hold."""

    findings: Mapping[str, Finding]
    without_pain: str
    with_pain: str
    odds_up_to_age: int


@cache
def prevalence() -> Prevalence:
    """The data file, read once. Raises ContentError."""
    return read_figures()[0]


def read_figures(root: Path = FOLDER) -> tuple[Prevalence, dict[str, Any]]:
    """The figures below a folder and the words beside them. Raises ContentError naming the file."""
    try:
        name = FILE
        table = read_toml(root / FILE)
        findings = {row["id"]: _finding(row, table["ages"]) for row in table["finding"]}
        data = Prevalence(
            findings, table["without_pain"], table["with_pain"], table["odds_up_to_age"]
        )
        refuse_misfits(data)
        name = WORDS_FILE
        words = read_toml(root / ENGLISH / WORDS_FILE)
        _refuse_incomplete(words, data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        raise ContentError([f"{name}: cannot be used ({why(problem)}); mend this file"]) from None
    return data, words


def _refuse_incomplete(words: dict[str, Any], data: Prevalence) -> None:
    """Words for every reader, and a name for every finding. Raises what a damaged file
    causes: KeyError, TypeError or ValueError."""
    names = {row["id"]: row for row in words["name"]}
    for audience in AUDIENCES:
        told = words["words"][audience]
        texts = [*(told[key] for key in _TOLD), *(names[id][audience] for id in data.findings)]
        if not all(type(text) is str for text in texts):
            raise TypeError(f"a text for the {audience} is none")
        for template in (told["odds"], told["odds_unclear"]):
            _filled(template, {"age": 0, "ratio": 1.0, "lower": 1.0, "upper": 1.0})


_PLACEHOLDERS = re.compile(r"\{(\w+)\}")


def _filled(template: str, figures: Mapping[str, float]) -> str:
    """Figures for their placeholders, and nothing else: no format of a text reaches further."""
    return _PLACEHOLDERS.sub(lambda found: str(figures[found[1]]), template)


def _finding(row: dict[str, Any], ages: list[int]) -> Finding:
    odds = Odds(**row["odds"]) if "odds" in row else None
    percent = dict(zip(ages, row["percent"], strict=True))
    if not percent:
        raise ValueError("no ages")
    return Finding(row["id"], percent, frozenset(row["awaiting"]), odds)


@cache
def _words() -> dict[str, Any]:
    return read_figures()[1]


def figures_html(ids: Iterable[str], audience: Audience) -> str:
    """The table of these findings, of all if none is named; what is wrong where it is damaged."""
    try:
        heading, rows, note = _told(ids, audience)
    except ContentError as problem:
        return f"<p>{escape(str(problem))}</p>"
    shown = next(iter(prevalence().findings.values())).percent
    ages = "".join(f'<th align="right">{age}</th>' for age in shown)
    lines = [f"<p>{_bold(heading)}</p>"]
    lines.append(f'<table class="figures" width="100%" cellpadding="2"><tr>{ages}</tr>')
    for name, figures, odds in rows:
        cells = "".join(f'<td align="right">{figure}</td>' for figure in figures)
        span = len(figures)
        lines.append(f'<tr><td colspan="{span}"><b>{escape(name)}</b></td></tr>')
        lines.append(f"<tr>{cells}</tr>")
        lines.append(f'<tr><td colspan="{span}"><small>{escape(odds)}</small></td></tr>')
    return "\n".join([*lines, "</table>", f"<p><small>{escape(note)}</small></p>" if note else ""])


def figures_lines(ids: Iterable[str], audience: Audience) -> list[str]:
    """The same as lines of plain text."""
    try:
        heading, rows, note = _told(ids, audience)
    except ContentError as problem:
        return [str(problem)]
    ages = ", ".join(map(str, next(iter(prevalence().findings.values())).percent))
    lines = [f"{heading.replace('**', '')} {ages}"]
    lines += [f"- {name}: {', '.join(figures)}. {odds}" for name, figures, odds in rows]
    return [*lines, note] if note else lines


def _told(
    ids: Iterable[str], audience: Audience
) -> tuple[str, list[tuple[str, list[str], str]], str]:
    """Heading; name, figures and odds of each finding in words; the note on bracketed figures."""
    data, table = prevalence(), _words()
    words = table["words"][audience]
    names = {row["id"]: row[audience] for row in table["name"]}
    # An id that is none is told by the checks of texts; a page goes without it.
    named = [data.findings[id] for id in ids if id in data.findings]
    chosen = named or list(data.findings.values())
    rows = []
    for finding in chosen:
        figures = [
            f"({value})" if age in finding.awaiting else str(value)
            for age, value in finding.percent.items()
        ]
        rows.append((names[finding.id], figures, _odds(finding.odds, words, data.odds_up_to_age)))
    is_bracketed = any(finding.awaiting for finding in chosen)
    return words["heading"], rows, words["awaiting"] if is_bracketed else ""


def _odds(odds: Odds | None, words: Mapping[str, str], age: int) -> str:
    if odds is None:
        return words["no_odds"]
    template = words["odds"] if odds.is_clear else words["odds_unclear"]
    figures = {"age": age, "ratio": odds.ratio, "lower": odds.lower, "upper": odds.upper}
    return _filled(template, figures)


def _bold(text: str) -> str:
    first, *rest = escape(text).split("**")
    return first + "".join(f"<b>{part}</b>" if n % 2 == 0 else part for n, part in enumerate(rest))
