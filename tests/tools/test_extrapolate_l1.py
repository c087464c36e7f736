from __future__ import annotations

import tomllib
from pathlib import Path

from tools.extrapolate_l1 import GIVEN, differences, extrapolated, main, shape


def test_the_shipped_shape_is_the_trend_with_the_given_figures() -> None:
    """To the rounding of the file: 0.1 mm on a limb, whole degrees."""
    made = extrapolated(shape("L2"), shape("L3"))
    for path, off in differences(made, shape("L1")):
        assert off <= (0.5 if path.endswith("roll_deg") else 0.051), path


def test_every_given_number_is_one_of_the_shape() -> None:
    assert set(GIVEN) <= {path for path, _ in differences(shape("L2"), shape("L3"))}


def test_the_written_file_is_the_shipped_shape(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    result = tmp_path / "vertebra_L1.toml"
    monkeypatch.setattr("sys.argv", ["extrapolate_l1", str(result)])
    main()
    written = tomllib.loads(result.read_text("utf-8"))
    assert max(off for _, off in differences(written, shape("L1"))) < 0.11
