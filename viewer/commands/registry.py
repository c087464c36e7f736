"""The one list of commands. Menus, keys, palette, help sheet and undo labels derive from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commands import acts
from viewer.state import Audience, Labels, ViewState
from viewer.store import Change

Predicate = Callable[[ViewState], bool]


def _always(_state: ViewState) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One user act.

    id: permanent name. title: what menus, the palette and "Undo ..." say. menu: menu it stands in,
    "" for none. keys: shortcuts, first is the one shown. make: given the state, the change to
    apply; None for acts of the window itself (quit, help), which the window carries out by id.
    """

    id: str
    title: str
    menu: str
    keys: tuple[str, ...] = ()
    make: Callable[[ViewState], Change] | None = None
    is_enabled: Predicate = _always
    is_checked: Predicate | None = None
    merge_key: str = ""
    hint: str = field(default="")


def _fixed(change: Change) -> Callable[[ViewState], Change]:
    return lambda _state: change


def commands(atlas: Atlas) -> dict[str, Command]:
    """All commands by id, in menu order."""
    found = [
        *_window_commands(),
        *_select_commands(atlas),
        *_show_commands(atlas),
        *_view_commands(atlas),
        *_text_commands(),
    ]
    return {command.id: command for command in found}


def _window_commands() -> list[Command]:
    return [
        Command("window.save-picture", "Save picture…", "File", ("Ctrl+S",)),
        Command("window.print-page", "Print page of text…", "File", ("Ctrl+P",)),
        Command("window.quit", "Quit", "File", ("Ctrl+Q",)),
        Command("window.undo", "Undo", "Edit", ("Ctrl+Z",)),
        Command("window.redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
        Command("window.copy-name", "Copy name", "Edit"),
        Command("window.copy-text", "Copy text with sources", "Edit", ("Ctrl+Shift+C",)),
        Command("window.search", "Search…", "Edit", ("Ctrl+F", "/")),
        Command("window.find", "Find on the page of text…", "Edit", ("Ctrl+Shift+F",)),
        Command("window.palette", "Command palette…", "Edit", ("Ctrl+K",)),
        Command("window.structures", "Structures panel", "Window"),
        Command("window.clinical", "Clinical text panel", "Window"),
        Command("window.theme-light", "Light theme", "Window"),
        Command("window.theme-dark", "Dark theme", "Window"),
        Command("window.theme-projector", "Projector theme", "Window"),
        Command("window.text-larger", "Larger text", "Window", ("Ctrl++", "Ctrl+=")),
        Command("window.text-smaller", "Smaller text", "Window", ("Ctrl+-",)),
        Command("window.text-normal", "Normal text size", "Window", ("Ctrl+0",)),
        Command("window.reduced-motion", "Reduced motion", "Window"),
        Command("window.full-screen", "Full screen", "Window", ("F11",)),
        Command("window.contents", "Contents: all texts", "Help", ("Ctrl+T",)),
        Command("window.red-flags", "Red flags: when to get help fast", "Help", ("Ctrl+R",)),
        Command("window.shortcuts", "Keyboard shortcuts", "Help", ("F1", "?")),
        Command("window.coach", "Show the first steps again", "Help"),
        Command("window.about", "About this program", "Help"),
    ]


def _select_commands(atlas: Atlas) -> list[Command]:
    made = [
        Command(
            f"select.{place.id}",
            f"Select {place.short}",
            "Select",
            (str(place.number),) if place.number else (),
            _fixed(acts.select_place(atlas, place.id)),
            is_checked=partial(_is_lit, place.id),
        )
        for place in atlas.catalog.places.values()
    ]
    return [
        *made,
        Command("select.whole", "Whole spine", "Select", ("0",), _fixed(acts.show_whole(atlas))),
        Command(
            "select.above",
            "Level above",
            "Select",
            ("Up",),
            _fixed(acts.neighbour_place(atlas, -1)),
        ),
        Command(
            "select.below",
            "Level below",
            "Select",
            ("Down",),
            _fixed(acts.neighbour_place(atlas, 1)),
        ),
        Command(
            "select.clear",
            "Clear selection",
            "Select",
            ("Esc",),
            _fixed(acts.clear_selection),
            is_enabled=_has_choice,
        ),
    ]


def _is_lit(id: StructureId, state: ViewState) -> bool:
    return state.place == id


def _has_choice(state: ViewState) -> bool:
    return bool(state.focus) or state.place is not None


def _show_commands(atlas: Atlas) -> list[Command]:
    chosen = partial(acts.chosen, catalog=atlas.catalog)
    return [
        Command(
            "show.only",
            "Show only the selection",
            "Show",
            ("I",),
            lambda state: acts.show_only(chosen(state)),
            is_enabled=lambda state: _has_choice(state) or state.only is not None,
            is_checked=lambda state: state.only is not None,
        ),
        Command(
            "show.hide",
            "Hide selection",
            "Show",
            ("H",),
            lambda state: acts.hide(chosen(state)),
            is_enabled=_has_choice,
        ),
        Command(
            "show.fade",
            "Fade selection",
            "Show",
            ("T",),
            lambda state: acts.toggle_fade(chosen(state)),
            is_enabled=_has_choice,
        ),
        Command(
            "show.all",
            "Show all",
            "Show",
            ("Shift+H",),
            _fixed(acts.show_all),
            is_enabled=lambda s: (
                bool(s.hidden or s.faded or s.see_through_bone) or s.only is not None
            ),
        ),
        Command(
            "show.bone",
            "See through bone",
            "Show",
            ("X",),
            _fixed(acts.toggle_bone),
            is_checked=lambda state: state.see_through_bone,
        ),
        Command(
            "show.cycle-labels", "Next label setting", "Show", ("L",), _fixed(acts.cycle_labels)
        ),
        *(
            Command(
                f"show.labels-{labels}",
                f"Labels: {labels}",
                "Show",
                (),
                _fixed(acts.set_labels(labels)),
                is_checked=partial(_has_labels, labels),
            )
            for labels in Labels
        ),
        Command(
            "show.reset",
            "Reset everything",
            "Show",
            (),
            _fixed(acts.reset_everything(atlas)),
        ),
    ]


def _has_labels(labels: Labels, state: ViewState) -> bool:
    return state.labels is labels


def _view_commands(atlas: Atlas) -> list[Command]:
    named = [
        Command(
            f"view.{view.name}",
            f"{view.title} view",
            "View",
            (view.keys,) if view.keys else (),
            _fixed(acts.look_from(atlas, view.name)),
            is_checked=partial(_has_view, view.name),
            hint=view.plain,
        )
        for view in named_views().values()
    ]
    return [
        *named,
        Command("view.home", "Home view", "View", ("Home",), _fixed(acts.go_home(atlas))),
        Command(
            "view.frame", "Frame selection", "View", ("F",), _fixed(acts.frame_selection(atlas))
        ),
    ]


def _has_view(name: str, state: ViewState) -> bool:
    return state.view == name


def _text_commands() -> list[Command]:
    return [
        Command(
            f"text.{audience}",
            f"Text for {audience}s",
            "Text",
            (),
            _fixed(acts.set_audience(audience)),
            is_checked=partial(_has_audience, audience),
        )
        for audience in Audience
    ]


def _has_audience(audience: Audience, state: ViewState) -> bool:
    return state.audience is audience
