"""Commands that draw the column apart."""

from __future__ import annotations

from viewer.atlas import Atlas
from viewer.commands.command import Command, fixed
from viewer.commands.explode_acts import STEP, step_explode, toggle_explode


def explode_commands(atlas: Atlas) -> list[Command]:
    """Apart and together, at once or in steps."""
    return [
        Command(
            "view.explode",
            "Explode along the spine",
            "View",
            ("E",),
            fixed(toggle_explode(atlas)),
            is_checked=lambda state: state.explode > 0.0,
            hint="Draw the bones apart along the spine’s own axis; what lies between stays between",
        ),
        Command(
            "view.explode-more",
            "Explode a little more",
            "View",
            ("Ctrl+E",),
            fixed(step_explode(atlas, STEP)),
            is_enabled=lambda state: state.explode < 1.0,
        ),
        Command(
            "view.explode-less",
            "Explode a little less",
            "View",
            ("Ctrl+Shift+E",),
            fixed(step_explode(atlas, -STEP)),
            is_enabled=lambda state: state.explode > 0.0,
        ),
    ]
