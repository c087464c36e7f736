"""What was worked out of an array goes with it."""

from __future__ import annotations

import numpy as np

from viewer.xray.as_long import AsLong


def test_an_answer_is_there_as_long_as_its_very_array() -> None:
    kept: AsLong[str] = AsLong()
    one, same = np.arange(3), np.arange(3)
    kept.keep(one, "one")
    assert kept.of(one) == "one"
    assert kept.of(same) is None, "equal numbers are not the same array"
    kept.keep(same, "same")
    del one
    assert len(kept) == 1
    assert kept.of(same) == "same"
    kept.clear()
    assert kept.of(same) is None
