"""Pages hold headings with anchors, links, numbered sources, the review mark and the disclaimer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotations.library import Library, load_library
from annotations.note import AUDIENCES, Audience
from annotations.render import AWAITING_REVIEW, note_html, note_markdown, page


@pytest.mark.parametrize("audience", AUDIENCES)
def test_page_is_whole(audience: Audience, library: Library) -> None:
    for note in library.notes.values():
        html = note_html(note, audience, library)
        for section in note.sections:
            assert f'<a name="section-{section.key}"></a>' in html
        names = re.findall(r'name="([^"]+)"', html)
        assert len(names) == len(set(names))
        for target in re.findall(r'href="#([^"]+)"', html):
            assert target in names, (note.id, target)
        assert "[@" not in html
        assert "](" not in html
        assert "**" not in html


def test_links_keep_their_form(library: Library) -> None:
    html = note_html(library.note("segment.L5-S1"), "patient", library)
    assert '<a href="structure:root.S1.left">' in html
    assert '<a href="topic:red-flags">' in html


def test_sources_are_numbered_as_cited(library: Library) -> None:
    note = library.note("segment.L5-S1")
    html = note_html(note, "student", library)
    cited = [int(n) for n in re.findall(r'<sup><a href="#source-(\d+)">', html)]
    first = list(dict.fromkeys(cited))
    assert first == list(range(1, len(first) + 1))
    assert "https://doi.org/10.1002/ca.20636" in html
    assert "(guideline)" in html
    assert "(systematic review)" in html


def test_two_sources_in_one_place_are_parted(library: Library) -> None:
    html = note_html(library.note("segment.L5-S1"), "clinician", library)
    assert "</sup><sup>,</sup><sup>" in html


def test_unchecked_sections_are_marked(folder: Path) -> None:
    library = load_library(folder)
    parts = page(library.note("kind.disc"), "patient", library).parts
    assert [part.is_awaiting_review for part in parts] == [False, True, False]
    assert note_html(library.note("kind.disc"), "patient", library).count(AWAITING_REVIEW) == 1


def test_bold_words_may_be_a_link(folder: Path) -> None:
    library = load_library(folder)
    note = library.note("kind.disc")
    html = note_html(note, "student", library)
    assert '<a href="structure:disc.L5-S1"><b>disc</b></a>' in html
    assert "A **disc** of fibrocartilage. [1]" in note_markdown(note, "student", library)


def test_text_is_escaped(folder: Path) -> None:
    path = folder / "en" / "structures" / "disc.toml"
    text = path.read_text(encoding="utf-8").replace("It is soft.", "Below 5 < 6 & more.")
    path.write_text(text, encoding="utf-8")
    library = load_library(folder)
    assert "5 &lt; 6 &amp; more" in note_html(library.note("kind.disc"), "patient", library)


def test_every_page_ends_with_the_disclaimer(library: Library) -> None:
    html = note_html(library.note("segment.L4-L5"), "patient", library)
    foot = html[html.index('class="disclaimer"') :]
    assert "It is not a diagnosis." in foot
    assert 'href="topic:red-flags"' in foot
    own = note_html(library.note("topic.disclaimer"), "patient", library)
    assert 'class="disclaimer"' not in own


def test_markdown_is_plain(library: Library) -> None:
    text = note_markdown(library.note("segment.L5-S1"), "student", library)
    assert text.startswith("# L5–S1")
    assert "## Exiting and traversing roots" in text
    assert "structure:" not in text
    assert "[@" not in text
    assert "## Sources\n\n1. " in text
    assert "It is not a diagnosis" in note_markdown(
        library.note("segment.L5-S1"), "patient", library
    )


def test_section_ids_are_in_page_order(library: Library) -> None:
    laid_out = page(library.note("segment.L5-S1"), "patient", library)
    assert laid_out.parts[0].anchor == "section-red-flags"
    assert laid_out.parts[0].heading == "When to get help fast"
