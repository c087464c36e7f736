"""Make the pictures of docs/study.md: `python -m tools.study_pictures docs/pictures/study`, with a
screen. The real window, while a paper is sat, cards are learned and the spine shows mastery."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from PySide6.QtWidgets import QApplication

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.ids import StructureId
from meshes.store import load_assets
from tools.pictures import SIZE, settle
from viewer.atlas import Atlas
from viewer.commands.study_commands import MASTERY
from viewer.disc_planes import disc_planes
from viewer.keep.places import Places
from viewer.store import Store
from viewer.study.items import Kind
from viewer.study.pointing import Spot
from viewer.study.progress import Kept, now
from viewer.study.scenes import targets
from viewer.study.schedule import Rating, reviewed
from viewer.ui.app import application, bring_canvas, expect_gl
from viewer.ui.hints import HINTS
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.surface_format import install_surface_format

PLACE, SEED = StructureId("segment.L5-S1"), 7
#: What is pressed on the figure: the right sole.
SPOT = Spot("back", -140.0, 1100.0)
Take = Callable[[str], None]


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.study_pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", default="light")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    install_surface_format()
    app = application()
    catalog, assets = load_catalog(), load_assets()
    atlas = Atlas(catalog, assets.boxes, disc_planes(assets.meshes))
    with tempfile.TemporaryDirectory() as folder:
        file = SettingsFile(Path(folder) / "settings.json")
        theme = arguments.theme
        file.save(
            Settings(theme=theme, coach_seen=True, reduced_motion=True, hints_seen=tuple(HINTS))
        )
        places = Places(Path(folder) / "kept")
        window = MainWindow(Store(atlas.start()), atlas, load_library(), file, places=places)
        window.resize(*SIZE)
        expect_gl(window)
        window.show()
        bring_canvas(window, assets, "")

        def take(name: str) -> None:
            settle(app, window)
            path = arguments.folder / f"{name}.png"
            window.grab().save(str(path))
            print(path)

        settle(app, window)
        window.select(PLACE)
        _exam(app, window, take)
        _cards(window, take)
        _mastery(window, take)
        window.close()
    return 0


def _exam(app: QApplication, window: MainWindow, take: Take) -> None:
    """A paper, some answers of it wrong."""
    studying = window.studying
    studying.open()
    take("start")
    studying.begin(PLACE, 12, 60, SEED)
    while studying.exam is None:
        app.processEvents()
    exam, panel, seen = studying.exam, studying.panel, set[Kind]()
    assert panel is not None
    while exam.is_asking:
        item = exam.item
        is_first = item.kind not in seen
        seen.add(item.kind)
        if item.kind is Kind.NAME and is_first:
            panel.question.field.setText("spinal ligament")
            exam.answer("spinal ligament")
        if item.kind is Kind.FIND:
            exam.press(str(item.target))
        if item.kind is Kind.POINT and panel.question.figure is not None:
            panel.question.figure.point_at(SPOT)
        if is_first:
            take(f"question-{item.kind}")
        if item.kind in (Kind.FIND, Kind.POINT):
            exam.take_pressed()
        elif item.kind is Kind.ROOT and is_first:
            exam.take(next(each for each in item.options if each != item.answer))
        else:
            exam.take(item.answer)
    exam.show_result()
    take("result")
    kinds = [item.kind for item in exam.sitting.paper.items]
    exam.review(kinds.index(Kind.ROOT))
    take("review")
    exam.review(kinds.index(Kind.POINT))
    take("review-felt")
    studying.leave()


def _cards(window: MainWindow, take: Take) -> None:
    """The first card of the day, and its back."""
    studying = window.studying
    studying.open_due()
    take("due")
    assert studying.review is not None
    assert studying.review.item is not None
    studying.review.take(studying.review.item.answer)
    take("due-answer")
    studying.leave()


def _mastery(window: MainWindow, take: Take) -> None:
    """As after some weeks of learning the three lowest levels; the answers are made up."""
    random, cards = Random(SEED), dict[str, Kept]()
    for level, most in (("L5-S1", 5), ("L4-L5", 4), ("L3-L4", 3)):
        place = f"segment.{level}"
        for id in targets(window.atlas.catalog, StructureId(place)):
            at, card = now() - timedelta(days=40), None
            for _ in range(random.randint(most - 3, most)):
                card = reviewed(card, f"name:{id}", place, Rating.GOOD, at)
                at = min(now(), datetime.fromisoformat(card.due))
            if card is not None:
                cards[card.key] = card
    window.studying.progress.put(cards.values(), [])
    window.run("select.whole")
    window.run(MASTERY)
    take("mastery")
    window.run("select.segment.L5-S1")
    take("mastery-level")


if __name__ == "__main__":
    sys.exit(main())
