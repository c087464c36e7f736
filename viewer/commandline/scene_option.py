"""What `--scene` means: a scene file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from meshes.catalog import Catalog
from viewer.commandline.errors import UserError

if TYPE_CHECKING:
    from viewer.keep.scene_file import SavedScene


def opened_scene(catalog: Catalog, path: Path) -> SavedScene:
    """The scene of a file. Raises UserError."""
    from viewer.keep.scene_file import SceneError, read_scene

    try:
        return read_scene(path, catalog)
    except SceneError as problem:
        raise UserError(str(problem)) from None
