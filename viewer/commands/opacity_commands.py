"""Commands for how much one sees through tissues and the selection."""

from __future__ import annotations

from functools import partial

from viewer.commands import opacity_acts
from viewer.commands.command import Command, fixed
from viewer.state import ViewState


def opacity_commands() -> list[Command]:
    """The card of sliders, the ready settings, and back to solid."""
    presets = [
        Command(
            f"show.preset-{name}",
            title,
            "Show",
            ("Shift+X",) if name == "nerves" else (),
            fixed(opacity_acts.apply_preset(name)),
            is_checked=partial(_is_preset, name),
            hint=hint,
        )
        for name, (title, hint, _shares) in opacity_acts.PRESETS.items()
    ]
    return [
        Command(
            "window.opacity",
            "Opacity…",
            "Show",
            ("O",),
            hint="Sliders for bone, discs, cartilage, ligaments, nerves, sac and the selection",
        ),
        *presets,
        Command(
            "show.solid",
            "All solid",
            "Show",
            (),
            fixed(opacity_acts.solid),
            is_enabled=_is_not_solid,
        ),
    ]


def _is_preset(name: str, state: ViewState) -> bool:
    return opacity_acts.is_preset(state, name)


def _is_not_solid(state: ViewState) -> bool:
    return opacity_acts.solid(state) != state
