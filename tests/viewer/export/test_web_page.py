"""The offline page: complete, self-contained, and its numbers are the meshes."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import zlib
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.commands import acts
from viewer.export.steps import TakeError, finished
from viewer.export.web_page import BUDGETS, LARGEST_BYTES, PageWords, page_steps, thinned
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.state import Cut, Section, ViewState

WORDS = PageWords("L5–S1 <level>", "Not a diagnosis & not yours.")


@dataclass
class Page:
    text: str

    def script(self, id: str) -> str:
        found = re.search(rf'<script id="{id}"[^>]*>(.*?)</script>', self.text, re.DOTALL)
        assert found is not None
        return found[1]

    @property
    def scene(self) -> dict[str, Any]:
        return dict(json.loads(self.script("scene")))

    @property
    def code(self) -> str:
        return self.text[self.text.rindex("<script>") + 8 : self.text.rindex("</script>")]

    def meshes(self) -> dict[str, tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
        """Points in mm and triangles of each part, read as the page reads them."""
        blob = zlib.decompress(base64.b64decode(self.script("data")), wbits=-15)
        scene, found = self.scene, {}
        for part in scene["parts"]:
            rows = np.frombuffer(blob, "<u2", 6 * part["points"], part["start"]).reshape(-1, 6)
            points = np.array(scene["low"]) + rows[:, :3] / 65535 * np.array(scene["size"])
            first = part["start"] + 12 * part["points"]
            faces = np.frombuffer(blob, f"<u{part['wide']}", 3 * part["triangles"], first)
            key = part["id"] + (".face" if part["face"] else "")
            found[key] = (points, faces.reshape(-1, 3))
        return found


@pytest.fixture(scope="module")
def lit(atlas: Atlas) -> ViewState:
    return acts.select_any(atlas, StructureId("segment.L5-S1"))(atlas.start())


def written(
    assets: Assets, catalog: Catalog, state: ViewState, file: Path, detail: str = "usual"
) -> Page:
    spec = resolve(state, catalog)
    job = page_steps(
        assets, catalog, spec, state.camera, THEMES["light"], WORDS, file, detail=detail
    )
    assert finished(job) == file.stat().st_size
    return Page(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(
    assets: Assets, catalog: Catalog, lit: ViewState, tmp_path_factory: pytest.TempPathFactory
) -> Page:
    return written(assets, catalog, lit, tmp_path_factory.mktemp("page") / "p.html")


def test_nothing_is_loaded_from_anywhere(page: Page) -> None:
    text = page.text.replace(page.script("data"), "")
    assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text)
    for word in ("src=", "href=", "url(", "@import", "fetch(", "XMLHttpRequest", "import("):
        assert word not in text
    assert "default-src 'none'" in page.text


def test_words_are_there_and_escaped(page: Page) -> None:
    assert "<title>L5–S1 &lt;level&gt;</title>" in page.text
    assert "Not a diagnosis &amp; not yours." in page.text
    assert "{{" not in page.text
    for words in ("Disc", "Exiting roots, L5", "Traversing roots, S1"):
        assert f"</svg>{words}</li>" in page.text
    assert "<" not in page.script("scene")


def test_the_numbers_are_the_meshes(page: Page, assets: Assets) -> None:
    meshes = page.meshes()
    step = max(page.scene["size"]) / 65535
    small = StructureId("facet.L5-S1.cartilage-superior.left")
    for key, (points, triangles) in meshes.items():
        assert triangles.max() < len(points)
        box = assets.boxes[StructureId(key)]
        size = np.subtract(box.upper, box.lower).max()
        assert np.allclose(points.min(axis=0), box.lower, atol=0.03 * size + 0.5)
        assert np.allclose(points.max(axis=0), box.upper, atol=0.03 * size + 0.5)
    assert "vertebra.L5" in meshes
    thin = thinned(assets.mesh(small), 100_000)
    if small in meshes and len(meshes[small][0]) == len(thin.points):
        assert np.abs(meshes[small][0] - thin.points).max() <= step


def test_colours_and_opacities_are_those_on_the_screen(
    page: Page, catalog: Catalog, lit: ViewState
) -> None:
    looks = resolve(lit, catalog).looks
    for part in page.scene["parts"]:
        look = looks[StructureId(part["id"])]
        assert part["name"] == catalog.structures[StructureId(part["id"])].name
        assert part["ghost"] == look.ghost
        if not look.ghost:
            assert np.allclose(part["colour"], look.colour, atol=1e-3)
            assert (part["veil"][2] > 0) == (look.opacity < 1.0)
    solid = {p["id"] for p in page.scene["parts"] if not p["ghost"]}
    assert solid == {str(id) for id, look in looks.items() if not look.ghost}


def test_every_detail_keeps_to_its_size(
    assets: Assets, catalog: Catalog, atlas: Atlas, tmp_path: Path
) -> None:
    sizes = []
    for detail in BUDGETS:
        page = written(assets, catalog, atlas.start(), tmp_path / f"{detail}.html", detail)
        count = sum(part["triangles"] for part in page.scene["parts"])
        assert count < 1.3 * BUDGETS[detail]
        sizes.append(len(page.text))
    assert sizes == sorted(sizes)
    assert sizes[-1] < LARGEST_BYTES


def test_a_section_comes_along_cut_and_capped(
    assets: Assets, catalog: Catalog, lit: ViewState, tmp_path: Path
) -> None:
    state = changed(lit, section=Section(Cut.SAGITTAL))
    meshes = written(assets, catalog, state, tmp_path / "p.html", "low").meshes()
    points, _ = meshes["vertebra.L5"]
    one_side = min(abs(points[:, 0].min()), abs(points[:, 0].max()))
    assert one_side < 1.0, "half is gone"
    face, _ = meshes["vertebra.L5.face"]
    assert abs(face[:, 0]).max() < 0.5


def test_a_thinned_mesh_keeps_its_shape(assets: Assets) -> None:
    mesh = assets.mesh(StructureId("vertebra.L4"))
    thin = thinned(mesh, 3000)
    assert 2500 < len(thin.triangles) <= 3300
    assert np.allclose(np.linalg.norm(thin.normals, axis=1), 1.0, atol=1e-3)
    assert thinned(mesh, 10**7) is mesh


def test_the_script_is_sound(page: Page, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pairs = {"(": ")", "[": "]", "{": "}"}
        for opening, closing in pairs.items():
            assert page.code.count(opening) == page.code.count(closing)
        return
    file = tmp_path / "page.js"
    file.write_text(page.code, encoding="utf-8")
    done = subprocess.run([node, "--check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_page_of_nothing_is_refused(
    assets: Assets, catalog: Catalog, lit: ViewState, tmp_path: Path
) -> None:
    with pytest.raises(TakeError, match="nothing is visible"):
        written(assets, catalog, changed(lit, only=frozenset()), tmp_path / "p.html")
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_page_leaves_nothing(
    assets: Assets, catalog: Catalog, lit: ViewState, tmp_path: Path
) -> None:
    spec = resolve(lit, catalog)
    file = tmp_path / "p.html"
    job = page_steps(assets, catalog, spec, lit.camera, THEMES["dark"], WORDS, file)
    for _ in range(3):
        next(job)
    job.close()
    assert list(tmp_path.iterdir()) == []
