"""The table of areas in the docs is what the figure measures."""

from __future__ import annotations

from annotations.legmap_data import ROOTS
from tools.leg_map_table import BEGIN, END, PAGE, table, with_table


def test_the_page_holds_what_the_figure_measures() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert with_table(page) == page, "run python -m tools.leg_map_table"


def test_each_root_has_its_row() -> None:
    rows = [line for line in table().splitlines() if not line.startswith(("| root", "|---"))]
    assert [row.split("|")[1].strip() for row in rows] == list(ROOTS)
    assert all("%" in cell for row in rows for cell in (row.split("|")[3], row.split("|")[5]))
