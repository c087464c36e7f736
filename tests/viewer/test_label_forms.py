"""Names over lines: nothing is lost, narrower with every line, broken where one may pause."""

from __future__ import annotations

import pytest

from meshes.catalog import Catalog
from viewer.label_forms import TRIES, brief, in_lines, in_three, in_two
from viewer.spec import Label


def widest(text: str) -> int:
    return max(map(len, text.split("\n")))


def test_every_name_keeps_its_words_and_becomes_no_wider(catalog: Catalog) -> None:
    for structure in catalog.structures.values():
        for text in (structure.short, f"{structure.short}: pressed"):
            widths = []
            for most in (1, 2, 3):
                broken = in_lines(text, most)
                assert broken.replace("\n", " ") == text
                assert broken.count("\n") < most
                widths.append(widest(broken))
            assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("Sacrum", 3, ["Sacrum"]),
        ("Left L5 root", 2, ["Left", "L5 root"]),
        ("Left L5 root: pressed", 2, ["Left L5 root:", "pressed"]),
        ("Left L5 root: pressed", 3, ["Left", "L5 root:", "pressed"]),
        ("Left L4–L5 facet", 2, ["Left", "L4–L5 facet"]),
    ],
)
def test_a_break_comes_where_one_may_pause(text: str, most: int, lines: list[str]) -> None:
    assert in_lines(text, most).split("\n") == lines


def test_each_form_is_narrower_than_the_one_before() -> None:
    label = Label(
        "root.L5.left",  # type: ignore[arg-type]
        "Left L5 root (traversing): pressed",
        "traversing-root",
        "Left L5 root: pressed",
    )
    widths = [widest(form(label).text) for form, anywhere in TRIES if not anywhere]
    assert widths == sorted(widths, reverse=True)
    assert "traversing" not in brief(label).text
    assert in_two(label).role == in_three(label).role == label.role
