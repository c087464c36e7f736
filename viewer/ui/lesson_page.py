"""A step of a lesson as HTML in the subset that QTextBrowser knows. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

from annotations import markup
from annotations.library import Library
from annotations.note import EVIDENCE_WORDS, Audience
from annotations.render import Reference, text_html
from viewer.lessons.shown import Shown
from viewer.ui.page_setting import Setting, text_style, with_kept_levels
from viewer.ui.style_sheet import LARGE, SMALL

#: Where the picture of a step stands in its page.
PICTURE = "lesson:picture"


def step_html(
    step: Shown,
    library: Library | None,
    how: Setting,
    *,
    with_notes: bool,
    is_whole: bool = True,
) -> str:
    """The step with its question, and its notes where they are wanted. The answer stands there
    once it is revealed. is_whole: False where title and question stand already."""
    cited = dict.fromkeys(markup.citations(step.text))
    numbers = _references(tuple(cited), library)
    audience: Audience = how.audience.value
    body = [f'<p class="title">{escape(step.title)}</p>'] if is_whole else []
    body.append(text_html(step.text, numbers, audience))
    if step.picture is not None:
        words = escape(step.picture_words, quote=True)
        body.append(f'<p><img src="{PICTURE}" alt="{words}"/></p>')
        if step.picture_words:
            body.append(f'<p class="muted">{escape(step.picture_words)}</p>')
    if is_whole:
        body.append(_question(step, how))
    if with_notes and step.notes:
        notes = text_html(step.notes, {}, audience)
        body.append(_boxed("Presenter’s notes", notes, how.theme.surface))
    body.append(_sources(numbers) if numbers else _works(step, library))
    return _sheet("".join(body), how)


def notes_html(step: Shown, how: Setting) -> str:
    """What whoever presents reads: the notes, the answer that the audience waits for, the words."""
    audience: Audience = how.audience.value
    notes = text_html(step.notes, {}, audience) or '<p class="muted">This step has no notes.</p>'
    words = _boxed("Words of the step", text_html(step.text, {}, audience), how.theme.surface)
    return _sheet(notes + _question(replace(step, is_revealed=True), how) + words, how)


def plain_words(step: Shown) -> str:
    """The step in one breath, for screen readers."""
    words = f"{step.place_words}: {step.title}. {markup.plain(step.text)}"
    if step.question is not None:
        words += f" Question: {markup.plain(step.question.ask)}"
        if step.is_revealed:
            words += f" Answer: {markup.plain(step.question.answer)}"
    return words


def _question(step: Shown, how: Setting) -> str:
    if step.question is None:
        return ""
    asked = text_html(step.question.ask, {}, how.audience.value)
    if step.is_revealed:
        asked += f"<div class='answer'>{text_html(step.question.answer, {})}</div>"
        asked += text_html(step.question.reason, {})
    return _boxed("Question", asked, how.theme.accent_soft)


def _boxed(title: str, inner: str, ground: str) -> str:
    return (
        '<table class="box" width="100%" cellspacing="0" cellpadding="8"><tr>'
        f'<td bgcolor="{ground}"><p class="box">{title}</p>{inner}</td></tr></table>'
    )


def _works(step: Shown, library: Library | None) -> str:
    """The works behind a text that cites none, each by its beginning; the pointer shows it all."""
    if library is None:
        return ""
    known = [library.sources[name].citation for name in step.sources if name in library.sources]
    named = "; ".join(
        f'<a href="#" title="{escape(one, quote=True)}">{escape(one.partition(". ")[0])}</a>'
        for one in known
    )
    return f'<p class="source">Sources: {named}</p>' if named else ""


def _references(names: tuple[str, ...], library: Library | None) -> Mapping[str, Reference]:
    """The works a text cites, in its order, numbered; one that is not known goes without."""
    if library is None:
        return {}
    known = [name for name in names if name in library.sources]
    return {
        name: Reference(k, library.sources[name].citation, _evidence(library, name))
        for k, name in enumerate(known, 1)
    }


def _evidence(library: Library, source: str) -> str:
    """For what kind of evidence the texts cite a work."""
    kinds = (
        claim.evidence
        for note in library.notes.values()
        for section in note.sections
        for claim in section.claims
        if source in claim.sources
    )
    return EVIDENCE_WORDS.get(next(kinds, ""), "source")


def _sources(numbers: Mapping[str, Reference]) -> str:
    if not numbers:
        return ""
    rows = "".join(
        f'<p class="source"><a name="source-{one.number}"></a>{one.number}. '
        f"{escape(one.citation)} ({escape(one.evidence)})</p>"
        for one in numbers.values()
    )
    return f'<p class="caption">Sources</p>{rows}'


def _sheet(body: str, how: Setting) -> str:
    theme = how.theme
    style = f"""
{text_style(how, 1.06, 8)}
p.title {{ font-size: {how.points(1.32)}; font-weight: 600; line-height: 116%;
  margin-bottom: 8px; }}
table.box {{ margin-top: 8px; margin-bottom: 10px; }}
p.box {{ color: {theme.muted}; font-size: {how.points(SMALL)}; margin-bottom: 3px; }}
div.answer p {{ font-weight: 600; font-size: {how.points(LARGE)}; }}
p.caption, p.source, p.muted {{ color: {theme.muted}; font-size: {how.points(SMALL)};
  margin-bottom: 3px; }}
"""
    kept = with_kept_levels(body)
    return f"<html><head><style>{style}</style></head><body>{kept}</body></html>"
