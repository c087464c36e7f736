"""The one-page PDF: one page for every level and reader, words that can be found, no trace."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPdfWriter

from annotations.library import Library
from annotations.note import AUDIENCES, Audience
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.export.steps import TakeError, finished
from viewer.ui.handout import PAPERS, fitted_sheet, handout_steps, prepare
from viewer.ui.pdf import without_traces

SMALLEST_POINTS = 8.0
pytestmark = pytest.mark.usefixtures("qapp")


def writer_for(buffer: QBuffer, paper: str) -> QPdfWriter:
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    prepare(writer, paper, "a level")
    return writer


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_level_fits_one_page_in_letters_that_can_be_read(
    catalog: Catalog, library: Library, paper: str, audience: Audience
) -> None:
    picture = QImage(1500, 1365, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    for place in catalog.places.values():
        note = library.note(place.id)
        writer = writer_for(QBuffer(), paper)
        room = writer.pageLayout().paintRectPixels(writer.resolution())
        sheet = fitted_sheet(writer, note, audience, library, picture)
        size = sheet.document.size()
        assert size.height() <= room.height()
        assert size.width() <= room.width() + 1
        assert size.height() > 0.5 * room.height()
        assert sheet.points >= SMALLEST_POINTS, place.id
        words = sheet.document.toPlainText().replace("\u2060", "")
        assert note.title in words
        for key in ("red-flags", "care", "questions"):
            assert library.kinds[key].heading(audience) in words
        assert "Sources" in words
        assert "iagnosis" in words or "ducation" in words
        assert "More:" not in words
        assert "](" not in words


@pytest.fixture(scope="module")
def pdf(
    assets: Assets, catalog: Catalog, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file = tmp_path_factory.mktemp("someone") / "L4-L5.pdf"
    level = StructureId("segment.L4-L5")
    finished(handout_steps(assets, catalog, library, level, "patient", file))
    return file


def test_nothing_tells_who_made_it_when_or_where(pdf: Path) -> None:
    data = pdf.read_bytes()
    everything = data + b"".join(_streams(data))
    for trace in (
        b"/Author",
        b"/CreationDate",
        b"/ModDate",
        b"/Producer",
        datetime.now(UTC).strftime("%Y-%m-").encode(),
        datetime.now(UTC).strftime("D:%Y").encode(),
        str(pdf.parent).encode(),
        str(Path.home()).encode() + b"/",
    ):
        assert trace not in everything, trace
    assert not re.search(rb'(?:Date|Producer|CreatorTool)="[^" ]', everything)


def _streams(data: bytes) -> list[bytes]:
    found = []
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            found.append(zlib.decompressobj().decompress(data[match.end() :]))
        except zlib.error:
            continue
    return found


def test_traces_go_without_moving_a_byte() -> None:
    old = b'<</Title (a) /CreationDate (D:20260101\\) x) /Author (Me)>> xmp:CreateDate="2026-01"'
    new = without_traces(old)
    assert len(new) == len(old)
    assert b"/Title (a)" in new
    assert b"2026" not in new
    assert b"Me" not in new


def test_one_page_with_words_that_can_be_selected(pdf: Path, library: Library) -> None:
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == 1
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    text = subprocess.run([tool, str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(text.replace("\u2060", "").split())
    note = library.note("segment.L4-L5")
    assert note.title in flat
    for words in ("When to get help fast", "What helps", "What happens if I wait?", "Sources"):
        assert words in flat
    assert not set(flat) & set("ﬀﬁﬂﬃﬄ"), "letters joined would not be found by searching"


def test_a_stopped_or_impossible_sheet_leaves_nothing(
    assets: Assets, catalog: Catalog, library: Library, tmp_path: Path
) -> None:
    level = StructureId("segment.L1-L2")
    job = handout_steps(assets, catalog, library, level, "student", tmp_path / "x.pdf")
    next(job)
    job.close()
    assert list(tmp_path.iterdir()) == []
    nowhere = tmp_path / "no" / "x.pdf"
    with pytest.raises(TakeError, match="folder does not exist"):
        finished(handout_steps(assets, catalog, library, level, "student", nowhere))
