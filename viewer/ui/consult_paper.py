"""The page that a person takes home from a consultation, as PDF.

Made in memory and written once whole: no other file ever holds the notes. It is set a little
smaller, and then with fewer words of ours, until all fits one page. Where that would take letters
that are hard to read, the notes, and then what can be looked up, go onto a second page; the notes
are never cut.
"""

from __future__ import annotations

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
from viewer.ui.consult_printed import (
    MAP,
    PICTURE,
    READER,
    Split,
    ask_html,
    first_html,
    notes_html,
    page_html,
    pictures_html,
    sources_html,
)
from viewer.ui.handout import page_document, prepare
from viewer.ui.handout_map import MapPart, map_part
from viewer.ui.pair import side_by_side
from viewer.ui.pdf import without_traces
from viewer.ui.picture import picture_steps
from viewer.ui.sheet import Writing

#: Each of the two views, pixels, how many times finer it is drawn, and the gap between.
_VIEW, _SHARPER, _GAP = (380, 250), 3, 6
#: Points of running text and width of the pictures in mm, tried from the largest on, each with less
#: of our own words than the one before once letters would become small.
_SETTINGS = (
    *((points, mm, Fullness.USUAL) for points, mm in ((10.5, 150), (10.0, 140), (9.5, 130))),
    *((points, mm, Fullness.BRIEF) for points, mm in ((10.0, 140), (9.5, 130), (9.0, 118))),
    *((points, mm, Fullness.TERSE) for points, mm in ((9.5, 118), (9.0, 104), (9.0, 90))),
)
#: The same for the second page, which holds no picture.
_SECOND = (10.5, 10.0, 9.5, 9.0)


@dataclass(frozen=True)
class Talk:
    """What a consultation came to. state: with its words set on the model; notes: as typed."""

    state: ViewState
    told: tuple[Told, ...]
    notes: str


@dataclass(frozen=True)
class Paper:
    """Pages that fit, and the size of the letters of the first, points."""

    pages: tuple[QTextDocument, ...]
    points: float


#: How much goes over, tried one after the other.
_SPLITS = (Split(), Split(notes=True), Split(notes=True, rest=True))


def paper_steps(
    assets: Assets, catalog: Catalog, library: Library, talk: Talk, file: Path, paper: str = "A4"
) -> Steps[int]:
    """Write the pages; ends with how many there are. Raises TakeError."""
    refuse_unwritable(file)
    picture = yield from part_of(pair_steps(assets, catalog, talk.state), 0.0, 0.85)
    yield Progress(0.9, "Setting the page")
    data, count = pdf_of(talk, library, picture, paper, map_part(talk.state, catalog))
    yield Progress(0.97, "Writing the page")
    with fresh_file(file) as part:
        part.write_bytes(data)
    return count


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


def pdf_of(
    talk: Talk,
    library: Library,
    picture: QImage,
    paper: str = "A4",
    leg_map: MapPart | None = None,
) -> tuple[bytes, int]:
    """The pages as bytes, and how many there are. leg_map: of the roots that the picture reaches,
    None for none. Raises TakeError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    prepare(writer, paper, "Consultation")
    made = fitted(writer, talk, library, picture, leg_map)
    painter = QPainter(writer)
    for number, document in enumerate(made.pages):
        if number:
            writer.newPage()
        document.drawContents(painter)
    painter.end()
    return without_traces(bytes(buffer.data().data())), len(made.pages)


def fitted(
    writer: QPdfWriter,
    talk: Talk,
    library: Library,
    picture: QImage,
    leg_map: MapPart | None = None,
) -> Paper:
    """The pages in the largest letters that fit, one wherever these can be read. Raises
    TakeError."""
    for split in _SPLITS:
        if split.notes and not split.rest and not talk.notes.strip():
            continue
        first = _first_page(writer, talk, library, (picture, leg_map), split)
        if first is None:
            continue
        document, points, sheet = first
        if split == Split():
            return Paper((document,), points)
        second = _second_page(writer, sheet, split)
        if second is not None:
            return Paper((document, second), points)
    raise TakeError(
        "The words and notes do not fit two pages: shorten the notes or take words away, or save "
        "the web page, which has room for all."
    )


def _first_page(
    writer: QPdfWriter,
    talk: Talk,
    library: Library,
    pictures: tuple[QImage, MapPart | None],
    split: Split,
) -> tuple[QTextDocument, float, Sheet] | None:
    """The first page that fits, the size of its letters, and all its words; None for none."""
    room = writer.pageLayout().paintRectPixels(writer.resolution())
    kind = QTextDocument.ResourceType.ImageResource.value
    picture, leg_map = pictures
    for points, wide, fullness in _SETTINGS:
        sheet = sheet_of(talk.told, talk.notes, library, fullness)
        document = page_document(writer, room, points)
        document.addResource(kind, QUrl(PICTURE), picture)
        caption = CAPTION if talk.state.compare is not None else ""
        shown = pictures_html(picture, wide, caption, leg_map)
        if leg_map is not None:
            document.addResource(kind, QUrl(MAP), leg_map.picture)
        document.setHtml(page_html(first_html(sheet, shown, split), points))
        if document.size().height() <= room.height():
            return document, points, sheet
    return None


def _second_page(writer: QPdfWriter, sheet: Sheet, split: Split) -> QTextDocument | None:
    """What did not fit the first page; None where it does not fit this one."""
    room = writer.pageLayout().paintRectPixels(writer.resolution())
    body = READER + (notes_html(sheet) if sheet.notes else "")
    if split.rest:
        body += sheet.common + ask_html(sheet) + sources_html(sheet)
    for points in _SECOND:
        document = page_document(writer, room, points)
        document.setHtml(page_html(body, points))
        if document.size().height() <= room.height():
            return document
    return None
