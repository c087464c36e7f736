"""The figure: title, picture, legend, scale and source, as PNG, PDF and SVG."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from viewer.export.steps import TakeError, finished
from viewer.looks import THEMES
from viewer.spec import ROLE_COLOURS, LegendEntry
from viewer.state import Camera
from viewer.ui.figure import SUFFIXES, Figure, figure_size, save_figure
from viewer.ui.paint_overlay import Stationery
from viewer.ui.sheet import Sheet

pytestmark = pytest.mark.usefixtures("qapp")
VIEW = (600.0, 400.0)


@pytest.fixture
def figure() -> Figure:
    picture = QImage(1200, 800, QImage.Format.Format_RGBA8888_Premultiplied)
    picture.fill(0xFF3366AA)
    legend = tuple(LegendEntry(role, role, colour) for role, colour in ROLE_COLOURS.items())
    camera = Camera(180.0, 10.0, 400.0, (0.0, 0.0, 0.0))
    sheet = Sheet(VIEW, camera, Stationery(THEMES["light"], 1.0, VIEW), legend=legend)
    return Figure("First figure, fine flow", "Source: a viewer.", picture, sheet)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_format_is_written_whole(figure: Figure, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"figure{suffix}"
    finished(save_figure(figure, file, 2))
    assert [f.name for f in tmp_path.iterdir()] == [file.name]
    data = file.read_bytes()
    if suffix == ".png":
        image, (wide, high) = QImage(str(file)), figure_size(figure)
        assert (image.width(), image.height()) == (round(2 * wide), round(2 * high))
        assert image.pixelColor(3, 3).name() == "#ffffff"
        assert image.pixelColor(image.width() // 2, image.height() // 2).name() == "#aa6633"
    elif suffix == ".svg":
        text = data.decode()
        for words in ("First figure, fine flow", "Source: a viewer.", "facet", "50 mm"):
            assert words in text
        assert str(tmp_path) not in text
    else:
        for trace in (b"/CreationDate", b"/Author", b"/Producer", str(tmp_path).encode()):
            assert trace not in data
        if (tool := shutil.which("pdftotext")) is not None:
            done = subprocess.run(
                [tool, str(file), "-"], capture_output=True, text=True, check=True
            )
            for words in ("First figure, fine flow", "Source: a viewer.", "exiting-root"):
                assert words in done.stdout


def test_no_title_takes_no_room_and_a_long_source_takes_more(figure: Figure) -> None:
    plain = figure_size(figure)
    assert figure_size(replace(figure, title=""))[1] < plain[1]
    assert figure_size(replace(figure, source="words and words " * 30))[1] > plain[1] + 20


def test_a_folder_that_is_not_there_is_named(figure: Figure, tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        with pytest.raises(TakeError, match="the folder does not exist"):
            finished(save_figure(figure, tmp_path / "no" / f"f{suffix}", 1))
