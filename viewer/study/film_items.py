"""Items that show a simulated film and ask what is on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from annotations.models import load_models
from meshes.ids import StructureId, on_screen
from viewer.atlas import Atlas
from viewer.changing import finding_for, model_of
from viewer.state import Finding, ViewState, Xray
from viewer.study.items import Item, Kind
from viewer.study.scenes import bare
from viewer.xray.views import film_views


@dataclass(frozen=True, slots=True)
class _Shown:
    """A condition that a film shows. view: the film it is read on. alike: what it could be taken
    for on that film with reason; of those only one stands among the options."""

    view: str
    alike: str
    severity: float
    sign: str


#: Chosen: what the simulated film shows plainly, and its sign as films are read.
_SHOWN = {
    "wedge-fracture": _Shown("lateral", "wedge", 0.9, "the body is lower in front than behind"),
    "biconcave-fracture": _Shown("lateral", "biconcave", 1.0, "both end plates are dented inwards"),
    "crush-fracture": _Shown("lateral", "crush", 0.9, "the whole body is low, front and back"),
    "degenerative-slip": _Shown(
        "lateral", "slip", 0.9, "the upper body stands forward of the lower one"
    ),
    "retrolisthesis": _Shown(
        "lateral", "back-slip", 0.9, "the upper body stands behind the lower one"
    ),
    "disc-degeneration": _Shown("lateral", "disc", 1.0, "the disc space is low"),
    "fusion-plf": _Shown("ap", "screws", 0.6, "screws and rods, and no cage between the bodies"),
    "fusion-alif": _Shown("lateral", "cage", 0.6, "a cage between the bodies, and no rods"),
    "scoliosis": _Shown("ap", "curve", 0.9, "the column curves to one side"),
}
NORMAL = "No change"


def film_items(atlas: Atlas, place: StructureId, random: Random) -> list[Item]:
    """The items of a place in a random order; one of them may be of the unchanged model."""
    findings = [f for name, each in _SHOWN.items() for f in _at(name, place, each.severity, random)]
    made = [film_item(atlas, finding, random) for finding in findings]
    if place.kind == "segment":
        made.append(_normal_item(atlas, place, random))
    random.shuffle(made)
    return made


def film_item(atlas: Atlas, finding: Finding, random: Random) -> Item:
    """What is on the film of this?"""
    shown, model = _SHOWN[finding.model], model_of(finding)
    view = film_views()[shown.view]
    others = [
        load_models()[name].name
        for name, each in _SHOWN.items()
        if each.alike != shown.alike and name != finding.model
    ]
    options = [model.name, *random.sample(others, 3), NORMAL]
    random.shuffle(options)
    where = on_screen(finding.place.level_text)
    return Item(
        key=f"film:{finding.model}:{finding.place}",
        kind=Kind.FILM,
        question=f"{view.title.partition(',')[0]}, simulated. What does it show?",
        scene=_filmed(atlas, finding, shown.view),
        answer=model.name,
        reason=f"{model.name} at {where}: {shown.sign}.",
        page=model.text,
        target=finding.place if finding.place in atlas.catalog.structures else None,
        options=tuple(options),
    )


def _normal_item(atlas: Atlas, place: StructureId, random: Random) -> Item:
    names = [load_models()[name].name for name in _SHOWN]
    options = [NORMAL, *random.sample(names, 4)]
    random.shuffle(options)
    return Item(
        key=f"film:normal:{place}",
        kind=Kind.FILM,
        question="Lateral film, simulated. What does it show?",
        scene=replace(bare(atlas), xray=Xray(view="lateral")),
        answer=NORMAL,
        reason="Bodies and disc spaces keep their heights, and the bodies stand in line.",
        page=str(place),
        options=tuple(options),
    )


def _filmed(atlas: Atlas, finding: Finding, view: str) -> ViewState:
    """The model with a finding, and its film; only that is shown with the question."""
    return replace(bare(atlas), findings=(finding,), xray=Xray(view=view))


def _at(name: str, place: StructureId, severity: float, random: Random) -> list[Finding]:
    """A finding of a model at a place, at the vertebra below where it has none above."""
    model = load_models()[name]
    side = random.choice([s for s in model.sides if s != "both"]) if model.sides else ""
    level = place.level_text
    wanted = [place, *(StructureId(f"vertebra.{b}") for b in level.split("-")[1:] if level)]
    for where in wanted:
        try:
            return [finding_for(name, where, side, "", severity)]
        except ValueError:
            continue
    return []
