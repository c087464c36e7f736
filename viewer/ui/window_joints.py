"""What the parts of the window tell each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from viewer.ui.find import MY_NOTE, Found
from viewer.ui.page_setting import Folds
from viewer.ui.structure_rows import Row
from viewer.ui.window_acts import show_found, show_topic

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


def join_parts(window: MainWindow) -> None:
    """Let every part hear what concerns it; those that come late are joined when they come."""
    window.actions_of.asked.connect(window.run)
    window.comparing.connect()
    window.sectioning.connect()
    window.actions_of.give_keys_to(window.strip)
    window.chips.asked.connect(window.run)
    window.breadcrumb.pressed.connect(window.select)
    window.strip.chosen.connect(window.select)
    _join_texts(window)
    _join_tree(window)
    _join_status(window)


def _join_texts(window: MainWindow) -> None:
    def on_found(found: Found) -> None:
        if found.kind == MY_NOTE:
            window.keeping.go_to_notes(found.id)
        else:
            show_found(window, found)

    def on_folds(folds: Folds) -> None:
        folded, unfolded = tuple(sorted(folds.folded)), tuple(sorted(folds.unfolded))
        window.settings = replace(window.settings, folded=folded, unfolded=unfolded)

    window.search.found.connect(on_found)
    # Where else nothing would have the keyboard.
    window.search.left.connect(lambda: window.canvas_widget.setFocus())
    window.clinical.selected.connect(window.select)
    window.clinical.model_asked.connect(lambda model: window.conditioning.show_model(model))
    window.clinical.hovered.connect(window.presenter.preview)
    window.clinical.audience_chosen.connect(window.presenter.read_as)
    window.clinical.folds_changed.connect(on_folds)


def _join_tree(window: MainWindow) -> None:
    presenter, tree = window.presenter, window.structures.tree

    def on_row(row: Row, add: bool) -> None:
        presenter.choose_row(row, add)
        window.clinical.show_selection()

    def on_menu(row: Row, point: QPoint) -> None:
        window.show_menu(row.id or "", point)

    def on_arranged(key: str) -> None:
        window.settings = replace(window.settings, arrangement=key)

    tree.chosen.connect(on_row)
    tree.double_clicked.connect(presenter.fly_to_row)
    tree.switched.connect(presenter.switch_row)
    tree.menu_asked.connect(on_menu)
    window.structures.model.toggle_asked.connect(lambda row: presenter.switch_row("eye", row))
    window.structures.arranged.connect(on_arranged)


def _join_status(window: MainWindow) -> None:
    window.status.restore_asked.connect(lambda: window.run("show.all"))
    window.status.list_asked.connect(lambda: window.run("window.hidden"))
    window.status.topic_asked.connect(lambda topic: show_topic(window, topic))
    window.presenter.say = lambda words: window.status.showMessage(words, 6000)
