"""Ink goes along with the model: named, coloured, on its surface, hidden with what it is on."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.commands.acts import hide
from viewer.commands.ink_acts import add_stroke
from viewer.export.ink_pieces import ink_pieces
from viewer.export.meshes import export_meshes
from viewer.export.steps import finished
from viewer.export.web_page import PageWords, page_steps
from viewer.ink import INK_COLOURS, INK_MM
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.scene_ink import DrawnInk, lines_on
from viewer.state import InkColour, InkRun, ViewState

L4, L5 = StructureId("vertebra.L4"), StructureId("vertebra.L5")


@pytest.fixture
def inked(start: ViewState, assets: Assets) -> ViewState:
    """A blue line over two bones, and a black one on the lower."""

    def run(id: StructureId) -> InkRun:
        points = assets.meshes[id].points[:3].astype(float)
        return InkRun(id, tuple((x, y, z) for x, y, z in points.tolist()))

    state = add_stroke(InkColour.BLUE, [run(L4), run(L5)])(start)
    return add_stroke(InkColour.BLACK, [run(L5)])(state)


def test_a_line_is_one_closed_tube_though_it_crosses_structures(
    inked: ViewState, assets: Assets
) -> None:
    pieces = ink_pieces(lines_on(inked.ink, {L4, L5}, assets, None))
    assert [piece.id for piece in pieces] == ["ink.blue-a", "ink.black-b"]
    assert [piece.name for piece in pieces] == ["Ink, blue, line 1", "Ink, black, line 2"]
    assert pieces[0].colour == INK_COLOURS[InkColour.BLUE]
    ground = np.concatenate([assets.meshes[id].points for id in (L4, L5)])
    for piece in pieces:
        mesh = piece.mesh
        assert mesh.triangles.max() < len(mesh.points)
        assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-3)
        assert cKDTree(ground).query(mesh.points)[0].max() < INK_MM + 3.0
    (only,) = ink_pieces(lines_on(inked.ink, {L4}, assets, None))
    assert len(only.mesh.points) < len(pieces[0].mesh.points)


def test_many_lines_have_names_of_their_own() -> None:
    points = np.array([[0.0, 0.0, 0.0], [5.0, 0.0, 0.0]])
    drawn = [DrawnInk(k, InkColour.BLACK, points) for k in range(60)]
    ids = [piece.id for piece in ink_pieces(drawn)]
    assert len(set(ids)) == 60
    assert ids[25:28] == ["ink.black-z", "ink.black-aa", "ink.black-ab"]


@pytest.mark.parametrize("name", ["glb", "obj", "ply", "stl"])
def test_mesh_files_have_it_but_what_is_for_printing(
    inked: ViewState, assets: Assets, catalog: Catalog, tmp_path: Path, name: str
) -> None:
    seen = resolve(inked, catalog).looks
    written = export_meshes(
        assets, catalog, tmp_path, name, [L4, L5], ink=inked.ink, seen=seen
    ).files
    if name == "glb":
        data = written[0].read_bytes()
        (length,) = struct.unpack("<I", data[12:16])
        found = {node["name"] for node in json.loads(data[20 : 20 + length])["nodes"]}
    elif name == "obj":
        text = next(file for file in written if file.suffix == ".obj").read_text()
        found = {line[2:] for line in text.splitlines() if line.startswith("o ")}
    else:
        found = {file.stem for file in written}
    assert L4 in found
    assert {id for id in found if id.startswith("ink")} == (
        set() if name == "stl" else {"ink.blue-a", "ink.black-b"}
    )


def test_the_web_page_has_what_lies_on_what_it_shows(
    inked: ViewState, assets: Assets, catalog: Catalog, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    alone = replace(inked, only=frozenset([L4, L5]))
    for state, lines in ((alone, 2), (hide([L5])(alone), 1)):
        spec = resolve(state, catalog)
        words = PageWords("Ink", "Not a diagnosis.")
        finished(
            page_steps(
                *(assets, catalog, spec, state.camera, THEMES["light"], words, file), detail="low"
            )
        )
        text = file.read_text(encoding="utf-8")
        assert text.count('"id":"ink.') == lines
        assert '"name":"Ink, blue, line 1"' in text
