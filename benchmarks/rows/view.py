"""The 3D view under the hand: frames, hover, pick, select, and how soon the full look is back."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.runner import Pair, Row, child


def _job(name: str) -> Callable[[int], list[Pair]]:
    def measure(rounds: int) -> list[Pair]:
        return [(one, other) for one, other in child("benchmarks.view", name, str(rounds))["pairs"]]

    return measure


_BARE = "bare `vtkRenderWindow.Render()` of the same triangles, one light, backface culling"
_FRAME = "one full frame"

ROWS = (
    Row("frame while orbiting, whole spine", _BARE, "ms", 1.25, 1.1, _job("orbit"), 15),
    Row("frame while orbiting, L5–S1 lit", _BARE, "ms", 1.25, 1.1, _job("orbit-lit"), 15),
    Row("frames per mouse move in a drag", "", "frames", 1.0, 1.0, _job("moves"), 5),
    Row("hover, pointer to pixels", _FRAME, "ms", 0.5, 0.1, _job("hover"), 15),
    Row("hover over a receded structure", _FRAME, "ms", 0.5, 0.1, _job("hover-ghost"), 15),
    Row("pick", "", "ms", 1.0, 0.1, _job("pick"), 5),
    Row("select a segment, event to frame done", _FRAME, "ms", 1.3, 1.1, _job("select"), 12),
    Row("full look after a movement", "", "ms", 300.0, 300.0, _job("rest"), 9),
)
