"""What each card of the Export menu asks, and the words it asks with."""

from __future__ import annotations

from importlib.util import find_spec

from meshes.catalog import Catalog
from viewer.export.formats import EXPORTERS
from viewer.ui.take_card import Form, OneOf, Switch, Words

_SIZES = {"1": "As on screen", "2": "2 ×", "4": "4 ×"}
_SAVE = {"save": "Save…"}
SOURCE = "Lumbosacral Viewer. Generic anatomy, simplified; for education, not diagnosis."


def picture_form() -> Form:
    """The picture of the 3D view."""
    return Form(
        "picture",
        "Save picture",
        "What the 3D view shows now, as PNG. Larger sizes are drawn anew, not stretched.",
        (
            OneOf("scale", "Size", _SIZES),
            Switch("labels", "Names with leader lines", True),
            Switch("legend", "Legend", True),
            Switch("corners", "Patient’s sides, scale and cube", True),
            Switch("transparent", "No background"),
        ),
        {**_SAVE, "copy": "Copy"},
    )


def figure_form(title: str) -> Form:
    """The picture with what a slide or a paper needs around it."""
    return Form(
        "figure",
        "Save figure",
        "The picture with a title, the legend, a scale bar and a line for the source.",
        (
            Words("title", "Title", title),
            Words("source", "Source line", SOURCE, is_kept=True),
            OneOf("format", "Format", {"png": "PNG", "pdf": "PDF", "svg": "SVG"}),
            OneOf("scale", "Size", _SIZES),
            Switch("labels", "Names with leader lines", True),
        ),
        _SAVE,
    )


def meshes_form(catalog: Catalog, *, has_choice: bool) -> Form:
    """Shapes for other programs and for printing."""
    chosen = {"selection": "What is selected"} if has_choice else {}
    places = {str(place.id): place.short for place in catalog.places.values()}
    what = {"visible": "What is visible", **chosen, **places, "all": "Everything"}
    return Form(
        "meshes",
        "Export meshes",
        "Shapes in millimetres. STL and PLY make a file for each structure; OBJ and GLB one "
        "scene with names and colours.",
        (
            OneOf("format", "Format", {name: name.upper() for name in EXPORTERS}),
            OneOf("what", "What", what, is_kept=False),
            Switch("mark", "Raised level names (STL, for printing)"),
        ),
        {"save": "Choose folder…"},
    )


def page_form(title: str) -> Form:
    """The scene as a page that turns in any browser."""
    return Form(
        "page",
        "Export offline web page",
        "One file that opens in any browser without a network. It turns, and tells the names.",
        (
            Words("title", "Title", title),
            OneOf(
                "detail",
                "Detail",
                {"low": "Small file", "usual": "Usual", "high": "Fine"},
                first="usual",
            ),
        ),
        _SAVE,
    )


def handout_form(catalog: Catalog, place: str, audience: str) -> Form:
    """One sheet of paper about a level."""
    shorts = {str(p.id): p.short for p in catalog.places.values()}
    readers = {"patient": "Patient", "student": "Student", "clinician": "Clinician"}
    return Form(
        "handout",
        "Export one-page PDF",
        "Picture, plain text, questions, warning signs and sources of one level on one sheet.",
        (
            OneOf("place", "Level", shorts, is_kept=False, first=place),
            OneOf("audience", "Written for", readers, is_kept=False, first=audience),
            OneOf("paper", "Paper", {"A4": "A4", "Letter": "Letter"}),
        ),
        _SAVE,
    )


def turntable_form() -> Form:
    """The scene turning once about itself."""
    film = {"mp4": "MP4"} if has_film() else {}
    explanation = "The view turns once round, as an endless loop."
    if not film:
        explanation += " For MP4, install the extra: pip install 'lumbosacral-viewer[video]'."
    return Form(
        "turntable",
        "Export turntable",
        explanation,
        (
            OneOf("format", "Format", {"gif": "GIF", **film}),
            OneOf("height", "Height", {h: f"{h} px" for h in ("360", "480", "720")}, first="480"),
            OneOf("frames", "Pictures", {n: n for n in ("36", "48", "72")}, first="48"),
            Switch("legend", "Legend", True),
            Switch("corners", "Patient’s sides and scale", True),
        ),
        _SAVE,
    )


def has_film() -> bool:
    """Whether the extra that makes MP4 is installed."""
    return find_spec("imageio_ffmpeg") is not None
