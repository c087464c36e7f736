"""What is told of a word of the report, as HTML in the subset that QTextBrowser knows. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from annotations.consult_words import load_consult
from annotations.library import Library
from annotations.render import Reference, text_html
from viewer.consult.telling import WHAT, Told, numbered
from viewer.ui.page_setting import Setting, with_kept_levels
from viewer.ui.style_sheet import SMALL

#: Running text beside the usual size: two people read it, one from farther off.
LARGER = 1.25


def part_html(told: Told, part: str, library: Library, how: Setting) -> str:
    """One part of what is told. The neutral words stand first."""
    shown = told.parts[part]
    numbers = numbered(shown.sources, library, [told.page])
    text = text_html(shown.text, numbers, "patient")
    body = _first(told, how) + text + _more(told) if part == WHAT else text
    return sheet(body + _sources(numbers), how)


def plain_words(told: Told) -> str:
    """A word in one breath, for screen readers."""
    words = (f"{told.title}, {told.where}.", told.plain, told.reach, told.remark)
    return " ".join(filter(None, words))


def _first(told: Told, how: Setting) -> str:
    """The neutral words, what the model shows of them, and that it is nobody's back."""
    rows = [f'<p class="plain">{escape(told.plain)}</p>']
    model = " ".join(filter(None, [told.remark, told.reach]))
    about = load_consult().about
    told_of_model = f"{model} {about.not_you}" if told.is_shown else model
    if told_of_model:
        rows.append(_boxed(told_of_model, how.theme.accent_soft))
    return "".join(rows)


def _more(told: Told) -> str:
    href = escape(told.page.replace(".", ":", 1), quote=True)
    return f'<p><a href="{href}">Read the whole text</a></p>'


def _boxed(words: str, ground: str) -> str:
    return (
        '<table class="box" width="100%" cellspacing="0" cellpadding="9"><tr>'
        f'<td bgcolor="{ground}"><p class="box">{escape(words)}</p></td></tr></table>'
    )


def _sources(numbers: Mapping[str, Reference]) -> str:
    if not numbers:
        return ""
    rows = "".join(
        f'<p class="source">{one.number}. {escape(one.citation)} ({escape(one.evidence)})</p>'
        for one in numbers.values()
    )
    return f'<p class="caption">Sources</p>{rows}'


def sheet(body: str, how: Setting) -> str:
    """The page with its styles."""
    theme = how.theme
    style = f"""
body {{ color: {theme.text}; font-size: {how.points(LARGER)}; }}
p {{ line-height: 140%; margin-top: 0px; margin-bottom: 9px; }}
p.plain {{ font-size: {how.points(LARGER * 1.12)}; }}
p.box {{ line-height: 130%; margin-bottom: 0px; }}
li {{ line-height: 136%; margin-top: 0px; margin-bottom: 6px; }}
ul {{ margin-left: -18px; margin-top: 0px; margin-bottom: 4px; }}
a {{ color: {theme.link}; text-decoration: none; }}
table.box {{ margin-top: 4px; margin-bottom: 14px; }}
table.figures th {{ color: {theme.muted}; font-weight: 400; }}
p.caption, p.source {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-bottom: 3px; }}
p.caption {{ margin-top: 12px; }}
"""
    kept = with_kept_levels(body)
    return f"<html><head><style>{style}</style></head><body>{kept}</body></html>"
