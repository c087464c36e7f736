"""Where what stands beside the scene is made: films and MRI-like slices, of one side or of two."""

from __future__ import annotations

from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.comparing import other_side, titles
from viewer.mri.scan import Scanner
from viewer.state import Beside, ViewState, Xray
from viewer.xray.exposure import ASPECT
from viewer.xray.studio import Shown, Studio
from viewer.xray.views import FilmView, film_views


def size_of(view: FilmView, height: int) -> tuple[int, int]:
    """Width and height in pixels of a picture of a view: axial slices are square."""
    return (height if view.scan == "axial" else round(height * ASPECT)), height


def sides_of(state: ViewState, xray: Xray, atlas: Atlas) -> tuple[tuple[str, ViewState], ...]:
    """The states that are shown beside each other, with what stands under each: what a comparison
    shows; else one, without words. A pair of films, and the whole column of two levels, are those
    of the first view alone."""
    view, compare = film_views()[xray.view], state.compare
    if compare is None or view.pair:
        return (("", state),)
    is_whole = not (xray.is_close or view.scan == "axial")
    if compare.kind is Beside.LEVEL and is_whole:
        return (("", state),)
    return tuple(zip(titles(state, atlas.catalog), (state, other_side(state, atlas)), strict=True))


class Room:
    """See the module's text. It belongs to one set of meshes and keeps what was made last."""

    def __init__(self, assets: Assets, atlas: Atlas) -> None:
        self.assets, self._atlas = assets, atlas
        self._studios: list[Studio] = []
        self._scanner = Scanner(assets, atlas)

    def pictures(self, state: ViewState, xray: Xray, size: tuple[int, int]) -> tuple[Shown, ...]:
        """One picture, or a pair, of what a state holds; size: of one, pixels. Raises KeyError for
        a view there is none of, AssetError, ContentError."""
        sides = sides_of(state, xray, self._atlas)
        if film_views()[xray.view].scan:
            return tuple(self._scanner.scan(each, xray, size, title) for title, each in sides)
        while len(self._studios) < len(sides):
            self._studios.append(Studio(self.assets, self._atlas.catalog))
        return tuple(
            film
            for studio, (title, each) in zip(self._studios, sides, strict=False)
            for film in studio.films(each, xray, size, title)
        )
