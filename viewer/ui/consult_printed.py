"""How the pages of a consultation are set: their HTML, for Qt's rich text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtGui import QImage

from viewer.calm import plain_names
from viewer.consult.sheet import Sheet
from viewer.ui.handout_map import MapPart
from viewer.ui.handout_page import picture_html
from viewer.ui.page_setting import with_kept_levels

#: Names of the pictures within a page.
PICTURE, MAP = "pair", "leg-map"
#: The leg map stands beside the pair of pictures: the widths of both, mm.
_BESIDE_MAP_MM, _MAP_MM = 114, 60
_ON_SECOND = "Our notes stand on the second page."
#: Letters of a line of a column, about.
_LINE = 50
_TAG = re.compile(r"<[^>]*>")
#: Notes of more letters stand over the whole width.
_LONG_NOTES = 600


@dataclass(frozen=True, slots=True)
class Split:
    """What of a sheet stands on the second page."""

    notes: bool = False
    rest: bool = False


def pictures_html(picture: QImage, wide: int, caption: str, leg_map: MapPart | None) -> str:
    """The pair of pictures, and beside it the leg map where there is one."""
    if leg_map is None:
        return (
            f'<p class="picture" align="center">{picture_html(picture, wide, PICTURE)}</p>'
            f'<p class="reader" align="center">{caption}</p>'
        )
    wide = min(wide, _BESIDE_MAP_MM)
    legs = round(_MAP_MM * wide / _BESIDE_MAP_MM)
    return (
        '<table width="100%" cellspacing="0" cellpadding="3"><tr>'
        f'<td><p class="picture">{picture_html(picture, wide, PICTURE)}</p>'
        f'<p class="reader">{caption}</p></td>'
        f'<td><p class="picture">{picture_html(leg_map.picture, legs, MAP)}</p>'
        f'<p class="reader">{escape(plain_names(leg_map.words))}</p></td></tr></table>'
    )


READER = '<p class="reader">Consultation · Lumbosacral Viewer</p>'


def notes_html(sheet: Sheet) -> str:
    """What was typed, in its box."""
    return (
        '<table width="100%" cellspacing="0" cellpadding="8"><tr><td bgcolor="#E9F3F2">'
        f'<p class="h">Our notes</p><p class="notes">{sheet.notes}</p></td></tr></table>'
    )


def ask_html(sheet: Sheet) -> str:
    """What to ask, "" where there is nothing."""
    return f'<p class="h">Good to ask</p>{sheet.ask}' if sheet.ask else ""


def sources_html(sheet: Sheet) -> str:
    """The works in two columns, "" where there are none."""
    return f'<p class="h">Sources</p>{_halves(sheet.sources)}' if sheet.sources else ""


def first_html(sheet: Sheet, pictures: str, split: Split) -> str:
    """What stands on the first page."""
    notes = notes_html(sheet) if sheet.notes and not split.notes else ""
    over = f'<p class="reader">{_ON_SECOND}</p>' if sheet.notes and split.notes else ""
    is_long = len(sheet.notes) > _LONG_NOTES
    tail = ("" if split.rest else ask_html(sheet)) + ("" if is_long else notes)
    common = "" if split.rest else sheet.common
    left, right = _columns([*sheet.words, *filter(None, [common])], tail)
    flags = (
        '<table width="100%" cellspacing="0" cellpadding="8"><tr><td bgcolor="#FCEDEA" '
        'style="border-left: 4px solid #A82118"><p class="h">When to get help fast</p>'
        f'<div class="flags">{_in_two(sheet.flags)}</div></td></tr></table>'
    )
    return f"""
{READER}
<p class="title">{sheet.title}</p>
{pictures}
<table width="100%" cellspacing="0" cellpadding="5"><tr>
<td width="50%">{left}</td><td width="50%">{right}</td></tr></table>
{notes if is_long else ""}
{flags}
{over}
{"" if split.rest else sources_html(sheet)}
<div class="foot"><p>{sheet.foot}</p></div>"""


def page_html(body: str, points: float) -> str:
    """A whole page in letters of this size, points."""
    kept = with_kept_levels(body)
    return f"<html><head><style>{_style(points)}</style></head><body>{kept}</body></html>"


def _columns(words: Sequence[str], tail: str) -> tuple[str, str]:
    """The words in two columns of about one length, of which the right one ends with `tail`."""
    whole, left, taken = sum(map(_length, words)) + _length(tail), list[str](), 0
    for word in words:
        if left and taken + _length(word) / 2 > whole / 2:
            break
        left.append(word)
        taken += _length(word)
    return "".join(left), "".join(words[len(left) :]) + tail


def _length(html: str) -> int:
    """About how long a piece is: its letters, and for each paragraph or row the end of a line."""
    letters = len(_TAG.sub("", html))
    return letters + _LINE // 2 * sum(html.count(tag) for tag in ("<p", "<li", "<tr"))


def _in_two(html: str) -> str:
    """A text whose list stands in two columns."""
    before, mark, rest = html.partition("<ul>")
    rows, _, after = rest.partition("</ul>")
    if not mark:
        return html
    items = [f"{item}</li>" for item in rows.split("</li>") if item.strip()]
    half = (len(items) + 1) // 2
    cells = "".join(
        f'<td width="50%"><ul>{"".join(part)}</ul></td>' for part in (items[:half], items[half:])
    )
    columns = f'<table width="100%" cellspacing="0" cellpadding="0"><tr>{cells}</tr></table>'
    return before + columns + after


def _halves(sources: str) -> str:
    rows = [f"{row}</p>" for row in sources.split("</p>") if row]
    half = (len(rows) + 1) // 2
    return (
        '<table width="100%" cellspacing="0" cellpadding="0"><tr>'
        f'<td width="50%" style="padding-right: 10px">{"".join(rows[:half])}</td>'
        f'<td width="50%">{"".join(rows[half:])}</td></tr></table>'
    )


def _style(points: float) -> str:
    tiny = max(5.5, points * 0.62)
    return f"""
body {{ color: #1B262C; font-size: {points}pt; }}
p, li {{ margin-top: 0; margin-bottom: {points * 0.38:.1f}px; line-height: 118%; }}
ul {{ margin-left: 0; margin-top: 0; margin-bottom: {points * 0.38:.1f}px; }}
p.reader {{ color: #54626B; font-size: {points * 0.85:.1f}pt; }}
p.title {{ font-size: {points * 1.7:.1f}pt; font-weight: 600; }}
p.picture {{ line-height: 100%; margin-bottom: 0; }}
p.h {{ font-size: {points * 1.12:.1f}pt; font-weight: 600; margin-top: 4px; margin-bottom: 3px; }}
p.plain {{ font-size: {points * 1.05:.1f}pt; }}
p.source {{ font-size: {tiny:.1f}pt; color: #333333; margin-bottom: 1px; line-height: 104%; }}
div.flags li, div.flags p {{ font-size: {points * 0.92:.1f}pt; }}
div.foot p {{ font-size: {tiny * 1.1:.1f}pt; color: #54626B; margin-top: 6px; }}
table.figures td, table.figures th {{ font-size: {points * 0.9:.1f}pt; }}
"""
