"""The page of a hand-out as HTML: what stands where, and what of a text is for paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from PySide6.QtGui import QImage

from annotations import markup
from annotations.library import Library
from annotations.note import Audience, Note, Section
from annotations.render import DISCLAIMER_ID, SOURCES_HEADING, Reference, evidence_words, text_html
from viewer.ui.handout_map import MapPart
from viewer.ui.page_setting import with_kept_levels

#: The two columns below the picture; the warning signs stand beside it.
_COLUMNS = (("symptoms",), ("care", "questions"))
_SECTIONS = tuple(key for column in _COLUMNS for key in column)
#: Whose questions for the consultation every patient's sheet ends with.
_TO_ASK = "topic.care-ladder"
#: A paragraph of links says more on a screen than on paper.
_MOSTLY_LINKS = 0.5
_ANCHOR = re.compile(r"</?a\b[^>]*>")
_READERS = {"patient": "For patients", "student": "For students", "clinician": "For clinicians"}
PICTURE_NAME, MAP_NAME = "picture", "leg-map"
#: Width of the leg map against that of the picture beside it.
_MAP_SHARE = 0.74


def handout_html(
    note: Note,
    audience: Audience,
    library: Library,
    points: float,
    pictures: tuple[str, str],
    words_above: Sequence[str],
) -> str:
    """The page. pictures: at its left, and below the warning signs. words_above: its title, and
    what is set on the model."""
    numbers = _numbers(note, audience, library)
    flags = next((s for s in note.sections if s.key == "red-flags"), None)
    warning = _section(flags, audience, library, numbers) if flags else ""
    columns = ["".join(_column(keys, note, audience, library, numbers)) for keys in _COLUMNS]
    cells = "".join(f'<td width="{100 // len(columns)}%">{cell}</td>' for cell in columns)
    foot = library.notes.get(DISCLAIMER_ID)
    words = _plain_links(text_html(foot.summary.text(audience), {})) if foot else ""
    summary = _plain_links(text_html(note.summary.text(audience), numbers, audience))
    title, *told = words_above
    shown = escape(" ".join(told))
    shown = f"<p><b>Shown on the model:</b> {shown}</p>" if shown else ""
    body = f"""
<p class="reader">{_READERS[audience]} · Lumbosacral Viewer</p>
<p class="title">{escape(title)}</p>
{shown}
<table width="100%" cellspacing="0" cellpadding="0"><tr>
<td>{pictures[0]}</td>
<td width="100%" style="padding-left: 14px">
<div class="summary">{summary}</div>
<table width="100%" cellspacing="0" cellpadding="8"><tr><td bgcolor="#FCEDEA"
 style="border-left: 4px solid #A82118">{warning}</td></tr></table>{pictures[1]}</td></tr></table>
<table width="100%" cellspacing="0" cellpadding="6"><tr>{cells}</tr></table>
<p class="h">{SOURCES_HEADING}</p>{_sources(numbers)}
<div class="foot">{words}</div>"""
    kept = with_kept_levels(body)
    return f"<html><head><style>{_style(points)}</style></head><body>{kept}</body></html>"


def picture_html(picture: QImage, picture_mm: float, name: str = PICTURE_NAME) -> str:
    """A picture so wide; widths count in 96ths of an inch, whatever the resolution."""
    wide = picture_mm / 25.4 * 96
    high = wide * picture.height() / picture.width()
    return f'<img src="{name}" width="{wide:.0f}" height="{high:.0f}"/>'


def map_html(leg_map: MapPart, picture_mm: float) -> str:
    """The leg map, narrower than the picture beside it, and its words."""
    drawn = picture_html(leg_map.picture, _MAP_SHARE * picture_mm, MAP_NAME)
    return f'<p class="map">{drawn}</p><p class="map">{escape(leg_map.words)}</p>'


def _style(points: float) -> str:
    tiny, gap = max(5.5, points * 0.66), points * 0.6
    return f"""
body {{ color: #1B262C; font-size: {points}pt; }}
p, li {{ margin-top: 0; margin-bottom: {points * 0.4:.1f}px; line-height: 118%; }}
ul {{ margin-left: 0; margin-top: 0; margin-bottom: {points * 0.4:.1f}px; }}
p.reader {{ color: #54626B; font-size: {points * 0.85:.1f}pt; }}
p.title {{ font-size: {points * 1.7:.1f}pt; font-weight: 600; margin-bottom: {gap:.1f}px; }}
p.map {{ font-size: {points * 0.85:.1f}pt; margin-top: {gap:.1f}px; margin-bottom: 2px;
  line-height: 100%; }}
p.h {{ font-size: {points * 1.12:.1f}pt; font-weight: 600; margin-top: {gap:.1f}px;
  margin-bottom: 3px; }}
div.summary p {{ font-size: {points * 1.05:.1f}pt; }}
p.source {{ font-size: {tiny:.1f}pt; color: #333333; margin-bottom: 1px; line-height: 104%; }}
div.foot p {{ font-size: {tiny * 1.1:.1f}pt; color: #54626B; margin-top: 6px; }}
"""


def _section(
    section: Section, audience: Audience, library: Library, numbers: Mapping[str, Reference]
) -> str:
    heading = escape(library.kinds[section.key].heading(audience))
    html = text_html(_for_paper(section.texts.text(audience)), numbers, audience)
    return f'<p class="h">{heading}</p>{_plain_links(html)}'


def _column(
    keys: tuple[str, ...],
    note: Note,
    audience: Audience,
    library: Library,
    numbers: Mapping[str, Reference],
) -> Iterator[str]:
    for key in keys:
        for section in note.sections:
            if section.key == key:
                yield _section(section, audience, library, numbers)
    ladder = library.notes.get(_TO_ASK)
    if audience == "patient" and "questions" in keys and ladder is not None:
        yield _plain_links(text_html(ladder.section("questions").texts.patient, {}))


def _for_paper(text: str) -> str:
    """The text without paragraphs that only lead elsewhere."""
    return "\n\n".join(p for p in text.split("\n\n") if not _is_signpost(p))


def _is_signpost(paragraph: str) -> bool:
    pieces = [i for b in markup.blocks(paragraph) for line in b.lines for i in line]
    linked = sum(len(i.words) for i in pieces if isinstance(i, markup.Link))
    plain = sum(len(i.text) for i in pieces if isinstance(i, markup.Words))
    return linked > _MOSTLY_LINKS * (linked + plain)


def _plain_links(html: str) -> str:
    """Links lead nowhere on paper: their words stay."""
    return _ANCHOR.sub("", html)


def _shown(note: Note) -> Iterator[Section]:
    return (s for s in note.sections if s.key == "red-flags" or s.key in _SECTIONS)


def _numbers(note: Note, audience: Audience, library: Library) -> dict[str, Reference]:
    """The sources of what the page says, numbered as first met."""
    texts = [note.summary.text(audience), *(s.texts.text(audience) for s in _shown(note))]
    cited = [name for text in texts for name in markup.citations(text)]
    carried = [name for s in _shown(note) for claim in s.claims for name in claim.sources]
    return {
        name: Reference(number, library.sources[name].citation, evidence_words(note, name))
        for number, name in enumerate(dict.fromkeys(cited + carried), start=1)
    }


def _sources(numbers: Mapping[str, Reference]) -> str:
    """Two columns of small print."""
    lines = [
        f'<p class="source">{one.number}. {escape(one.citation)} ({escape(one.evidence)})</p>'
        for one in numbers.values()
    ]
    half = (len(lines) + 1) // 2
    left, right = "".join(lines[:half]), "".join(lines[half:])
    return (
        '<table width="100%" cellspacing="0" cellpadding="0"><tr>'
        f'<td width="50%" style="padding-right: 10px">{left}</td><td width="50%">{right}</td>'
        "</tr></table>"
    )
