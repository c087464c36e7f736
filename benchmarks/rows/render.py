"""`render` to a PNG, the whole process, beside F3D with the same meshes at the same size."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.runner import ROOT, LeftOutError, Pair, Row, alternate, child, clocked

#: The Python of an environment that has F3D.
F3D = "F3D_PYTHON"
_CURE = (
    f"make an environment with F3D (python -m venv f3d; f3d/bin/pip install f3d) and set {F3D} "
    "to its python"
)


def _pairs(rounds: int) -> list[Pair]:
    python = os.environ.get(F3D)
    if not python or not Path(python).exists():
        raise LeftOutError(_CURE)
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "viewer", "export", folder, "--format", "glb"]
        subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
        model = next(Path(folder).glob("*.glb"))
        ours, bare = f"{folder}/ours.png", f"{folder}/bare.png"
        return alternate(
            lambda: float(child("benchmarks.ours_picture", ours)[clocked("took")]),
            lambda: float(
                child("benchmarks.bare_picture", str(model), bare, python=python)[clocked("took")]
            ),
            rounds,
        )


ROWS = (Row("render to a PNG, whole process", "F3D with the same GLB", "s", 1.5, 1.0, _pairs),)
