"""Saving what a person takes home from a consultation: which file, which job, what is said then."""

from __future__ import annotations

import base64
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from annotations.markup import plain
from annotations.render import DISCLAIMER_ID
from viewer.calm import plain_names
from viewer.consult.sheet import CAPTION, TITLE, sheet_of
from viewer.export.leg_map_svg import leg_map_html
from viewer.export.steps import Progress, Steps, TakeError, named_file, part_of
from viewer.export.web_page import PageWords, page_steps
from viewer.looks import THEMES
from viewer.resolve import resolve
from viewer.ui.consult_paper import Talk, pair_steps, paper_steps
from viewer.ui.take_jobs import NO_DIAGNOSIS, model_assets

if TYPE_CHECKING:
    from viewer.ui.consulting import Consulting
    from viewer.ui.main_window import MainWindow

#: The dialog's words, the ending, and the name that is offered: it tells nothing about anyone.
_KINDS = {
    "pdf": ("PDF to take home", "PDF (*.pdf)", (".pdf",), "consultation.pdf"),
    "html": ("Web page", "Web page (*.html)", (".html", ".htm"), "consultation.html"),
}
_PICTURE_WIDTH = 760


def ask_and_save(window: MainWindow, consulting: Consulting, kind: str) -> None:
    """Ask where, and write it."""
    title, words, suffixes, name = _KINDS[kind]
    chosen, _ = QFileDialog.getSaveFileName(window, title, str(Path.home() / name), words)
    if not chosen:
        return
    try:
        file = named_file(chosen, suffixes)
        if file != Path(chosen) and file.exists():
            raise TakeError(f"{file} is there already: choose another name, or give it in full.")
    except TakeError as problem:
        _say(consulting, str(problem))
        return
    save(window, consulting, kind, file)


def save(window: MainWindow, consulting: Consulting, kind: str, file: Path) -> None:
    """Write it there, and say so in the panel."""
    panel = consulting.panel
    if panel is None or window.library is None:
        return
    talk = Talk(window.store.state, consulting.told, panel.notes.text)
    make = _paper if kind == "pdf" else _page

    def done(words: str) -> None:
        if consulting.is_on and consulting.panel is not None:
            consulting.panel.notes.was_saved(talk.notes, words)
            consulting.panel.show_page(consulting.panel.notes)

    window.taking.jobs.start(_telling(make(window, talk, file), consulting), done)


def _telling(job: Steps[str], consulting: Consulting) -> Steps[str]:
    """The same job, which says in the panel what went wrong."""
    try:
        words: str = yield from job
    except TakeError as problem:
        _say(consulting, str(problem))
        raise
    return words


def _say(consulting: Consulting, words: str) -> None:
    if consulting.panel is not None:
        consulting.panel.notes.say(words)
        consulting.panel.show_page(consulting.panel.notes)


def _paper(window: MainWindow, talk: Talk, file: Path) -> Steps[str]:
    library = window.library
    assert library is not None
    catalog = window.atlas.catalog
    pages = yield from paper_steps(model_assets(window), catalog, library, talk, file)
    more = " It has two pages, so that its letters can be read." if pages > 1 else ""
    return f"Saved: {file}.{more}" if more else f"Saved: {file}"


def _page(window: MainWindow, talk: Talk, file: Path) -> Generator[Progress, None, str]:
    """The model to turn, with all the words beside it."""
    library, catalog = window.library, window.atlas.catalog
    assert library is not None
    assets = model_assets(window)
    picture = yield from part_of(pair_steps(assets, catalog, talk.state, named=False), 0.0, 0.4)
    job = page_steps(
        assets,
        catalog,
        resolve(talk.state, catalog),
        talk.state.camera,
        THEMES["light"],
        page_words(talk, window, picture),
        file,
    )
    size: int = yield from part_of(job, 0.4, 1.0)
    return f"Saved: {file} ({size / 1e6:.1f} MB)"


def page_words(talk: Talk, window: MainWindow, picture: QImage) -> PageWords:
    """The words of the web page."""
    note = window.library.notes.get(DISCLAIMER_ID) if window.library is not None else None
    disclaimer = plain(note.summary.patient) if note else NO_DIAGNOSIS
    return PageWords(TITLE, disclaimer, beside=beside_html(talk, window, picture))


def beside_html(talk: Talk, window: MainWindow, picture: QImage) -> str:
    """The words that stand beside the model on the web page, with the pair of pictures."""
    library = window.library
    assert library is not None
    sheet = sheet_of(talk.told, talk.notes, library)
    rows = [
        f"<h1>{sheet.title}</h1>",
        f'<img alt="{CAPTION}" src="{_data(picture)}">',
    ]
    if talk.state.compare is not None:
        rows.append(f"<p><small>{CAPTION}</small></p>")
    rows += [f"<article>{word}</article>" for word in sheet.words]
    rows.append(plain_names(leg_map_html(talk.state, window.atlas.catalog)))
    rows.append(f"<h2>Good to ask</h2>{sheet.ask}")
    if sheet.notes:
        rows.append(f'<div class="notes"><h2>Our notes</h2><p>{sheet.notes}</p></div>')
    rows.append(f'<div class="flags"><h2>When to get help fast</h2>{sheet.flags}</div>')
    rows.append(f'<div class="sources"><h2>Sources</h2>{sheet.sources}</div>')
    return "".join(rows)


def _data(picture: QImage) -> str:
    """A picture within the page."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.scaledToWidth(_PICTURE_WIDTH).save(buffer, "PNG")  # type: ignore[call-overload]
    return "data:image/png;base64," + base64.b64encode(bytes(buffer.data().data())).decode("ascii")
