"""What `describe` says about a level under conditions: measures before and now, and verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from annotations.models import load_models
from annotations.roots import load_roots
from meshes.catalog import Catalog
from meshes.changed.figures import measures
from meshes.changed.needle_words import passages
from meshes.changed.reach import Reach
from meshes.changed.shape import Changed
from meshes.effects.site import LEVELS
from meshes.ids import StructureId, on_screen
from viewer.changing import shape_of
from viewer.commands.posture_acts import ANGLES
from viewer.numbering import counting
from viewer.reaching import level_verdicts, reach_sentence, way_sentences
from viewer.state import ViewState

if TYPE_CHECKING:
    from meshes.changed.conflict import Verdict


def changed_description(state: ViewState, catalog: Catalog) -> dict[str, Any]:
    """Conditions with their amounts, the sentence, sizes and answers at the state's level."""
    shape = shape_of(state)
    # what is done at the sacrum is measured and judged at the level above it
    level = (state.place.level_text or LEVELS[-1]) if state.place else ""
    sizes = measures(shape, level) if shape else ()
    answers = level_verdicts(shape, level) if shape else ()
    count, place = counting(state), catalog.places.get(state.place) if state.place else None
    return {
        **({"name": count.full(place.name)} if place else {}),
        "numbering": {
            "counted_from": str(count.counted),
            "name": count.lead(on_screen(level)),
            "both": count.full(on_screen(level)),
            "note": " ".join(count.sentences(level)),
        },
        "conditions": [
            {
                "id": f.model,
                "name": load_models()[f.model].name,
                "place": f.place,
                "side": f.side,
                "zone": f.zone,
                "severity": f.severity,
                "amount": load_models()[f.model].amount.text(f.severity),
            }
            for f in state.findings
        ],
        "posture": {key: getattr(state.posture, key) for key in ANGLES},
        "sentence": reach_sentence(state, catalog),
        "measures": [
            {
                "id": m.id,
                "name": count.both(m.name),
                "value": _rounded(m.value),
                "normal": _rounded(m.normal),
                "unit": m.unit,
            }
            for m in sizes
        ],
        "ways": list(way_sentences(state, catalog)),
        "needles": _needles(shape),
        "verdicts": [
            {
                "id": v.id,
                "verdict": str(v.reach),
                "clearance_mm": _rounded(v.clearance),
                "by": v.by,
            }
            for v in answers
        ],
        "felt": _felt(answers, state),
    }


def _felt(answers: Iterable[Verdict], state: ViewState) -> list[dict[str, str]]:
    """Where each root that is reached gives feeling, as the leg map shows it."""
    reached = [StructureId(v.id) for v in answers if v.reach is not Reach.FREE]
    rows = load_roots()
    return [
        {"id": id, "skin": rows[id.level_text].read_by(str(state.audience)).skin}
        for id in reached
        if id.kind == "root" and id.level_text in rows
    ]


def _needles(shape: Changed | None) -> list[dict[str, Any]]:
    """Each needle with what it passes, in mm from where it is drawn from; empty without a way."""
    if shape is None:
        return []
    return [
        {
            "id": one.id,
            "passes": [
                {
                    "id": p.part or p.id,
                    "from_mm": _rounded(p.entry_mm),
                    "to_mm": _rounded(p.exit_mm),
                }
                for p in passages(shape, one)
            ],
        }
        for one in shape.needles
    ]


def _rounded(value: float | None) -> float | None:
    # nothing near is no distance
    return None if value is None or not math.isfinite(value) else round(value, 2)
