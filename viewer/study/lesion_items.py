"""Items about what a lesion reaches and where that would be felt; the answers are computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from annotations.models import load_models
from annotations.roots import LEVELS as ROOT_LEVELS
from annotations.roots import load_roots
from meshes.catalog import Catalog
from meshes.changed.reach import Reach
from meshes.ids import Side, StructureId, on_screen
from viewer.atlas import Atlas
from viewer.changing import finding_for, model_of
from viewer.commands.finding_looks import best_look, look_at
from viewer.reaching import touched
from viewer.state import Finding, ViewState
from viewer.study.items import Item, Kind
from viewer.study.scenes import bare, pinned

#: Conditions that are asked for, with the severities drawn from (chosen: from plain to severe).
_MODELS = {
    "disc-protrusion": (0.8, 1.0),
    "disc-extrusion": (0.6, 0.9),
    "disc-sequestration": (0.7, 0.9),
    "foraminal-stenosis": (0.7, 1.0),
    "lateral-recess-stenosis": (0.7, 1.0),
    "isthmic-slip": (0.3, 0.5),
}
_NO_ROOT = "No nerve root"
_MOST_OPTIONS = 5
Roots = frozenset[StructureId]


def lesions(place: StructureId, random: Random) -> Iterator[Finding]:
    """Conditions of a place in a random order, each with a random side, zone and severity."""
    names = list(_MODELS)
    random.shuffle(names)
    for name in names:
        model = load_models()[name]
        side = random.choice(("left", "right")) if model.sides else ""
        zones = [zone for zone in model.zones if zone != "central"]
        zone = random.choice(zones) if zones else ""
        severity = random.choice(_MODELS[name])
        try:
            yield finding_for(name, place, side, zone, severity)
        except ValueError:
            # It is not shown at this place.
            continue


def root_item(atlas: Atlas, finding: Finding, random: Random) -> Item | None:
    """Which roots does this lesion reach? None where the answer is not plain: none is, or one is
    only brushed."""
    scene = lesion_scene(atlas, finding)
    found = {id: reach for id, reach in touched(scene).items() if id.kind == "root"}
    if not found or Reach.TOUCHED in found.values():
        return None
    right, catalog = frozenset(found), atlas.catalog
    options = [_words(catalog, roots) for roots in _choices(catalog, finding, right, random)]
    return Item(
        key=f"root:{finding.model}:{finding.place}:{finding.side}:{finding.zone}",
        kind=Kind.ROOT,
        question=f"{lesion_words(finding)}. Which root would it be expected to reach?",
        scene=scene,
        answer=_words(catalog, right),
        reason=_why(catalog, finding, right),
        page=model_of(finding).text,
        target=min(right, default=None),
        options=tuple(options),
    )


def felt_item(catalog: Catalog, scene: ViewState, root: StructureId, random: Random) -> Item:
    """Where would it be felt if the lit root were reached? Among the places of its neighbours."""
    side = root.side
    assert side is not None
    rows, level = load_roots(), root.level_text
    at = ROOT_LEVELS.index(level)
    near = sorted(ROOT_LEVELS, key=lambda each: abs(ROOT_LEVELS.index(each) - at))
    wrong = [each for each in near if rows[each].student.skin != rows[level].student.skin][:3]
    options = [_felt(each, side) for each in (level, *wrong)]
    options.append(_felt(level, side.other))
    random.shuffle(options)
    signs = rows[level].student
    return Item(
        key=f"felt:{root}",
        kind=Kind.FELT,
        question="Where would a change of feeling be expected if the lit root were reached?",
        scene=pinned(scene, root),
        answer=_felt(level, side),
        reason=f"{catalog.structures[root].name}: {signs.skin}. Muscles: {signs.muscles}. "
        f"Reflex: {signs.reflex}. Maps disagree and neighbours overlap.",
        page=rows[level].text,
        target=root,
        options=tuple(options),
        sources=rows[level].sources,
    )


def point_item(catalog: Catalog, scene: ViewState, root: StructureId, random: Random) -> Item:
    """The same, answered by pressing the place on the figure; its words stay for who would rather
    choose among them."""
    return replace(
        felt_item(catalog, scene, root, random),
        key=f"point:{root}",
        kind=Kind.POINT,
        question="Press the figure where a change of feeling would be expected if the lit root "
        "were reached.",
    )


def lit_root_item(
    catalog: Catalog, place: StructureId, scene: ViewState, root: StructureId, random: Random
) -> Item:
    """Which root is lit? For places at which no lesion reaches one."""
    side = root.side
    assert side is not None
    right = frozenset([root])
    pool = [_shifted(catalog, right, by) for by in (1, -1, 2)]
    pool += [frozenset(StructureId(id.replace(side, side.other)) for id in right)]
    options = [_words(catalog, each) for each in dict.fromkeys((right, *filter(None, pool)))]
    random.shuffle(options)
    return Item(
        key=f"leaves:{root}",
        kind=Kind.ROOT,
        question=f"Which root is lit? {on_screen(place.level_text) or 'The sacrum'} is in the "
        "middle of the picture.",
        scene=pinned(scene, root),
        answer=_words(catalog, right),
        reason=f"{catalog.structures[root].name}. A lumbar root leaves below the pedicle of the "
        "vertebra it is named after, a sacral one through the sacral foramen of its number.",
        page=load_roots()[root.level_text].text,
        target=root,
        options=tuple(options),
    )


def lesion_scene(atlas: Atlas, finding: Finding) -> ViewState:
    """A finding on the bare model, from where it is seen best."""
    scene = replace(bare(atlas), findings=(finding,))
    return look_at(atlas, finding, best_look(finding))(scene)


def lesion_words(finding: Finding) -> str:
    """What is set, as a report would say it."""
    model = model_of(finding)
    words = [finding.side, finding.zone, model.name[:1].lower() + model.name[1:]]
    said = " ".join(filter(None, words))
    return f"{said[:1].upper()}{said[1:]} at {on_screen(finding.place.level_text)}"


def _felt(level: str, side: Side) -> str:
    return f"{side.title()}: {load_roots()[level].student.skin.partition(';')[0]}"


def _choices(catalog: Catalog, finding: Finding, right: Roots, random: Random) -> list[Roots]:
    """The right answer among its neighbours: the level above and below, the other side, none."""
    upper, lower = _roots_of(catalog, finding)
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    mirrored = frozenset(
        StructureId(id.replace(f".{id.side}", f".{other[id.side]}")) for id in right if id.side
    )
    shifted = _shifted(catalog, lower, 1)
    pool = [upper, lower, mirrored, frozenset(), upper | lower]
    if shifted is not None:
        pool.insert(3, shifted)
    wrong = [each for each in dict.fromkeys(pool) if each != right]
    made = [right, *wrong][:_MOST_OPTIONS]
    random.shuffle(made)
    return made


def _roots_of(catalog: Catalog, finding: Finding) -> tuple[Roots, Roots]:
    """The exiting and the traversing root on the side of a finding, left where it has none."""
    side = finding.side if finding.side in ("left", "right") else "left"
    level = finding.place.level_text
    bones = level.split("-") if "-" in level else (level, level)
    made = [StructureId(f"root.{bone}.{side}") for bone in bones]
    return frozenset(made[:1]), frozenset(made[1:])


def _shifted(catalog: Catalog, roots: Roots, by: int) -> Roots | None:
    """The roots so many levels lower, None where there are none."""
    found = set()
    for id in roots:
        at = ROOT_LEVELS.index(id.level_text) + by
        if not 0 <= at < len(ROOT_LEVELS):
            return None
        moved = StructureId(f"root.{ROOT_LEVELS[at]}.{id.side}")
        if moved not in catalog.structures:
            return None
        found.add(moved)
    return frozenset(found)


def _words(catalog: Catalog, roots: Roots) -> str:
    if not roots:
        return _NO_ROOT
    names = [catalog.structures[id].short for id in catalog.structures if id in roots]
    return " and ".join([names[0], *(name[:1].lower() + name[1:] for name in names[1:])])


def _why(catalog: Catalog, finding: Finding, right: Roots) -> str:
    """What the geometry says, and the rule behind it."""
    told = _words(catalog, right)
    rule = {
        "subarticular": "A subarticular piece meets the traversing root in the recess.",
        "foraminal": "A foraminal piece meets the exiting root in the foramen.",
        "extraforaminal": "A piece beyond the foramen meets the exiting root after it has left.",
    }.get(finding.zone, "")
    if finding.model == "foraminal-stenosis" or finding.model == "isthmic-slip":
        rule = "The exiting root lies in the foramen that becomes narrow."
    if finding.model == "lateral-recess-stenosis":
        rule = "The traversing root lies in the recess."
    return f"Computed from the model: {told}. {rule}".strip()
