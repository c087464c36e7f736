"""A lesson is a folder: it comes back as written, an edit changes its lines alone, and what is
damaged, newer or hostile is told and left out while the rest plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

import pytest

from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.lessons import editing
from viewer.lessons.lesson import MOST_STEPS, Lesson, Question, Step, Texts
from viewer.lessons.reading import HEAD, LessonError, picture_file, read_lesson
from viewer.lessons.shelf import ORDER, SHIPPED_FOLDER, folder_of, key_of, shipped
from viewer.lessons.writing import free_name, recorded, step_text, write_lesson
from viewer.state import (
    Audience,
    Beside,
    Compare,
    Cut,
    Finding,
    LegMap,
    Playing,
    Section,
    Tool,
    ViewState,
    Xray,
)

DISC = StructureId("segment.L4-L5")


@pytest.fixture
def rich(start: ViewState) -> ViewState:
    """A scene that uses most of what a scene can have."""
    return replace(
        start,
        place=DISC,
        focus=(StructureId("root.L5.left"),),
        hidden=frozenset([StructureId("sacrum")]),
        only=frozenset([StructureId("disc.L4-L5")]),
        tissue_opacity=(("bone", 0.5),),
        own_opacity=((StructureId("vertebra.L4"), 0.25),),
        section=Section(Cut.DISC, DISC, 1.5, flipped=True),
        findings=(Finding("disc-extrusion", DISC, "left", "subarticular", 0.6),),
        compare=Compare(Beside.NORMAL),
        leg_map=LegMap(is_open=True),
        xray=Xray("lateral"),
    )


@pytest.fixture
def lesson(start: ViewState, rich: ViewState) -> Lesson:
    text = Texts('Say "so": [L5](structure:root.L5).\n', "Back\\slash, “quotes”.\n\n- one\n- two\n")
    one = Step("first", "One – first", recorded(start), text, "Notes\nof two lines.\n")
    two = Step("second", "Two", recorded(rich), text, "", Question("Why?", "So.", "As it is."))
    return Lesson("What's in L4–L5", 'About "it"', (one, replace(two, sources=("a-1", "b-2"))))


def test_a_lesson_comes_back_as_it_was_written(
    tmp_path: Path, lesson: Lesson, catalog: Catalog
) -> None:
    write_lesson(tmp_path / "mine", lesson)
    opened = read_lesson(tmp_path / "mine", catalog)
    assert opened.lesson == lesson
    assert opened.problems == ()
    assert sorted(p.name for p in (tmp_path / "mine").iterdir()) == [
        "first.toml",
        HEAD,
        "second.toml",
    ]


@pytest.mark.parametrize("name", ORDER)
def test_shipped_lessons_are_written_as_the_program_writes_them(
    name: str, catalog: Catalog
) -> None:
    lesson = read_lesson(SHIPPED_FOLDER / name, catalog).lesson
    for step in lesson.steps:
        file = SHIPPED_FOLDER / name / f"{step.name}.toml"
        assert file.read_text(encoding="utf-8") == step_text(step)


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (editing.retitle_step("first", "Another"), 2),
        (editing.set_notes("first", "Short."), None),
        (editing.retitle("Another"), 2),
        (editing.move("first", 1), 2),
    ],
)
def test_an_edit_changes_its_lines_alone(
    tmp_path: Path, lesson: Lesson, edit: editing.Edit, lines: int | None
) -> None:
    write_lesson(tmp_path, lesson)
    old = {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()}
    times = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    write_lesson(tmp_path, edit(lesson), lesson)
    new = {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()}
    changed = [name for name in new if new[name] != old[name]]
    assert len(changed) == 1
    assert {n for n in times if (tmp_path / n).stat().st_mtime_ns != times[n]} == set(changed)
    diff = unified_diff(old[changed[0]].splitlines(), new[changed[0]].splitlines(), n=0)
    moved = [line for line in diff if line[:1] in "+-" and not line.startswith(("+++", "---"))]
    assert lines is None or len(moved) == lines


def test_a_step_that_is_gone_leaves_no_file(tmp_path: Path, lesson: Lesson) -> None:
    write_lesson(tmp_path, lesson)
    write_lesson(tmp_path, editing.delete("first")(lesson), lesson)
    assert not (tmp_path / "first.toml").exists()
    assert (tmp_path / "second.toml").exists()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text[: len(text) // 2], "is damaged"),
        (lambda text: text.replace('title = "One', 'title = 3\nx = "One'), "does not know"),
        (lambda text: "from_tomorrow = 1\n" + text, "update the program"),
        (lambda text: text.replace("distance", "distances"), "update the program"),
        (lambda text: text.replace("azimuth_deg", "#"), "is damaged"),
        (lambda text: "", "is damaged"),
        (lambda text: text + "# " + "x" * 500_000, "too large"),
    ],
)
def test_a_spoilt_step_is_told_and_the_rest_plays(
    tmp_path: Path,
    lesson: Lesson,
    catalog: Catalog,
    spoil: Callable[[str], str],
    told: str,
) -> None:
    write_lesson(tmp_path, lesson)
    file = tmp_path / "first.toml"
    file.write_text(spoil(file.read_text(encoding="utf-8")), encoding="utf-8")
    opened = read_lesson(tmp_path, catalog)
    assert [step.name for step in opened.lesson.steps] == ["second"]
    assert len(opened.problems) == 1
    assert str(file) in opened.problems[0]
    assert told in opened.problems[0]


def test_without_its_order_a_lesson_plays_in_the_order_of_its_files(
    tmp_path: Path, lesson: Lesson, catalog: Catalog
) -> None:
    write_lesson(tmp_path, lesson)
    (tmp_path / HEAD).write_text("title = [", encoding="utf-8")
    opened = read_lesson(tmp_path, catalog)
    assert [step.name for step in opened.lesson.steps] == ["first", "second"]
    assert str(tmp_path / HEAD) in opened.problems[0]


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        (["../first", "second"], 1),
        (["first", "/etc/passwd", "lesson", "..", 7, "second"], 2),
        (["first", "first", "second"], 2),
        (["first", "missing", "second"], 2),
    ],
)
def test_no_name_leads_out_of_the_folder(
    tmp_path: Path, lesson: Lesson, catalog: Catalog, steps: list[object], kept: int
) -> None:
    folder = tmp_path / "inner"
    write_lesson(folder, lesson)
    (tmp_path / "first.toml").write_text(step_text(lesson.steps[0]), encoding="utf-8")
    names = ", ".join(f'"{s}"' if isinstance(s, str) else str(s) for s in steps)
    head = f'format = "lumbosacral-viewer lesson"\nversion = 1\ntitle = "x"\nsteps = [{names}]\n'
    (folder / HEAD).write_text(head, encoding="utf-8")
    opened = read_lesson(folder, catalog)
    assert len(opened.lesson.steps) == kept
    assert opened.problems


def test_no_link_leads_out_of_the_folder(tmp_path: Path, lesson: Lesson, catalog: Catalog) -> None:
    folder, outside = tmp_path / "inner", tmp_path / "outside.toml"
    write_lesson(folder, lesson)
    outside.write_text(step_text(lesson.steps[0]), encoding="utf-8")
    (folder / "first.toml").unlink()
    (folder / "first.toml").symlink_to(outside)
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "drawn.png").symlink_to(tmp_path / "secret.png")
    opened = read_lesson(folder, catalog)
    assert [step.name for step in opened.lesson.steps] == ["second"]
    drawn = replace(lesson.steps[1], picture="drawn.png")
    assert picture_file(folder, drawn) is None
    assert picture_file(folder, replace(drawn, picture="../secret.png")) is None
    (folder / "own.png").write_bytes(b"x")
    assert picture_file(folder, replace(drawn, picture="own.png")) == folder / "own.png"


def test_more_steps_than_a_lesson_has_are_left_out(
    tmp_path: Path, start: ViewState, catalog: Catalog
) -> None:
    steps = tuple(Step(f"s-{k}", "t", recorded(start)) for k in range(3))
    write_lesson(tmp_path, Lesson("x", "", steps))
    names = ", ".join(f'"n-{k}"' for k in range(MOST_STEPS + 1))
    head = (tmp_path / HEAD).read_text(encoding="utf-8").partition("steps")[0]
    (tmp_path / HEAD).write_text(f'{head}steps = ["s-0", {names}]\n', encoding="utf-8")
    opened = read_lesson(tmp_path, catalog)
    assert [step.name for step in opened.lesson.steps] == ["s-0"]
    assert any(f"more than {MOST_STEPS}" in problem for problem in opened.problems)


def test_a_folder_without_a_lesson_is_told_with_the_cure(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(LessonError, match="choose the folder of a lesson"):
        read_lesson(tmp_path, catalog)
    file = tmp_path / "x.toml"
    file.write_text("")
    with pytest.raises(LessonError, match="choose the folder of a lesson"):
        read_lesson(file, catalog)
    (tmp_path / HEAD).write_text('format = "something else"\n')
    with pytest.raises(LessonError, match="is not a lesson"):
        read_lesson(tmp_path, catalog)


def test_what_cannot_be_written_is_told_and_changes_nothing(
    tmp_path: Path, lesson: Lesson, catalog: Catalog
) -> None:
    file = tmp_path / "taken"
    file.write_text("mine")
    with pytest.raises(LessonError, match="Lesson not saved"):
        write_lesson(file, lesson)
    assert file.read_text() == "mine"


def test_a_recorded_scene_has_nothing_half_done_and_nobody_s_lesson(rich: ViewState) -> None:
    busy = replace(
        rich,
        tool=Tool.ANGLE,
        audience=Audience.CLINICIAN,
        playing=Playing("k", "s", rich),
    )
    kept = recorded(busy)
    assert (kept.tool, kept.playing, kept.pending) == (Tool.NONE, None, ())
    assert kept == replace(recorded(rich), audience=kept.audience)
    assert recorded(kept) == kept


def test_names_of_files_come_from_titles() -> None:
    taken = frozenset(["the-l5-root"])
    assert free_name("The L5 root", taken) == "the-l5-root-2"
    assert free_name("…", frozenset()) == "step"
    assert free_name("Lesson", frozenset()) != "lesson"


def test_shipped_lessons_keep_their_key_wherever_the_program_lies() -> None:
    assert len(shipped()) == len(ORDER) == 9
    for key in shipped():
        assert key_of(folder_of(key)) == key
    assert key_of(Path("/somewhere/which-nerve")) == str(Path("/somewhere/which-nerve").absolute())
