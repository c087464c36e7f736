"""How common a finding is without pain, beside its odds with pain: both from one data file.

A text shows them by a line `{figures}` or `{figures disc-bulge disc-protrusion}`, so that no
figure is written twice, and none without the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import rtoml

from annotations.note import Audience
from annotations.paths import ENGLISH, FOLDER


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
    """The data file, read once."""
    table = rtoml.loads((FOLDER / "prevalence.toml").read_text(encoding="utf-8"))
    findings = {row["id"]: _finding(row, table["ages"]) for row in table["finding"]}
    return Prevalence(findings, table["without_pain"], table["with_pain"], table["odds_up_to_age"])


def _finding(row: dict[str, Any], ages: list[int]) -> Finding:
    odds = Odds(**row["odds"]) if "odds" in row else None
    percent = dict(zip(ages, row["percent"], strict=True))
    return Finding(row["id"], percent, frozenset(row["awaiting"]), odds)


@cache
def _words(locale: str = ENGLISH) -> dict[str, Any]:
    return rtoml.loads((FOLDER / locale / "figures.toml").read_text(encoding="utf-8"))


def figures_html(ids: Iterable[str], audience: Audience) -> str:
    """The table of these findings, of all if none is named."""
    heading, rows, note = _told(ids, audience)
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
    heading, rows, note = _told(ids, audience)
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
    chosen = [data.findings[id] for id in ids] or list(data.findings.values())
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
    return template.format(age=age, ratio=odds.ratio, lower=odds.lower, upper=odds.upper)


def _bold(text: str) -> str:
    first, *rest = escape(text).split("**")
    return first + "".join(f"<b>{part}</b>" if n % 2 == 0 else part for n, part in enumerate(rest))
