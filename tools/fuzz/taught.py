"""Damaged files of teaching: folders of lessons, how far they were read, progress of studying."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import rtoml

from meshes.ids import StructureId
from tools.fuzz.judging import Fault, Outcome, contents, judged, refuse_change, refuse_leftovers
from tools.fuzz.kept import load_catalog
from tools.fuzz.mutations import (
    Mutation,
    damaged,
    is_ordinary,
    json_changed,
    misplaced,
    toml_changed,
)
from viewer.keep.database import KeepError
from viewer.lessons.lesson import Lesson, Opened
from viewer.lessons.progress import Progress as Reached
from viewer.lessons.progress import read_progress as read_reached
from viewer.lessons.progress import write_progress as write_reached
from viewer.lessons.reading import HEAD, LARGEST_PICTURE, LessonError, picture_file, read_lesson
from viewer.lessons.shelf import SHIPPED_FOLDER
from viewer.lessons.writing import write_lesson
from viewer.study.progress import Answered, Kept, Progress
from viewer.study.progress_file import merged, read_progress, write_progress
from viewer.study.schedule import Rating, due_today, known, reviewed

#: How often something else stands in the place of a file, another name leads elsewhere, and the
#: step is of a version to come.
_MISPLACED, _ELSEWHERE, _NEWER = 0.05, 0.2, 0.1
#: Names of pictures that lead out of the folder, or nowhere.
_PICTURES = (
    *("../secret.png", "/etc/hostname", "..\\secret.png", "secret.png/../../secret.png"),
    *("a/../../secret.png", "%2e%2e/secret.png", "file:///etc/hostname", ".png", "x.svg", "\0.png"),
    *("x" * 400 + ".png", "own.png\n", "own.png", "link.png", "big.png", "folder.png", "con.png"),
)
#: Names of steps that lead out of the folder, or nowhere.
_STEPS = ("../secret", "/etc/hostname", "lesson", "", "a" * 80, "Ümlaut", "missing", ".", "a/b", 7)


def _put(path: Path, sample: bytes, rng: Random, own: Sequence[Mutation]) -> None:
    if rng.random() < _MISPLACED:
        path.unlink(missing_ok=True)
        misplaced(path, rng)
    else:
        path.write_bytes(damaged(sample, rng, own, (b"\x89PNG\r\n\x1a\n" * 9, sample[::-1])))


def lesson(folder: Path, rng: Random) -> Outcome:
    """A lesson is opened, its pictures are looked for, and it is written again as an editor does:
    what is whole plays, the rest is told, and nothing outside its folder is shown."""
    (folder / "secret.png").write_bytes(b"not of the lesson")
    (folder / "secret.toml").write_text('title = "not of the lesson"\n', encoding="utf-8")
    here = folder / "lesson"
    _copied(here, rng)
    before = contents(folder)
    try:
        opened = read_lesson(here, load_catalog())
    except LessonError as problem:
        refuse_change(before, folder)
        return judged(str(problem), [str(here)])
    for step in opened.lesson.steps:
        found = picture_file(here, step)
        if found is not None and found.resolve().parent != here.resolve():
            raise Fault(f"a picture outside the lesson is shown: {found}")
    if any(step.name == "secret" for step in opened.lesson.steps):
        raise Fault("a step outside the lesson is played")
    refuse_change(before, folder)
    _refuse_other(opened, folder / "again")
    refuse_leftovers(folder)
    if opened.problems:
        return judged(opened.problems[0], [str(here)])
    return Outcome(opened=True)


def _copied(here: Path, rng: Random) -> None:
    """A lesson that ships, with one or two of its files damaged."""
    source = rng.choice(sorted(path for path in SHIPPED_FOLDER.iterdir() if path.is_dir()))
    here.mkdir()
    for file in source.iterdir():
        (here / file.name).write_bytes(file.read_bytes())
    (here / "own.png").write_bytes(b"\x89PNG of the lesson")
    (here / "link.png").symlink_to(here.parent / "secret.png")
    (here / "folder.png").mkdir()
    with (here / "big.png").open("wb") as big:
        big.truncate(LARGEST_PICTURE + 1)
    steps = sorted(path for path in here.glob("*.toml") if path.name != HEAD)
    if rng.random() < _ELSEWHERE:
        path = rng.choice(steps)
        _changed(path, picture=rng.choice(_PICTURES))
    elif rng.random() < _ELSEWHERE:
        head = rtoml.loads((here / HEAD).read_text(encoding="utf-8"))
        names = [*head["steps"], rng.choice(_STEPS)]
        rng.shuffle(names)
        many = [f"step-{number}" for number in range(5000)]
        _changed(here / HEAD, steps=many if rng.random() < _NEWER else names)
    elif rng.random() < _NEWER:
        _changed(rng.choice([here / HEAD, *steps]), version=rng.choice((2, 10**30)), later="new")
    else:
        for path in rng.sample([here / HEAD, *steps], rng.choice((1, 1, 2))):
            _put(path, path.read_bytes(), rng, (toml_changed,))


def _changed(path: Path, **values: object) -> None:
    table = rtoml.loads(path.read_text(encoding="utf-8"))
    path.write_text(rtoml.dumps({**table, **values}), encoding="utf-8")


def _refuse_other(opened: Opened, folder: Path) -> None:
    """What was opened is written anew and comes back. Raises Fault."""
    try:
        write_lesson(folder, opened.lesson)
    except LessonError as problem:
        judged(str(problem), [str(folder)])
        return
    again: Lesson = read_lesson(folder, load_catalog()).lesson
    if [step.name for step in again.steps] != [step.name for step in opened.lesson.steps]:
        raise Fault("a lesson that was opened does not come back when it is saved")


def reached(folder: Path, rng: Random) -> Outcome:
    """How far lessons were read is a convenience: damaged, nothing was read."""
    path = folder / "lessons.json"
    own = Reached({"shipped:a": "step-2"}, frozenset(["shipped:b"]), (folder / "mine",))
    write_reached(path, own)
    _put(path, path.read_bytes(), rng, (json_changed,))
    before = contents(folder)
    found = read_reached(path)
    refuse_change(before, folder)
    if is_ordinary(path):
        now = found.at("shipped:c", "step-1", is_last=False)
        write_reached(path, now)
        if read_reached(path).reached.get("shipped:c") != "step-1":
            raise Fault("how far a lesson was read does not come back")
        refuse_leftovers(folder)
    return Outcome(opened=bool(found.reached), words="")


@cache
def _progress() -> bytes:
    """An exported file of progress with a dozen cards."""
    at = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    place = "segment.L5-S1"
    keys = [f"name:{StructureId(f'disc.{level}')}" for level in ("L3-L4", "L4-L5", "L5-S1")]
    cards = tuple(
        reviewed(None, f"{key}:{k}", place, Rating.GOOD, at) for key in keys for k in range(4)
    )
    answers = tuple(Answered(card.key, place, at.isoformat(), 3, False) for card in cards)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.json"
        write_progress(path, cards, answers)
        return path.read_bytes()


def study(folder: Path, rng: Random) -> Outcome:
    """Progress is imported beside one's own: all or nothing, and every card can be asked."""
    path, kept = folder / "progress.json", folder / "study.sqlite"
    _put(path, _progress(), rng, (json_changed,))
    progress = Progress(kept)
    at = datetime(2026, 2, 1, tzinfo=UTC)
    mine = reviewed(None, "name:mine", "segment.L4-L5", Rating.GOOD, at)
    progress.keep(mine, Answered(mine.key, mine.place, at.isoformat(), 3, False))
    before = progress.cards(), progress.answers()
    try:
        taken = read_progress(path)
        progress.put(merged(progress.cards(), taken.cards), taken.answers)
    except KeepError as problem:
        if (progress.cards(), progress.answers()) != before:
            raise Fault("a refused import changed the progress") from None
        return judged(str(problem), [str(path), str(kept)])
    else:
        _refuse_lost(progress, mine, at)
        return Outcome(opened=True)
    finally:
        progress.close()


def _refuse_lost(progress: Progress, mine: Kept, at: datetime) -> None:
    """Own cards stay, and every card can be asked. Raises Fault."""
    cards = progress.cards()
    if mine not in cards:
        raise Fault("an import lost a card")
    due_today(cards, at)
    for card in cards:
        if not 0.0 <= known(card, at) <= 1.0:
            raise Fault(f"how well a card is known is no share: {card.key}")
        reviewed(card, card.key, card.place, Rating.GOOD, at)
    progress.answers()


KINDS: dict[str, Callable[[Path, Random], Outcome]] = {
    "lessons": lesson,
    "reached": reached,
    "study": study,
}
