"""Figures of findings: both sides or none, rightly repeated, and as published."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.balance import both_or_neither, figures_known
from annotations.library import load_library
from annotations.note import AUDIENCES, Audience
from annotations.prevalence import figures_html, figures_lines, prevalence

SOURCES = """
[[source]]
id = "brinjikji-2015-asymptomatic"
citation = "One."
[[source]]
id = "brinjikji-2015-pain"
citation = "Two."
"""


def spoilt(folder: Path, *changes: tuple[str, str]) -> Path:
    path = folder / "en" / "structures" / "disc.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(SOURCES)
    return folder


def test_prevalence_never_falls_with_age_and_odds_lie_in_their_interval() -> None:
    for finding in prevalence().findings.values():
        values = list(finding.percent.values())
        assert values == sorted(values)
        assert list(finding.percent) == [20, 30, 40, 50, 60, 70, 80]
        if finding.odds is not None:
            assert finding.odds.lower < finding.odds.ratio < finding.odds.upper


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_finding_is_told_with_its_odds_or_their_absence(audience: Audience) -> None:
    for id, finding in prevalence().findings.items():
        words = " ".join(figures_lines([id], audience))
        html = figures_html([id], audience)
        for age, value in finding.percent.items():
            assert f">{age}<" in html
            assert f">({value})<" in html or f">{value}<" in html
        if finding.odds is not None and finding.odds.is_clear:
            assert str(finding.odds.ratio) in words
            assert str(finding.odds.ratio) in html
        assert ("await" in words) == bool(finding.awaiting)


def test_figures_without_those_of_people_in_pain_are_found(folder: Path) -> None:
    cited = ('sources = ["anyone-2001"]', 'sources = ["brinjikji-2015-asymptomatic"]')
    found = both_or_neither(load_library(spoilt(folder, cited)))
    assert [violation.where for violation in found] == ["section definition"]


def test_wrong_figure_and_unknown_finding_are_found(folder: Path) -> None:
    library = load_library(
        spoilt(
            folder,
            ("It is soft.", "\n\n{figures disc-wear}\n"),
            ("[@anyone-2001]", "Bulge: 31 % at 20 years. [@brinjikji-2015-asymptomatic]"),
        )
    )
    found = "\n".join(map(str, figures_known(library)))
    assert "no finding 'disc-wear'" in found
    assert "'31 % at 20' is not a figure" in found
    assert "needs a claim of brinjikji-2015-pain" in found
