"""What the leg map means, as HTML for the box over the clinical text. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from annotations.legmap_data import ROOTS, SADDLE, load_map, load_map_words
from annotations.library import Library
from annotations.roots import SIGNS, load_about_roots, load_roots
from meshes.ids import Side
from viewer.legmap.ranking import TOLD_GAP, Fit, Ranking
from viewer.legmap.shown import Root, ShownRoots, Why, id_of
from viewer.legmap.words import painted_words, share_words
from viewer.state import Audience, LegMap
from viewer.ui.page_setting import Setting
from viewer.ui.reach_page import sheet_html

#: A shape for each way to fit, beside its word.
MARKS: Mapping[str, str] = {"well": "●", "partly": "◐", "little": "○"}
CAUDA = "condition.cauda-equina-syndrome"
_SIDES = (Side.RIGHT, Side.LEFT)
_FIRST = "Press an area or a root below, or take a brush and paint pain or numbness."
_WHY = {
    Why.PICKED: "Shown: the area of what is selected.",
    Why.REACHED: "Shown: the areas of the roots that this picture would be expected to reach.",
    Why.LIT: "Shown: the areas of the roots at the level that is lit.",
    Why.ALL: "Shown: the areas of all roots.",
}


@dataclass(frozen=True, slots=True)
class MapStory:
    """What the box tells. reached: roots that what is set would be expected to reach."""

    map: LegMap
    shown: ShownRoots
    ranking: Ranking
    reached: frozenset[Root]

    @property
    def is_painted(self) -> bool:
        """Whether there is anything to rank."""
        return bool(self.map.pain or self.map.numb)


def map_html(story: MapStory, library: Library | None, how: Setting) -> str:
    """The box as HTML. Raises ContentError when the tables of words are damaged."""
    body = [*_warnings(story, how)]
    if story.is_painted:
        body += [*_ranked(story, how)]
    else:
        body.append(
            f"<p>{_WHY[story.shown.why]} {_FIRST if story.shown.why is Why.ALL else ''}</p>"
        )
        body += [*_signs_of(story, how)]
    body += [*_root_list(story, how)]
    body.append(f'<p class="muted">{escape(load_about_roots().read_by(how.audience.value))}</p>')
    body.append(f'<p class="muted">{escape(_after(story, library))}</p>')
    return sheet_html("".join(body), how)


def ranking_words(story: MapStory, how: Setting) -> str:
    """The same in a sentence or two, for a screen reader."""
    if not story.is_painted:
        return ""
    words = load_map_words()
    told = [words.saddle.read_by(how.audience.value)] if story.ranking.is_saddle else []
    for side, fits in story.ranking.fits.items():
        roots = [f"{how.count.both(fit.root)} {words.fits[fit.word]}" for fit in fits]
        told.append(f"{side.capitalize()}: {', '.join(roots) or 'no root stands out'}.")
    return " ".join(told)


def _warnings(story: MapStory, how: Setting) -> Iterator[str]:
    words, reader = load_map_words(), how.audience.value
    flags = '<a href="topic:red-flags">When to get help fast</a>'
    if story.ranking.is_saddle:
        cauda = '<a href="condition:cauda-equina-syndrome">Cauda equina syndrome</a>'
        told = escape(words.saddle.read_by(reader))
        yield f'<p class="first"><b>{told}</b> {cauda} · {flags}</p>'
    elif story.ranking.is_both:
        yield f'<p class="first">{escape(words.both_legs.read_by(reader))} {flags}</p>'


def _ranked(story: MapStory, how: Setting) -> Iterator[str]:
    ranking, words, reader = story.ranking, load_map_words(), how.audience.value
    yield f'<p class="muted">{escape(painted_words(story.map.pain, story.map.numb))}</p>'
    sides = [side for side in _SIDES if side in ranking.fits]
    is_alike = len({ranking.sure[side] for side in sides}) == 1
    if is_alike and sides:
        each = "On each side: " if len(sides) > 1 else ""
        yield f"<p>{each}{escape(words.sure[ranking.sure[sides[0]]].read_by(reader))}</p>"
    for side in sides:
        if not is_alike:
            told = escape(words.sure[ranking.sure[side]].read_by(reader))
            yield f"<p>{side.capitalize()}: {told}</p>"
        if len(ranking.fits[side]) > 1:
            yield _all_at_once(side, ranking.fits[side], how)
    for side in sides:
        yield from (_fit(fit, story, how) for fit in ranking.fits[side])
    if ranking.gap >= TOLD_GAP and any(ranking.sure[side] != "gaps" for side in sides):
        told = words.gaps.read_by(reader).format(
            share=share_words(ranking.gap), percent=round(100 * ranking.gap)
        )
        yield f'<p class="muted">{escape(told)}</p>'


def _all_at_once(side: Side, fits: Sequence[Fit], how: Setting) -> str:
    """Every root of a side in one line, so that the first is not taken for the only one."""
    words = load_map_words().fits
    told = " · ".join(
        f"{MARKS[fit.word]}&nbsp;{_link(fit.root, side, how.count.both(fit.root))} "
        f"{escape(words[fit.word]).replace(' ', '&nbsp;')}"
        for fit in fits
    )
    return f"<p>{side.capitalize()}: {told}</p>"


def _fit(fit: Fit, story: MapStory, how: Setting) -> str:
    words = load_map_words().fits[fit.word]
    if how.audience is Audience.CLINICIAN:
        words += f" ({100 * fit.share:.0f} % of what is painted)"
    if (fit.root, fit.side) in story.reached:
        words += "; reached by what is set"
    name = f"{fit.side.capitalize()} {how.count.both(fit.root)}"
    head = f"{MARKS[fit.word]}&nbsp;{_link(fit.root, fit.side, f'{name} root')} {escape(words)}"
    return f'<p class="sign"><b>{head}</b></p>{_signs(fit.root, how)}'


def _signs_of(story: MapStory, how: Setting) -> Iterator[str]:
    """Signs of the roots that are picked, reached or lit, each level once."""
    if story.shown.why is Why.ALL:
        return
    sides: dict[str, list[Side]] = {}
    for root, side in story.shown.roots:
        sides.setdefault(root, []).append(side)
    for root in sorted(sides, key=ROOTS.index):
        links = " · ".join(
            _link(root, side, f"{side.capitalize()} {how.count.both(root)}")
            for side in _SIDES
            if side in sides[root]
        )
        yield f'<p class="sign"><b>{links}</b></p>{_signs(root, how)}'


def _signs(root: str, how: Setting) -> str:
    signs = load_roots()[root].read_by(how.audience.value)
    rows = "".join(
        f'<tr><td class="muted">{heading}&nbsp;&nbsp;</td>'
        f"<td>{escape(getattr(signs, key))}</td></tr>"
        for key, heading in SIGNS.items()
    )
    return f'<table cellspacing="0" cellpadding="1">{rows}</table>'


def _root_list(story: MapStory, how: Setting) -> Iterator[str]:
    """Every root by name, to be chosen without the figure."""
    yield '<p class="sign"><b>Roots</b></p>'
    for side in _SIDES:
        links = [
            _link(root, side, how.count.both(root), is_on=(root, side) in _picked(story))
            for root in ROOTS
            if root not in SADDLE
        ]
        yield f"<p>{side.capitalize()}: {' &nbsp;'.join(links)}</p>"
    saddle = _link(SADDLE[0], Side.LEFT, f"{SADDLE[0]}–{SADDLE[-1]}, the saddle")
    yield f"<p>Both: {saddle}</p>"


def _picked(story: MapStory) -> Iterable[Root]:
    return story.shown.roots if story.shown.why is Why.PICKED else ()


def _link(root: str, side: Side, words: str, *, is_on: bool = False) -> str:
    words = f"<b>{escape(words)}</b>" if is_on else escape(words)
    return f'<a href="structure:{id_of(root, side)}">{words}</a>'


def _after(story: MapStory, library: Library | None) -> str:
    """After whom the map is drawn: author and year of each work."""
    names = load_map(str(story.map.kind)).sources
    known = library.sources if library is not None else {}
    cited = [_short(known[name].citation) for name in names if name in known]
    return f"Drawn after {'; '.join(cited)}." if cited else ""


def _short(citation: str) -> str:
    first = citation.split(". ")[0].split(" (ed)")[0].split(", revised")[0]
    return first + _year(citation.removeprefix(first))


def _year(citation: str) -> str:
    years = [word[:4] for word in citation.replace(";", " ").split() if word[:2] in ("19", "20")]
    years = [year for year in years if len(year) == 4 and year.isdigit()]
    return f", {years[0]}" if years else ""
