"""`--section`: what is understood, what is drawn, and one clear line when it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.__main__ import ACTS
from viewer.atlas import Atlas
from viewer.commandline.errors import UserError
from viewer.commandline.opening import asked_state
from viewer.commandline.parser import parser
from viewer.commandline.section_option import parsed_section
from viewer.state import Cut, Section

L4 = StructureId("segment.L4-L5")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sagittal", Section(Cut.SAGITTAL)),
        ("sagittal:0", Section(Cut.SAGITTAL)),
        ("sagittal:-12.5", Section(Cut.SAGITTAL, None, -12.5)),
        ("coronal:8:flipped", Section(Cut.CORONAL, None, 8.0, True)),
        ("axial:L4-L5", Section(Cut.AXIAL, L4)),
        ("axial:l4–l5+3", Section(Cut.AXIAL, L4, 3.0)),
        ("Disc:L4-L5-2", Section(Cut.DISC, L4, -2.0)),
    ],
)
def test_words_for_sections(catalog: Catalog, text: str, meant: Section) -> None:
    assert parsed_section(catalog, text) == meant


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("disk:L4-L5", "did you mean disc"),
        ("disc", "needs a level"),
        ("axial:L7-L8", "choose from T12-L1"),
        ("axial:here", "axial:L4-L5+3"),
    ],
)
def test_what_is_not_understood_is_said_with_the_cure(
    catalog: Catalog, text: str, says: str
) -> None:
    with pytest.raises(UserError, match=says.replace("+", r"\+")):
        parsed_section(catalog, text)


def test_a_view_asked_for_stays(atlas: Atlas) -> None:
    words = ["render", "x.png", "--section", "axial:L4-L5", "--view", "anterior"]
    state = asked_state(parser(ACTS).parse_args(words), atlas)
    assert state.section is not None
    assert state.camera.azimuth_deg == 0.0
    assert state.camera.elevation_deg == 0.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="EGL is Linux's way")
def test_a_cut_picture_differs_from_a_whole_one(tmp_path: Path) -> None:
    pictures = []
    for name, more in (("whole.png", []), ("cut.png", ["--section", "sagittal:0"])):
        words = ["render", name, "--view", "left", "--size", "320x240", *more]
        done = subprocess.run(
            [sys.executable, "-m", "viewer", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "HOME": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr
        image = QImage(str(tmp_path / name)).convertToFormat(QImage.Format.Format_RGB888)
        pictures.append(np.frombuffer(image.constBits(), np.uint8).copy())
    assert (pictures[0] != pictures[1]).mean() > 0.02
