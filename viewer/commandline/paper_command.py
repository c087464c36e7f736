"""`paper` as a command: a spotter paper with its answers as PDF; needs no display."""

from __future__ import annotations

import argparse

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.store import load_assets
from viewer.atlas import Atlas
from viewer.commandline.errors import UserError, place_id
from viewer.commandline.taking import write_without_screen
from viewer.disc_planes import disc_planes
from viewer.export.steps import TakeError, finished, named_file

#: How many questions there may be; `viewer.study.making` has the same.
_ITEMS = (6, 40)


def paper(arguments: argparse.Namespace) -> int:
    """Write a paper. Returns the exit status. Raises UserError."""
    low, high = _ITEMS
    if not low <= arguments.items <= high:
        raise UserError(
            f"--items {arguments.items} is out of range; a paper has {low} to {high} questions"
        )
    catalog = load_catalog()
    place = place_id(catalog, arguments.segment)
    try:
        file = named_file(str(arguments.out), (".pdf",))
        write_without_screen()
        from viewer.study.making import Desk, paper_steps
        from viewer.study.sight import Sight
        from viewer.ui.study_paper import paper_pdf_steps

        assets, library = load_assets(), load_library()
        sight = Sight(assets, catalog)
        atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
        try:
            steps = paper_steps(
                Desk(atlas, library, sight.pixels), place, arguments.seed, arguments.items
            )
            made = finished(steps)
        finally:
            sight.close()
        finished(paper_pdf_steps(assets, catalog, library, made, file))
    except TakeError as problem:
        raise UserError(str(problem)) from None
    print(f"{file} written, {len(made.items)} questions with answers")
    return 0
