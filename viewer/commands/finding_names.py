"""What is set on the model, and where, in a few words."""

from __future__ import annotations

from meshes.ids import on_screen
from viewer.changing import model_of, place_text
from viewer.numbering import USUAL, Counting
from viewer.state import Finding

#: The sacrum as data files write it.
_SACRAL = "S1"


def name_of_finding(
    finding: Finding, *, plain: bool = False, count: Counting = USUAL, where: bool = True
) -> str:
    """A finding in a few words: "Disc extrusion L4–L5, left". plain: everyday words; count: how
    levels are called; where: with its level."""
    model, name = model_of(finding), model_name(finding, plain=plain)
    # what can be nowhere else says so by its name
    is_told = where and len(model.at) > 1
    words = [f"{name} {place_words(finding, count)}" if is_told else name]
    if finding.side and finding.zone != "central":
        words.append("both sides" if finding.side == "both" else finding.side)
    return ", ".join(words)


def model_name(finding: Finding, *, plain: bool = False) -> str:
    """What it is, without where. plain: in everyday words."""
    model = model_of(finding)
    return model.plain if plain else model.name


def place_words(finding: Finding, count: Counting = USUAL) -> str:
    """Where a finding is, as printed: "L4–L5", "L4", "S1", or "Sacrum" for what is there alone."""
    if model_of(finding).at == (_SACRAL,):
        return "Sacrum"
    return count.both(on_screen(place_text(finding)))
