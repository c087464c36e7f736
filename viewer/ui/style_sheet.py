"""The style sheet of the whole window, made from a theme and a text scale."""

from __future__ import annotations

from pathlib import Path
from string import Template

from viewer.ui.theme import Theme, colours

#: Size of running text at a scale of 1, in points.
BODY_POINTS = 10.0
SMALL, LARGE, TITLE = 0.9, 1.15, 1.75
_LARGEST_TITLE = 24.0
#: The mark of a button that opens a menu, in pixels for each point of its letters.
_MARK = 1.0
#: The tick of a box, in the ink that reads on the accent of a theme.
_TICKS = {name: Path(__file__).with_name(f"tick-on-{name}.svg") for name in ("light", "dark")}


def points(theme: Theme, scale: float, factor: float = 1.0) -> float:
    """A letter size in points for this theme and text scale."""
    return round(BODY_POINTS * theme.growth * scale * factor, 1)


def title_points(theme: Theme, scale: float) -> float:
    """Titles grow less than the text, so that their longest words still fit a side panel."""
    return min(points(theme, scale, TITLE), max(_LARGEST_TITLE, points(theme, scale)))


def style_sheet(theme: Theme, scale: float) -> str:
    """Qt style sheet. scale: text scale chosen by the user, 1.0 = 100 %."""
    sizes = {
        "body": points(theme, scale),
        "small": points(theme, scale, SMALL),
        "large": points(theme, scale, LARGE),
    }
    lettering = {key: f"{pt}pt" for key, pt in sizes.items()}
    tick = _TICKS["dark" if theme.name == "dark" else "light"].as_posix()
    mark = f"{round(sizes['body'] * _MARK)}px"
    return _SHEET.substitute(colours(theme), tick=tick, mark=mark, **lettering)


_SHEET = Template(
    """
* { font-size: $body; color: $text; outline: none; }
QMainWindow, QDialog, QWidget#centre, QLabel#noPicture { background: $window; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QToolTip { background: $text; color: $surface; border: 0; padding: 5px 8px; font-size: $small; }

QMenuBar { background: $window; padding: 2px 8px; spacing: 2px; }
QMenuBar::item { background: transparent; padding: 5px 9px; border-radius: 5px; }
QMenuBar::item:selected { background: $accent_soft; }
QToolButton#qt_menubar_ext_button { background: $accent_soft; border: 0; border-radius: 4px;
  padding: 0; }
QMenu { background: $surface; border: 1px solid $line; border-radius: 8px; padding: 6px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 5px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $edge; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenu::indicator { width: 16px; height: 16px; left: 6px; }

QToolBar { background: $window; border: 0; border-bottom: 1px solid $line; padding: 0; margin: 0;
  spacing: 0; }
QFrame#header { background: transparent; border: 0; }
QFrame#conditions { background: $surface; border: 0; border-top: 1px solid $line; }
QFrame#reachBox { background: $raised; border: 0; border-top: 1px solid $line;
  border-bottom: 1px solid $line; }
QFrame#reachBox QTextBrowser { background: $raised; }
QToolButton#boxHead { font-weight: 600; padding: 3px 4px; border: 1px solid transparent; }
QToolButton#boxHead:checked { background: transparent; }
QToolButton#boxHead:focus { border: 2px solid $accent; padding: 2px 3px; }
QFrame#chips, QScrollArea#bars, QWidget#bars { background: transparent; }
QFrame#slicePanel { background: $surface; border: 0; border-left: 1px solid $line; }
QSplitter::handle { background: $line; width: 3px; }
QWidget#sidePanel { background: $surface; }
QDockWidget { border: 0; }
QFrame#hairline { background: $line; border: 0; }

QLineEdit { background: $surface; border: 1px solid $edge; border-radius: 8px;
  padding: 6px 10px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus { border: 2px solid $accent; padding: 5px 9px; }
QLineEdit#filter { background: $raised; border: 1px solid $line; }
QLineEdit#filter:focus { border: 2px solid $accent; }

QPushButton, QToolButton { background: transparent; border: 1px solid transparent;
  border-radius: 7px; padding: 5px 10px; }
QPushButton:hover, QToolButton:hover { background: $accent_soft; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 4px 9px; }
QPushButton:disabled, QToolButton:disabled { color: $edge; }
QToolButton#icon { padding: 5px; }
QToolButton#icon:focus { padding: 4px; }
QPushButton::menu-indicator { width: $mark; height: $mark; subcontrol-position: right center; }
QPushButton#chip { background: $surface; border: 1px solid $line; border-radius: 13px;
  padding: 4px 7px; }
QFrame#chips QPushButton#chip { padding: 4px 4px; }
QFrame#chips QPushButton#chip:focus { padding: 3px 3px; }
QPushButton#chip[mode="true"] { background: $accent_soft; border-color: $accent; }
QPushButton#chip:hover { background: $accent_soft; border-color: $accent; }
QPushButton#chip:focus { border: 2px solid $accent; padding: 3px 6px; }
QPushButton#primaryChip { background: $accent_soft; color: $accent; font-weight: 600;
  border: 1px solid $accent; border-radius: 13px; padding: 4px 9px; }
QPushButton#primaryChip:checked { background: $accent; color: $on_accent; }
QPushButton#primaryChip:focus { border: 2px solid $text; padding: 3px 8px; }
QPushButton#chip:checked { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton#chip:checked:focus { border: 2px solid $text; }
QPushButton#primary { background: $accent; color: $on_accent; font-weight: 600;
  padding: 7px 18px; }
QPushButton#primary:focus { border: 2px solid $text; padding: 6px 17px; }
QPushButton#redFlags { background: $danger_soft; color: $danger; font-weight: 600;
  padding: 5px 12px; }
QPushButton#redFlags:hover { border: 1px solid $danger; }
QPushButton#redFlags:focus { border: 2px solid $danger; padding: 4px 11px; }
QPushButton#option { background: $raised; border: 1px solid $edge; border-radius: 9px;
  padding: 8px 12px; text-align: left; }
QPushButton#option:hover { background: $accent_soft; border-color: $accent; }
QPushButton#option:focus { border: 2px solid $accent; padding: 7px 11px; }
QLabel#studyAsk { background: $accent_soft; border-radius: 8px; padding: 8px 10px; }
QPushButton#crumb { color: $muted; padding: 4px 7px; }
QPushButton#crumb:hover { color: $text; }
QPushButton#crumb:focus { padding: 3px 6px; }
QLabel#here { font-weight: 600; padding: 4px 7px; }
QLabel#crumbMark { color: $muted; }
QPushButton#link { color: $link; padding: 2px 6px; text-decoration: underline; }
QPushButton#link:focus { padding: 1px 5px; }

QFrame#segmented { background: $raised; border: 1px solid $line; border-radius: 9px; }
QFrame#segmented QPushButton { padding: 4px 6px; border-radius: 7px; margin: 2px;
  color: $muted; }
QFrame#segmented QPushButton:hover { color: $text; }
QFrame#segmented QPushButton:checked { background: $accent_soft; color: $accent;
  border: 1px solid $accent; }
QFrame#segmented QPushButton:focus { border: 2px solid $accent; padding: 3px 5px; }
QFrame#segmented QPushButton:checked:focus { border: 2px solid $text; }

QSlider::groove:horizontal { background: $line; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::sub-page:horizontal:disabled { background: $line; }
QSlider::handle:horizontal { background: $surface; border: 2px solid $accent; width: 12px;
  height: 12px; margin: -6px 0; border-radius: 8px; }
QSlider::handle:horizontal:hover { background: $accent_soft; }
QSlider::handle:horizontal:focus { background: $accent; border-color: $text; }
QSlider::handle:horizontal:disabled { border-color: $line; background: $raised; }
QWidget#cardContent { background: transparent; }
QFrame#sideCard { background: $surface; border: 0; border-top: 1px solid $line; }

QTreeView { background: $surface; border: 0; padding: 0 6px; }
QTreeView::branch { background: transparent; }
QTextBrowser { background: $surface; border: 0; selection-background-color: $accent;
  selection-color: $on_accent; }
QListView { background: $surface; border: 0; }
QLabel#caption { color: $muted; font-size: $small; }
QLabel#heading { font-size: $large; font-weight: 600; }
QLabel#muted { color: $muted; }
QLabel#cardTitle { font-size: $large; font-weight: 600; }

QFrame#card { background: $surface; border: 1px solid $line; border-radius: 14px; }
QLabel#walk { background: $surface; color: $text; border: 2px solid $accent;
  border-radius: 8px; padding: 3px 10px; font-weight: 600; font-size: $small; }
QFrame#notice { background: $danger_soft; border: 0; border-bottom: 1px solid $danger; }
QFrame#offer { background: $accent_soft; border: 0; border-bottom: 1px solid $accent; }
QWidget#notesInside { background: $surface; }
QPlainTextEdit#note { background: $raised; border: 1px solid $line; border-radius: 8px;
  padding: 4px 6px; selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit#note:focus { border: 2px solid $accent; padding: 3px 5px; }
QListWidget#bookmarks::item { border-radius: 7px; padding: 5px; color: $text; }
QListWidget#bookmarks::item:hover { background: $raised; }
QListWidget#bookmarks::item:selected { background: $accent_soft; color: $text; }
QListWidget#ticks { border: 2px solid transparent; color: $text; }
QListWidget#ticks::item { padding: 2px; }
QListWidget#ticks:focus { border-color: $accent; border-radius: 9px; }
QListWidget#bookmarks { border: 2px solid transparent; padding: 2px; }
QListWidget#bookmarks:focus { border-color: $accent; border-radius: 9px; }
QFrame#card QCheckBox { spacing: 8px; padding: 2px; }
QFrame#card QCheckBox::indicator, QListWidget#ticks::indicator {
  width: 14px; height: 14px; border: 1px solid $edge;
  border-radius: 4px; background: $raised; }
QFrame#card QCheckBox::indicator:checked, QListWidget#ticks::indicator:checked {
  border: 1px solid $accent; background: $accent;
  image: url("$tick"); }
QFrame#card QCheckBox:focus { border: 2px solid $accent; border-radius: 6px; padding: 0; }
QProgressBar { background: $raised; border: 1px solid $line; border-radius: 5px;
  min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QFrame#spotlight { background: transparent; border: 3px solid $accent; border-radius: 10px; }
QStatusBar { background: $window; border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: $muted; font-size: $small; }
QStatusBar QPushButton { font-size: $small; }

QScrollBar:vertical { background: transparent; width: 11px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 3px; min-height: 36px; min-width: 36px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: 0; background: transparent; }
"""
)
