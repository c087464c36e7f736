"""The scene that the options of a command line ask for."""

from __future__ import annotations

import argparse

from viewer.atlas import Atlas
from viewer.camera import named_views
from viewer.commandline.condition_option import with_conditions
from viewer.commandline.errors import known, place_id
from viewer.commandline.scene_option import opened_scene
from viewer.commandline.section_option import parsed_section
from viewer.commands import acts, camera_acts, finding_looks, section_acts
from viewer.state import Audience, Camera, ViewState

THEMES = ("light", "dark", "projector")
#: What a state needs that nobody looks at.
NOWHERE = Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0))


def asked_state(arguments: argparse.Namespace, atlas: Atlas) -> ViewState:
    """The state that the options ask for. Raises UserError."""
    state = atlas.start()
    if arguments.scene is not None:
        state = opened_scene(atlas.catalog, arguments.scene).state
    if arguments.segment is not None:
        place = place_id(atlas.catalog, arguments.segment)
        state = acts.select_place(atlas, place)(state)
    state = with_conditions(state, arguments)
    if arguments.condition and arguments.view is None and arguments.section is None:
        shown = state.findings[-1]
        state = finding_looks.look_at(atlas, shown, finding_looks.best_look(shown))(state)
    if arguments.view is not None:
        state = camera_acts.look_from(atlas, known("view", arguments.view, named_views()))(state)
    if arguments.section is not None:
        section = parsed_section(atlas.catalog, arguments.section)
        state = section_acts.cut_as(atlas, section, fly=arguments.view is None)(state)
    if arguments.audience is not None:
        name = known("audience", arguments.audience, [str(a) for a in Audience])
        state = acts.set_audience(Audience(name))(state)
    return state


def asked_theme(arguments: argparse.Namespace) -> str | None:
    """The theme that was asked for, None without. Raises UserError."""
    return known("theme", arguments.theme, THEMES) if arguments.theme is not None else None
