"""What the audience sees: the picture, a title, the open question. No control, no note, no menu."""

from __future__ import annotations

import math
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from viewer.captions import UNTOLD
from viewer.presenting.keys import Act
from viewer.presenting.slide import Slide
from viewer.ui.hand_sheet import DARK
from viewer.ui.one_line import OneLine
from viewer.ui.own_window import lie_above
from viewer.ui.present_keys import act_of
from viewer.ui.theme import Theme, qt_palette

#: A capital letter is at least this share of the window's height, so that the last row reads it.
CAP_SHARE = 1 / 40
#: Letters of the title against those of labels, of the lesson's name, of words of a step; and the
#: share of the width that those words take (all chosen).
_TITLE, _UNDER, _WORDS, _WORDS_WIDE = 1.25, 0.6, 0.8, 0.34
#: Share of the width that the lesson's name may take beside the title (chosen).
_UNDER_WIDE = 0.42
#: What it needs at least, and what of the band words may fill (chosen).
_UNDER_LEAST, _BAND_FILLED = 0.14, 0.93
#: How picture and film share the width, and how two pictures and a film do; how a film and the
#: words under it share the height (chosen).
_PICTURE_WIDE, _PICTURES_WIDE, _FILM_WIDE = 3, 5, 2
_FILM_HIGH, _WORDS_HIGH = 5, 6
#: Qt's own largest size of a widget.
_NO_LIMIT = 16_777_215


def letter_px(height: int) -> int:
    """The font's pixels at which a capital letter has its share of a window's height."""
    font = QGuiApplication.font()
    font.setPixelSize(100)
    # Letters are set on whole pixels, and their capitals come out up to one lower than said.
    return math.ceil((height * CAP_SHARE + 1.0) * 100 / QFontMetricsF(font).capHeight())


class Fitted(QWidget):
    """A picture as large as there is room for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self.is_dark = False
        self.ground = "#000000"
        self.hide()

    def set_dark(self, dark: bool) -> None:
        """Step back while a spotlight is elsewhere."""
        if dark != self.is_dark:
            self.is_dark = dark
            self.update()

    def show_image(self, image: QImage | None) -> None:
        """Show this from now on."""
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture in the middle, its ground beside it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.ground))
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.drawImage(QRect(QPoint(left, top), size), self.image)
        if self.is_dark:
            painter.fillRect(self.rect(), QColor(0, 0, 0, DARK))
        painter.end()


class AudienceWindow(QWidget):
    """pressed(Act): a key of presenting, or the window is to close. resized: letters have another
    size now; `letters` pixels. shared(bool): whether something stands beside the pictures."""

    pressed = Signal(object)
    shared = Signal(bool)
    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Lumbosacral Viewer: audience")
        self.setAccessibleName("Picture for the audience")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.letters = 0
        self._slide = Slide("")
        self._theme = theme
        self.band, self.foot = QFrame(self), QFrame(self)
        self.title, self.under = OneLine(self.band), OneLine(self.band)
        self.ask, self.answer = QLabel(self.foot), QLabel(self.foot)
        self.words = QTextBrowser(self)
        self.words.setFrameShape(QFrame.Shape.NoFrame)
        self.words.setOpenLinks(False)
        self.words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.hide()
        self.pictures = QWidget(self)
        self.beside = QWidget(self)
        self.film = Fitted(self)
        self.curtain = QWidget(self)
        self.curtain.setAutoFillBackground(True)
        self.curtain.setPalette(QPalette(QColor(0, 0, 0)))
        self.curtain.setCursor(Qt.CursorShape.BlankCursor)
        lie_above(self.curtain, radius=0)
        self.curtain.hide()
        self._arrange()
        self.set_theme(theme)

    def _arrange(self) -> None:
        self._band_row = QHBoxLayout(self.band)
        self._band_row.addWidget(self.title, 1)
        self._band_row.addWidget(self.under)
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(28, 12, 28, 14)
        foot.setSpacing(4)
        for label in (self.ask, self.answer):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
            foot.addWidget(label)
        row = QHBoxLayout(self.pictures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        beside = QVBoxLayout(self.beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.film, _FILM_HIGH)
        beside.addWidget(self.words, _WORDS_HIGH)
        self._middle = middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.pictures, _PICTURE_WIDE)
        middle.addWidget(self.beside, _FILM_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setPalette(qt_palette(theme))
        self._restyle()

    def _restyle(self) -> None:
        """Letters as large as the window asks for."""
        theme, px = self._theme, self.letters
        self.setStyleSheet(
            f"QWidget {{ background: {theme.surface}; color: {theme.text}; }}"
            f"QTextBrowser {{ border-left: 1px solid {theme.line}; padding: {px // 2}px; }}"
            f"QScrollBar {{ background: {theme.surface}; width: 8px; }}"
            f"QScrollBar::handle {{ background: {theme.edge}; border-radius: 4px; }}"
            "QScrollBar::add-line, QScrollBar::sub-line { height: 0px; }"
            "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
        )
        self.pictures.setStyleSheet(f"background: {theme.line};")
        self.curtain.setStyleSheet("background: #000000;")
        for label, share, weight in (
            (self.title, _TITLE, 600),
            (self.under, _UNDER, 400),
            (self.ask, 1.0, 400),
            (self.answer, 1.0, 600),
        ):
            ink = theme.muted if label is self.under else theme.text
            label.setStyleSheet(
                f"font-size: {max(1, round(px * share))}px; font-weight: {weight}; color: {ink};"
            )
        self._band_row.setContentsMargins(28, px // 4, 28, px // 4)
        self._band_row.setSpacing(px)
        self._share_band()

    def _share_band(self) -> None:
        """The title stands whole; the lesson's name takes what it leaves, where that is enough."""
        title = self.title.fontMetrics().horizontalAdvance(self.title.text())
        left = round(self.width() * _BAND_FILLED) - title
        room = min(left, round(self.width() * _UNDER_WIDE))
        self.under.setMaximumWidth(max(0, room))
        is_enough = room >= round(self.width() * _UNDER_LEAST)
        self.under.setVisible(bool(self.under.text()) and is_enough)

    def words_scale(self, usual_px: float) -> float:
        """By how much words of a step are larger here than at their usual size in pixels."""
        return self.letters * _WORDS / usual_px

    def show_film(self, image: QImage | None, ground: str = "#000000") -> None:
        """The film that stands beside the scene, with its marks, or the map; None for none. ground:
        the colour around it."""
        self.film.ground = ground
        self.film.show_image(image)
        self.film.setVisible(image is not None)
        self._share_width()

    def set_views(self, count: int) -> None:
        """How many pictures stand beside each other."""
        self._middle.setStretch(0, _PICTURES_WIDE if count > 1 else _PICTURE_WIDE)

    def _share_width(self) -> None:
        """Words alone have a column of their own width; under a film they have that of the film."""
        is_alone = self.film.isHidden()
        least = round(self.width() * _WORDS_WIDE) if is_alone else 0
        self.words.setMinimumWidth(least)
        self.words.setMaximumWidth(least or _NO_LIMIT)
        self.beside.setMaximumWidth(least or _NO_LIMIT)
        is_shared = not (is_alone and self.words.isHidden())
        self.beside.setVisible(is_shared)
        self.shared.emit(is_shared)

    def show_slide(self, slide: Slide, words: str, *, with_words: bool) -> None:
        """Write this. words: the step's text as HTML."""
        self._slide = slide
        self.title.setText(slide.title)
        self.under.setText(slide.under)
        self._share_band()
        with_words = with_words and bool(words)
        self.words.setVisible(with_words)
        self._share_width()
        if with_words and self.words.toHtml() != words:
            self.words.setHtml(words)
        self.foot.setVisible(bool(slide.ask))
        self.ask.setText(escape(slide.ask))
        told = escape(slide.answer)
        if slide.answer != UNTOLD and slide.reason:
            told += f' <span style="font-weight:400">{escape(slide.reason)}</span>'
        self.answer.setText(told)

    @property
    def slide(self) -> Slide:
        """What is written."""
        return self._slide

    def set_black(self, black: bool) -> None:
        """Draw the curtain, or open it."""
        self.curtain.setGeometry(self.rect())
        self.curtain.setVisible(black)
        if black:
            self.curtain.raise_()

    @property
    def is_black(self) -> bool:
        """Whether the curtain is drawn."""
        return not self.curtain.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Letters grow with the window."""
        super().resizeEvent(event)
        self.curtain.setGeometry(self.rect())
        if (px := letter_px(self.height())) != self.letters:
            self.letters = px
            self._restyle()
            self.resized.emit()

    def event(self, event: QEvent) -> bool:
        """Keys of presenting are ours."""
        if event.type() == QEvent.Type.ShortcutOverride and act_of(event) is not None:
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What a key asks for."""
        if (act := act_of(event)) is not None:
            self.pressed.emit(act)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by the desktop: presenting ends, and closes it."""
        event.ignore()
        self.pressed.emit(Act.END)
