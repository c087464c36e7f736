"""Make docs/conditions.md from the data: `python -m tools.condition_page docs`.

What stands there is what the program says: amounts and grades of `annotations/models`, sources out
of their comments, sentences and sizes worked out from the geometry. The pictures it shows are made
by `tools.condition_pictures`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from annotations.models import GROUPS, Model, load_models
from annotations.paths import FOLDER
from meshes.catalog import Catalog, load_catalog
from meshes.changed.figures import Measure, as_said, measures
from meshes.effects.posture import NEUTRAL, Posture
from meshes.ids import StructureId
from tools.condition_pictures import POSTURES, Shown, posture_level, shown_of
from viewer.changing import finding_for, shape_of
from viewer.reaching import reach_sentence
from viewer.state import Camera, Finding, ViewState

#: Sizes that change by less than this share of the normal one are left out, and so are the most of
#: many: the page names what a reader would look for.
_NOTABLE, _AT_MOST = 0.08, 4
_LEVELS = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
_ZONES = ("central", "subarticular", "foraminal", "extraforaminal")
_NOWHERE = Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0))

HEAD = """# Conditions, operations and needle paths

*Made by `python -m tools.condition_page docs`, the pictures by
`python -m tools.condition_pictures docs/pictures/conditions`. Not to be edited by hand.*

What can be set on the model, each as the window opens on it: at L4–L5 and L5–S1, or where else it
can be. Sentences and sizes are worked out from the geometry, not written down beforehand; they
describe this model and do not say what a person feels.
"""

LIMITS = """## What is illustrative

- The model is one adult of average shape. Its clearances are its own: at L5–S1 the L5 root lies
  about 0.4 mm from the disc, so that little reaches it there.
- *Touched* and *pressed* are distances in the geometry. Soft tissue gives way in ways that are not
  computed, and many people with such a picture feel nothing.
- Nerve roots are drawn displaced and flattened; the fat round them is not modelled.
- Masses of disc have the shapes and sizes of reports, not of one scan. Pfirrmann's grades are of
  MRI signal: the disc heights that go with them here are illustrative.
- Bone that grows is a smooth swelling where the bone is known to grow. Fractures show heights
  and outline, not fracture lines or marrow.
- Fusion over time shows the order and rough dates in which bone is seen to grow together; people
  differ widely.
- Hardware is no make's. Needles show where a path leads, and are not a guide for doing it.
- Postures share motion out as measured in healthy people. T12–L1 is at rest.
"""


def page() -> str:
    """The whole page as Markdown."""
    catalog = load_catalog()
    models = load_models().values()
    parts = [HEAD]
    for group, heading in GROUPS.items():
        parts.append(f"## {heading}\n")
        parts += [_section(model, catalog) for model in models if model.group == group]
    parts.append("## Postures\n")
    parts += [_posture(name, title, posture) for name, (title, posture) in POSTURES.items()]
    parts += [_cases(catalog), LIMITS]
    return "\n".join(parts)


def _section(model: Model, catalog: Catalog) -> str:
    lines = [f"### {model.name}", "", f"{model.plain}. {_about(model.id)}", ""]
    lines.append(f"- **Where**: {_where(model)}")
    lines.append(f"- **How much**: {_amount(model)}")
    if model.extra:
        low, high = model.extra.text(0.0), model.extra.text(1.0)
        lines.append(f"- **Also**: {model.extra.name.lower()}, {low} to {high}")
    if model.grades:
        lines.append(f"- **Grades**: {'; '.join(_grades(model))}")
    shown = shown_of(model)
    lines += ["", "| " + " | ".join(_caption(one) for one in shown) + " |"]
    lines.append("|" + "---|" * len(shown))
    lines.append("| " + " | ".join(_picture(one) for one in shown) + " |")
    lines.append("| " + " | ".join(_said(one, catalog) for one in shown) + " |")
    return "\n".join([*lines, ""])


def _about(id: str) -> str:
    """The comments that open a data file: what it is after, and whose figures it has."""
    found = []
    for line in (FOLDER / "models" / f"{id}.toml").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            break
        found.append(line.lstrip("# ").rstrip())
    return " ".join(found)


def _where(model: Model) -> str:
    words = [", ".join(at.replace("-", "–") for at in model.at)]
    if model.sides:
        words.append(f"side {_or(model.sides)}")
    if model.zones:
        words.append(f"zone {_or(model.zones)}")
    return "; ".join(words)


def _amount(model: Model) -> str:
    amount = model.amount
    return f"{amount.name.lower()}, {amount.text(0.0)} to {amount.text(1.0)}"


def _grades(model: Model) -> Iterator[str]:
    for grade in model.grades:
        yield f"{grade.name} from {model.amount.text(grade.start)}"


def _caption(one: Shown) -> str:
    finding = one.finding
    assert finding is not None
    model = load_models()[finding.model]
    words = [finding.place.level_text.replace("-", "–")]
    words += [word for word in (finding.side, finding.zone) if word]
    if grade := model.grade_at(finding.severity):
        words.append(grade.name)
    words.append(model.amount.text(finding.severity))
    return ", ".join(words)


def _picture(one: Shown) -> str:
    at = one.finding.place.level_text if one.finding else one.level
    alt = f"{one.title}, {at}".replace("-", "–")
    return f"![{alt}](pictures/conditions/{one.name}.png)"


def _said(one: Shown, catalog: Catalog) -> str:
    finding = one.finding
    assert finding is not None
    state = _state((finding,))
    sentence = reach_sentence(state, catalog)
    words = [f"{sentence}."] if sentence else []
    sizes = _sizes(state, one.level)
    return "<br>".join([*words, *([f"{sizes[0].upper()}{sizes[1:]}."] if sizes else [])]) or "–"


def _state(findings: tuple[Finding, ...] = (), posture: Posture = NEUTRAL) -> ViewState:
    return ViewState(_NOWHERE, findings=findings, posture=posture)


def _sizes(state: ViewState, level: str) -> str:
    """The sizes that change most, now and normal; "" where none does."""
    shape = shape_of(state)
    if shape is None or level not in (*_LEVELS, "T12-L1"):
        return ""
    rows = _sides_together(map(as_said, measures(shape, level)))
    found = [(_change(one), one) for one in rows]
    found = sorted((row for row in found if row[0] > _NOTABLE), key=lambda row: -row[0])
    return "; ".join(_size(one) for _, one in found[:_AT_MOST])


def _sides_together(rows: Iterable[Measure]) -> Iterator[Measure]:
    """The left one alone where left and right say the same, named as both."""
    by_id = {one.id: one for one in rows}
    for one in by_id.values():
        other = by_id.get(one.id.replace(".right", ".left"), one)
        if other is not one and _size_text(other) == _size_text(one):
            continue
        twin = by_id.get(one.id.replace(".left", ".right"), one)
        if twin is not one and _size_text(twin) == _size_text(one):
            yield replace(one, name=one.name.replace(", left", " on both sides"))
        else:
            yield one


def _change(one: Measure) -> float:
    """How much of its normal value a size has gained or lost; of sizes that say a share or a
    grade, nothing: they say the same twice."""
    if one.value is None or one.normal is None or one.unit in ("%", ""):
        return 0.0
    least = 1.0 if one.unit in ("mm", "°") else 5.0
    off = abs(one.value - one.normal)
    return off / max(abs(one.normal), 2.0 * least) if off >= 0.5 * least else 0.0


def _size(one: Measure) -> str:
    return f"{one.name[:1].lower()}{one.name[1:]} {_size_text(one)}"


def _size_text(one: Measure) -> str:
    if one.value is None or one.normal is None:
        return "not measurable"
    decimals = 0 if one.unit == "mm²" else 1
    glue = "" if one.unit == "°" else " "
    now, usual = (f"{value:.{decimals}f}" for value in (one.value, one.normal))
    return f"{now}{glue}{one.unit} (normal {usual})"


def _posture(name: str, title: str, posture: Posture) -> str:
    level = posture_level(posture)
    said = _sizes(_state(posture=posture), level)
    text = f"At {level.replace('-', '–')}: {said}." if said else ""
    return f"### {title}\n\n![{title}](pictures/conditions/{name}.png)\n\n{text}\n"


def _cases(catalog: Catalog) -> str:
    """What an extrusion reaches in each zone and side of each level."""
    model = load_models()["disc-extrusion"]
    lines = [
        "## What a herniation reaches",
        "",
        f"An extrusion of {model.amount.text(model.start)} in each of the 40 places. A "
        "foraminal or extraforaminal one reaches the root that leaves at that level, a "
        "subarticular one the root that passes to the next; a central one the sac with the roots "
        "in it.",
        "",
        "| level | zone | left | right |",
        "|---|---|---|---|",
    ]
    for level in _LEVELS:
        for zone in _ZONES:
            sides = (_case(catalog, model.id, level, zone, side) for side in ("left", "right"))
            lines.append(f"| {level.replace('-', '–')} | {zone} | {' | '.join(sides)} |")
    return "\n".join([*lines, ""])


def _case(catalog: Catalog, model: str, level: str, zone: str, side: str) -> str:
    finding = finding_for(model, StructureId(f"segment.{level}"), side, zone)
    said = reach_sentence(_state((finding,)), catalog)
    return said.partition("reach ")[2] if "not be" not in said else "none"


def _or(words: Iterable[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last


def main() -> int:
    """Returns the exit status."""
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 else None
    if folder is None or not folder.is_dir():
        print("usage: python -m tools.condition_page FOLDER", file=sys.stderr)
        return 2
    (folder / "conditions.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
