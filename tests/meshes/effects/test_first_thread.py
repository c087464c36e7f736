"""What may be worked out beside the window never asks VTK there."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import meshes
from meshes.effects.filling import fill
from meshes.effects.first_thread import first_thread_only
from meshes.effects.zero_surface import zero_surface

MESHES = Path(meshes.__file__).parent
#: Only building the shipped model and checking it ask these, in processes of their own.
BUILDING = ("builders", "field.py", "check_", "nerve", "parting", "spine.py", "meshing.py")
TOOLKIT = ("vtkmodules", "pyvista")
GUARD = first_thread_only.__name__


def elsewhere(work: Callable[[], object]) -> object:
    """What work gives in another thread; raises what it raised."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except RuntimeError as problem:
            found.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(found[0], RuntimeError):
        raise found[0]
    return found[0]


def imports_of_vtk(tree: ast.AST, guarded: bool = False) -> Iterator[ast.AST]:
    """Imports of VTK at or below a place of a program that no guard stands before."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None), *(each.name for each in node.names)]
            if not guarded and any(str(n).split(".")[0] in TOOLKIT for n in names):
                yield node
        is_guarded = isinstance(node, ast.FunctionDef) and any(
            ast.unparse(each) == GUARD for each in node.decorator_list
        )
        yield from imports_of_vtk(node, guarded or is_guarded)


def test_all_of_the_changed_model_that_asks_vtk_is_guarded() -> None:
    found = {
        f"{path.relative_to(MESHES)}:{node.lineno}"  # type: ignore[attr-defined]
        for path in MESHES.rglob("*.py")
        if not path.relative_to(MESHES).as_posix().startswith(BUILDING)
        if any(name in (text := path.read_text(encoding="utf-8")) for name in TOOLKIT)
        for node in imports_of_vtk(ast.parse(text))
    }
    assert not found


def test_guarded_work_is_refused_in_another_thread() -> None:
    guarded = first_thread_only(lambda: 7)
    assert guarded() == 7
    with pytest.raises(RuntimeError, match="first thread"):
        elsewhere(guarded)


@pytest.mark.parametrize("seed", range(3))
def test_surfaces_are_the_same_triangles_in_every_thread(seed: int) -> None:
    # noise has all 256 cases
    values = np.random.default_rng(seed).normal(size=(14, 11, 9)).astype(np.float32)
    given = values, 0.5, np.array([3.0, -40.0, 120.0])
    here, there = zero_surface(*given), elsewhere(lambda: zero_surface(*given))
    assert isinstance(there, tuple)
    assert len(here[1]) > 1000
    np.testing.assert_allclose(there[0][there[1]], here[0][here[1]], rtol=0, atol=1e-4)
    nothing: npt.NDArray[np.float32] = np.full((3, 3, 3), -1.0, np.float32)
    for found in (zero_surface(nothing, 1.0, given[2]), elsewhere(lambda: empty(nothing))):
        assert isinstance(found, tuple)
        assert [each.shape for each in found] == [(0, 3), (0, 3)]


def empty(values: npt.NDArray[np.float32]) -> object:
    return zero_surface(values, 1.0, np.zeros(3))


def test_lines_are_filled_to_the_same_area_in_every_thread() -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    round_, hole = np.column_stack([np.cos(turn), np.sin(turn)]), slice(None, None, -1)
    flat = np.concatenate([3.0 * round_, round_[hole]])
    numbers = np.arange(40)
    rim = np.column_stack([numbers, np.roll(numbers, -1)])
    rim = np.concatenate([rim, 40 + rim])

    def area(faces: object) -> float:
        a, b, c = np.swapaxes(flat[np.asarray(faces)], 0, 1)
        (p, q), (r, s) = (b - a).T, (c - a).T
        return float(0.5 * np.abs(p * s - q * r).sum())

    assert area(elsewhere(lambda: fill(flat, rim))) == pytest.approx(area(fill(flat, rim)))
