"""Studying in the window: nothing gives an answer away, each is kept, the scene comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from meshes.ids import Side, StructureId
from viewer.commands.study_commands import DUE, EXAM, MASTERY
from viewer.export.steps import Progress as ExportProgress
from viewer.export.steps import Steps, finished
from viewer.state import Labels
from viewer.study.items import Item, Kind, Paper
from viewer.study.making import Desk, paper_steps
from viewer.study.naming_items import LEAST_PIXELS
from viewer.study.progress import Answered, Progress, now
from viewer.study.schedule import Rating, reviewed
from viewer.ui.canvas_like import BlankCanvas
from viewer.ui.main_window import MainWindow
from viewer.ui.study_exam import Exam
from viewer.ui.study_paper import paper_pdf_steps

pytestmark = pytest.mark.window
PLACE = StructureId("segment.T12-L1")
TARGET = StructureId("vertebra.L1.pedicle.left")


@pytest.fixture(autouse=True)
def seeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no picture to measure in; enough of everything shows."""
    monkeypatch.setattr("viewer.ui.studying.Studying._seeing", lambda *_: LEAST_PIXELS)


@pytest.fixture
def paper(window: MainWindow) -> Paper:
    desk = window.studying.desk
    assert desk is not None
    return finished(paper_steps(desk, PLACE, 7, 6))


@pytest.fixture
def exam(window: MainWindow, paper: Paper, qtbot: QtBot) -> Exam:
    window.select("segment.L4-L5")
    window.run(EXAM)
    panel = window.studying.panel
    assert panel is not None
    assert panel.start.places.buttons["segment.L4-L5"].isChecked()
    window.studying.begin(PLACE, 6, 0, 7)
    qtbot.waitUntil(lambda: window.studying.exam is not None)
    assert window.studying.exam is not None
    assert window.studying.exam.sitting.paper == paper
    return window.studying.exam


def _item(kind: Kind, exam: Exam) -> Item:
    """Answer on until an item of a kind is asked."""
    while exam.item.kind is not kind:
        exam.take(exam.item.answer)
    return exam.item


def test_an_exam_hides_what_would_tell_and_brings_the_scene_back(
    window: MainWindow, exam: Exam, canvas: BlankCanvas
) -> None:
    before = window.studying.before
    assert before is not None
    assert not any(dock.isVisible() for dock in window.docks.values())
    canvas.hovered.emit("sacrum")
    assert window.status.hover_label.text() == ""
    assert canvas.spec is not None
    assert canvas.spec.labels == ()
    window.studying.panel.close_button.click()  # type: ignore[union-attr]
    assert window.store.state == before
    assert all(dock.isVisible() for dock in window.docks.values())
    canvas.hovered.emit("sacrum")
    assert "Sacrum" in window.status.hover_label.text()


def test_a_lesson_ends_the_exam_beside_it(window: MainWindow, exam: Exam) -> None:
    assert window.lessoning.play("shipped:which-nerve")
    assert window.lessoning.panel.isVisible()
    assert window.studying.panel is not None
    assert not window.studying.panel.isVisible()
    assert window.store.state.playing is not None


def test_a_name_is_asked_back_and_a_press_must_be_taken_before_they_count(
    window: MainWindow, exam: Exam, canvas: BlankCanvas
) -> None:
    item, page = _item(Kind.NAME, exam), window.studying.panel.question  # type: ignore[union-attr]
    page.field.setText("zebra")
    page.answer.click()
    assert page.ask.isVisible()
    assert exam.item == item
    page.field.setText(item.answer)
    page.answer.click()
    assert exam.sitting.given[-1].is_right
    item, number = _item(Kind.FIND, exam), exam.sitting.number
    canvas.structure_clicked.emit("sacrum", False)
    canvas.structure_clicked.emit(str(item.target), False)
    assert window.store.state.study.pinned == (item.target,)
    assert window.store.state.focus == ()
    assert exam.sitting.number == number
    page.answer.click()
    assert exam.sitting.given[-1].is_right


def test_a_place_is_pressed_on_the_figure_gaps_are_asked_back_and_words_may_be_chosen(
    window: MainWindow, exam: Exam, qtbot: QtBot
) -> None:
    item, page = _item(Kind.POINT, exam), window.studying.panel.question  # type: ignore[union-attr]
    figure = page.figure
    assert item.target is not None
    assert figure is not None
    assert not page.answer.isEnabled()
    assert page.options == []
    front, scale = figure.spots()[0], figure.spots()[0].scale
    out = front.towards_left * (1.0 if item.target.side is Side.LEFT else -1.0)

    def press(x: float, y: float) -> None:
        at = QPoint(round(front.x + out * x * scale), round(front.y + y * scale))
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton, pos=at)
        page.answer.click()

    number = exam.sitting.number
    qtbot.keyClick(figure, Qt.Key.Key_Down)
    assert page.spot is not None
    spot, was = page.spot, figure.picture(40, 50).pixelColor(0, 0)
    window.change_settings(replace(window.settings, theme="dark"))
    assert figure.picture(40, 50).pixelColor(0, 0).lightness() < was.lightness()
    assert page.spot == spot, "the question goes on where it was"
    assert figure.accessibleDescription() != ""
    press(150.0, 500.0)
    assert page.ask.isVisible()
    assert not page.keep.isVisible()
    assert exam.sitting.number == number
    spot = {"L1": (50.0, 205.0), "L2": (95.0, 330.0)}[item.target.level_text]
    press(*spot)
    assert exam.sitting.given[-1].is_right
    assert "front" in exam.sitting.given[-1].words
    page.show_item(item, window.theme)
    page.in_words.click()
    assert not figure.isVisible()
    assert tuple(each.accessibleName() for each in page.options) == item.options


def test_the_clock_takes_what_is_written_when_the_time_is_over(
    window: MainWindow, paper: Paper
) -> None:
    window.studying.open()
    assert window.studying.panel is not None
    exam = Exam(window, window.studying.panel, paper, 2, lambda _item, _given: None)
    item = _item(Kind.NAME, exam)
    window.studying.panel.question.field.setText(item.answer)
    exam.tick()
    assert exam.item == item
    exam.tick()
    assert exam.sitting.given[-1].is_right
    exam.stop()


def test_each_answer_is_on_the_disc_at_once_and_the_result_leads_back_to_it(
    window: MainWindow, exam: Exam
) -> None:
    exam.take("")
    other = Progress(window.places.progress)
    assert [answer.key for answer in other.answers()] == [exam.sitting.paper.items[0].key]
    assert [card.key for card in other.cards()] == [exam.sitting.paper.items[0].key]
    other.close()
    while not exam.sitting.is_done:
        exam.take("")
    panel = window.studying.panel
    assert panel is not None
    assert panel.result.list.count() == 6
    assert panel.result.score.text() == "0 of 6 right"
    assert window.store.state == window.studying.before
    number = next(k for k, i in enumerate(exam.sitting.paper.items) if i.kind is Kind.NAME)
    exam.review(number)
    item = exam.sitting.paper.items[number]
    assert panel.answer.reason.text() == item.reason
    assert window.store.state.focus == (item.target,)
    assert window.store.state.labels is Labels.SELECTION
    panel.answer.text.click()
    assert window.docks["clinical"].isVisible()
    assert window.clinical.page == item.page


def test_cards_come_one_after_the_other_and_what_is_missed_comes_again(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.ui.study_review.NEW_A_DAY", 3)
    window.select(PLACE)
    window.run(DUE)
    review, panel = window.studying.review, window.studying.panel
    assert review is not None
    assert panel is not None
    first, asked = review.queue[0], len(review.queue)
    review.take("")
    assert not panel.answer.ratings["good"].isVisible()
    panel.answer.ratings["again"].click()
    assert review.queue[-1] == first
    assert len(review.queue) == asked
    assert [card.key for card in window.studying.progress.cards()] == [first[0]]
    for _ in range(asked):
        assert review.item is not None
        review.take("")
        review.accept()
        review.rate("good")
    assert review.item is None
    assert panel.told.isVisible()


def test_progress_goes_out_and_in_and_colours_the_spine_until_undo(
    window: MainWindow, tmp_path: Path
) -> None:
    studying, file = window.studying, tmp_path / "p.json"
    card = reviewed(None, f"name:{TARGET}", str(PLACE), Rating.GOOD, now())
    answer = Answered(card.key, card.place, now().isoformat(), int(Rating.GOOD), False)
    studying.progress.keep(card, answer)
    studying.files.export_to(file)
    studying.files.import_from(file)
    assert studying.progress.cards() == (card,)
    assert studying.progress.answers() == (answer,)
    before = window.store.state
    window.run(MASTERY)
    assert dict(window.store.state.study.mastery or ()).keys() == {TARGET}
    assert window.actions_of.by_id[MASTERY].isChecked()
    window.run("window.undo")
    assert window.store.state == before


def test_a_paper_of_statements_is_written_with_its_answers(
    window: MainWindow, paper: Paper, desk: Desk, tmp_path: Path
) -> None:
    facts = tuple(item for item in paper.items if item.kind is Kind.FACT)
    file = tmp_path / "p.pdf"
    catalog = window.atlas.catalog
    steps = paper_pdf_steps(None, catalog, desk.library, Paper(PLACE, 7, facts), file)  # type: ignore[arg-type]
    finished(steps)
    data = file.read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == 2
    assert b"CreationDate" not in data


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    found = window.studying.desk
    assert found is not None
    return found


def test_a_job_lets_go_of_what_it_looked_with_done_or_given_up(window: MainWindow) -> None:
    closed = []

    class Room:
        def close(self) -> None:
            closed.append(self)

    def job(steps: int) -> Steps[str]:
        window.studying._sight = Room()  # type: ignore[assignment]
        for _ in range(steps):
            yield ExportProgress(0.5, "Looking")
        return "done"

    assert finished(window.studying.looking(job(1))) == "done"
    assert window.studying._sight is None
    given_up = window.studying.looking(job(5))
    next(given_up)
    given_up.close()
    assert window.studying._sight is None
    assert len(closed) == 2
