"""A figure for a slide or a paper: title, picture, legend, scale bar and a line for the source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from viewer.captions import NOTE_ROLE
from viewer.export.steps import Progress, Steps, fresh_file
from viewer.spec import LegendEntry
from viewer.ui.paint_corners import paint_scale
from viewer.ui.paint_overlay import Stationery, colour_of, paint_marker
from viewer.ui.pdf import lasting_font, without_traces
from viewer.ui.picture import save_steps
from viewer.ui.sheet import Sheet, Writing, paint_sheet

SUFFIXES = (".png", ".pdf", ".svg")
_MARGIN, _DPI = 22.0, 96


@dataclass(frozen=True)
class Figure:
    """picture: the scene without writing, at any scale. sheet: the writing over it."""

    title: str
    source: str
    picture: QImage
    sheet: Sheet
    labels: bool = True

    @property
    def with_(self) -> Stationery:
        """What the words around the picture are written with."""
        stationery = replace(self.sheet.stationery, room=None)
        return replace(stationery, scale=self.sheet.stationery.size / stationery.size * 1.1)


def figure_size(figure: Figure) -> tuple[float, float]:
    """Width and height in view pixels."""
    head, foot = _head_height(figure), _foot_height(figure)
    wide, high = figure.sheet.size
    return wide + 2 * _MARGIN, head + high + foot + 2 * _MARGIN


def paint_figure(painter: QPainter, figure: Figure) -> None:
    """Paint the whole figure in view pixels, on white."""
    wide, high = figure.sheet.size
    whole = figure_size(figure)
    painter.fillRect(QRectF(0, 0, *whole), Qt.GlobalColor.white)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    with_, ink = figure.with_, Qt.GlobalColor.black
    top = _MARGIN + _head_height(figure)
    if figure.title:
        font = lasting_font(with_.font(bold=True), 1.5)
        painter.setFont(font)
        painter.setPen(ink)
        box = QRectF(_MARGIN, _MARGIN, wide, QFontMetricsF(font).height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft), figure.title)
    painter.save()
    painter.translate(_MARGIN, top)
    painter.setClipRect(QRectF(0, 0, wide, high))
    painter.drawImage(QRectF(0, 0, wide, high), figure.picture)
    paint_sheet(painter, figure.sheet, Writing(figure.labels, False, False))
    painter.restore()
    y = top + high + with_.size * 0.8
    y = _paint_rows(painter, figure, y)
    font = lasting_font(with_.font(), 0.85)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.darkGray)
    box = QRectF(_MARGIN, y, wide, whole[1] - y)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft) | _WRAP, figure.source)


_WRAP = int(Qt.TextFlag.TextWordWrap.value)


def save_figure(figure: Figure, file: Path, scale: int) -> Steps[None]:
    """Write as PNG (scale times the view), PDF or SVG by the file's ending. Raises TakeError."""
    yield Progress(0.9, "Writing the figure")
    wide, high = figure_size(figure)
    if file.suffix.lower() == ".png":
        image = QImage(
            round(wide * scale), round(high * scale), QImage.Format.Format_RGBA8888_Premultiplied
        )
        painter = QPainter(image)
        painter.scale(image.width() / wide, image.height() / high)
        paint_figure(painter, figure)
        painter.end()
        yield from save_steps(image, file)
        return
    with fresh_file(file) as part:
        if file.suffix.lower() == ".pdf":
            _write_pdf(figure, part)
        else:
            _write_svg(figure, part)


def _write_pdf(figure: Figure, part: Path) -> None:
    wide, high = figure_size(figure)
    writer = QPdfWriter(str(part))
    writer.setResolution(_DPI)
    inches = QSizeF(wide / _DPI, high / _DPI)
    writer.setPageSize(
        QPageSize(inches, QPageSize.Unit.Inch, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(figure.title)
    painter = QPainter(writer)
    paint_figure(painter, figure)
    painter.end()
    part.write_bytes(without_traces(part.read_bytes()))


def _write_svg(figure: Figure, part: Path) -> None:
    wide, high = figure_size(figure)
    maker = QSvgGenerator()
    maker.setFileName(str(part))
    maker.setResolution(_DPI)
    maker.setSize(QSize(round(wide), round(high)))
    maker.setViewBox(QRectF(0, 0, wide, high))
    maker.setTitle(figure.title)
    maker.setDescription("")
    painter = QPainter(maker)
    paint_figure(painter, figure)
    painter.end()


def _head_height(figure: Figure) -> float:
    return figure.with_.size * 2.6 if figure.title else 0.0


def _foot_height(figure: Figure) -> float:
    font = lasting_font(figure.with_.font(), 0.85)
    box = QRectF(0, 0, figure.sheet.size[0], 1000)
    words = QFontMetricsF(font).boundingRect(box, _WRAP, figure.source) if figure.source else None
    rows = len(_rows(figure)) * figure.with_.size * 1.9
    return figure.with_.size * 0.8 + rows + (words.height() if words else 0.0)


def _rows(figure: Figure) -> list[list[tuple[LegendEntry, float]]]:
    """The legend in rows that leave the right end of the first to the scale bar."""
    metrics, with_ = QFontMetricsF(figure.with_.font()), figure.with_
    rows: list[list[tuple[LegendEntry, float]]] = [[]]
    x, room = 0.0, figure.sheet.size[0] - 200.0
    for entry in figure.sheet.legend:
        width = metrics.horizontalAdvance(entry.text) + 3.2 * with_.size
        if rows[-1] and x + width > room:
            rows.append([])
            x = 0.0
        rows[-1].append((entry, x))
        x += width
    return rows


def _paint_rows(painter: QPainter, figure: Figure, y: float) -> float:
    with_ = figure.with_
    step = with_.size * 1.9
    for number, row in enumerate(_rows(figure)):
        middle = y + number * step + step * 0.42
        for entry, x in row:
            spot = QPointF(_MARGIN + x + with_.size * 0.6, middle)
            theme = with_.theme
            if entry.role != NOTE_ROLE:
                paint_marker(painter, entry.role, spot, with_.size * 0.42, entry.colour, theme)
            painter.setPen(Qt.GlobalColor.black)
            painter.setFont(lasting_font(with_.font()))
            box = QRectF(_MARGIN + x + with_.size * 1.5, middle - step / 2, 1000.0, step)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), entry.text)
    right = _MARGIN + figure.sheet.size[0]
    ink = colour_of((0.0, 0.0, 0.0))
    paint_scale(
        painter, figure.sheet.camera, figure.sheet.size[1], (right, y + step * 0.9), with_, ink
    )
    return y + len(_rows(figure)) * step
