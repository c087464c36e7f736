"""Pictures of lessons: `python -m tools.lesson_pictures FOLDER [names] [--steps NAME ...]`.

One sheet a lesson, each step as the program draws it with its title; for looking whether a step
shows what it says. A film that stands beside a step is drawn beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont
from PySide6.QtGui import QGuiApplication

from meshes.catalog import Catalog, load_catalog
from meshes.store import Assets, load_assets
from viewer.atlas import Atlas
from viewer.commandline.xray_option import write_film
from viewer.disc_planes import disc_planes
from viewer.lessons.lesson import Opened, Step
from viewer.lessons.reading import read_lesson
from viewer.lessons.shelf import ORDER, SHIPPED_FOLDER
from viewer.state import Audience
from viewer.ui.picture import draw_picture
from viewer.ui.sheet import Writing

SIZE = (640, 480)
_COLUMNS, _TITLE, _QUALITY = 3, 26, 72
#: The lesson whose films are also a picture of one of its steps.
FUSION = "fusion-l5-s1"
_FILM, _FILM_GREYS = (200, 220), 24
_FILM_TITLES = ("Before", "Day 0", "6 weeks", "3 months", "6-12 months")
_INK, _PAPER = (24, 32, 40), (255, 255, 255)


def _atlas(assets: Assets, catalog: Catalog) -> Atlas:
    return Atlas(catalog, assets.boxes, disc_planes(assets.meshes))


def drawn(step: Step, assets: Assets, catalog: Catalog, folder: Path) -> Image.Image:
    """One step, its film beside it where it has one."""
    file = folder / f"{step.name}.png"
    draw_picture(assets, catalog, step.state, SIZE, writing=Writing(True, True, True), file=file)
    picture = Image.open(file).convert("RGB").resize(SIZE)
    if step.state.xray is None:
        return picture
    film, atlas = folder / f"{step.name}-film.png", _atlas(assets, catalog)
    write_film(film, assets, atlas, step.state, step.state.xray, (480, 480), Audience.STUDENT)
    shown = Image.open(film).convert("RGB")
    shown.thumbnail((SIZE[0] // 2, SIZE[1]))
    picture.thumbnail((SIZE[0] // 2, SIZE[1]))
    both = Image.new("RGB", SIZE, _PAPER)
    both.paste(picture, (0, (SIZE[1] - picture.height) // 2))
    both.paste(shown, (SIZE[0] // 2, (SIZE[1] - shown.height) // 2))
    return both


def sheet(opened: Opened, assets: Assets, catalog: Catalog, names: list[str]) -> Image.Image:
    """The steps of a lesson beside each other, numbered. names: of some, [] for all."""
    steps = [(k, s) for k, s in enumerate(opened.lesson.steps, 1) if not names or s.name in names]
    columns = min(_COLUMNS, len(steps))
    rows = -(-len(steps) // columns)
    wide, high = SIZE[0], SIZE[1] + _TITLE
    made = Image.new("RGB", (columns * wide, rows * high), _PAPER)
    pen, font = ImageDraw.Draw(made), ImageFont.load_default(17)
    with TemporaryDirectory() as folder:
        for place, (number, step) in enumerate(steps):
            x, y = place % columns * wide, place // columns * high
            made.paste(drawn(step, assets, catalog, Path(folder)), (x, y + _TITLE))
            title = step.title.replace("–", "-").replace("’", "'")  # the plain font has no others
            pen.text((x + 8, y + 3), f"{number}  {title}", fill=_INK, font=font)
    return made


def films(opened: Opened, assets: Assets, catalog: Catalog, file: Path) -> None:
    """The films of a lesson's steps beside each other, as the picture of one step of its own."""
    steps = [s for s in opened.lesson.steps if s.state.xray is not None][: len(_FILM_TITLES)]
    wide, high = _FILM
    made = Image.new("L", (3 * wide, -(-len(steps) // 3) * (high + _TITLE)), 255)
    pen, font = ImageDraw.Draw(made), ImageFont.load_default(17)
    atlas = _atlas(assets, catalog)
    with TemporaryDirectory() as folder:
        for place, (step, title) in enumerate(zip(steps, _FILM_TITLES, strict=True)):
            assert step.state.xray is not None
            path = Path(folder) / f"{step.name}.png"
            write_film(path, assets, atlas, step.state, step.state.xray, _FILM, Audience.STUDENT)
            x, y = place % 3 * wide, place // 3 * (high + _TITLE)
            made.paste(Image.open(path).convert("L").resize(_FILM), (x, y + _TITLE))
            pen.text((x + 4, y + 3), title, fill=24, font=font)
    made.quantize(_FILM_GREYS).save(file, optimize=True)


def main(arguments: list[str]) -> int:
    """Draw the sheets into a folder."""
    parser = argparse.ArgumentParser(description="sheets of lessons")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="folders of lessons that ship; none: all")
    parser.add_argument("--steps", nargs="*", default=[], help="these steps alone")
    parser.add_argument("--wide", type=int, help="small sheets as JPEG, so many pixels wide")
    parser.add_argument("--films", action="store_true", help="the picture of films alone")
    asked = parser.parse_args(arguments)
    _app = QGuiApplication([])
    catalog, assets = load_catalog(), load_assets()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.films:
        folder = SHIPPED_FOLDER / FUSION
        films(read_lesson(folder, catalog), assets, catalog, folder / "films.png")
        return 0
    for name in asked.names or ORDER:
        made = sheet(read_lesson(SHIPPED_FOLDER / name, catalog), assets, catalog, asked.steps)
        file = asked.folder / f"{name}.{'jpg' if asked.wide else 'png'}"
        if asked.wide:
            made.thumbnail((asked.wide, 10_000))
            made.save(file, quality=_QUALITY, optimize=True)
        else:
            made.save(file, optimize=True)
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
