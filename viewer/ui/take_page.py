"""Taking a page of clinical text away: on paper, or on the clipboard with its sources."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from annotations.library import Library
from annotations.render import references
from meshes.catalog import Catalog
from meshes.ids import StructureId
from viewer.ui.clinical_page import note_of, page_html
from viewer.ui.page_setting import Folds, Setting
from viewer.ui.theme import THEMES

_MARGIN_MM = 18.0


def paper(id: str, catalog: Catalog, library: Library | None, how: Setting) -> QTextDocument:
    """The page as it is printed: everything unfolded, dark on white, nothing to press."""
    setting = replace(
        how, theme=THEMES["light"], scale=0.9, folds=Folds(all_open=True), is_paper=True
    )
    document = QTextDocument()
    document.setHtml(page_html(id, catalog, library, setting))
    return document


def print_page(document: QTextDocument, title: str, parent: QWidget) -> None:
    """Ask for a printer, or a PDF file, and print."""
    # Imported here, because starting the window does not need it.
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Print page")
    dialog.accepted.connect(lambda: document.print_(printer))
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()


def with_sources(
    browser: QTextBrowser, id: str, catalog: Catalog, library: Library, how: Setting
) -> str:
    """The selected words, or the whole page, with where they come from and what they cite."""
    cursor = browser.textCursor()
    if not cursor.hasSelection():
        cursor.select(QTextCursor.SelectionType.Document)
    words = cursor.selection().toPlainText().replace("\ufffc", "").replace("\u2060", "")
    words = words.replace("\u00a0", " ").strip()
    note = note_of(library, id)
    if note is None:
        return words
    cited = _cited(cursor)
    lines = [
        f"{reference.number}. {reference.citation} ({reference.evidence})"
        for reference in references(note, how.audience.value, library).values()
        if reference.number in cited
    ]
    title = catalog.structures[StructureId(id)].name if id in catalog.structures else note.title
    origin = f"From Lumbosacral Viewer, “{title}”, text for {how.audience.value}s."
    return "\n".join([words, "", origin, *(["Sources:", *lines] if lines else [])])


def _cited(cursor: QTextCursor) -> set[int]:
    """The numbers of the sources cited between the ends of a selection."""
    document, found = cursor.document(), set()
    block = document.findBlock(cursor.selectionStart())
    while block.isValid() and block.position() <= cursor.selectionEnd():
        for piece in block:  # type: ignore[attr-defined]
            part = piece.fragment()
            href = part.charFormat().anchorHref()
            inside = cursor.selectionStart() <= part.position() < cursor.selectionEnd()
            if inside and href.startswith("#source-"):
                found.add(int(href.removeprefix("#source-")))
        block = block.next()
    return found
