"""The commands that cut the scene open."""

from __future__ import annotations

from meshes.ids import on_screen
from viewer.atlas import Atlas
from viewer.commands import section_acts
from viewer.commands.command import WITHIN, Command, fixed
from viewer.section import LONG_STEP_MM, STEP_MM
from viewer.state import Cut, ViewState

MENU = f"Show{WITHIN}Section"
OF_LEVELS = f"Show{WITHIN}Section at a level"
MOVED = "section"


def _is_open(state: ViewState) -> bool:
    return state.section is not None


def section_commands(atlas: Atlas) -> list[Command]:
    """Ways to cut, of the lit level and of each; then what to do with the plane."""
    return [
        Command(
            "section.cycle",
            "Next section plane",
            MENU,
            ("C",),
            fixed(section_acts.cycle(atlas)),
            is_checked=_is_open,
            hint="Off, sagittal, coronal, axial, along the disc",
        ),
        *(_way(atlas, kind) for kind in Cut),
        *_of_levels(atlas),
        *_steps(atlas),
        *_plane_commands(atlas),
    ]


def _way(atlas: Atlas, kind: Cut) -> Command:
    hints = {
        Cut.SAGITTAL: "Left from right",
        Cut.CORONAL: "Front from back",
        Cut.AXIAL: "Upper from lower",
        Cut.DISC: "Tilted as the disc is",
    }
    title = "Section along the disc" if kind is Cut.DISC else f"{kind.capitalize()} section"
    return Command(
        f"section.{kind}",
        title,
        MENU,
        (),
        fixed(section_acts.cut(atlas, kind)),
        is_checked=section_acts.is_cut(kind),
        hint=hints[kind],
    )


def _of_levels(atlas: Atlas) -> list[Command]:
    words = {
        Cut.SAGITTAL: "Sagittal section at {}",
        Cut.CORONAL: "Coronal section at {}",
        Cut.AXIAL: "Axial section at {}",
        Cut.DISC: "Section along the {} disc",
    }
    return [
        Command(
            f"section.{kind}-{place.id.level_text}",
            words[kind].format(on_screen(place.id.level_text)),
            OF_LEVELS,
            (),
            fixed(section_acts.cut(atlas, kind, place.id)),
            is_checked=section_acts.is_cut(kind, place.id),
        )
        for kind in Cut
        for place in atlas.catalog.segments
    ]


def _steps(atlas: Atlas) -> list[Command]:
    rows = (
        ("forward", "Move the section on", "]", STEP_MM),
        ("back", "Move the section back", "[", -STEP_MM),
        ("far-forward", "Move the section far on", "Shift+]", LONG_STEP_MM),
        ("far-back", "Move the section far back", "Shift+[", -LONG_STEP_MM),
    )
    return [
        Command(
            f"section.{name}",
            title,
            MENU,
            (key,) if not key.startswith("Shift") else (key, "}" if by > 0 else "{"),
            fixed(section_acts.step(atlas, by)),
            is_enabled=_is_open,
            merge_key=MOVED,
            hint=f"{abs(by):g} mm",
        )
        for name, title, key, by in rows
    ]


def _plane_commands(atlas: Atlas) -> list[Command]:
    return [
        Command(
            "section.flip",
            "Show the other half",
            MENU,
            ("Shift+C",),
            fixed(section_acts.flip(atlas)),
            is_enabled=_is_open,
        ),
        Command(
            "section.nerves",
            "Keep nerves whole",
            MENU,
            (),
            fixed(section_acts.toggle_nerves),
            is_enabled=_is_open,
            is_checked=lambda state: state.section is not None and state.section.whole_nerves,
        ),
        Command(
            "section.face",
            "Look straight at the section",
            MENU,
            ("Shift+F",),
            fixed(section_acts.face_on(atlas)),
            is_enabled=_is_open,
        ),
        Command(
            "section.off",
            "No section",
            MENU,
            (),
            fixed(section_acts.close),
            is_enabled=_is_open,
        ),
        Command("window.slice", "Slice panel", MENU, ("Ctrl+L",)),
    ]
