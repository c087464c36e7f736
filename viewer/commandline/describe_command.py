"""`describe` as a command: what was asked for, with what conditions and a posture do there."""

from __future__ import annotations

import argparse
import json
from typing import Any

from annotations.library import load_library
from meshes.catalog import Catalog, load_catalog
from meshes.ids import StructureId
from viewer.commandline.condition_option import is_normal, with_conditions
from viewer.commandline.describe import as_words, description, overview, topic_description
from viewer.commandline.errors import UserError, structure_id
from viewer.commandline.opening import NOWHERE
from viewer.commands.finding_looks import SACRUM
from viewer.state import ViewState

_BONE = StructureId("sacrum")


def describe(arguments: argparse.Namespace) -> int:
    """Print what is known of an id, or all ids. Returns the exit status. Raises UserError."""
    found = _found(arguments)
    print(json.dumps(found, indent=2, ensure_ascii=False) if arguments.json else as_words(found))
    return 0


def _found(arguments: argparse.Namespace) -> dict[str, Any]:
    catalog, library = load_catalog(), load_library()
    if arguments.id is None:
        _refuse_conditions("the list of all ids", arguments)
        return overview(catalog, library)
    if arguments.id in library.notes and "topic." in arguments.id:
        _refuse_conditions(f"the text '{arguments.id}'", arguments)
        return topic_description(library.note(arguments.id), library)
    id = structure_id(catalog, arguments.id)
    if id == _BONE and not is_normal(arguments):
        # the word means the bone, and with something set there the level
        id = SACRUM
    changed = _changed_description(id, catalog, arguments)
    return description(id, catalog, library) | changed


def _refuse_conditions(what: str, arguments: argparse.Namespace) -> None:
    if is_normal(arguments):
        # a side without a condition is told as everywhere
        with_conditions(ViewState(NOWHERE), arguments)
    else:
        raise UserError(
            f"{what} is the same with any condition or posture; describe a level with them, for "
            "example: describe L5-S1 --condition disc-extrusion"
        )


def _changed_description(
    id: StructureId, catalog: Catalog, arguments: argparse.Namespace
) -> dict[str, object]:
    """What conditions and posture do at a level; nothing without them. Raises UserError."""
    if is_normal(arguments):
        with_conditions(ViewState(NOWHERE), arguments)
        return {}
    from viewer.commandline.changed import changed_description

    if id.kind != "segment" and id != SACRUM:
        raise UserError(
            f"'{id}' is no level; conditions and postures are described at one, for example "
            "L5-S1, or at the sacrum"
        )
    state = with_conditions(ViewState(NOWHERE, place=id), arguments)
    return changed_description(state, catalog)
