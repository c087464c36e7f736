"""A picture on which nothing is written and nothing outlined: the scene alone, without Qt.

Qt paints the names, the outlines and what was measured. Where there are none, importing it would
take a quarter of the time of the whole picture.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.camera import widened
from viewer.explode import Apart
from viewer.export.darkroom import Darkroom, Shot
from viewer.export.png import png_steps
from viewer.export.steps import finished
from viewer.jitter import offsets_at
from viewer.looks import THEMES
from viewer.ready_measures import Sizes, with_measures
from viewer.resolve import resolve
from viewer.spec import Emphasis, SceneSpec
from viewer.state import Labels, ViewState


def unwritten_shot(
    assets: Assets, catalog: Catalog, state: ViewState, size: tuple[int, int], theme: str
) -> Shot | None:
    """The one shot that shows a state, None where Qt has something to paint over it.

    size: width and height in pixels.
    """
    if state.compare is not None or state.labels is not Labels.OFF:
        return None
    camera = widened(state.camera, *size)
    state = replace(state, camera=camera)
    sizes = Sizes(Apart(catalog, assets.boxes))
    spec = with_measures(resolve(state, catalog), state, catalog, sizes)
    return None if _is_marked(spec) else Shot(spec, camera, THEMES[theme], size)


def write_unwritten(
    assets: Assets, catalog: Catalog, shot: Shot, file: Path, scale: int = 1
) -> None:
    """Draw a shot `scale` times its size and write it as PNG. Raises TakeError."""
    room = Darkroom(assets, catalog, shot)
    try:
        pixels = finished(room.develop(shot.camera, scale, offsets_at(scale)))
    finally:
        room.close()
    finished(png_steps(pixels, file))


def _is_marked(spec: SceneSpec) -> bool:
    """Whether something is outlined or has a value beside it."""
    stand_out = any(look.emphasis is not Emphasis.NONE for look in spec.looks.values())
    return stand_out or bool(spec.measures)
