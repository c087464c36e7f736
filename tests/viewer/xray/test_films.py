"""Films of states: which way they hang, what they show, and what does not cost anything twice."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import binary_dilation, binary_erosion

from meshes.catalog import Catalog
from meshes.changed.normal import load_normal
from meshes.effects.posture import Posture
from meshes.ids import StructureId
from meshes.reading import TableError
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.changing import finding_for
from viewer.picking import Picker
from viewer.state import ViewState, Xray
from viewer.xray import tissues as tissue_file
from viewer.xray import views as view_file
from viewer.xray.body import Body
from viewer.xray.develop import developed
from viewer.xray.exposure import Cassette, field_of
from viewer.xray.studio import Film, Studio
from viewer.xray.views import film_views

SIZE = (120, 148)
L5_S1 = StructureId("segment.L5-S1")


@pytest.fixture(scope="module")
def studio(catalog: Catalog) -> Studio:
    return Studio(load_normal().assets, catalog)


@pytest.fixture
def state(atlas: Atlas) -> ViewState:
    return ViewState(atlas.start().camera, place=L5_S1)


def with_finding(state: ViewState, model: str, **words: object) -> ViewState:
    found = finding_for(model, L5_S1, **words)  # type: ignore[arg-type]
    return ViewState(state.camera, place=L5_S1, findings=(found,))


def middle(film: Film, id: str) -> tuple[float, float]:
    """Column and row of the middle of a structure on a film."""
    mesh = film.body.surface(StructureId(id))
    assert mesh is not None
    column, row, _ = film.field.pixels(mesh.points)
    return float(column.mean()), float(row.mean())


def test_a_film_hangs_as_it_is_read(studio: Studio, state: ViewState) -> None:
    """AP: the patient's right at the left; lateral: anterior at the left; superior above."""
    (ap,) = studio.films(state, Xray("ap"), SIZE)
    right, left = middle(ap, "hip-bone.right"), middle(ap, "hip-bone.left")
    assert right[0] < SIZE[0] / 2 < left[0]
    (side,) = studio.films(state, Xray("lateral"), SIZE)
    body, spine = middle(side, "vertebra.L4.body"), middle(side, "vertebra.L4.spinous-process")
    assert body[0] < spine[0]
    for film in (ap, side):
        assert middle(film, "vertebra.L1")[1] < middle(film, "sacrum")[1]


@pytest.mark.parametrize("side", ["right", "left"])
def test_an_oblique_lays_its_own_pars_before_the_body(
    studio: Studio, state: ViewState, side: str
) -> None:
    """The Scottie dog of the side next to the detector stands on the body, the other beside it."""
    (film,) = studio.films(state, Xray(f"oblique-{side}"), SIZE)
    other = "left" if side == "right" else "right"
    body = middle(film, "vertebra.L3.body")[0]
    own = abs(middle(film, f"vertebra.L3.pars.{side}")[0] - body)
    far = abs(middle(film, f"vertebra.L3.pars.{other}")[0] - body)
    eye = abs(middle(film, f"vertebra.L3.pedicle.{side}")[0] - body)
    assert own < 0.6 * far
    assert eye < 0.2 * far
    assert film_views()[f"oblique-{side}"].marker == side[0].upper()


def test_ferguson_looks_along_the_last_disc(studio: Studio, state: ViewState) -> None:
    frame = load_normal().disc_frames["L5-S1"]

    def off(view: str) -> float:
        (film,) = studio.films(state, Xray(view), (40, 48))
        return math.degrees(math.asin(abs(float(np.dot(film.field.beam.along, frame[:3, 2])))))

    assert off("ferguson") < 10.0 < off("ap")


def test_the_front_structure_is_that_of_the_3d_ray(
    studio: Studio, state: ViewState, assets: Assets, catalog: Catalog
) -> None:
    """200 places of films in random directions; 95 of 100 must name the same."""
    random, same, asked, picker = np.random.default_rng(11), 0, 0, None
    for view in ("ap", "lateral", "oblique-left", "ferguson"):
        (film,) = studio.films(state, Xray(view), SIZE)
        picker = picker or Picker(film.body, catalog)
        source = tuple(film.field.beam.source.tolist())
        struck = 0
        while struck < 50:
            column, row = random.uniform(0, SIZE[0] - 1), random.uniform(0, SIZE[1] - 1)
            way = tuple(film.field.beam.ray(*film.field.place(column, row)).tolist())
            hits, passed = picker.hits(source, way), film.along(column, row)
            if hits or passed:
                struck += 1
                same += bool(hits and passed and hits[0][1] == passed[0].id)
        asked += struck
    assert asked == 200
    assert same >= 190


def test_lengths_on_a_ray_are_in_order(studio: Studio, state: ViewState) -> None:
    (film,) = studio.films(state, Xray("ap"), SIZE)
    passed = film.along(*middle(film, "vertebra.L4.body"))
    assert "vertebra.L4" in [each.id for each in passed]
    assert [each.enters for each in passed] == sorted(each.enters for each in passed)
    assert all(0.0 < each.length < 120.0 for each in passed)
    bone = next(each for each in passed if each.id == "vertebra.L4")
    assert bone.part.startswith("vertebra.L4.")


def test_conditions_posture_and_hardware_are_on_the_film(studio: Studio, state: ViewState) -> None:
    (normal,) = studio.films(state, Xray("lateral"), SIZE)
    bent = ViewState(state.camera, posture=Posture(flexion_deg=30.0))
    (film,) = studio.films(bent, Xray("lateral"), SIZE)
    assert np.abs(film.values - normal.values).max() > 0.3
    fused = with_finding(state, "fusion-non-union", severity=1.0)
    (film,) = studio.films(fused, Xray("lateral"), SIZE)
    screw = middle(film, "screw.L5.left")
    assert developed(film.values, Xray())[round(screw[1]), round(screw[0])] == 255
    before = ViewState(state.camera, place=L5_S1, findings=fused.findings, is_before=True)
    (film,) = studio.films(before, Xray("lateral"), SIZE)
    assert np.array_equal(film.values, normal.values)


def test_a_loose_screw_has_a_dark_seam_and_a_bright_rim(
    catalog: Catalog, state: ViewState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against the same film without what loosening does to the bone."""
    loose = with_finding(state, "fusion-non-union", severity=1.0)
    asked = loose, Xray("lateral", is_close=True), (400, 490)
    (film,) = Studio(load_normal().assets, catalog).films(*asked)
    monkeypatch.setattr(Body, "_halo", lambda *_: ())
    (tight,) = Studio(load_normal().assets, catalog).films(*asked)
    change = film.values - tight.values
    ids = [f"{kind}.L5.{side}" for kind in ("halo", "screw") for side in ("left", "right")]
    halos, screws = (
        layers.any(axis=0) for layers in np.split(film.outlined(map(StructureId, ids)), 2)
    )
    beside = ~binary_dilation(screws)
    rim = binary_dilation(halos) & ~binary_erosion(halos, iterations=2) & beside
    seam = binary_erosion(halos, iterations=4) & beside
    bone = binary_dilation(halos, iterations=7) & ~binary_dilation(halos, iterations=5) & beside
    bright, dark, usual = (float(change[mask].mean()) for mask in (rim, seam, bone))
    assert bright > 0.05
    assert dark < 0.5 * bright
    assert abs(usual) < 0.01


def test_a_gap_of_the_pars_is_a_dark_collar(studio: Studio, state: ViewState) -> None:
    """On the oblique of its side less bone lies on the rays through the isthmus."""
    (film,) = studio.films(state, Xray("oblique-right", is_close=True), SIZE)
    place = middle(film, "vertebra.L5.pars.right")
    lysis = with_finding(state, "spondylolysis", side="both", severity=1.0)
    (gap,) = studio.films(lysis, Xray("oblique-right", is_close=True), SIZE)
    change = gap.values - film.values
    column, row = round(place[0]), round(place[1])
    assert change[row - 6 : row + 7, column - 6 : column + 7].min() < -0.25
    # The dog of L5 stands clear of the sacrum, whose top would lie over its neck.
    assert row < middle(film, "sacrum.S1.superior-endplate")[1] - 8


def test_the_pair_bends_both_ways(studio: Studio, state: ViewState) -> None:
    films = studio.films(state, Xray("flexion-extension"), SIZE)
    assert [film.title for film in films] == ["Flexion", "Extension"]
    assert films[0].field.pitch == films[1].field.pitch
    lean = [middle(film, "vertebra.L1")[0] - middle(film, "sacrum")[0] for film in films]
    assert lean[0] < lean[1] - 0.1 * SIZE[0]


def test_a_close_film_is_of_the_lit_level(studio: Studio, state: ViewState) -> None:
    for place in ("segment.T12-L1", "segment.L2-L3", "segment.L5-S1", "region.sacrum"):
        lit = ViewState(state.camera, place=StructureId(place))
        (near,) = studio.films(lit, Xray("ap", is_close=True), SIZE)
        (far,) = studio.films(lit, Xray("ap"), SIZE)
        assert near.field.pitch < 0.75 * far.field.pitch, place


def test_what_did_not_change_is_not_projected_again(
    assets: Assets, catalog: Catalog, state: ViewState
) -> None:
    body = Body(assets, catalog, None)
    field = field_of(film_views()["ap"], [body], None, *SIZE)
    cassette = Cassette()
    first = cassette.exposed(body, field)
    kept = {id: patches for id, (_, patches) in cassette._kept.items()}
    second = cassette.exposed(body, field)
    assert np.array_equal(first.bone, second.bone)
    assert all(cassette._kept[id][1] is patches for id, patches in kept.items())


def test_window_level_and_inversion(studio: Studio, state: ViewState) -> None:
    (film,) = studio.films(state, Xray("ap"), SIZE)
    usual = developed(film.values, Xray()).astype(int)
    assert np.abs(usual + developed(film.values, Xray(is_inverted=True)) - 255).max() <= 1
    assert developed(film.values, Xray(level=80.0)).mean() < usual.mean()
    assert developed(film.values, Xray(window=40.0)).std() > usual.std()


def test_the_same_state_gives_the_same_film(state: ViewState, catalog: Catalog) -> None:
    one, two = (
        Studio(load_normal().assets, catalog).films(state, Xray("ap"), SIZE)[0].values
        for _ in range(2)
    )
    assert np.array_equal(one, two)


@pytest.mark.parametrize("text", ["", "[[view]]\nkey = 'ap'", "[[view]]\nkey = ["])
def test_a_damaged_list_of_films_is_named(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "views.toml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(view_file, "FILE", file)
    film_views.cache_clear()
    with pytest.raises(TableError, match=r"views\.toml.*reinstall"):
        film_views()
    film_views.cache_clear()


@pytest.mark.parametrize("change", [("soft = 0.217", ""), ("soft = 0.217", "soft = nan")])
def test_damaged_figures_are_named(
    change: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tissues.toml"
    file.write_text(tissue_file.FILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    monkeypatch.setattr(tissue_file, "FILE", file)
    tissue_file.tissues.cache_clear()
    with pytest.raises(TableError, match=r"tissues\.toml.*reinstall"):
        tissue_file.tissues()
    tissue_file.tissues.cache_clear()
