"""The one list of commands. Menus, keys, palette, help sheet and undo labels derive from it."""

from __future__ import annotations

from functools import partial

from meshes.ids import StructureId
from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commands import acts, camera_acts
from viewer.commands.command import EXPORT, fixed
from viewer.commands.command import WITHIN as WITHIN
from viewer.commands.command import Command as Command
from viewer.commands.compare_commands import ONE_VIEW, compare_commands
from viewer.commands.consult_commands import consult_commands
from viewer.commands.count_commands import count_commands
from viewer.commands.explode_commands import explode_commands
from viewer.commands.finding_commands import finding_commands
from viewer.commands.keep_commands import data_commands, keep_commands, scene_commands
from viewer.commands.leg_map_commands import leg_map_commands
from viewer.commands.lesson_commands import lesson_commands
from viewer.commands.measure_commands import measure_commands
from viewer.commands.opacity_commands import opacity_commands
from viewer.commands.present_commands import present_commands
from viewer.commands.section_commands import section_commands
from viewer.commands.study_commands import study_commands
from viewer.commands.xray_commands import xray_commands
from viewer.state import Audience, Labels, Tool, ViewState


def commands(atlas: Atlas) -> dict[str, Command]:
    """All commands by id, in menu order."""
    found = [
        *_window_commands(),
        *_select_commands(atlas),
        *_show_commands(atlas),
        *opacity_commands(),
        *explode_commands(atlas),
        *measure_commands(),
        *section_commands(atlas),
        *xray_commands(atlas),
        *_view_commands(atlas),
        *leg_map_commands(),
        *count_commands(),
        *finding_commands(atlas),
        *compare_commands(atlas),
        *_text_commands(),
        *consult_commands(),
        *lesson_commands(),
        *present_commands(),
        *study_commands(),
    ]
    return {command.id: command for command in found}


def _window_commands() -> list[Command]:
    return [
        *scene_commands(),
        *_export_commands(),
        Command("window.print-page", "Print page of text…", "File", ("Ctrl+P",)),
        Command("window.quit", "Quit", "File", ("Ctrl+Q",)),
        Command("window.undo", "Undo", "Edit", ("Ctrl+Z",)),
        Command("window.redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
        Command("window.copy-name", "Copy name", "Edit"),
        Command("window.copy-text", "Copy text with sources", "Edit", ("Ctrl+Shift+C",)),
        Command("window.search", "Search…", "Edit", ("Ctrl+F", "/")),
        Command("window.find", "Find on the page of text…", "Edit", ("Ctrl+Shift+F",)),
        Command("window.palette", "Command palette…", "Edit", ("Ctrl+K",)),
        *keep_commands(),
        Command("window.structures", "Structures panel", "Window"),
        Command("window.clinical", "Clinical text panel", "Window"),
        Command("window.theme-light", "Light theme", "Window"),
        Command("window.theme-dark", "Dark theme", "Window"),
        Command("window.theme-projector", "Projector theme", "Window"),
        Command("window.text-larger", "Larger text", "Window", ("Ctrl++", "Ctrl+=")),
        Command("window.text-smaller", "Smaller text", "Window", ("Ctrl+-",)),
        Command("window.text-normal", "Normal text size", "Window", ("Ctrl+0",)),
        Command("window.reduced-motion", "Reduced motion", "Window"),
        Command("window.inset", "Little spine in the corner", "Window"),
        Command("window.settings", "Settings…", "Window", ("Ctrl+,",)),
        Command("window.full-screen", "Full screen", "Window", ("F11",)),
        Command("window.contents", "Contents: all texts", "Help", ("Ctrl+T",)),
        Command("window.red-flags", "Red flags: when to get help fast", "Help", ("Ctrl+R",)),
        Command("window.shortcuts", "Keyboard shortcuts", "Help", ("F1", "?")),
        Command("window.coach", "Show the first steps again", "Help"),
        *data_commands(),
        Command("window.about", "About this program", "Help"),
    ]


def _export_commands() -> list[Command]:
    return [
        Command("window.save-picture", "Save picture…", EXPORT, ("Ctrl+S",)),
        Command("window.copy-picture", "Copy picture", EXPORT, ("Ctrl+Shift+X",)),
        Command("window.save-figure", "Save figure…", EXPORT, hint="With title, legend and scale"),
        Command("window.export-handout", "Export one-page PDF…", EXPORT, hint="Sheet, hand-out"),
        Command("window.export-page", "Export offline web page…", EXPORT, hint="HTML"),
        Command("window.export-meshes", "Export meshes…", EXPORT, hint="STL, OBJ, PLY, GLB, print"),
        Command("window.export-turntable", "Export turntable…", EXPORT, hint="GIF, film, MP4"),
    ]


def _select_commands(atlas: Atlas) -> list[Command]:
    made = [
        Command(
            f"select.{place.id}",
            f"Select {place.short}",
            "Select",
            (str(place.number),) if place.number else (),
            fixed(acts.select_place(atlas, place.id)),
            is_checked=partial(_is_lit, place.id),
        )
        for place in atlas.catalog.places.values()
    ]
    return [
        *made,
        Command("select.whole", "Whole spine", "Select", ("0",), fixed(acts.show_whole(atlas))),
        Command(
            "select.above",
            "Level above",
            "Select",
            ("Up",),
            fixed(acts.neighbour_place(atlas, -1)),
        ),
        Command(
            "select.below",
            "Level below",
            "Select",
            ("Down",),
            fixed(acts.neighbour_place(atlas, 1)),
        ),
        Command(
            "select.clear",
            "Clear selection",
            "Select",
            ("Esc",),
            fixed(acts.step_out),
            is_enabled=lambda s: (
                _has_choice(s) or bool(s.pending or s.compare) or s.tool is not Tool.NONE
            ),
            title_now=lambda s: ONE_VIEW if acts.ends_comparison(s) else "",
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
            "show.unhide",
            "Unhide selection",
            "Show",
            ("U",),
            lambda state: acts.unhide(atlas, chosen(state)),
            is_enabled=lambda state: bool(
                set(chosen(state)) & acts.hidden_bodies(state, atlas.catalog)
            ),
        ),
        Command("window.hidden", "What is hidden…", "Show", ("Ctrl+H",)),
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
            fixed(acts.show_all),
            is_enabled=lambda s: (
                bool(s.hidden or s.faded or s.see_through_bone or s.tissue_opacity or s.own_opacity)
                or s.only is not None
            ),
        ),
        Command(
            "show.bone",
            "See through bone",
            "Show",
            ("X",),
            fixed(acts.toggle_bone),
            is_checked=lambda state: state.see_through_bone,
        ),
        Command(
            "show.cycle-labels", "Next label setting", "Show", ("L",), fixed(acts.cycle_labels)
        ),
        *(
            Command(
                f"show.labels-{labels}",
                f"Labels: {labels}",
                "Show",
                (),
                fixed(acts.set_labels(labels)),
                is_checked=partial(_has_labels, labels),
            )
            for labels in Labels
        ),
        Command(
            "show.reset",
            "Reset everything",
            "Show",
            (),
            fixed(acts.reset_everything(atlas)),
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
            fixed(camera_acts.look_from(atlas, view.name)),
            is_checked=partial(_has_view, view.name),
            hint=view.plain,
        )
        for view in named_views().values()
    ]
    return [
        *named,
        Command("view.home", "Home view", "View", ("Home",), fixed(camera_acts.go_home(atlas))),
        Command(
            "view.frame",
            "Frame selection",
            "View",
            ("F",),
            fixed(camera_acts.frame_selection(atlas)),
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
            fixed(acts.set_audience(audience)),
            is_checked=partial(_has_audience, audience),
        )
        for audience in Audience
    ]


def _has_audience(audience: Audience, state: ViewState) -> bool:
    return state.audience is audience
