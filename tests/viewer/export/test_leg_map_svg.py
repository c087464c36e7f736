"""The leg map of the web page: the reached roots on their side, and nothing that loads."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from annotations.legmap_data import SADDLE
from meshes.catalog import Catalog
from meshes.ids import Side, StructureId
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.export import leg_map_svg
from viewer.export.leg_map_svg import leg_map_html
from viewer.legmap.shown import ShownRoots, Why
from viewer.state import ViewState

L5_S1 = StructureId("segment.L5-S1")


@pytest.fixture(scope="module")
def state(atlas: Atlas) -> ViewState:
    found = finding_for("disc-extrusion", L5_S1, side="left", zone="subarticular", severity=0.7)
    return ViewState(atlas.start().camera, place=L5_S1, findings=(found,))


@pytest.fixture(scope="module")
def figure(state: ViewState, catalog: Catalog) -> ElementTree.Element:
    """The SVG, read as strictly as XML is."""
    drawn = leg_map_html(state, catalog).partition("<p>")[0]
    return ElementTree.fromstring(drawn)


def test_only_the_reached_root_is_drawn_on_its_side(figure: ElementTree.Element) -> None:
    groups = [g for g in figure.iter("g") if g.get("data-root")]
    assert {(g.get("data-root"), g.get("data-side")) for g in groups} == {("S1", "left")}
    for view, sign in zip(figure.findall("g"), (1.0, -1.0), strict=True):
        # Front: the patient's left is at the right; back: at the left.
        paths = [path for g in view.iter("g") if g.get("data-root") for path in g]
        numbers = [float(n) for p in paths for n in re.findall(r"[ML](-?[\d.]+) ", p.get("d", ""))]
        assert len(paths) >= 5, "a soft edge is many lines"
        assert min(sign * n for n in numbers) > 30.0


def test_sides_are_told_over_each_view(figure: ElementTree.Element) -> None:
    words = [text.text for text in figure.findall("text")]
    assert words == ["Front", "Right", "Left", "Back", "Left", "Right"]


def test_nothing_refers_to_anything(state: ViewState, catalog: Catalog) -> None:
    made = leg_map_html(state, catalog)
    assert "the area of the left S1 root" in made.partition("<p>")[2]
    for word in ("url(", "href", "src", "script", "style=", "://"):
        assert word not in made


def test_words_are_escaped(
    state: ViewState, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leg_map_svg, "felt_words", lambda *_: '"><script>alert(1)</script>')
    made = leg_map_html(state, catalog)
    assert "<script>" not in made
    assert 'aria-label="&quot;&gt;&lt;script' in made


def test_the_saddle_is_drawn_once_it_is_reached(
    state: ViewState, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots = {(root, side): 1.0 for root in SADDLE for side in Side}
    monkeypatch.setattr(leg_map_svg, "reached_roots", lambda _state: roots)
    shown = ShownRoots(roots, Why.REACHED, {})
    monkeypatch.setattr(leg_map_svg, "shown_roots", lambda *_: shown)
    made = leg_map_html(state, catalog)
    assert ">Saddle<" in made
    assert 'data-root="S4" data-side="right"' in made
    assert "roots of the saddle" in made


def test_without_a_reached_root_there_is_none(state: ViewState, catalog: Catalog) -> None:
    assert leg_map_html(replace(state, findings=()), catalog) == ""
