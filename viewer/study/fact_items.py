"""Statements to judge true or false, with the reason: from the catalogue, figures, terms, bank."""

from __future__ import annotations

from random import Random

from annotations.library import Library
from annotations.prevalence import prevalence
from annotations.study_bank import load_bank
from meshes.catalog import Catalog
from meshes.ids import StructureId, on_screen
from viewer.atlas import Atlas
from viewer.state import ViewState
from viewer.study.items import FALSE, TRUE, Item, Kind
from viewer.study.scenes import scenes, targets

_RELATION_SOURCES = ("statpearls-lumbosacral-radiculopathy", "statpearls-disc-herniation")
#: A wrong share is so far from the right one that nobody who knows it roughly is misled (chosen).
_FAR, _MOST, _HALF = 40, 95, 50


def fact_items(atlas: Atlas, library: Library, place: StructureId, random: Random) -> list[Item]:
    """All statements about a place in a random order, of each kind one before the next of it."""
    # One picture of the place stands with all of them.
    scene = next(iter(scenes(atlas, place, targets(atlas.catalog, place)[0])))
    kinds = [
        _relations(atlas.catalog, scene, place),
        _bank(scene, place),
        _shares(library, scene, random),
        _terms(library, scene, random),
    ]
    for items in kinds:
        random.shuffle(items)
    random.shuffle(kinds)
    longest = max(len(items) for items in kinds)
    return [items[k] for k in range(longest) for items in kinds if k < len(items)]


def _item(
    scene: ViewState,
    key: str,
    says: str,
    is_true: bool,
    reason: str,
    page: str,
    sources: tuple[str, ...] = (),
) -> Item:
    return Item(
        key=f"fact:{key}",
        kind=Kind.FACT,
        question=f"True or false? {says}",
        scene=scene,
        answer=TRUE if is_true else FALSE,
        reason=reason,
        page=page,
        options=(TRUE, FALSE),
        sources=sources,
    )


def _relations(catalog: Catalog, scene: ViewState, place: StructureId) -> list[Item]:
    """Which root exits and which crosses, from the members of a segment."""
    exiting, crossing = (
        _levels(catalog, place, "exiting-root"),
        _levels(catalog, place, "traversing-root"),
    )
    if not exiting or place.kind != "segment":
        return []
    level, leaves = on_screen(place.level_text), exiting[0]
    crosses = crossing[0] if crossing else ""
    reason = f"{leaves} leaves through the foramen of {level}" + (
        f"; {crosses} crosses its disc and leaves one level lower." if crosses else "."
    )
    told = [(f"The {leaves} root leaves through the foramen of {level}.", True)]
    if crosses:
        told += [
            (f"The {crosses} root leaves through the foramen of {level}.", False),
            (f"The {crosses} root crosses the disc of {level} on its way down.", True),
        ]
    return [
        _item(
            scene,
            f"relation:{place}:{k}",
            says,
            is_true,
            reason,
            f"root.{leaves}",
            _RELATION_SOURCES,
        )
        for k, (says, is_true) in enumerate(told)
    ]


def _levels(catalog: Catalog, place: StructureId, role: str) -> list[str]:
    found = (m.id.level_text for m in catalog.places[place].members if m.role == role)
    return list(dict.fromkeys(found))


def _bank(scene: ViewState, place: StructureId) -> list[Item]:
    at = place.level_text or place.part or place.removeprefix("region.")
    return [
        _item(scene, f"bank:{one.id}", one.says, one.is_true, one.reason, one.page, one.sources)
        for one in load_bank().statements.values()
        if not one.at or at in one.at
    ]


def _shares(library: Library, scene: ViewState, random: Random) -> list[Item]:
    """How common a finding is without pain; only figures that were compared with their source."""
    data, made = prevalence(), []
    for finding in data.findings.values():
        ages = [age for age in finding.percent if age not in finding.awaiting]
        age, is_true = random.choice(ages), random.random() < 0.5
        share = finding.percent[age]
        told = share
        if not is_true:
            told = max(2, share - _FAR) if share >= _HALF else min(_MOST, share + _FAR)
        name = finding.id.replace("-", " ")
        made.append(
            _item(
                scene,
                f"share:{finding.id}:{age}:{is_true}",
                f"Of people aged {age} without back pain, about {told} % show {name} on a scan.",
                is_true,
                f"It is about {share} % at {age}: a finding alone does not say where pain comes "
                "from.",
                "topic.asymptomatic",
                (data.without_pain,),
            )
        )
    return made if "topic.asymptomatic" in library.notes else []


def _terms(library: Library, scene: ViewState, random: Random) -> list[Item]:
    """A term with its meaning, or with that of the term it is taken for."""
    made = []
    for pair in load_bank().confused:
        one, other = random.sample(pair, 2)
        is_true = random.random() < 0.5
        term, meant = (
            library.notes[f"term.{one}"],
            library.notes[f"term.{one if is_true else other}"],
        )
        means = meant.summary.student
        says = f"“{term.title}” means: {means[:1].lower()}{means[1:].rstrip('.')}."
        right = term.summary.student.rstrip(".")
        reason = f"{term.title}: {right[:1].lower()}{right[1:]}."
        if not is_true:
            reason += f" What was given is the meaning of “{meant.title}”."
        made.append(_item(scene, f"term:{one}:{is_true}", says, is_true, reason, term.id))
    return made
