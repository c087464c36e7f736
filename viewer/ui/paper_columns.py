"""Blocks of text and pictures in two columns of paper: set so that they fill their pages.

All blocks are known before any is drawn: pictures are made a little smaller where that saves a
page, blocks share what room is left in a column, and the columns of a last page end alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter, QPdfWriter, QTextDocument

from viewer.ui.page_setting import with_kept_levels
from viewer.ui.pdf import lasting_font

DPI = 300
PICTURE = "picture"
_POINTS, _GAP_PX = 9.5, 40
#: Sizes of pictures that are tried, shares of the usual one; the largest that needs fewest columns.
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76)
#: Room that is left in a column goes between its blocks, up to so many usual gaps.
_MOST_GAPS = 4.0
_SMALL_PRINT = "Lumbosacral Viewer: generic anatomy, for education, not diagnosis."
_STYLE = """
p { color: #1B262C; margin-top: 0; margin-bottom: 4px; line-height: 115%; }
p.title { font-size: 15pt; font-weight: 600; }
p.picture { line-height: 100%; }
p.option { margin-left: 8px; margin-bottom: 3px; }
p.small { font-size: 7pt; color: #54626B; margin-bottom: 1px; }
"""


@dataclass(frozen=True)
class Block:
    """What stays together. html: by the share of the usual size that pictures have."""

    html: Callable[[float], str]
    picture: QImage | None = None


def columns(heights: Sequence[float], first: float, room: float, gap: float) -> list[list[int]]:
    """Which blocks stand in which column, in their order; two columns a page. first, room: height
    of the columns of the first page, and of all others. What is higher than a column has its own.
    """
    found: list[list[int]] = []
    used = 0.0
    for number, high in enumerate(heights):
        least = first if len(found) <= 2 else room
        if not found or (found[-1] and used + gap + high > least):
            found.append([])
            used = -gap
        found[-1].append(number)
        used += gap + high
    return _even(found, heights, gap)


def _even(found: list[list[int]], heights: Sequence[float], gap: float) -> list[list[int]]:
    """The same, with the columns of the last page as alike in height as their order lets them."""
    begin = 2 * ((len(found) - 1) // 2)
    last = [number for column in found[begin:] for number in column]
    if len(last) < 2:
        return found
    whole = _height([heights[k] for k in last], gap)

    def unlike(cut: int) -> float:
        return abs(whole - 2 * _height([heights[k] for k in last[:cut]], gap))

    cut = min(range(1, len(last) + 1), key=unlike)
    limit = max(_height([heights[k] for k in column], gap) for column in found[begin:])
    split = [last[:cut], last[cut:]]
    if max(_height([heights[k] for k in column], gap) for column in split) > limit:
        return found
    return [*found[:begin], *(column for column in split if column)]


def _height(heights: Sequence[float], gap: float) -> float:
    return sum(heights) + gap * max(0, len(heights) - 1)


class PaperColumns:
    """Writes blocks on as many pages as they take."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, foot: str) -> None:
        self._writer, self._painter, self._foot = writer, painter, foot
        room = writer.pageLayout().paintRectPixels(DPI)
        self._wide, self._high = float(room.width()), float(room.height() - 3 * _GAP_PX)
        self._page = 1
        self._write_foot()

    @property
    def _column_wide(self) -> float:
        return (self._wide - _GAP_PX) / 2

    def new_page(self) -> None:
        """Go on with a fresh page."""
        self._writer.newPage()
        self._page += 1
        self._write_foot()

    def write(self, head: str, blocks: Sequence[Block]) -> None:
        """A head over both columns, then the blocks."""
        title = self._document(head, None, self._wide)
        self._draw(title, 0.0, 0.0)
        top = title.size().height() + _GAP_PX
        made, plan = self._planned(blocks, self._high - top)
        for number, column in enumerate(plan):
            if number and number % 2 == 0:
                self.new_page()
                top = 0.0
            documents = [made[k] for k in column]
            self._write_column(documents, (number % 2) * (self._column_wide + _GAP_PX), top)

    def _planned(
        self, blocks: Sequence[Block], first: float
    ) -> tuple[list[QTextDocument], list[list[int]]]:
        """The largest setting that needs the fewest pages."""
        best: tuple[list[QTextDocument], list[list[int]]] | None = None
        has_pictures = any(block.picture is not None for block in blocks)
        for scale in _SCALES if has_pictures else _SCALES[:1]:
            made = [self._document(b.html(scale), b.picture, self._column_wide) for b in blocks]
            heights = [one.size().height() for one in made]
            plan = columns(heights, first, self._high, _GAP_PX)
            if best is None or (len(plan) + 1) // 2 < (len(best[1]) + 1) // 2:
                best = made, plan
        assert best is not None
        return best

    def _write_column(self, documents: Sequence[QTextDocument], x: float, top: float) -> None:
        heights = [one.size().height() for one in documents]
        spare = self._high - top - _height(heights, _GAP_PX)
        # As between blocks, so below the last: nothing is pressed against the foot.
        more = min(max(0.0, spare / len(documents)), (_MOST_GAPS - 1.0) * _GAP_PX)
        y = top
        for document, high in zip(documents, heights, strict=True):
            self._draw(document, x, y)
            y += high + _GAP_PX + more

    def _draw(self, document: QTextDocument, x: float, y: float) -> None:
        self._painter.save()
        self._painter.translate(x, y)
        document.drawContents(self._painter)
        self._painter.restore()

    def _document(self, html: str, picture: QImage | None, wide: float) -> QTextDocument:
        document = QTextDocument()
        document.documentLayout().setPaintDevice(self._writer)
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(_POINTS)
        document.setDefaultFont(lasting_font(font))
        document.setDocumentMargin(0.0)
        document.setTextWidth(wide)
        if picture is not None:
            image = QTextDocument.ResourceType.ImageResource.value
            document.addResource(image, QUrl(PICTURE), picture)
        document.setHtml(with_kept_levels(f"<style>{_STYLE}</style>{html}"))
        return document

    def _write_foot(self) -> None:
        words = f"<p class=small>{escape(self._foot)} · page {self._page} · {_SMALL_PRINT}</p>"
        self._draw(self._document(words, None, self._wide), 0.0, self._high + 1.5 * _GAP_PX)
