"""Files that are damaged while the window is open: it says so, and the scene stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import Qt as Rich

from meshes.catalog import Catalog
from meshes.changed import normal
from meshes.ids import StructureId
from meshes.store import AssetError
from viewer import changing
from viewer.keep.recent import write_recent
from viewer.ui.main_window import MainWindow
from viewer.ui.wording import plain_tip

pytestmark = pytest.mark.window

HOSTILE = "<img src='file:///etc/hostname'> <b>bold</b>"


def test_a_condition_whose_figures_are_damaged_is_told_and_not_set(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> None:
        raise AssetError("fields.npz: damaged (its checksum differs); reinstall the program")

    changing._shape.cache_clear()
    monkeypatch.setattr(normal, "load_normal", damaged)
    window.select(StructureId("segment.L4-L5"))
    before = window.store.state
    window.run("conditions.show-disc-bulge")
    assert window.store.state.findings == before.findings == ()
    assert any("fields.npz" in text and "reinstall" in text for text in window.notices.texts)


def test_words_of_the_user_are_never_read_as_html(
    window: MainWindow, catalog: Catalog, tmp_path: Path
) -> None:
    assert plain_tip("L5–S1, from behind") == "L5–S1, from behind"
    assert "<img" not in plain_tip(HOSTILE)
    keeping = window.keeping
    keeping.bookmarks.add(HOSTILE, "{}")
    keeping.bookmarks_card.open()
    tips = [keeping.bookmarks_card.list.item(0).toolTip()]
    assert keeping.bookmarks_card.list.item(0).text() == HOSTILE
    write_recent(keeping.scenes._places.recent, [tmp_path / HOSTILE.replace("/", ":")])
    keeping.scenes.fill_recent()
    tips.append(keeping.scenes.recent_menu.actions()[0].toolTip())
    assert all("<img" not in tip and "<b>" not in tip for tip in tips)
    assert Rich.mightBeRichText(HOSTILE)
    for label in (window.search.nothing, keeping.notes_card.empty):
        assert label.textFormat() == Rich.TextFormat.PlainText
