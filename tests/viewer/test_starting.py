"""A start imports and reads only what it needs, and a bare picture does without Qt."""

from __future__ import annotations

import builtins
import gc
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.library import load_library, read_library
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.export.unwritten import unwritten_shot
from viewer.starting import no_collections, numpy_when_used, plain_imports
from viewer.state import Labels

#: What takes long to import and is not needed before the window stands.
HEAVY = (
    *("vtkmodules", "scipy", "pyvista", "pydantic", "matplotlib", "PIL", "importlib.metadata"),
    *("fsrs", "genanki", "viewer.study", "viewer.ui.studying"),
    *("sqlite3", "viewer.ui.keeping", "viewer.ui.conditioning", "viewer.ui.cards"),
)


def imported_by(code: str) -> set[str]:
    """The modules there are after some code has run in a process of its own."""
    # -S: an editable install's own finder imports some of them.
    path = f"import sys; sys.path[:0] = {sys.path!r}; "
    listed = f"{path}{code}\nprint('\\n' + ' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", listed], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_window_is_imported_without_what_its_picture_needs() -> None:
    # As the program does it.
    how = "from viewer.starting import numpy_when_used, plain_imports"
    code = f"{how}\nwith plain_imports(), numpy_when_used(): import viewer.ui.app"
    modules = imported_by(f"import viewer.__main__\n{code}")
    assert "viewer.ui.main_window" in modules
    assert not modules & set(HEAVY)
    assert not [name for name in modules if name.startswith("numpy")]


def test_numpy_comes_when_it_is_used() -> None:
    code = (
        "import sys\nfrom viewer.starting import numpy_when_used\n"
        "with numpy_when_used():\n from meshes.store import load_assets, load_boxes, np\n"
        "assert 'numpy' not in sys.modules\nboxes = load_boxes()\n"
        "assert 'numpy' not in sys.modules\nassets = load_assets()\n"
        "import numpy\nassert np.float32 is numpy.float32 and np.linalg is numpy.linalg\n"
        "assert assets.boxes == boxes and len(boxes) > 200\n"
    )
    assert "numpy._core" in imported_by(code)


def test_numpy_that_is_there_is_not_promised() -> None:
    import numpy

    with numpy_when_used():
        assert sys.modules["numpy"] is numpy
    assert sys.modules["numpy"] is numpy


def test_a_picture_without_writing_needs_no_qt(tmp_path: Path) -> None:
    file = tmp_path / "bare.png"
    words = ["render", str(file), "--size", "64x64"]
    modules = imported_by(f"from viewer.__main__ import main; assert main({words!r}) == 0")
    assert file.stat().st_size > 500
    assert not [name for name in modules if name.startswith(("PySide6", "scipy", "viewer.ui"))]


def test_only_a_scene_that_nothing_is_painted_over_goes_without_qt(
    assets: Assets, catalog: Catalog, atlas: Atlas
) -> None:
    def shot(change: acts.Change) -> object:
        state = change(acts.set_labels(Labels.OFF)(atlas.start()))
        return unwritten_shot(assets, catalog, state, (320, 200), "light")

    assert shot(lambda state: state) is not None
    assert shot(acts.set_labels(Labels.ALL)) is None
    for place in catalog.places:
        assert shot(acts.select_place(atlas, place)) is None
    assert shot(acts.select_structure(atlas, StructureId("vertebra.L3"))) is None


def test_the_first_page_is_read_alone_and_as_with_all_others() -> None:
    some, problems = read_library(only=("red-flags.toml", "disclaimer.toml"))
    assert not problems
    assert set(some.notes) == {"topic.red-flags", "topic.disclaimer"}
    whole = load_library()
    assert all(whole.notes[id] == note for id, note in some.notes.items())
    assert some.sources == whole.sources


def test_imports_are_as_they_were_after_plain_ones() -> None:
    import PySide6.QtWidgets  # noqa: F401

    before = builtins.__import__
    with pytest.raises(ModuleNotFoundError), plain_imports():
        import no_such_module_at_all  # type: ignore[import-not-found]  # noqa: F401
    assert builtins.__import__ is before


def test_garbage_is_collected_again_once_the_start_is_over() -> None:
    assert gc.isenabled()
    frozen = gc.get_freeze_count()
    try:
        with no_collections() as started:
            assert not gc.isenabled()
            started()
            assert gc.isenabled()
            assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()
    with pytest.raises(ValueError, match="stopped"), no_collections():
        raise ValueError("stopped")
    assert gc.isenabled()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has other habits")
def test_large_blocks_go_back_to_the_system_though_larger_ones_were_freed() -> None:
    code = """
import ctypes
from viewer.starting import keep_heap_whole
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
class Held(ctypes.Structure):
    _fields_ = [(f"n{k}", ctypes.c_size_t) for k in range(10)]
libc.mallinfo2.restype = Held
{first}
libc.free(libc.malloc(20 << 20))
libc.malloc(4 << 20)
print(libc.mallinfo2().n4 >> 20)
"""
    for first, mapped in (("keep_heap_whole()", 4), ("", 0)):
        code_now = code.replace("{first}", first)
        done = subprocess.run(
            [sys.executable, "-c", code_now], capture_output=True, text=True, check=True
        )
        assert int(done.stdout) == mapped, first
