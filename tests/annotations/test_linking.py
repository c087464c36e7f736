"""Names in texts: found, longest first, linked once a section, and never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.library import load_library
from annotations.linking import first_mentions, read_names, target_exists, unlinked, with_links

NAMES = read_names(load_library())


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("The disc is soft.", "The [disc](structure:kind.disc) is soft."),
        ("**Disc** height", "**[Disc](structure:kind.disc)** height"),
        ("the L4–L5 disc", "the [L4–L5 disc](structure:disc.L4-L5)"),
        ("at L5–S1.", "at [L5–S1](structure:segment.L5-S1)."),
        ("the L5 root", "the [L5 root](structure:root.L5)"),
        ("both exiting roots", "both [exiting roots](structure:kind.exiting-root)"),
        ("a disc herniation", "a [disc herniation](condition:disc-herniation)"),
        ("the cauda equina", "the [cauda equina](structure:cauda-equina)"),
        ("cauda equina syndrome", "[cauda equina syndrome](condition:cauda-equina-syndrome)"),
    ],
)
def test_a_name_becomes_a_link_to_what_it_names(text: str, link: str) -> None:
    assert with_links(text, NAMES) == link


@pytest.mark.parametrize(
    "text",
    [
        "A [disc](structure:disc.L4-L5) and once more the disc.",
        'a "slipped disc"',
        "L2–L4 together, L5 alone, ALL of it",
        "discus, subdiscal, disc-like",
    ],
)
def test_what_is_linked_or_names_nothing_is_left_alone(text: str) -> None:
    assert unlinked(text, NAMES) == []


def test_a_text_does_not_link_to_itself() -> None:
    assert unlinked("The disc has an annulus.", NAMES, "kind.disc")[0].target == "kind.annulus"
    assert unlinked("The L5 root.", NAMES, "root.L5") == []


def test_a_mention_before_its_link_is_found() -> None:
    text = "The disc, this [disc](structure:kind.disc)."
    assert [(m.start, m.target) for m in unlinked(text, NAMES)] == [(4, "kind.disc")]


def test_links_are_written_once() -> None:
    once = with_links("A disc and a facet joint of the L5 vertebra.", NAMES)
    assert with_links(once, NAMES) == once


def test_unlinked_mention_in_a_file_is_reported_with_its_cure(folder: Path) -> None:
    found = [str(violation) for violation in first_mentions(load_library(folder), folder)]
    assert found == []
    path = folder / "en" / "structures" / "disc.toml"
    source = path.read_text(encoding="utf-8").replace("kind.disc", "kind.nucleus")
    path.write_text(source.replace("It is soft", "A disc bulges, a Disc"), encoding="utf-8")
    (folder / "en" / "names.toml").write_text(
        '[[name]]\ntarget = "kind.annulus"\nwords = ["disc bulges"]\n', encoding="utf-8"
    )
    found = [str(violation) for violation in first_mentions(load_library(folder), folder)]
    assert any("[disc bulges](structure:kind.annulus)" in line for line in found)


def test_link_targets_may_leave_side_or_level_open() -> None:
    library = load_library()
    ids = {"root.L5.left", "root.L5.right", "sacrum"}
    assert target_exists("root.L5", ids, library)
    assert target_exists("sacrum", ids, library)
    assert target_exists("kind.disc", ids, library)
    assert target_exists("kind.exiting-root", ids, library)
    assert not target_exists("root.L9", ids, library)
    assert not target_exists("kind.wing", ids, library)
