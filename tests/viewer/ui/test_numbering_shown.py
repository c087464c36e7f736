"""Every part of the window calls a level the same while a transitional vertebra is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex

from meshes.catalog import Catalog
from meshes.effects.numbering import TRANSITIONAL
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.commands import acts
from viewer.numbering import counting, numbered
from viewer.resolve import resolve
from viewer.state import Audience, Counted, Labels
from viewer.ui.breadcrumb import crumbs
from viewer.ui.handout import _set_there
from viewer.ui.main_window import MainWindow
from viewer.ui.page_parts import PLAIN_NOTE, count_html
from viewer.ui.status import NUMBERING_NOTE
from viewer.ui.structure_rows import rows_by_segment, rows_by_tissue

L5S1 = StructureId("segment.L5-S1")
S1_ROOT = StructureId("root.S1.left")


@pytest.mark.parametrize("model", sorted(TRANSITIONAL))
@pytest.mark.parametrize("counted", Counted)
def test_labels_tree_and_breadcrumb_say_the_same(
    atlas: Atlas, catalog: Catalog, model: str, counted: Counted
) -> None:
    state = acts.select_place(atlas, L5S1)(atlas.start())
    found = (finding_for(model, L5S1),)
    state = replace(state, findings=found, counted=counted, focus=(S1_ROOT,), labels=Labels.ALL)
    labels = {
        label.id: label.text.removesuffix(" (exiting)").removesuffix(" (traversing)")
        for label in resolve(state, catalog).labels
    }
    names = numbered(catalog, state)
    listed = {row.id: row.text for top in rows_by_tissue(names) for row in top.walk()}
    alike = [id for id in labels if id in listed]
    assert len(alike) > 20
    assert {id: labels[id] for id in alike} == {id: listed[id] for id in alike}
    way = crumbs(state, catalog)
    places = {row.id: row.text for row in rows_by_segment(names)}
    assert (way[1].text, way[-1].text) == (places[L5S1], labels[S1_ROOT])


def test_the_sheet_of_another_level_keeps_the_count(
    atlas: Atlas, catalog: Catalog, assets: Assets
) -> None:
    state = replace(atlas.start(), findings=(finding_for("lumbarised-s1", L5S1),))
    made = _set_there(catalog, assets, StructureId("segment.L3-L4"), state)
    assert made.place == "segment.L3-L4"
    assert counting(made) == counting(state)


def shown(window: MainWindow) -> dict[str, str]:
    """What the parts of the window call L5-S1."""
    model = window.structures.model
    tops = (model.index(row, 0, QModelIndex()) for row in range(model.rowCount()))
    rows = {row.id: row.text for top in tops if (row := model.row_at(top)) is not None}
    return {
        "tree": rows[L5S1],
        "breadcrumb": window.breadcrumb.text.rpartition(" › ")[2],
        "strip": window.strip.buttons[L5S1].text().replace("\n", " "),
        "menu": window.actions_of.by_id[f"select.{L5S1}"].text(),
        "page": window.clinical.browser.toPlainText().replace("\u2060", "").partition("\n")[0],
        "undo": window.store.undo_label,
    }


@pytest.mark.window
def test_the_whole_window_follows_the_count(window: MainWindow) -> None:
    window.select(L5S1)
    usual = shown(window)
    assert usual["tree"] == usual["strip"] == usual["breadcrumb"] == "L5–S1"
    assert not window.actions_of.by_id["view.count-below"].isEnabled()
    for counted, both, lead in (
        ("above", "L5–L6 (L4–L5)", "L5–L6"),
        ("below", "L4–L5 (L5–L6)", "L4–L5"),
    ):
        if counted == "above":
            window.conditioning.show_model("lumbarised-s1")
        else:
            window.run("view.count-below")
            assert window.store.undo_label == "Count levels from below"
        window.select(StructureId("segment.L4-L5"))
        window.select(L5S1)
        assert shown(window) == {
            "tree": both,
            "breadcrumb": both,
            "strip": both,
            "menu": f"Select {lead}",
            "page": f"{both} motion segment",
            "undo": f"Select {lead}",
        }
        assert f"counted from {counted}" in window.status.numbering.text()
        window.status.show_hover("root.S1.left")
        assert window.status.hover_label.text().startswith(f"Left {both_of(window, 'S1')}")
        assert window.conditioning.bar.choices.level.text() == both
        assert window.strip.buttons[L5S1].accessibleName().startswith(f"Select {lead} (")
    while window.store.state.findings:
        window.run("window.undo")
    window.select(StructureId("segment.L4-L5"))
    window.select(L5S1)
    assert shown(window) == usual | {"undo": "Select L5–S1"}
    assert window.status.numbering.text() == NUMBERING_NOTE


def both_of(window: MainWindow, level: str) -> str:
    return counting(window.store.state).both(level)


@pytest.mark.window
@pytest.mark.parametrize("model", sorted(TRANSITIONAL))
def test_the_page_tells_both_counts_and_where_to_read_on(window: MainWindow, model: str) -> None:
    window.select(S1_ROOT)
    window.conditioning.show_model(model)
    window.clinical.show_page("condition.transitional-vertebra")
    how = window.clinical.how
    assert "condition:transitional-vertebra" not in count_html(
        "condition.transitional-vertebra", how
    )
    window.select(S1_ROOT)
    how = window.clinical.how
    told = count_html(S1_ROOT, replace(how, audience=Audience.CLINICIAN))
    assert how.count.note in told
    assert 'href="condition:transitional-vertebra"' in told
    assert all(f"from {way}" in told for way in Counted) is how.count.is_renamed
    assert PLAIN_NOTE in count_html(S1_ROOT, replace(how, audience=Audience.PATIENT))
    assert PLAIN_NOTE in window.clinical.browser.toPlainText()
