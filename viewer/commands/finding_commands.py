"""Commands that set conditions, treatments and postures on the model; made from the data files."""

from __future__ import annotations

from functools import partial

from annotations.models import GROUPS, Model, load_models
from viewer.atlas import Atlas
from viewer.commands import finding_acts, finding_looks, posture_acts
from viewer.commands.command import WITHIN, Command, fixed
from viewer.state import Finding, ViewState
from viewer.store import Change

MENU = "Conditions"
POSTURE = f"{MENU}{WITHIN}Posture"
LOOK = f"{MENU}{WITHIN}See the condition"
#: Commands that set a model have its id after this.
SHOW = "conditions.show-"


def finding_commands(atlas: Atlas) -> list[Command]:
    """The card, before and after, each model by group, ways to see it, postures."""
    return [
        Command("window.conditions", "Conditions…", MENU, ("D",), hint="Choose what to show"),
        Command(
            "conditions.before",
            "Before / after",
            MENU,
            ("A",),
            fixed(finding_acts.toggle_before),
            is_enabled=finding_acts.is_changed,
            is_checked=lambda state: state.is_before,
            hint="The normal model, and the changed one again",
        ),
        Command(
            "conditions.remove-all",
            "Remove all conditions",
            MENU,
            (),
            fixed(finding_acts.remove_all(atlas)),
            is_enabled=lambda state: bool(state.findings),
        ),
        *(_show(atlas, model) for model in load_models().values()),
        *_looks(atlas),
        *_postures(),
    ]


def _show(atlas: Atlas, model: Model) -> Command:
    hint = "" if model.plain.lower() == model.name.lower() else model.plain
    return Command(
        f"{SHOW}{model.id}",
        f"Show {inner(model.name)}",
        f"{MENU}{WITHIN}{GROUPS[model.group]}",
        (),
        fixed(finding_acts.add_model(atlas, model.id)),
        is_enabled=finding_acts.is_possible(atlas, model.id),
        is_checked=partial(_is_set, atlas, model.id),
        hint=hint,
    )


def inner(name: str) -> str:
    """A name inside a sentence: the first letter small, but for names of letters alone."""
    first = name.partition(" ")[0]
    return name if any(c.isupper() or c.isdigit() for c in first[1:]) else _small(name)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _is_set(atlas: Atlas, model_id: str, state: ViewState) -> bool:
    places = [f.place for f in state.findings if f.model == model_id]
    # Asked of every model at every change of the state: most are set nowhere.
    return bool(places) and finding_acts.place_for(load_models()[model_id], state, atlas) in places


def current(state: ViewState) -> Finding | None:
    """The finding that commands are about: the latest at what is lit, else the latest of all."""
    here = [f for f in state.findings if finding_looks.lit_place(f) == state.place]
    both = [*state.findings, *here]
    return both[-1] if both else None


def _looks(atlas: Atlas) -> list[Command]:
    return [
        Command(
            f"conditions.look-{look}",
            title,
            LOOK,
            (),
            partial(_look_change, atlas, look),
            is_enabled=lambda state: bool(state.findings),
            is_checked=partial(_is_seen, atlas, look),
        )
        for look, (title, _word) in finding_looks.LOOKS.items()
    ]


def _look_change(atlas: Atlas, look: finding_looks.Look, state: ViewState) -> Change:
    finding = current(state)
    return finding_looks.look_at(atlas, finding, look) if finding else lambda same: same


def _is_seen(atlas: Atlas, look: finding_looks.Look, state: ViewState) -> bool:
    finding = current(state)
    return finding is not None and finding_looks.is_seen_from(atlas, finding, look, state)


def _postures() -> list[Command]:
    rows = (
        ("flex", "Bend forwards", "flexion_deg", 1),
        ("extend", "Bend backwards", "flexion_deg", -1),
        ("bend-left", "Bend to the left", "bend_deg", -1),
        ("bend-right", "Bend to the right", "bend_deg", 1),
        ("turn-left", "Turn to the left", "rotation_deg", -1),
        ("turn-right", "Turn to the right", "rotation_deg", 1),
    )
    steps = [
        Command(
            f"posture.{name}",
            title,
            POSTURE,
            (),
            fixed(posture_acts.step_angle(field, way * posture_acts.ANGLES[field].step)),
            is_enabled=posture_acts.can_step(field, way),
            hint=f"{posture_acts.ANGLES[field].title}, {posture_acts.ANGLES[field].step:g}°",
        )
        for name, title, field, way in rows
    ]
    return [
        Command("window.posture", "Posture…", POSTURE, ("P",), hint="Sliders with degrees"),
        *steps,
        Command(
            "posture.neutral",
            "Stand in the neutral posture",
            POSTURE,
            (),
            fixed(posture_acts.stand),
            is_enabled=lambda state: not state.posture.is_neutral,
        ),
    ]
