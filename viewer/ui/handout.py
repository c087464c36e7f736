"""One sheet of paper about one level: picture, plain text, questions, warning signs, sources.

The sheet is set ever smaller until all of it fits on one page; nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, QUrl
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from annotations import markup
from annotations.library import Library
from annotations.note import Audience, Note, Section
from annotations.render import DISCLAIMER_ID, SOURCES_HEADING, Reference, evidence_words, text_html
from meshes.catalog import Catalog
from meshes.effects.numbering import TRANSITIONAL
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.camera import widened
from viewer.changing import site_of
from viewer.commands import acts, finding_looks
from viewer.export.darkroom import Shot
from viewer.export.steps import Progress, Steps, TakeError, fresh_file, part_of, refuse_unwritable
from viewer.looks import THEMES
from viewer.numbering import counting, numbered
from viewer.resolve import resolve
from viewer.state import Labels, ViewState
from viewer.telling import set_sentences
from viewer.ui.clinical_page import with_kept_levels
from viewer.ui.handout_map import MapPart, map_part
from viewer.ui.pdf import lasting_font, without_traces
from viewer.ui.picture import picture_steps
from viewer.ui.sheet import Writing

PAPERS: Mapping[str, QPageSize.PageSizeId] = {
    "A4": QPageSize.PageSizeId.A4,
    "Letter": QPageSize.PageSizeId.Letter,
}
#: The two columns below the picture; the warning signs stand beside it.
_COLUMNS = (("symptoms",), ("care", "questions"))
_SECTIONS = tuple(key for column in _COLUMNS for key in column)
#: Whose questions for the consultation every patient's sheet ends with.
_TO_ASK = "topic.care-ladder"
_DPI, _MARGIN_MM, _INDENT_PX = 300, 13.0, 5.0
#: Points of running text and width of the picture in mm, tried from the largest on.
_SETTINGS = (
    *((11.0, 96.0), (10.5, 92.0), (10.0, 88.0), (9.5, 84.0), (9.0, 82.0), (8.5, 80.0)),
    *((8.0, 78.0), (7.5, 76.0), (7.0, 72.0), (6.5, 68.0)),
)
_PICTURE, _SHARPER = (500, 455), 3
#: A paragraph of links says more on a screen than on paper.
_MOSTLY_LINKS = 0.5
_ANCHOR = re.compile(r"</?a\b[^>]*>")
_READERS = {"patient": "For patients", "student": "For students", "clinician": "For clinicians"}
_PICTURE_NAME, _MAP_NAME = "picture", "leg-map"
#: Width of the leg map against that of the picture beside it.
_MAP_SHARE = 0.74


@dataclass(frozen=True)
class Sheet:
    """A page that fits. points: size of its running text."""

    document: QTextDocument
    points: float


def handout_steps(
    assets: Assets,
    catalog: Catalog,
    library: Library,
    place: StructureId,
    audience: Audience,
    file: Path,
    *,
    paper: str = "A4",
    setting: ViewState | None = None,
) -> Steps[None]:
    """Write the sheet of a level for one audience as PDF. Raises TakeError.

    setting: a state whose conditions at this level and whose posture the sheet shows.
    """
    refuse_unwritable(file)
    state = _set_there(catalog, assets, place, setting)
    picture = yield from part_of(_picture_steps(assets, catalog, state), 0.0, 0.8)
    yield Progress(0.85, "Setting the page")
    note = library.note_for(place)
    if note is None:
        raise TakeError(f"{file} was not written: there is no text for {place}.")
    title = _title(note, state, catalog)
    with fresh_file(file) as part:
        writer = QPdfWriter(str(part))
        prepare(writer, paper, title)
        told = set_sentences(state, catalog)
        told += tuple(filter(None, [counting(state).text_note(place.level_text)]))
        leg_map = map_part(state, catalog)
        sheet = fitted_sheet(writer, note, audience, library, picture, told, title, leg_map)
        yield Progress(0.95, "Writing the page")
        painter = QPainter(writer)
        sheet.document.drawContents(painter)
        painter.end()
        part.write_bytes(without_traces(part.read_bytes()))


def _title(note: Note, state: ViewState, catalog: Catalog) -> str:
    """The text's own title; the level's names while it is in doubt which level the text means."""
    if state.place is None or not counting(state).is_renamed:
        return note.title
    return numbered(catalog, state).places[state.place].name


def _set_there(
    catalog: Catalog, assets: Assets, place: StructureId, setting: ViewState | None
) -> ViewState:
    """The level lit, with what is set there."""
    atlas = Atlas(catalog, assets.boxes)
    state = acts.select_place(atlas, place)(atlas.start())
    if setting is None:
        return state
    here = tuple(f for f in setting.findings if site_of(f).level == place.level_text)
    # A transitional vertebra at another level changes what this one is called.
    kept = tuple(f for f in setting.findings if f in here or f.model in TRANSITIONAL)
    posture, counted = setting.posture, setting.counted
    state = replace(state, findings=kept, posture=posture, counted=counted)
    if not here:
        return state
    return finding_looks.look_at(atlas, here[-1], finding_looks.best_look(here[-1]))(state)


def _picture_steps(assets: Assets, catalog: Catalog, state: ViewState) -> Steps[QImage]:
    """The level from the view that shows all its parts, on white."""
    camera = widened(state.camera, *_PICTURE)
    spec = resolve(replace(state, camera=camera, labels=Labels.SELECTION), catalog)
    shot = Shot(spec, camera, THEMES["projector"], _PICTURE)
    return picture_steps(assets, catalog, shot, Writing(), scale=_SHARPER)


def prepare(writer: QPdfWriter, paper: str, title: str) -> None:
    """Paper, margins and title; nothing else about the file is told."""
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(PAPERS[paper]))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(title)


def fitted_sheet(
    writer: QPdfWriter,
    note: Note,
    audience: Audience,
    library: Library,
    picture: QImage,
    told: Sequence[str] = (),
    title: str = "",
    leg_map: MapPart | None = None,
) -> Sheet:
    """The largest setting of the page that fits the paper. Raises TakeError when none does.

    told: what is set on the model. title: in place of the text's own, "" for that. leg_map: what
    stands under the warning signs, where conditions reach roots.
    """
    room = writer.pageLayout().paintRectPixels(_DPI)
    for points, picture_mm in _SETTINGS:
        document = page_document(writer, room, points)
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(_PICTURE_NAME), picture
        )
        words, shown = (title or note.title, *told), picture_html(picture, picture_mm)
        if leg_map is not None:
            image = QTextDocument.ResourceType.ImageResource.value
            document.addResource(image, QUrl(_MAP_NAME), leg_map.picture)
        beside = "" if leg_map is None else _map_html(leg_map, picture_mm)
        document.setHtml(_html(note, audience, library, points, (shown, beside), words))
        if document.size().height() <= room.height():
            return Sheet(document, points)
    raise TakeError(f"{note.title} does not fit one page; choose the print page of text instead.")


def page_document(writer: QPdfWriter, room: QRect, points: float) -> QTextDocument:
    """An empty page as wide as the paper, for letters of this size."""
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(points)
    document.setDefaultFont(lasting_font(font))
    document.setDocumentMargin(0.0)
    document.setIndentWidth(_INDENT_PX * _DPI / 96)
    # As wide as the paper, as high as it likes: whether it fits is seen from its height.
    document.setTextWidth(room.width())
    return document


def _html(
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


def picture_html(picture: QImage, picture_mm: float, name: str = _PICTURE_NAME) -> str:
    """A picture so wide; widths count in 96ths of an inch, whatever the resolution."""
    wide = picture_mm / 25.4 * 96
    high = wide * picture.height() / picture.width()
    return f'<img src="{name}" width="{wide:.0f}" height="{high:.0f}"/>'


def _map_html(leg_map: MapPart, picture_mm: float) -> str:
    """The leg map, narrower than the picture beside it, and its words."""
    drawn = picture_html(leg_map.picture, _MAP_SHARE * picture_mm, _MAP_NAME)
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
