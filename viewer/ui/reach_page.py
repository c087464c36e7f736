"""What a picture reaches, as HTML for the box over the clinical text. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from annotations.fault import ContentError
from annotations.roots import SIGNS, RootSigns, load_roots
from meshes.catalog import Catalog
from meshes.changed.reach import Reach
from meshes.ids import StructureId
from viewer.state import Audience
from viewer.ui.page_setting import Setting
from viewer.ui.wording import short_of

if TYPE_CHECKING:
    from meshes.changed.conflict import Verdict

#: A shape and a word for each answer, so that nothing is told by colour.
MARKS: Mapping[Reach, tuple[str, str]] = {
    Reach.PRESSED: ("●", "pressed"),
    Reach.TOUCHED: ("◐", "touched"),
    Reach.FREE: ("○", "free"),
}
_ORDER = tuple(MARKS)
NOT_THE_PICTURE = (
    "Pain often does not follow the picture: many people with such a picture feel nothing, and "
    "what is felt can lie elsewhere."
)
#: Chang 2004, Hinterdorfer 2010: functions of roots may shift with the count, or stay.
OTHER_COUNT = (
    "These are the signs of the usual roots. With another count of vertebrae a root may act like "
    "its neighbour."
)
#: What is farther from a nerve than this is not beside it, mm.
_NEAR = 20.0
#: What has no unit is a grade of Meyerding's: 0 for none.
_GRADES = ("none", "I", "II", "III", "IV", "V")
#: A link that opens the leg map.
LEG_MAP = "legmap"
NARROW = "With a sac as narrow as this, know first which signs need help fast."


@dataclass(frozen=True, slots=True)
class Size:
    """One measure now and in the normal model."""

    name: str
    value: float | None
    normal: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Everything the box tells. sentence: what the picture reaches; is_narrow: the sac has lost
    more than two thirds of its area; sizes: measures before and now, as far as known."""

    sentence: str
    verdicts: Sequence[Verdict]
    is_narrow: bool
    sizes: Sequence[Size] = ()
    is_before: bool = False


def reach_html(told: Reached, catalog: Catalog, how: Setting) -> str:
    """The body of the box."""
    if told.is_before:
        return sheet_html(
            "<p>The normal model is shown, as before. <b>A</b> brings it back.</p>", how
        )
    body = []
    if told.is_narrow:
        link = '<a href="topic:red-flags">Red flags: when to get help fast</a>'
        body.append(f'<p class="first">{NARROW}<br/>{link}</p>')
    if told.sentence:
        body.append(f"<p><b>{escape(told.sentence)}.</b></p>")
    body.append(_verdicts(told.verdicts, catalog, how))
    body += _signs(told.verdicts, catalog, how)
    if any(v.reach is not Reach.FREE for v in told.verdicts):
        more = '<a href="topic:asymptomatic">How common is that?</a>'
        body.append(f'<p class="muted">{NOT_THE_PICTURE} {more}</p>')
    body.append(sizes_table(told.sizes, how.count.both))
    return sheet_html("".join(body), how)


def _verdicts(verdicts: Iterable[Verdict], catalog: Catalog, how: Setting) -> str:
    rows = []
    for verdict in sorted(verdicts, key=lambda v: _ORDER.index(v.reach)):
        mark, word = MARKS[verdict.reach]
        name = how.count.both(short_of(catalog, verdict.id)) or verdict.id
        by = (
            how.count.both(short_of(catalog, verdict.by)) if verdict.reach is not Reach.FREE else ""
        )
        said = f"{word} by {inner_name(by)}" if by else word
        if how.audience is Audience.CLINICIAN:
            said = ", ".join(filter(None, (said, room_words(verdict))))
        strong = "b" if verdict.reach is not Reach.FREE else "span"
        rows.append(
            f'<tr><td>{mark}&nbsp;</td><td><a href="structure:{verdict.id}">{escape(name)}</a>'
            f"&nbsp;</td><td><{strong}>{escape(said)}</{strong}></td></tr>"
        )
    return f'<table cellspacing="0" cellpadding="1">{"".join(rows)}</table>'


def room_words(verdict: Verdict) -> str:
    """How much room a nerve has, for what is near it; "" where nothing is.

    An overlap too small to count as contact is not called one: it would deny the word before it.
    """
    clearance, mm = verdict.clearance, "\N{NO-BREAK SPACE}mm"
    if clearance < 0.0:
        is_free = verdict.reach is Reach.FREE
        return "no room to spare" if is_free else f"overlap {-clearance:.1f}{mm}"
    return f"room {clearance:.1f}{mm}" if clearance < _NEAR else ""


def inner_name(name: str) -> str:
    """A name within a sentence: "L5–S1 herniation", "left facet"."""
    first = name.partition(" ")[0]
    return name if any(c.isdigit() for c in first) else name[:1].lower() + name[1:]


def _signs(verdicts: Iterable[Verdict], catalog: Catalog, how: Setting) -> list[str]:
    """What may be felt, once for each root level that is reached."""
    levels: dict[str, list[str]] = {}
    for verdict in verdicts:
        id = StructureId(verdict.id)
        if verdict.reach is not Reach.FREE and id.kind == "root":
            levels.setdefault(id.level_text, []).append(str(id.side or ""))
    try:
        rows = load_roots()
    except ContentError as problem:
        return [f'<p class="muted">{escape(str(problem))}</p>'] if levels else []
    told = [_of_root(rows[k], sides, how) for k, sides in levels.items() if k in rows]
    if told:
        told.append(f'<p class="sign"><a href="{LEG_MAP}:">See where on the leg map</a></p>')
    return [*told, f'<p class="muted">{OTHER_COUNT}</p>'] if told and how.count.is_renamed else told


def _of_root(root: RootSigns, sides: list[str], how: Setting) -> str:
    side = "left and right" if len(sides) > 1 else sides[0]
    signs = root.read_by(how.audience.value)
    rows = "".join(
        f'<tr><td class="muted">{heading}&nbsp;&nbsp;</td>'
        f"<td>{escape(getattr(signs, key))}</td></tr>"
        for key, heading in SIGNS.items()
    )
    is_root = root.text.startswith("root.")
    href = f"structure:{root.text}.{sides[0]}" if is_root else f"structure:{root.text}"
    level = how.count.both(root.level)
    title = f"What may be felt when the {side} {level} root is sore"
    if how.audience is not Audience.PATIENT:
        title = f"{level} root, {side}: area, muscles, reflex, test"
    return (
        f'<p class="sign"><b>{title}</b> <a href="{href}">More</a></p>'
        f'<table cellspacing="0" cellpadding="1">{rows}</table>'
    )


def sizes_table(sizes: Sequence[Size], called: Callable[[str], str]) -> str:
    """Sizes before and now as a table of HTML; "" where none reads otherwise than before. called:
    how levels are called in a name."""
    shown = [size for size in sizes if size.value is not None and size.normal is not None]
    # What differs by less than is printed would stand there as no change at all.
    shown = [s for s in shown if _figure(s.normal, s.unit) != _figure(s.value, s.unit)]
    if not shown:
        return ""
    rows = "".join(
        f"<tr><td>{escape(called(s.name))}&nbsp;&nbsp;</td>"
        f"<td>{_figure(s.normal, s.unit)}&nbsp;&nbsp;</td>"
        f"<td><b>{_figure(s.value, s.unit)}</b></td></tr>"
        for s in shown
    )
    head = '<tr><td class="muted">Size</td><td class="muted">before&nbsp;&nbsp;</td>'
    head += '<td class="muted">now</td></tr>'
    return f'<p class="sign"></p><table cellspacing="0" cellpadding="1">{head}{rows}</table>'


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if not unit:
        return _GRADES[round(value)]
    places = 0 if abs(value) >= 100.0 or unit in ("%", "°") else 1
    glue = "" if unit == "°" else "\u00a0"
    return f"{value:.{places}f}{glue}{unit}"


def sheet_html(body: str, how: Setting) -> str:
    """A box's body as a whole document in the window's colours and letters."""
    theme = how.theme
    style = f"""
body {{ color: {theme.text}; font-size: {how.points(0.97)}; }}
p {{ margin-top: 0px; margin-bottom: 5px; }}
p.first {{ background-color: {theme.danger_soft}; }}
p.sign {{ margin-top: 8px; margin-bottom: 2px; }}
.muted {{ color: {theme.muted}; font-size: {how.points(0.9)}; }}
a {{ color: {theme.link}; text-decoration: none; }}
"""
    return f"<html><head><style>{style}</style></head><body>{body}</body></html>"
