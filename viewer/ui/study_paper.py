"""A paper to print: pictures with pins and lines to write on, then the answers with their reasons.

A4, by the program's own PDF writer; the file holds no date and no name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from random import Random

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPdfWriter, QPen

from annotations.library import Library
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.export.steps import Progress, Steps, fresh_file, part_of, refuse_unwritable
from viewer.legmap.shown import ShownRoots, Why
from viewer.state import LegMap
from viewer.study.items import KIND_WORDS, Item, Kind, Paper
from viewer.study.naming_items import LEAST_PIXELS
from viewer.study.sight import SIZE, Sight
from viewer.ui.album import Album
from viewer.ui.handout import prepare
from viewer.ui.handout_map import drawn_map
from viewer.ui.leg_writing import Sheet
from viewer.ui.paint_film import film_picture
from viewer.ui.paper_columns import PICTURE, Block, PaperColumns
from viewer.ui.pdf import without_traces
from viewer.ui.sheet import Writing
from viewer.ui.theme import THEMES
from viewer.xray.studio import Studio
from viewer.xray.views import film_views

#: Width of a picture on the paper, mm.
_PICTURE_MM = 88.0
_FILM = (560, 640)
#: A pin's ring in shares of the picture's height.
_RING = 0.028
_LETTERS, _PINS = "ABCD", 4
#: Pins stand so far apart, in shares of the view; a film is so much narrower than a picture.
_SPACE, _FILM_SHARE = 0.09, 0.75
_LINE = "_" * 34
#: Letters on the figure of the leg map; how large it is among the answers.
_FIGURE_POINTS, _ANSWER_SHARE = 9.0, 0.72
Spot = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """An item as it is printed. letter: that of the right pin, where pins are to be chosen from."""

    item: Item
    picture: QImage | None
    letter: str = ""


def paper_pdf_steps(
    assets: Assets, catalog: Catalog, library: Library, paper: Paper, file: Path
) -> Steps[None]:
    """Write a paper with its answers as PDF. Raises TakeError.

    Needs a QGuiApplication."""
    refuse_unwritable(file)
    asked, sight = [], Sight(assets, catalog)
    album = Album(assets, catalog, SIZE, "projector")
    try:
        for number, item in enumerate(paper.items):
            share = 0.9 * number / len(paper.items)
            upto = 0.9 * (number + 1) / len(paper.items)
            picture = yield from part_of(_picture(assets, catalog, sight, album, item), share, upto)
            letter = right_letter(catalog, sight, item) if item.kind is Kind.FIND else ""
            asked.append(Asked(item, picture, letter))
    finally:
        sight.close()
        album.close()
    yield Progress(0.92, "Writing the paper")
    place = catalog.places[paper.place].name
    with fresh_file(file) as part:
        writer = QPdfWriter(str(part))
        prepare(writer, "A4", f"Spotter paper {paper.seed}: {place}")
        painter = QPainter(writer)
        sheet = PaperColumns(writer, painter, f"{place} · paper {paper.seed}")
        sheet.write(_head(place, paper), tuple(_questions(asked)))
        sheet.new_page()
        head = f"<p class=title>Answers: {escape(place)}, paper {paper.seed}</p>"
        sheet.write(head, tuple(_answers(asked, library)))
        painter.end()
        part.write_bytes(without_traces(part.read_bytes()))


def _picture(
    assets: Assets, catalog: Catalog, sight: Sight, album: Album, item: Item
) -> Steps[QImage | None]:
    """What is printed with an item; statements need no picture."""
    if item.kind is Kind.FACT:
        return None
    if item.kind is Kind.POINT:
        return _figure(item, is_answer=False)
    if item.scene.xray is not None:
        yield Progress(0.0, "Making the film")
        films = Studio(assets, catalog).films(item.scene, item.scene.xray, _FILM)
        return film_picture(film_views()[item.scene.xray.view], films, item.scene.xray)
    writing = Writing(labels=False, legend=False)
    image: QImage = yield from album.picture_steps(item.scene, writing)
    if item.kind is Kind.FIND:
        for letter, spot in _lettered(catalog, sight, item).items():
            _pin(image, spot, letter)
    elif item.target is not None and item.target in item.scene.study.pinned:
        ringed = sight.spot(item.target, item.scene)
        if ringed is not None:
            _pin(image, ringed, "")
    return image


def _lettered(catalog: Catalog, sight: Sight, item: Item) -> dict[str, Spot]:
    """Where the pins of a "find this" stand: its target among others that show well."""
    assert item.target is not None
    right = sight.spot(item.target, item.scene)
    spots = [right] if right is not None else []
    random = Random(item.key)
    pool = list(catalog.structures)
    random.shuffle(pool)
    for id in pool:
        if len(spots) == _PINS:
            break
        if catalog.structures[id].face_set is not catalog.structures[item.target].face_set:
            continue
        if _are_kin(catalog, id, item.target) or catalog.structures[id].shown != "always":
            continue
        if sight.pixels(id, item.scene) < LEAST_PIXELS:
            continue
        spot = sight.spot(id, item.scene)
        if spot is not None and all(_apart(spot, other) for other in spots):
            spots.append(spot)
    order = list(range(len(spots)))
    random.shuffle(order)
    return {_LETTERS[place]: spots[k] for place, k in enumerate(order)}


def right_letter(catalog: Catalog, sight: Sight, item: Item) -> str:
    """The letter of the pin that is on the target."""
    assert item.target is not None
    right = sight.spot(item.target, item.scene)
    found = _lettered(catalog, sight, item).items()
    return next((letter for letter, spot in found if spot == right), "")


def _are_kin(catalog: Catalog, one: StructureId, other: StructureId) -> bool:
    return one in set(catalog.chain(other)) or other in set(catalog.chain(one))


def _apart(one: Spot, other: Spot) -> bool:
    return abs(one[0] - other[0]) > _SPACE or abs(one[1] - other[1]) > _SPACE


def _pin(image: QImage, spot: Spot, letter: str) -> None:
    """A ring on the target, or a disc with a letter."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    high = image.height()
    at = QPointF(spot[0] * image.width(), spot[1] * high)
    if letter:
        painter.setPen(QPen(QColor("#FFFFFF"), high * 0.005))
        painter.setBrush(QColor("#1B262C"))
        painter.drawEllipse(at, _RING * high, _RING * high)
        font = QFont(QGuiApplication.font())
        font.setPixelSize(round(1.3 * _RING * high))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#FFFFFF"))
        half = _RING * high
        box = QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), letter)
    else:
        for colour, width in (("#FFFFFF", 0.011), ("#A82118", 0.006)):
            painter.setPen(QPen(QColor(colour), high * width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, _RING * high, _RING * high)
    painter.end()


def _head(place: str, paper: Paper) -> str:
    return (
        f"<p class=title>Spotter paper: {escape(place)}</p><p>Paper {paper.seed}, "
        f"{len(paper.items)} questions. Left and right are the patient’s.</p>"
        f"<p>Name {_LINE} &nbsp; Date {'_' * 14} &nbsp; {'_' * 5} of {len(paper.items)}</p>"
    )


def _questions(asked: Sequence[Asked]) -> Iterator[Block]:
    for number, each in enumerate(asked, 1):
        yield Block(partial(_question_html, number, each), each.picture)


def _question_html(number: int, asked: Asked, scale: float) -> str:
    item = asked.item
    parts = [f"<p><b>{number}.</b> {escape(_printed(item))}</p>"]
    if asked.picture is not None:
        share = _FILM_SHARE if item.kind is Kind.FILM else 1.0
        parts.append(_picture_html(asked.picture, share * scale))
    if item.is_chosen:
        parts += [f"<p class=option>☐ &nbsp;{escape(option)}</p>" for option in item.options]
    elif item.kind is not Kind.POINT:
        parts.append(f"<p>{_LINE}</p>")
    return "".join(parts)


def _picture_html(picture: QImage, share: float) -> str:
    wide = share * _PICTURE_MM / 25.4 * 96
    high = wide * picture.height() / picture.width()
    image = f'<img src="{PICTURE}" width="{wide:.0f}" height="{high:.0f}"/>'
    return f"<p class=picture>{image}</p>"


def _printed(item: Item) -> str:
    """The question as paper asks it."""
    if item.kind is Kind.FIND:
        return f"Which letter stands on this: {item.answer}?"
    if item.kind is Kind.NAME:
        return item.question.replace("that is lit", "in the ring")
    if item.kind is Kind.POINT and item.target is not None:
        root = f"{item.target.side} {item.target.level_text} root"
        return f"Mark where a change of feeling would be expected if the {root} were reached."
    words = item.question.replace("lit root", "root in the ring")
    return words.replace("root is lit", "root is in the ring")


def _answers(asked: Sequence[Asked], library: Library) -> Iterator[Block]:
    for number, each in enumerate(asked, 1):
        item = each.item
        right = f"{each.letter}: {item.answer}" if each.letter else item.answer
        cited = [library.sources[id].citation for id in item.sources if id in library.sources]
        sources = "".join(f"<p class=small>{escape(one)}</p>" for one in cited)
        words = (
            f"<p><b>{number}.</b> {escape(KIND_WORDS[item.kind])} <b>{escape(right)}</b></p>"
            f"<p>{escape(item.reason)}</p>{sources}"
        )
        picture = _figure(item, is_answer=True) if item.kind is Kind.POINT else None
        yield Block(partial(_answer_html, words, picture), picture)


def _answer_html(words: str, picture: QImage | None, scale: float) -> str:
    shown = "" if picture is None else _picture_html(picture, _ANSWER_SHARE * scale)
    return f"{words}{shown}"


def _figure(item: Item, *, is_answer: bool) -> QImage:
    """The bare figure of the leg map, or with the area of the root that is asked for."""
    root = item.target
    assert root is not None
    assert root.side is not None
    roots = {(root.level_text, root.side): 1.0} if is_answer else {}
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(_FIGURE_POINTS)
    shown, names = ShownRoots(roots, Why.PICKED, {}), {root.level_text: root.level_text}
    return drawn_map(Sheet(shown, LegMap(is_open=True), THEMES["light"], font, names))
