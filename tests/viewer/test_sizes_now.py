"""Sizes are measured beside the window: all of them without VTK, whatever is not there yet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from meshes.ids import StructureId
from viewer.changing import finding_for
from viewer.sizes_now import sizes_at
from viewer.state import Camera, ViewState

CAMERA = Camera(180.0, 0.0, 300.0, (0.0, 0.0, 0.0))
L4L5 = StructureId("segment.L4-L5")


@pytest.mark.parametrize("model", ["disc-protrusion", "laminectomy"])
def test_what_comes_out_or_is_cut_off_is_measured_in_another_thread(model: str) -> None:
    # an amount that no other test has: nothing of it is made yet
    finding = finding_for(model, L4L5, severity=0.613, extra=0.417)
    state = ViewState(CAMERA, findings=(finding,))
    with ThreadPoolExecutor(1) as beside:
        rows = beside.submit(sizes_at, state, "L4-L5", lambda: None).result()
    assert [name for name, *_ in rows] == [name for name, *_ in sizes_at(state, "L4-L5", int)]
