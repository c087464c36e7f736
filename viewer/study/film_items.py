"""Items that show a simulated film and ask what is on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from annotations.models import load_models
from meshes.ids import StructureId, on_screen
from viewer.atlas import Atlas
from viewer.changing import finding_for, model_of
from viewer.state import Finding, ViewState, Xray
from viewer.study.film_signs import NORMAL_SIGNS, OF_ITS_SIDE, SHOWN, Sign
from viewer.study.items import Item, Kind
from viewer.study.scenes import bare
from viewer.xray.views import film_views

NORMAL = "No change"
_LOWEST, _SACRUM = StructureId("segment.L5-S1"), StructureId("region.sacrum")


def film_items(atlas: Atlas, place: StructureId, random: Random) -> list[Item]:
    """The items of a place in a random order, of each group of look-alikes one before the next of
    it; one of them may be of the unchanged model."""
    findings = [f for name, each in SHOWN.items() for f in _at(name, place, each, random)]
    random.shuffle(findings)
    count = Counter[str]()
    turns = []
    for finding in findings:
        alike = SHOWN[finding.model].alike
        turns.append(max(count[group] for group in alike))
        count.update(alike)
    order = sorted(range(len(findings)), key=turns.__getitem__)
    made = [film_item(atlas, findings[k], random) for k in order]
    if place.kind == "segment":
        made.insert(random.randrange(len(made) // 2 + 1), _normal_item(atlas, place, random))
    return made


def film_item(atlas: Atlas, finding: Finding, random: Random) -> Item:
    """What is on the film of this?"""
    shown, model = SHOWN[finding.model], model_of(finding)
    options = [model.name, *_others(shown.alike, random, 3), NORMAL]
    random.shuffle(options)
    where = on_screen(finding.place.level_text) or "the sacrum"
    return Item(
        key=f"film:{finding.model}:{finding.place}",
        kind=Kind.FILM,
        question=_question(_view(shown, finding)),
        scene=_filmed(atlas, finding),
        answer=model.name,
        reason=f"{model.name} at {where}: {shown.says}.",
        page=model.text,
        target=finding.place if finding.place in atlas.catalog.structures else None,
        options=tuple(options),
    )


def _normal_item(atlas: Atlas, place: StructureId, random: Random) -> Item:
    """A film of the unchanged model, of any view that conditions are asked on."""
    options = [NORMAL, *_others(frozenset(), random, 4)]
    random.shuffle(options)
    view = random.choice(list(NORMAL_SIGNS))
    return Item(
        key=f"film:normal:{place}",
        kind=Kind.FILM,
        question=_question(view),
        scene=replace(bare(atlas), xray=Xray(view=view)),
        answer=NORMAL,
        reason=NORMAL_SIGNS[view],
        page=str(place),
        options=tuple(options),
    )


def _question(view: str) -> str:
    title = film_views()[view].title.partition(",")[0].partition(":")[0]
    return f"{title}, simulated. What does it show?"


def _others(alike: frozenset[str], random: Random, count: int) -> list[str]:
    """Names of what cannot be taken for it, no two of them alike either."""
    pool, found = list(SHOWN), list[str]()
    random.shuffle(pool)
    taken = set(alike)
    for name in pool:
        if len(found) < count and not taken & SHOWN[name].alike:
            found.append(load_models()[name].name)
            taken |= SHOWN[name].alike
    return found


def _view(shown: Sign, finding: Finding) -> str:
    return f"oblique-{finding.side}" if shown.view == OF_ITS_SIDE else shown.view


def _filmed(atlas: Atlas, finding: Finding) -> ViewState:
    """The model with a finding, and its film; only that is shown with the question."""
    shown, start = SHOWN[finding.model], bare(atlas)
    if shown.is_close:
        start = replace(start, place=_segment(atlas, finding))
    xray = Xray(view=_view(shown, finding), is_close=shown.is_close)
    return replace(start, findings=(finding,), xray=xray)


def _segment(atlas: Atlas, finding: Finding) -> StructureId:
    """The level that a close film is of: that of the finding, the segment below a vertebra's."""
    level = finding.place.level_text
    for place in atlas.catalog.places:
        if place.kind == "segment" and level in (place.level_text, place.level_text.split("-")[0]):
            return place
    return _LOWEST


def _at(name: str, place: StructureId, shown: Sign, random: Random) -> list[Finding]:
    """A finding of a model at a place, at the vertebra below where it has none above."""
    model = load_models()[name]
    side = random.choice([s for s in model.sides if s != "both"]) if model.sides else ""
    level = place.level_text
    wanted = [place, *(StructureId(f"vertebra.{b}") for b in level.split("-")[1:] if level)]
    if shown.is_sacral and place == _LOWEST:
        wanted = [_SACRUM]
    for where in wanted:
        try:
            finding = finding_for(name, where, side, "", shown.severity)
        except ValueError:
            continue
        # What the sign says of a lumbar level is another thing at the sacrum.
        return [finding] if shown.is_sacral or finding.place != _SACRUM else []
    return []
