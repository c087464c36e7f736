"""The Markdown subset of the texts, parsed once for the page, the search and the checks.

Paragraphs are parted by an empty line; a line that begins with "- " is a list item; inside a block
stand **bold**, [words](structure:disc.L5-S1) and citations [@saifuddin-1998]. A paragraph
`{figures disc-bulge}` is a table of `annotations.prevalence`. Nothing else is markup, so everything
else is shown as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

INLINE = re.compile(
    r"\[@(?P<source>[^\]\s]*)\]"
    r"|\[(?P<words>[^\]@][^\]]*)\]\((?P<kind>[a-z]+):(?P<target>[^)\s]+)\)"
    r"|\*\*(?P<bold>[^*]+)\*\*"
)
TABLE = re.compile(r"\{figures(?P<ids>[a-z -]*)\}")
STRAY = re.compile(r"\{figures|\*\*|\]\(|\[@|^#{1,6} |<[a-zA-Z/]", re.MULTILINE)
LINK_KINDS = ("structure", "condition", "procedure", "topic", "faq", "term")


@dataclass(frozen=True, slots=True)
class Words:
    """Plain or bold words."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that point at a structure or at another text: a condition, a topic, a term ..."""

    words: str
    kind: str
    target: str
    bold: bool = False

    @property
    def note_id(self) -> str:
        """The id the link means: a structure's own id, or that of a text (`topic.<target>`)."""
        return self.target if self.kind == "structure" else f"{self.kind}.{self.target}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to one source."""

    source: str


Inline = Words | Link | Citation


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one list whose items are `lines`, or a table of figures.

    figures: ids of the findings in the table, () for all; None in a block of words.
    """

    lines: tuple[tuple[Inline, ...], ...]
    is_list: bool = False
    figures: tuple[str, ...] | None = None


@lru_cache(maxsize=512)
def blocks(text: str) -> tuple[Block, ...]:
    """Parse `text` into paragraphs and lists; a page asks for its words and for its citations."""
    found: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        if table := TABLE.fullmatch(chunk.strip()):
            found.append(Block((), figures=tuple(table["ids"].split())))
            continue
        prose: list[str] = []
        items: list[str] = []
        for line in (raw.strip() for raw in chunk.splitlines()):
            if line.startswith("- "):
                items.append(line[2:])
            elif items:
                items[-1] += " " + line
            else:
                prose.append(line)
        if prose:
            found.append(Block((inlines(" ".join(prose)),)))
        if items:
            found.append(Block(tuple(inlines(item) for item in items), is_list=True))
    return tuple(found)


def inlines(line: str) -> tuple[Inline, ...]:
    """Parse one paragraph or list item."""
    found: list[Inline] = []
    end = 0
    for match in INLINE.finditer(line):
        if match.start() > end:
            found.append(Words(line[end : match.start()]))
        if match["source"] is not None:
            found.append(Citation(match["source"]))
        elif match["words"] is not None:
            found.append(Link(match["words"], match["kind"], match["target"]))
        else:
            found += [_bold(part) for part in inlines(match["bold"])]
        end = match.end()
    if end < len(line):
        found.append(Words(line[end:]))
    return tuple(found)


def _all_inlines(text: str) -> Iterator[Inline]:
    for block in blocks(text):
        for line in block.lines:
            yield from line


def links(text: str) -> tuple[Link, ...]:
    """Every link of `text`, in order."""
    return tuple(part for part in _all_inlines(text) if isinstance(part, Link))


def citations(text: str) -> tuple[str, ...]:
    """Every cited source id of `text`, in order, with repeats."""
    return tuple(part.source for part in _all_inlines(text) if isinstance(part, Citation))


def plain_lines(text: str) -> tuple[str, ...]:
    """The words of each paragraph and list item, without markup and citations."""
    return tuple(_plain(line) for block in blocks(text) for line in block.lines)


def plain(text: str) -> str:
    """The words of `text` as one line, without markup and citations."""
    return " ".join(plain_lines(text))


def figures(text: str) -> tuple[tuple[str, ...], ...]:
    """The findings of each table of figures in `text`."""
    return tuple(block.figures for block in blocks(text) if block.figures is not None)


def stray_marks(text: str) -> tuple[str, ...]:
    """Marks left over after parsing: broken links, odd bold signs, headings, HTML."""
    return tuple(
        sorted({found.group() for found in STRAY.finditer(INLINE.sub("", TABLE.sub("", text)))})
    )


def _bold(part: Inline) -> Inline:
    return part if isinstance(part, Citation) else replace(part, bold=True)


def _plain(line: tuple[Inline, ...]) -> str:
    parts: list[str] = []
    for part in line:
        if isinstance(part, Words):
            parts.append(part.text)
        elif isinstance(part, Link):
            parts.append(part.words)
    return re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", "".join(parts))).strip()
