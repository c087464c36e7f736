"""One sheet of paper about one level: picture, plain text, questions, warning signs, sources.

The sheet is set ever smaller until all of it fits on one page; nothing is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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

from annotations.library import Library
from annotations.note import Audience, Note
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
from viewer.ui.handout_map import MapPart, map_part
from viewer.ui.handout_page import MAP_NAME, PICTURE_NAME, handout_html, map_html, picture_html
from viewer.ui.pdf import lasting_font, without_traces
from viewer.ui.picture import picture_steps
from viewer.ui.sheet import Writing

PAPERS: Mapping[str, QPageSize.PageSizeId] = {
    "A4": QPageSize.PageSizeId.A4,
    "Letter": QPageSize.PageSizeId.Letter,
}
_DPI, _MARGIN_MM, _INDENT_PX = 300, 13.0, 5.0
#: Points of running text and width of the picture in mm, tried from the largest on.
_SETTINGS = (
    *((11.0, 96.0), (10.5, 92.0), (10.0, 88.0), (9.5, 84.0), (9.0, 82.0), (8.5, 80.0)),
    *((8.0, 78.0), (7.5, 76.0), (7.0, 72.0), (6.5, 68.0)),
)
_PICTURE, _SHARPER = (500, 455), 3


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
            QTextDocument.ResourceType.ImageResource.value, QUrl(PICTURE_NAME), picture
        )
        words, shown = (title or note.title, *told), picture_html(picture, picture_mm)
        if leg_map is not None:
            image = QTextDocument.ResourceType.ImageResource.value
            document.addResource(image, QUrl(MAP_NAME), leg_map.picture)
        beside = "" if leg_map is None else map_html(leg_map, picture_mm)
        document.setHtml(handout_html(note, audience, library, points, (shown, beside), words))
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
