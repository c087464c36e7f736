"""How pages of text are set: for whom, in which letters and colours, what is folded. No Qt here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from viewer.numbering import USUAL, Counting
from viewer.state import Audience
from viewer.ui.contents_page import CONTENTS
from viewer.ui.style_sheet import LARGE, SMALL, points, title_points
from viewer.ui.theme import Theme

RED_FLAGS = "topic.red-flags"
#: Letters of running text against the window's.
PAGE_LETTERS = 1.03
DISCLAIMER = "topic.disclaimer"
#: Kinds of pages that are read, not seen in the scene.
TEXT_KINDS = ("topic", "condition", "procedure", "faq", "term")
SOURCES = "sources"
#: Open when the reader has not said otherwise; everything else waits folded.
OPEN_AT_FIRST = frozenset(["red-flags", "definition", "function", "importance", "where", "nerves"])
#: Short pages, and guides read from top to bottom, have every section open.
WHOLLY_OPEN = ("topic.", "faq.", "term.")

_PERCENT = re.compile(r"(\d) %")
#: The dash inside `L5–S1`, at which no line may end.
_LEVEL_DASH = re.compile(r"([TLS]\d{1,2})–([TLS]\d)")


@dataclass(frozen=True, slots=True)
class Folds:
    """Which section keys the reader closed or opened by hand; all_open: for paper and finding."""

    folded: frozenset[str] = frozenset()
    unfolded: frozenset[str] = frozenset()
    all_open: bool = False

    def is_open(self, key: str, note_id: str) -> bool:
        """Whether a section is to be shown open. Warning signs are, always."""
        if key == "red-flags" or note_id == RED_FLAGS or self.all_open:
            return True
        if key in self.folded:
            return False
        at_first = key in OPEN_AT_FIRST or (note_id.startswith(WHOLLY_OPEN) and key != SOURCES)
        return key in self.unfolded or at_first

    def toggled(self, key: str, note_id: str) -> Folds:
        """The other way round for this key."""
        if self.is_open(key, note_id):
            return Folds(self.folded | {key}, self.unfolded - {key})
        return Folds(self.folded - {key}, self.unfolded | {key})


@dataclass(frozen=True, slots=True)
class Setting:
    """How pages are set: colours, text scale, reader, folds; is_paper: nothing to press; count:
    how levels are called; tiles: so many levels stand beside each other on the first page."""

    theme: Theme
    scale: float
    audience: Audience
    folds: Folds
    is_paper: bool = False
    count: Counting = USUAL
    tiles: int = 3

    def points(self, factor: float) -> str:
        """A letter size as CSS."""
        return f"{points(self.theme, self.scale, factor)}pt"


def is_text(id: str) -> bool:
    """Whether a page is only read: a condition, a guide; not a structure or a place."""
    return id == CONTENTS or id.partition(".")[0] in TEXT_KINDS


def with_kept_levels(words: str) -> str:
    """The words with levels and percentages that no line breaks, as pages hold them."""
    return _PERCENT.sub("\\1\u00a0%", _LEVEL_DASH.sub("\\1\u2060–\u2060\\2", words))


def text_style(how: Setting, factor: float, gap_px: int) -> str:
    """How running text is set on every page. factor: its letters against the usual. gap_px: below a
    paragraph."""
    return f"""
body {{ color: {how.theme.text}; font-size: {how.points(factor)}; }}
p {{ line-height: 142%; margin-top: 0px; margin-bottom: {gap_px}px; }}
li {{ line-height: 138%; margin-top: 0px; margin-bottom: {gap_px - 4}px; }}
ul {{ margin-left: -18px; margin-top: 0px; margin-bottom: 4px; }}
a {{ color: {how.theme.link}; text-decoration: none; }}"""


def sheet(body: str, how: Setting) -> str:
    """The page with its styles."""
    theme = how.theme
    style = f"""
{text_style(how, PAGE_LETTERS, 9)}
p.title {{ font-size: {title_points(theme, how.scale)}pt; font-weight: 600; line-height: 112%;
  margin-top: 4px; margin-bottom: 6px; }}
p.names {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-bottom: 12px; }}
p.count {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-bottom: 12px; }}
p.caption {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-top: 8px;
  margin-bottom: 3px; }}
div.summary p, p.summary {{ font-size: {how.points(1.1)}; margin-top: 10px; margin-bottom: 12px; }}
table.members {{ margin-top: 4px; margin-bottom: 10px; }}
table.fold {{ margin-top: 8px; margin-bottom: 2px; }}
table.fold td {{ border-top: 1px solid {theme.line}; padding-top: 9px; padding-bottom: 5px; }}
a.fold {{ color: {theme.text}; font-size: {how.points(LARGE)}; font-weight: 600; }}
table.warning {{ margin-top: 8px; margin-bottom: 12px; }}
p.warning {{ color: {theme.danger}; font-size: {how.points(LARGE)}; font-weight: 600; }}
p.review {{ color: {theme.muted}; font-size: {how.points(SMALL)}; font-style: italic; }}
p.group {{ font-size: {how.points(LARGE)}; font-weight: 600; margin-top: 14px; }}
table.figures th {{ color: {theme.muted}; font-size: {how.points(SMALL)}; font-weight: 400; }}
span.badge {{ background-color: {theme.accent_soft}; font-size: {how.points(SMALL)}; }}
div.small p {{ font-size: {how.points(SMALL)}; margin-bottom: 6px; }}
div.foot p {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-top: 14px; }}
"""
    kept = with_kept_levels(body)
    return f"<html><head><style>{style}</style></head><body>{kept}</body></html>"
