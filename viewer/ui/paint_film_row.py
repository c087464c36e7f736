"""The follow-up of a fusion as one picture: films beside each other, each with what it shows, what
it means and what a person is typically doing then, and what films cannot prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter

from annotations.library import Library
from annotations.markup import plain
from annotations.note import Audience
from viewer.export.steps import Progress, Steps
from viewer.ui.paint_film import PLAIN, film_picture
from viewer.xray.studio import Studio
from viewer.xray.timeline import DOUBT, NOTE, Stage
from viewer.xray.views import film_views

_INK, _PAPER, _FAINT = QColor(25, 28, 32), QColor(250, 250, 248), QColor(80, 86, 94)
#: Letters against the width of a film, and the space round things against the letters.
_LETTER, _PAD = 1.0 / 26.0, 1.0
_LEAST_PX = 11.0
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True)
class _Column:
    heading: str
    text: str
    film: QImage


@dataclass(frozen=True)
class FilmRow:
    """The row as a picture, and in words for those who cannot see it."""

    picture: QImage
    words: str


def fusion_row_steps(
    studio: Studio,
    library: Library,
    audience: Audience,
    stages: Sequence[Stage],
    size: tuple[int, int],
) -> Steps[FilmRow]:
    """The row for one audience; size: width and height of each film, pixels. Needs a
    QGuiApplication. Raises AssetError, ContentError."""
    note = library.notes[NOTE]
    columns: list[_Column] = []
    for stage in stages:
        heading = str(getattr(library.kinds[stage.key], audience))
        yield Progress(len(columns) / len(stages), f"Making the film: {heading.lower()}")
        films = studio.films(stage.state, stage.xray, size)
        text = plain(note.section(stage.key).texts.text(audience))
        picture = film_picture(film_views()[stage.xray.view], films, stage.xray)
        columns.append(_Column(heading, text, picture))
    doubt = plain(note.section(DOUBT).texts.text(audience))
    below = f"{PLAIN} {getattr(library.kinds[DOUBT], audience)} {doubt}"
    words = [f"{each.heading}. {each.text}" for each in columns]
    return FilmRow(_painted(columns, below, size), "\n".join([*words, below]))


def _painted(columns: Sequence[_Column], below: str, size: tuple[int, int]) -> QImage:
    wide, high = size
    letter = max(_LEAST_PX, _LETTER * wide)
    pad = _PAD * letter
    bold, font = _font(1.15 * letter, bold=True), _font(letter)
    width = round(len(columns) * (wide + pad) + pad)
    headings = max(_height(bold, each.heading, wide) for each in columns)
    texts = max(_height(font, each.text, wide) for each in columns)
    foot = _height(font, below, width - 2 * pad)
    top = pad + headings + 0.5 * pad
    height = round(top + high + pad + texts + 1.5 * pad + foot + pad)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(_PAPER)
    painter = QPainter(image)
    for number, column in enumerate(columns):
        left = pad + number * (wide + pad)
        _write(painter, QRectF(left, pad, wide, headings), bold, _INK, column.heading)
        painter.drawImage(round(left), round(top), column.film)
        under = QRectF(left, top + high + 0.5 * pad, wide, texts)
        _write(painter, under, font, _INK, column.text)
    box = QRectF(pad, height - pad - foot, width - 2 * pad, foot)
    _write(painter, box, font, _FAINT, below)
    painter.end()
    return image


def _write(painter: QPainter, box: QRectF, font: QFont, ink: QColor, words: str) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(box, int(_FLAGS), words)


def _height(font: QFont, words: str, wide: float) -> float:
    """How high words stand in a column of this width."""
    room = QRectF(0.0, 0.0, wide, 1e5)
    return QFontMetricsF(font).boundingRect(room, int(_FLAGS), words).height() + 2.0


def _font(size: float, *, bold: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(round(size))
    font.setBold(bold)
    return font
