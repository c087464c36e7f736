"""Make the pictures of docs/conditions.md: `python -m tools.condition_pictures FOLDER [names]`.

They are the program's own: each condition as the window opens on it, at a level in two. Names are
ids of models or postures; without names all are made.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QGuiApplication

from annotations.models import Model, load_models
from meshes.catalog import Catalog, load_catalog
from meshes.effects.posture import NEUTRAL, Posture
from meshes.store import Assets, load_assets
from viewer.atlas import Atlas
from viewer.changing import finding_for, site_of
from viewer.commands import camera_acts
from viewer.commands.finding_acts import add_finding, place_at
from viewer.commands.finding_looks import best_look, look_at
from viewer.disc_planes import disc_planes
from viewer.state import Finding, Labels, ViewState
from viewer.ui.picture import draw_picture
from viewer.ui.sheet import Writing

#: Two stand beside each other on the page.
SIZE = (600, 450)
#: So few colours keep the page small; fewer turn the disc into the colour of the roots.
_COLOURS = 128
#: Where conditions are shown, if they can be there.
_PLACES = ("L4-L5", "L5-S1", "L4", "L5")

#: Postures by name: title, what is shown.
POSTURES: dict[str, tuple[str, Posture]] = {
    "flexion": ("Flexion", Posture(flexion_deg=40.0)),
    "extension": ("Extension", Posture(flexion_deg=-14.0)),
    "side-bending": ("Side bending to the right", Posture(bend_deg=18.0)),
    "rotation": ("Rotation to the right", Posture(rotation_deg=5.0)),
    "more-lordosis": ("More lordosis", Posture(lordosis_deg=18.0)),
    "less-lordosis": ("Less lordosis", Posture(lordosis_deg=-18.0)),
    "more-slope": ("More sacral slope", Posture(slope_deg=12.0)),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture: its file's stem, what is in it, and the level that is lit."""

    name: str
    title: str
    level: str
    finding: Finding | None = None
    posture: Posture = NEUTRAL


def shown_of(model: Model) -> tuple[Shown, ...]:
    """The pictures of a model: L4-L5 and L5-S1, or the lowest places it can be at."""
    wanted = [at for at in model.at if at in _PLACES] or list(model.at)
    found = []
    for at in wanted[-2:]:
        finding = finding_for(model.id, place_at(at))
        found.append(Shown(f"{model.id}-{at}", model.name, site_of(finding).level, finding))
    return tuple(found)


def all_shown() -> dict[str, tuple[Shown, ...]]:
    """Every picture by id of its model or posture, in the order of the page."""
    rows = {model.id: shown_of(model) for model in load_models().values()}
    for name, (title, posture) in POSTURES.items():
        rows[name] = (Shown(name, title, posture_level(posture), posture=posture),)
    return rows


def posture_level(posture: Posture) -> str:
    """The level whose sizes tell of a posture."""
    return "L5-S1" if posture.lordosis_deg else "L4-L5"


def state_of(atlas: Atlas, shown: Shown) -> ViewState:
    """What the window shows after a reader has chosen this."""
    if shown.finding is None:
        # a posture is of the whole column
        seen = camera_acts.look_from(atlas, _posture_view(shown.posture))(atlas.start())
        return replace(seen, posture=shown.posture, labels=Labels.OFF)
    state = add_finding(atlas, shown.finding)(atlas.start())
    return look_at(atlas, shown.finding, best_look(shown.finding))(state)


def _posture_view(posture: Posture) -> str:
    return "posterior" if posture.bend_deg or posture.rotation_deg else "left"


def draw(assets: Assets, catalog: Catalog, atlas: Atlas, shown: Shown, file: Path) -> None:
    """One picture as a file of few colours."""
    state = state_of(atlas, shown)
    pixels = draw_picture(
        assets, catalog, state, SIZE, writing=Writing(True, False, True), transparent=True
    )
    drawn = Image.fromarray(pixels, "RGBA")
    page = Image.new("RGBA", drawn.size, "white")
    page.alpha_composite(drawn)
    few = page.convert("RGB").quantize(_COLOURS, kmeans=2, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def _chosen(names: list[str]) -> Iterator[Shown]:
    rows = all_shown()
    unknown = [name for name in names if name not in rows]
    if unknown:
        raise SystemExit(f"no model or posture '{unknown[0]}'; there are {', '.join(rows)}")
    for name in names or rows:
        yield from rows[name]


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.condition_pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only these models or postures")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    app = QGuiApplication(sys.argv[:1])
    catalog, assets = load_catalog(), load_assets()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    for shown in _chosen(arguments.names):
        draw(assets, catalog, atlas, shown, folder / f"{shown.name}.png")
        print(folder / f"{shown.name}.png", flush=True)
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
