"""What `--section` means: a kind of section, where it lies, and which half is shown."""

from __future__ import annotations

import re

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.commandline.errors import UserError, known, place_id
from viewer.state import Cut, Section

HELP = "sagittal:0, coronal:-5, axial:L4-L5, axial:L4-L5+3, disc:L5-S1; end with :flipped"
_WHERE = re.compile(r"(?P<level>[A-Za-z]\d+-[A-Za-z]\d+)?(?P<offset>[+-]?\d+(?:\.\d+)?)?")


def parsed_section(catalog: Catalog, text: str) -> Section:
    """The section a word like `axial:L4-L5+3` means. Raises UserError.

    The number counts in mm towards the patient's right, anterior or superior, from the midline or
    from the middle of the level's disc.
    """
    kind, *rest = text.replace("–", "-").split(":")
    cut = Cut(known("section", kind.lower(), [str(c) for c in Cut]))
    flipped = bool(rest) and rest[-1] == "flipped"
    where = ":".join(rest[:-1] if flipped else rest)
    match = _WHERE.fullmatch(where)
    if match is None:
        raise UserError(f"section '{text}' is not understood; write for example {HELP}")
    level = None
    if match["level"]:
        level = place_id(catalog, match["level"].upper())
    elif cut is Cut.DISC:
        raise UserError(f"section '{text}' needs a level; write for example disc:L5-S1")
    return Section(
        cut, StructureId(level) if level else None, float(match["offset"] or 0.0), flipped
    )
