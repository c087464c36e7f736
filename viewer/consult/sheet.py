"""What goes home: the words of a consultation as HTML, for the one-page PDF and the web page. Pure.

The notes stand there as they were typed; nothing in them is taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from html import escape

from annotations.consult_words import load_consult
from annotations.library import Library
from annotations.markup import figures, plain
from annotations.render import DISCLAIMER_ID, Reference, text_html
from viewer.consult.telling import COMMON, FLAGS, HELPS, Told, numbered, questions

_ANCHOR = re.compile(r"</?a\b[^>]*>")
TITLE = "Your report, in plain words"
CAPTION = "Left: with what the report says. Right: the usual model."


class Fullness(IntEnum):
    """How much is told of each word. TERSE: the neutral words, and what helps in a line; how
    common all are in one table. BRIEF: what the picture reaches as well. USUAL: how common each is,
    in words too. FULL: what helps with all its steps."""

    TERSE = 0
    BRIEF = 1
    USUAL = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """The parts of what goes home, as HTML. title: plain words. words: one for each word of the
    report. common: how common they are, where that is told of all together. Each of common, ask,
    flags, notes, sources and foot is "" where there is none."""

    title: str
    words: tuple[str, ...]
    common: str
    ask: str
    flags: str
    notes: str
    sources: str
    foot: str


def sheet_of(
    told: Sequence[Told], notes: str, library: Library, fullness: Fullness = Fullness.FULL
) -> Sheet:
    """Everything for a sheet, so full."""
    parts = (COMMON, HELPS) if fullness is Fullness.FULL else (COMMON,)
    names = [name for one in told for part in parts for name in one.parts[part].sources]
    if fullness is not Fullness.FULL:
        names = [name for name in names if name in _of_figures(told, fullness)]
    numbers = numbered(names, library, [one.page for one in told])
    foot = library.notes.get(DISCLAIMER_ID)
    return Sheet(
        TITLE,
        tuple(_word(one, numbers, fullness) for one in told),
        _table(told) if fullness <= Fullness.BRIEF else "",
        _unlinked(text_html(questions(library), {})),
        _flags(library),
        noted(notes),
        _sources(numbers),
        escape(plain(foot.summary.patient)) if foot is not None else "",
    )


def noted(notes: str) -> str:
    """What was typed, line by line, as it was typed."""
    lines = notes.strip().replace("\r\n", "\n").split("\n")
    return "<br/>".join(escape(line) for line in lines) if notes.strip() else ""


def _of_figures(told: Sequence[Told], fullness: Fullness) -> frozenset[str]:
    """The works behind what is told of how common each word is."""
    names: set[str] = set()
    for one in told:
        sources = one.parts[COMMON].sources
        has_table = "{figures" in one.parts[COMMON].text
        if fullness is Fullness.USUAL:
            names |= {*sources}
        elif has_table:
            names |= {*sources[:2]}
    return frozenset(names)


def _word(one: Told, numbers: Mapping[str, Reference], fullness: Fullness) -> str:
    """One word of the report."""
    rows = [
        f'<p class="h">{escape(one.title)} · {escape(one.where)}</p>',
        f'<p class="plain">{escape(one.plain)}</p>',
    ]
    model = " ".join(filter(None, [one.remark, one.reach]))
    if model and (fullness > Fullness.TERSE or not one.is_shown):
        rows.append(f"<p>{escape(model)}</p>")
    rows.append(_common(one, numbers, fullness))
    helps = one.parts[HELPS]
    if fullness is Fullness.FULL and helps.text != one.helps:
        rows.append(
            f"<p><b>{escape(helps.title)}</b></p>{_unlinked(text_html(helps.text, numbers))}"
        )
    else:
        rows.append(f"<p><b>What helps:</b> {_unlinked(text_html(one.helps, {}))[3:]}")
    return "".join(rows)


def _common(one: Told, numbers: Mapping[str, Reference], fullness: Fullness) -> str:
    common = one.parts[COMMON]
    if fullness <= Fullness.BRIEF or common.text == load_consult().about.no_figures:
        return ""
    text = _unlinked(text_html(common.text, numbers))
    return f"<p><b>{escape(common.title)}</b></p>{text}"


def _table(told: Sequence[Told]) -> str:
    """How common all of it is, in one table."""
    ids = [id for one in told for row in figures(one.parts[COMMON].text) for id in row]
    if not ids:
        return ""
    table = text_html(f"{{figures {' '.join(dict.fromkeys(ids))}}}", {})
    return f'<p class="h">How common</p>{table}'


def _flags(library: Library) -> str:
    """When to get help fast: all the emergency signs, whatever the words."""
    note = library.notes.get(FLAGS)
    if note is None:
        return ""
    section = next((s for s in note.sections if s.key == "emergency"), None)
    if section is None:
        return _unlinked(text_html(note.summary.patient, {}))
    return _unlinked(text_html(section.texts.patient, {}))


def _sources(numbers: Mapping[str, Reference]) -> str:
    return "".join(
        f'<p class="source">{one.number}. {escape(one.citation)} ({escape(one.evidence)})</p>'
        for one in numbers.values()
    )


def _unlinked(html: str) -> str:
    """Links lead nowhere away from the program: their words stay."""
    return _ANCHOR.sub("", html)
