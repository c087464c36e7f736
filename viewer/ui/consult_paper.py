"""The one page that a person takes home from a consultation, as PDF.

Made in memory and written once whole: no other file ever holds the notes. It is set ever smaller,
and then with fewer words of ours, until all fits; the notes are never cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QUrl
from PySide6.QtGui import QImage, QPainter, QPdfWriter, QTextDocument

from annotations.library import Library
from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.camera import widened
from viewer.comparing import other_side, titles
from viewer.consult.sheet import CAPTION, Fullness, Sheet, sheet_of
from viewer.consult.telling import Told
from viewer.export.darkroom import Shot
from viewer.export.steps import Progress, Steps, TakeError, fresh_file, part_of, refuse_unwritable
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.state import Labels, ViewState
from viewer.ui.handout import page_document, prepare
from viewer.ui.handout_page import picture_html
from viewer.ui.page_setting import with_kept_levels
from viewer.ui.pair import side_by_side
from viewer.ui.pdf import without_traces
from viewer.ui.picture import picture_steps
from viewer.ui.sheet import Writing

_PICTURE = "pair"
#: Each of the two views, pixels, how many times finer it is drawn, and the gap between.
_VIEW, _SHARPER, _GAP = (380, 250), 3, 6
#: Points of running text and width of the pictures in mm, tried from the largest on, each with less
#: of our own words than the one before once letters would become small.
_SETTINGS = (
    *((points, mm, Fullness.USUAL) for points, mm in ((10.5, 150), (10.0, 140), (9.5, 130))),
    *((points, mm, Fullness.BRIEF) for points, mm in ((10.0, 140), (9.5, 130), (9.0, 118))),
    *((points, mm, Fullness.TERSE) for points, mm in ((9.0, 118), (8.5, 104), (8.0, 90))),
    *((points, mm, Fullness.TERSE) for points, mm in ((7.5, 76), (7.0, 66))),
)
#: Letters of a line of a column, about.
_LINE = 50
_TAG = re.compile(r"<[^>]*>")
#: Notes of more letters stand over the whole width.
_LONG_NOTES = 600


@dataclass(frozen=True)
class Talk:
    """What a consultation came to. state: with its words set on the model; notes: as typed."""

    state: ViewState
    told: tuple[Told, ...]
    notes: str


def paper_steps(
    assets: Assets, catalog: Catalog, library: Library, talk: Talk, file: Path, paper: str = "A4"
) -> Steps[float]:
    """Write the page; ends with the size of its letters, points. Raises TakeError."""
    refuse_unwritable(file)
    picture = yield from part_of(pair_steps(assets, catalog, talk.state), 0.0, 0.85)
    yield Progress(0.9, "Setting the page")
    data, size = pdf_of(talk, library, picture, paper)
    yield Progress(0.97, "Writing the page")
    with fresh_file(file) as part:
        part.write_bytes(data)
    return size


def pair_steps(
    assets: Assets, catalog: Catalog, state: ViewState, *, named: bool = True
) -> Steps[QImage]:
    """The model with what was found, and beside it the usual one, on white; one picture where
    nothing is set. named: with names in them."""
    atlas, sides = Atlas(catalog, assets.boxes), [state]
    if state.compare is not None:
        sides.append(other_side(state, atlas))
    names = titles(state, catalog) if len(sides) > 1 else ("",)
    images = []
    for k, side in enumerate(sides):
        camera = widened(side.camera, *_VIEW)
        seen = replace(
            side, camera=camera, compare=None, labels=Labels.SELECTION if named else Labels.OFF
        )
        shot = Shot(resolve(seen, catalog), camera, THEMES["projector"], _VIEW)
        steps = picture_steps(
            assets,
            catalog,
            shot,
            Writing(labels=named, legend=False, corners=False),
            scale=_SHARPER,
            title=names[k] if named else "",
        )
        span = (k / len(sides), (k + 1) / len(sides))
        images.append((yield from part_of(steps, *span)))
    return images[0] if len(images) == 1 else side_by_side(images[0], images[1], _GAP)


def pdf_of(talk: Talk, library: Library, picture: QImage, paper: str = "A4") -> tuple[bytes, float]:
    """The page as bytes, and the size of its letters, points. Raises TakeError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    prepare(writer, paper, "Consultation")
    document, points = fitted(writer, talk, library, picture)
    painter = QPainter(writer)
    document.drawContents(painter)
    painter.end()
    return without_traces(bytes(buffer.data().data())), points


def fitted(
    writer: QPdfWriter, talk: Talk, library: Library, picture: QImage
) -> tuple[QTextDocument, float]:
    """The page in the largest letters that fit, and their size, points. Raises TakeError."""
    room = writer.pageLayout().paintRectPixels(writer.resolution())
    for points, wide, fullness in _SETTINGS:
        sheet = sheet_of(talk.told, talk.notes, library, fullness)
        document = page_document(writer, room, points)
        kind = QTextDocument.ResourceType.ImageResource.value
        document.addResource(kind, QUrl(_PICTURE), picture)
        shown = picture_html(picture, wide, _PICTURE)
        document.setHtml(_html(sheet, shown, points, has_pair=talk.state.compare is not None))
        if document.size().height() <= room.height():
            return document, points
    raise TakeError(
        "The words and notes do not fit one page: shorten the notes or take words away, or save "
        "the web page, which has room for all."
    )


def _html(sheet: Sheet, picture: str, points: float, *, has_pair: bool) -> str:
    notes = (
        '<table width="100%" cellspacing="0" cellpadding="8"><tr><td bgcolor="#E9F3F2">'
        f'<p class="h">Our notes</p><p class="notes">{sheet.notes}</p></td></tr></table>'
    )
    ask = f'<p class="h">Good to ask</p>{sheet.ask}' if sheet.ask else ""
    is_long = len(sheet.notes) > _LONG_NOTES
    tail = ask + (notes if sheet.notes and not is_long else "")
    left, right = _columns([*sheet.words, *filter(None, [sheet.common])], tail)
    flags = (
        '<table width="100%" cellspacing="0" cellpadding="8"><tr><td bgcolor="#FCEDEA" '
        'style="border-left: 4px solid #A82118"><p class="h">When to get help fast</p>'
        f'<div class="flags">{_in_two(sheet.flags)}</div></td></tr></table>'
    )
    caption = CAPTION if has_pair else ""
    sources = f'<p class="h">Sources</p>{_halves(sheet.sources)}' if sheet.sources else ""
    body = f"""
<p class="reader">Consultation · Lumbosacral Viewer</p>
<p class="title">{sheet.title}</p>
<p class="picture" align="center">{picture}</p>
<p class="reader" align="center">{caption}</p>
<table width="100%" cellspacing="0" cellpadding="5"><tr>
<td width="50%">{left}</td><td width="50%">{right}</td></tr></table>
{notes if is_long else ""}
{flags}
{sources}
<div class="foot"><p>{sheet.foot}</p></div>"""
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
