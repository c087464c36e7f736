"""Turns a note into a page: HTML for panel, file and PDF alike, or plain Markdown for a terminal.

The HTML keeps to what a QTextBrowser knows. Places on the page are `#section-<key>` and
`#source-<n>`; links to structures and topics keep their own form (`structure:disc.L5-S1`,
`topic:red-flags`), and whoever shows the page acts on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from annotations import markup
from annotations.library import Library
from annotations.note import EVIDENCE_WORDS, Audience, Note, Section, Source
from annotations.prevalence import figures_html, figures_lines

AWAITING_REVIEW = "awaiting clinical review"
SOURCES_HEADING = "Sources"
DISCLAIMER_ID = "topic.disclaimer"


@dataclass(frozen=True, slots=True)
class PagePart:
    """One folding part of a page: where it is, its heading, its HTML without the heading."""

    anchor: str
    heading: str
    html: str
    is_awaiting_review: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A note as one audience sees it, in parts that a panel can fold."""

    title: str
    synonyms: str
    summary: str
    parts: tuple[PagePart, ...]
    sources: str
    foot: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A source on one page: its number, its citation, and the kinds of evidence it is cited for."""

    number: int
    citation: str
    evidence: str


def page(note: Note, audience: Audience, library: Library) -> Page:
    """The note laid out for `audience`."""
    numbers = references(note, audience, library)
    foot = ""
    if note.id != DISCLAIMER_ID and DISCLAIMER_ID in library.notes:
        foot = text_html(library.note(DISCLAIMER_ID).summary.text(audience), {})
    return Page(
        title=escape(note.title),
        synonyms=escape(", ".join(note.synonyms)),
        summary=text_html(note.summary.text(audience), numbers, audience),
        parts=tuple(_part(section, audience, library, numbers) for section in note.sections),
        sources=_sources_html(library, numbers),
        foot=foot,
    )


def note_html(note: Note, audience: Audience, library: Library) -> str:
    """The whole page as HTML."""
    laid_out = page(note, audience, library)
    lines = [f'<h1><a name="top"></a>{laid_out.title}</h1>']
    if laid_out.synonyms:
        lines.append(f'<p class="synonyms">Also: {laid_out.synonyms}</p>')
    lines.append(f'<div class="summary">{laid_out.summary}</div>')
    for part in laid_out.parts:
        lines.append(f'<h2><a name="{part.anchor}"></a>{part.heading}</h2>')
        if part.is_awaiting_review:
            lines.append(f'<p class="review"><small><i>{AWAITING_REVIEW}</i></small></p>')
        lines.append(part.html)
    if laid_out.sources:
        lines.append(f'<h2><a name="sources"></a>{SOURCES_HEADING}</h2>{laid_out.sources}')
    if laid_out.foot:
        lines.append(f'<hr/><div class="disclaimer"><small>{laid_out.foot}</small></div>')
    return "\n".join(lines)


def note_markdown(note: Note, audience: Audience, library: Library) -> str:
    """The whole page as plain Markdown: links become words, citations become numbers."""
    numbers = references(note, audience, library)
    lines = [f"# {note.title}", ""]
    if note.synonyms:
        lines += [f"Also: {', '.join(note.synonyms)}", ""]
    lines += [_markdown(note.summary.text(audience), numbers, audience), ""]
    for section in note.sections:
        lines += [f"## {library.kinds[section.key].heading(audience)}", ""]
        if section.is_awaiting_review:
            lines += [f"({AWAITING_REVIEW})", ""]
        lines += [_markdown(section.texts.text(audience), numbers, audience), ""]
    if numbers:
        lines += [f"## {SOURCES_HEADING}", ""]
        for name, reference in numbers.items():
            source = library.sources[name]
            link = f" {source.link}" if source.link else ""
            lines.append(f"{reference.number}. {source.citation}{link} ({reference.evidence})")
        lines.append("")
    if note.id != DISCLAIMER_ID and DISCLAIMER_ID in library.notes:
        foot = library.note(DISCLAIMER_ID).summary.text(audience)
        lines += ["---", "", _markdown(foot, {}, audience), ""]
    return "\n".join(lines)


def text_html(text: str, numbers: Mapping[str, Reference], audience: Audience = "patient") -> str:
    """One text as paragraphs and lists; a citation becomes its raised number of `numbers`."""
    lines = []
    for block in markup.blocks(text):
        if block.figures is not None:
            lines.append(figures_html(block.figures, audience))
            continue
        tag = "li" if block.is_list else "p"
        body = "".join(f"<{tag}>{_inlines_html(line, numbers)}</{tag}>" for line in block.lines)
        lines.append(f"<ul>{body}</ul>" if block.is_list else body)
    return "\n".join(lines)


def source_html(source: Source) -> str:
    """A source as it stands in the list: its citation, and its most lasting address as a link."""
    link = source.link
    if link is None:
        return escape(source.citation)
    shown = f"PMID {source.pmid}" if source.pmid else link
    shown = f"doi:{source.doi}" if source.doi else shown
    return f'{escape(source.citation)} <a href="{escape(link, quote=True)}">{escape(shown)}</a>'


def evidence_words(note: Note, source: str) -> str:
    """The kinds of evidence for which `source` is cited in this note, in words."""
    kinds = [
        EVIDENCE_WORDS.get(claim.evidence, claim.evidence)
        for section in note.sections
        for claim in section.claims
        if source in claim.sources
    ]
    return ", ".join(dict.fromkeys(kinds))


def references(note: Note, audience: Audience, library: Library) -> dict[str, Reference]:
    """The sources of the page: numbered as first cited, then those that only carry claims.

    One that is not in the list goes without a number; the checks of the texts tell it.
    """
    cited = [name for text in note.texts(audience) for name in markup.citations(text)]
    carried = [name for part in note.sections for claim in part.claims for name in claim.sources]
    known = dict.fromkeys(name for name in cited + carried if name in library.sources)
    return {
        name: Reference(number, library.sources[name].citation, evidence_words(note, name))
        for number, name in enumerate(known, start=1)
    }


def _part(
    section: Section, audience: Audience, library: Library, numbers: Mapping[str, Reference]
) -> PagePart:
    return PagePart(
        anchor=f"section-{section.key}",
        heading=escape(library.kinds[section.key].heading(audience)),
        html=text_html(section.texts.text(audience), numbers, audience),
        is_awaiting_review=section.is_awaiting_review,
    )


def _inlines_html(line: tuple[markup.Inline, ...], numbers: Mapping[str, Reference]) -> str:
    shown = []
    for part, after in zip(line, (*line[1:], None), strict=True):
        if isinstance(part, markup.Link):
            href = escape(f"{part.kind}:{part.target}", quote=True)
            words = _bold_html(escape(part.words), part.bold)
            shown.append(f'<a href="{href}">{words}</a>')
        elif isinstance(part, markup.Citation):
            shown.append(_number_html(numbers.get(part.source)))
            if isinstance(after, markup.Citation):
                shown.append("<sup>,</sup>")
        else:
            # No gap between a word and the raised number that follows it.
            cited = isinstance(after, markup.Citation)
            words = escape(part.text.rstrip() if cited else part.text)
            shown.append(_bold_html(words, part.bold))
    return "".join(shown)


def _number_html(reference: Reference | None) -> str:
    if reference is None:
        return ""
    # The whole reference shows when the pointer rests on its number.
    title = escape(f"{reference.citation} ({reference.evidence})", quote=True)
    number = reference.number
    return f'<sup><a href="#source-{number}" title="{title}">{number}</a></sup>'


def _bold_html(words: str, is_bold: bool) -> str:
    return f"<b>{words}</b>" if is_bold and words else words


def _sources_html(library: Library, numbers: Mapping[str, Reference]) -> str:
    lines = []
    for name, reference in numbers.items():
        place = f'<a name="source-{reference.number}"></a>{reference.number}. '
        badge = f'<span class="badge">&nbsp;{escape(reference.evidence)}&nbsp;</span>'
        lines.append(f"<p>{place}{source_html(library.sources[name])} {badge}</p>")
    return "\n".join(lines)


def _markdown(text: str, numbers: Mapping[str, Reference], audience: Audience) -> str:
    lines = []
    for block in markup.blocks(text):
        if block.figures is not None:
            lines += [*figures_lines(block.figures, audience), ""]
            continue
        mark = "- " if block.is_list else ""
        lines += [mark + _inlines_markdown(line, numbers) for line in block.lines]
        lines.append("")
    return "\n".join(lines).strip()


def _inlines_markdown(line: tuple[markup.Inline, ...], numbers: Mapping[str, Reference]) -> str:
    shown = ""
    for part in line:
        if isinstance(part, markup.Citation):
            shown += f"[{numbers[part.source].number}]" if part.source in numbers else ""
            continue
        words = part.words if isinstance(part, markup.Link) else part.text
        shown += f"**{words}**" if part.bold else words
    # Neighbours that are both bold run into one.
    return shown.replace("****", "")
