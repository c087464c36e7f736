"""Stored tables are those of the anatomy and figures that ship."""

from __future__ import annotations

import numpy as np
import pytest

from meshes.changed.normal import load_normal
from meshes.effects import curve, gliding, height, slip_course, tables


def test_stored_tables_bear_the_checksum_of_what_they_are_made_from() -> None:
    assert tables._stored(), "run python -m meshes.effects.tables"


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("lower.L3-L4", lambda n: height._found_way_down(n, "L3-L4")),
        ("sagittal.L5-S1", lambda n: gliding._found_glides(n, "L5-S1", "sagittal")),
        ("isthmic.L5-S1", lambda n: slip_course.found_course(n, "L5-S1", "isthmic")),
        ("retro.L4-L5", lambda n: slip_course.found_course(n, "L4-L5", "retro")),
    ],
)
def test_a_table_worked_out_anew_is_the_stored_one(name: str, make) -> None:  # type: ignore[no-untyped-def]
    assert np.allclose(make(load_normal()), np.array(tables._stored()[name]), atol=2e-3)


def test_every_apex_and_kind_of_slip_is_stored() -> None:
    stored = tables._stored()
    assert all(f"curve.{apex}" in stored for apex in curve.figures()["wedge"])
    for kind, levels in slip_course.figures()["levels"].items():
        assert all(f"{kind}.{level}" in stored for level in levels)
